//! Points in time, as the store and the front end hold them.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize, TS,
)]
#[ts(export, type = "number")]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The wall clock's present time. Policies take a `now` argument instead; this is for the
    /// outermost layer.
    #[must_use]
    pub fn now() -> Self {
        Self(jiff::Timestamp::now().as_millisecond())
    }

    /// This time moved later.
    #[must_use]
    pub fn after(self, by: Duration) -> Self {
        Self(
            self.0
                .saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// This time moved earlier.
    #[must_use]
    pub fn before(self, by: Duration) -> Self {
        Self(
            self.0
                .saturating_sub(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)),
        )
    }

    /// How long after `earlier` this is; zero if it isn't.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// ISO 8601 in UTC with milliseconds: `2026-01-20T14:33:34.147Z`.
    #[must_use]
    pub fn to_iso(self) -> String {
        jiff::Timestamp::from_millisecond(self.0)
            .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
            .strftime("%Y-%m-%dT%H:%M:%S.%3fZ")
            .to_string()
    }

    /// Reads ISO 8601 with or without fraction and offset; without an offset it is UTC. `None`
    /// for anything else.
    #[must_use]
    pub fn from_iso(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(instant) = text.parse::<jiff::Timestamp>() {
            return Some(Self(instant.as_millisecond()));
        }
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        let instant = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        Some(Self(instant.timestamp().as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_reads_every_shape_the_services_send() {
        for (text, millis) in [
            ("2025-04-01T09:46:24.687Z", 1_743_500_784_687),
            ("2025-04-01T09:46:24Z", 1_743_500_784_000),
            ("2025-04-01T09:46:24", 1_743_500_784_000),
            ("2025-04-01 09:46:24", 1_743_500_784_000),
            ("2025-04-01T12:46:24+03:00", 1_743_500_784_000),
            ("2025-04-01T09:46:24.6871234", 1_743_500_784_687),
        ] {
            assert_eq!(Timestamp::from_iso(text), Some(Timestamp(millis)), "{text}");
        }
        assert_eq!(Timestamp::from_iso("yesterday"), None, "not a time");
    }

    #[test]
    fn iso_writes_what_it_reads() {
        let at = Timestamp(1_743_500_784_687);
        assert_eq!(
            at.to_iso(),
            "2025-04-01T09:46:24.687Z",
            "milliseconds and Z"
        );
        assert_eq!(Timestamp::from_iso(&at.to_iso()), Some(at), "lossless");
    }
}
