//! Smart Sender.

use domain::{AccountForm, ServiceKind, SignInMethod};
use sandbox::smart_sender::{Config, Quirks, SmartSender};

use super::{Answers, Place, Service, Taken, frame};
use crate::Trial;
use crate::stage::sentence;

/// A school's project.
pub(crate) struct School(SmartSender);

impl Service for School {
    const NAME: &'static str = "Smart Sender";
    const SENDS: &'static str = "sends to Smart Sender";
    const TELLS_HISTORY: bool = true;
    const SENDING: Place = ("POST", "/v1/contacts/", "/send");
    const LISTING: Place = ("GET", "/v1/chats", "/chats");
    const ELSEWHERE: &'static [Place] = &[("GET", "/v1/chats/", "/messages")];
    const BLOCKS: bool = true;

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
        SmartSender::start(config).await.map(Self).map_err(sentence)
    }

    fn form(&self) -> AccountForm {
        AccountForm {
            server: Some(self.0.url().to_owned()),
            ..AccountForm::new(
                ServiceKind::SmartSender,
                SignInMethod::ProjectToken,
                self.0.credentials().token.clone(),
            )
        }
    }

    fn chats(&self) -> Vec<String> {
        let chats = self.0.chats().into_iter();
        // Some contacts can't be reached any more.
        let reached = chats.filter(|chat| chat.channel.is_some());
        reached.map(|chat| chat.id.to_string()).collect()
    }

    fn taken(&self) -> Vec<Taken> {
        let sends = self.0.sends().into_iter();
        sends
            .map(|send| Taken {
                chat: send.chat.to_string(),
                id: send.message.to_string(),
                text: send.text.unwrap_or_default(),
            })
            .collect()
    }

    fn customer_writes(&self, chat: &str, text: &str) -> bool {
        let chat = chat.parse().ok();
        chat.is_some_and(|chat| self.0.customer_writes(chat, text).is_some())
    }
}
