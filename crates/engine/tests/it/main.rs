//! The engine on real database files and the real sandbox.

mod administration;
mod bench;
mod conversation;
mod filters;
mod lost_answers;
mod opening;
mod signing_in;
mod telling;
mod trouble;
