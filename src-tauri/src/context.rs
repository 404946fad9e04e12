//! What the build script made: the configuration, the front end's files, the access rules.

#![allow(
    clippy::all,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::wildcard_imports,
    reason = "Tauri generates this code"
)]

/// The generated context of the program.
pub(crate) fn generated() -> tauri::Context {
    tauri::tauri_build_context!()
}
