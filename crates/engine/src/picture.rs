//! How large a picture is before anybody decodes it: a file of a few bytes can ask for gigabytes.

/// Pixels of a picture that the person asked for; one such is shown at a time. Decoded they take
/// 64 MB.
const MOST: u64 = 16 * 1024 * 1024;
/// Pixels of a picture that is shown unasked, with a handful of others on screen: each takes 16 MB.
const MOST_UNASKED: u64 = 4 * 1024 * 1024;
/// Bytes of such a picture: the window keeps some dozens of them.
const BYTES_UNASKED: usize = 1536 * 1024;

/// Whether the window may decode these bytes: a picture of a kind that is known here, and of a size
/// that is bearable. Everything else can be saved, and opened by a program of the person's choice.
pub(crate) fn is_bearable(bytes: &[u8]) -> bool {
    pixels(bytes).is_some_and(|pixels| pixels <= MOST)
}

/// Whether the window may decode these bytes without being asked to.
pub(crate) fn is_light(bytes: &[u8]) -> bool {
    bytes.len() <= BYTES_UNASKED && pixels(bytes).is_some_and(|pixels| pixels <= MOST_UNASKED)
}

fn pixels(bytes: &[u8]) -> Option<u64> {
    let (width, height) = size(bytes)?;
    (width > 0 && height > 0).then(|| u64::from(width) * u64::from(height))
}

/// Width and height of a PNG, JPEG, GIF, WebP or BMP, as its head says.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((big(bytes, 16)?, big(bytes, 20)?));
    }
    if bytes.starts_with(b"\xff\xd8") {
        return jpeg(bytes);
    }
    if bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a") {
        return gif(bytes);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12)? == b"WEBP" {
        return webp(bytes);
    }
    if bytes.starts_with(b"BM") {
        let side = |at| Some(little(bytes, at)?.cast_signed().unsigned_abs());
        return Some((side(18)?, side(22)?));
    }
    None
}

/// The segments up to the one that has the size.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        // Any number of fill bytes may stand before a marker.
        while bytes.get(at)? == &0xff && bytes.get(at + 1)? == &0xff {
            at += 1;
        }
        if bytes.get(at)? != &0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            return Some((pair(bytes, at + 7)?.into(), pair(bytes, at + 5)?.into()));
        }
        let bare = matches!(marker, 0x01 | 0xd0..=0xd8);
        at += if bare {
            2
        } else {
            2 + usize::from(pair(bytes, at + 2)?)
        };
    }
}

/// The screen, or its first picture if that is larger.
fn gif(bytes: &[u8]) -> Option<(u32, u32)> {
    let half = |at: usize| {
        let pair: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
        Some(u32::from(u16::from_le_bytes(pair)))
    };
    let table = |flags: u8| match flags & 0x80 {
        0 => 0,
        _ => 3 << ((flags & 7) + 1),
    };
    let (width, height) = (half(6)?, half(8)?);
    let mut at = 13 + table(*bytes.get(10)?);
    // An extension: its kind, then blocks, the last of them empty.
    while bytes.get(at)? == &0x21 {
        at += 2;
        while bytes.get(at)? != &0 {
            at += 1 + usize::from(*bytes.get(at)?);
        }
        at += 1;
    }
    if bytes.get(at)? != &0x2c {
        return None;
    }
    Some((
        width.max(half(at + 1)? + half(at + 5)?),
        height.max(half(at + 3)? + half(at + 7)?),
    ))
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8X" => {
            let side = |at: usize| Some((little(bytes, at)? & 0x00ff_ffff) + 1);
            Some((side(24)?, little(bytes, 26).map(|bits| (bits >> 8) + 1)?))
        }
        b"VP8L" => {
            let bits = little(bytes, 21)?;
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8 " => {
            let bits = little(bytes, 26)?;
            Some((bits & 0x3fff, (bits >> 16) & 0x3fff))
        }
        _ => None,
    }
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn little(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn pair(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
        [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), sides, vec![8, 6]].concat()
    }

    fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xff\xc2\x00\x11\x08".to_vec();
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes
    }

    fn gif_of(screen: (u16, u16), frame: (u16, u16)) -> Vec<u8> {
        let mut bytes = b"GIF89a".to_vec();
        bytes.extend(screen.0.to_le_bytes());
        bytes.extend(screen.1.to_le_bytes());
        bytes.extend([0x80, 0, 0, 1, 1, 1, 2, 2, 2]);
        bytes.extend(b"\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0");
        bytes.extend(frame.0.to_le_bytes());
        bytes.extend(frame.1.to_le_bytes());
        bytes
    }

    fn webp_of(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [b"RIFF\0\0\0\0WEBP", kind.as_slice(), b"\0\0\0\0", body].concat()
    }

    fn bmp(width: i32, height: i32) -> Vec<u8> {
        let sides = [width.to_le_bytes(), height.to_le_bytes()].concat();
        [b"BM".to_vec(), vec![0; 16], sides].concat()
    }

    #[test]
    fn each_kind_says_its_size() {
        let extended = [0, 0, 0, 0, 0x1f, 3, 0, 0x57, 2, 0];
        let lossless = [0x2f, 0x1f, 0xc3, 0x95, 0];
        let lossy = [0, 0, 0, 0x9d, 0x01, 0x2a, 0x20, 3, 0x58, 2];
        for (bytes, expected) in [
            (png(800, 600), (800, 600)),
            (jpeg_of(800, 600), (800, 600)),
            (gif_of((800, 600), (8, 6)), (800, 600)),
            (gif_of((8, 6), (800, 600)), (800, 600)),
            (webp_of(b"VP8X", &extended), (800, 600)),
            (webp_of(b"VP8L", &lossless), (800, 600)),
            (webp_of(b"VP8 ", &lossy), (800, 600)),
            (bmp(800, -600), (800, 600)),
        ] {
            assert_eq!(size(&bytes), Some(expected), "{:?}", bytes.escape_ascii());
            for end in 0..bytes.len() {
                let _ = size(&bytes[..end]);
            }
        }
    }

    #[test]
    fn bombs_and_strangers_are_not_shown() {
        let bombs = [
            png(30_000, 30_000),
            png(u32::MAX, u32::MAX),
            png(1, 100_000_000),
            png(0, 10),
            jpeg_of(65_535, 65_535),
            gif_of((65_535, 65_535), (1, 1)),
            gif_of((1, 1), (65_535, 65_535)),
            webp_of(b"VP8X", &[0, 0, 0, 0, 255, 255, 255, 255, 255, 255]),
            webp_of(b"VP8L", &[0x2f, 255, 255, 255, 255]),
            bmp(i32::MIN, i32::MIN),
            b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec(),
            b"<?xml version='1.0'?><!DOCTYPE lolz [<!ENTITY a 'b'>]><svg>&a;</svg>".to_vec(),
            b"\0\0\0\x1cftypavif".to_vec(),
            b"II*\0\x08\0\0\0".to_vec(),
            b"\xff\xd8\xff\xe0\xff\xff".to_vec(),
            b"RIFF\0\0\0\0WEBPVP8?".to_vec(),
            Vec::new(),
        ];
        for bomb in &bombs {
            assert!(!is_bearable(bomb), "{:?}", bomb.escape_ascii().to_string());
            assert!(!is_light(bomb), "{:?}", bomb.escape_ascii().to_string());
        }
        println!("S8: {} pictures that are not decoded", bombs.len());
        assert!(is_bearable(&png(4032, 3024)), "a telephone's photo is");
        assert!(!is_light(&png(4032, 3024)), "when it is asked for");
        assert!(is_light(&png(1600, 1200)), "a messenger's is at once");
        let long = [png(1600, 1200), vec![0; BYTES_UNASKED]].concat();
        assert!(is_bearable(&long) && !is_light(&long), "nor are many bytes");
    }
}
