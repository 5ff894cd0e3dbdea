//! Who may read a field or take an action: Cedar, wrapped.
//!
//! It promises that an answer depends on a few closed facts and the policies in `policies/` alone, that what no rule
//! permits is refused, and that a rule which cannot be evaluated refuses and alerts. It is pure: no database, no
//! GraphQL, no clock; it uses entity's enumerations, Cedar and the standard library. To guard a new field or verb: a
//! line in `list.rs` or `actions.rs`, its name in `policies/schema.cedarschema`, and a policy that names it.

mod actions;
mod audited;
mod cells;
mod closable;
mod closed;
mod decision;
mod error;
mod explain;
mod facts;
mod list;
mod matrix;
#[cfg(test)]
mod product_tests;
#[cfg(test)]
mod reading_tests;
mod restriction;
mod rules;
mod ruleset;
#[cfg(test)]
mod tests;

pub use actions::{Action, Noun};
pub use audited::Audited;
pub use cells::{Cell, cells};
pub use decision::{Decision, Policies, Remembered};
pub use error::PolicyError;
pub use explain::{Asked, Explanation, explain, explain_field};
pub use facts::{ActionQuestion, ConsentFact, Facts, FieldQuestion, ProcessingFact, RecordState, Relation};
pub use list::Field;
pub use matrix::matrix;
pub use restriction::{Restriction, WouldRefuse};
