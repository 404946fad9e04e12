//! Everything that Chat Manager's bytes go through, for the fuzzers.

use super::{map, wire};

/// Pages and single answers.
pub(crate) fn answers(bytes: &[u8]) {
    if let Ok(chat) = serde_json::from_slice::<wire::Chat>(bytes) {
        let _ = map::chat(&chat);
        for participant in &chat.participants {
            let _ = map::name(participant);
        }
        let _ = map::group(chat);
    }
    let _ =
        serde_json::from_slice::<wire::Message>(bytes).map(|message| map::message(message, None));
    let _ = serde_json::from_slice::<wire::Invitation>(bytes).map(map::invitation);
    let _ = serde_json::from_slice::<wire::DownloadUrl>(bytes).map(map::report_file);
    let _ = serde_json::from_slice::<wire::Meta>(bytes);
    let _ = wire::page(bytes, map::chat);
}
