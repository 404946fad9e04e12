//! The README's table of services by ability, written from the capabilities: it can't lie.

use std::fmt::Write as _;
use std::path::Path;

use domain::{
    Ability, AccountConfig, AccountId, AccountOptions, Capabilities, Credentials,
    ServiceDescriptor, capabilities,
};
use providers::{Http, HttpOptions};
use secrecy::SecretString;

const BEGIN: &str = "<!-- abilities: written by the tests of `providers` -->\n";
const END: &str = "<!-- end of abilities -->\n";

/// What an account that signs in the usual way can do. Connecting sends nothing.
fn usual(service: &ServiceDescriptor) -> Capabilities {
    let method = service.methods.first().expect("a way to sign in");
    let server = service.default_server.replace("{principal}", "demo");
    let mut options = AccountOptions::default();
    for more in &method.more {
        if more.field == domain::SignInField::TokenUrl {
            options.token_url = Some("https://login.example/token".to_owned());
        }
    }
    let config = AccountConfig {
        id: AccountId(1),
        service: service.kind,
        method: method.method,
        server: providers::parse_server(&server, "").expect("an address"),
        label: String::new(),
        principal: "demo".to_owned(),
        hue: 0,
        working_as: None,
        options,
    };
    let credentials = Credentials {
        method: method.method,
        principal: "demo".to_owned(),
        secret: SecretString::from("secret"),
    };
    let http = Http::new(HttpOptions::default()).expect("TLS works");
    let provider = providers::connect(&config, credentials, http).expect("it can be sent");
    capabilities(provider.as_ref())
}

fn table() -> String {
    let services = providers::services();
    let all: Vec<Capabilities> = services.iter().map(usual).collect();
    let mut table = String::from("| |");
    for service in &services {
        write!(table, " {} |", service.name).expect("memory");
    }
    table.push_str("\n|---|");
    table.push_str(&"---|".repeat(services.len()));
    table.push('\n');
    for ability in Ability::ALL {
        write!(table, "| {} |", ability.title()).expect("memory");
        for can in &all {
            table.push_str(if can.can(*ability) { " yes |" } else { " |" });
        }
        table.push('\n');
    }
    table
}

#[test]
fn the_readme_says_of_each_service_what_it_can_do() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = std::fs::read_to_string(&path).expect("the README");
    let (before, rest) = readme.split_once(BEGIN).expect("the table's beginning");
    let (written, after) = rest.split_once(END).expect("the table's end");
    let table = table();
    if std::env::var_os("UPDATE_README").is_some() {
        let updated = format!("{before}{BEGIN}{table}{END}{after}");
        std::fs::write(&path, updated).expect("the README can be written");
        return;
    }
    assert_eq!(
        written, table,
        "run this test once with UPDATE_README=1 in the environment"
    );
}
