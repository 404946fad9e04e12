//! `cargo xtask icons`: every size of the app's icon, and the tray's, from the drawings in `icons`.

use std::{fs, path::Path};

use crate::{Result, bundle, paths, shell};

/// What the bundles need of what `tauri icon` makes; the rest is for phones and stores.
const APP: &[&str] = &[
    "32x32.png",
    "128x128.png",
    "128x128@2x.png",
    "icon.png",
    "icon.ico",
    "icon.icns",
];

/// Panels are 16 to 32 px high, twice that on dense screens.
const TRAY_SIZE: &str = "64";

/// A tray icon: its drawing's black becomes `ink`, its lamp's colour `lamp`.
struct TrayIcon {
    name: &'static str,
    drawing: &'static str,
    ink: &'static str,
    lamp: &'static str,
}

/// The lamp's colour in the drawing.
const LAMP: &str = "#f59300";
const BLACK: &str = "#000";
const ON_LIGHT: &str = "#2b2f33";
const ON_DARK: &str = "#f4f6f7";

/// The template is macOS's, which colours it itself and looks at nothing but the alpha channel.
const TRAY: &[TrayIcon] = &[
    tray("tray-on-light", "tray", ON_LIGHT, LAMP),
    tray("tray-on-light-unread", "tray-unread", ON_LIGHT, LAMP),
    tray("tray-on-dark", "tray", ON_DARK, LAMP),
    tray("tray-on-dark-unread", "tray-unread", ON_DARK, LAMP),
    tray("tray-template", "tray", BLACK, BLACK),
    tray("tray-template-unread", "tray-unread", BLACK, BLACK),
];

const fn tray(
    name: &'static str,
    drawing: &'static str,
    ink: &'static str,
    lamp: &'static str,
) -> TrayIcon {
    TrayIcon {
        name,
        drawing,
        ink,
        lamp,
    }
}

/// Draws them all.
pub(crate) fn draw() -> Result {
    let icons = paths::root().join("icons");
    let scratch = paths::target().join("icons");
    let tauri = |drawing: &Path, more: &[&str]| {
        let mut command = bundle::tauri()?;
        command.arg("icon").arg(drawing).arg("-o").arg(&scratch);
        shell::run(command.args(more))
    };
    tauri(&icons.join("icon.svg"), &[])?;
    for name in APP {
        copy(&scratch.join(name), &icons.join(name))?;
    }
    for icon in TRAY {
        let drawing = read(&icons.join(format!("{}.svg", icon.drawing)))?;
        let coloured = drawing
            .replace(&format!("\"{BLACK}\""), &format!("\"{}\"", icon.ink))
            .replace(LAMP, icon.lamp);
        let path = scratch.join(format!("{}.svg", icon.name));
        fs::write(&path, coloured).map_err(|error| format!("{}: {error}.", path.display()))?;
        tauri(&path, &["--png", TRAY_SIZE])?;
        copy(
            &scratch.join(format!("{TRAY_SIZE}x{TRAY_SIZE}.png")),
            &icons.join(format!("{}.png", icon.name)),
        )?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}.", path.display()))
}

fn copy(from: &Path, to: &Path) -> Result {
    fs::copy(from, to)
        .map(drop)
        .map_err(|error| format!("{} could not be written: {error}.", to.display()))
}
