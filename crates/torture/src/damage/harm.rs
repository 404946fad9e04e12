//! What a disk does to files.

use std::fs;
use std::path::Path;

use rand::RngExt as _;
use rand::rngs::StdRng;

use super::rows::PAGE;
use crate::Trial;
use crate::stage::sentence;

/// A way to harm a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    FlipBit,
    FlipMany,
    ZeroPage,
    ZeroFirstPage,
    ZeroRun,
    Garbage,
    Truncate,
    TruncateToPage,
    Empty,
    SwapPages,
    Remove,
    Text,
}

/// Ways, and the files they are applied to.
#[derive(Debug, Clone)]
pub(super) struct Harm {
    way: Way,
    files: Vec<&'static str>,
}

const WAYS: [Way; 12] = [
    Way::FlipBit,
    Way::FlipMany,
    Way::ZeroPage,
    Way::ZeroFirstPage,
    Way::ZeroRun,
    Way::Garbage,
    Way::Truncate,
    Way::TruncateToPage,
    Way::Empty,
    Way::SwapPages,
    Way::Remove,
    Way::Text,
];

/// Picks what to do; to write-ahead logs only where there are any.
pub(super) fn pick(rng: &mut StdRng, ended: bool) -> Harm {
    let alone: &[&[&'static str]] = &[
        &["outbox.db"],
        &["outbox.db"],
        &["outbox.db"],
        &["cache.db"],
        &["outbox.db", "cache.db"],
        &["outbox.head"],
        &["outbox.db", "outbox.head"],
        &["outbox.db", "outbox.head", "cache.db"],
    ];
    let logs: &[&[&'static str]] = &[
        &["outbox.db-wal"],
        &["cache.db-wal"],
        &["outbox.db-wal", "cache.db-wal"],
        &["outbox.db", "outbox.db-wal"],
        &["cache.db", "cache.db-wal"],
    ];
    let sets = if ended { alone } else { logs };
    let files = sets.get(rng.random_range(0..sets.len()));
    let way = WAYS.get(rng.random_range(0..WAYS.len()));
    Harm {
        way: way.copied().unwrap_or(Way::FlipBit),
        files: files.map(|files| files.to_vec()).unwrap_or_default(),
    }
}

impl Harm {
    pub(super) const fn name(&self) -> &'static str {
        match self.way {
            Way::FlipBit => "bits flipped",
            Way::FlipMany => "many bytes changed",
            Way::ZeroPage => "pages zeroed",
            Way::ZeroFirstPage => "heads zeroed",
            Way::ZeroRun => "runs of pages zeroed",
            Way::Garbage => "runs overwritten",
            Way::Truncate => "files cut off",
            Way::TruncateToPage => "files cut off between pages",
            Way::Empty => "files emptied",
            Way::SwapPages => "pages exchanged",
            Way::Remove => "files removed",
            Way::Text => "files replaced by text",
        }
    }

    /// Does it; the files that were there to be harmed.
    pub(super) fn apply(&self, dir: &Path, rng: &mut StdRng) -> Trial<Vec<&'static str>> {
        let mut harmed = Vec::new();
        for name in &self.files {
            let path = dir.join(name);
            if !path.exists() {
                continue;
            }
            harmed.push(*name);
            if self.way == Way::Remove {
                fs::remove_file(path).map_err(sentence)?;
                continue;
            }
            let mut bytes = fs::read(&path).map_err(sentence)?;
            self.way.change(&mut bytes, rng);
            fs::write(path, bytes).map_err(sentence)?;
        }
        Ok(harmed)
    }
}

impl Way {
    fn change(self, bytes: &mut Vec<u8>, rng: &mut StdRng) {
        let length = bytes.len();
        if length == 0 {
            return;
        }
        let pages = length.div_ceil(PAGE);
        let page = rng.random_range(0..pages);
        let run = rng.random_range(1..=pages - page);
        match self {
            Self::FlipBit => flip(bytes, rng),
            Self::FlipMany => {
                for _ in 0..rng.random_range(2..20) {
                    flip(bytes, rng);
                }
            }
            Self::ZeroPage => fill(bytes, page, 1, || 0),
            Self::ZeroFirstPage => fill(bytes, 0, 1, || 0),
            Self::ZeroRun => fill(bytes, page, run, || 0),
            Self::Garbage => fill(bytes, page, run.min(4), || rng.random()),
            Self::Truncate => bytes.truncate(rng.random_range(0..length)),
            Self::TruncateToPage => bytes.truncate(page * PAGE),
            Self::Empty => bytes.clear(),
            Self::SwapPages => {
                let other = rng.random_range(0..pages);
                for offset in 0..PAGE {
                    let (one, two) = (page * PAGE + offset, other * PAGE + offset);
                    if one < length && two < length {
                        bytes.swap(one, two);
                    }
                }
            }
            Self::Text => *bytes = b"This was a database once.\n".repeat(500),
            Self::Remove => {}
        }
    }
}

fn flip(bytes: &mut [u8], rng: &mut StdRng) {
    let at = rng.random_range(0..bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << rng.random_range(0..8);
    }
}

fn fill(bytes: &mut [u8], page: usize, run: usize, mut with: impl FnMut() -> u8) {
    for byte in bytes.iter_mut().skip(page * PAGE).take(run * PAGE) {
        *byte = with();
    }
}
