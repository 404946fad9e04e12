//! `cargo xtask run`: from a fresh clone to an open window.

use lexopt::{Arg, Parser};

use crate::{
    Result, frontend,
    packages::{self, Purpose},
    prerequisites, rest, shell,
};

pub(crate) fn command(parser: &mut Parser) -> Result {
    let mut demo = false;
    let mut release = false;
    let mut more = Vec::new();
    // What follows `--` is the app's: lexopt would hand it over as values.
    while parser
        .try_raw_args()
        .is_none_or(|raw| raw.peek().is_none_or(|next| next != "--"))
    {
        match parser.next().map_err(|error| error.to_string())? {
            None => break,
            Some(Arg::Long("demo")) => demo = true,
            Some(Arg::Long("release")) => release = true,
            Some(argument) => return Err(argument.unexpected().to_string()),
        }
    }
    more.extend(rest(parser)?);

    prerequisites::check()?;
    packages::ensure(Purpose::Build)?;
    frontend::build()?;
    let mut cargo = shell::cargo(["run", "--package", "switchboard"]);
    if release {
        cargo.arg("--release");
    }
    cargo.arg("--");
    if demo {
        cargo.arg("--demo");
    }
    shell::run(cargo.args(more))
}
