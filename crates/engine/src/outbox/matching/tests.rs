use domain::{Attachment, AttachmentKind, Author};

use super::*;

const ATTEMPT: Timestamp = Timestamp(1_000_000);

fn row(id: i64, text: &str) -> Wanted {
    Wanted {
        id: OutboxId(id),
        text: text.to_owned(),
        file: None,
        rich: None,
        certain: false,
        baseline: HashSet::new(),
        baseline_known: true,
        attempt_at: Some(ATTEMPT),
    }
}

fn message(id: &str, text: &str) -> RemoteMessage {
    RemoteMessage {
        id: id.into(),
        author: Author {
            kind: AuthorKind::Operator,
            name: None,
            operator: None,
        },
        sent_at: ATTEMPT,
        text: text.to_owned(),
        attachments: Vec::new(),
        delivery: None,
        phone: None,
        extras: domain::MessageExtras::default(),
    }
}

fn by(operator: &str, message: RemoteMessage) -> RemoteMessage {
    RemoteMessage {
        author: Author {
            operator: Some(operator.into()),
            ..message.author
        },
        ..message
    }
}

fn with_file(name: Option<&str>, message: RemoteMessage) -> RemoteMessage {
    RemoteMessage {
        attachments: vec![Attachment {
            kind: AttachmentKind::Photo,
            name: name.map(str::to_owned),
            mime: None,
            url: None,
            size: None,
        }],
        ..message
    }
}

fn this(id: &str) -> Found {
    Found::This(id.into())
}

fn found(rows: &[Wanted], history: &[RemoteMessage], known: &Known<'_>) -> Vec<Found> {
    find(rows, history, known)
        .into_iter()
        .map(|(_, found)| found)
        .collect()
}

fn as_operator(me: &str) -> Known<'static> {
    Known {
        me: Some(me.into()),
        ..Known::default()
    }
}

#[test]
fn a_message_is_found_by_its_text() {
    for (text, there, expected) in [
        ("ok", message("1", "ok"), this("1")),
        ("ok", message("1", " ok\r\n"), this("1")),
        ("a\nb", message("1", "a\r\nb"), this("1")),
        ("ok", message("1", "OK"), Found::Nothing),
        ("ok", message("1", "ok, thanks"), Found::Nothing),
        ("ok", with_file(None, message("1", "ok")), Found::Nothing),
    ] {
        let label = format!("{text:?} in {:?}", there.text);
        let answer = found(&[row(1, text)], &[there], &Known::default());
        assert_eq!(answer, [expected], "{label}");
    }
}

#[test]
fn customers_never_match_and_what_a_bot_wrote_only_may_be_ours() {
    for (kind, expected) in [
        (AuthorKind::Customer, Found::Nothing),
        (AuthorKind::System, Found::Several),
        (AuthorKind::Bot, Found::Several),
        (AuthorKind::Business, Found::Several),
        (AuthorKind::Other, Found::Several),
    ] {
        let mut there = message("1", "ok");
        there.author.kind = kind;
        let history = [there];
        let answer = found(&[row(1, "ok")], &history, &Known::default());
        assert_eq!(answer, [expected], "{kind:?} said the same");
    }
}

#[test]
fn where_our_messages_count_as_a_bots_a_bots_message_is_ours() {
    let bots = |id, text| {
        let mut there = message(id, text);
        there.author.kind = AuthorKind::Bot;
        there
    };
    let claimed = ["1".into()];
    let known = Known {
        claimed: &claimed,
        ..Known::default()
    };
    let history = [bots("1", "before"), bots("2", "ok")];
    let answer = found(&[row(1, "ok")], &history, &known);
    assert_eq!(answer, [this("2")], "as the service showed earlier");
    let known = Known {
        ours: &claimed,
        ..Known::default()
    };
    let answer = found(&[row(1, "ok")], &history, &known);
    assert_eq!(answer, [this("2")], "or the program remembers");
    let mut accepted = row(1, "ok");
    accepted.certain = true;
    let answer = found(&[accepted], &history[1..], &Known::default());
    assert_eq!(answer, [this("2")], "it is certainly there");
}

#[test]
fn what_is_more_than_text_is_found_as_services_show_it() {
    let url = "https://files.example/a.jpg";
    let link = || Rich::Link {
        kind: domain::RichKind::Picture,
        url: url.to_owned(),
        name: String::new(),
    };
    let place = || Rich::Location {
        title: "Office".to_owned(),
        latitude: "50.45".to_owned(),
        longitude: "30.5234567".to_owned(),
    };
    let person = || Rich::Contact {
        name: "Olena".to_owned(),
        phone: "+380 50 123-45-67".to_owned(),
    };
    let template = || Rich::Template {
        name: "hello".to_owned(),
        language: "en".to_owned(),
        variables: Vec::new(),
        header_url: String::new(),
        header: None,
    };
    let plain = message;
    let filed = |text| with_file(Some("a.jpg"), message("1", text));
    for (rich, text, there, expected) in [
        (link(), "Look", filed("Look"), this("1")),
        (link(), "Look", filed(""), this("1")),
        (
            link(),
            "Look",
            plain("1", &format!("Look {url}")),
            this("1"),
        ),
        (link(), "Look", plain("1", "Look"), Found::Nothing),
        (link(), "Look", filed("Another"), Found::Nothing),
        (
            place(),
            "",
            plain("1", "Office\n50.450, 30.52346"),
            this("1"),
        ),
        (place(), "", plain("1", "50.46, 30.52346"), Found::Nothing),
        (person(), "", plain("1", "Olena\n380501234567"), this("1")),
        (person(), "", plain("1", "Olena"), Found::Nothing),
        (template(), "Hello", plain("1", "Hello"), this("1")),
        (template(), "Hello", plain("1", "[hello]"), Found::Several),
    ] {
        let label = format!("{rich:?} and {:?}", there.text);
        let sent = Wanted {
            rich: Some(rich),
            ..row(1, text)
        };
        let answer = found(&[sent], &[there], &Known::default());
        assert_eq!(answer, [expected], "{label}");
    }
}

#[test]
fn what_was_there_before_is_not_it() {
    let mut sent = row(1, "ok");
    sent.baseline.insert("1".into());
    let history = [message("1", "ok")];
    assert_eq!(
        found(std::slice::from_ref(&sent), &history, &Known::default()),
        [Found::Nothing],
        "an earlier, identical text"
    );
    let history = [message("1", "ok"), message("2", "ok")];
    assert_eq!(
        found(&[sent], &history, &Known::default()),
        [this("2")],
        "the one that came"
    );
}

#[test]
fn without_a_known_history_times_tell_old_from_new() {
    let mut sent = row(1, "ok");
    sent.baseline_known = false;
    let mut old = message("1", "ok");
    old.sent_at = ATTEMPT.before(Duration::from_secs(3600));
    assert_eq!(
        found(&[sent.clone()], &[old.clone()], &Known::default()),
        [Found::Several],
        "an hour too old, if our clock is right"
    );
    let mut certain = sent.clone();
    certain.certain = true;
    let mut older = message("0", "ok");
    older.sent_at = ATTEMPT.before(Duration::from_secs(7200));
    assert_eq!(
        found(&[certain], &[older, old.clone()], &Known::default()),
        [this("1")],
        "the newest, whatever our clock says, of one that was accepted"
    );
    let mut late_clock = message("2", "ok");
    late_clock.sent_at = ATTEMPT.before(Duration::from_secs(60));
    assert_eq!(
        found(&[sent], &[old, late_clock], &Known::default()),
        [this("2")],
        "clocks differ a little"
    );
}

#[test]
fn a_known_history_needs_no_clock() {
    let mut there = message("1", "ok");
    there.sent_at = ATTEMPT.before(Duration::from_secs(86_400));
    assert_eq!(
        found(&[row(1, "ok")], &[there], &Known::default()),
        [this("1")],
        "the service's clock is a day behind"
    );
}

#[test]
fn claimed_messages_are_taken() {
    let claimed = ["1".into()];
    let known = Known {
        claimed: &claimed,
        ..Known::default()
    };
    let history = [message("1", "ok"), message("2", "ok")];
    assert_eq!(
        found(&[row(1, "ok")], &history[..1], &known),
        [Found::Nothing],
        "another row's"
    );
    assert_eq!(
        found(&[row(1, "ok")], &history, &known),
        [this("2")],
        "the free one"
    );
}

#[test]
fn identical_texts_are_dealt_out_in_order() {
    let mut first = row(1, "ok");
    first.certain = true;
    let rows = [first, row(2, "ok")];
    let one = [message("10", "ok")];
    assert_eq!(
        found(&rows, &one, &Known::default()),
        [this("10"), Found::Nothing],
        "the accepted one is surely there; the other lags or was lost"
    );
    let both = [message("10", "ok"), message("11", "ok")];
    assert_eq!(
        found(&rows, &both, &Known::default()),
        [this("10"), this("11")],
        "one each"
    );
}

#[test]
fn a_colleagues_identical_text_is_told_apart_by_id() {
    let colleague = by("22", message("1", "ok"));
    let mine = by("21", message("2", "ok"));
    let me = as_operator("21");
    assert_eq!(
        found(&[row(1, "ok")], std::slice::from_ref(&colleague), &me),
        [Found::Nothing],
        "not mine"
    );
    assert_eq!(
        found(&[row(1, "ok")], &[colleague.clone(), mine], &me),
        [this("2")],
        "mine"
    );
    assert_eq!(
        found(&[row(1, "ok")], &[colleague, message("3", "ok")], &me),
        [this("3")],
        "the one that may be mine"
    );
}

#[test]
fn two_that_cannot_be_told_apart_are_for_the_person() {
    let history = [message("1", "ok"), message("2", "ok")];
    assert_eq!(
        found(&[row(1, "ok")], &history, &Known::default()),
        [Found::Several],
        "mine and a colleague's, or two colleagues'"
    );
    let mine_twice = [by("21", message("1", "ok")), by("21", message("2", "ok"))];
    assert_eq!(
        found(&[row(1, "ok")], &mine_twice, &as_operator("21")),
        [this("1")],
        "both are mine: it did arrive"
    );
}

#[test]
fn files_are_told_apart_by_name() {
    let mut photo = row(1, "");
    photo.file = Some("cat.jpg".to_owned());
    let history = [
        with_file(Some("dog.jpg"), message("1", "")),
        with_file(Some("cat.jpg"), message("2", "")),
    ];
    assert_eq!(
        found(std::slice::from_ref(&photo), &history, &Known::default()),
        [this("2")],
        "by its name"
    );
    let renamed = [with_file(Some("f81d.jpg"), message("1", ""))];
    assert_eq!(
        found(std::slice::from_ref(&photo), &renamed, &Known::default()),
        [this("1")],
        "the only photo, whatever the service calls it"
    );
    let nameless = [
        with_file(None, message("1", "")),
        with_file(None, message("2", "")),
    ];
    assert_eq!(
        found(&[photo], &nameless, &Known::default()),
        [Found::Several],
        "nothing tells them apart"
    );
}

#[test]
fn a_late_message_may_be_an_earlier_rows() {
    let parked = [("ok".to_owned(), false)];
    let known = Known {
        parked: &parked,
        ..Known::default()
    };
    assert_eq!(
        found(&[row(2, "ok")], &[message("1", "ok")], &known),
        [Found::Several],
        "the parked one of the same text may have arrived instead"
    );
    let both = [message("1", "ok"), message("2", "ok")];
    assert_eq!(
        found(&[row(2, "ok")], &both, &known),
        [Found::Several],
        "which is which can't be known, and both are there"
    );
}

#[test]
fn a_message_from_before_what_is_known_is_nobodys() {
    let at = |minutes: i64, message: RemoteMessage| RemoteMessage {
        sent_at: Timestamp(ATTEMPT.0 + minutes * 60_000),
        ..message
    };
    let history = [
        at(-900, message("1", "ok")),
        at(-500, message("2", "hello")),
        at(0, message("3", "ok")),
    ];
    let capped = Wanted {
        baseline: HashSet::from(["2".into()]),
        ..row(1, "ok")
    };
    assert_eq!(
        found(&[capped], &history, &Known::default()),
        [this("3")],
        "a baseline has an end, and the first is beyond it"
    );
    let cut = Known {
        kept_since: Some(Timestamp(ATTEMPT.0 - 60 * 60_000)),
        ..Known::default()
    };
    assert_eq!(
        found(&[row(1, "ok")], &history, &cut),
        [this("3")],
        "nothing so old is kept, so it was in no baseline"
    );
}
