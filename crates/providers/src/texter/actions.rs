//! Resolving and assigning (§3.3, §3.4).

use async_trait::async_trait;
use domain::facets::{Assignment, Statuses};
use domain::{AssignTarget, ChatStatus, Error, ErrorCode, RemoteChatId, Result};
use serde_json::json;

use super::Texter;
use super::client::{Call, Scope};

#[async_trait]
impl Statuses for Texter {
    /// Taking and reopening have no call of their own (§11 rows 5 and 6).
    fn settable(&self) -> Vec<ChatStatus> {
        vec![ChatStatus::Closed]
    }

    async fn set_status(&self, chat: &RemoteChatId, status: &ChatStatus) -> Result<()> {
        if *status != ChatStatus::Closed {
            return Err(Error::new(
                ErrorCode::Invalid,
                "Texter can only resolve a chat. To reopen it, assign it.",
            ));
        }
        let path = ["chats", chat.as_str(), "resolve"];
        let call = Call::post(&path, Scope::ManageChats, &json!({ "notifyClient": false }));
        self.client.act(&call).await
    }
}

#[async_trait]
impl Assignment for Texter {
    fn by_email(&self) -> bool {
        true
    }

    fn by_department(&self) -> bool {
        true
    }

    fn departments(&self) -> Vec<String> {
        self.known.departments()
    }

    fn takes_comment(&self) -> bool {
        false
    }

    async fn assign(&self, chat: &RemoteChatId, to: &AssignTarget, _comment: &str) -> Result<()> {
        let body = match to {
            AssignTarget::Operator { id, .. } => json!({ "chatId": chat.0, "agentUid": id.0 }),
            AssignTarget::Email { email } => {
                json!({ "chatId": chat.0, "agentEmail": email.trim() })
            }
            AssignTarget::Department { id } => {
                json!({ "chatId": chat.0, "departmentId": id.trim() })
            }
        };
        let call = Call::post(&["chats", "assign"], Scope::ManageChats, &body);
        self.client.act(&call).await
    }
}
