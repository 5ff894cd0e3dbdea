//! Services that public organisations offer or plan.
//!
//! It promises that a service moves from being made to being offered to being retired, and back from nowhere. To add a
//! verb: a file or a line in `moves.rs`, its policy in `policies/actions/public_service.cedar`, and a line in
//! [`Mutations`].

mod acted;
mod create_public_service;
mod lifecycle;
mod moves;
mod mutations;
#[expect(clippy::module_inception, reason = "a noun stands in the file of its name")]
mod public_service;
mod queries;
mod rules;
mod search;
mod update_public_service;

pub use mutations::Mutations;
pub use public_service::PublicService;
pub use queries::Queries;
pub use rules::named_in;
