//! Photos, documents, sounds and films made from a number: real files of their kinds, all drawn here.

use bytes::Bytes;

use crate::rng::Rng;

/// A file and what it is.
#[derive(Debug, Clone)]
pub(crate) struct Media {
    pub(crate) name: String,
    pub(crate) mime: String,
    pub(crate) bytes: Bytes,
}

/// A PNG of the given size: a sky, a ground, a parcel or two. The same seed draws the same picture.
pub(crate) fn photo(seed: u64, width: u32, height: u32) -> Bytes {
    let mut rng = Rng::new(seed, 0x0070_1C70);
    let hue = rng.below(360) as i64;
    let boxes: Vec<[i64; 5]> = (0..rng.between(1, 4))
        .map(|_| {
            let w = rng.between(i64::from(width) / 8, i64::from(width) / 3);
            let h = rng.between(i64::from(height) / 8, i64::from(height) / 3);
            let x = rng.between(0, i64::from(width) - w);
            let y = rng.between(i64::from(height) / 3, i64::from(height) - h);
            [x, y, w, h, rng.between(0, 3)]
        })
        .collect();
    let mut rows = Vec::with_capacity(((width + 1) * height) as usize);
    for y in 0..i64::from(height) {
        rows.push(0);
        for x in 0..i64::from(width) {
            rows.push(shade(x, y, i64::from(height), &boxes));
        }
    }
    png(width, height, &palette(hue), &rows)
}

/// Which of the 64 colours a point has: 0-31 sky, 32-47 ground, 48-63 boxes.
fn shade(x: i64, y: i64, height: i64, boxes: &[[i64; 5]]) -> u8 {
    for [left, top, w, h, tone] in boxes.iter().rev() {
        let (dx, dy) = (x - left, y - top);
        if (0..*w).contains(&dx) && (0..*h).contains(&dy) {
            let tape = (dx - w / 2).abs() < w / 14;
            let edge = dx < 3 || dy < 3 || dx > w - 4 || dy > h - 4;
            return 48 + (tone * 4) as u8 + if edge { 3 } else { u8::from(tape) };
        }
    }
    let horizon = height * 3 / 5;
    if y < horizon {
        (y * 32 / horizon.max(1)) as u8
    } else {
        32 + ((y - horizon) * 16 / (height - horizon).max(1)) as u8
    }
}

fn palette(hue: i64) -> Vec<u8> {
    let mut colours = Vec::with_capacity(64 * 3);
    for i in 0..32 {
        colours.extend(colour(hue, 45, 62 + i));
    }
    for i in 0..16 {
        colours.extend(colour(hue + 140, 30, 58 - i));
    }
    for tone in 0..4 {
        for light in [52, 60, 44, 34] {
            colours.extend(colour(hue + 30 + tone * 60, 55, light));
        }
    }
    colours
}

/// HSL (degrees, per cent, per cent) to RGB.
fn colour(hue: i64, saturation: i64, lightness: i64) -> [u8; 3] {
    let (s, l) = (saturation as f64 / 100.0, lightness as f64 / 100.0);
    let a = s * l.min(1.0 - l);
    [0.0, 8.0, 4.0].map(|n| {
        let k = (n + (hue.rem_euclid(360)) as f64 / 30.0) % 12.0;
        let value = l - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0);
        (value * 255.0) as u8
    })
}

/// A palette PNG whose pixel data is stored, not compressed.
fn png(width: u32, height: u32, palette: &[u8], rows: &[u8]) -> Bytes {
    let mut file = vec![0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A];
    let mut head = Vec::new();
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    head.extend([8, 3, 0, 0, 0]);
    chunk(&mut file, b"IHDR", &head);
    chunk(&mut file, b"PLTE", palette);
    let mut data = vec![0x78, 0x01];
    let mut blocks = rows.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        let length = block.len() as u16;
        data.push(u8::from(blocks.peek().is_none()));
        data.extend(length.to_le_bytes());
        data.extend((!length).to_le_bytes());
        data.extend(block);
    }
    data.extend(adler32(rows).to_be_bytes());
    chunk(&mut file, b"IDAT", &data);
    chunk(&mut file, b"IEND", &[]);
    Bytes::from(file)
}

fn chunk(file: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    file.extend((data.len() as u32).to_be_bytes());
    file.extend(kind);
    file.extend(data);
    file.extend(crc32(kind.iter().chain(data)).to_be_bytes());
}

/// The CRC-32 that PNG and ZIP use.
pub(crate) fn crc32<'a>(bytes: impl Iterator<Item = &'a u8>) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            };
        }
    }
    !crc
}

fn adler32(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    (b << 16) | a
}

/// A one-page PDF with a line of text on it.
pub(crate) fn pdf(line: &str) -> Bytes {
    let plain: String = line
        .chars()
        .filter(|c| c.is_ascii() && !matches!(c, '(' | ')' | '\\'))
        .collect();
    let page = format!("BT /F1 18 Tf 60 770 Td ({plain}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = file.len();
    file.push_str(&format!(
        "xref\n0 6\n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    ));
    Bytes::from(file)
}

/// A head that says MP4 and no film: enough to be saved, not to be watched.
pub(crate) fn film() -> Bytes {
    Bytes::from_static(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat")
}

/// A second of a quiet tone as WAV: 8 kHz, 8 bits, one channel.
pub(crate) fn tone(number: u64) -> Bytes {
    const RATE: u32 = 8_000;
    let length = 12 + number % 20;
    let mut file = Vec::with_capacity(44 + RATE as usize);
    file.extend(b"RIFF");
    file.extend((36 + RATE).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend([1, 0, 1, 0]);
    file.extend(RATE.to_le_bytes());
    file.extend(RATE.to_le_bytes());
    file.extend([1, 0, 8, 0]);
    file.extend(b"data");
    file.extend(RATE.to_le_bytes());
    file.extend((0..u64::from(RATE)).map(|at| if at % length < length / 2 { 120 } else { 136 }));
    Bytes::from(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_the_published_ones() {
        assert_eq!(
            crc32(b"123456789".iter()),
            0xCBF4_3926,
            "the check value of CRC-32"
        );
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398, "a known Adler-32");
    }

    #[test]
    fn same_seed_draws_the_same_picture() {
        assert_eq!(
            photo(5, 40, 30),
            photo(5, 40, 30),
            "it depends on nothing but the seed"
        );
        assert_ne!(
            photo(5, 40, 30),
            photo(6, 40, 30),
            "another seed is another picture"
        );
    }
}
