//! Trying what an account can do, without changing anything at its service.

use std::future::Future;

use domain::{Ability, Capabilities, Check, ErrorCode, Result, Verdict};

/// Why abilities that write aren't tried.
pub(crate) const WRITES: &str = "Trying it would change something at the service.";

/// Why nothing else is tried where signing in failed.
const SHUT_OUT: &str = "Not tried, because signing in failed.";

/// The lines of a check, gathered one by one.
#[derive(Debug, Default)]
pub(crate) struct Checks {
    lines: Vec<Check>,
}

impl Checks {
    /// Tries one ability by a call that only reads. `told` says what was seen, without any
    /// customer's words. The answer, if there was one.
    pub(crate) async fn read<T>(
        &mut self,
        ability: Ability,
        call: impl Future<Output = Result<T>>,
        told: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        let result = call.await;
        let detail = result.as_ref().map(told).unwrap_or_default();
        self.lines.push(Check::of(ability, &result, detail));
        result.ok()
    }

    /// Whether there is no sense in trying anything else: the service isn't reached, or lets nobody
    /// in. One that only forbids this call may allow others.
    pub(crate) fn is_shut_out(&mut self) -> bool {
        self.line(Ability::SignIn).is_some_and(|line| {
            matches!(&line.verdict, Verdict::Refused { error }
                if !matches!(error.code, ErrorCode::Forbidden | ErrorCode::Decode))
        })
    }

    /// All lines, where signing in failed.
    pub(crate) fn shut_out(mut self, can: &Capabilities) -> Vec<Check> {
        for ability in &can.abilities {
            if self.line(*ability).is_none() {
                self.not_tried(*ability, SHUT_OUT);
            }
        }
        self.finish(can)
    }

    /// A line that was made elsewhere.
    pub(crate) fn tried(&mut self, line: Check) {
        self.lines.push(line);
    }

    /// Says why an ability was not tried.
    pub(crate) fn not_tried(&mut self, ability: Ability, why: impl Into<String>) {
        self.lines.push(Check::not_tried(ability, why));
    }

    /// The first line about an ability, if there is one: its detail may be made more precise.
    pub(crate) fn line(&mut self, ability: Ability) -> Option<&mut Check> {
        self.lines.iter_mut().find(|line| line.ability == ability)
    }

    /// All lines in the order of [`Ability::ALL`]: abilities that are there and weren't tried
    /// would have to write, those that aren't there aren't offered.
    pub(crate) fn finish(mut self, can: &Capabilities) -> Vec<Check> {
        for ability in Ability::ALL {
            if self.line(*ability).is_some() {
                continue;
            }
            if can.can(*ability) {
                self.not_tried(*ability, WRITES);
            } else {
                self.lines.push(Check {
                    ability: *ability,
                    verdict: Verdict::NotOffered,
                    detail: String::new(),
                });
            }
        }
        self.lines.sort_by_key(|line| line.ability);
        self.lines
    }
}

/// "3 chats" and the like.
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{number} {noun}")
}
