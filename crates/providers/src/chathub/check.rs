//! The connection check (read-only calls of chathub.md §3 and §4).

use std::time::Duration;

use domain::facets::{Live as _, LiveEvent, Operators, Organizations};
use domain::{Ability, ChatFilter, Check, Error, ErrorCode, Result, capabilities};
use tokio::sync::mpsc;

use super::ChatHub;
use crate::check::{Checks, counted};

/// How long the hub may take to greet.
const GREETING: Duration = Duration::from_secs(15);
/// Largest file that is fetched to see that files can be.
const LARGEST: u64 = 20 << 20;

impl ChatHub {
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
        let list = self.chat_page(&filter, None);
        let page = checks
            .read(Ability::ChatList, list, |page| {
                let total = page.total.and_then(|total| usize::try_from(total).ok());
                counted(total.unwrap_or(page.chats.len()), "chat", "chats")
            })
            .await;
        self.check_history(&mut checks, page).await;
        if can.can(Ability::Organizations) {
            self.check_administration(&mut checks).await;
        }
        if can.can(Ability::Live) {
            checks
                .read(Ability::Live, self.greeted(), |()| String::new())
                .await;
        }
        checks.finish(&can)
    }

    /// The history of the first chat, and the first file in it.
    async fn check_history(&self, checks: &mut Checks, page: Option<domain::provider::ChatPage>) {
        let nothing = "There is no chat to try it with.";
        let first = page.and_then(|page| page.chats.into_iter().next());
        let Some(chat) = first else {
            checks.not_tried(Ability::History, nothing);
            checks.not_tried(Ability::Media, nothing);
            return;
        };
        let history = checks
            .read(
                Ability::History,
                self.whole_history(&chat.id, None),
                |page| counted(page.messages.len(), "message", "messages"),
            )
            .await;
        let file = history.into_iter().flat_map(|page| page.messages);
        let file = file
            .flat_map(|message| message.attachments)
            .find_map(|attachment| attachment.url);
        match file {
            Some(url) => {
                checks
                    .read(
                        Ability::Media,
                        self.file(&url, LARGEST, &mut tokio::io::sink()),
                        |_| String::new(),
                    )
                    .await;
            }
            None => checks.not_tried(Ability::Media, "No message seen has a file."),
        }
    }

    async fn check_administration(&self, checks: &mut Checks) {
        let organizations = checks
            .read(
                Ability::Organizations,
                Organizations::organizations(self),
                |list| counted(list.len(), "organization", "organizations"),
            )
            .await;
        match organizations.and_then(|list| list.into_iter().next()) {
            Some(organization) => {
                checks
                    .read(
                        Ability::Operators,
                        Operators::operators(self, &organization.id),
                        |list| counted(list.len(), "operator", "operators"),
                    )
                    .await;
            }
            None => checks.not_tried(
                Ability::Operators,
                "There is no organization to try it with.",
            ),
        }
    }

    /// Connects to the hub, waits for its greeting, and leaves.
    async fn greeted(&self) -> Result<()> {
        let (sender, mut events) = mpsc::channel(16);
        let connected = async {
            while let Some(event) = events.recv().await {
                if event == LiveEvent::Connected {
                    return Ok(());
                }
            }
            Err(Error::new(ErrorCode::Server, "The hub said nothing."))
        };
        let greeted = async {
            tokio::select! {
                ended = self.listen(sender) => ended,
                greeted = connected => greeted,
            }
        };
        tokio::time::timeout(GREETING, greeted)
            .await
            .unwrap_or_else(|_| {
                Err(Error::new(
                    ErrorCode::Server,
                    "The hub did not greet in time.",
                ))
            })
    }
}
