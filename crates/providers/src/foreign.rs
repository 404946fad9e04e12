//! The way in for the fuzzers: each reader of a service's bytes as a function of bytes. Nothing
//! else calls these.

use crate::{chat_manager, chathub, fields, http, smart_sender, texter};

/// ChatHub's answers.
pub fn chathub(bytes: &[u8]) {
    chathub::foreign::answers(bytes);
}

/// Frames of ChatHub's live connection.
pub fn signalr(bytes: &[u8]) {
    chathub::foreign::frames(bytes);
}

/// Smart Sender's answers.
pub fn smart_sender(bytes: &[u8]) {
    smart_sender::foreign::answers(bytes);
}

/// Texter's answers.
pub fn texter(bytes: &[u8]) {
    texter::foreign::answers(bytes);
}

/// Chat Manager's answers.
pub fn chat_manager(bytes: &[u8]) {
    chat_manager::foreign::answers(bytes);
}

/// Dates as services and HTTP headers write them.
pub fn dates(text: &str) {
    for moment in [fields::moment_in(text), http::http_date(text)]
        .into_iter()
        .flatten()
    {
        let _ = moment.to_iso();
    }
}

/// A refusal: the status in the first two bytes, a waiting time in the first line, words in the
/// rest.
pub fn refusal(bytes: &[u8]) {
    http::foreign_refusal(bytes);
}

/// A file's content within its address.
pub fn data_url(text: &str) {
    let _ = http::decode_data_url(text, 1 << 16);
}
