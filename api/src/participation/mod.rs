//! Who takes part in a project, and as what: sector, expertise and roles are facts of the participation.
//!
//! It promises that a person's part in one project tells nothing of another. Other domains compose its rule by
//! [`projects_of`].

mod roles;
mod rules;

pub use roles::{join_as, roles_in};
pub use rules::projects_of;
