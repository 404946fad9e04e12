//! A tray of our own on the private desktop's bus: the icon that the app puts into it, and its menu.
//! The private desktop has no panel, so that without this no test finds a tray.

use std::collections::HashMap;

use tokio::sync::watch;
use zbus::{
    Connection, Proxy, fdo, interface,
    message::Header,
    zvariant::{OwnedObjectPath, OwnedValue, Value},
};

use crate::{Failure, Outcome, wait::until};

/// A tray. It is gone when this is dropped.
#[derive(Debug)]
pub struct Tray {
    session: Connection,
    item: watch::Receiver<Option<Item>>,
}

/// Where an icon's properties are.
#[derive(Debug, Clone)]
struct Item {
    sender: String,
    path: String,
}

struct Watcher(watch::Sender<Option<Item>>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(
        &self,
        service: String,
        #[zbus(header)] header: Header<'_>,
    ) -> fdo::Result<()> {
        let sender = header
            .sender()
            .ok_or_else(|| fdo::Error::Failed("nobody sent this".to_owned()))?;
        self.0.send_replace(Some(Item {
            sender: sender.to_string(),
            path: service,
        }));
        Ok(())
    }

    fn register_status_notifier_host(&self, _service: String) {}

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A menu as it travels: number, properties, entries.
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

impl Tray {
    /// Puts a tray on the desktop.
    ///
    /// # Errors
    /// When there is one already, or no bus.
    pub async fn open() -> Outcome<Self> {
        let (sender, item) = watch::channel(None);
        let session = zbus::connection::Builder::session()?
            .serve_at("/StatusNotifierWatcher", Watcher(sender))?
            .name("org.kde.StatusNotifierWatcher")?
            .build()
            .await?;
        Ok(Self { session, item })
    }

    /// The name of the icon's present picture.
    ///
    /// # Errors
    /// When no icon comes.
    pub async fn icon(&self) -> Outcome<String> {
        Ok(self.proxy().await?.get_property("IconName").await?)
    }

    /// The entries of the menu, top to bottom, separators left out.
    ///
    /// # Errors
    /// When no icon comes.
    pub async fn menu(&self) -> Outcome<Vec<String>> {
        let entries = self.entries().await?;
        Ok(entries.into_iter().map(|(_, label)| label).collect())
    }

    /// Clicks an entry of the menu. A menu that was made anew meanwhile refuses the old number, and
    /// is looked at again.
    ///
    /// # Errors
    /// When it isn't there in time.
    pub async fn click(&self, label: &str) -> Outcome {
        until(&format!("the tray's menu offers {label}"), async || {
            let entries = self.entries().await?;
            let found = entries.iter().find(|(_, entry)| entry == label);
            let (id, _) = found.ok_or_else(|| Failure(format!("it has {entries:?}")))?;
            let menu = self.menu_proxy().await?;
            menu.call_method("Event", &(*id, "clicked", Value::from(0_i32), 0_u32))
                .await?;
            Ok(Some(()))
        })
        .await
    }

    async fn entries(&self) -> Outcome<Vec<(i32, String)>> {
        let menu = self.menu_proxy().await?;
        let (_revision, root): (u32, Layout) = menu
            .call("GetLayout", &(0_i32, -1_i32, Vec::<String>::new()))
            .await?;
        let mut entries = Vec::new();
        for child in root.2 {
            let (id, properties, _) = Layout::try_from(child).map_err(zbus::Error::Variant)?;
            let label = properties
                .get("label")
                .and_then(|label| <&str>::try_from(label).ok());
            if let Some(label) = label {
                entries.push((id, label.replace('_', "")));
            }
        }
        Ok(entries)
    }

    async fn item(&self) -> Outcome<Item> {
        until("the app puts its icon into the tray", async || {
            Ok(self.item.borrow().clone())
        })
        .await
    }

    async fn proxy(&self) -> Outcome<Proxy<'static>> {
        let Item { sender, path } = self.item().await?;
        let interface = "org.kde.StatusNotifierItem";
        Ok(Proxy::new_owned(self.session.clone(), sender, path, interface).await?)
    }

    async fn menu_proxy(&self) -> Outcome<Proxy<'static>> {
        let path: OwnedObjectPath = self.proxy().await?.get_property("Menu").await?;
        let Item { sender, .. } = self.item().await?;
        let interface = "com.canonical.dbusmenu";
        Ok(Proxy::new_owned(self.session.clone(), sender, path, interface).await?)
    }
}

impl From<zbus::Error> for Failure {
    fn from(error: zbus::Error) -> Self {
        Self::at("the desktop's bus", error)
    }
}
