//! What was done and what was found.

use std::fmt::Write as _;

use serde::Serialize;

use crate::Plan;

/// Findings that are shown; the others are counted.
const SHOWN: usize = 20;

/// Totals of one part.
#[derive(Debug, Clone, Serialize)]
pub struct Tally {
    part: &'static str,
    seed: u64,
    count: u32,
    /// How long it took.
    pub seconds: f64,
    totals: Vec<(&'static str, u64)>,
    found: Vec<String>,
}

impl Tally {
    pub(crate) fn new(part: &'static str, plan: &Plan) -> Self {
        Self {
            part,
            seed: plan.seed,
            count: plan.count,
            seconds: 0.0,
            totals: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Counts something that was done.
    pub(crate) fn add(&mut self, what: &'static str, number: usize) {
        self.count_in(what, number as u64);
    }

    /// Takes over what another one of the same part counted and found.
    pub(crate) fn absorb(&mut self, other: Self) {
        for (what, number) in other.totals {
            self.count_in(what, number);
        }
        self.found.extend(other.found);
    }

    /// Something that must not be.
    pub(crate) fn found(&mut self, what: impl Into<String>) {
        self.found.push(what.into());
    }

    fn count_in(&mut self, what: &'static str, number: u64) {
        match self.totals.iter_mut().find(|(name, _)| *name == what) {
            Some((_, total)) => *total += number,
            None => self.totals.push((what, number)),
        }
    }

    /// Whether nothing was found that must not be.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.found.is_empty()
    }

    /// How often something was done.
    #[must_use]
    pub fn total(&self, what: &str) -> u64 {
        let total = self.totals.iter().find(|(name, _)| *name == what);
        total.map_or(0, |(_, total)| *total)
    }

    /// For people.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = format!(
            "{} (seed {}, count {}): {} in {:.1} s\n",
            self.part,
            self.seed,
            self.count,
            if self.is_clean() {
                "nothing found".to_owned()
            } else {
                format!("{} FOUND", self.found.len())
            },
            self.seconds
        );
        for (what, total) in &self.totals {
            // Writing to a text never fails.
            let _ = writeln!(text, "  {total:>9}  {what}");
        }
        for what in self.found.iter().take(SHOWN) {
            let _ = writeln!(text, "  !! {what}");
        }
        if self.found.len() > SHOWN {
            let _ = writeln!(text, "  !! and {} more", self.found.len() - SHOWN);
        }
        text
    }
}
