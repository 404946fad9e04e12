//! A stretch of days by the clock of a place: where they begin, which hour a time falls into.

use domain::view::Period;
use domain::{Error, ErrorCode, Result, Timestamp};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{ToSpan as _, Zoned};

/// Longest stretch that is counted, in days: ten years.
const LONGEST: i64 = 3_660;
/// Clocks are put forward and back by whole quarters of an hour.
const QUARTER: i64 = 15 * 60 * 1000;

/// Days in a row.
#[derive(Debug, Clone)]
pub(crate) struct Calendar {
    zone: TimeZone,
    /// The days, each with its beginning.
    pub(crate) days: Vec<(Date, Timestamp)>,
    /// When the last day ends.
    pub(crate) to: Timestamp,
    /// The quarter of an hour that was asked for last: times come nearly in order.
    last: Option<(i64, Slot)>,
}

/// A day, by its position, and an hour of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) day: usize,
    pub(crate) hour: usize,
}

impl Calendar {
    /// The days of a period.
    ///
    /// # Errors
    /// `Invalid` for days that aren't, none, or too many.
    pub(crate) fn of(period: &Period, now: Timestamp, zone: TimeZone) -> Result<Self> {
        let (first, last) = match period {
            Period::Days { days } => {
                let today = local(now, &zone).date();
                let before = i64::from(*days) - 1;
                let first = today
                    .checked_sub(before.max(0).days())
                    .map_err(|_| invalid())?;
                (first, today)
            }
            Period::Dates { from, to } => (parsed(from)?, parsed(to)?),
        };
        let count = i64::from(last.since(first).map_err(|_| invalid())?.get_days()) + 1;
        if !(1..=LONGEST).contains(&count) {
            return Err(invalid());
        }
        let mut days = Vec::new();
        let mut day = first;
        while day <= last {
            days.push((day, beginning(day, &zone)?));
            day = day.tomorrow().map_err(|_| invalid())?;
        }
        Ok(Self {
            to: beginning(day, &zone)?,
            zone,
            days,
            last: None,
        })
    }

    /// When the first day begins.
    pub(crate) fn from(&self) -> Timestamp {
        self.days.first().map_or(self.to, |(_, at)| *at)
    }

    /// The zone's name.
    pub(crate) fn zone_name(&self) -> String {
        self.zone.iana_name().unwrap_or("UTC").to_owned()
    }

    /// Where a time falls; `None` outside of the days.
    pub(crate) fn slot(&mut self, at: i64) -> Option<Slot> {
        if at < self.from().0 || at >= self.to.0 {
            return None;
        }
        let quarter = at.div_euclid(QUARTER);
        if let Some((known, slot)) = self.last
            && known == quarter
        {
            return Some(slot);
        }
        let after = self.days.partition_point(|(_, begins)| begins.0 <= at);
        let hour = local(Timestamp(at), &self.zone).hour();
        let slot = Slot {
            day: after.saturating_sub(1),
            hour: usize::try_from(hour).unwrap_or(0),
        };
        self.last = Some((quarter, slot));
        Some(slot)
    }
}

fn local(at: Timestamp, zone: &TimeZone) -> Zoned {
    jiff::Timestamp::from_millisecond(at.0)
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(zone.clone())
}

/// A day's first moment, which is not midnight where clocks are put forward then.
fn beginning(day: Date, zone: &TimeZone) -> Result<Timestamp> {
    let begins = day.to_zoned(zone.clone()).map_err(|_| invalid())?;
    Ok(Timestamp(begins.timestamp().as_millisecond()))
}

fn parsed(text: &str) -> Result<Date> {
    text.parse().map_err(|_| invalid())
}

fn invalid() -> Error {
    Error::new(
        ErrorCode::Invalid,
        "These are no days that can be counted: from a day to the same or a later one, ten years \
         at most.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kyiv() -> TimeZone {
        TimeZone::get("Europe/Kyiv").unwrap()
    }

    fn at(iso: &str) -> Timestamp {
        Timestamp::from_iso(iso).unwrap()
    }

    fn dates(from: &str, to: &str) -> Period {
        Period::Dates {
            from: from.to_owned(),
            to: to.to_owned(),
        }
    }

    #[test]
    fn today_is_the_day_of_this_place() {
        let now = at("2026-03-01T22:30:00Z");
        let days = Calendar::of(&Period::Days { days: 1 }, now, kyiv()).unwrap();
        assert_eq!(days.from(), at("2026-03-01T22:00:00Z"), "its midnight");
        assert_eq!(days.to, at("2026-03-02T22:00:00Z"), "and the next");
        let week = Calendar::of(&Period::Days { days: 7 }, now, kyiv()).unwrap();
        assert_eq!(week.days.len(), 7, "today and the six before it");
        assert_eq!(week.to, days.to, "today is the last");
        assert_eq!(week.zone_name(), "Europe/Kyiv", "by whose clock");
    }

    #[test]
    fn days_on_which_clocks_change_are_shorter_or_longer() {
        let mut spring =
            Calendar::of(&dates("2026-03-29", "2026-03-30"), Timestamp(0), kyiv()).unwrap();
        let length = spring.days[1].1.0 - spring.days[0].1.0;
        assert_eq!(length, 23 * 3_600_000, "an hour is left out");
        let slot = |day, hour| Some(Slot { day, hour });
        assert_eq!(spring.slot(at("2026-03-28T21:59:59Z").0), None, "before");
        assert_eq!(
            spring.slot(at("2026-03-28T22:00:00Z").0),
            slot(0, 0),
            "first"
        );
        assert_eq!(spring.slot(at("2026-03-29T00:59:59Z").0), slot(0, 2), "two");
        assert_eq!(
            spring.slot(at("2026-03-29T01:00:00Z").0),
            slot(0, 4),
            "four"
        );
        assert_eq!(
            spring.slot(at("2026-03-29T21:00:00Z").0),
            slot(1, 0),
            "next"
        );
        assert_eq!(spring.slot(at("2026-03-30T21:00:00Z").0), None, "after");
        let mut nepal = Calendar::of(
            &dates("2026-01-01", "2026-01-01"),
            Timestamp(0),
            TimeZone::get("Asia/Kathmandu").unwrap(),
        )
        .unwrap();
        assert_eq!(nepal.slot(at("2025-12-31T18:14:59Z").0), None, "yesterday");
        assert_eq!(
            nepal.slot(at("2025-12-31T18:15:00Z").0),
            slot(0, 0),
            "+05:45"
        );
        assert_eq!(
            nepal.slot(at("2025-12-31T19:14:59Z").0),
            slot(0, 0),
            "still"
        );
        assert_eq!(nepal.slot(at("2025-12-31T19:15:00Z").0), slot(0, 1), "one");
    }

    #[test]
    fn what_is_no_stretch_of_days_is_refused() {
        for (from, to) in [
            ("2026-02-02", "2026-02-01"),
            ("2026-02-30", "2026-03-01"),
            ("yesterday", "2026-03-01"),
            ("1926-01-01", "2026-01-01"),
        ] {
            let made = Calendar::of(&dates(from, to), Timestamp(0), kyiv());
            assert!(made.is_err(), "{from} to {to}");
        }
    }
}
