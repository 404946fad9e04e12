//! The way in for the fuzzers: each reader of what comes from outside as a function of text.
//! Nothing else calls these.

use std::path::{Component, Path};

use crate::{file_name, import, picture, redact, reports, transfer};

/// A file's name. Whatever it was, it is one harmless name afterwards.
///
/// # Panics
/// If it isn't.
pub fn file_name(text: &str) {
    let (name, told) = text.split_once('\n').unwrap_or((text, ""));
    let clean = file_name::clean(name);
    let mut parts = Path::new(&clean).components();
    let harmless = matches!(parts.next(), Some(Component::Normal(_)))
        && parts.next().is_none()
        && !clean.contains(['/', '\\', ':', '\0'])
        && clean.len() <= 160;
    assert!(harmless, "{name:?} became {clean:?}");
    assert_eq!(file_name::clean(&clean), clean, "clean is clean");
    let _ = file_name::mime_of(&clean, told);
}

/// A list of operators, pasted or from a file.
pub fn csv(text: &str) {
    if let Ok(rows) = import::preview(text, &[]) {
        let _ = import::names(rows.into_iter().map(|row| row.name).collect());
    }
}

/// A report's page, made safe to show.
pub fn report(html: &str) {
    if reports::is_bearable(html) {
        let _ = reports::safe(html);
    }
}

/// A picture's head.
///
/// # Panics
/// If it is shown though it must not be.
pub fn picture(bytes: &[u8]) {
    assert!(
        picture::is_bearable(bytes) || !picture::is_light(bytes),
        "what is shown unasked is bearable"
    );
}

/// A file of settings.
pub fn settings(text: &str) {
    transfer::foreign(text);
}

/// A line of the log.
pub fn log(text: &str) {
    let _ = redact::servers(&redact::line(text));
}
