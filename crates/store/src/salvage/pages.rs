//! The pages of an encrypted file, read one by one without SQLite: a damaged page takes nothing
//! with it but itself.
//!
//! SQLCipher 4's format with a raw key: AES-256-CBC, and at the end of each page its initial
//! vector and an HMAC-SHA512 over both and the page's number. Pages of the write-ahead log are
//! written alike and are newer than the file's own.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use aes::Aes256;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt as _, KeyIvInit as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha512;

use crate::DatabaseKey;
use crate::connect;
use crate::open::{PAGE, beside, read_head};

/// The first page begins with the salt, in the clear.
const SALT: usize = 16;
const VECTOR: usize = 16;
const MAC: usize = 64;
/// Bytes of a page that SQLite uses.
pub(super) const USABLE: usize = PAGE - VECTOR - MAC;
/// SQLCipher makes the key of its HMACs from the other one, with the salt changed by this.
const SALT_MASK: u8 = 0x3a;
/// Bytes before the first frame of a log, and before each frame's page.
const LOG_HEAD: usize = 32;
const FRAME_HEAD: usize = 24;

/// What decrypts pages.
pub(super) struct Cipher {
    key: [u8; 32],
    mac_key: [u8; 32],
}

impl Cipher {
    pub(super) fn new(key: &DatabaseKey, file: connect::File) -> Option<Self> {
        let salt = file.salt_bytes().map(|byte| byte ^ SALT_MASK);
        let key = *key.bytes();
        // PBKDF2 of two rounds; half of its first block is what is needed.
        let first = mac(&key, &[&salt, &1_u32.to_be_bytes()])?;
        let second = mac(&key, &[&first])?;
        let mut mac_key = [0; 32];
        for (byte, (one, other)) in mac_key.iter_mut().zip(first.iter().zip(&second)) {
            *byte = one ^ other;
        }
        Some(Self { key, mac_key })
    }

    /// The page's content as SQLite sees it; `None` if it isn't what was written.
    pub(super) fn open(&self, number: u32, page: &[u8]) -> Option<Vec<u8>> {
        let clear = if number == 1 { SALT } else { 0 };
        let sealed = page.get(clear..USABLE + VECTOR)?;
        let written = page.get(USABLE + VECTOR..PAGE)?;
        if mac(&self.mac_key, &[sealed, &number.to_le_bytes()])? != written {
            return None;
        }
        let mut content = page.get(..USABLE)?.to_vec();
        let vector = page.get(USABLE..USABLE + VECTOR)?;
        cbc::Decryptor::<Aes256>::new_from_slices(&self.key, vector)
            .ok()?
            .decrypt_padded::<NoPadding>(content.get_mut(clear..)?)
            .ok()?;
        Some(content)
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Option<Vec<u8>> {
    let mut mac = Hmac::<Sha512>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac.finalize().into_bytes().to_vec())
}

/// The pages of a file and its log.
pub(super) struct Pages {
    cipher: Cipher,
    file: File,
    log: Option<File>,
    /// Where in the log each page's newest version is.
    logged: BTreeMap<u32, u64>,
    /// Pages of the file itself.
    count: u32,
    /// Used in place of the schema's pages that can't be read.
    head: BTreeMap<u32, Vec<u8>>,
    /// A part of the log can't be read: what it held was newer than what is here.
    pub(super) log_is_broken: bool,
}

impl Pages {
    /// Opens a file, its log beside it.
    pub(super) fn open(path: &Path, cipher: Cipher, head: &Path) -> std::io::Result<Self> {
        let file = File::open(path)?;
        let count = file.metadata()?.len().div_ceil(PAGE as u64);
        let log = File::open(beside(path, "-wal")).ok();
        let head = read_head(head)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|(number, page)| Some((number, cipher.open(number, &page)?)))
            .collect();
        let mut pages = Self {
            cipher,
            file,
            log,
            logged: BTreeMap::new(),
            count: u32::try_from(count).unwrap_or(u32::MAX),
            head,
            log_is_broken: false,
        };
        pages.read_log();
        Ok(pages)
    }

    /// A page's content; `None` if it can't be read.
    pub(super) fn get(&self, number: u32) -> Option<Vec<u8>> {
        let logged = self.logged.get(&number).and_then(|offset| {
            self.cipher
                .open(number, &read_at(self.log.as_ref()?, *offset)?)
        });
        let found = logged.or_else(|| {
            let offset = u64::from(number.checked_sub(1)?) * PAGE as u64;
            self.cipher.open(number, &read_at(&self.file, offset)?)
        });
        found.or_else(|| self.head.get(&number).cloned())
    }

    /// The number of the last page.
    pub(super) fn last(&self) -> u32 {
        let logged = self.logged.keys().last().copied().unwrap_or(0);
        self.count.max(logged)
    }

    /// Finds the newest version of each page that a finished transaction left in the log. Frames
    /// after a damaged one count too, as far as they can be read.
    fn read_log(&mut self) {
        let Some(log) = &self.log else { return };
        let length = log.metadata().map_or(0, |meta| meta.len());
        let step = (FRAME_HEAD + PAGE) as u64;
        let frames = length.saturating_sub(LOG_HEAD as u64) / step;
        let mut run: Option<[u8; 8]> = None;
        let mut open = BTreeMap::new();
        for frame in 0..frames {
            let offset = LOG_HEAD as u64 + frame * step;
            let Some(head) = read_exact_at(log, offset, FRAME_HEAD) else {
                break;
            };
            let number = number_at(&head, 0);
            let salts: Option<[u8; 8]> = head.get(8..16).and_then(|salts| salts.try_into().ok());
            // Frames of earlier rounds of the log lie behind those of this one.
            if run.is_some() && run != salts && frame > 0 {
                let earlier = self.holds(log, number, offset);
                self.log_is_broken |= !earlier;
                if earlier {
                    break;
                }
                continue;
            }
            if !self.holds(log, number, offset) {
                self.log_is_broken = true;
                continue;
            }
            run = salts;
            open.insert(number, offset + FRAME_HEAD as u64);
            if number_at(&head, 4) != 0 {
                self.logged.append(&mut open);
            }
        }
    }

    fn holds(&self, log: &File, number: u32, offset: u64) -> bool {
        read_at(log, offset + FRAME_HEAD as u64)
            .is_some_and(|page| self.cipher.open(number, &page).is_some())
    }
}

/// Whether any page of a file, or of a log, can be read with the key. A number says whether the
/// key is right: pages carry their HMACs.
pub(super) fn any_fits(path: &Path, cipher: &Cipher) -> bool {
    /// Enough pages to tell.
    const LOOKED_AT: u32 = 2_000;
    let Ok(file) = File::open(path) else {
        return false;
    };
    let in_file = (1..=LOOKED_AT).map_while(|number| {
        let page = read_at(&file, u64::from(number - 1) * PAGE as u64)?;
        Some(cipher.open(number, &page).is_some())
    });
    if in_file.into_iter().any(|fits| fits) {
        return true;
    }
    let Ok(log) = File::open(beside(path, "-wal")) else {
        return false;
    };
    let frames = (0..u64::from(LOOKED_AT)).map_while(|frame| {
        let offset = LOG_HEAD as u64 + frame * (FRAME_HEAD + PAGE) as u64;
        let head = read_exact_at(&log, offset, FRAME_HEAD)?;
        let page = read_at(&log, offset + FRAME_HEAD as u64)?;
        Some(cipher.open(number_at(&head, 0), &page).is_some())
    });
    frames.into_iter().any(|fits| fits)
}

fn number_at(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
    four.map_or(0, u32::from_be_bytes)
}

fn read_at(file: &File, offset: u64) -> Option<Vec<u8>> {
    read_exact_at(file, offset, PAGE)
}

fn read_exact_at(mut file: &File, offset: u64, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    file.seek(SeekFrom::Start(offset)).ok()?;
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}
