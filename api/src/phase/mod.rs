//! Phases: the stretches of a project in which people take part in one way.
//!
//! It promises that a phase is known of where its project is, that its state moves by verbs along `lifecycle.rs` only,
//! and that every step is on record.

#[expect(clippy::module_inception, reason = "a noun stands in the file of its name")]
mod phase;
mod queries;
mod rules;
mod state_change;

pub(crate) use phase::PhaseConnection;
pub use phase::{Phase, find_all};
pub(crate) use queries::phases_of;
pub use queries::{PhaseFilter, PhaseOrder};
