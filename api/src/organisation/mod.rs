//! Organisations of the three sectors, as an agency knows them.
//!
//! It promises that an organisation counts as checked only while what was checked stands, and that what belonging to it
//! would tell of a person is kept apart. To add a verb: a file, its policy in `policies/actions/organisation.cedar`, and
//! a line in [`Mutations`].

mod acted;
mod create_organisation;
mod mutations;
#[expect(clippy::module_inception, reason = "a noun stands in the file of its name")]
mod organisation;
mod queries;
mod rules;
mod search;
mod update_organisation;
mod verify_organisation;

pub use mutations::Mutations;
pub use organisation::Organisation;
pub use queries::Queries;
pub use rules::named_in;
