//! `cargo xtask icons`: every size of the app's icon, and the tray's, from the drawings in `icons`.

use std::fs;

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

/// Drawings for the tray and the sizes it is shown in: panels are 22 to 24 px high, twice that on
/// dense screens.
const TRAY: &[&str] = &[
    "tray-light",
    "tray-light-unread",
    "tray-dark",
    "tray-dark-unread",
    "tray-template",
    "tray-template-unread",
];
const TRAY_SIZE: &str = "64";

/// Draws them all.
pub(crate) fn draw() -> Result {
    let icons = paths::root().join("icons");
    let scratch = paths::target().join("icons");
    let keep = |from: &str, to: &str| {
        fs::copy(scratch.join(from), icons.join(to))
            .map(drop)
            .map_err(|error| format!("{to} could not be written: {error}."))
    };
    shell::run(
        bundle::tauri()?
            .arg("icon")
            .arg(icons.join("icon.svg"))
            .arg("-o")
            .arg(&scratch),
    )?;
    for name in APP {
        keep(name, name)?;
    }
    for name in TRAY {
        let drawing = icons.join(format!("{name}.svg"));
        let mut tauri = bundle::tauri()?;
        tauri.arg("icon").arg(drawing).arg("-o").arg(&scratch);
        shell::run(tauri.args(["--png", TRAY_SIZE]))?;
        keep(
            &format!("{TRAY_SIZE}x{TRAY_SIZE}.png"),
            &format!("{name}.png"),
        )?;
    }
    Ok(())
}
