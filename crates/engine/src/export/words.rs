//! The words of files that are written for a person. Their texts are the outermost layer's, which
//! knows the language.

use domain::view::JournalKind;
use domain::{AuthorKind, Channel, ChatStatus};

/// Says a word in the person's language.
pub trait Wording: Send + Sync {
    /// The text of a word.
    fn say(&self, word: Word) -> String;
    /// The language (BCP 47).
    fn language(&self) -> String;
    /// Whether it is written from right to left.
    fn is_right_to_left(&self) -> bool;
}

macro_rules! words {
    ($($name:ident => $id:literal,)*) => {
        /// A text of a file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each is the text that its id names")]
        pub enum Word {
            $($name,)*
        }

        impl Word {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The id of its text.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self {
                    $(Self::$name => $id,)*
                }
            }
        }
    };
}

words! {
    Part => "file-part",
    Name => "file-name",
    Account => "file-account",
    Everything => "file-everything",
    Day => "file-day",
    Hour => "file-hour",
    Operator => "file-operator",
    Channel => "file-channel",
    Received => "file-received",
    Sent => "file-sent",
    Chats => "file-chats",
    NewChats => "file-new-chats",
    Unanswered => "file-unanswered",
    FirstResponseCount => "file-first-response-count",
    FirstResponseMedian => "file-first-response-median",
    FirstResponseP90 => "file-first-response-p90",
    FirstResponseMean => "file-first-response-mean",
    WaitingCount => "file-waiting-count",
    WaitingMedian => "file-waiting-median",
    WaitingP90 => "file-waiting-p90",
    WaitingMean => "file-waiting-mean",
    HandlingCount => "file-handling-count",
    HandlingMedian => "file-handling-median",
    HandlingP90 => "file-handling-p90",
    HandlingMean => "file-handling-mean",
    TimeZone => "file-time-zone",
    NotSaid => "file-not-said",
    Title => "file-title",
    ExportedAt => "file-exported-at",
    Phone => "file-phone",
    Status => "file-status",
    Assignee => "file-assignee",
    Customer => "file-customer",
    Bot => "file-bot",
    Company => "file-company",
    Service => "file-service",
    OtherAuthor => "file-other-author",
    HistoryWhole => "file-history-whole",
    HistoryPart => "file-history-part",
    HistoryNever => "file-history-never",
    HistoryCut => "file-history-cut",
    FilesNamed => "file-files-named",
    Note => "file-note",
    Internal => "file-internal",
    Unsent => "file-unsent",
    Failed => "file-failed",
    Unconfirmed => "file-unconfirmed",
    Edited => "file-edited",
    Deleted => "file-deleted",
    Photo => "file-photo",
    File => "file-file",
    Empty => "file-empty",
    Chat => "file-chat",
    ChatId => "file-chat-id",
    Time => "file-time",
    Author => "file-author",
    Side => "file-side",
    Message => "file-message",
    Files => "file-files",
    Mark => "file-mark",
    History => "file-history",
    Kind => "file-kind",
    Who => "file-who",
    Detail => "file-detail",
    Count => "file-count",
    StatusNew => "file-status-new",
    StatusOpen => "file-status-open",
    StatusWaiting => "file-status-waiting",
    StatusPaused => "file-status-paused",
    StatusClosed => "file-status-closed",
    KindSent => "file-kind-sent",
    KindStatus => "file-kind-status",
    KindAssigned => "file-kind-assigned",
    KindLabelled => "file-kind-labelled",
    KindUnlabelled => "file-kind-unlabelled",
    KindDeleted => "file-kind-deleted",
    KindBulk => "file-kind-bulk",
    KindExported => "file-kind-exported",
    KindSignedIn => "file-kind-signed-in",
    KindSignedOut => "file-kind-signed-out",
    KindWorkedAs => "file-kind-worked-as",
}

/// Which side wrote.
pub(crate) const fn side(author: AuthorKind) -> Word {
    match author {
        AuthorKind::Customer => Word::Customer,
        AuthorKind::Operator => Word::Operator,
        AuthorKind::Bot => Word::Bot,
        AuthorKind::Business => Word::Company,
        AuthorKind::System => Word::Service,
        AuthorKind::Other => Word::OtherAuthor,
    }
}

/// What was done.
pub(crate) const fn kind(kind: JournalKind) -> Word {
    match kind {
        JournalKind::Sent => Word::KindSent,
        JournalKind::Status => Word::KindStatus,
        JournalKind::Assigned => Word::KindAssigned,
        JournalKind::Labelled => Word::KindLabelled,
        JournalKind::Unlabelled => Word::KindUnlabelled,
        JournalKind::Deleted => Word::KindDeleted,
        JournalKind::Bulk => Word::KindBulk,
        JournalKind::Exported => Word::KindExported,
        JournalKind::SignedIn => Word::KindSignedIn,
        JournalKind::SignedOut => Word::KindSignedOut,
        JournalKind::WorkedAs => Word::KindWorkedAs,
    }
}

/// A status; the service's own where it has no word.
pub(crate) fn status_name(status: &ChatStatus, words: &dyn Wording) -> String {
    match status {
        ChatStatus::New => words.say(Word::StatusNew),
        ChatStatus::Open => words.say(Word::StatusOpen),
        ChatStatus::Waiting => words.say(Word::StatusWaiting),
        ChatStatus::Paused => words.say(Word::StatusPaused),
        ChatStatus::Closed => words.say(Word::StatusClosed),
        ChatStatus::Other(value) => value.clone(),
    }
}

/// A messenger's name as its makers write it, or as the service does.
pub(crate) fn channel_name(channel: &Channel) -> String {
    let known = match channel.0.as_str() {
        "viber" => "Viber",
        "telegram" => "Telegram",
        "whatsapp" => "WhatsApp",
        "facebook" | "messenger" => "Facebook Messenger",
        "instagram" => "Instagram",
        "sms" => "SMS",
        other => other,
    };
    known.to_owned()
}
