//! Looking across an agency: search, and figures over time.
//!
//! It promises that search finds nothing that its reader may not read, by no word of it, and that every figure over
//! people went through disclosure control.

mod activity;
mod dashboard;
mod excerpt;
mod queries;
mod rules;
mod search;

pub(crate) use activity::{Activities, MonthlyActivity};
pub use queries::Queries;
