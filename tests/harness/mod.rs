//! What the stories stand on: a database for each test, the real server on a free port, and people who speak HTTP.
//!
//! It may use the product's `app` to start it and nothing else of it (`product.rs`); SQL only to look underneath. To tell
//! a new story: a file in `it/`, functions under [`on_both!`], and an [`actor::Actor`] of the world.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "in a test, what cannot be set up ends the test"
)]

pub mod actor;
pub mod answer;
pub mod app;
pub mod cluster;
pub mod contribution;
pub mod database;
pub mod foreign;
mod held;
pub mod listen;
pub mod process;
mod product;
pub mod project;
pub mod record;
pub mod redact;
pub mod served;
pub mod socket;
pub mod soon;
pub mod source;
pub mod statements;
pub mod story;
pub mod world;
