//! The connection check: GETs only, but for the token itself.

use domain::facets::Groups;
use domain::provider::ChatPage;
use domain::{
    Ability, Answering, ChatFilter, Check, ErrorCode, Group, Invitation, RemoteChatId, Result,
    capabilities,
};

use super::client::Manager;
use super::{ChatManager, reports};
use crate::check::{Checks, counted};

/// The id of no report.
const NO_REPORT: &str = "00000000-0000-4000-8000-000000000000";

impl ChatManager {
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
        self.check_chat(&mut checks, page).await;
        let unlisted = "The service lists no messages, so there is none to try it with.";
        checks.not_tried(Ability::MessageLookup, unlisted);
        checks.not_tried(
            Ability::Media,
            "Files come with reports only, and none was made.",
        );
        self.check_reports(&mut checks).await;
        checks.finish(&can)
    }

    /// One chat by its id, and as a group; an open one where there is one.
    async fn check_chat(&self, checks: &mut Checks, page: Option<ChatPage>) {
        let chats = page.map(|page| page.chats).unwrap_or_default();
        let open = chats
            .iter()
            .find(|chat| chat.answering == Some(Answering::Open));
        let Some(chat) = open.or(chats.first()) else {
            let nothing = "There is no chat to try it with.";
            checks.not_tried(Ability::ChatLookup, nothing);
            checks.not_tried(Ability::Groups, nothing);
            return;
        };
        checks
            .read(Ability::ChatLookup, self.detail(&chat.id), |_| {
                String::new()
            })
            .await;
        let ask_link = chat.answering == Some(Answering::Open);
        checks
            .read(
                Ability::Groups,
                self.looked_into(&chat.id, ask_link),
                |(group, link)| {
                    let people = counted(group.participants.len(), "participant", "participants");
                    let link = link.as_ref().map_or("", |_| ", an invitation");
                    format!("{people}{link}")
                },
            )
            .await;
    }

    async fn looked_into(
        &self,
        chat: &RemoteChatId,
        ask_link: bool,
    ) -> Result<(Group, Option<Invitation>)> {
        let group = self.group(chat).await?;
        if !ask_link {
            return Ok((group, None));
        }
        match self.invitation(chat).await {
            Ok(link) => Ok((group, Some(link))),
            // There may be none for now (§12.17): nothing is wrong with asking.
            Err(error) if error.code == ErrorCode::NotFound => Ok((group, None)),
            Err(error) => Err(error),
        }
    }

    /// Asks for a report that isn't there. A 404 is what such a report and a wrong prefix have in
    /// common; an id that is none tells them apart (§6.3 documents 400, §12.31).
    async fn check_reports(&self, checks: &mut Checks) {
        let absent = self
            .client
            .answer(&reports::file_call(Manager::Reports, NO_REPORT, "document"))
            .await;
        let absent = match absent {
            Ok(answer) if answer.status.as_u16() == 404 => {
                let malformed = reports::file_call(Manager::Reports, "none", "document");
                match self.client.answer(&malformed).await {
                    Ok(answer) if answer.status.as_u16() == 404 => None,
                    // Or 500, from a validation that trips over its own words (§10).
                    Ok(answer) if matches!(answer.status.as_u16(), 400..=500) => Some(Ok(())),
                    other => Some(other.and_then(|answer| self.client.judge(answer)).map(drop)),
                }
            }
            other => Some(other.and_then(|answer| self.client.judge(answer)).map(drop)),
        };
        match absent {
            Some(result) => {
                let told = "Reports are answered for; making one was not tried.";
                checks
                    .read(Ability::Reports, async { result }, |()| told.to_owned())
                    .await;
            }
            None => checks.not_tried(
                Ability::Reports,
                "The service finds nothing under the path prefix of the report calls; either no \
                 report is there, or the prefix is wrong.",
            ),
        }
    }
}
