//! What Windows is told of a notification: a small document in XML.
//! <https://learn.microsoft.com/windows/apps/design/shell/tiles-and-notifications/toast-schema>

use super::{Act, Key, Shown, system};
use crate::deep_link;

/// The name that the installer's shortcut gives this program: its identifier.
pub(super) const PROGRAM: &str = "app.switchboard.desktop";

/// What Windows says of the button beside the answer, and the name of the answer's box.
pub(super) const REPLY: &str = "reply";

/// The link that a click opens, for what has one. Windows follows it whether this program runs or
/// not; what has none is heard of by the program that showed it.
pub(super) fn link(key: &Key) -> Option<String> {
    match key {
        Key::Chat(chat) | Key::MatterOf(chat) => Some(deep_link::to(chat)),
        Key::Account(_) | Key::Assigned | Key::Queued | Key::Summary | Key::Test => None,
    }
}

/// The document.
pub(super) fn xml(shown: &Shown, link: Option<&str>) -> String {
    let activation = match link {
        Some(link) => format!(r#" activationType="protocol" launch="{}""#, escaped(link)),
        None => String::new(),
    };
    let reply = match &shown.reply {
        Some(reply) => {
            let reply = escaped(reply);
            format!(
                r#"<actions><input id="{REPLY}" type="text" placeHolderContent="{reply}"/><action content="{reply}" arguments="{REPLY}" hint-inputId="{REPLY}"/></actions>"#
            )
        }
        None => String::new(),
    };
    let audio = if shown.sound {
        r#"<audio src="ms-winsoundevent:Notification.IM"/>"#
    } else {
        r#"<audio silent="true"/>"#
    };
    format!(
        r#"<toast{activation}><visual><binding template="ToastGeneric"><text>{}</text><text>{}</text></binding></visual>{reply}{audio}</toast>"#,
        escaped(&shown.title),
        escaped(&shown.body)
    )
}

/// What the person did, as Windows tells it.
pub(super) fn act(arguments: &str, written: &str) -> Option<Act> {
    if arguments == REPLY {
        system::answer(written)
    } else {
        Some(Act::Open(None))
    }
}

/// Customers' text as text: no markup, and no characters that XML has no way to write.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\n' | '\t' => safe.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use domain::{AccountId, ChatId};
    use proptest::prelude::{any, proptest};

    use super::*;

    fn shown(title: &str, body: &str, reply: Option<&str>) -> Shown {
        Shown {
            title: title.to_owned(),
            body: body.to_owned(),
            open: "Open".to_owned(),
            reply: reply.map(str::to_owned),
            sound: true,
            category: "im.received",
        }
    }

    #[test]
    fn toasts_go_by_the_name_that_was_installed() {
        let built = crate::context::generated();
        assert_eq!(built.config().identifier, PROGRAM, "the shortcut's");
    }

    #[test]
    fn a_chat_opens_by_link_and_is_answered_in_place() {
        let key = Key::Chat(ChatId::new(AccountId(3), "a/b&c"));
        let link = link(&key);
        assert_eq!(
            xml(&shown("Олена", "Hi\nthere", Some("Reply")), link.as_deref()),
            concat!(
                r#"<toast activationType="protocol" launch="switchboard://chat/3:a%2Fb%26c">"#,
                r#"<visual><binding template="ToastGeneric">"#,
                "<text>Олена</text><text>Hi\nthere</text></binding></visual>",
                r#"<actions><input id="reply" type="text" placeHolderContent="Reply"/>"#,
                r#"<action content="Reply" arguments="reply" hint-inputId="reply"/></actions>"#,
                r#"<audio src="ms-winsoundevent:Notification.IM"/></toast>"#
            ),
            "what Windows reads"
        );
    }

    #[test]
    fn what_has_no_chat_has_no_link() {
        for key in [
            Key::Account(AccountId(1)),
            Key::Assigned,
            Key::Queued,
            Key::Summary,
            Key::Test,
        ] {
            assert_eq!(link(&key), None, "{key:?}");
        }
        let quiet = Shown {
            sound: false,
            ..shown("A", "B", None)
        };
        assert_eq!(
            xml(&quiet, None),
            concat!(
                r#"<toast><visual><binding template="ToastGeneric">"#,
                "<text>A</text><text>B</text></binding></visual>",
                r#"<audio silent="true"/></toast>"#
            ),
            "neither link nor answer nor sound"
        );
    }

    #[test]
    fn what_customers_write_is_no_markup() {
        let hostile = "</text></binding></visual><actions><action content='x' \
                       arguments=\"https://evil.example\" activationType='protocol'/></actions>&\u{0}\u{1b}\u{ffff}";
        let plain = xml(&shown("", "", None), None).matches('<').count();
        let made = xml(&shown(hostile, hostile, None), None);
        assert_eq!(made.matches('<').count(), plain, "no element more: {made}");
        assert!(!made.contains("activationType='"), "no attribute: {made}");
        assert!(!made.contains(['\u{0}', '\u{1b}', '\u{ffff}']), "{made:?}");
    }

    #[test]
    fn a_click_opens_and_words_are_an_answer() {
        assert_eq!(act("", ""), Some(Act::Open(None)), "clicked");
        let yes = Some(Act::Reply("Yes".to_owned()));
        assert_eq!(act(REPLY, "Yes "), yes, "answered");
        assert_eq!(act(REPLY, " "), None, "the button without words");
    }

    proptest! {
        #[test]
        fn no_text_makes_an_element(title in any::<String>(), body in any::<String>()) {
            let made = xml(&shown(&title, &body, Some(&title)), Some(&body));
            let plain = xml(&shown("", "", Some("")), Some(""));
            assert_eq!(made.matches('<').count(), plain.matches('<').count(), "elements");
            assert_eq!(made.matches('"').count(), plain.matches('"').count(), "attributes");
        }
    }
}
