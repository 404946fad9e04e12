//! Takes out of a text whatever could be a person or a secret: phones, addresses, tokens, servers.
//! For the log, where nothing of that should be in the first place, and for what a person hands
//! over who asks for help.

/// What stands where something was taken out.
const GONE: &str = "…";
/// So many digits may be somebody's number.
const PHONE_DIGITS: usize = 7;
/// A run of letters and digits of this length is a key or a token, not a word.
const LONG: usize = 20;
/// After these words comes a secret.
const SECRETS: [&str; 7] = [
    "bearer", "basic", "token", "password", "secret", "key", "cookie",
];

/// The text without phones, addresses of mail, tokens, and queries of web addresses.
#[must_use]
pub fn line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    let mut secret = false;
    while let Some(first) = rest.chars().next() {
        let number = if before.is_alphanumeric() {
            0
        } else {
            phone(rest)
        };
        if number > 0 {
            shown.push_str(GONE);
            rest = rest.get(number..).unwrap_or_default();
            before = '0';
            secret = false;
            continue;
        }
        if !in_word(first) {
            shown.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            before = first;
            continue;
        }
        let end = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        if secret && word.chars().any(char::is_alphanumeric) {
            shown.push_str(GONE);
            // "Authorization: Bearer x" has two such words in a row.
            secret = announces(word, after);
        } else {
            shown.push_str(&told(word));
            secret = announces(word, after);
        }
        before = word.chars().next_back().unwrap_or(' ');
        rest = after;
    }
    shown
}

/// Whether a word is one of [`SECRETS`], with the secret to come.
fn announces(word: &str, after: &str) -> bool {
    let name = word
        .trim_end_matches('=')
        .rsplit(['_', '-', '.', '?', '&'])
        .next()
        .unwrap_or_default();
    let named = SECRETS.iter().any(|known| name.eq_ignore_ascii_case(known));
    let scheme = ["bearer", "basic"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known));
    named && (scheme || word.ends_with('=') || after.starts_with([':', '"']))
}

/// Letters, digits, and what stands between them in addresses and tokens.
fn in_word(c: char) -> bool {
    c.is_alphanumeric() || "_-+=.@%~/?&#".contains(c)
}

/// Bytes at the text's start that look like a phone; 0 for none.
fn phone(text: &str) -> usize {
    // Times are written with dots as well; a plus sign is a phone's alone.
    let between = match text.chars().next() {
        Some('+') => " -().\u{a0}/",
        Some('(' | '0') => " -()\u{a0}/",
        _ => "",
    };
    let (mut digits, mut end) = (0, 0);
    for (at, c) in text.char_indices() {
        if c.is_numeric() {
            digits += 1;
            end = at + c.len_utf8();
        } else if (at > 0 || c != '+') && !between.contains(c) {
            break;
        }
        // A gap of two is no gap within a number.
        if at > end + 2 {
            break;
        }
    }
    if digits >= PHONE_DIGITS { end } else { 0 }
}

/// A word as it may be told.
fn told(word: &str) -> String {
    if let Some((path, _)) = word.split_once('?') {
        return format!("{}?{GONE}", told(path));
    }
    if let Some((key, value)) = word.split_once('=')
        && !value.is_empty()
    {
        let secret = announces(&format!("{key}="), "");
        let value = if secret { GONE.to_owned() } else { told(value) };
        return format!("{}={value}", told(key));
    }
    let mail = word
        .split_once('@')
        .is_some_and(|(who, host)| !who.is_empty() && !host.is_empty());
    if mail {
        return format!("{GONE}@{GONE}");
    }
    if word.starts_with('/') || word.starts_with('.') {
        // A path: each part by itself.
        let parts: Vec<String> = word.split('/').map(part).collect();
        return parts.join("/");
    }
    part(word)
}

fn part(word: &str) -> String {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters = word.chars().filter(char::is_ascii_alphabetic).count();
    let mixed = digits > 0 && letters > 0;
    let shouted = word.chars().any(|c| c.is_ascii_uppercase())
        && word.chars().any(|c| c.is_ascii_lowercase())
        && !word.contains(['.', '_', '-']);
    let number = word
        .split(|c: char| !c.is_numeric())
        .any(|run| run.chars().count() >= PHONE_DIGITS);
    if number || (word.len() >= LONG && (mixed || shouted)) {
        return GONE.to_owned();
    }
    word.to_owned()
}

/// A server's address with its name shortened: `https://ch…om`.
#[must_use]
pub fn server(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return short(address);
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (place, path) = rest.split_at(end);
    let host = place.rsplit('@').next().unwrap_or_default();
    let path = if path.len() > 1 { "/…" } else { "" };
    format!("{scheme}://{}{path}", short(host))
}

/// The first and the last two characters of an id or a name.
#[must_use]
pub fn short(id: &str) -> String {
    let count = id.chars().count();
    if count <= 4 {
        return GONE.to_owned();
    }
    let first: String = id.chars().take(2).collect();
    let last: String = id.chars().skip(count - 2).collect();
    format!("{first}{GONE}{last}")
}

/// Every web address in a text with its server shortened.
#[must_use]
pub fn servers(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let begin = rest.get(..at).unwrap_or_default();
        let scheme = begin
            .rfind(|c: char| !c.is_ascii_alphanumeric())
            .map_or(0, |last| {
                last + begin
                    .get(last..)
                    .and_then(|it| it.chars().next())
                    .map_or(1, char::len_utf8)
            });
        let tail = rest.get(at + 3..).unwrap_or_default();
        let end = tail
            .find(|c: char| c.is_whitespace() || "\"'<>(),;`".contains(c))
            .unwrap_or(tail.len());
        shown.push_str(rest.get(..scheme).unwrap_or_default());
        shown.push_str(&server(rest.get(scheme..at + 3 + end).unwrap_or_default()));
        rest = tail.get(end..).unwrap_or_default();
    }
    shown.push_str(rest);
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn phones_mail_tokens_and_queries_are_taken_out() {
        for (text, expected) in [
            ("to +380671234567 now", "to … now"),
            ("to +380 67 123-45-67, now", "to …, now"),
            ("(044) 123 45 67", "…"),
            ("0044 20 7946 0958 rang", "… rang"),
            ("phone=380671234567", "phone=…"),
            ("chat m380671234567x", "chat …"),
            ("٠١٢٣٤٥٦٧٨", "…"),
            ("anna.frey@example.com wrote", "…@… wrote"),
            ("Bearer abc", "Bearer …"),
            ("Authorization: Bearer abc.def", "Authorization: Bearer …"),
            ("token=abc", "token=…"),
            ("\"password\": \"abc\"", "\"password\": \"…\""),
            ("access_token=abc&x=1", "access_token=…"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "…"),
            ("AbCdEfGhIjKlMnOpQrStUvWx", "…"),
            ("/api/v1/chats?phone=1&name=Anna", "/api/v1/chats?…"),
            ("/files/3f2b8a9c1d0e4f5a6b7c8d9e", "/files/…"),
        ] {
            assert_eq!(line(text), expected, "{text}");
        }
    }

    #[test]
    fn what_helps_stays() {
        for text in [
            "2026-11-29T23:18:03.123456Z  INFO engine::sync: out of touch account=3 code=Server",
            "outbox=42 the answer was lost",
            "/home/somebody/.local/share/switchboard/outbox.db",
            "HTTP status 503 after 120 s",
            "certificate: UnknownIssuer",
            "token expired",
            "key=",
            "дані не прочитано",
            "",
        ] {
            assert_eq!(line(text), text, "nothing to hide");
        }
    }

    #[test]
    fn servers_keep_their_ends() {
        for (text, expected) in [
            ("https://chat.example.com", "https://ch…om"),
            (
                "https://me:pw@chat.example.com:8443/a/b?c",
                "https://ch…43/…",
            ),
            ("http://127.0.0.1:8080/", "http://12…80"),
            ("x", "…"),
        ] {
            assert_eq!(server(text), expected, "{text}");
        }
        assert_eq!(
            servers("at «https://chat.example.com/x», then wss://live.example.com."),
            "at «https://ch…om/…, then wss://li…m.",
            "in a text"
        );
        assert_eq!(short("12345"), "12…45", "an id");
        assert_eq!(short("1234"), "…", "too short to be shortened");
    }

    proptest! {
        #[test]
        fn no_phone_survives_wherever_it_stands(
            before in "[a-zа-я :=\"']{0,20}",
            phone in "\\+?[1-9][0-9]{6,14}",
            after in "[ ,.:\"'}]?[a-zа-я ]{0,20}",
        ) {
            let digits = phone.trim_start_matches('+');
            let shown = line(&format!("{before}{phone}{after}"));
            prop_assert!(!shown.contains(digits), "{}", shown);
        }

        #[test]
        fn no_text_is_too_odd(text in "\\PC{0,200}") {
            let _ = (line(&text), servers(&text), server(&text), short(&text));
        }
    }
}
