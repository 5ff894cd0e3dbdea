//! Agencies and who belongs to them.
//!
//! It promises that an agency never loses its last administrator, that nobody gives what they do not hold nor acts on
//! themselves but to give a role up, and that an invitation is accepted once, by who holds its secret.

mod acted;
mod create_tenant;
mod invitation;
mod invitation_moves;
mod invite_member;
mod invite_participant;
mod invited;
mod membership;
mod membership_roles;
mod moves;
mod mutations;
mod queries;
mod rules;
mod tenant;
mod update_tenant;

pub use create_tenant::{FirstInvitation, NewTenant, create_tenant};
pub use invitation::Invitation;
pub(crate) use invitation::InvitationConnection;
pub use invited::{accepted, invalid, is_open, join as join_as_invited, offer_of};
pub use membership::Membership;
pub use mutations::Mutations;
pub use queries::Queries;
pub(crate) use queries::invitations_of_viewer;
pub use tenant::{Tenant, find as find_tenant, is_there};
