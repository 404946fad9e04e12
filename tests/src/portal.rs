//! A desktop portal of our own on the private desktop's bus, which has none otherwise.

use zbus::{
    Connection, fdo, interface,
    object_server::SignalEmitter,
    zvariant::{OwnedValue, Value},
};

use crate::Outcome;

const PATH: &str = "/org/freedesktop/portal/desktop";

/// A portal. It is gone when this is dropped.
#[derive(Debug)]
pub struct Portal(Connection);

struct Settings {
    /// Nothing: it hangs.
    scheme: Option<u32>,
}

#[interface(name = "org.freedesktop.portal.Settings")]
impl Settings {
    async fn read(&self, namespace: String, key: String) -> fdo::Result<OwnedValue> {
        let Some(scheme) = self.scheme else {
            return std::future::pending().await;
        };
        if (namespace.as_str(), key.as_str()) != ("org.freedesktop.appearance", "color-scheme") {
            return Err(fdo::Error::Failed("there is no such setting".to_owned()));
        }
        let wrapped = Value::Value(Box::new(Value::from(scheme)));
        OwnedValue::try_from(wrapped).map_err(|error| fdo::Error::Failed(error.to_string()))
    }

    #[zbus(signal)]
    async fn setting_changed(
        emitter: &SignalEmitter<'_>,
        namespace: &str,
        key: &str,
        value: Value<'_>,
    ) -> zbus::Result<()>;
}

impl Portal {
    /// One that says that the person prefers this: 1 dark, 2 light.
    ///
    /// # Errors
    /// When there is one already, or no bus.
    pub async fn open(scheme: u32) -> Outcome<Self> {
        Self::serve(Some(scheme)).await
    }

    /// One that is there and never answers.
    ///
    /// # Errors
    /// When there is one already, or no bus.
    pub async fn hung() -> Outcome<Self> {
        Self::serve(None).await
    }

    async fn serve(scheme: Option<u32>) -> Outcome<Self> {
        let session = zbus::connection::Builder::session()?
            .serve_at(PATH, Settings { scheme })?
            .name("org.freedesktop.portal.Desktop")?
            .build()
            .await?;
        Ok(Self(session))
    }

    /// The person changes their mind.
    ///
    /// # Errors
    /// When the bus is gone.
    pub async fn change(&self, scheme: u32) -> Outcome {
        let emitter = SignalEmitter::new(&self.0, PATH)?;
        let appearance = "org.freedesktop.appearance";
        Settings::setting_changed(&emitter, appearance, "color-scheme", scheme.into()).await?;
        Ok(())
    }
}
