//! Journeys of an operator and of a company's administrator, each in the real window against the
//! sandbox. Run by `cargo xtask test --only window`.

mod first_run;
