//! SMSBAT ChatHub.

use domain::{AccountForm, ServiceKind, SignInMethod};
use engine::Engine;
use sandbox::chathub::quirks::SendAnswer;
use sandbox::{Quirks, Sandbox, SandboxConfig};

use super::{Answers, Place, Service, Taken, frame};
use crate::stage::sentence;
use crate::{Trial, server};

/// Signed in to as an operator.
pub(crate) struct Hub(Sandbox);

impl Hub {
    /// One that pushes nothing: what is new is found by asking.
    pub(crate) async fn silent(seed: u64) -> Trial<Self> {
        let hub = Self::start(seed, Answers::Usual).await?;
        hub.0.set_quirks(|quirks| quirks.hub = false);
        Ok(hub)
    }
}

impl Service for Hub {
    const NAME: &'static str = "ChatHub";
    const SENDS: &'static str = "sends to ChatHub";
    const TELLS_HISTORY: bool = true;
    const SENDING: Place = ("POST", "/api/chat/", "/message");
    const LISTING: Place = ("GET", "/api/chat/chats", "/chats");
    const ELSEWHERE: &'static [Place] = &[("*", "/chathub", "")];
    const BLOCKS: bool = false;

    frame!();

    async fn start(seed: u64, answers: Answers) -> Trial<Self> {
        let mut quirks = Quirks {
            rate_limit: false,
            ..Quirks::default()
        };
        match answers {
            Answers::Usual => {}
            Answers::Whole => quirks.send_answer = SendAnswer::Message,
            Answers::Bare => quirks.send_answer = SendAnswer::Ok,
            Answers::Lagging => quirks.history_lag_ms = 400,
        }
        let config = SandboxConfig {
            seed,
            quirks,
            ..SandboxConfig::default()
        };
        Sandbox::start(config).await.map(Self).map_err(sentence)
    }

    fn form(&self) -> AccountForm {
        AccountForm {
            server: Some(self.0.url().to_owned()),
            ..AccountForm::new(
                ServiceKind::Chathub,
                SignInMethod::OperatorToken,
                self.0.credentials().operator_token.clone(),
            )
        }
    }

    fn chats(&self) -> Vec<String> {
        let chats = self.0.chats().into_iter();
        chats.map(|chat| chat.id.to_string()).collect()
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
        let chat = chat.parse().ok();
        chat.is_some_and(|chat| self.0.customer_writes(chat, text).is_some())
    }

    fn stir(&self) {
        self.0.drop_hub_connections();
    }

    async fn same(&self, engine: &Engine) -> Trial {
        server::same(engine, &self.0).await
    }
}
