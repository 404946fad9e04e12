//! Switchboard's own commands, reached as `cargo xtask`. Start at `HELP`; each command is a module.
//!
//! It needs nothing but Rust to build, so that it can say in plain words what else is missing.

#![allow(
    clippy::print_stdout,
    reason = "a command-line tool speaks on standard output"
)]

mod bench;
mod bundle;
mod counts;
mod cross;
mod desktop;
mod frontend;
mod icons;
mod latest;
mod package;
mod packages;
mod parts;
mod paths;
#[path = "../../src-tauri/src/updates/platforms.rs"]
mod platforms;
mod prerequisites;
mod processes;
mod run;
mod shell;
mod suite;
mod torture;
mod window;

use std::process::ExitCode;

use lexopt::Parser;

/// What went wrong, as a sentence for the person at the terminal.
pub(crate) type Result<T = ()> = std::result::Result<T, String>;

const HELP: &str = "\
Switchboard's own commands.

  cargo xtask run [--demo] [--release] [-- ARGS]   build and open the app
  cargo xtask test [--only PART]...                the whole test suite, or parts of it
  cargo xtask torture [--seed N] [--count N] [--only PART] [--json]
                                                   kill it, damage it, cut its lines; see --help
  cargo xtask bench core [--small] [--json]        what databases and sync cost, beside their floors
  cargo xtask bench app|ui [--json]                what the window costs, beside browsers (Linux)
  cargo xtask bundle [--bundles LIST]              packages for this system, in target/release/bundle
  cargo xtask latest --from URL FOLDER             what tells earlier versions of a release's bundles
  cargo xtask cross [--only windows|macos]         the types of Windows and macOS, checked on Linux
  cargo xtask bindings                             write the front end's types anew
  cargo xtask icons                                draw every icon from icons/*.svg
  cargo xtask screenshots                          take the pictures in docs/screenshots
  cargo xtask deny                                 licences, advisories and sources of dependencies
  cargo xtask desktop -- COMMAND                   run a command in a private desktop (Linux)

Parts of the test suite, in order:
";

fn main() -> ExitCode {
    match dispatch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\nerror: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result {
    let mut parser = Parser::from_env();
    let Some(argument) = parser.next().map_err(|error| error.to_string())? else {
        help();
        return Ok(());
    };
    match argument {
        lexopt::Arg::Short('h') | lexopt::Arg::Long("help") => help(),
        lexopt::Arg::Value(name) => return command(&name.to_string_lossy(), &mut parser),
        other => return Err(other.unexpected().to_string()),
    }
    Ok(())
}

fn command(name: &str, parser: &mut Parser) -> Result {
    match name {
        "run" => run::command(parser),
        "test" => suite::command(parser),
        "torture" => torture::command(parser),
        "bench" => bench::command(parser),
        "cross" => cross::command(parser),
        "bundle" => bundle::command(parser),
        "bindings" => nothing_more(parser).and_then(|()| parts::write_bindings()),
        "latest" => latest::command(parser),
        "icons" => nothing_more(parser).and_then(|()| icons::draw()),
        "screenshots" => nothing_more(parser).and_then(|()| window::screenshots()),
        "deny" => nothing_more(parser).and_then(|()| parts::deny_everything()),
        "desktop" => desktop::command(parser),
        desktop::INSIDE => desktop::inside(parser),
        "help" => {
            help();
            Ok(())
        }
        other => Err(format!(
            "There is no command '{other}'. `cargo xtask` lists what there is."
        )),
    }
}

fn help() {
    print!("{HELP}");
    for part in parts::PARTS {
        println!("  {:<10} {}", part.name, part.title);
    }
}

fn nothing_more(parser: &mut Parser) -> Result {
    match parser.next().map_err(|error| error.to_string())? {
        None => Ok(()),
        Some(argument) => Err(argument.unexpected().to_string()),
    }
}

/// Whatever is left on the command line, a leading `--` aside.
pub(crate) fn rest(parser: &mut Parser) -> Result<Vec<String>> {
    let mut words = Vec::new();
    for argument in parser.raw_args().map_err(|error| error.to_string())? {
        let word = argument
            .into_string()
            .map_err(|argument| format!("{} is not text.", argument.display()))?;
        if !(words.is_empty() && word == "--") {
            words.push(word);
        }
    }
    Ok(words)
}
