//! Quick replies: list and create (5.4).

use axum::extract::State;
use serde_json::{Value, json};

use super::{
    App, Scope,
    refusal::{Answer, Refusal, Reply},
    request::{Body, Query, page},
    send,
};
use crate::lock;

const KINDS: [&str; 8] = [
    "text", "media", "contacts", "location", "buttons", "list", "postback", "special",
];
const ORDERS: [&str; 2] = ["asc", "desc"];

/// GET /quick-replies
pub(crate) async fn list(State(app): State<App>, query: Query) -> Answer {
    app.allow(&[Scope::ViewQuickReplies])?;
    let limit = query.digits("limit", 1, 10_000)?;
    let skip = query.digits("skip", 0, 100_000)?;
    let position = query.word("position", &["top", "main"])?;
    let kinds: Vec<&str> = query
        .all("hasContentsType")
        .chain(query.all("hasContentsType[]"))
        .collect();
    if kinds.iter().any(|kind| !KINDS.contains(kind)) {
        return Err(Refusal::invalid(
            "\"hasContentsType\" must be content types",
        ));
    }
    let chat = ["forChat[name]", "forChat[accountId]", "forChat[id]"].map(|key| query.get(key));
    if chat.iter().any(Option::is_some) && chat.iter().any(Option::is_none) {
        return Err(Refusal::invalid("\"forChat\" needs name, accountId and id"));
    }
    let mut found: Vec<Value> = lock(&app.world).quick_replies.clone();
    found.retain(|reply| {
        let at = reply.pointer("/display/position").and_then(Value::as_str);
        let contents = reply.pointer("/send/contents").and_then(Value::as_array);
        let has = |kind: &&str| {
            let mut contents = contents.into_iter().flatten();
            contents.any(|content| content.get("type").and_then(Value::as_str) == Some(*kind))
        };
        let targets = reply.pointer("/send/target").and_then(Value::as_array);
        let meant = targets.is_none_or(|targets| {
            targets.is_empty()
                || targets.iter().any(|target| {
                    let same = |key: &str, wanted: Option<&str>| {
                        target.get(key).is_none_or(|it| it.as_str() == wanted)
                    };
                    same("name", chat[0]) && same("accountId", chat[1]) && same("id", chat[2])
                })
        });
        (chat[0].is_none() || meant)
            && position.is_none_or(|position| at == Some(position))
            && (kinds.is_empty() || kinds.iter().any(has))
    });
    sort(&mut found, &query)?;
    let total = found.len();
    Ok(Reply::Json(
        json!({ "total": total, "quickReplies": page(found, limit, skip) }),
    ))
}

fn sort(found: &mut [Value], query: &Query) -> Result<(), Refusal> {
    let number = |reply: &Value, key: &str| reply.pointer(key).and_then(Value::as_i64);
    let created = query.word("sortCreated", &ORDERS)?.unwrap_or("desc");
    found.sort_by_key(|reply| number(reply, "/metadata/created"));
    if created == "desc" {
        found.reverse();
    }
    if let Some(order) = query.word("sortUpdated", &ORDERS)? {
        found.sort_by_key(|reply| number(reply, "/metadata/updated"));
        if order == "desc" {
            found.reverse();
        }
    }
    if let Some(order) = query.word("sortTitle", &ORDERS)? {
        let title = |reply: &Value| {
            let title = reply.pointer("/display/title").and_then(Value::as_str);
            title.unwrap_or("").to_lowercase()
        };
        found.sort_by_key(title);
        if order == "desc" {
            found.reverse();
        }
    }
    Ok(())
}

/// POST /quick-replies
pub(crate) async fn create(State(app): State<App>, body: Body) -> Answer {
    app.allow(&[Scope::ManageQuickReplies])?;
    let send = body.object("send")?;
    let contents = send.and_then(|send| send.get("contents")?.as_array());
    let contents = contents.filter(|contents| !contents.is_empty());
    let contents = contents.ok_or_else(|| Refusal::invalid("\"send.contents\" is required"))?;
    for content in contents {
        send::check(content)?;
    }
    let now = app.clock.now().as_millisecond();
    let mut world = lock(&app.world);
    let number = world.free_number();
    let reply = json!({
        "_id": format!("6825{number:020x}"), "send": body.get("send"),
        "display": body.get("display").cloned().unwrap_or_else(|| json!({ "position": "main" })),
        "metadata": { "created": now, "updated": now, "client": {} },
    });
    world.quick_replies.push(reply.clone());
    Ok(Reply::Json(reply))
}
