//! The tray's picture: with a lamp when somebody waits, and the count within the lamp.

use tauri::image::Image;

/// What the icon stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    /// A light panel.
    #[cfg_attr(
        target_os = "macos",
        allow(dead_code, reason = "macOS paints templates")
    )]
    Light,
    /// A dark panel.
    #[cfg_attr(
        target_os = "macos",
        allow(dead_code, reason = "macOS paints templates")
    )]
    Dark,
    /// macOS's menu bar, which paints the icon itself and shows the count beside it.
    #[cfg_attr(not(target_os = "macos"), allow(dead_code, reason = "for macOS"))]
    Template,
}

/// Where `icons/tray-unread.svg` has its lamp, in pixels of the 64 px picture: its middle, its
/// radius.
const LAMP: (u32, u32, u32) = (49, 15, 14);

/// Ink of the digits on the lamp: dark enough for 4.5:1.
const INK: [u8; 4] = [0x1c, 0x12, 0x00, 0xff];

/// Colour of the lamp, for a lamp alone.
#[cfg(any(windows, test))]
const GLOW: [u8; 4] = [0xf5, 0x93, 0x00, 0xff];

/// Digits of three by five dots, a row per number, the leftmost dot its highest bit.
const DIGITS: [[u8; 5]; 10] = [
    [0b111, 0b101, 0b101, 0b101, 0b111],
    [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111],
    [0b111, 0b001, 0b111, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001],
    [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111],
    [0b111, 0b001, 0b010, 0b010, 0b010],
    [0b111, 0b101, 0b111, 0b101, 0b111],
    [0b111, 0b101, 0b111, 0b001, 0b111],
];

/// The tray's icon for a count.
pub(super) fn tray(ground: Ground, waiting: u32) -> Image<'static> {
    let plain = waiting == 0;
    let picture = match (ground, plain) {
        (Ground::Light, true) => tauri::include_image!("../icons/tray-on-light.png"),
        (Ground::Light, false) => tauri::include_image!("../icons/tray-on-light-unread.png"),
        (Ground::Dark, true) => tauri::include_image!("../icons/tray-on-dark.png"),
        (Ground::Dark, false) => tauri::include_image!("../icons/tray-on-dark-unread.png"),
        (Ground::Template, true) => tauri::include_image!("../icons/tray-template.png"),
        (Ground::Template, false) => tauri::include_image!("../icons/tray-template-unread.png"),
    };
    if plain || ground == Ground::Template {
        return picture;
    }
    let (x, y, radius) = LAMP;
    let mut canvas = Canvas::of(&picture);
    canvas.count(waiting, x, y, radius);
    canvas.into_image()
}

/// A lamp with a count, to lie over another icon.
#[cfg(any(windows, test))]
pub(super) fn overlay(waiting: u32) -> Image<'static> {
    let mut canvas = Canvas {
        width: 32,
        height: 32,
        rgba: vec![0; 32 * 32 * 4],
    };
    canvas.disc(16, 16, 16, GLOW);
    canvas.count(waiting, 16, 16, 16);
    canvas.into_image()
}

/// A picture to draw on. What would fall outside is left out.
struct Canvas {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
}

impl Canvas {
    fn of(picture: &Image<'_>) -> Self {
        Self {
            width: picture.width(),
            height: picture.height(),
            rgba: picture.rgba().to_vec(),
        }
    }

    fn into_image(self) -> Image<'static> {
        Image::new_owned(self.rgba, self.width, self.height)
    }

    fn dot(&mut self, x: u32, y: u32, colour: [u8; 4]) {
        if x >= self.width || y >= self.height {
            return;
        }
        let at = ((y * self.width + x) * 4) as usize;
        if let Some(pixel) = self.rgba.get_mut(at..at + 4) {
            pixel.copy_from_slice(&colour);
        }
    }

    #[cfg(any(windows, test))]
    fn disc(&mut self, x: u32, y: u32, radius: u32, colour: [u8; 4]) {
        for row in 0..self.height {
            for column in 0..self.width {
                if row.abs_diff(y).pow(2) + column.abs_diff(x).pow(2) < radius.pow(2) {
                    self.dot(column, row, colour);
                }
            }
        }
    }

    /// Writes the count around a middle; more than 99 is 99, since it takes no third digit.
    fn count(&mut self, waiting: u32, x: u32, y: u32, radius: u32) {
        let waiting = waiting.min(99);
        let digits = if waiting < 10 {
            vec![waiting]
        } else {
            vec![waiting / 10, waiting % 10]
        };
        // A digit alone has room to be larger.
        let dot = if digits.len() == 1 {
            radius / 4 + 1
        } else {
            radius / 5 + 1
        };
        let gap = 2;
        let many = u32::try_from(digits.len()).unwrap_or(1);
        let width = many * 3 * dot + (many - 1) * gap;
        let (left, top) = (x.saturating_sub(width / 2), y.saturating_sub(5 * dot / 2));
        for (place, digit) in (0..).zip(digits) {
            self.digit(digit, left + place * (3 * dot + gap), top, dot);
        }
    }

    fn digit(&mut self, digit: u32, left: u32, top: u32, dot: u32) {
        let Some(rows) = DIGITS.get(digit as usize) else {
            return;
        };
        for (row, dots) in (0..).zip(rows) {
            for column in 0..3 {
                if dots & (0b100 >> column) == 0 {
                    continue;
                }
                for (dx, dy) in (0..dot).flat_map(|dx| (0..dot).map(move |dy| (dx, dy))) {
                    self.dot(left + column * dot + dx, top + row * dot + dy, INK);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ink(picture: &Image<'_>) -> usize {
        let pixels = picture.rgba().chunks_exact(4);
        pixels.filter(|pixel| **pixel == INK).count()
    }

    #[test]
    fn who_waits_shows_by_shape_and_by_number() {
        for ground in [Ground::Light, Ground::Dark, Ground::Template] {
            let (none, one) = (tray(ground, 0), tray(ground, 1));
            let clear = |picture: &Image<'_>| -> Vec<bool> {
                let pixels = picture.rgba().chunks_exact(4);
                pixels.map(|pixel| pixel[3] < 128).collect()
            };
            assert_ne!(
                clear(&none),
                clear(&one),
                "the shape differs, not the colour alone"
            );
        }
        let (one, eight) = (tray(Ground::Dark, 1), tray(Ground::Dark, 8));
        assert_ne!(
            one.rgba(),
            eight.rgba(),
            "each count is a picture of its own"
        );
        assert_eq!(ink(&tray(Ground::Dark, 0)), 0, "nothing to count");
    }

    #[test]
    fn every_count_fits_into_the_lamp() {
        let (x, y, radius) = LAMP;
        for waiting in (1..120).chain([u32::MAX]) {
            let picture = tray(Ground::Light, waiting);
            for (at, pixel) in (0..).zip(picture.rgba().chunks_exact(4)) {
                if pixel == INK {
                    let (column, row) = (at % picture.width(), at / picture.width());
                    assert!(
                        column.abs_diff(x) <= radius && row.abs_diff(y) <= radius,
                        "{waiting} runs over at {column}, {row}"
                    );
                }
            }
            assert!(ink(&picture) > 0, "{waiting} is written");
        }
        assert_eq!(
            tray(Ground::Dark, 100).rgba(),
            tray(Ground::Dark, 99).rgba(),
            "no third digit"
        );
    }

    #[test]
    fn the_overlay_is_a_lamp_with_its_count() {
        let picture = overlay(7);
        let pixels = picture.rgba().chunks_exact(4);
        assert!(
            pixels.filter(|pixel| **pixel == GLOW).count() > 300,
            "the lamp is lit"
        );
        assert!(ink(&picture) > 0, "and counts");
    }
}
