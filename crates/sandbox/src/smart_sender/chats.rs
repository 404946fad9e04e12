//! Chats: list with filters and pages, one, read, close, forward (5.1). And the operators they go to (5.5).

use axum::extract::{Path, State};

use super::{
    App, events,
    quirks::{ChatFields, ChatOrder, DefaultState, Quirks, TermScope},
    refusal::{Answer, Refusal, Reply},
    request::{Body, Query, id},
    world::{Chat, World},
};
use crate::lock;

/// Which chats are wanted.
#[derive(Debug, Clone, Copy)]
enum Selector {
    All,
    Private(i64),
    Unread,
}

fn selector(query: &Query) -> Result<Selector, Refusal> {
    const NAME: &str = "selector[name]";
    const OPERATOR: &str = "selector[operatorId]";
    match query.get(NAME) {
        None | Some("none") => Ok(Selector::All),
        Some("unread") => Ok(Selector::Unread),
        Some("private") => query
            .integer(OPERATOR)?
            .map(Selector::Private)
            .ok_or_else(|| Refusal::missing("selector.operatorId")),
        Some(_) => Err(Refusal::invalid(
            "selector.name",
            "The selected selector.name is invalid",
        )),
    }
}

/// Whether open or closed ones are wanted; None for both.
fn openness(query: &Query, quirks: &Quirks) -> Result<Option<bool>, Refusal> {
    match query.get("state") {
        Some("open") => Ok(Some(true)),
        Some("closed") => Ok(Some(false)),
        Some(_) => Err(Refusal::invalid("state", "The selected state is invalid")),
        None => Ok((quirks.default_state == DefaultState::Open).then_some(true)),
    }
}

/// GET /chats
pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer {
    let quirks = app.quirks();
    let page = query.page(&quirks)?;
    let (selector, open) = (selector(&query)?, openness(&query, &quirks)?);
    let term = query.term();
    let mut world = lock(&app.world);
    let mut found: Vec<i64> = Vec::new();
    for chat in world.chats.values() {
        let unread = || {
            world
                .contacts
                .get(&chat.contact)
                .is_some_and(|it| it.unread() > 0)
        };
        let selected = match selector {
            Selector::All => true,
            Selector::Private(operator) => chat.operator == Some(operator),
            Selector::Unread => unread(),
        };
        if selected && open.is_none_or(|open| open == chat.open) {
            found.push(chat.id);
        }
    }
    if let Some(term) = term {
        found.retain(|chat| matches(&mut world, *chat, &term, quirks.term_scope));
    }
    let mut chats: Vec<&Chat> = found.iter().filter_map(|id| world.chats.get(id)).collect();
    match quirks.chat_order {
        ChatOrder::UpdatedDesc => {
            chats.sort_by_key(|chat| std::cmp::Reverse((chat.updated_at, chat.id)))
        }
        ChatOrder::IdDesc => chats.sort_by_key(|chat| std::cmp::Reverse(chat.id)),
        ChatOrder::IdAsc => {}
    }
    let ids: Vec<i64> = chats.into_iter().map(|chat| chat.id).collect();
    if quirks.chat_fields == ChatFields::Catalogue {
        for id in &ids {
            world.talk(*id);
        }
    }
    let wire = app.wire(&quirks, &world);
    page.of(&quirks, &ids, |id| {
        world.chats.get(id).map(|chat| wire.chat(chat)).into()
    })
}

fn matches(world: &mut World, chat: i64, term: &str, scope: TermScope) -> bool {
    let contact = world
        .chats
        .get(&chat)
        .and_then(|chat| world.contacts.get(&chat.contact));
    let Some(contact) = contact else {
        return false;
    };
    let has = |text: &str| text.to_lowercase().contains(term);
    if has(&contact.full_name()) {
        return true;
    }
    if scope == TermScope::Name {
        return false;
    }
    contact.email.as_deref().is_some_and(has)
        || contact.phone.as_deref().is_some_and(has)
        || world
            .talk(chat)
            .is_some_and(|talk| talk.iter().any(|message| has(message.text())))
}

/// GET /chats/{chatId}
pub(crate) async fn get(State(app): State<App>, Path(chat): Path<String>) -> Answer {
    one(&app, id(&chat, "Chat")?)
}

/// A chat by its id.
pub(crate) fn one(app: &App, chat: i64) -> Answer {
    let quirks = app.quirks();
    let mut world = lock(&app.world);
    world.talk(chat);
    let found = world.chats.get(&chat);
    let found = found.ok_or_else(|| Refusal::not_found("Chat"))?;
    Ok(Reply(app.wire(&quirks, &world).chat(found)))
}

/// PUT /chats/{chatId}/read
pub(crate) async fn read(State(app): State<App>, Path(chat): Path<String>) -> Answer {
    done(events::read(&app, id(&chat, "Chat")?))
}

/// PUT /chats/{chatId}/close
pub(crate) async fn close(State(app): State<App>, Path(chat): Path<String>) -> Answer {
    done(events::set_open(&app, id(&chat, "Chat")?, false))
}

fn done(known: bool) -> Answer {
    if known {
        Ok(Reply::done())
    } else {
        Err(Refusal::not_found("Chat"))
    }
}

/// POST /chats/{chatId}/forward/{operatorId}
pub(crate) async fn forward(
    State(app): State<App>,
    Path((chat, operator)): Path<(String, String)>,
    body: Body,
) -> Answer {
    let (chat, operator) = (id(&chat, "Chat")?, id(&operator, "Operator")?);
    {
        let world = lock(&app.world);
        if !world.chats.contains_key(&chat) {
            return Err(Refusal::not_found("Chat"));
        }
        let there = world.operators.get(&operator);
        if there.is_none_or(|operator| operator.deleted_at.is_some()) {
            return Err(Refusal::not_found("Operator"));
        }
    }
    let word = match body.text("text") {
        Ok(word) => word,
        Err(refusal) if app.quirks().forward_needs_text => return Err(refusal),
        Err(_) => "",
    };
    done(events::forward(&app, chat, operator, word))
}

/// GET /operators
pub(crate) async fn operators(State(app): State<App>, query: Query) -> Answer {
    let quirks = app.quirks();
    let page = query.page(&quirks)?;
    let world = lock(&app.world);
    let wire = app.wire(&quirks, &world);
    let all: Vec<_> = world.operators.values().collect();
    page.of(&quirks, &all, |operator| wire.operator(operator))
}

/// PUT /operators/{operatorId}/involve
pub(crate) async fn involve(
    State(app): State<App>,
    Path(operator): Path<String>,
    body: Body,
) -> Answer {
    let operator = id(&operator, "Operator")?;
    let state = body.flag("state")?;
    let mut world = lock(&app.world);
    let found = world.operators.get_mut(&operator);
    found
        .ok_or_else(|| Refusal::not_found("Operator"))?
        .involvement = state;
    Ok(Reply::done())
}

/// GET /me
pub(crate) async fn me(State(app): State<App>) -> Reply {
    let quirks = app.quirks();
    let world = lock(&app.world);
    Reply(app.wire(&quirks, &world).project())
}
