//! Switches that are set by name, as tests in other processes and the command line do.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// A service's switches.
pub trait Switches: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Sets one switch by name; the value is JSON, or a bare word for a text.
    ///
    /// # Errors
    /// A sentence that names what was not understood.
    fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
        self.change(name, value)
    }

    /// Sets one switch by name.
    ///
    /// # Errors
    /// A sentence that names what was not understood.
    fn change(&mut self, name: &str, value: Value) -> Result<(), String> {
        let mut all: Map<String, Value> = through_json(self)?;
        if all.insert(name.to_owned(), value).is_none() {
            return Err(format!("there is no switch named {name}"));
        }
        *self = through_json(&all).map_err(|error| format!("{name}: {error}"))?;
        Ok(())
    }
}

fn through_json<T: DeserializeOwned>(value: &impl Serialize) -> Result<T, String> {
    serde_json::to_value(value)
        .and_then(serde_json::from_value)
        .map_err(|error| error.to_string())
}
