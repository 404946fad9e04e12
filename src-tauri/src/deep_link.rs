//! Links that lead into the window: `switchboard://chat/ACCOUNT:REMOTE[?text=...]`.
//!
//! Anything on the computer, a web page included, can open one. A link may therefore bring the
//! window forward, show a chat that is there, and offer a text; it can't send, sign in or change
//! anything, because this grammar has no words for that.

use std::str::FromStr as _;

use domain::ChatId;
use url::Url;

/// Longest link that is looked at, in bytes.
const LONGEST_LINK: usize = 8 * 1024;

/// Longest text a link may offer, in characters.
const LONGEST_TEXT: usize = 2000;

/// Most arguments of another start that are looked at.
const MOST_ARGUMENTS: usize = 16;

/// A link that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DeepLink {
    /// The chat it leads to; it may not exist.
    pub(crate) chat: ChatId,
    /// A text for the chat's draft, if the person agrees.
    pub(crate) text: Option<String>,
}

/// The link that leads to a chat.
#[cfg(any(windows, test))]
pub(crate) fn to(chat: &ChatId) -> String {
    use std::fmt::Write as _;

    let mut link = format!("switchboard://chat/{}:", chat.account.0);
    for byte in chat.remote.0.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_".contains(&byte) {
            link.push(char::from(byte));
        } else {
            // Writing into a string doesn't fail.
            let _ = write!(link, "%{byte:02X}");
        }
    }
    link
}

/// The first link among arguments that came from another process.
pub(crate) fn find(arguments: &[String]) -> Option<DeepLink> {
    arguments
        .iter()
        .take(MOST_ARGUMENTS)
        .find_map(|argument| parse(argument))
}

/// Reads a link; `None` for whatever isn't exactly one.
pub(crate) fn parse(link: &str) -> Option<DeepLink> {
    if link.len() > LONGEST_LINK || link.chars().any(char::is_control) {
        return None;
    }
    let url = Url::parse(link).ok()?;
    let plain = url.scheme() == "switchboard"
        && url.host_str() == Some("chat")
        && url.port().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none();
    if !plain {
        return None;
    }
    let chat = decoded(url.path().strip_prefix('/')?)?;
    let chat = ChatId::from_str(&chat).ok()?;
    // Written differently, the same chat would get past comparisons by text.
    if chat.account.0 < 1 {
        return None;
    }
    let mut text = None;
    for (name, value) in url.query_pairs() {
        // A second text, or a word we don't know, means that this is not for us.
        if name != "text" || text.is_some() {
            return None;
        }
        text = Some(value.into_owned());
    }
    let text = match text {
        Some(text) => checked(text)?,
        None => None,
    };
    Some(DeepLink { chat, text })
}

/// Whether a word wants to be one of our links, whatever follows.
pub(crate) fn is_ours(word: &str) -> bool {
    word.split_once(':')
        .is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("switchboard"))
}

/// A text that can be shown whole; an empty one is none.
fn checked(text: String) -> Option<Option<String>> {
    let unfit = |c: char| (c.is_control() && c != '\n') || is_disguise(c) || c == '\u{fffd}';
    if text.chars().count() > LONGEST_TEXT || text.chars().any(unfit) {
        return None;
    }
    Some((!text.trim().is_empty()).then_some(text))
}

/// Marks that make a text look other than it is: overrides and isolates of its direction.
fn is_disguise(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Percent signs resolved, once. `None` if that is no text.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use domain::AccountId;
    use proptest::prelude::{any, proptest};

    use super::*;

    #[test]
    fn a_link_names_a_chat_and_may_offer_a_text() {
        let chat = |remote: &str| ChatId::new(AccountId(3), remote);
        for (link, chat, text) in [
            ("switchboard://chat/3:12345", chat("12345"), None),
            ("SWITCHBOARD://chat/3:12345", chat("12345"), None),
            ("switchboard://chat/3:a%2Fb%20c", chat("a/b c"), None),
            (
                "switchboard://chat/3:x?text=Hello%20there%0A%D0%BF%D1%80%D0%B8%D0%B2%D1%96%D1%82",
                chat("x"),
                Some("Hello there\nпривіт"),
            ),
            ("switchboard://chat/3:x?text=", chat("x"), None),
            ("switchboard://chat/3:x?text=a+b", chat("x"), Some("a b")),
        ] {
            let expected = DeepLink {
                chat,
                text: text.map(str::to_owned),
            };
            assert_eq!(parse(link), Some(expected), "{link}");
        }
    }

    #[test]
    fn nothing_else_is_a_link() {
        let long_text = format!("switchboard://chat/3:x?text={}", "a".repeat(2001));
        let long_link = format!("switchboard://chat/3:{}", "a".repeat(9000));
        let long_remote = format!("switchboard://chat/3:{}", "a".repeat(257));
        let hostile = [
            "",
            "switchboard:",
            "switchboard://",
            "switchboard://chat",
            "switchboard://chat/",
            "switchboard://chat/3",
            "switchboard://chat/3:",
            "switchboard://chat/:x",
            "switchboard://chat/0:x",
            "switchboard://chat/-3:x",
            "switchboard://chat/three:x",
            "switchboard://chat/99999999999999999999:x",
            "switchboard:chat/3:x",
            "switchboard:///chat/3:x",
            "switchboard://chats/3:x",
            "switchboard://send/3:x",
            "switchboard://settings/3:x",
            "switchboard://chat:80/3:x",
            "switchboard://user@chat/3:x",
            "switchboard://user:password@chat/3:x",
            "switchboard://chat/3:x#fragment",
            "switchboard://chat/3:x?send=1",
            "switchboard://chat/3:x?text=a&send=1",
            "switchboard://chat/3:x?text=a&text=b",
            "switchboard://chat/3:x?TEXT=a",
            "switchboard://chat/3:x?text=a%00b",
            "switchboard://chat/3:x?text=a%1Bb",
            "switchboard://chat/3:x?text=%E2%80%AEevil",
            "switchboard://chat/3:x?text=%FF",
            "switchboard://chat/3:%FF",
            "switchboard://chat/3:%0A",
            "switchboard://chat/3:%4",
            "switchboard://chat/3:x\u{0}",
            "https://chat/3:x",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "--data-dir=/etc",
            "switchboard://chat/3:x?text[]=a",
            "switchboard://chat/../settings",
            "switchboard://chat@evil.example/3:x",
            "switchboard://chat.evil.example/3:x",
            "switchboard://CHAT:443/3:x",
            "switchboard://chat/3%3",
            " --data-dir=/tmp switchboard://chat/3:x",
            "--log=trace",
            "--minimized",
            "check",
            &long_text,
            &long_link,
            &long_remote,
        ];
        for link in hostile {
            assert_eq!(parse(link), None, "{link:.80} is refused");
        }
        println!("S6: {} links and arguments refused", hostile.len());
    }

    #[test]
    fn among_foreign_arguments_only_a_link_counts() {
        let words = |list: &[&str]| -> Vec<String> { list.iter().map(|&w| w.to_owned()).collect() };
        let link = "switchboard://chat/1:1";
        assert_eq!(
            find(&words(&["switchboard", "--demo", "--data-dir", "/", link])),
            parse(link),
            "options of another start are not ours"
        );
        assert_eq!(find(&words(&["switchboard", "--demo"])), None, "no link");
        let mut many = vec!["x".to_owned(); 100_000];
        many.push(link.to_owned());
        assert_eq!(find(&many), None, "nobody starts a program like that");
    }

    proptest! {
        #[test]
        fn a_link_to_a_chat_leads_there(account in 1_i64.., remote in "[^\\p{Cc}]{1,40}") {
            let chat = ChatId::new(AccountId(account), remote);
            let leads = parse(&to(&chat)).map(|link| (link.chat, link.text));
            assert_eq!(leads, Some((chat, None)), "there and nowhere else");
        }

        #[test]
        fn no_text_breaks_the_reader(text in any::<String>()) {
            let _ = parse(&text);
            let _ = parse(&format!("switchboard://chat/{text}"));
            if let Some(link) = parse(&format!("switchboard://chat/1:x?text={text}")) {
                let long = link.text.is_some_and(|text| text.chars().count() > LONGEST_TEXT);
                assert!(!long, "a text that is offered can be shown whole");
            }
        }
    }
}
