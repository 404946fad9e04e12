//! System packages on Linux: which are needed, which are missing, and how they are installed.

use std::{
    io::{IsTerminal, stdin},
    process::Command,
};

use crate::{Result, paths, shell};

/// What packages are wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Building and running the app.
    Build,
    /// The private desktop of the end-to-end tests, on top of that.
    Test,
    /// The browsers that benches are measured beside, on top of the private desktop.
    Bench,
    /// A Rust that brings its library's sources, and Windows' tools, to check other systems' types.
    Cross,
}

struct Distribution {
    /// The package manager's program.
    manager: &'static str,
    build: &'static [&'static str],
    test: &'static [&'static str],
    /// MiniBrowser comes with what is built with.
    bench: &'static [&'static str],
    /// Empty where the distribution has no such Rust.
    cross: &'static [&'static str],
    /// Commands that run before the installation.
    refresh: &'static [&'static str],
    /// The installation, to which the names are appended.
    install: &'static [&'static str],
    missing: fn(&[&'static str]) -> Vec<&'static str>,
}

const DEBIAN: Distribution = Distribution {
    manager: "apt-get",
    build: &[
        "build-essential",
        "libayatana-appindicator3-dev",
        "libdbus-1-dev",
        "librsvg2-dev",
        "libssl-dev",
        "libwebkit2gtk-4.1-dev",
        "pkg-config",
    ],
    test: &[
        "appstream",
        "at-spi2-core",
        "dbus",
        "dbus-x11",
        "desktop-file-utils",
        "dunst",
        "fonts-dejavu-core",
        "fonts-noto-color-emoji",
        "fonts-noto-core",
        "gnome-keyring",
        "imagemagick",
        "iproute2",
        "libglib2.0-bin",
        "libsecret-tools",
        "man-db",
        "openbox",
        "rpm",
        "webkit2gtk-driver",
        "wmctrl",
        "xdotool",
        "xvfb",
    ],
    bench: &["chromium"],
    cross: &[
        "cargo-web",
        "g++-mingw-w64-x86-64",
        "gcc-mingw-w64-x86-64",
        "rust-web-src",
        "rustc-web",
    ],
    refresh: &["apt-get", "update", "-q"],
    install: &[
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "install",
        "-q",
        "-y",
        "--no-install-recommends",
    ],
    missing: missing_debian,
};

const FEDORA: Distribution = Distribution {
    manager: "dnf",
    build: &[
        "dbus-devel",
        "gcc",
        "gcc-c++",
        "libappindicator-gtk3-devel",
        "librsvg2-devel",
        "make",
        "openssl-devel",
        "pkgconf-pkg-config",
        "webkit2gtk4.1-devel",
    ],
    test: &[
        "/usr/bin/WebKitWebDriver",
        "/usr/bin/Xvfb",
        "/usr/bin/dbus-run-session",
        "/usr/bin/dunst",
        "/usr/bin/gdbus",
        "/usr/bin/import",
        "/usr/bin/secret-tool",
        "/usr/bin/wmctrl",
        "/usr/bin/xdotool",
        "at-spi2-core",
        "dejavu-sans-fonts",
        "gnome-keyring",
        "google-noto-color-emoji-fonts",
        "google-noto-sans-fonts",
        "iproute",
        "openbox",
    ],
    bench: &["chromium"],
    cross: &[],
    refresh: &[],
    install: &["dnf", "install", "-y", "--setopt=install_weak_deps=False"],
    missing: missing_fedora,
};

const ARCH: Distribution = Distribution {
    manager: "pacman",
    build: &[
        "base-devel",
        "dbus",
        "libayatana-appindicator",
        "librsvg",
        "openssl",
        "pkgconf",
        "webkit2gtk-4.1",
    ],
    test: &[
        "at-spi2-core",
        "dunst",
        "glib2",
        "gnome-keyring",
        "imagemagick",
        "iproute2",
        "libsecret",
        "noto-fonts",
        "noto-fonts-emoji",
        "openbox",
        "ttf-dejavu",
        "wmctrl",
        "xdotool",
        "xorg-server-xvfb",
    ],
    bench: &["chromium"],
    cross: &[],
    refresh: &[],
    install: &["pacman", "-Sy", "--noconfirm", "--needed"],
    missing: missing_arch,
};

/// Installs what is missing, where it is known how; otherwise says what to install.
pub(crate) fn ensure(purpose: Purpose) -> Result {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let known = [DEBIAN, FEDORA, ARCH];
    let Some(distribution) = known
        .iter()
        .find(|known| paths::find_program(known.manager).is_some())
    else {
        return unknown_distribution(purpose);
    };
    let mut wanted = distribution.build.to_vec();
    match purpose {
        Purpose::Build => {}
        Purpose::Test => wanted.extend(distribution.test),
        Purpose::Bench => wanted.extend(distribution.test.iter().chain(distribution.bench)),
        Purpose::Cross if distribution.cross.is_empty() => {
            return Err("This distribution has no Rust with its library's sources.".to_owned());
        }
        Purpose::Cross => wanted.extend(distribution.cross),
    }
    let missing = (distribution.missing)(&wanted);
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("Missing system packages: {}.", missing.join(" "));
    let mut install = distribution.install.to_vec();
    install.extend(missing);
    if !distribution.refresh.is_empty() {
        as_root(distribution.refresh)?;
    }
    as_root(&install)
}

fn as_root(words: &[&str]) -> Result {
    let root = shell::output(Command::new("id").arg("-u"))?.trim() == "0";
    let by_hand = || format!("Run `sudo {}` and try again.", words.join(" "));
    let mut elevated = words.to_vec();
    if !root {
        if paths::find_program("sudo").is_none() {
            return Err(by_hand());
        }
        elevated.insert(0, "sudo");
        if !stdin().is_terminal() {
            elevated.insert(1, "-n");
        }
    }
    let Some((program, arguments)) = elevated.split_first() else {
        return Ok(());
    };
    eprintln!("$ {}", elevated.join(" "));
    match Command::new(program).args(arguments).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) | Err(_) => Err(by_hand()),
    }
}

fn unknown_distribution(purpose: Purpose) -> Result {
    if purpose == Purpose::Cross {
        return Err("This system's Rust can't check other systems' types.".to_owned());
    }
    let built = Command::new("pkg-config")
        .args(["--exists", "webkit2gtk-4.1", "dbus-1", "openssl"])
        .status()
        .is_ok_and(|status| status.success());
    let tested = [
        "Xvfb",
        "openbox",
        "dunst",
        "WebKitWebDriver",
        "dbus-run-session",
    ]
    .iter()
    .all(|name| paths::find_program(name).is_some());
    if built && (purpose == Purpose::Build || tested) {
        return Ok(());
    }
    let mut names = DEBIAN.build.to_vec();
    if purpose != Purpose::Build {
        names.extend(DEBIAN.test);
    }
    Err(format!(
        "This system's package manager is not one we know (apt, dnf, pacman). Install what Debian \
         calls {} and try again.",
        names.join(" ")
    ))
}

fn missing_debian(wanted: &[&'static str]) -> Vec<&'static str> {
    // dpkg-query fails when one of the names is unknown to it, and still lists the others.
    let listed = Command::new("dpkg-query")
        .args(["-W", "-f", "${db:Status-Abbrev} ${Package}\\n"])
        .args(wanted)
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        .unwrap_or_default();
    without_installed(wanted, &listed)
}

fn without_installed(wanted: &[&'static str], listed: &str) -> Vec<&'static str> {
    let installed: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.strip_prefix("ii").map(str::trim))
        .collect();
    let is_missing = |name: &&'static str| !installed.contains(name);
    wanted.iter().copied().filter(is_missing).collect()
}

fn missing_fedora(wanted: &[&'static str]) -> Vec<&'static str> {
    let is_missing = |name: &&'static str| {
        shell::output(Command::new("rpm").args(["-q", "--whatprovides", name])).is_err()
    };
    wanted.iter().copied().filter(is_missing).collect()
}

fn missing_arch(wanted: &[&'static str]) -> Vec<&'static str> {
    let is_missing =
        |name: &&'static str| shell::output(Command::new("pacman").args(["-T", name])).is_err();
    wanted.iter().copied().filter(is_missing).collect()
}

#[cfg(test)]
mod tests {
    use super::without_installed;

    #[test]
    fn only_installed_packages_count() {
        let listed = "ii  dunst\nun  xvfb\nrc  openbox\n";
        assert_eq!(
            without_installed(&["dunst", "xvfb", "openbox", "dbus"], listed),
            ["xvfb", "openbox", "dbus"],
            "never installed, removed and unknown packages are all missing"
        );
    }
}
