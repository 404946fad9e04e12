//! Texter.

use domain::{AccountForm, ServiceKind, SignInMethod};
use sandbox::texter::{Config, Quirks, Texter};

use super::{Answers, Place, Service, Taken, frame};
use crate::Trial;
use crate::stage::sentence;

/// A shop's project.
pub(crate) struct Shop(Texter);

impl Service for Shop {
    const NAME: &'static str = "Texter";
    const SENDS: &'static str = "sends to Texter";
    const TELLS_HISTORY: bool = true;
    const SENDING: Place = ("POST", "/server/api/v2/messages/send/", "");
    const LISTING: Place = ("GET", "/server/api/v2/chats/search", "/search");
    const ELSEWHERE: &'static [Place] = &[("GET", "/server/api/v2/messages/chat/", "")];
    const BLOCKS: bool = false;

    frame!();

    async fn start(seed: u64, answers: Answers) -> Trial<Self> {
        let mut quirks = Quirks {
            rate_limit: false,
            ..Quirks::default()
        };
        if answers == Answers::Lagging {
            quirks.history_lag_ms = 400;
        }
        let config = Config {
            seed,
            quirks,
            ..Config::default()
        };
        let service = Texter::start(config).await.map_err(sentence)?;
        for chat in service.chats() {
            // Blocked ones can't be written to.
            service.set_blocked(&chat.id, false);
        }
        Ok(Self(service))
    }

    fn form(&self) -> AccountForm {
        let known = self.0.credentials().clone();
        AccountForm {
            server: Some(self.0.url().to_owned()),
            principal: known.project,
            ..AccountForm::new(ServiceKind::Texter, SignInMethod::ApiToken, known.token)
        }
    }

    fn chats(&self) -> Vec<String> {
        let chats = self.0.chats().into_iter();
        // On WhatsApp the customer must have written within the day.
        let open = chats.filter(|chat| chat.channel != "whatsapp");
        open.map(|chat| chat.id).collect()
    }

    fn taken(&self) -> Vec<Taken> {
        let sends = self.0.sends().into_iter();
        sends
            .map(|send| Taken {
                chat: send.chat,
                id: send.message,
                text: send.text,
            })
            .collect()
    }

    fn customer_writes(&self, chat: &str, text: &str) -> bool {
        self.0.customer_writes(chat, text).is_some()
    }
}
