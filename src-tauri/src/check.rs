//! `switchboard check`: tries a connection without a window and without keeping anything. The
//! secret comes on standard input, the result goes to standard output as JSON.

mod options;

use std::io::{Read as _, Write as _};
use std::process::ExitCode;

use domain::{
    AccountForm, Check, ServiceDescriptor, ServiceKind, SignInField, SignInMethod, Verdict,
};
use providers::HttpOptions;
use serde::Serialize;

#[cfg(test)]
pub(crate) use self::options::HELP;
pub(crate) use self::options::{Options, parse};
use crate::policy;

/// Longest secret that is read, in bytes.
const LONGEST_SECRET: u64 = 64 * 1024;

/// Tries the connection and prints how that went.
pub(crate) fn run(options: Options) -> ExitCode {
    let outcome = read_secret().and_then(|secret| {
        let form = form(options, secret)?;
        let service = form.service;
        providers::install_tls();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| error.to_string())?;
        let checks = runtime
            .block_on(engine::check_connection(
                form,
                HttpOptions::default(),
                &policy::of_this_computer(),
            ))
            .map_err(|error| error.message.into_owned())?;
        Ok((service, checks))
    });
    match outcome {
        Ok((service, checks)) => report(service, &checks),
        Err(sentence) => crate::complain(&sentence, ExitCode::from(2)),
    }
}

fn read_secret() -> Result<String, String> {
    let mut secret = String::new();
    std::io::stdin()
        .take(LONGEST_SECRET)
        .read_to_string(&mut secret)
        .map_err(|error| format!("the secret could not be read: {error}"))?;
    let secret = secret.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        return Err("the password, key or token is expected on standard input".to_owned());
    }
    Ok(secret.to_owned())
}

/// The sign-in form that the command line fills in: the service's first way to sign in whose
/// boxes are there.
fn form(options: Options, secret: String) -> Result<AccountForm, String> {
    let services = providers::services();
    let service = services
        .iter()
        .find(|service| Some(service.kind) == options.service)
        .ok_or("this version doesn't know this service")?;
    let by_server = || project_of(service, options.server.as_deref()?);
    let principal = [&options.login, &options.project, &options.client_id]
        .into_iter()
        .find_map(Clone::clone)
        .or_else(by_server)
        .unwrap_or_default();
    let wanted =
        |method: SignInMethod| (method == SignInMethod::OperatorToken) == options.operator_token;
    let method = service
        .methods
        .iter()
        .filter(|method| wanted(method.method))
        .find(|method| method.principal.is_some() != principal.is_empty())
        .or_else(|| {
            let methods = || service.methods.iter();
            methods().find(|method| wanted(method.method) && method.principal.is_none())
        });
    let method = method.ok_or(
        "this service needs to know who signs in: --login, --project or --client-id is missing",
    )?;
    let asks_issuer = method
        .more
        .iter()
        .any(|one| one.field == SignInField::TokenUrl);
    if options.server.is_some() && options.token_url.is_none() && asks_issuer {
        // The secret would go to the vendor, whose server this may not be.
        return Err("with --server this service needs --token-url as well".to_owned());
    }
    Ok(AccountForm {
        service: service.kind,
        method: method.method,
        server: options.server,
        label: None,
        principal,
        secret: secret.into(),
        token_url: options.token_url,
        chat_prefix: options.chat_prefix,
        report_prefix: options.report_prefix,
        this_run_only: true,
    })
}

/// What stands for a project's id that wasn't said: the id names the server, and where an address
/// does, nothing else is done with it.
fn project_of(service: &ServiceDescriptor, server: &str) -> Option<String> {
    let method = service.methods.first()?;
    if method.principal != Some(SignInField::ProjectId) {
        return None;
    }
    let url = providers::parse_server(server, "").ok()?;
    let host = url.host_str()?;
    Some(host.split('.').next().unwrap_or(host).to_owned())
}

/// The answer on standard output.
#[derive(Serialize)]
struct Report<'a> {
    service: ServiceKind,
    /// Nothing that was tried was refused.
    ok: bool,
    checks: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    ability: domain::Ability,
    title: &'static str,
    #[serde(flatten)]
    verdict: &'a Verdict,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
}

fn report(service: ServiceKind, checks: &[Check]) -> ExitCode {
    let ok = !checks
        .iter()
        .any(|check| matches!(check.verdict, Verdict::Refused { .. }));
    let report = Report {
        service,
        ok,
        checks: checks
            .iter()
            .map(|check| Line {
                ability: check.ability,
                title: check.ability.title(),
                verdict: &check.verdict,
                detail: &check.detail,
            })
            .collect(),
    };
    let printed = serde_json::to_string_pretty(&report)
        .map_err(std::io::Error::other)
        .and_then(|json| writeln!(std::io::stdout(), "{json}"));
    match printed {
        Ok(()) if ok => ExitCode::SUCCESS,
        Ok(()) | Err(_) => ExitCode::FAILURE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Command;

    fn parsed(args: &[&str]) -> Result<Command, String> {
        crate::args::parse([&["check"], args].concat())
    }

    fn filled(args: &[&str]) -> AccountForm {
        let Ok(Command::Check(options)) = parsed(args) else {
            panic!("{args:?} are understood");
        };
        form(*options, "secret".to_owned()).unwrap()
    }

    #[test]
    fn the_way_to_sign_in_follows_from_who_signs_in() {
        let login = filled(&["--service", "chathub", "--login", "anna"]);
        assert_eq!(login.method, SignInMethod::Password, "a login");
        assert_eq!(login.principal, "anna", "as named");
        let key = filled(&["--service=chathub"]);
        assert_eq!(key.method, SignInMethod::ProfileKey, "nobody is named");
        let token = filled(&["--service=chathub", "--operator-token"]);
        assert_eq!(token.method, SignInMethod::OperatorToken, "said so");
    }

    #[test]
    fn an_address_says_which_project_it_is() {
        let named = filled(&["--service=texter", "--project=demo"]);
        assert_eq!(named.principal, "demo", "as named");
        let server = "--server=https://demo.texterchat.com";
        let found = filled(&["--service=texter", server]);
        assert_eq!(found.principal, "demo", "by the address");
        let bare = Command::Check(Box::new(Options {
            service: Some(ServiceKind::Texter),
            ..Options::default()
        }));
        assert_eq!(parsed(&["--service=texter"]), Ok(bare), "understood");
        let missing = form(
            Options {
                service: Some(ServiceKind::Texter),
                ..Options::default()
            },
            "secret".to_owned(),
        );
        assert!(missing.is_err(), "and then asked for");
    }

    #[test]
    fn no_secret_goes_to_the_vendor_for_another_server() {
        let args = ["--service=chat-manager", "--client-id=c"];
        assert_eq!(filled(&args).token_url, None, "the vendor's own");
        let server = "--server=https://chats.example.com";
        let Ok(Command::Check(options)) = parsed(&[&args[..], &[server]].concat()) else {
            panic!("understood");
        };
        let error = form(*options, "secret".to_owned()).unwrap_err();
        assert!(error.contains("--token-url"), "what is missing: {error}");
        let issuer = "--token-url=https://login.example.com/token";
        let named = filled(&[&args[..], &[server, issuer]].concat());
        assert!(named.token_url.is_some(), "as named");
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        for (args, named) in [
            (vec![], "--service"),
            (vec!["--service", "icq"], "icq"),
            (vec!["--service", "chathub", "--nonsense"], "--nonsense"),
            (vec!["--service", "chathub", "--server"], "server"),
        ] {
            let error = parsed(&args).unwrap_err();
            assert!(error.contains(named), "{args:?} -> {error}");
        }
        assert_eq!(parsed(&["--help"]), Ok(Command::Help(HELP)), "asked for");
    }
}
