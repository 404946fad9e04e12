//! `cargo xtask torture`: the engine and its files under every kind of trouble.

use lexopt::Parser;

use crate::{
    Result,
    packages::{self, Purpose},
    prerequisites, rest, shell,
};

/// Everything after the command is the program's own.
pub(crate) fn command(parser: &mut Parser) -> Result {
    let arguments = rest(parser)?;
    prerequisites::check()?;
    packages::ensure(Purpose::Build)?;
    let mut cargo = shell::cargo(["run", "--quiet", "--locked", "--package", "torture", "--"]);
    shell::run(cargo.args(arguments))
}
