//! The end-to-end tests: the built app in a private desktop, driven as a person drives it.

use crate::{
    Result, counts, desktop, frontend,
    packages::{self, Purpose},
    parts, paths, shell,
};

/// The journeys, which are all of `e2e` but the pictures.
pub(crate) fn journeys() -> Result {
    prepare()?;
    let passed = desktop::run(&parts::e2e_tests("journey"));
    if !parts::has_nextest() {
        return passed;
    }
    let kept = counts::keep("window");
    passed.and(kept)?;
    counts::check_journeys()
}

/// `cargo xtask screenshots`.
pub(crate) fn screenshots() -> Result {
    prepare()?;
    let mut pictures = parts::e2e_tests("picture");
    pictures.env("SCREENSHOTS_DIR", paths::root().join("docs/screenshots"));
    desktop::run(&pictures)
}

/// Builds outside the desktop, so that a compiler's error isn't buried in it.
pub(crate) fn prepare() -> Result {
    packages::ensure(Purpose::Test)?;
    frontend::build()?;
    shell::run(
        shell::cargo(["build"])
            .args(parts::ALL)
            .args(["--bin", "switchboard"]),
    )?;
    shell::run(shell::cargo(["test"]).args(parts::JOURNEYS).arg("--no-run"))
}
