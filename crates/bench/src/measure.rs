//! Numbers, and the table of them.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What was measured, beside its floor and its goal.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    /// The number in the list of goals.
    pub(crate) number: Cow<'static, str>,
    pub(crate) what: String,
    pub(crate) unit: Cow<'static, str>,
    pub(crate) value: f64,
    pub(crate) floor: Option<f64>,
    /// Value to floor.
    pub(crate) ratio: Option<f64>,
    pub(crate) goal: String,
    pub(crate) met: Option<bool>,
}

/// What a row is held against.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Goal {
    /// Nothing; it stands beside others.
    #[default]
    None,
    /// The value.
    AtMost(f64),
    /// The value.
    AtLeast(f64),
    /// Value to floor.
    RatioAtMost(f64),
    /// Value to floor.
    RatioAtLeast(f64),
}

impl Row {
    pub(crate) fn new(
        number: impl Into<Cow<'static, str>>,
        what: impl Into<String>,
        unit: impl Into<Cow<'static, str>>,
        value: f64,
        floor: Option<f64>,
        goal: Goal,
    ) -> Self {
        let (number, unit) = (number.into(), unit.into());
        let ratio = floor.map(|floor| value / floor);
        let (goal, met) = match goal {
            Goal::None => (String::new(), None),
            Goal::AtMost(limit) => (format!("<= {limit} {unit}"), Some(value <= limit)),
            Goal::AtLeast(limit) => (format!(">= {limit} {unit}"), Some(value >= limit)),
            Goal::RatioAtMost(limit) => {
                (format!("<= {limit} x"), ratio.map(|ratio| ratio <= limit))
            }
            Goal::RatioAtLeast(limit) => {
                (format!(">= {limit} x"), ratio.map(|ratio| ratio >= limit))
            }
        };
        Self {
            number,
            what: what.into(),
            unit,
            value,
            floor,
            ratio,
            goal,
            met,
        }
    }
}

/// A row as another program measured it.
#[derive(Debug, Deserialize)]
struct Foreign {
    number: String,
    what: String,
    unit: String,
    value: f64,
    floor: Option<f64>,
    goal: Option<Goal>,
}

/// Rows that other programs measured, one JSON object a line.
pub(crate) fn foreign(lines: &str) -> Result<Vec<Row>, serde_json::Error> {
    lines
        .lines()
        .map(|line| {
            let row: Foreign = serde_json::from_str(line)?;
            let goal = row.goal.unwrap_or_default();
            Ok(Row::new(
                row.number, row.what, row.unit, row.value, row.floor, goal,
            ))
        })
        .collect()
}

/// Times of one thing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Times(Vec<f64>);

impl Times {
    pub(crate) fn add(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64() * 1000.0);
    }

    /// The time, in milliseconds, that this share of them does not exceed.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1);
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index of a short list"
        )]
        let index = (last as f64 * share).round() as usize;
        sorted.get(index).copied().unwrap_or_default()
    }

    pub(crate) fn median(&self) -> f64 {
        self.quantile(0.5)
    }
}

/// For people.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut text = format!(
        "\n{:<5} {:<58} {:>12} {:>12} {:>7}  {:<14} {}\n",
        "", "", "measured", "floor", "ratio", "goal", "met"
    );
    for row in rows {
        let floor = row
            .floor
            .map_or_else(String::new, |floor| number(floor, &row.unit));
        let ratio = row
            .ratio
            .map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        let met = match row.met {
            None => "",
            Some(true) => "yes",
            Some(false) => "NO",
        };
        let line = format!(
            "{:<5} {:<58} {:>12} {:>12} {:>7}  {:<14} {met}",
            row.number,
            row.what,
            number(row.value, &row.unit),
            floor,
            ratio,
            row.goal
        );
        // Writing to a text never fails.
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

fn number(value: f64, unit: &str) -> String {
    if value >= 1000.0 {
        format!("{value:.0} {unit}")
    } else if value >= 10.0 {
        format!("{value:.1} {unit}")
    } else {
        format!("{value:.3} {unit}")
    }
}
