//! What personal data are processed for, what people are told of it, and what they say to it.
//!
//! It promises that only the person gives and withdraws, that a withdrawal acts on the next read, that what was said stands
//! in a chain to which steps are only added, and that refusing never keeps anybody out. To add a verb: a step in
//! `lifecycle.rs`, its policy in `policies/actions/consent.cedar`, and a line in [`Mutations`].

mod acted;
mod chain;
#[expect(clippy::module_inception, reason = "a noun stands in the file of its name")]
mod consent;
mod controller;
mod decide;
mod expire;
mod grounds;
mod in_force;
mod lifecycle;
mod mutations;
mod notice;
mod paper;
mod portable;
mod public_name;
mod publish_notice;
mod purpose;
mod queries;
mod record;
mod records_of_processing;
mod right;
mod rules;
mod texts;
mod told_purposes;
mod update_purpose;
mod words;

pub use consent::Consent;
pub(crate) use consent::consents_of_viewer;
pub use expire::expire_due;
pub use grounds::{Grounds, grounds, standing_of};
pub use mutations::Mutations;
pub use notice::Notice;
pub use portable::portable;
pub use public_name::{keep_public_name, name_in_public};
pub use purpose::ProcessingPurpose;
pub use queries::Queries;
pub use record::ConsentRecord;
pub use records_of_processing::records_of_processing;
pub use right::applies;
pub use rules::agreed_with;
pub use told_purposes::{ToldPurpose, told_purposes};
