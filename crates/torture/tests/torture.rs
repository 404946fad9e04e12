//! A short run of each part. `cargo xtask torture` runs them for as long as one likes.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops at the first surprise"
)]

use std::path::PathBuf;

use torture::{PARTS, Plan, Tally};

fn short(name: &str, count: u32) -> Tally {
    let plan = Plan {
        seed: 7,
        count,
        program: PathBuf::from(env!("CARGO_BIN_EXE_torture")),
    };
    let part = PARTS.iter().find(|part| part.name == name).unwrap();
    let tally = part.run(&plan);
    assert!(tally.is_clean(), "{}", tally.table());
    tally
}

#[test]
fn killed_programs_lose_and_double_nothing() {
    let tally = short("kill", 12);
    // Three in ten more die while they migrate.
    assert_eq!(
        tally.total("kills"),
        12 + 4,
        "each was killed: {}",
        tally.table()
    );
    assert!(
        tally.total("sends taken") > 0,
        "and had sent: {}",
        tally.table()
    );
}

#[test]
fn damaged_files_give_all_that_is_left_in_them() {
    let tally = short("damage", 20);
    assert!(
        tally.total("outboxes mended") > 0,
        "some were damaged: {}",
        tally.table()
    );
}

#[test]
fn sends_under_thirteen_faults_arrive_once_and_in_order_at_each_service() {
    let tally = short("sends", 8);
    assert_eq!(
        tally.total("ways"),
        4 * 13,
        "all of them: {}",
        tally.table()
    );
    for service in ["ChatHub", "Smart Sender", "Texter", "Chat Manager"] {
        let sends = tally.total(&format!("sends to {service}"));
        assert_eq!(sends, 13 * 8, "{service}: {}", tally.table());
    }
    assert!(
        tally.total("faults that hit") > 4 * 13,
        "they hit: {}",
        tally.table()
    );
    assert!(
        tally.total("sends the person is asked about") > 0,
        "where nothing can tell: {}",
        tally.table()
    );
}

#[test]
fn a_hundred_refused_calls_renew_the_token_once() {
    let tally = short("stampede", 1);
    assert_eq!(tally.total("401s at once"), 100, "{}", tally.table());
}

#[test]
fn at_rest_the_cache_equals_the_server_and_each_message_was_told() {
    let tally = short("weather", 1);
    assert!(
        tally.total("network faults") > 0,
        "there were some: {}",
        tally.table()
    );
}

#[test]
fn services_that_ask_for_patience_are_left_alone_and_delay_no_other() {
    let tally = short("limits", 1);
    assert!(
        tally.total("refusals") >= 4 * 14,
        "in every form: {}",
        tally.table()
    );
    assert!(
        tally.total("readings beside an account that is out") > 0,
        "the others went on: {}",
        tally.table()
    );
}
