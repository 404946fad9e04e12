//! What an account can do: derived from its provider's facets, never stored.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::facets::{Assignment, Reports, Statuses};
use crate::view::ErrorView;
use crate::{AttachmentKind, ChatStatus, FilterField, Provider, ReportForm, RichKind};

macro_rules! abilities {
    ($($(#[$doc:meta])* $name:ident: $title:literal,)*) => {
        /// Something a service may be able to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        #[ts(export)]
        pub enum Ability {
            $($(#[$doc])* $name,)*
        }

        impl Ability {
            /// All of them, in the order a person reads them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in English, for tables and the command line.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self {
                    $(Self::$name => $title,)*
                }
            }
        }
    };
}

abilities! {
    /// Signing in.
    SignIn: "sign in",
    /// Listing chats.
    ChatList: "list chats",
    /// Reading one chat by its id.
    ChatLookup: "one chat by its id",
    /// Reading histories.
    History: "read histories",
    /// Reading one message by its id.
    MessageLookup: "one message by its id",
    /// Sending messages.
    Send: "send messages",
    /// Sending files from this computer.
    Files: "send files",
    /// Reading files that messages carry.
    Media: "fetch files",
    /// Changing and deleting messages that were sent.
    Edits: "change and delete messages",
    /// Setting statuses.
    Statuses: "set a chat's status",
    /// Marking as read at the service.
    ReadMarks: "mark as read",
    /// Giving chats to somebody.
    Assignment: "assign chats",
    /// Listing the people who answer.
    Colleagues: "list colleagues",
    /// Labels.
    Labels: "labels",
    /// Ready answers kept at the service.
    QuickReplies: "quick replies",
    /// Messages approved beforehand.
    Templates: "message templates",
    /// Notes kept at the service.
    ServiceNotes: "notes at the service",
    /// Customers' cards.
    Contacts: "customers' cards",
    /// Messengers connected to the service.
    Channels: "channels",
    /// Deleting chats.
    Deletion: "delete chats",
    /// Live events.
    Live: "live events",
    /// Listing organizations.
    Organizations: "organizations",
    /// Administering operators.
    Operators: "administer operators",
    /// Operator tokens.
    Tokens: "operator tokens",
    /// Group chats.
    Groups: "group chats",
    /// Signed reports.
    Reports: "signed reports",
}

/// What an account can do, as the front end sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Capabilities {
    /// What it can do, in the order of [`Ability::ALL`].
    pub abilities: Vec<Ability>,
    /// Statuses a chat can be given; empty if none.
    pub statuses: Vec<ChatStatus>,
    /// How chats are given to somebody, if they can be.
    pub assign: Option<AssignWays>,
    /// What reports can be asked for, if any.
    pub reports: Option<ReportForm>,
    /// Limits.
    pub limits: Limits,
}

/// How chats are given to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct AssignWays {
    /// By an e-mail address that the person types.
    pub email: bool,
    /// To a department.
    pub department: bool,
    /// With a comment for the new assignee.
    pub comment: bool,
}

/// Limits that are data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Limits {
    /// Longest text in characters, where known.
    pub max_text: Option<u32>,
    /// Largest file in bytes; 0 where files can't be sent from here.
    #[ts(type = "number")]
    pub max_attachment: u64,
    /// Kinds of files that can be sent from this computer.
    pub attachments: Vec<AttachmentKind>,
    /// What can be sent beside text and files.
    pub rich: Vec<RichKind>,
    /// Whether a message can be pinned as it is sent.
    pub pin: bool,
    /// Whether a message can answer another one.
    pub quote: bool,
    /// Filters the service applies at its end.
    pub filters: Vec<FilterField>,
    /// Whether the service's own unread counts are to be trusted.
    pub counts_unread: bool,
    /// Statuses whose lists hold what is going on, asked one by one by the frequent readings of a
    /// large account. Empty if the list can't be asked for a status: then the first pages of the
    /// whole list are read.
    pub busy_statuses: Vec<ChatStatus>,
    /// Least time between two readings of the chat list, in seconds; 0 where the service's
    /// documents name no rate.
    pub list_every: u32,
    /// Least time between two readings of the chat on screen, in seconds.
    pub chat_every: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_text: None,
            max_attachment: 0,
            attachments: Vec::new(),
            rich: Vec::new(),
            pin: false,
            quote: false,
            filters: Vec::new(),
            counts_unread: true,
            busy_statuses: Vec::new(),
            list_every: 0,
            chat_every: 0,
        }
    }
}

/// How one ability answered when it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Check {
    /// Which.
    pub ability: Ability,
    /// How it went.
    pub verdict: Verdict,
    /// What was seen or what is missing, and what that costs; may be empty. Never customer text.
    pub detail: String,
}

/// How trying an ability went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "verdict", rename_all = "snake_case")]
#[ts(export)]
pub enum Verdict {
    /// It works.
    Works,
    /// The service refused it.
    Refused {
        /// Why; the service's own words where it gave any.
        error: ErrorView,
    },
    /// It can't be tried without changing something at the service.
    NotTried,
    /// The service has no such ability.
    NotOffered,
}

impl Check {
    /// How a read went.
    pub fn of<T>(ability: Ability, result: &crate::Result<T>, detail: impl Into<String>) -> Self {
        Self {
            ability,
            verdict: match result {
                Ok(_) => Verdict::Works,
                Err(error) => Verdict::Refused {
                    error: ErrorView::from(error),
                },
            },
            detail: detail.into(),
        }
    }

    /// An ability that only writing could try.
    pub fn not_tried(ability: Ability, detail: impl Into<String>) -> Self {
        Self {
            ability,
            verdict: Verdict::NotTried,
            detail: detail.into(),
        }
    }
}

/// Derives what the front end sees from the facets that are there.
#[must_use]
pub fn capabilities(provider: &dyn Provider) -> Capabilities {
    let limits = provider.limits();
    let has = |ability: Ability| match ability {
        Ability::SignIn | Ability::ChatList | Ability::Send | Ability::Media => true,
        Ability::Files => !limits.attachments.is_empty(),
        Ability::ChatLookup => provider.chat_lookup().is_some(),
        Ability::History => provider.history().is_some(),
        Ability::MessageLookup => provider.message_lookup().is_some(),
        Ability::Edits => provider.edits().is_some(),
        Ability::Statuses => provider.statuses().is_some(),
        Ability::ReadMarks => provider.read_marks().is_some(),
        Ability::Assignment => provider.assignment().is_some(),
        Ability::Colleagues => provider.colleagues().is_some(),
        Ability::Labels => provider.labels().is_some(),
        Ability::QuickReplies => provider.quick_replies().is_some(),
        Ability::Templates => provider.templates().is_some(),
        Ability::ServiceNotes => provider.service_notes().is_some(),
        Ability::Contacts => provider.contacts().is_some(),
        Ability::Channels => provider.channels().is_some(),
        Ability::Deletion => provider.deletion().is_some(),
        Ability::Live => provider.live().is_some(),
        Ability::Organizations => provider.organizations().is_some(),
        Ability::Operators => provider.operators().is_some(),
        Ability::Tokens => provider.tokens().is_some(),
        Ability::Groups => provider.groups().is_some(),
        Ability::Reports => provider.reports().is_some(),
    };
    Capabilities {
        abilities: Ability::ALL
            .iter()
            .copied()
            .filter(|one| has(*one))
            .collect(),
        statuses: provider
            .statuses()
            .map(Statuses::settable)
            .unwrap_or_default(),
        assign: provider
            .assignment()
            .map(|facet: &dyn Assignment| AssignWays {
                email: facet.by_email(),
                department: facet.by_department(),
                comment: facet.takes_comment(),
            }),
        reports: provider.reports().map(Reports::form),
        limits,
    }
}

impl Capabilities {
    /// Whether the account can do this.
    #[must_use]
    pub fn can(&self, ability: Ability) -> bool {
        self.abilities.contains(&ability)
    }
}
