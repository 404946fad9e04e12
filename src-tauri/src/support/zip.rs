//! A ZIP archive of a few texts.

use std::io::{self, Write as _};

use flate2::Compression;
use flate2::Crc;
use flate2::write::DeflateEncoder;

/// 1 January 1980, midnight: the archive's own time tells nothing that its name doesn't.
const TIME: u16 = 0;
const DATE: u16 = 33;

/// The archive of files by name.
///
/// # Errors
/// If there is more than an archive of this kind holds: four gigabytes.
pub(super) fn archive(files: &[(&str, &[u8])]) -> io::Result<Vec<u8>> {
    let mut whole = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in files {
        let offset = four(whole.len())?;
        let header = header(name, bytes)?;
        whole.extend(b"PK\x03\x04");
        whole.extend(&header.fields);
        whole.extend(name.as_bytes());
        whole.extend(&header.packed);
        // Made by version 2.0; no comment, first disk, no attributes.
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&header.fields);
        directory.extend([0; 10]);
        directory.extend(offset);
        directory.extend(name.as_bytes());
    }
    let begin = four(whole.len())?;
    let length = four(directory.len())?;
    let count = two(files.len())?;
    whole.extend(directory);
    whole.extend(b"PK\x05\x06\x00\x00\x00\x00");
    whole.extend(count);
    whole.extend(count);
    whole.extend(length);
    whole.extend(begin);
    whole.extend([0; 2]);
    Ok(whole)
}

/// What stands both before a file and in the directory, and the file itself.
struct Header {
    fields: Vec<u8>,
    packed: Vec<u8>,
}

fn header(name: &str, bytes: &[u8]) -> io::Result<Header> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    let packed = encoder.finish()?;
    let mut crc = Crc::new();
    crc.update(bytes);
    let mut fields = Vec::new();
    // Needs version 2.0, names in UTF-8, deflated.
    for half in [20_u16, 0x0800, 8, TIME, DATE] {
        fields.extend(half.to_le_bytes());
    }
    fields.extend(crc.sum().to_le_bytes());
    fields.extend(four(packed.len())?);
    fields.extend(four(bytes.len())?);
    fields.extend(two(name.len())?);
    fields.extend([0; 2]);
    Ok(Header { fields, packed })
}

fn four(size: usize) -> io::Result<[u8; 4]> {
    u32::try_from(size)
        .map(u32::to_le_bytes)
        .map_err(|_| io::ErrorKind::FileTooLarge.into())
}

fn two(size: usize) -> io::Result<[u8; 2]> {
    u16::try_from(size)
        .map(u16::to_le_bytes)
        .map_err(|_| io::ErrorKind::FileTooLarge.into())
}

/// The texts in an archive, read by another program.
#[cfg(test)]
pub(super) fn texts(packed: &[u8]) -> Vec<(String, String)> {
    let mut read = zip::ZipArchive::new(io::Cursor::new(packed)).unwrap();
    let texts = (0..read.len()).map(|index| {
        let mut file = read.by_index(index).unwrap();
        let mut text = String::new();
        io::Read::read_to_string(&mut file, &mut text).unwrap();
        (file.name().unwrap().into_owned(), text)
    });
    texts.collect()
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn another_program_reads_what_was_packed() {
        let long = "a line of the log\n".repeat(10_000);
        let files: [(&str, &[u8]); 3] = [
            ("about.json", b"{}"),
            ("звіт.txt", long.as_bytes()),
            ("empty.txt", b""),
        ];
        let packed = archive(&files).unwrap();
        assert!(packed.len() < 5000, "it is packed");
        let read = texts(&packed);
        let packed_in: Vec<(String, String)> = files
            .iter()
            .map(|(name, bytes)| {
                (
                    (*name).to_owned(),
                    String::from_utf8_lossy(bytes).into_owned(),
                )
            })
            .collect();
        assert_eq!(read, packed_in, "all of them, whole");
    }
}
