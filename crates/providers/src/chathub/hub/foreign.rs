//! What arrives over the live connection, for the fuzzers.

use super::events::event;
use super::protocol::{Record, Records, read, read_handshake};

/// Longest that is waited for in one piece, as small as makes cutting it worth trying.
const LIMIT: usize = 4096;

/// The text as frames, cut at every newline, each record read and understood.
pub(crate) fn frames(text: &str) {
    let mut records = Records::default();
    for frame in text.split('\n') {
        let fits = records.push(frame, LIMIT);
        while let Some(record) = records.next() {
            let _ = read_handshake(record);
            if let Some(Record::Call {
                target, arguments, ..
            }) = read(record)
            {
                let _ = event(&target, &arguments);
            }
        }
        if !fits {
            return;
        }
    }
}
