//! How closed sets of the domain are written in columns.

use domain::view::ErrorView;
use domain::{AttachmentKind, AuthorKind, Delivery};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::fault::Done;

/// See `messages.author` in the schema.
pub(crate) const fn author_code(kind: AuthorKind) -> i64 {
    match kind {
        AuthorKind::Customer => 0,
        AuthorKind::Operator => 1,
        AuthorKind::Bot => 2,
        AuthorKind::Business => 3,
        AuthorKind::System => 4,
        AuthorKind::Other => 5,
    }
}

/// See `messages.author` in the schema.
pub(crate) const fn author_kind(code: i64) -> AuthorKind {
    match code {
        0 => AuthorKind::Customer,
        1 => AuthorKind::Operator,
        2 => AuthorKind::Bot,
        3 => AuthorKind::Business,
        4 => AuthorKind::System,
        _ => AuthorKind::Other,
    }
}

/// Empty for "the service didn't say".
pub(crate) fn delivery_text(delivery: Option<&Delivery>) -> String {
    match delivery {
        None => String::new(),
        Some(Delivery::Sent) => "sent".to_owned(),
        Some(Delivery::Delivered) => "delivered".to_owned(),
        Some(Delivery::Read) => "read".to_owned(),
        Some(Delivery::Rejected) => "rejected".to_owned(),
        Some(Delivery::Other(value)) => format!("other:{value}"),
    }
}

/// `None` for the empty text.
pub(crate) fn delivery(text: &str) -> Option<Delivery> {
    Some(match text {
        "" => return None,
        "sent" => Delivery::Sent,
        "delivered" => Delivery::Delivered,
        "read" => Delivery::Read,
        "rejected" => Delivery::Rejected,
        other => Delivery::Other(other.strip_prefix("other:").unwrap_or(other).to_owned()),
    })
}

/// How a file is shown, as text.
pub(crate) const fn attachment_text(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Photo => "photo",
        AttachmentKind::File => "file",
    }
}

/// What [`attachment_text`] wrote.
pub(crate) fn attachment_kind(text: &str) -> AttachmentKind {
    if text == "photo" {
        AttachmentKind::Photo
    } else {
        AttachmentKind::File
    }
}

/// Text or nothing.
pub(crate) fn some_text(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// An error in a column; empty for none.
pub(crate) fn error_text(error: Option<&ErrorView>) -> Done<String> {
    Ok(match error {
        Some(error) => serde_json::to_string(error)?,
        None => String::new(),
    })
}

/// What [`error_text`] wrote.
pub(crate) fn error_view(text: &str) -> Option<ErrorView> {
    serde_json::from_str(text).ok()
}

/// A unit variant's serialized name, as text columns hold it.
pub(crate) fn tag_text(value: &impl Serialize) -> Done<String> {
    Ok(match serde_json::to_value(value)? {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    })
}

/// What [`tag_text`] wrote.
pub(crate) fn tag<T: DeserializeOwned>(text: String) -> Done<T> {
    Ok(serde_json::from_value(serde_json::Value::String(text))?)
}
