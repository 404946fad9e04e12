//! Each target with its corpus, and with mutations of it: no crash, no hang. The fuzzers go
//! further; this keeps what they found from coming back.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

/// Mutations of each input of a corpus.
const MUTATIONS: usize = 400;
/// A reader that takes longer for one input, of at most a megabyte, hangs.
const HANG: Duration = Duration::from_secs(10);
/// Most bytes of a mutated input.
const LONGEST: usize = 16 * 1024;

/// What breaks readers: ends of structures, ends of numbers, characters of many bytes.
const TOKENS: &[&[u8]] = &[
    b"{",
    b"}",
    b"[",
    b"]",
    b"\"",
    b"\\",
    b",",
    b":",
    b"null",
    b"true",
    b"-",
    b"0",
    b"1e999",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"18446744073709551616",
    b"1.5",
    b"\\u0000",
    b"\\ud800",
    b"\x1e",
    b"\n",
    b"\r",
    b"\0",
    b"%",
    b"%00",
    b"..",
    b"/",
    b"\xff",
    b"\xc3",
    b"\xe2\x80\xae",
    b"\xf0\x9f\x98\x80",
    b"0000-00-00",
    b"9999-12-31T23:59:60Z",
    b"?text=",
    b"data:;base64,",
    b"<script>",
    b"=cmd|",
    b"\xef\xbb\xbf",
];

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = folder().join(name);
    let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus")
}

fn mutated(seed: &[u8], others: &[Vec<u8>], random: &mut StdRng) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..random.random_range(1..6) {
        let at = random.random_range(0..=bytes.len());
        match random.random_range(0..7) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] ^= 1 << random.random_range(0..8),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            3 => bytes.insert(at, random.random()),
            4 => {
                let token = TOKENS[random.random_range(0..TOKENS.len())];
                bytes.splice(at..at, token.iter().copied());
            }
            5 => {
                let end = random.random_range(at..=bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let other = &others[random.random_range(0..others.len())];
                let from = random.random_range(0..=other.len());
                bytes.truncate(at);
                bytes.extend(&other[from..]);
            }
        }
        bytes.truncate(LONGEST);
    }
    bytes
}

#[test]
fn every_target_has_a_corpus_and_a_fuzzer() {
    let names: BTreeSet<String> = foreign::TARGETS
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    assert!(names.len() >= 8, "and there are enough");
    let stems = |folder: PathBuf| -> BTreeSet<String> {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
            .collect()
    };
    assert_eq!(stems(folder()), names, "corpora");
    assert_eq!(stems(folder().join("../fuzz_targets")), names, "fuzzers");
    for name in &names {
        assert!(
            corpus(name).len() >= 3,
            "{name} has something to begin with"
        );
    }
}

#[test]
fn no_reader_crashes_or_hangs() {
    let mut inputs = 0;
    for (name, read) in foreign::TARGETS {
        let seeds = corpus(name);
        let mut random = StdRng::seed_from_u64(0x5157_1c48);
        let mutations = seeds
            .iter()
            .flat_map(|seed| std::iter::repeat_n(seed, MUTATIONS))
            .map(|seed| mutated(seed, &seeds, &mut random));
        let all: Vec<Vec<u8>> = seeds.iter().cloned().chain(mutations).collect();
        inputs += all.len();
        let (say, heard) = mpsc::channel();
        let read = *read;
        std::thread::spawn(move || {
            for bytes in all {
                // Said before it is read, so that a crash and a hang have a name.
                let _ = say.send(bytes.clone());
                read(&bytes);
            }
        });
        let mut last = Vec::new();
        loop {
            match heard.recv_timeout(HANG) {
                Ok(bytes) => last = bytes,
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => panic!("{name} hangs on {}", shown(&last)),
            }
        }
        // A reader that panicked ended its thread early; it is asked again, here.
        read(&last);
    }
    println!("R9: {inputs} inputs for {} readers", foreign::TARGETS.len());
}

fn shown(bytes: &[u8]) -> String {
    bytes.escape_ascii().to_string()
}

#[test]
fn what_is_deep_or_long_is_read_or_refused_in_time() {
    let deep = |open: &str, times: usize| open.repeat(times).into_bytes();
    let long = [
        deep("[", 200_000),
        deep("{\"a\":", 200_000),
        deep("<b>", 20_000),
        deep("\"", 200_000),
        deep("\u{1e}", 200_000),
        deep("%41", 100_000),
        deep("(", 200_000),
        deep("\n,", 200_000),
        deep("9", 200_000),
        [b"[".to_vec(), deep("{\"id\":1},", 20_000), b"1]".to_vec()].concat(),
    ];
    for (name, read) in foreign::TARGETS {
        for (number, bytes) in long.iter().enumerate() {
            let (say, heard) = mpsc::channel();
            let (read, bytes) = (*read, bytes.clone());
            let reader = std::thread::spawn(move || {
                read(&bytes);
                let _ = say.send(());
            });
            let done = heard.recv_timeout(HANG);
            assert!(done.is_ok(), "{name} hangs or breaks on input {number}");
            assert!(reader.join().is_ok(), "{name} breaks on input {number}");
        }
    }
}
