//! Life: contacts who answer after a few seconds, write on their own, and come for the first time. All of it from
//! the seed and by the sandbox's clock; off unless asked for.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    App,
    events::{self, NewMessage},
    files::{Kind, drawn},
    seed::{Language, fill, phrases},
    world::Chat,
};
use crate::{clock::plus, lock, rng::Rng};

/// Lets the contact of a chat answer the message that was just sent.
pub(crate) fn provoked(app: &App, chat: i64) {
    if !app.lives() {
        return;
    }
    let mut rng = moment(app).1;
    let at = plus(
        app.clock.now(),
        Duration::from_millis(3_000 + rng.below(5_000)),
    );
    let app = app.clone();
    app.clone().spawn(async move {
        app.clock.sleep_until(at).await;
        if let Some(language) = language(&app, chat) {
            let answer = fill(rng.text(phrases(language).answers), &mut rng);
            write(&app, chat, events::text(&answer));
        }
    });
}

/// Goes on for as long as the sandbox runs; does nothing while life is off.
pub(crate) fn go_on(app: App) -> impl Future<Output = ()> + Send + 'static {
    // The next turn is fixed before anything of this one is seen, so that whoever moves the clock on seeing it
    // does not move it past nothing.
    let mut due = after_a_while(&app, &mut moment(&app).1);
    async move {
        loop {
            app.clock.sleep_until(due).await;
            let (occasion, mut rng) = moment(&app);
            due = after_a_while(&app, &mut rng);
            if !app.lives() {
                continue;
            }
            if rng.chance(20) {
                begin(&app, occasion, &mut rng);
            } else {
                write_again(&app, &mut rng);
            }
        }
    }
}

fn after_a_while(app: &App, rng: &mut Rng) -> Timestamp {
    let pause = Duration::from_millis(14_000 + rng.below(12_000));
    plus(app.clock.now(), pause)
}

/// The number of this occasion and its generator: the n-th of a run is the same in every run.
pub(crate) fn moment(app: &App) -> (u64, Rng) {
    let occasion = app.occasion();
    (occasion, Rng::new(app.seed, 0x11FE_7E00_0000 + occasion))
}

fn begin(app: &App, occasion: u64, rng: &mut Rng) {
    let person = lock(&app.world).seed.stranger(occasion);
    let opener = fill(rng.text(phrases(person.language).openers), rng);
    let chat = events::new_chat(app, person);
    write(app, chat, events::text(&opener));
}

/// One of the dozen chats that were busy last.
fn write_again(app: &App, rng: &mut Rng) {
    let recent: Vec<i64> = {
        let world = lock(&app.world);
        let mut chats: Vec<&Chat> = world.chats.values().filter(|chat| !chat.blocked).collect();
        chats.sort_by_key(|chat| std::cmp::Reverse((chat.last_message_at, chat.number)));
        chats.iter().take(12).map(|chat| chat.number).collect()
    };
    let Some(chat) = rng.pick(&recent).copied() else {
        return;
    };
    let Some(language) = language(app, chat) else {
        return;
    };
    if rng.chance(10) {
        file(app, chat, Kind::Photo, "");
    } else {
        let nudge = fill(rng.text(phrases(language).nudges), rng);
        write(app, chat, events::text(&nudge));
    }
}

fn language(app: &App, chat: i64) -> Option<Language> {
    lock(&app.world).chats.get(&chat).map(|chat| chat.language)
}

/// A contact's message; its id, or None when there is no such chat.
pub(crate) fn write(app: &App, chat: i64, content: Map<String, Value>) -> Option<String> {
    events::add(app, chat, NewMessage::incoming(content)).map(|message| message.id())
}

/// A contact's file of a kind.
pub(crate) fn file(app: &App, chat: i64, kind: Kind, caption: &str) -> Option<String> {
    let number = lock(&app.world).free_number();
    let (media_type, name, mime) = kind.names();
    let item = events::media(media_type, &drawn(kind, number), name, mime, caption);
    write(app, chat, events::content("media", "media", json!([item])))
}
