//! Organizations, operators and their tokens (chathub.md §3.2 to §3.7), at the company's level.

use async_trait::async_trait;
use domain::provider::{Operators, Organizations, Tokens};
use domain::{
    Error, ErrorCode, IssuedToken, NewOperator, Operator, OperatorId, OperatorStatus, Organization,
    OrganizationId, Result, Timestamp, TokenReport,
};
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::client::{Call, Level};
use super::wire::{Fields, id_value};
use super::{ChatHub, list, map, wire};
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
        let path = ["api", "operator", "validate-token"];
        let call = Call::new(Level::Company, Method::POST, &path)
            .json(&json!({ "token": token.expose_secret().trim() }));
        let answer = self.client.answer(call).await?;
        // Whether an invalid token is a 200 or a 400 is not documented: the report decides.
        if answer.status.is_success() || matches!(answer.status.as_u16(), 400 | 422) {
            let report = answer.json().ok().and_then(|json| report(&json));
            if let Some(report) = report {
                return Ok(report);
            }
        }
        let answer = self.client.judge(answer)?;
        Err(answer.undecodable())
    }

    async fn work_as(&self, operator: Option<&OperatorId>) -> Result<()> {
        self.client.tokens.work_as(operator.cloned());
        Ok(())
    }
}

/// `valid` is what the field was called before, and what a sample still reads (§3.7).
fn report(json: &Value) -> Option<TokenReport> {
    let fields = Fields::of(json)?;
    Some(TokenReport {
        valid: fields.flag(&["isValid", "valid"])?,
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
