//! Channels (§5.6).

use async_trait::async_trait;
use domain::facets::Channels;
use domain::{ChannelId, LiveChannel, Result};
use reqwest::Method;
use serde_json::json;

use super::client::Call;
use super::{SmartSender, map, wire};

#[async_trait]
impl Channels for SmartSender {
    async fn channels(&self) -> Result<Vec<LiveChannel>> {
        let read = |value: &_| wire::Channel::read(value).map(map::channel);
        self.all(&["channels"], read, |channel| channel.id.0.clone())
            .await
    }

    async fn set_channel(&self, channel: &ChannelId, active: bool) -> Result<()> {
        let path = ["channels", channel.as_str()];
        let call = Call::new(Method::PUT, &path).json(&json!({ "state": active }));
        self.client.act(call).await
    }
}
