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
        ripe: unread,
        since: None,
        whole: false,
        mine: Whose::Nobodys,
        closed: false,
        asleep: false,
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
        summed: false,
        silent: false,
        locked: false,
    };
    change(&mut settings, &mut context);
    let context = Context {
        settings: &settings,
        ..context
    };
    decide(news, &context)
}

/// How many notifications that are.
fn count(telling: &Telling) -> usize {
    telling.alone.len() + usize::from(telling.summary.is_some())
}

fn shown(news: News) -> usize {
    count(&decided(&[news], |_, _| {}).tell)
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
fn what_is_still_to_be_read_is_told_once_it_is() {
    // The service counts a third message while only the second one is stored here.
    let half = News {
        newest: newest("m6", 600),
        ripe: 2,
        since: Some(1),
        whole: false,
        memory: told(Some("m5"), 500, 1),
        ..news(3)
    };
    let first = decided(&[half], |_, _| {});
    assert_eq!(messages(&first), [1], "the one that is there");
    let whole = News {
        newest: newest("m7", 700),
        since: Some(1),
        memory: Some(first.remember[0].1.clone()),
        ..news(3)
    };
    assert_eq!(messages(&decided(&[whole], |_, _| {})), [1], "the other");
    let none_yet = News {
        ripe: 1,
        since: Some(0),
        memory: told(Some("m5"), 500, 1),
        ..news(2)
    };
    assert_eq!(
        decided(&[none_yet], |_, _| {}),
        Decision::default(),
        "nothing but a count"
    );
}

#[test]
fn messages_are_counted_themselves_where_the_services_count_lags() {
    let two = News {
        newest: newest("m7", 700),
        since: Some(2),
        memory: told(Some("m5"), 500, 1),
        ..news(2)
    };
    assert_eq!(messages(&decided(&[two], |_, _| {})), [2], "both are there");
}

#[test]
fn a_message_that_becomes_known_after_a_newer_one_was_told_is_told_too() {
    let late = |whole| News {
        since: Some(0),
        whole,
        memory: told(Some("m5"), 500, 1),
        ..news(2)
    };
    let decision = decided(&[late(true)], |_, _| {});
    assert_eq!(messages(&decision), [1], "it alone");
    let NotificationKind::Chat { text, .. } = &decision.tell.alone[0].kind else {
        panic!("of one chat");
    };
    assert_eq!(text, "", "not the newer one's words again");
    let remembered = &decision.remember[0].1;
    assert_eq!(remembered.message, Some("m5".into()), "the newest stays");
    assert_eq!(remembered.unread, 2, "with one more");
    let lags = decided(&[late(false)], |_, _| {});
    assert_eq!(
        lags.tell,
        Telling::default(),
        "the history is to show it yet"
    );
    let starting = decided(&[late(false)], |_, context| context.starting = true);
    assert_eq!(messages(&starting), [1], "counted at the start");
}

#[test]
fn a_count_that_falls_and_rises_again_tells_nothing_twice() {
    let memory = told(Some("m5"), 500, 2);
    for unread in [1, 2] {
        let dip = News {
            since: Some(0),
            whole: true,
            memory: memory.clone(),
            ..news(unread)
        };
        assert_eq!(decided(&[dip], |_, _| {}), Decision::default(), "{unread}");
    }
}

/// How many messages each notification tells of.
fn messages(decision: &Decision) -> Vec<u32> {
    let alone = decision.tell.alone.iter().map(|one| match one.kind {
        NotificationKind::Chat { messages, .. } | NotificationKind::Private { messages } => {
            messages
        }
        _ => panic!("of messages: {one:?}"),
    });
    let summary = decision.tell.summary.iter();
    let summed = summary.map(|summary| summary.chats.iter().map(|one| one.messages).sum());
    alone.chain(summed).collect()
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
            summed: false,
            silent: false,
            locked: false,
        };
        let decision = decide(&[news(1)], &context);
        assert_eq!(count(&decision.tell), expected, "focused: {focused}");
        assert_eq!(decision.remember.len(), 1, "remembered either way");
    }
}

#[test]
fn settings_hush() {
    type Change = fn(&mut Settings, &mut Context<'_>);
    // What is told, and what is told later.
    let cases: [(&str, Change, (usize, usize)); 9] = [
        (
            "no scope",
            |s, _| s.notifications = NotificationScope::None,
            (0, 0),
        ),
        (
            "nobody's, in scope",
            |s, _| s.notifications = NotificationScope::MineAndUnassigned,
            (1, 0),
        ),
        (
            "until later",
            |s, _| s.quiet_until = Some(Timestamp(NOW.0 + 1)),
            (0, 1),
        ),
        ("until now", |s, _| s.quiet_until = Some(NOW), (1, 0)),
        (
            "within quiet hours",
            |s, c| {
                (s.quiet_hours_from, s.quiet_hours_to) = (Some(600), Some(660));
                c.minute = 600;
            },
            (0, 1),
        ),
        (
            "quiet hours over",
            |s, c| {
                (s.quiet_hours_from, s.quiet_hours_to) = (Some(600), Some(660));
                c.minute = 660;
            },
            (1, 0),
        ),
        (
            "over midnight, before",
            |s, c| {
                (s.quiet_hours_from, s.quiet_hours_to) = (Some(1320), Some(420));
                c.minute = 1400;
            },
            (0, 1),
        ),
        (
            "over midnight, after",
            |s, c| {
                (s.quiet_hours_from, s.quiet_hours_to) = (Some(1320), Some(420));
                c.minute = 419;
            },
            (0, 1),
        ),
        ("first reading", |_, c| c.silent = true, (0, 0)),
    ];
    for (what, change, expected) in cases {
        let decision = decided(&[news(1)], change);
        let later = decision.later.len();
        assert_eq!((count(&decision.tell), later), expected, "{what}");
        assert_eq!(decision.remember.len(), 1 - later, "{what}: told once");
    }
    let colleagues = News {
        mine: Whose::Colleagues,
        ..news(1)
    };
    let decision = decided(std::slice::from_ref(&colleagues), |_, _| {});
    assert_eq!(
        decision.tell,
        Telling::default(),
        "a colleague's chat is out of scope unless the person wants it"
    );
    let decision = decided(&[colleagues], |s, _| {
        s.notifications = NotificationScope::All
    });
    assert_eq!(count(&decision.tell), 1, "as who wants every chat does");
    let decision = decided(&[news(1)], |s, _| s.notifications = NotificationScope::Mine);
    assert_eq!(decision.tell, Telling::default(), "nobody's is not mine");
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
    let told = |count, change: fn(&mut Context<'_>)| {
        let tell = decided(&several(count), |_, context| change(context)).tell;
        let summed = tell.summary.map(|summary| summary.chats.len());
        (tell.alone.len(), summed)
    };
    assert_eq!(told(3, |_| {}), (3, None), "one each");
    assert_eq!(told(4, |_| {}), (0, Some(4)), "one for all");
    let starting = |context: &mut Context<'_>| context.starting = true;
    assert_eq!(told(1, starting), (1, None), "one is itself");
    assert_eq!(
        told(2, starting),
        (0, Some(2)),
        "one at the start, however few"
    );
    let joining = |context: &mut Context<'_>| (context.starting, context.summed) = (true, true);
    assert_eq!(told(1, joining), (0, Some(1)), "and no other beside it");
    assert_eq!(messages(&decided(&several(4), |_, _| {})), [12], "in all");
}

#[test]
fn sounds_have_a_scope_of_their_own() {
    let heard = |mine, sounds| {
        let news = News { mine, ..news(1) };
        let decision = decided(&[news], |settings, _| {
            settings.notifications = NotificationScope::All;
            settings.sounds = sounds;
        });
        decision.tell.alone[0].sound
    };
    for (mine, sounds, expected) in [
        (Whose::Colleagues, NotificationScope::All, true),
        (
            Whose::Colleagues,
            NotificationScope::MineAndUnassigned,
            false,
        ),
        (Whose::Nobodys, NotificationScope::MineAndUnassigned, true),
        (Whose::Mine, NotificationScope::MineAndUnassigned, true),
        (Whose::Nobodys, NotificationScope::Mine, false),
        (Whose::Mine, NotificationScope::Mine, true),
        (Whose::Mine, NotificationScope::None, false),
    ] {
        assert_eq!(heard(mine, sounds), expected, "{mine:?} within {sounds:?}");
    }
}

#[test]
fn a_reminder_tells_all_that_is_unread_and_disturbs_no_more_than_news_do() {
    let standing = |id: &str| News {
        chat: chat(id),
        memory: told(Some("m5"), 500, 2),
        ..news(2)
    };
    let reminded = |news: &[News], change: fn(&mut Settings)| {
        let mut settings = Settings::default();
        change(&mut settings);
        let context = Context {
            settings: &settings,
            focused: false,
            on_screen: None,
            now: NOW,
            minute: 12 * 60,
            starting: false,
            summed: false,
            silent: false,
            locked: false,
        };
        remind(news, &context)
    };
    let again = reminded(&[standing("1")], |_| {}).alone;
    assert!(again[0].again, "shown once more");
    assert!(
        matches!(again[0].kind, NotificationKind::Chat { messages: 2, .. }),
        "with everything that waits"
    );
    let later = |settings: &mut Settings| settings.quiet_until = Some(Timestamp(NOW.0 + 1000));
    assert_eq!(
        reminded(&[standing("1")], later),
        Telling::default(),
        "nobody is to be disturbed"
    );
    let read = News {
        unread: 0,
        ..standing("1")
    };
    assert_eq!(reminded(&[read], |_| {}), Telling::default(), "it was read");
    let many: Vec<News> = ["1", "2", "3", "4"].map(standing).into();
    let summary = reminded(&many, |_| {}).summary.unwrap();
    assert!(summary.again && summary.chats.len() == 4, "{summary:?}");
}

#[test]
fn private_mode_hides_names_and_texts() {
    let decision = decided(&[news(2)], |s, _| s.private_notifications = true);
    assert_eq!(
        decision.tell.alone[0].kind,
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
    assert_eq!(shown(wrote), 1, "nobody missed");
}

#[test]
fn what_stands_on_the_desktop_goes_when_read_or_closed() {
    let standing = |change: fn(&mut News)| {
        let mut news = News {
            memory: told(Some("m5"), 500, 1),
            ..news(1)
        };
        change(&mut news);
        decided(&[news], |_, _| {})
    };
    assert!(standing(|_| {}).withdraw.is_empty(), "still unread");
    let read = standing(|news| (news.unread, news.ripe) = (0, 0));
    assert_eq!(read.withdraw, [chat("1")], "read");
    assert_eq!(read.remember[0].1.unread, 0, "the next message is news");
    assert_eq!(
        standing(|news| news.closed = true).withdraw.len(),
        1,
        "closed"
    );
    assert_eq!(
        standing(|news| news.asleep = true).withdraw.len(),
        1,
        "put off"
    );
    assert_eq!(
        standing(|news| news.mine = Whose::Colleagues)
            .withdraw
            .len(),
        1,
        "taken by a colleague"
    );
}

#[test]
fn a_locked_window_hides_names_and_texts_and_looks_at_nothing() {
    let told = decided(&[news(1)], |_, context| context.locked = true);
    let [shown] = told.tell.alone.as_slice() else {
        panic!("one: {told:?}");
    };
    assert!(
        matches!(shown.kind, NotificationKind::Private { messages: 1 }),
        "{shown:?}"
    );
    assert!(!shown.answerable, "nobody answers from a locked program");
    let here = chat("1");
    let settings = Settings::default();
    let context = Context {
        settings: &settings,
        focused: true,
        on_screen: Some(&here),
        now: NOW,
        minute: 0,
        starting: false,
        summed: false,
        silent: false,
        locked: true,
    };
    assert_eq!(
        count(&decide(&[news(1)], &context).tell),
        1,
        "told all the same"
    );
}

/// Nights on which clocks are put forward and back, hour by hour.
#[test]
fn quiet_hours_over_midnight_follow_the_clock_on_the_wall() {
    let settings = Settings {
        quiet_hours_from: Some(22 * 60),
        quiet_hours_to: Some(7 * 60),
        ..Settings::default()
    };
    for (evening, hours) in [
        ("2026-03-28T22:00[Europe/Kyiv]", 8),
        ("2026-06-10T22:00[Europe/Kyiv]", 9),
        ("2026-10-24T22:00[Europe/Kyiv]", 10),
    ] {
        let evening: jiff::Zoned = evening.parse().unwrap();
        let quiet = |hour: i64| {
            let at = evening.checked_add(jiff::SignedDuration::from_hours(hour));
            in_quiet_hours(&settings, crate::config::minute_of(&at.unwrap()))
        };
        assert!(!quiet(-1), "{evening}: not yet");
        for hour in 0..hours {
            assert!(quiet(hour), "{evening}: after {hour} h");
        }
        assert!(!quiet(hours), "{evening}: over after {hours} h");
    }
}
