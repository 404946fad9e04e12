//! Operators (§5.5).

use async_trait::async_trait;
use domain::facets::Colleagues;
use domain::{Colleague, OperatorId, Result};
use reqwest::Method;
use serde_json::json;

use super::client::Call;
use super::{SmartSender, map, wire};

#[async_trait]
impl Colleagues for SmartSender {
    async fn colleagues(&self) -> Result<Vec<Colleague>> {
        let all = self
            .all(&["operators"], wire::Operator::read, |it| it.id.clone())
            .await?;
        let here = all.into_iter().filter(|operator| !operator.removed);
        let colleagues: Vec<Colleague> = here.map(map::colleague).collect();
        for colleague in &colleagues {
            self.known
                .name(colleague.id.clone(), colleague.name.clone());
        }
        Ok(colleagues)
    }

    async fn involve(&self, colleague: &OperatorId, involved: bool) -> Result<()> {
        let path = ["operators", colleague.as_str(), "involve"];
        let call = Call::new(Method::PUT, &path).json(&json!({ "state": involved }));
        self.client.act(call).await
    }
}
