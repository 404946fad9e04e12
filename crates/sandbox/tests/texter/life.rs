//! Contacts who write back and on their own.

use std::time::Duration;

use sandbox::texter::Direction;

use super::Shop;
use crate::desk::SOON;

#[tokio::test]
async fn contacts_answer_after_a_few_seconds() {
    let shop = Shop::with(|config| config.life = true).await;
    shop.service.clock().freeze();
    let chat = shop.on("whatsapp");
    assert_eq!(shop.say(&chat.id, "hello").await.status, 200, "sent");
    shop.service.clock().advance(Duration::from_secs(9));
    let answered = shop
        .service
        .wait_until(
            |it| {
                let last = it.messages(&chat.id).pop();
                last.is_some_and(|last| last.direction == Some(Direction::Incoming))
            },
            SOON,
        )
        .await;
    assert!(answered, "the contact wrote back");
    let unread = shop.service.chat(&chat.id).unwrap().unread;
    assert_eq!(unread, chat.unread + 1, "unread");
}

#[tokio::test]
async fn life_goes_on_by_itself() {
    let shop = Shop::with(|config| config.life = true).await;
    shop.service.clock().freeze();
    let count =
        |it: &sandbox::texter::Script| -> u32 { it.chats().iter().map(|chat| chat.unread).sum() };
    let before = count(&shop.service);
    for round in 1..=5 {
        shop.service.clock().advance(Duration::from_secs(30));
        let more = shop
            .service
            .wait_until(|it| count(it) >= before + round, SOON)
            .await;
        assert!(more, "somebody writes every half minute");
    }
}

#[tokio::test]
async fn contacts_date_in_whole_seconds_and_we_in_milliseconds() {
    let shop = Shop::frozen().await;
    shop.service.clock().advance(Duration::from_millis(321));
    let chat = shop.on("whatsapp").id;
    let theirs = shop.service.customer_writes(&chat, "hi").unwrap();
    shop.say(&chat, "hello").await;
    let at = |id: &str| shop.service.message(id).unwrap().at.as_millisecond() % 1000;
    assert_eq!(at(&theirs), 0, "the provider's seconds");
    assert_eq!(
        at(&shop.service.sends()[0].message),
        321,
        "our milliseconds"
    );
}
