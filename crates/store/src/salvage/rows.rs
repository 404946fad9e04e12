//! SQLite's table pages and records, read by hand: what rows a page holds, and which pages a
//! table's tree still reaches.

use std::collections::BTreeSet;

use rusqlite::types::Value;

use super::pages::{Pages, USABLE};

const LEAF: u8 = 0x0d;
const INTERIOR: u8 = 0x05;
/// The first page begins with the file's own header.
const FILE_HEAD: usize = 100;
/// Longest row that is believed: SQLite's own limit.
const LONGEST: u64 = 1_000_000_000;

/// A row as it lies on a page: the number of the row, and its columns. A column that stands for
/// the number is null.
pub(super) struct Record {
    pub(super) id: i64,
    pub(super) values: Vec<Value>,
}

/// What a table's tree reaches.
#[derive(Default)]
pub(super) struct Reached {
    /// Leaves, in the order of their rows.
    pub(super) leaves: Vec<u32>,
    /// A part of the tree can't be read.
    pub(super) broken: bool,
}

/// Whether a page holds rows of a table.
pub(super) fn is_leaf(number: u32, page: &[u8]) -> bool {
    page.get(start(number)) == Some(&LEAF)
}

/// Follows a table's tree from its root.
pub(super) fn walk(pages: &Pages, root: u32) -> Reached {
    let mut reached = Reached::default();
    let mut met = BTreeSet::new();
    let mut waiting = vec![root];
    while let Some(number) = waiting.pop() {
        if !met.insert(number) {
            reached.broken = true;
            continue;
        }
        let Some(page) = pages.get(number) else {
            reached.broken = true;
            continue;
        };
        match page.get(start(number)) {
            Some(&LEAF) => reached.leaves.push(number),
            Some(&INTERIOR) => {
                let children = children(number, &page);
                waiting.extend(children.into_iter().rev());
            }
            _ => reached.broken = true,
        }
    }
    reached
}

/// The rows of a leaf. True if each of them could be read.
pub(super) fn records(pages: &Pages, number: u32, page: &[u8]) -> (Vec<Record>, bool) {
    let mut records = Vec::new();
    let mut whole = true;
    for cell in cells(number, page, 8) {
        match record(pages, page, cell) {
            Some(record) => records.push(record),
            None => whole = false,
        }
    }
    (records, whole)
}

fn start(number: u32) -> usize {
    if number == 1 { FILE_HEAD } else { 0 }
}

/// Offsets of a page's cells; `head` is how long its header is.
fn cells(number: u32, page: &[u8], head: usize) -> Vec<usize> {
    let start = start(number);
    let count = two(page, start + 3).unwrap_or(0);
    (0..count)
        .filter_map(|cell| two(page, start + head + cell * 2))
        .collect()
}

fn children(number: u32, page: &[u8]) -> Vec<u32> {
    let mut children: Vec<u32> = cells(number, page, 12)
        .into_iter()
        .filter_map(|cell| four(page, cell))
        .collect();
    children.extend(four(page, start(number) + 8));
    children
}

fn record(pages: &Pages, page: &[u8], cell: usize) -> Option<Record> {
    let (length, at) = varint(page, cell)?;
    let (id, at) = varint(page, at)?;
    if length > LONGEST {
        return None;
    }
    let payload = payload(pages, page, at, usize::try_from(length).ok()?)?;
    Some(Record {
        #[allow(clippy::cast_possible_wrap, reason = "SQLite writes row numbers so")]
        id: id as i64,
        values: values(&payload)?,
    })
}

/// A cell's content, its first part on the page, the rest on pages of its own.
fn payload(pages: &Pages, page: &[u8], at: usize, length: usize) -> Option<Vec<u8>> {
    let here = if length <= USABLE - 35 {
        length
    } else {
        let least = (USABLE - 12) * 32 / 255 - 23;
        let fitting = least + (length - least) % (USABLE - 4);
        if fitting <= USABLE - 35 {
            fitting
        } else {
            least
        }
    };
    let mut payload = page.get(at..at + here)?.to_vec();
    if here == length {
        return Some(payload);
    }
    let mut next = four(page, at + here)?;
    while payload.len() < length {
        let page = pages.get(next)?;
        next = four(&page, 0)?;
        let part = (length - payload.len()).min(USABLE - 4);
        payload.extend_from_slice(page.get(4..4 + part)?);
    }
    Some(payload)
}

fn values(payload: &[u8]) -> Option<Vec<Value>> {
    let (head, mut at) = varint(payload, 0)?;
    let mut content = usize::try_from(head).ok()?;
    let head = content;
    let mut values = Vec::new();
    while at < head {
        let (kind, next) = varint(payload, at)?;
        at = next;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(kind).ok()?,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            long => usize::try_from((long - 12) / 2).ok()?,
        };
        let bytes = payload.get(content..content.checked_add(length)?)?;
        content += length;
        values.push(match kind {
            0 => Value::Null,
            8 => Value::Integer(0),
            9 => Value::Integer(1),
            1..=6 => Value::Integer(integer(bytes)),
            7 => Value::Real(f64::from_be_bytes(bytes.try_into().ok()?)),
            even if even % 2 == 0 => Value::Blob(bytes.to_vec()),
            _ => Value::Text(String::from_utf8(bytes.to_vec()).ok()?),
        });
    }
    Some(values)
}

fn integer(bytes: &[u8]) -> i64 {
    let negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
    let sign = if negative { -1 } else { 0 };
    bytes
        .iter()
        .fold(sign, |number, byte| number << 8 | i64::from(*byte))
}

/// A number of SQLite's variable length, and where it ends.
fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut number = 0_u64;
    for place in 0..9 {
        let byte = *bytes.get(at + place)?;
        if place == 8 {
            return Some((number << 8 | u64::from(byte), at + 9));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, at + place + 1));
        }
    }
    None
}

fn two(bytes: &[u8], at: usize) -> Option<usize> {
    let two: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
    Some(usize::from(u16::from_be_bytes(two)))
}

fn four(bytes: &[u8], at: usize) -> Option<u32> {
    let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_be_bytes(four))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length_are_read() {
        for (bytes, number, end) in [
            (vec![0x05], 5, 1),
            (vec![0x81, 0x00], 128, 2),
            (vec![0xff; 9], u64::MAX, 9),
        ] {
            assert_eq!(varint(&bytes, 0), Some((number, end)), "{bytes:?}");
        }
        assert_eq!(varint(&[0x80], 0), None, "cut off");
        assert_eq!(integer(&[0xff, 0xfe]), -2, "with its sign");
        assert_eq!(integer(&[0x01, 0x00]), 256, "the high byte first");
    }
}
