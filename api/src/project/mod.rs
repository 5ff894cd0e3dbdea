//! Projects: problems that an agency works on together with others.
//!
//! It promises that a project is known of by whom its visibility names and nobody else, that its state moves by verbs
//! along `lifecycle.rs` only, and that every step is on record. To add a verb: a file or a line in `moves.rs`, its
//! policy in `policies/actions/project.cedar`, and a line in [`Mutations`].

mod acted;
mod around;
mod create_project;
mod lifecycle;
mod moves;
mod mutations;
mod phases;
#[expect(clippy::module_inception, reason = "a noun stands in the file of its name")]
mod project;
mod project_changed;
mod queries;
mod rules;
mod search;
mod state_change;
mod update_project;

pub(crate) use acted::ActedProject;
pub use lifecycle::is_planned_for;
pub use mutations::Mutations;
pub use project::Project;
pub(crate) use project::ProjectConnection;
pub use project_changed::{Subscriptions, listened_to, told_in_project};
pub(crate) use queries::projects_about;
pub use queries::{ProjectFilter, ProjectOrder, Queries};
pub use search::index;
