//! What is read from a sign-in form, and what an account gets that the form doesn't say. Pure.

use domain::{
    AccountConfig, AccountForm, AccountId, AccountOptions, Error, ErrorCode, Policy, Result,
    SignInField, SignInMethodDescriptor,
};
use secrecy::{ExposeSecret as _, SecretString};

use crate::state::services;

/// Colours to tell accounts apart.
const HUES: u8 = 8;
/// Longest label of an account.
const LONGEST_LABEL: usize = 80;
/// Longest login, password, key or token that is taken.
const LONGEST_SECRET: usize = 16_384;

/// An account as the form describes it, without an id.
pub(crate) fn read_form(form: &AccountForm, policy: &Policy) -> Result<AccountConfig> {
    let unknown = || {
        Error::new(
            ErrorCode::Unsupported,
            "The service knows no such way to sign in.",
        )
    };
    let preset = policy.servers.get(&form.service);
    if preset.is_some_and(|preset| !preset.takes_accounts()) {
        return Err(Error::new(
            ErrorCode::Invalid,
            "The administrator of this computer allows no new accounts of this service.",
        ));
    }
    let services = services(policy);
    let service = services
        .iter()
        .find(|service| service.kind == form.service)
        .ok_or_else(unknown)?;
    let method = service
        .methods
        .iter()
        .find(|method| method.method == form.method)
        .ok_or_else(unknown)?;
    let principal = form.principal.trim();
    if method.principal.is_some() && principal.is_empty() {
        return Err(Error::new(ErrorCode::Invalid, "The login is missing."));
    }
    if principal.len() > LONGEST_SECRET {
        return Err(Error::new(ErrorCode::Invalid, "The login is too long."));
    }
    check_secret(&form.secret)?;
    let usual = service.default_server.replace("{principal}", principal);
    let server = providers::parse_server(form.server.as_deref().unwrap_or_default(), &usual)?;
    if service.server_fixed && server != providers::parse_server("", &usual)? {
        return Err(Error::new(
            ErrorCode::Invalid,
            "The administrator of this computer allows no other server for this service.",
        ));
    }
    let account = AccountConfig {
        id: AccountId(0),
        service: form.service,
        method: form.method,
        server,
        label: tidy(form.label.as_deref().unwrap_or_default()),
        principal: if method.principal.is_some() {
            principal.to_owned()
        } else {
            String::new()
        },
        hue: 0,
        working_as: None,
        options: options(form, method)?,
    };
    check_issuer(policy, &account)?;
    Ok(account)
}

/// Whether the administrator lets an account have its tokens from where its options say: whoever
/// issues them is told the secret.
pub(super) fn check_issuer(policy: &Policy, account: &AccountConfig) -> Result<()> {
    let fixed = policy.servers.get(&account.service).filter(|it| it.fixed);
    let (Some(preset), Some(address)) = (fixed, &account.options.token_url) else {
        return Ok(());
    };
    let issuer = providers::parse_server(address, "")?.origin();
    let named = preset.token_url.as_deref();
    let named = named.and_then(|named| providers::parse_server(named, "").ok());
    if issuer == account.server.origin() || named.is_some_and(|named| issuer == named.origin()) {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::Invalid,
        "The administrator of this computer allows no other address that issues tokens.",
    ))
}

/// The options that the form's further boxes hold; boxes that the method doesn't have are
/// ignored.
fn options(form: &AccountForm, method: &SignInMethodDescriptor) -> Result<AccountOptions> {
    let mut options = AccountOptions::default();
    for asked in &method.more {
        let (typed, place) = match asked.field {
            SignInField::TokenUrl => (&form.token_url, &mut options.token_url),
            SignInField::ChatPrefix => (&form.chat_prefix, &mut options.chat_prefix),
            SignInField::ReportPrefix => (&form.report_prefix, &mut options.report_prefix),
            _ => continue,
        };
        let value = typed.as_deref().unwrap_or(&asked.default).trim();
        if value.is_empty() && !asked.optional {
            return Err(Error::new(
                ErrorCode::Invalid,
                "A box of the form is empty that must be filled in.",
            ));
        }
        if asked.field == SignInField::TokenUrl && !value.is_empty() {
            providers::parse_server(value, "")?;
        }
        *place = (!value.is_empty()).then(|| value.to_owned());
    }
    Ok(options)
}

pub(super) fn check_secret(secret: &SecretString) -> Result<()> {
    let length = secret.expose_secret().len();
    if secret.expose_secret().trim().is_empty() {
        Err(Error::new(
            ErrorCode::Invalid,
            "The password, key or token is missing.",
        ))
    } else if length > LONGEST_SECRET {
        Err(Error::new(
            ErrorCode::Invalid,
            "The password, key or token is too long.",
        ))
    } else {
        Ok(())
    }
}

/// Whether two accounts are one login at one server. Without a login nothing can be said: keys
/// and tokens aren't compared.
pub(super) fn same_account(one: &AccountConfig, other: &AccountConfig) -> bool {
    one.server == other.server
        && one.method == other.method
        && !one.principal.is_empty()
        && one.principal.to_lowercase() == other.principal.to_lowercase()
}

/// The lowest colour that no account has, or that the fewest have.
pub(super) fn free_hue(known: &[AccountConfig]) -> u8 {
    let users = |hue: &u8| known.iter().filter(|account| account.hue == *hue).count();
    (0..HUES).min_by_key(users).unwrap_or(0)
}

/// The person's label, or the identity's name, told apart from labels that are taken.
pub(super) fn free_label(known: &[AccountConfig], wanted: &str, name: &str) -> String {
    let name = tidy(name);
    let base = match (wanted, name.as_str()) {
        ("", "") => "Account",
        ("", name) => name,
        (wanted, _) => wanted,
    };
    let taken = |label: &str| known.iter().any(|account| account.label == label);
    if !taken(base) {
        return base.to_owned();
    }
    let mut number = 2;
    while taken(&format!("{base} ({number})")) {
        number += 1;
    }
    format!("{base} ({number})")
}

/// One line, of a length that fits.
pub(super) fn tidy(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_LABEL)
        .collect()
}

#[cfg(test)]
mod tests {
    use domain::{PresetServer, ServiceKind, SignInMethod};

    use super::*;

    fn account(hue: u8, label: &str, principal: &str) -> AccountConfig {
        AccountConfig {
            id: AccountId(1),
            service: ServiceKind::Chathub,
            method: SignInMethod::Password,
            server: "https://chat.example".parse().unwrap(),
            label: label.to_owned(),
            principal: principal.to_owned(),
            hue,
            working_as: None,
            options: AccountOptions::default(),
        }
    }

    #[test]
    fn the_administrators_server_is_the_usual_one_and_may_be_the_only_one() {
        let form = |server: Option<&str>| AccountForm {
            service: ServiceKind::Chathub,
            method: SignInMethod::ProfileKey,
            server: server.map(str::to_owned),
            label: None,
            principal: String::new(),
            secret: "key".to_owned().into(),
            token_url: None,
            chat_prefix: None,
            report_prefix: None,
            this_run_only: false,
        };
        let mut policy = Policy::default();
        let preset = |fixed| PresetServer {
            url: "https://desk.example".to_owned(),
            fixed,
            token_url: None,
        };
        policy.servers.insert(ServiceKind::Chathub, preset(false));
        let server = |server, policy: &Policy| {
            read_form(&form(server), policy).map(|account| account.server.to_string())
        };
        assert_eq!(
            server(None, &policy).unwrap(),
            "https://desk.example/",
            "what an empty box means"
        );
        assert_eq!(
            server(Some("other.example"), &policy).unwrap(),
            "https://other.example/",
            "a proposal, no more"
        );
        policy.servers.insert(ServiceKind::Chathub, preset(true));
        assert_eq!(
            server(Some("other.example"), &policy).unwrap_err().code,
            ErrorCode::Invalid,
            "the only one"
        );
        assert_eq!(
            server(Some("https://desk.example/"), &policy).unwrap(),
            "https://desk.example/",
            "written out, it is the same"
        );
    }

    #[test]
    fn a_fixed_server_fixes_who_is_told_the_secret() {
        let form = |token_url: &str| AccountForm {
            service: ServiceKind::ChatManager,
            method: SignInMethod::ClientCredentials,
            server: None,
            label: None,
            principal: "id".to_owned(),
            secret: "secret".to_owned().into(),
            token_url: Some(token_url.to_owned()),
            chat_prefix: None,
            report_prefix: None,
            this_run_only: false,
        };
        let mut policy = Policy::default();
        let mut preset = PresetServer {
            url: "https://desk.example".to_owned(),
            fixed: true,
            token_url: None,
        };
        let kind = ServiceKind::ChatManager;
        policy.servers.insert(kind, preset.clone());
        let read = |token_url: &str, policy: &Policy| {
            read_form(&form(token_url), policy).map(|account| account.options.token_url)
        };
        for free in [
            "https://login.example/token",
            "https://desk.example:8443/token",
            "http://localhost:1/token",
        ] {
            let error = read(free, &policy).unwrap_err();
            assert_eq!(error.code, ErrorCode::Invalid, "{free} is somebody else's");
        }
        assert!(
            read("https://desk.example/token", &policy).is_ok(),
            "the server's own"
        );
        preset.token_url = Some("https://login.example/realm/token".to_owned());
        policy.servers.insert(kind, preset.clone());
        assert!(
            read("https://login.example/token", &policy).is_ok(),
            "or the one the policy names"
        );
        assert!(
            read("https://evil.example/token", &policy).is_err(),
            "no other"
        );
        preset.fixed = false;
        policy.servers.insert(kind, preset);
        assert!(
            read("https://other.example/token", &policy).is_ok(),
            "a proposal, no more"
        );
        assert_eq!(
            services(&policy)
                .into_iter()
                .filter(|service| service.kind == kind)
                .flat_map(|service| service.methods)
                .flat_map(|method| method.more)
                .find(|asked| asked.field == SignInField::TokenUrl)
                .map(|asked| asked.default),
            Some("https://login.example/realm/token".to_owned()),
            "which stands in the form"
        );
        policy.servers.insert(kind, PresetServer::none());
        let error = read("https://desk.example/token", &policy).unwrap_err();
        assert!(error.message.contains("no new accounts"), "{error}");
    }

    #[test]
    fn hues_are_taken_lowest_first_and_shared_evenly() {
        let mut known = Vec::new();
        for expected in (0..HUES).chain([0, 1]) {
            let hue = free_hue(&known);
            assert_eq!(hue, expected, "{} accounts", known.len());
            known.push(account(hue, "", ""));
        }
        known.remove(3);
        assert_eq!(free_hue(&known), 3, "the one that became free");
    }

    #[test]
    fn labels_are_told_apart() {
        let known = [account(0, "Shop", "a"), account(1, "Shop (2)", "b")];
        assert_eq!(free_label(&known, "", "Shop"), "Shop (3)", "numbered");
        assert_eq!(free_label(&known, "Mine", "Shop"), "Mine", "as wished");
        assert_eq!(free_label(&[], "", "  "), "Account", "never empty");
    }

    #[test]
    fn the_same_login_twice_is_seen_whatever_its_case() {
        let one = account(0, "", "Anna");
        assert!(same_account(&one, &account(1, "x", "anna")), "one login");
        assert!(
            !same_account(&account(0, "", ""), &account(1, "", "")),
            "keys and tokens have no login"
        );
    }
}
