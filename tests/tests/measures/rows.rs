//! The rows that are measured, one JSON object a line, for `bench table`.

use std::fs::File;
use std::io::Write as _;

use e2e::Outcome;
use serde_json::{Value, json};

/// What a row is held against: the word and the number of `bench table`.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    None,
    AtMost(f64),
    RatioAtMost(f64),
}

/// Adds a row. `value` and `floor` are in `unit`.
pub(crate) fn row(
    number: &str,
    what: &str,
    unit: &str,
    value: f64,
    floor: Option<f64>,
    goal: Goal,
) -> Outcome {
    let goal: Value = match goal {
        Goal::None => Value::Null,
        Goal::AtMost(limit) => json!({ "at_most": limit }),
        Goal::RatioAtMost(limit) => json!({ "ratio_at_most": limit }),
    };
    let row = json!({
        "number": number,
        "what": what,
        "unit": unit,
        "value": value,
        "floor": floor,
        "goal": goal,
    });
    let Some(path) = std::env::var_os("BENCH_ROWS") else {
        eprintln!("{row}");
        return Ok(());
    };
    let mut file = File::options().create(true).append(true).open(path)?;
    writeln!(file, "{row}")?;
    Ok(())
}

/// The value that this share of them does not exceed.
pub(crate) fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index of a short list"
    )]
    let index = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
    sorted.get(index).copied().unwrap_or_default()
}

pub(crate) fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}
