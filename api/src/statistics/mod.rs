//! Statistics: what numbers say about people, and which of them may be said.
//!
//! It promises that a number about people leaves as a [`Statistic`] only: shown, withheld, or undefined. It is pure: no
//! database, no GraphQL, no clock. A new measure is a file of its own whose results are readable through
//! [`disclosure`] alone.

pub mod describe;
pub mod disclosure;
#[cfg(test)]
mod disclosure_tests;
pub mod renewal;

pub use describe::Description;
pub use disclosure::{Statistic, Threshold};
