//! What the window costs, beside its peers: the same front end in WebKitGTK's own MiniBrowser (MB)
//! and in `chromium --app` (CH). Run by `cargo xtask bench app` and `bench ui`, which prepare the
//! large data and print the rows; a peer that isn't installed leaves its rows without a floor.

mod app;
mod cost;
mod peers;
mod rows;
mod ui;

#[allow(
    dead_code,
    reason = "the journeys' own steps, of which few are taken here"
)]
#[path = "../journeys/steps.rs"]
mod steps;
