//! The command line.

use std::path::PathBuf;

use tracing::level_filters::LevelFilter;

use crate::check;
use crate::deep_link::{self, DeepLink};

/// What `--help` prints.
pub(crate) const HELP: &str = "\
Switchboard: one inbox for people who answer customers over chat

Usage: switchboard [OPTIONS] [LINK]
       switchboard check --service SERVICE [--server URL] [OPTIONS]   (see check --help)

A LINK is switchboard://chat/ACCOUNT:CHAT, with ?text=... to offer a text for it. It opens the chat
and never sends anything.

Options:
      --data-dir DIR   Keep everything but keyring entries under DIR
      --demo           Open the demo: a made-up company on this computer, no account needed
      --minimized      Start in the tray
      --log LEVEL      What to log: off, error, warn, info, debug or trace [default: info]
  -h, --help           Print this help
  -V, --version        Print the version
";

const NOT_A_LINK: &str = "the argument is neither an option nor a link to a chat";

/// A parsed command line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Open the window.
    Run(Options),
    /// Try a connection without a window.
    Check(Box<check::Options>),
    /// Print a help text.
    Help(&'static str),
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
    /// Start without showing the window.
    pub(crate) minimized: bool,
    /// What to log.
    pub(crate) log: LevelFilter,
    /// A chat to open.
    pub(crate) link: Option<DeepLink>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            data_dir: None,
            demo: false,
            minimized: false,
            log: LevelFilter::INFO,
            link: None,
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
    use lexopt::prelude::{Long, Short, Value, ValueExt as _};

    let mut parser = lexopt::Parser::from_args(args);
    let mut options = Options::default();
    let mut first = true;
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
            Long("minimized") => options.minimized = true,
            Value(word) if first && word == "check" => return check::parse(&mut parser),
            Value(link) => {
                let link = link.into_string().map_err(|_| NOT_A_LINK.to_owned())?;
                match deep_link::parse(&link) {
                    // As with another start while the program runs.
                    Some(link) => _ = options.link.get_or_insert(link),
                    // Whoever clicked on it sees the window, and no harm done.
                    None if deep_link::is_ours(&link) => {}
                    None => return Err(NOT_A_LINK.to_owned()),
                }
            }
            Short('h') | Long("help") => return Ok(Command::Help(HELP)),
            Short('V') | Long("version") => return Ok(Command::Version),
            other => return Err(other.unexpected().to_string()),
        }
        first = false;
    }
    Ok(Command::Run(options))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    proptest! {
        #[test]
        fn no_arguments_break_the_reader(
            words in proptest::collection::vec(any::<String>(), 0..6),
            option in "--?[a-z-]{0,12}=?",
        ) {
            let _ = parse(words.clone());
            let _ = parse([vec![option.clone()], words.clone()].concat());
            let _ = parse([vec!["check".to_owned(), option], words].concat());
        }
    }

    #[test]
    fn options_are_read() {
        let parsed = parse([
            "--data-dir",
            "/tmp/a b",
            "--log=debug",
            "--demo",
            "--minimized",
            "switchboard://chat/1:100",
        ]);
        assert_eq!(
            parsed,
            Ok(Command::Run(Options {
                data_dir: Some(PathBuf::from("/tmp/a b")),
                demo: true,
                minimized: true,
                log: LevelFilter::DEBUG,
                link: deep_link::parse("switchboard://chat/1:100"),
            })),
            "each option has its effect"
        );
        assert_eq!(parse(["--version"]), Ok(Command::Version), "asked for");
        assert_eq!(
            parse(["-h", "--nonsense"]),
            Ok(Command::Help(HELP)),
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
            (vec!["stray"], "link"),
            (vec!["https://chat/3:x"], "link"),
        ] {
            let error = parse(args.clone()).unwrap_err();
            assert!(error.contains(named), "{args:?} -> {error}");
        }
    }

    #[test]
    fn a_link_that_leads_nowhere_opens_the_window_all_the_same() {
        let link = |words: &[&str]| match parse(words) {
            Ok(Command::Run(options)) => options.link,
            other => panic!("{words:?} -> {other:?}"),
        };
        assert_eq!(link(&["switchboard://settings"]), None, "no such word");
        assert_eq!(link(&["SwitchBoard:"]), None, "nothing at all");
        let long = format!("switchboard://chat/3:x?text={}", "a".repeat(9000));
        assert_eq!(link(&[&long]), None, "too long");
        let (first, second) = ("switchboard://chat/1:1", "switchboard://chat/2:2");
        assert_eq!(
            link(&[first, second]),
            deep_link::parse(first),
            "the first, as with another start"
        );
    }

    /// The long options that a text names.
    fn options(text: &str) -> std::collections::BTreeSet<String> {
        text.replace("\\-", "-")
            .split(|c: char| !(c.is_ascii_lowercase() || c == '-'))
            .filter(|word| word.starts_with("--") && word.len() > 2)
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn the_manual_tells_of_every_option_and_no_other() {
        let run = options(include_str!("../linux/switchboard.1"));
        assert_eq!(run, options(HELP), "switchboard(1)");
        let check = options(include_str!("../linux/switchboard-check.1"));
        assert_eq!(check, options(check::HELP), "switchboard-check(1)");
    }
}
