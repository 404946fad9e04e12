//! A ZIP archive whose files are stored, not compressed.

use bytes::Bytes;
use jiff::{Timestamp, tz::TimeZone};

use crate::media::crc32;

/// An archive of the files, dated `at`.
pub(crate) fn archive(files: &[(&str, Bytes)], at: Timestamp) -> Bytes {
    let (time, date) = dos(at);
    let mut whole = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in files {
        let offset = whole.len() as u32;
        let size = bytes.len() as u32;
        let mut entry = Vec::new();
        // Version 2.0, names in UTF-8, stored.
        for half in [20_u16, 0x0800, 0, time, date] {
            entry.extend(half.to_le_bytes());
        }
        for word in [crc32(bytes.iter()), size, size] {
            entry.extend(word.to_le_bytes());
        }
        entry.extend((name.len() as u16).to_le_bytes());
        entry.extend(0_u16.to_le_bytes());
        whole.extend(b"PK\x03\x04");
        whole.extend(&entry);
        whole.extend(name.as_bytes());
        whole.extend(bytes);
        directory.extend(b"PK\x01\x02");
        directory.extend(20_u16.to_le_bytes());
        directory.extend(&entry);
        // No comment, first disk, no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, length) = (whole.len() as u32, directory.len() as u32);
    whole.extend(directory);
    whole.extend(b"PK\x05\x06\0\0\0\0");
    for count in [files.len() as u16; 2] {
        whole.extend(count.to_le_bytes());
    }
    whole.extend(length.to_le_bytes());
    whole.extend(start.to_le_bytes());
    whole.extend(0_u16.to_le_bytes());
    Bytes::from(whole)
}

/// Time and date as MS-DOS packs them.
fn dos(at: Timestamp) -> (u16, u16) {
    let at = at.to_zoned(TimeZone::UTC);
    let time = (at.hour() as u16) << 11 | (at.minute() as u16) << 5 | (at.second() as u16) >> 1;
    let date = (at.year() - 1980).max(0) as u16;
    (time, date << 9 | (at.month() as u16) << 5 | at.day() as u16)
}
