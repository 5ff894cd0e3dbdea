//! Clients: programs of partners, which read with a credential of their own.
//!
//! It promises that a secret is shown once and kept as a digest, that a client sees public projects and those of its
//! scope and nothing else, of people only who agreed to its partner, that what can be registered opens what it says, and
//! that a change of its scope, secret or end holds for the very next request. How a client takes tokens, and what it may
//! run, is in `identity`.

mod acted;
mod bounds;
#[expect(clippy::module_inception, reason = "a noun stands in the file of its name")]
mod client;
mod input;
mod mutations;
mod operations;
mod partner;
mod queries;
mod register_client;
mod revoke_client;
mod rotate_client_secret;
mod rules;
mod update_client;

pub use client::Client;
pub use mutations::Mutations;
pub use operations::list_operations;
pub use partner::shared_projects;
pub use queries::Queries;
pub use rules::scope_of;
