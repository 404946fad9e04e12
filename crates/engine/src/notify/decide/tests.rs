use domain::AccountId;

use super::*;

const NOW: Timestamp = Timestamp(1_000_000);

fn chat(id: &str) -> ChatId {
    ChatId::new(AccountId(1), id)
}

fn newest(id: &str, at: i64) -> Option<Newest> {
    Some(Newest {
        id: Some(id.into()),
        at: Timestamp(at),
        text: "Hello".to_owned(),
        attachment: None,
    })
}

fn told(id: Option<&str>, at: i64, unread: u32) -> Option<Notified> {
    Some(Notified {
        message: id.map(RemoteMessageId::from),
        at: Timestamp(at),
        unread,
    })
}

fn news(unread: u32) -> News {
    News {
        chat: chat("1"),
        name: "Olena".to_owned(),
        newest: newest("m5", 500),
        unread,
        mine: Whose::Nobodys,
        closed: false,
        shown: false,
        memory: None,
    }
}

fn decided(news: &[News], change: impl FnOnce(&mut Settings, &mut Context<'_>)) -> Decision {
    let unused = Settings::default();
    let mut settings = Settings::default();
    let mut context = Context {
        settings: &unused,
        focused: false,
        on_screen: None,
        now: NOW,
        minute: 12 * 60,
        starting: false,
        silent: false,
    };
    change(&mut settings, &mut context);
    let context = Context {
        settings: &settings,
        ..context
    };
    decide(news, &context)
}

fn shown(news: News) -> usize {
    decided(&[news], |_, _| {}).show.len()
}

#[test]
fn each_message_is_told_once() {
    for (what, newest, unread, memory, expected) in [
        ("first ever", newest("m5", 500), 1, None, 1),
        ("nothing unread", newest("m5", 500), 0, None, 0),
        ("told", newest("m5", 500), 1, told(Some("m5"), 500, 1), 0),
        (
            "after it",
            newest("m6", 600),
            2,
            told(Some("m5"), 500, 1),
            1,
        ),
        (
            "read and new",
            newest("m6", 600),
            1,
            told(Some("m5"), 500, 0),
            1,
        ),
        (
            "same instant",
            newest("m6", 500),
            2,
            told(Some("m5"), 500, 1),
            1,
        ),
        (
            "count lags",
            newest("m5", 500),
            2,
            told(Some("m5"), 500, 1),
            0,
        ),
        (
            "older one",
            newest("m4", 400),
            1,
            told(Some("m5"), 500, 1),
            0,
        ),
        ("by count", None, 2, told(None, 900, 1), 1),
        ("by count, told", None, 1, told(None, 900, 1), 0),
        (
            "text came later",
            newest("m5", 500),
            1,
            told(None, 900, 1),
            0,
        ),
        ("more since", newest("m6", 600), 2, told(None, 900, 1), 1),
        ("history unread", None, 2, told(Some("m5"), 500, 1), 1),
    ] {
        let news = News {
            newest,
            memory,
            ..news(unread)
        };
        assert_eq!(shown(news), expected, "{what}");
    }
}

#[test]
fn what_was_told_is_remembered_and_a_restart_repeats_nothing() {
    let first = decided(&[news(2)], |_, _| {});
    let (_, memory) = first.remember.first().unwrap().clone();
    assert_eq!(memory.message, Some("m5".into()), "the message");
    let again = News {
        memory: Some(memory),
        ..news(2)
    };
    assert_eq!(
        decided(&[again], |_, context| context.starting = true),
        Decision::default(),
        "not a word, nothing to write"
    );
}

#[test]
fn the_chat_on_screen_is_not_told_nor_later() {
    let here = chat("1");
    for (focused, expected) in [(true, 0), (false, 1)] {
        let settings = Settings::default();
        let context = Context {
            settings: &settings,
            focused,
            on_screen: Some(&here),
            now: NOW,
            minute: 0,
            starting: false,
            silent: false,
        };
        let decision = decide(&[news(1)], &context);
        assert_eq!(decision.show.len(), expected, "focused: {focused}");
        assert_eq!(decision.remember.len(), 1, "remembered either way");
    }
}

#[test]
fn settings_hush() {
    type Change = fn(&mut Settings, &mut Context<'_>);
    let cases: [(&str, Change, usize); 9] = [
        (
            "no scope",
            |s, _| s.notifications = NotificationScope::None,
            0,
        ),
        (
            "nobody's, in scope",
            |s, _| s.notifications = NotificationScope::MineAndUnassigned,
            1,
        ),
        (
            "until later",
            |s, _| s.quiet_until = Some(Timestamp(NOW.0 + 1)),
            0,
        ),
        ("until now", |s, _| s.quiet_until = Some(NOW), 1),
        (
            "within quiet hours",
            |s, c| {
                (s.quiet_hours_from, s.quiet_hours_to) = (Some(600), Some(660));
                c.minute = 600;
            },
            0,
        ),
        (
            "quiet hours over",
            |s, c| {
                (s.quiet_hours_from, s.quiet_hours_to) = (Some(600), Some(660));
                c.minute = 660;
            },
            1,
        ),
        (
            "over midnight, before",
            |s, c| {
                (s.quiet_hours_from, s.quiet_hours_to) = (Some(1320), Some(420));
                c.minute = 1400;
            },
            0,
        ),
        (
            "over midnight, after",
            |s, c| {
                (s.quiet_hours_from, s.quiet_hours_to) = (Some(1320), Some(420));
                c.minute = 419;
            },
            0,
        ),
        ("first reading", |_, c| c.silent = true, 0),
    ];
    for (what, change, expected) in cases {
        let decision = decided(&[news(1)], change);
        assert_eq!(decision.show.len(), expected, "{what}");
        assert_eq!(decision.remember.len(), 1, "{what}: not told later either");
    }
    let colleagues = News {
        mine: Whose::Colleagues,
        ..news(1)
    };
    let decision = decided(&[colleagues], |s, _| {
        s.notifications = NotificationScope::MineAndUnassigned;
    });
    assert!(
        decision.show.is_empty(),
        "a colleague's chat is out of scope"
    );
}

#[test]
fn many_chats_become_one_summary() {
    let several = |count: usize| -> Vec<News> {
        (0..count)
            .map(|n| News {
                chat: chat(&n.to_string()),
                ..news(3)
            })
            .collect()
    };
    assert_eq!(decided(&several(3), |_, _| {}).show.len(), 3, "one each");
    let summary = |messages, chats| {
        vec![Notification {
            chat: None,
            kind: NotificationKind::Summary { messages, chats },
        }]
    };
    assert_eq!(
        decided(&several(4), |_, _| {}).show,
        summary(12, 4),
        "one for all"
    );
    assert_eq!(
        decided(&several(2), |_, context| context.starting = true).show,
        summary(6, 2),
        "one at the start, however few"
    );
}

#[test]
fn private_mode_hides_names_and_texts() {
    let decision = decided(&[news(2)], |s, _| s.private_notifications = true);
    assert_eq!(
        decision.show[0].kind,
        NotificationKind::Private { messages: 2 },
        "a count and nothing else"
    );
}

#[test]
fn a_customer_who_writes_to_a_closed_chat_is_told_of() {
    let wrote = News {
        closed: true,
        memory: told(Some("m4"), 400, 0),
        ..news(1)
    };
    assert_eq!(decided(&[wrote], |_, _| {}).show.len(), 1, "nobody missed");
}

#[test]
fn what_stands_on_the_desktop_goes_when_read_or_closed() {
    let standing = |change: fn(&mut News)| {
        let mut news = News {
            shown: true,
            memory: told(Some("m5"), 500, 1),
            ..news(1)
        };
        change(&mut news);
        decided(&[news], |_, _| {})
    };
    assert!(standing(|_| {}).withdraw.is_empty(), "still unread");
    let read = standing(|news| news.unread = 0);
    assert_eq!(read.withdraw, [chat("1")], "read");
    assert_eq!(read.remember[0].1.unread, 0, "the next message is news");
    assert_eq!(
        standing(|news| news.closed = true).withdraw.len(),
        1,
        "closed"
    );
}
