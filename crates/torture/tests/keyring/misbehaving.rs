//! Keyrings that are away or misbehave.

use torture::Ask;

use crate::bus::Bus;
use crate::fake::{Manner, serve};
use crate::program::{Program, phase, words};

/// The person is told, nothing was written that would need a key, and the work can go on for this
/// run, after which nothing is left.
fn told_and_goes_on(bus: &Bus, mut program: Program, said: &torture::Said, part: &str) {
    assert_eq!(phase(said), "no_keyring", "{said:?}");
    assert!(words(said).contains(part), "says what happened: {said:?}");
    let written = std::fs::read_dir(bus.data_dir()).unwrap().flatten();
    let databases: Vec<_> = written
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| name.contains(".db"))
        .collect();
    assert!(databases.is_empty(), "no data without a key: {databases:?}");
    let said = program.ask(&Ask::ThisRun);
    assert_eq!(phase(&said), "ready", "the way on: {said:?}");
    assert_eq!(said.phase["this_run_only"], true, "and says so");
    program.end();
    let left = std::fs::read_dir(bus.data_dir().join("this-run"));
    assert_eq!(left.map_or(0, Iterator::count), 0, "nothing stays");
}

#[test]
#[ignore = "needs dbus; `cargo xtask test --only keyring`"]
fn keyring_absent_bus_is_told() {
    let bus = Bus::start();
    let mut command = bus.command(env!("CARGO_BIN_EXE_torture"));
    command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    let (program, said) = Program::open_with(&mut command, &bus);
    told_and_goes_on(&bus, program, &said, "no keyring");
}

#[test]
#[ignore = "needs dbus; `cargo xtask test --only keyring`"]
fn keyring_absent_from_the_bus_is_told() {
    let bus = Bus::start();
    let (program, said) = Program::open(&bus);
    told_and_goes_on(&bus, program, &said, "no keyring");
}

#[test]
#[ignore = "needs dbus; `cargo xtask test --only keyring`"]
fn keyring_that_misbehaves_is_told() {
    for (manner, part) in [
        (Manner::Silent, "did not answer"),
        (Manner::Dismissed, "not allowed"),
        (Manner::Unanswered, "did not answer"),
        (Manner::Refusing, "failed"),
        (Manner::Garbled, "failed"),
    ] {
        let bus = Bus::start();
        let _service = serve(&bus, manner);
        let (program, said) = Program::open(&bus);
        told_and_goes_on(&bus, program, &said, part);
    }
}

#[test]
#[ignore = "needs dbus and gnome-keyring; `cargo xtask test --only keyring`"]
fn keyring_that_comes_back_opens_the_data_again() {
    let mut bus = Bus::with_keyring();
    let (program, said) = Program::open(&bus);
    assert_eq!(phase(&said), "ready", "{said:?}");
    program.end();
    bus.end_keyring();
    let silent = serve(&bus, Manner::Silent);
    let (mut program, said) = Program::open(&bus);
    assert_eq!(phase(&said), "no_keyring", "{said:?}");
    assert!(
        bus.data_dir().join("outbox.db").exists(),
        "the data is left alone"
    );
    silent.close().unwrap();
    bus.start_keyring();
    let said = program.ask(&Ask::Retry);
    assert_eq!(phase(&said), "ready", "with the same key: {said:?}");
    program.end();
}
