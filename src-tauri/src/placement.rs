//! Where the window stands: kept whenever the person turns away from it (a session's end waits for
//! nobody), and put right where screens have gone or shrunk since.

use tauri::{AppHandle, PhysicalPosition, PhysicalSize, WebviewWindow};
use tauri_plugin_window_state::{AppHandleExt as _, StateFlags};

/// What is kept of the window.
pub(crate) const FLAGS: StateFlags = StateFlags::SIZE
    .union(StateFlags::POSITION)
    .union(StateFlags::MAXIMIZED);

/// So much of the window's upper edge must be on a screen for a hand to get hold of it, in pixels.
const GRIP: i64 = 100;

/// Writes down where the window is. Always on the main thread: the plugin asks that while it holds
/// what it knows, and would wait for itself.
pub(crate) fn save(app: &AppHandle) {
    let of = app.clone();
    let asked = app.run_on_main_thread(move || {
        if let Err(error) = of.save_window_state(FLAGS) {
            tracing::warn!("where the window stands was not kept: {error}");
        }
    });
    if let Err(error) = asked {
        tracing::debug!("the program is closing: {error}");
    }
}

/// A rectangle in the pixels of all screens together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Area {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
}

/// Brings a window back that was put where no screen is any more, or that is larger than the screen.
pub(crate) fn mend(window: &WebviewWindow) {
    let placed = || -> tauri::Result<()> {
        if window.is_maximized()? {
            return Ok(());
        }
        let screens: Vec<Area> = window
            .available_monitors()?
            .iter()
            .map(|screen| area(*screen.position(), *screen.size()))
            .collect();
        let now = area(window.outer_position()?, window.outer_size()?);
        let Some(better) = mended(now, &screens) else {
            return Ok(());
        };
        tracing::info!("the window is put where a screen is");
        let size = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        let place = |number: i64| i32::try_from(number).unwrap_or_default();
        if (better.width, better.height) != (now.width, now.height) {
            window.set_size(PhysicalSize::new(size(better.width), size(better.height)))?;
        }
        window.set_position(PhysicalPosition::new(place(better.x), place(better.y)))
    };
    if let Err(error) = placed() {
        tracing::debug!("where the window stands is not known: {error}");
    }
}

fn area(position: PhysicalPosition<i32>, size: PhysicalSize<u32>) -> Area {
    Area {
        x: position.x.into(),
        y: position.y.into(),
        width: size.width.into(),
        height: size.height.into(),
    }
}

/// Where the window should stand; `None` if it is well where it is, or nothing is known.
fn mended(window: Area, screens: &[Area]) -> Option<Area> {
    let first = screens.first()?;
    let within = |screen: &Area| {
        let across =
            (window.x + window.width).min(screen.x + screen.width) - window.x.max(screen.x);
        let upper = window.y >= screen.y && window.y < screen.y + screen.height;
        (across, upper)
    };
    let on = screens
        .iter()
        .filter(|screen| within(screen).1)
        .max_by_key(|screen| within(screen).0)
        .filter(|screen| within(screen).0 >= GRIP.min(window.width));
    let screen = on.unwrap_or(first);
    let width = window.width.min(screen.width);
    let height = window.height.min(screen.height);
    let better = match on {
        // It may hang over an edge, as people have it, but not be larger than the screen.
        Some(_) if (width, height) == (window.width, window.height) => return None,
        Some(_) => Area {
            x: window.x.clamp(screen.x, screen.x + screen.width - width),
            y: window.y.clamp(screen.y, screen.y + screen.height - height),
            width,
            height,
        },
        None => Area {
            x: screen.x + (screen.width - width) / 2,
            y: screen.y + (screen.height - height) / 2,
            width,
            height,
        },
    };
    Some(better)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(x: i64, y: i64, width: i64, height: i64) -> Area {
        Area {
            x,
            y,
            width,
            height,
        }
    }

    #[test]
    fn a_window_comes_back_from_where_no_screen_is() {
        let one = [at(0, 0, 1366, 768)];
        let two = [at(0, 0, 1366, 768), at(1366, -200, 2560, 1440)];
        for (window, screens, better, why) in [
            (at(50, 40, 1240, 700), &one[..], None, "it is well there"),
            (
                at(800, 300, 1000, 460),
                &one[..],
                None,
                "it hangs over an edge",
            ),
            (
                at(1500, 100, 1240, 800),
                &two[..],
                None,
                "on the second screen",
            ),
            (
                at(1500, 100, 1240, 700),
                &one[..],
                Some(at(63, 34, 1240, 700)),
                "the second screen has gone",
            ),
            (
                at(1300, 100, 1240, 700),
                &one[..],
                Some(at(63, 34, 1240, 700)),
                "a corner is not enough to get hold of",
            ),
            (
                at(10, -50, 1240, 700),
                &one[..],
                Some(at(63, 34, 1240, 700)),
                "its title bar is above the screen",
            ),
            (
                at(0, 0, 3840, 2160),
                &one[..],
                Some(at(0, 0, 1366, 768)),
                "made for a larger screen",
            ),
            (at(0, 0, 10, 10), &[][..], None, "no screen is known"),
        ] {
            assert_eq!(mended(window, screens), better, "{why}");
        }
    }
}
