//! Switchboard's window: the program that a person starts.
//!
//! This crate owns the window, its commands and events, notifications, the clipboard and the
//! command line. It decides nothing about chats: that is `engine`. Start reading at [`app`].

// A console window beside the program helps nobody on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod app;
mod args;
mod autostart;
mod check;
mod clipboard;
mod closing;
mod commands;
mod context;
mod deep_link;
mod demo;
#[cfg(target_os = "linux")]
mod desktop_entry;
mod host;
mod installed;
mod links;
#[cfg(target_os = "linux")]
mod links_of_image;
mod logging;
mod notifications;
mod outside;
mod placement;
mod policy;
#[cfg(target_os = "linux")]
mod portal;
mod save;
mod support;
mod updates;
#[cfg(target_os = "linux")]
mod webkit;
mod words;

use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    match args::parse(std::env::args_os().skip(1)) {
        Ok(args::Command::Run(options)) => match app::run(options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => complain(&error.to_string(), ExitCode::FAILURE),
        },
        Ok(args::Command::Check(options)) => check::run(*options),
        Ok(args::Command::Help(text)) => say(text),
        Ok(args::Command::Version) => say(concat!("switchboard ", env!("CARGO_PKG_VERSION"), "\n")),
        Err(error) => complain(
            &format!("{error}\nTry 'switchboard --help'."),
            ExitCode::from(2),
        ),
    }
}

fn say(text: &str) -> ExitCode {
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

pub(crate) fn complain(text: &str, code: ExitCode) -> ExitCode {
    // Where standard error is closed there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "switchboard: {text}");
    code
}
