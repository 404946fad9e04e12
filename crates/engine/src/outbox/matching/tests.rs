use domain::{Attachment, AttachmentKind, Author};

use super::*;

const ATTEMPT: Timestamp = Timestamp(1_000_000);

fn row(id: i64, text: &str) -> Wanted {
    Wanted {
        id: OutboxId(id),
        text: text.to_owned(),
        file: None,
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
fn customers_and_bots_never_match() {
    for kind in [
        AuthorKind::Customer,
        AuthorKind::Bot,
        AuthorKind::System,
        AuthorKind::Business,
    ] {
        let mut there = message("1", "ok");
        there.author.kind = kind;
        let answer = found(&[row(1, "ok")], &[there], &Known::default());
        assert_eq!(answer, [Found::Nothing], "{kind:?} said the same");
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
        [Found::Nothing],
        "an hour too old"
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
