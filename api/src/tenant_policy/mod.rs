//! Rules that an agency adds: they close a field to roles and purposes, and never open one.
//!
//! It promises that a rule is tried before it is in force, that a change counts from the next read on every server, and
//! that those who oversee the agency cannot be kept from what they oversee by.

mod access_matrix;
mod acted;
mod draft_tenant_policy;
mod dry_run;
mod explain_access;
mod lifecycle;
mod moves;
mod mutations;
mod queries;
mod rules;
#[expect(clippy::module_inception, reason = "a noun stands in the file of its name")]
mod tenant_policy;

pub use mutations::Mutations;
pub use queries::Queries;
pub use tenant_policy::TenantPolicy;
