//! Who takes part in a project, and as what: sector, expertise and roles are facts of the participation.
//!
//! It promises that a person's part in one project tells nothing of another. Other domains compose its rule by
//! [`projects_of`].

mod acted;
mod byline;
mod changes;
mod invited;
mod join_project;
mod lead;
mod mutations;
mod own;
#[expect(clippy::module_inception, reason = "a noun stands in the file of its name")]
mod participation;
mod pseudonym_reveal;
mod queries;
mod rectify;
mod reveal_pseudonym;
mod roles;
mod rules;

pub(crate) use acted::ActedParticipation;
pub use byline::{Byline, NamePrecision};
pub use invited::{Offer, join_invited, roles_anywhere, roles_of};
pub use lead::{leads_of, may_tell_lead};
pub use mutations::Mutations;
pub use own::{
    OwnPart, beside_own_part, bylines, keep_part, own_part, own_parts, roles_known, said_by, share_both_and_part,
    with_part,
};
pub use participation::Participation;
pub(crate) use participation::ParticipationConnection;
pub use pseudonym_reveal::PseudonymReveal;
pub use queries::{ParticipationFilter, ParticipationOrder, Queries, ViewerParticipationFilter};
pub(crate) use queries::{participations_of, participations_of_person, participations_of_viewer};
pub use rectify::{Right, rectify};
pub use roles::{join_as, keep_owners_without, own_in, own_roles, roles_in, within_reach};
pub use rules::{not_imported_ids, own_ids, people_shared_with, projects_of};
