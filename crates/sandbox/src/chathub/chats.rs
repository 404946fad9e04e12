//! Chats: list with filters and pages, status, delete (3.8 - 3.10).

use std::sync::Arc;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use jiff::{SignedDuration, Timestamp, civil, tz::TimeZone};
use serde_json::{Value, json};

use super::{
    App,
    auth::Caller,
    body::{self, Body, Pairs},
    events,
    operators::StatusChange,
    quirks::{ChatOrder, WriteAnswer},
    refusal::Refusal,
    wire,
    world::{Head, World},
};
use crate::lock;

/// The documented filters.
#[derive(Debug, Default, PartialEq)]
struct Filter {
    source: Option<i64>,
    status: Option<i64>,
    organization: Option<i64>,
    operator: Option<i64>,
    telegram: Option<i64>,
    /// Digits only.
    phone: Option<String>,
    /// Lower case.
    search: Option<String>,
    dates: Option<(Timestamp, Timestamp)>,
    confined_to: Option<i64>,
}

impl Filter {
    fn read(query: &Pairs) -> Result<Self, Refusal> {
        Ok(Self {
            source: query.number("source")?,
            status: query.number("status")?,
            organization: query.number("organizationId")?,
            operator: query.number("operatorId")?,
            telegram: query.number("tg_user_id")?,
            phone: query.first("phone").map(digits),
            search: query
                .first("search")
                .map(|text| text.trim().to_lowercase())
                .filter(|text| !text.is_empty()),
            dates: dates(query)?,
            confined_to: None,
        })
    }

    fn fits(&self, world: &World, head: &Head) -> bool {
        let same = |wanted: Option<i64>, is: i64| wanted.is_none_or(|wanted| wanted == is);
        same(self.source, head.source)
            && same(self.status, head.status)
            && same(self.organization, head.organization)
            && same(self.confined_to, head.organization)
            && self
                .operator
                .is_none_or(|wanted| head.operator == Some(wanted))
            && self
                .dates
                .is_none_or(|(from, to)| from <= head.last_at && head.last_at <= to)
            && self.fits_person(world, head)
    }

    /// The costly part: the client and the texts are computed.
    fn fits_person(&self, world: &World, head: &Head) -> bool {
        if self.telegram.is_none() && self.phone.is_none() && self.search.is_none() {
            return true;
        }
        let person = world.person(head.id);
        self.telegram
            .is_none_or(|wanted| head.source == 2 && person.telegram == wanted)
            && self
                .phone
                .as_ref()
                .is_none_or(|wanted| person.phone.contains(wanted.as_str()))
            && self.search.as_ref().is_none_or(|wanted| {
                let number = digits(wanted);
                person.title.to_lowercase().contains(wanted.as_str())
                    || (number.len() >= 3 && person.phone.contains(&number))
                    || world
                        .messages(head.id)
                        .iter()
                        .any(|message| message.text.to_lowercase().contains(wanted.as_str()))
            })
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The range of `date=..&date=..`: UTC, both ends included, a bare day meaning all of it. One date alone is a
/// day, or everything since a moment.
fn dates(query: &Pairs) -> Result<Option<(Timestamp, Timestamp)>, Refusal> {
    let mut ends = Vec::new();
    for text in query.all("date") {
        ends.push(span(text).ok_or_else(|| Refusal::bad(format!("'{text}' is not a date")))?);
    }
    match *ends.as_slice() {
        [] => Ok(None),
        [(from, to)] if from == to => Ok(Some((from, Timestamp::MAX))),
        [day] => Ok(Some(day)),
        [(from, _), (_, to)] => Ok(Some((from, to))),
        _ => Err(Refusal::bad("'date' is given at most twice")),
    }
}

/// The moment, or the first and last moment of the day.
fn span(text: &str) -> Option<(Timestamp, Timestamp)> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some((moment, moment));
    }
    let utc = |at: civil::DateTime| at.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp());
    if text.contains('T') {
        let moment = utc(text.parse().ok()?)?;
        return Some((moment, moment));
    }
    let from = utc(text
        .parse::<civil::Date>()
        .ok()?
        .to_datetime(civil::Time::midnight()))?;
    let to = from
        .checked_add(SignedDuration::from_millis(24 * 3_600_000 - 1))
        .ok()?;
    Some((from, to))
}

/// GET /api/chat/chats
pub(crate) async fn list(
    State(app): State<App>,
    caller: Caller,
    query: Pairs,
) -> Result<Json<Value>, Refusal> {
    caller.chat_work(&app)?;
    let mut filter = Filter::read(&query)?;
    filter.confined_to = caller.confined_to(&app);
    let page = query.number("page")?.unwrap_or(1);
    let wanted = query.number("per_page")?.unwrap_or(20);
    if page < 1 || wanted < 1 {
        return Err(Refusal::bad("'page' and 'per_page' begin at 1"));
    }
    let quirks = app.quirks();
    let size = wanted.min(quirks.per_page_cap.map_or(i64::MAX, i64::from));
    let skip = (page - 1).saturating_mul(size) as usize;
    let mut world = lock(&app.world);
    let order = ordered(&mut world, quirks.chat_order);
    let line = |head: &Head| wire::chat(&app, &quirks, &world, head);
    let everyone = filter == Filter::default();
    let fitting = |index: &&u32| {
        everyone
            || world
                .at_index(**index)
                .is_some_and(|head| filter.fits(&world, head))
    };
    // Only the page is looked at when everything fits; otherwise everything is, for the total.
    let found: Vec<u32> = order.iter().filter(fitting).copied().collect();
    let items: Vec<Value> = found
        .iter()
        .skip(skip)
        .take(size as usize)
        .filter_map(|index| world.at_index(*index))
        .map(line)
        .collect();
    let total = found.len();
    Ok(Json(json!({ "total": total, "items": items })))
}

fn ordered(world: &mut World, order: ChatOrder) -> Arc<Vec<u32>> {
    let mut indices = world.by_activity();
    match order {
        ChatOrder::ActivityDesc => {}
        ChatOrder::ActivityAsc => Arc::make_mut(&mut indices).reverse(),
        ChatOrder::IdAsc => Arc::make_mut(&mut indices).sort_unstable(),
        ChatOrder::IdDesc => Arc::make_mut(&mut indices).sort_unstable_by(|a, b| b.cmp(a)),
    }
    indices
}

/// The chat, if there is one and the caller sees it.
pub(crate) fn visible(app: &App, caller: Caller, chat: i64) -> Result<(), Refusal> {
    let confined = caller.confined_to(app);
    let world = lock(&app.world);
    let head = world.head(chat).filter(|head| Caller::sees(confined, head));
    head.map(|_| ()).ok_or_else(|| Refusal::not_found("Chat"))
}

/// PUT /api/chat/status
pub(crate) async fn set_status(
    State(app): State<App>,
    caller: Caller,
    Body(change): Body<StatusChange>,
) -> Result<Response, Refusal> {
    caller.chat_work(&app)?;
    let (chat, status) = change.checked(4)?;
    visible(&app, caller, chat)?;
    events::chat_status(&app, chat, status);
    Ok(written(app.quirks().put_answer))
}

/// DELETE /api/chat/chats/{id}
pub(crate) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(chat): Path<String>,
) -> Result<Response, Refusal> {
    caller.chat_work(&app)?;
    let chat = body::id(&chat)?;
    visible(&app, caller, chat)?;
    lock(&app.world).delete(chat);
    Ok(written(app.quirks().delete_answer))
}

/// The answer of an accepted write.
pub(crate) fn written(answer: WriteAnswer) -> Response {
    match answer {
        WriteAnswer::Empty => StatusCode::OK.into_response(),
        WriteAnswer::Ok => "OK".into_response(),
    }
}
