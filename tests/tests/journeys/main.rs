//! Journeys of an operator and of a company's administrator, each in the real window against the
//! sandbox. Run by `cargo xtask test --only window`.

mod administrator;
mod calls;
mod desk;
mod desktop;
mod drafts;
mod first_run;
mod four_services;
mod groups;
mod help;
mod keyboard;
mod leaving;
mod lock;
mod locked_page;
mod notifications;
mod operator;
mod outage;
mod pictures;
mod portal;
mod records;
mod restart;
mod sign_in_errors;
mod steps;
mod tokens;
mod views;
