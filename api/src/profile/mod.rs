//! What people tell about themselves, for statistics and nothing else.
//!
//! It promises that nothing is stored without the person's own consent to that very attribute, that a consent that ends
//! takes the value with it, and that nobody else reads what was told but as a coarse band. To add an attribute: a column, a
//! value of `ProfileAttribute`, and its lines in the verbs.

mod coarse;
#[expect(clippy::module_inception, reason = "a noun stands in the file of its name")]
mod profile;
mod rules;
mod tell;

pub(crate) use profile::profile_of_viewer;
pub use profile::{ParticipantProfile, at_level};
pub use tell::Mutations;
