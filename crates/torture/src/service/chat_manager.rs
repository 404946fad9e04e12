//! Digital Trust Chat Manager.

use domain::{AccountForm, ServiceKind, SignInMethod};
use sandbox::chat_manager::quirks::Sent;
use sandbox::chat_manager::{ChatManager, Config, Quirks};

use super::{Answers, Place, Service, Taken, frame};
use crate::Trial;
use crate::stage::sentence;

/// A tenant's groups.
pub(crate) struct Groups(ChatManager);

impl Service for Groups {
    const NAME: &'static str = "Chat Manager";
    const SENDS: &'static str = "sends to Chat Manager";
    const TELLS_HISTORY: bool = false;
    const SENDING: Place = (
        "POST",
        "/chat-bot-manager/api/v1/private/chats/",
        "/messages",
    );
    const LISTING: Place = ("GET", "/chat-bot-manager/api/v1/private/chats", "/chats/");
    const ELSEWHERE: &'static [Place] = &[("POST", "/oauth2/", "/token")];
    const BLOCKS: bool = false;

    frame!();

    async fn start(seed: u64, answers: Answers) -> Trial<Self> {
        let mut quirks = Quirks::default();
        match answers {
            Answers::Usual | Answers::Bare => {}
            Answers::Whole => quirks.sent = Sent::Id,
            // The nearest to a history is one message by its id.
            Answers::Lagging => quirks.capture_after_ms = 400,
        }
        let config = Config {
            seed,
            quirks,
            ..Config::default()
        };
        ChatManager::start(config).await.map(Self).map_err(sentence)
    }

    fn form(&self) -> AccountForm {
        let known = self.0.credentials();
        AccountForm {
            server: Some(self.0.url().to_owned()),
            principal: known.client_id,
            token_url: Some(known.token_url),
            ..AccountForm::new(
                ServiceKind::ChatManager,
                SignInMethod::ClientCredentials,
                known.client_secret,
            )
        }
    }

    fn chats(&self) -> Vec<String> {
        let chats = self.0.chats().into_iter();
        let in_use = chats.filter(|chat| chat.active && chat.registered);
        in_use.map(|chat| chat.id.to_string()).collect()
    }

    fn taken(&self) -> Vec<Taken> {
        let sends = self.0.sends().into_iter();
        sends
            .map(|send| Taken {
                chat: send.chat.to_string(),
                id: send.message.to_string(),
                text: send.text,
            })
            .collect()
    }

    fn customer_writes(&self, chat: &str, text: &str) -> bool {
        let chats = self.0.chats().into_iter();
        let chat = chats.map(|chat| chat.id).find(|id| id.to_string() == chat);
        chat.is_some_and(|chat| self.0.member_writes(chat, text).is_some())
    }

    fn stir(&self) {
        self.0.expire_tokens();
    }
}
