//! Server addresses as people type them.

use domain::{Error, ErrorCode, Result};
use url::{Host, Url};

/// Reads a server address: where no scheme is given `https://` is added (`http://` for this very
/// computer, the one place where it is allowed), a trailing slash is dropped, and an empty text is
/// `usual`, the vendor's address.
///
/// # Errors
/// `Invalid`, with a sentence for the person.
pub fn parse_server(text: &str, usual: &str) -> Result<Url> {
    let text = text.trim();
    let text = if text.is_empty() { usual } else { text };
    let parse = |text: &str| {
        Url::parse(text).map_err(|_| {
            invalid("This is not a server address. It should look like https://chat.example.com.")
        })
    };
    let mut url = if text.contains("://") {
        parse(text)?
    } else {
        let secure = parse(&format!("https://{text}"))?;
        if is_loopback(&secure) {
            parse(&format!("http://{text}"))?
        } else {
            secure
        }
    };
    let local = is_loopback(&url);
    match url.scheme() {
        "https" => {}
        "http" if local => {}
        "http" => {
            return Err(invalid(
                "The server address must begin with https://, so that nobody can read along.",
            ));
        }
        _ => return Err(invalid("The server address must begin with https://.")),
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(invalid("The server address has no host name."));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid(
            "The server address must not hold a login or password. Enter those in their own boxes.",
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid(
            "The server address must end before any “?” or “#”.",
        ));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// Whether an address is this very computer.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name.eq_ignore_ascii_case("localhost")
                || name.to_ascii_lowercase().ends_with(".localhost")
        }
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn invalid(message: &'static str) -> Error {
    Error::new(ErrorCode::Invalid, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_type_them() {
        for (typed, expected) in [
            ("", "https://chatapi.smsbat.com/"),
            ("chat.example.com", "https://chat.example.com/"),
            (" https://chat.example.com/ ", "https://chat.example.com/"),
            (
                "https://example.com/chat/hub/",
                "https://example.com/chat/hub",
            ),
            ("chat.example.com:8443", "https://chat.example.com:8443/"),
            ("http://127.0.0.1:4000", "http://127.0.0.1:4000/"),
            ("127.0.0.1:4000", "http://127.0.0.1:4000/"),
            ("localhost:4000", "http://localhost:4000/"),
            ("http://localhost:4000/", "http://localhost:4000/"),
            ("http://[::1]:4000", "http://[::1]:4000/"),
        ] {
            let url = parse_server(typed, "https://chatapi.smsbat.com").unwrap();
            assert_eq!(url.as_str(), expected, "typed {typed:?}");
        }
    }

    #[test]
    fn addresses_that_are_unsafe_or_senseless_are_refused_with_a_reason() {
        for (typed, word) in [
            ("http://chat.example.com", "https://"),
            ("ftp://chat.example.com", "https://"),
            ("https://me:secret@chat.example.com", "login"),
            ("https://chat.example.com/?a=1", "?"),
            ("https://chat.example.com/#x", "#"),
            ("https://", "address"),
            ("two words", "address"),
        ] {
            let error = parse_server(typed, "https://chatapi.smsbat.com").unwrap_err();
            assert_eq!(error.code, ErrorCode::Invalid, "typed {typed:?}");
            assert!(error.message.contains(word), "{typed:?}: {}", error.message);
            assert!(!error.message.contains("secret"), "never echoes a secret");
        }
    }
}
