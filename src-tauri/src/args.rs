//! The command line.

use std::path::PathBuf;

use tracing::level_filters::LevelFilter;

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Switchboard: one inbox for people who answer customers over chat

Usage: switchboard [OPTIONS]

Options:
      --data-dir DIR   Keep everything but keyring entries under DIR
      --demo           Open the demo: a made-up company on this computer, no account needed
      --log LEVEL      What to log: off, error, warn, info, debug or trace [default: info]
  -h, --help           Print this help
  -V, --version        Print the version
";

/// A parsed command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Open the window.
    Run(Options),
    /// Print [`HELP`].
    Help,
    /// Print the version.
    Version,
}

/// How to open the window.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Where everything but keyring entries is kept; `None` for the platform's usual place.
    pub(crate) data_dir: Option<PathBuf>,
    /// Open the demo at once.
    pub(crate) demo: bool,
    /// What to log.
    pub(crate) log: LevelFilter,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            data_dir: None,
            demo: false,
            log: LevelFilter::INFO,
        }
    }
}

/// Reads a command line without the program's own name.
///
/// # Errors
/// A sentence that names the argument that isn't understood.
pub(crate) fn parse<I>(args: I) -> Result<Command, String>
where
    I: IntoIterator,
    I::Item: Into<std::ffi::OsString>,
{
    use lexopt::prelude::{Long, Short, ValueExt as _};

    let mut parser = lexopt::Parser::from_args(args);
    let mut options = Options::default();
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        match arg {
            Long("data-dir") => {
                let dir = PathBuf::from(parser.value().map_err(|error| error.to_string())?);
                if dir.as_os_str().is_empty() {
                    return Err("--data-dir needs a folder".to_owned());
                }
                options.data_dir = Some(dir);
            }
            Long("demo") => options.demo = true,
            Long("log") => {
                let level = parser
                    .value()
                    .and_then(|value| value.string())
                    .map_err(|error| error.to_string())?;
                options.log = level.parse().map_err(|_| {
                    format!("--log takes off, error, warn, info, debug or trace, and not '{level}'")
                })?;
            }
            Short('h') | Long("help") => return Ok(Command::Help),
            Short('V') | Long("version") => return Ok(Command::Version),
            other => return Err(other.unexpected().to_string()),
        }
    }
    Ok(Command::Run(options))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let parsed = parse(["--data-dir", "/tmp/a b", "--log=debug", "--demo"]);
        assert_eq!(
            parsed,
            Ok(Command::Run(Options {
                data_dir: Some(PathBuf::from("/tmp/a b")),
                demo: true,
                log: LevelFilter::DEBUG,
            })),
            "each option has its effect"
        );
        assert_eq!(parse(["--version"]), Ok(Command::Version), "asked for");
        assert_eq!(
            parse(["-h", "--nonsense"]),
            Ok(Command::Help),
            "the first wins"
        );
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (args, named) in [
            (vec!["--nonsense"], "--nonsense"),
            (vec!["--log", "loud"], "loud"),
            (vec!["--data-dir"], "data-dir"),
            (vec!["--data-dir", ""], "data-dir"),
            (vec!["stray"], "stray"),
        ] {
            let error = parse(args.clone()).unwrap_err();
            assert!(error.contains(named), "{args:?} -> {error}");
        }
    }
}
