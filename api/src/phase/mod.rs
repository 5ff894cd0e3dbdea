//! Phases: the stretches of a project in which people take part in one way.
//!
//! It promises that a phase is known of where its project is, that its state moves by verbs along `lifecycle.rs` only,
//! and that every step is on record. To add a verb that only moves the state: a step in `lifecycle.rs`, its conditions in
//! `guards.rs`, a line in `moves.rs` and one in [`Mutations`], its policy in `policies/actions/phase.cedar`.

mod acted;
mod around;
mod guards;
mod held;
mod lifecycle;
mod moves;
mod mutations;
#[expect(clippy::module_inception, reason = "a noun stands in the file of its name")]
mod phase;
mod phase_changed;
mod places;
mod plan;
mod queries;
mod rules;
mod state_change;

pub(crate) use acted::ActedPhase;
pub use mutations::Mutations;
pub use phase::Phase;
pub(crate) use phase::PhaseConnection;
pub use phase_changed::Subscriptions;
pub(crate) use queries::phases_of;
pub use queries::{PhaseFilter, PhaseOrder};
