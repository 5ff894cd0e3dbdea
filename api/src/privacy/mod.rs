//! Privacy: what a person can know and ask about the handling of their data.
//!
//! It promises that everybody finds who read their data, when, in which role and what for, also where the read was refused;
//! and that nobody else learns this but who oversees it.

mod access_log_entry;
mod access_reader;
mod queries;
mod rules;

pub use access_log_entry::{AccessLogEntry, find_all};
pub use queries::Queries;
