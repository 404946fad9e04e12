//! Signing in: proves the credentials with calls that only read.

use domain::provider::Identity;
use domain::{Error, ErrorCode, OperatorRef, Result, SignInMethod};
use reqwest::Method;
use secrecy::ExposeSecret;

use super::client::{Call, Level};
use super::{ChatHub, auth, jwt, list, map, wire};
use crate::http::Answer;

impl ChatHub {
    pub(super) async fn identify(&self) -> Result<Identity> {
        match self.client.tokens.method() {
            SignInMethod::Password => {
                // Getting the token is the proof. A company may have no say over organizations.
                self.client.pass(Level::Company).await?;
                match self.own_organizations().await {
                    Err(error) if error.code != ErrorCode::Forbidden => Err(error),
                    _ => Ok(identity(self.client.tokens.login())),
                }
            }
            SignInMethod::ProfileKey => {
                let names = match self.own_organizations().await {
                    Err(error) if error.code == ErrorCode::Forbidden => {
                        self.prove_chats(Level::Company).await?;
                        Vec::new()
                    }
                    other => other?,
                };
                let host = self.client.base.host_str().unwrap_or("ChatHub");
                Ok(identity(match names.as_slice() {
                    [only] if !only.is_empty() => only,
                    _ => host,
                }))
            }
            // An operator token: ChatHub has three ways, and `auth` takes no other.
            _ => {
                self.prove_chats(Level::Chat).await?;
                Ok(self.operator_identity())
            }
        }
    }

    fn operator_identity(&self) -> Identity {
        let token = self.client.tokens.pasted();
        let claims = token
            .map(|token| jwt::claims(token.expose_secret()))
            .unwrap_or_default();
        let name = claims.name.unwrap_or_default();
        Identity {
            name: match (&name, &claims.operator) {
                (name, _) if !name.is_empty() => name.clone(),
                (_, Some(id)) => format!("Operator {id}"),
                (_, None) => "Operator".to_owned(),
            },
            operator: claims.operator.map(|id| OperatorRef { id, name }),
            expires_at: claims.expires_at,
        }
    }

    async fn own_organizations(&self) -> Result<Vec<String>> {
        let path = ["api", "company", "organization"];
        let call = Call::new(Level::Company, Method::GET, &path).accept_text();
        let list = self.sign_in_list(self.client.answer(call).await?)?;
        Ok(list
            .into_iter()
            .map(|person| map::organization(person).name)
            .collect())
    }

    async fn prove_chats(&self, level: Level) -> Result<()> {
        let call = Call::new(level, Method::GET, &["api", "chat", "chats"])
            .query(vec![("page", "1".into()), ("per_page", "1".into())]);
        self.sign_in_list(self.client.answer(call).await?).map(drop)
    }

    /// The list in an answer while signing in, where anything unlike ChatHub means that the
    /// address is another's.
    fn sign_in_list(&self, answer: Answer) -> Result<Vec<wire::Person>> {
        if let Some(elsewhere) = answer.redirect() {
            let host = elsewhere.host_str().unwrap_or("another address");
            return Err(Error::new(
                ErrorCode::NotThisService,
                format!("This address isn't ChatHub's: it only points to {host}."),
            ));
        }
        let strange =
            answer.is_html() && !matches!(answer.status.as_u16(), 401 | 403 | 429 | 500..);
        if strange || matches!(answer.status.as_u16(), 404 | 405) {
            return Err(auth::not_chathub());
        }
        let answer = self.client.judge(answer)?;
        list::read(&answer.body, wire::Person::read)
            .map(|list| list.items)
            .ok_or_else(auth::not_chathub)
    }
}

fn identity(name: &str) -> Identity {
    Identity {
        name: name.to_owned(),
        operator: None,
        expires_at: None,
    }
}
