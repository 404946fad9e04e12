//! A Secret Service that misbehaves.

use std::collections::HashMap;

use zbus::blocking::Connection;
use zbus::blocking::connection::Builder;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Value};
use zbus::{fdo, interface};

use crate::bus::Bus;

const SERVICE: &str = "/org/freedesktop/secrets";
const SESSION: &str = "/org/freedesktop/secrets/session/one";
const ITEM: &str = "/org/freedesktop/secrets/collection/one/1";
const PROMPT: &str = "/org/freedesktop/secrets/prompt/one";

/// How it misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Never answers anything.
    Silent,
    /// Its question to the person is dismissed.
    Dismissed,
    /// Its question to the person is never answered.
    Unanswered,
    /// Refuses whatever it is asked.
    Refusing,
    /// Gives back something that is no secret of ours.
    Garbled,
}

struct Service(Manner);
struct Item(Manner);
struct Prompt(Manner);

type Secret = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

/// Puts one on a bus; it is there as long as the connection is.
pub(crate) fn serve(bus: &Bus, manner: Manner) -> Connection {
    Builder::address(bus.address.as_str())
        .unwrap()
        .serve_at(SERVICE, Service(manner))
        .unwrap()
        .serve_at(ITEM, Item(manner))
        .unwrap()
        .serve_at(PROMPT, Prompt(manner))
        .unwrap()
        .name("org.freedesktop.secrets")
        .unwrap()
        .build()
        .unwrap()
}

fn path(path: &str) -> OwnedObjectPath {
    path.try_into().unwrap()
}

fn refused<T>() -> fdo::Result<T> {
    Err(fdo::Error::Failed("out of order".to_owned()))
}

#[interface(name = "org.freedesktop.Secret.Service")]
impl Service {
    async fn open_session(
        &self,
        _algorithm: String,
        _input: OwnedValue,
    ) -> fdo::Result<(OwnedValue, OwnedObjectPath)> {
        match self.0 {
            Manner::Silent => std::future::pending().await,
            Manner::Refusing => refused(),
            _ => {
                let key = Value::from(vec![2_u8]).try_into().unwrap();
                Ok((key, path(SESSION)))
            }
        }
    }

    fn search_items(
        &self,
        _attributes: HashMap<String, String>,
    ) -> (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) {
        match self.0 {
            Manner::Garbled => (vec![path(ITEM)], Vec::new()),
            _ => (Vec::new(), vec![path(ITEM)]),
        }
    }

    fn unlock(&self, _objects: Vec<OwnedObjectPath>) -> (Vec<OwnedObjectPath>, OwnedObjectPath) {
        (Vec::new(), path(PROMPT))
    }

    fn read_alias(&self, _name: String) -> OwnedObjectPath {
        path("/")
    }
}

#[interface(name = "org.freedesktop.Secret.Prompt")]
impl Prompt {
    async fn prompt(
        &self,
        _window: String,
        #[zbus(signal_emitter)] emitter: SignalEmitter<'_>,
    ) -> fdo::Result<()> {
        if self.0 == Manner::Dismissed {
            Self::completed(&emitter, true, Value::from("")).await?;
        }
        Ok(())
    }

    #[zbus(signal)]
    async fn completed(
        emitter: &SignalEmitter<'_>,
        dismissed: bool,
        result: Value<'_>,
    ) -> zbus::Result<()>;
}

#[interface(name = "org.freedesktop.Secret.Item")]
impl Item {
    fn get_secret(&self, _session: OwnedObjectPath) -> (Secret,) {
        let garbled = vec![7; 33];
        ((path(SESSION), vec![1; 16], garbled, "text/plain".to_owned()),)
    }

    #[zbus(property)]
    fn locked(&self) -> bool {
        self.0 != Manner::Garbled
    }

    #[zbus(property)]
    fn label(&self) -> String {
        "switchboard".to_owned()
    }

    #[zbus(property)]
    fn attributes(&self) -> HashMap<String, String> {
        HashMap::new()
    }
}
