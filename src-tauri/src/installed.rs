//! How this program came onto the computer: what a package manager put there, it also updates.

use std::path::{Path, PathBuf};

use serde::Serialize;

/// How the program was installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Installed {
    /// By the system's package manager (.deb, .rpm), which updates it too.
    Package,
    /// As an AppImage, which is one file of the person's.
    AppImage,
    /// By its own installer, or as an app of macOS.
    Bundle,
    /// Otherwise: built here, or copied.
    Loose,
}

/// How this program was installed.
pub(crate) fn kind() -> Installed {
    let program = std::env::current_exe().unwrap_or_default();
    let image = std::env::var_os("APPIMAGE").map(PathBuf::from);
    if cfg!(target_os = "linux") {
        linux(&program, image.as_deref())
    } else if cfg!(debug_assertions) {
        Installed::Loose
    } else {
        Installed::Bundle
    }
}

/// On Linux the place tells: packages own `/usr` and `/opt`, all but `/usr/local`.
fn linux(program: &Path, image: Option<&Path>) -> Installed {
    if image.is_some_and(Path::is_file) {
        return Installed::AppImage;
    }
    let packaged = ["/usr", "/opt"]
        .iter()
        .any(|root| program.starts_with(root))
        && !program.starts_with("/usr/local");
    if packaged {
        Installed::Package
    } else {
        Installed::Loose
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_tells_who_put_it_there() {
        let image = tempfile::NamedTempFile::new().unwrap();
        let there = Some(image.path());
        let gone = Some(Path::new("/nowhere/x.AppImage"));
        for (program, image, kind) in [
            ("/usr/bin/switchboard", None, Installed::Package),
            ("/opt/switchboard/switchboard", None, Installed::Package),
            ("/usr/local/bin/switchboard", None, Installed::Loose),
            ("/home/me/switchboard", None, Installed::Loose),
            (
                "/tmp/.mount_x/usr/bin/switchboard",
                there,
                Installed::AppImage,
            ),
            ("/usr/bin/switchboard", gone, Installed::Package),
            ("", None, Installed::Loose),
        ] {
            assert_eq!(linux(Path::new(program), image), kind, "{program}");
        }
    }
}
