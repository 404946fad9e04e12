//! Life: clients who answer an operator after a few seconds, write on their own, and begin new chats. All of it
//! from the seed and by the sandbox's clock; off unless asked for.

use std::time::Duration;

use super::{
    App, events,
    seed::{FIRST_CHAT, fill, phrases},
    world::NewMessage,
};
use crate::{
    clock::plus,
    lock,
    media::{self, Media},
    rng::Rng,
};

/// Lets the client of a chat answer the operator who just wrote.
pub(crate) fn provoked(app: &App, chat: i64) {
    if !app.lives() {
        return;
    }
    let mut rng = moment(app);
    let at = plus(
        app.clock.now(),
        Duration::from_millis(3_000 + rng.below(5_000)),
    );
    let app = app.clone();
    app.clone().spawn(async move {
        app.clock.sleep_until(at).await;
        let language = lock(&app.world).person(chat).language;
        write(
            &app,
            chat,
            fill(rng.text(phrases(language).answers), rng.number()),
        );
    });
}

/// Goes on for as long as the sandbox runs; does nothing while life is off.
pub(crate) async fn go_on(app: App) {
    loop {
        let mut rng = moment(&app);
        app.clock
            .sleep_until(plus(
                app.clock.now(),
                Duration::from_millis(14_000 + rng.below(12_000)),
            ))
            .await;
        if !app.lives() {
            continue;
        }
        if rng.chance(25) {
            begin(&app, &mut rng);
        } else {
            write_again(&app, &mut rng);
        }
    }
}

/// A generator for this occurrence: the n-th of a run is the same in every run.
fn moment(app: &App) -> Rng {
    Rng::new(app.seed, 0x11FE_0000_0000 + app.occasion())
}

fn begin(app: &App, rng: &mut Rng) {
    let person = {
        let world = lock(&app.world);
        world.person(FIRST_CHAT + 5_000_000 + rng.below(1_000_000) as i64)
    };
    let text = fill(rng.text(phrases(person.language).openers), rng.number());
    let source = if rng.chance(55) { 1 } else { 2 };
    let organization = rng.pick(&[6, 24, 31]).copied().unwrap_or(6);
    events::new_chat(app, person, source, organization, &text);
}

/// One of the dozen chats that were busy last.
fn write_again(app: &App, rng: &mut Rng) {
    let (chat, language) = {
        let mut world = lock(&app.world);
        let recent: Vec<u32> = world.by_activity().iter().take(12).copied().collect();
        let index = rng.pick(&recent).copied();
        let Some(head) = index.and_then(|index| world.at_index(index)) else {
            return;
        };
        (head.id, world.person(head.id).language)
    };
    if rng.chance(10) {
        photo(app, chat, "");
    } else {
        write(
            app,
            chat,
            fill(rng.text(phrases(language).nudges), rng.number()),
        );
    }
}

/// A client's message; its id, or None when there is no such chat.
pub(crate) fn write(app: &App, chat: i64, text: String) -> Option<i64> {
    let new = NewMessage {
        chat,
        text,
        author: 1,
        operator: None,
        file: None,
    };
    events::add(app, new, None).map(|message| message.id)
}

/// A client's photo.
pub(crate) fn photo(app: &App, chat: i64, caption: &str) -> Option<i64> {
    let number = app.occasion();
    let file = Media {
        name: format!("photo-{number}.png"),
        mime: "image/png".to_owned(),
        bytes: media::photo(app.seed ^ number, 360, 240),
    };
    let new = NewMessage {
        chat,
        text: caption.to_owned(),
        author: 1,
        operator: None,
        file: Some((1, file)),
    };
    events::add(app, new, None).map(|message| message.id)
}

/// A client's document.
pub(crate) fn document(app: &App, chat: i64, caption: &str) -> Option<i64> {
    let number = app.occasion();
    let file = Media {
        name: format!("document-{number}.pdf"),
        mime: "application/pdf".to_owned(),
        bytes: media::pdf(&format!("Document {number}")),
    };
    let new = NewMessage {
        chat,
        text: caption.to_owned(),
        author: 1,
        operator: None,
        file: Some((2, file)),
    };
    events::add(app, new, None).map(|message| message.id)
}
