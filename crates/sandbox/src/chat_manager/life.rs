//! Life: people who answer after a few seconds, write on their own, come, go and give chats other titles. All of it
//! from the seed and by the sandbox's clock; off unless asked for.

use std::time::Duration;

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    App,
    events::{self, FORMATTED},
    seed::{Language, fill, phrases},
    world::{Chat, User},
};
use crate::{clock::plus, lock, rng::Rng};

/// Lets somebody answer the message that was just sent.
pub(crate) fn provoked(app: &App, chat: Uuid) {
    if !app.lives() {
        return;
    }
    let mut rng = moment(app);
    let pause = Duration::from_millis(3_000 + rng.below(5_000));
    let at = plus(app.clock.now(), pause);
    let app = app.clone();
    app.clone().spawn(async move {
        app.clock.sleep_until(at).await;
        if let Some((language, Some(by))) = somebody(&app, chat, &mut rng) {
            let answer = fill(rng.text(phrases(language).answers), &mut rng);
            say(&app, chat, by, &answer);
        }
    });
}

/// Goes on for as long as the sandbox runs; does nothing while life is off.
pub(crate) fn go_on(app: App) -> impl Future<Output = ()> + Send + 'static {
    // The next turn is fixed before anything of this one is seen, so that whoever moves the clock on seeing it
    // does not move it past nothing.
    let mut due = after_a_while(&app, &mut moment(&app));
    async move {
        loop {
            app.clock.sleep_until(due).await;
            let mut rng = moment(&app);
            due = after_a_while(&app, &mut rng);
            if app.lives() {
                turn(&app, &mut rng);
            }
        }
    }
}

fn after_a_while(app: &App, rng: &mut Rng) -> Timestamp {
    let pause = Duration::from_millis(14_000 + rng.below(12_000));
    plus(app.clock.now(), pause)
}

/// The generator of this occasion: the n-th of a run is the same in every run.
pub(crate) fn moment(app: &App) -> Rng {
    let occasion = app.occasion();
    Rng::new(app.seed, 0x11FE_6600_0000 + occasion)
}

/// Something happens in one of the dozen newest chats.
fn turn(app: &App, rng: &mut Rng) {
    let now = app.clock.now();
    let recent: Vec<Uuid> = {
        let world = lock(&app.world);
        let there = |chat: &&Chat| chat.active && chat.registered_at <= now;
        let mut chats: Vec<&Chat> = world.chats.values().filter(there).collect();
        chats.sort_by_key(|chat| std::cmp::Reverse((chat.registered_at, chat.id)));
        chats.iter().take(12).map(|chat| chat.id).collect()
    };
    let Some(chat) = rng.pick(&recent).copied() else {
        return;
    };
    let Some((language, by)) = somebody(app, chat, rng) else {
        return;
    };
    let phrases = phrases(language);
    let stranger = stranger(app, chat, language, rng);
    match (rng.below(100), by, stranger) {
        (0..15, _, _) => {
            let title = fill(rng.text(phrases.titles), rng);
            events::rename(app, chat, &title);
        }
        (15..30, _, Some(user)) | (_, None, Some(user)) => {
            events::join(app, chat, user);
        }
        (30..40, Some(by), _) => {
            events::leave(app, chat, by, now);
        }
        (_, Some(by), _) => {
            let nudge = fill(rng.text(phrases.nudges), rng);
            say(app, chat, by, &nudge);
        }
        (_, None, None) => {}
    }
}

/// Somebody of the language, unless they are in the chat already.
fn stranger(app: &App, chat: Uuid, language: Language, rng: &mut Rng) -> Option<User> {
    let now = app.clock.now();
    let world = lock(&app.world);
    let user = world.seed.speaker(language, rng);
    let mut members = world.chats.get(&chat)?.members.iter();
    let is_in = members.any(|member| member.user == user.id && member.is_in(now));
    (!is_in).then_some(user)
}

/// A chat's language and one of the people who are in it now, the bot left out.
pub(crate) fn somebody(app: &App, chat: Uuid, rng: &mut Rng) -> Option<(Language, Option<Uuid>)> {
    let now = app.clock.now();
    let world = lock(&app.world);
    let found = world.chats.get(&chat)?;
    let people = found.members.iter();
    let people = people.filter(|member| member.is_in(now) && member.user != world.bot);
    let people: Vec<Uuid> = people.map(|member| member.user).collect();
    Some((found.language, rng.pick(&people).copied()))
}

fn say(app: &App, chat: Uuid, by: Uuid, text: &str) {
    // None means that the chat is gone, and nobody is there to be told.
    let _ = events::write(app, chat, by, FORMATTED, events::formatted(text));
}
