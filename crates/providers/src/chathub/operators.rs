//! Organizations, operators and their tokens (chathub.md §3.2 to §3.7), at the company's level.

use async_trait::async_trait;
use domain::facets::{Operators, Organizations, Tokens};
use domain::{
    Error, ErrorCode, IssuedToken, NewOperator, Operator, OperatorId, OperatorStatus, Organization,
    OrganizationId, Result, Timestamp, TokenReport,
};
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::client::{Call, Level};
use super::{ChatHub, list, map, wire};
use crate::fields::{Fields, id_value};
use crate::http::{Answer, bounded};

#[async_trait]
impl Organizations for ChatHub {
    async fn organizations(&self) -> Result<Vec<Organization>> {
        let path = ["api", "company", "organization"];
        let call = Call::new(Level::Company, Method::GET, &path).accept_text();
        let answer = self.client.ask(call).await?;
        read_list(&answer, |item| {
            wire::Person::read(item).map(map::organization)
        })
    }
}

#[async_trait]
impl Operators for ChatHub {
    async fn operators(&self, organization: &OrganizationId) -> Result<Vec<Operator>> {
        let call = Call::new(Level::Company, Method::GET, &["api", "operator"])
            .query(vec![("organizationId", organization.0.clone())])
            .accept_text();
        let answer = self.client.ask(call).await?;
        read_list(&answer, |item| {
            wire::Operator::read(item).map(map::operator)
        })
    }

    async fn add_operators(&self, operators: &[NewOperator]) -> Result<Vec<Operator>> {
        let body: Vec<Value> = operators
            .iter()
            .map(|new| {
                json!({ "organizationId": id_value(new.organization.as_str()), "name": new.name })
            })
            .collect();
        let path = ["api", "operator", "synchronize"];
        let call = Call::new(Level::Company, Method::POST, &path)
            .json(&Value::Array(body))
            .once();
        let answer = self.client.ask(call).await?;
        read_list(&answer, |item| {
            wire::Operator::read(item).map(map::operator)
        })
    }

    async fn set_operator_status(
        &self,
        operator: &OperatorId,
        status: &OperatorStatus,
    ) -> Result<()> {
        let number = map::operator_status_number(status)
            .ok_or_else(|| Error::new(ErrorCode::Invalid, "ChatHub has no such status."))?;
        let call = Call::new(Level::Company, Method::POST, &["api", "operator", "status"])
            .json(&json!({ "id": id_value(operator.as_str()), "status": number }));
        self.client.ask(call).await.map(drop)
    }
}

#[async_trait]
impl Tokens for ChatHub {
    async fn issue_token(
        &self,
        operator: &OperatorId,
        expires_at: Timestamp,
    ) -> Result<IssuedToken> {
        let token = self.client.operator_token(operator, expires_at).await?;
        Ok(IssuedToken {
            token: token.secret,
            expires_at,
        })
    }

    async fn validate_token(&self, token: &SecretString) -> Result<TokenReport> {
        let body = json!({ "token": token.expose_secret().trim() });
        let answer = self.ask_of_token(&body).await?;
        if let Some(report) = report(&answer) {
            return Ok(report);
        }
        if answer.status != StatusCode::UNAUTHORIZED {
            let answer = self.client.judge(answer)?;
            return Err(answer.undecodable());
        }
        // Which of the two tokens is refused? Another call tells, and renews ours if it is that.
        match self.organizations().await {
            Err(error) if error.code != ErrorCode::Forbidden => return Err(error),
            _ => {}
        }
        let answer = self.ask_of_token(&body).await?;
        let invalid = TokenReport {
            valid: false,
            operator: None,
            expires_at: None,
            error: None,
        };
        match report(&answer) {
            Some(report) => Ok(report),
            None if answer.status == StatusCode::UNAUTHORIZED => Ok(invalid),
            None => Err(self
                .client
                .judge(answer)
                .map_or_else(|error| error, |answer| answer.undecodable())),
        }
    }

    async fn work_as(&self, operator: Option<&OperatorId>) -> Result<()> {
        self.client.tokens.work_as(operator.cloned());
        Ok(())
    }
}

impl ChatHub {
    /// One question about a token (§3.7), without a second try after a 401.
    async fn ask_of_token(&self, body: &Value) -> Result<Answer> {
        let path = ["api", "operator", "validate-token"];
        let call = Call::new(Level::Company, Method::POST, &path).json(body);
        let pass = self.client.pass(Level::Company).await?;
        self.client.attempt(&call, Some(&pass)).await
    }
}

/// The report in an answer. The status of an invalid token's is not documented, so that any with
/// a report will do; only success makes a token valid. `valid` is what the field was called
/// before, and what a sample still reads (§3.7).
fn report(answer: &Answer) -> Option<TokenReport> {
    let json = answer.json().ok()?;
    let fields = Fields::of(&json)?;
    let valid = fields.flag(&["isValid", "valid"])?;
    if valid && !answer.status.is_success() {
        return None;
    }
    Some(TokenReport {
        valid,
        operator: fields.text(&["operatorId"]).map(OperatorId),
        expires_at: fields
            .text(&["expiresAt", "expiration"])
            .and_then(|text| Timestamp::from_iso(&text)),
        error: fields
            .text(&["error", "message"])
            .and_then(|text| bounded(&text)),
    })
}

fn read_list<T>(answer: &Answer, read: impl Fn(&Value) -> Option<T>) -> Result<Vec<T>> {
    list::read(&answer.body, read)
        .map(|list| list.items)
        .ok_or_else(|| answer.undecodable())
}
