//! Interests: what participants declare that could bias them in a project.
//!
//! It promises that everybody who may know of the project reads that an interest was declared, by which pseudonym and of
//! what kind, that what is for few is read by those named for it alone, and that nobody but who declared it changes it or
//! takes it back.

mod acted;
mod changes;
mod declare_interest;
mod interest_declaration;
mod mutations;
mod queries;
mod rules;

pub use interest_declaration::InterestDeclaration;
pub(crate) use interest_declaration::InterestDeclarationConnection;
pub use mutations::Mutations;
pub use queries::InterestDeclarationFilter;
pub(crate) use queries::{declarations_of_participation, declarations_of_project};
