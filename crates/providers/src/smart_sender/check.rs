//! The connection check (calls of §9 that only read).

use domain::facets::{Channels, Colleagues, Contacts, History, Labels, ServiceNotes};
use domain::{Ability, ChatFilter, Check, ErrorCode, RemoteChatId, capabilities};

use super::SmartSender;
use crate::check::{Checks, counted};

/// Largest file that is fetched to see that files can be.
const LARGEST: u64 = 20 << 20;
/// What is tried on a chat.
const ON_A_CHAT: [Ability; 5] = [
    Ability::ChatLookup,
    Ability::History,
    Ability::Media,
    Ability::ServiceNotes,
    Ability::Contacts,
];

impl SmartSender {
    pub(super) async fn check_all(&self) -> Vec<Check> {
        let mut checks = Checks::default();
        checks
            .read(Ability::SignIn, self.identify(), |_| String::new())
            .await;
        if checks.is_shut_out() {
            return checks.shut_out(&capabilities(self));
        }
        let filter = ChatFilter::default();
        let page = checks
            .read(Ability::ChatList, self.chat_page(&filter, None), |page| {
                let chats = counted(page.chats.len(), "chat", "chats");
                match page.next {
                    Some(_) => format!("{chats} on the first page"),
                    None => chats,
                }
            })
            .await;
        let chats = page.map(|page| page.chats).unwrap_or_default();
        match chats.first() {
            Some(chat) => self.check_chat(&mut checks, &chat.id).await,
            None => {
                for ability in ON_A_CHAT {
                    checks.not_tried(ability, "There is no chat to try it with.");
                }
            }
        }
        checks
            .read(Ability::Colleagues, self.colleagues(), |list| {
                counted(list.len(), "operator", "operators")
            })
            .await;
        checks
            .read(Ability::Labels, self.labels(), |list| {
                counted(list.len(), "tag", "tags")
            })
            .await;
        checks
            .read(Ability::Channels, self.channels(), |list| {
                counted(list.len(), "channel", "channels")
            })
            .await;
        checks.finish(&capabilities(self))
    }

    async fn check_chat(&self, checks: &mut Checks, chat: &RemoteChatId) {
        checks
            .read(Ability::ChatLookup, self.look_up(chat), |_| String::new())
            .await;
        let history = checks
            .read(Ability::History, self.history(chat, None), |page| {
                counted(page.messages.len(), "message", "messages")
            })
            .await;
        let files = history.into_iter().flat_map(|page| page.messages);
        let file = files
            .flat_map(|message| message.attachments)
            .find_map(|attachment| attachment.url);
        match file {
            Some(url) => {
                let fetched = self.file(&url, LARGEST, &mut tokio::io::sink()).await;
                match fetched {
                    // Files may lie anywhere, and be gone: the service can't help that.
                    Err(error) if self.is_elsewhere(&url) || error.code == ErrorCode::NotFound => {
                        let why = format!("The file that was tried isn't there: {error}");
                        checks.not_tried(Ability::Media, why);
                    }
                    fetched => checks.tried(Check::of(Ability::Media, &fetched, "")),
                }
            }
            None => checks.not_tried(Ability::Media, "No message seen has a file."),
        }
        checks
            .read(Ability::ServiceNotes, self.notes(chat), |list| {
                counted(list.len(), "note", "notes")
            })
            .await;
        checks
            .read(Ability::Contacts, self.contact_of(chat), |_| String::new())
            .await;
    }
}
