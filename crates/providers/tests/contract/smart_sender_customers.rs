//! Cards, tags, notes, operators, channels (smart-sender.md §5.3 to §5.7).

use domain::{ContactId, ErrorCode, LabelId, OperatorId, RemoteChatId};
use sandbox::smart_sender::NewContact;
use sandbox::smart_sender::quirks::Ids;

use crate::smart_sender_desk::{desk, desk_with};

#[tokio::test]
async fn a_card_shows_who_writes() {
    let desk = desk_with(|quirks| quirks.ids = Ids::Texts).await;
    let (state, chat) = desk.chat(|chat| !chat.tags.is_empty() && chat.email.is_some());
    let account = desk.account();
    let contacts = account.contacts().expect("there are cards");
    let card = contacts.contact_of(&chat).await.unwrap();
    assert_eq!(card.id.0, state.contact.to_string(), "the console's id");
    assert_eq!(card.name, state.name, "name");
    assert_eq!(card.phone, state.phone, "phone");
    assert_eq!(card.email, state.email, "address");
    assert_eq!(card.chat, Some(chat), "the chat");
    let tags: Vec<String> = state.tags.iter().map(ToString::to_string).collect();
    let labels: Vec<String> = card.labels.into_iter().map(|it| it.0).collect();
    assert_eq!(labels, tags, "tags");
    assert!(
        card.fields.iter().any(|(name, _)| name == "level"),
        "variables: {:?}",
        card.fields
    );
}

#[tokio::test]
async fn a_contact_that_is_gone_is_not_found_by_either_status() {
    for status in [400, 404] {
        let desk = desk_with(|quirks| quirks.no_contact_status = status).await;
        let (one, chat) = desk.on("telegram");
        let account = desk.account();
        let contacts = account.contacts().expect("there are cards");
        contacts.contact_of(&chat).await.unwrap();
        let other = desk.chat(|other| other.id != one.id).0;
        desk.account()
            .contacts()
            .expect("there are cards")
            .unite(
                &ContactId(other.contact.to_string()),
                &ContactId(one.contact.to_string()),
            )
            .await
            .unwrap();
        let error = contacts.contact_of(&chat).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::NotFound, "{status}");
    }
}

#[tokio::test]
async fn contacts_are_found_and_united() {
    let desk = desk().await;
    let known = desk.sandbox.new_contact(NewContact {
        first_name: Some("Zinaida".into()),
        phone: Some("+380671112233".into()),
        ..NewContact::default()
    });
    let double = desk.sandbox.new_contact(NewContact {
        first_name: Some("Zina".into()),
        phone: Some("+380671112233".into()),
        channel: Some("viber".into()),
        ..NewContact::default()
    });
    let (known, double) = (known.unwrap(), double.unwrap());
    let account = desk.account();
    let contacts = account.contacts().expect("there are cards");
    let none = contacts.find_contacts("  ").await.unwrap();
    assert!(none.is_empty(), "an empty term isn't asked for");
    assert_eq!(desk.requests(), "", "the service would refuse it");
    let found = contacts.find_contacts("+38 (067) 111-22-33").await.unwrap();
    let chats: Vec<_> = found.iter().filter_map(|card| card.chat.clone()).collect();
    let expected = [known, double].map(|chat| RemoteChatId(chat.to_string()));
    assert_eq!(chats, expected, "both, with their chats");
    let first = desk.requests();
    assert_eq!(
        first.lines().next(),
        Some("GET /v1/contacts/search?page=1&limitation=20&term=380671112233"),
        "digits only"
    );
    contacts.unite(&found[0].id, &found[1].id).await.unwrap();
    assert!(desk.sandbox.chat(double).is_none(), "one of them is left");
    assert!(
        desk.sandbox.chat(known).is_some(),
        "the one that was to stay"
    );
}

#[tokio::test]
async fn tags_are_listed_made_hung_and_taken_off() {
    let desk = desk().await;
    let (state, chat) = desk.on("telegram");
    let account = desk.account();
    let labels = account.labels().expect("there are tags");
    let all = labels.labels().await.unwrap();
    assert_eq!(all.len(), 7, "all of them");
    assert_eq!(all[0].color, "#2fb344", "a colour as we write them");
    let new = labels.create_label("urgent", "#E03131").await.unwrap();
    assert_eq!(new.name, "urgent", "the new one");
    let plain = labels.create_label("plain", "").await.unwrap();
    assert_eq!(plain.color, "#555555", "without a colour");
    labels.set_label(&chat, &new.id, true).await.unwrap();
    let tag: i64 = new.id.0.parse().unwrap();
    let hangs = || desk.sandbox.chat(state.id).unwrap().tags.contains(&tag);
    assert!(hangs(), "on the customer");
    let account = desk.account();
    let labels = account.labels().expect("there are tags");
    labels.set_label(&chat, &new.id, true).await.unwrap();
    assert!(hangs(), "hanging already is a success");
    let of = labels.labels_of(&chat).await.unwrap();
    assert!(of.contains(&new.id), "and is read back");
    let account = desk.account();
    let labels = account.labels().expect("there are tags");
    for _ in 0..2 {
        labels.set_label(&chat, &new.id, false).await.unwrap();
        assert!(!hangs(), "off, and off already is a success");
    }
    let none = LabelId::from("1");
    let error = labels.set_label(&chat, &none, true).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound, "no such tag");
}

#[tokio::test]
async fn notes_are_written_changed_and_deleted() {
    let desk = desk().await;
    let (state, chat) = desk.on("telegram");
    let account = desk.account();
    let notes = account.service_notes().expect("there are notes");
    let note = notes.add_note(&chat, "Calls in the evening").await.unwrap();
    assert!(note.at.is_some() && note.author.is_some(), "{note:?}");
    notes
        .edit_note(&chat, &note.id, "Never calls")
        .await
        .unwrap();
    let all = notes.notes(&chat).await.unwrap();
    let texts: Vec<&str> = all.iter().map(|note| note.text.as_str()).collect();
    assert!(texts.contains(&"Never calls"), "{texts:?}");
    let account = desk.account();
    let notes = account.service_notes().expect("there are notes");
    for _ in 0..2 {
        notes.delete_note(&chat, &note.id).await.unwrap();
    }
    let left = notes.notes(&chat).await.unwrap();
    assert_eq!(left.len(), all.len() - 1, "gone, and gone already is fine");
    let requests = desk
        .requests()
        .replace(&state.contact.to_string(), "CONTACT")
        .replace(&state.id.to_string(), "CHAT")
        .replace(&note.id.0, "NOTE");
    insta::assert_snapshot!(requests);
}

#[tokio::test]
async fn colleagues_are_those_who_have_not_left() {
    let desk = desk().await;
    let account = desk.account();
    let colleagues = account.colleagues().expect("there are colleagues");
    let all = colleagues.colleagues().await.unwrap();
    let known = desk.sandbox.operators();
    let here: Vec<_> = known.iter().filter(|operator| !operator.deleted).collect();
    assert_eq!(all.len(), here.len(), "who left is left out");
    assert!(here.len() < known.len(), "somebody left");
    for (colleague, operator) in all.iter().zip(here) {
        assert_eq!(colleague.id.0, operator.id.to_string(), "id");
        assert_eq!(colleague.name, operator.name, "name");
        assert_eq!(colleague.email.as_ref(), Some(&operator.email), "address");
        assert_eq!(colleague.involved, Some(operator.involvement), "involved");
        assert!(colleague.chats.is_some(), "chats are counted");
        assert!(!colleague.status.is_empty(), "online or not");
    }
    let ben = OperatorId::from("650");
    colleagues.involve(&ben, true).await.unwrap();
    let ben = desk.sandbox.operators().into_iter().find(|it| it.id == 650);
    assert!(ben.unwrap().involvement, "gets chats now");
}

#[tokio::test]
async fn channels_are_listed_and_switched() {
    let desk = desk().await;
    let account = desk.account();
    let channels = account.channels().expect("there are channels");
    let all = channels.channels().await.unwrap();
    let off: Vec<_> = all.iter().filter(|it| it.active == Some(false)).collect();
    assert_eq!((all.len(), off.len()), (7, 1), "one is switched off");
    assert_eq!(off[0].channel.0, "viber", "its messenger");
    channels.set_channel(&off[0].id, true).await.unwrap();
    let all = channels.channels().await.unwrap();
    assert!(all.iter().all(|it| it.active == Some(true)), "all are on");
    assert!(
        all.iter().any(|it| it.channel.0 == "webchat"),
        "one in no document, too"
    );
}
