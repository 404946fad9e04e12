//! Takes out of a text whatever could be a person or a secret: phones, addresses, tokens, servers.
//! For the log, where nothing of that should be in the first place, and for what a person hands
//! over who asks for help.

/// What stands where something was taken out.
const GONE: &str = "…";
/// So many digits may be somebody's number.
const PHONE_DIGITS: usize = 7;
/// So many, where nothing but the separators between them says that it is one.
const BARE_DIGITS: usize = 9;
/// A run of letters and digits of this length is a key or a token, not a word.
const LONG: usize = 20;
/// After these words comes a secret.
const SECRETS: [&str; 18] = [
    "bearer",
    "basic",
    "token",
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "pass",
    "secret",
    "key",
    "apikey",
    "cookie",
    "session",
    "sessionid",
    "sessid",
    "phpsessid",
    "sid",
    "pin",
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
        let end = word_end(rest);
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
    // Of "apiKey" the last part is what it is.
    let hump = name.rfind(|c: char| c.is_ascii_uppercase()).unwrap_or(0);
    let last = name.get(hump..).unwrap_or_default();
    let named = SECRETS
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known) || last.eq_ignore_ascii_case(known));
    let scheme = ["bearer", "basic"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known));
    named && (scheme || word.ends_with('=') || after.starts_with([':', '"']))
}

/// Letters, digits, and what stands between them in addresses and tokens.
fn in_word(c: char) -> bool {
    c.is_alphanumeric() || "_-+=.@%~/?&#".contains(c)
}

/// Bytes of the word at the text's start: up to what belongs to none, or to a phone within it.
fn word_end(text: &str) -> usize {
    let day = date(text);
    if day > 0 {
        return day;
    }
    let mut before = 'x';
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let apart = at > 0 && !before.is_alphanumeric() && (c == '+' || c.is_numeric());
        if !in_word(c) || (apart && phone(rest) > 0) {
            return at;
        }
        before = c;
    }
    text.len()
}

/// Bytes at the text's start that look like a phone; 0 for none.
fn phone(text: &str) -> usize {
    let marked = match text.chars().next() {
        // A plus sign is a phone's alone.
        Some('+') => number(text, " -().\u{a0}/", 2, PHONE_DIGITS),
        // Seconds are written with a dot.
        Some('(' | '0') => number(text, " -()\u{a0}/", 2, PHONE_DIGITS),
        _ => 0,
    };
    if marked > 0 || date(text) > 0 {
        return marked;
    }
    let bare = number(text, " -().\u{a0}/", 1, BARE_DIGITS);
    // Digits alone are told of with the word they stand in.
    let run = text.find(|c: char| !c.is_numeric()).unwrap_or(text.len());
    if bare > run { bare } else { 0 }
}

/// Bytes between two digits of a number, at most.
const LONGEST_GAP: usize = 4;

/// Bytes of a number of at least so many digits, with some of these characters between them, and at
/// most so many at a time, but for parentheses.
fn number(text: &str, between: &str, gap: usize, digits: usize) -> usize {
    let (mut found, mut end, mut apart) = (0, 0, 0);
    for (at, c) in text.char_indices() {
        if c.is_numeric() {
            found += 1;
            apart = 0;
            end = at + c.len_utf8();
        } else if between.contains(c) {
            apart += usize::from(!"()".contains(c));
        } else if at > 0 || c != '+' {
            break;
        }
        // However many parentheses there are, no number has a third.
        if apart > gap || at > end + LONGEST_GAP {
            break;
        }
    }
    if found >= digits { end } else { 0 }
}

/// Bytes of the day that the text begins with, year first or last, if it ends where its last number
/// does; 0 for none.
fn date(text: &str) -> usize {
    let apart = |c: char| !c.is_ascii_digit() && !"-./".contains(c);
    let longest = "29.11.2026".len();
    let end = text.char_indices().take(longest + 1);
    let end = end.filter(|(_, c)| apart(*c)).map(|(at, _)| at).next();
    let end = end.unwrap_or(text.len());
    let written = text.get(..end).filter(|it| it.len() <= longest);
    let written = written.unwrap_or_default();
    let parts: Vec<&str> = written.split(['-', '.', '/']).collect();
    let within = |part: &str, most: u32| {
        let number = part.parse::<u32>().unwrap_or(0);
        part.len() <= 2 && (1..=most).contains(&number)
    };
    let year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let is_day = match parts.as_slice() {
        [first, month, day] if year(first) => within(month, 12) && within(day, 31),
        [one, other, last] if year(last) => {
            within(one, 31) && within(other, 31) && (within(one, 12) || within(other, 12))
        }
        _ => false,
    };
    if is_day { end } else { 0 }
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
            ("380 67 123 45 67", "…"),
            ("to 380-67-123-45-67.", "to …."),
            ("415-555-2671 called", "… called"),
            ("415.555.2671", "…"),
            ("1 (415) 555-2671", "…"),
            ("44 20 7946 0958", "…"),
            ("phone=415 555 2671 name", "phone=… name"),
            ("tel.415 555 2671", "tel.…"),
            ("call/380 67 123 45 67/now", "call/…/now"),
            ("2026-11-29 380 67 123 45 67", "2026-11-29 …"),
            ("2026-11-29-380-67", "…"),
            ("/files/12345678abcdef0123456789", "/files/…"),
            ("12345678abcdef0123456789", "…"),
            ("phone=380671234567", "phone=…"),
            ("chat m380671234567x", "chat …"),
            ("٠١٢٣٤٥٦٧٨", "…"),
            ("anna.frey@example.com wrote", "…@… wrote"),
            ("Bearer abc", "Bearer …"),
            ("Authorization: Bearer abc.def", "Authorization: Bearer …"),
            ("token=abc", "token=…"),
            ("\"password\": \"abc\"", "\"password\": \"…\""),
            ("apiKey=abc", "apiKey=…"),
            ("\"clientSecret\":\"abc\"", "\"clientSecret\":\"…\""),
            ("pwd=abc", "pwd=…"),
            ("session=abc; sid=def", "session=…; sid=…"),
            ("PHPSESSID: abc", "PHPSESSID: …"),
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
            "on 2026-11-29 23:18:03 and 29.11.2026 23:18:03, or 11/29/2026 23:18",
            "version 0.1.0 of 2026-11-29, 100000 chats in 1200 ms",
            "monkey=tail keyring=open",
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
        fn no_phone_survives_however_it_is_written(
            before in "([a-zа-я]{1,8}[ :=/\"'])?",
            code in "[1-9][0-9]{0,2}",
            groups in proptest::collection::vec("[0-9]{2,4}", 3..5),
            between in "[ .\u{a0}/-]",
            after in "([,:\"']? ?[a-zа-я]{1,8})?",
        ) {
            let phone = format!("{code}{between}{}", groups.join(&between));
            let digits = phone.chars().filter(char::is_ascii_digit).count();
            prop_assume!(digits >= BARE_DIGITS && date(&phone) == 0);
            let shown = line(&format!("{before}{phone}{after}"));
            for group in &groups {
                prop_assert!(!shown.contains(group.as_str()), "{} in {}", group, shown);
            }
        }

        #[test]
        fn no_text_is_too_odd(text in "\\PC{0,200}") {
            let _ = (line(&text), servers(&text), server(&text), short(&text));
        }
    }
}
