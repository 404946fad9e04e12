//! What the administrator of a computer decided for the program on it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{SERVICES, ServiceKind, Settings};

/// An administrator's decisions. The default decides nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Policy {
    /// Server addresses that new accounts begin with, by service.
    pub servers: BTreeMap<ServiceKind, PresetServer>,
    /// Notifications never show names or text.
    pub private_notifications: bool,
    /// Days that messages are kept on this computer at most.
    pub retention: Option<u16>,
    /// The program never looks for a newer version of itself.
    pub no_updates: bool,
    /// What in the policy file was not understood, as sentences.
    pub problems: Vec<String>,
}

/// A server address that stands in the sign-in form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct PresetServer {
    /// The address. `{principal}` in it stands for what the person fills in as the principal. With
    /// [`Self::fixed`] and no address, no account is taken at all.
    pub url: String,
    /// No other address is taken for new accounts of this service.
    #[serde(default)]
    pub fixed: bool,
    /// The address that issues tokens, for a service that has them from elsewhere. With
    /// [`Self::fixed`] they come from there or from the server itself.
    #[serde(default)]
    pub token_url: Option<String>,
}

impl PresetServer {
    /// No new account of the service is taken, wherever its server is.
    #[must_use]
    pub fn none() -> Self {
        Self {
            url: String::new(),
            fixed: true,
            token_url: None,
        }
    }

    /// Whether new accounts of the service are taken at all.
    #[must_use]
    pub fn takes_accounts(&self) -> bool {
        !(self.fixed && self.url.trim().is_empty())
    }
}

impl Policy {
    /// Whatever a policy can forbid is forbidden; for a policy that can't be read. Nothing is
    /// erased on its account.
    #[must_use]
    pub fn strictest(problem: String) -> Self {
        Self {
            servers: Self::no_servers(),
            private_notifications: true,
            no_updates: true,
            problems: vec![problem],
            ..Self::default()
        }
    }

    /// No new account of any service.
    #[must_use]
    pub fn no_servers() -> BTreeMap<ServiceKind, PresetServer> {
        let services = SERVICES.into_iter();
        services.map(|kind| (kind, PresetServer::none())).collect()
    }

    /// The settings that are in force, where the person chose `own`.
    #[must_use]
    pub fn in_force(&self, own: Settings) -> Settings {
        Settings {
            private_notifications: own.private_notifications || self.private_notifications,
            keep_messages_days: self.at_most(own.keep_messages_days),
            check_updates: own.check_updates && !self.no_updates,
            ..own
        }
    }

    /// What to keep as the person's own choice, when `own` was and they now say `said`. What the
    /// policy decides does not become theirs: it ends with the policy.
    #[must_use]
    pub fn own(&self, own: &Settings, said: Settings) -> Settings {
        Settings {
            private_notifications: if self.private_notifications {
                own.private_notifications
            } else {
                said.private_notifications
            },
            // Fewer days than the policy's are the person's to choose; the policy's are not.
            keep_messages_days: if self.at_most(said.keep_messages_days)
                == self.at_most(own.keep_messages_days)
            {
                own.keep_messages_days
            } else {
                said.keep_messages_days
            },
            check_updates: if self.no_updates {
                own.check_updates
            } else {
                said.check_updates
            },
            ..said
        }
    }

    /// Days to keep messages, within the policy; for ever if absent.
    fn at_most(&self, days: Option<u16>) -> Option<u16> {
        match (self.retention, days) {
            (Some(most), Some(days)) => Some(most.min(days)),
            (most, days) => most.or(days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forced_setting_is_in_force_and_does_not_become_the_persons() {
        let policy = Policy {
            private_notifications: true,
            ..Policy::default()
        };
        let own = Settings::default();
        let shown = policy.in_force(own.clone());
        assert!(shown.private_notifications, "forced");
        let said = Settings {
            undo_seconds: 5,
            ..shown
        };
        let kept = policy.own(&own, said);
        assert_eq!(kept.undo_seconds, 5, "what they changed is kept");
        assert!(!kept.private_notifications, "what was forced is not");
    }

    #[test]
    fn messages_are_kept_for_the_policys_days_or_the_persons_fewer() {
        let policy = Policy {
            retention: Some(90),
            ..Policy::default()
        };
        let keeping = |keep_messages_days| Settings {
            keep_messages_days,
            ..Settings::default()
        };
        for (own, in_force) in [(None, 90), (Some(365), 90), (Some(90), 90), (Some(30), 30)] {
            let own = keeping(own);
            let shown = policy.in_force(own.clone());
            assert_eq!(shown.keep_messages_days, Some(in_force), "the fewer days");
            let said = Settings {
                undo_seconds: 7,
                ..shown
            };
            assert_eq!(
                policy.own(&own, said).keep_messages_days,
                own.keep_messages_days,
                "what was only shown does not become theirs"
            );
        }
        for (own, said, kept, why) in [
            (None, Some(30), Some(30), "fewer days are theirs to choose"),
            (Some(365), Some(30), Some(30), "also instead of more"),
            (Some(30), Some(90), Some(90), "as many as the policy allows"),
            (Some(365), None, Some(365), "more than that changes nothing"),
        ] {
            let kept_days = policy.own(&keeping(own), keeping(said)).keep_messages_days;
            assert_eq!(kept_days, kept, "{why}");
        }
    }

    #[test]
    fn a_policy_against_updates_is_in_force_and_not_the_persons() {
        let policy = Policy {
            no_updates: true,
            ..Policy::default()
        };
        for check_updates in [true, false] {
            let own = Settings {
                check_updates,
                ..Settings::default()
            };
            assert!(!policy.in_force(own.clone()).check_updates, "never");
            for said in [true, false] {
                let said = Settings {
                    check_updates: said,
                    ..own.clone()
                };
                let kept = policy.own(&own, said).check_updates;
                assert_eq!(kept, check_updates, "whatever the window says");
            }
        }
    }

    #[test]
    fn a_policy_that_cannot_be_read_erases_nothing() {
        let policy = Policy::strictest(String::new());
        assert!(policy.private_notifications && policy.no_updates, "strict");
        for kind in SERVICES {
            assert!(!policy.servers[&kind].takes_accounts(), "{kind:?}");
        }
        assert_eq!(policy.retention, None, "a typing error costs no message");
    }

    #[test]
    fn without_a_policy_the_person_decides() {
        let policy = Policy::default();
        for private_notifications in [true, false] {
            let own = Settings::default();
            let said = Settings {
                private_notifications,
                keep_messages_days: private_notifications.then_some(30),
                check_updates: private_notifications,
                ..own.clone()
            };
            assert_eq!(policy.own(&own, said.clone()), said, "kept as said");
            assert_eq!(policy.in_force(said.clone()), said, "and in force");
        }
    }
}
