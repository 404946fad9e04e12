//! The connection check (§11, First-connection check): each missing scope and what it costs. It
//! reads only; making a link to a file counts as writing.

use domain::facets::{ChatLookup, History, Labels, QuickReplies, Templates};
use domain::{Ability, ChatFilter, Check, ErrorCode, RemoteChatId, Result, Verdict, capabilities};

use super::Texter;
use super::messages::NOBODY;
use crate::check::{Checks, WRITES, counted};

const NO_CHAT: &str = "There is no chat to try it with.";

impl Texter {
    pub(super) async fn check_all(&self) -> Vec<Check> {
        let can = capabilities(self);
        let mut checks = Checks::default();
        checks
            .read(Ability::SignIn, self.identify(), |_| String::new())
            .await;
        if checks.is_shut_out() {
            return checks.shut_out(&can);
        }
        let filter = ChatFilter::default();
        let page = checks
            .read(Ability::ChatList, self.chat_page(&filter, None), |page| {
                let total = page.total.and_then(|total| usize::try_from(total).ok());
                counted(total.unwrap_or(page.chats.len()), "chat", "chats")
            })
            .await;
        let chat = page.and_then(|page| page.chats.into_iter().next());
        self.check_chat(&mut checks, chat.map(|chat| chat.id)).await;
        checks.not_tried(
            Ability::Media,
            "Trying it would make a link at the service. It needs the scopes “View all chats” \
             and “View all files”.",
        );
        checks
            .read(Ability::Labels, Labels::labels(self), |list| {
                let labels = counted(list.len(), "label", "labels");
                format!("{labels}. Putting them on chats needs the scope “Manage all chats”.")
            })
            .await;
        checks
            .read(
                Ability::QuickReplies,
                QuickReplies::quick_replies(self),
                |list| counted(list.len(), "quick reply", "quick replies"),
            )
            .await;
        checks
            .read(Ability::Templates, Templates::templates(self), |list| {
                let templates = counted(list.len(), "template", "templates");
                format!("{templates}. Sending them needs the scope “Send template messages”.")
            })
            .await;
        for ability in [Ability::Statuses, Ability::Assignment] {
            checks.not_tried(
                ability,
                format!("{WRITES} It needs the scope “Manage all chats”."),
            );
        }
        for (ability, cost) in COSTS {
            say_cost(&mut checks, *ability, cost);
        }
        checks.finish(&can)
    }

    /// One chat and its history; without a chat, one that can't be there still shows whether the
    /// token is let in.
    async fn check_chat(&self, checks: &mut Checks, chat: Option<RemoteChatId>) {
        let there = chat.is_some();
        let chat = chat.unwrap_or_else(|| RemoteChatId::from(NOBODY));
        let lookup = ChatLookup::chat(self, &chat).await;
        // The same scope is for both, oddly (§3.2).
        let barred = matches!(&lookup, Err(error) if error.code == ErrorCode::Forbidden);
        if barred {
            note(checks, Ability::Send, &lookup, there, "");
        } else {
            checks.not_tried(Ability::Send, WRITES);
        }
        note(checks, Ability::ChatLookup, &lookup, there, "");
        let history = History::history(self, &chat, None).await;
        let seen = history.as_ref().map_or(0, |page| page.messages.len());
        let seen = counted(seen, "message", "messages");
        note(checks, Ability::History, &history, there, &seen);
    }
}

fn note<T>(checks: &mut Checks, ability: Ability, result: &Result<T>, there: bool, seen: &str) {
    let missing = matches!(result, Err(error) if error.code == ErrorCode::Forbidden);
    if there || missing {
        checks.tried(Check::of(ability, result, seen));
    } else {
        checks.not_tried(ability, NO_CHAT);
    }
}

/// What is lost where an ability is refused (§1.1).
const COSTS: &[(Ability, &str)] = &[
    (Ability::ChatList, "Without it no chats are shown at all."),
    (
        Ability::ChatLookup,
        "Without it a chat can't be looked up by itself.",
    ),
    (
        Ability::History,
        "Without it conversations can't be read, nor their files.",
    ),
    (Ability::Send, "Without it nothing can be answered."),
    (
        Ability::QuickReplies,
        "Without it Texter's quick replies are missing from the canned replies.",
    ),
    (
        Ability::Templates,
        "Without it nobody can be written to on WhatsApp after 24 hours of silence.",
    ),
];

fn say_cost(checks: &mut Checks, ability: Ability, cost: &str) {
    let Some(line) = checks.line(ability) else {
        return;
    };
    if matches!(line.verdict, Verdict::Refused { .. }) {
        line.detail = cost.to_owned();
    }
}
