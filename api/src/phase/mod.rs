//! Phases: the stretches of a project in which people take part in one way.
//!
//! It promises that a phase is known of where its project is, that its state moves by verbs along `lifecycle.rs` only,
//! and that every step is on record.

mod rules;
mod settle;

pub use settle::{Occasion, figures, settle_stands};
