//! Journeys of an operator and of a company's administrator, each in the real window against the
//! sandbox. Run by `cargo xtask test --only window`.

mod administrator;
mod drafts;
mod first_run;
mod notifications;
mod operator;
mod outage;
mod pictures;
mod restart;
mod sign_in_errors;
mod steps;
mod tokens;
