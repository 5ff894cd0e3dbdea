//! Stories about the server, told over HTTP, on both databases.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where something is not as it should be"
)]

mod architecture;
mod assessments;
mod bad_input;
mod cancellation;
mod crash;
mod evaluations;
mod harness_itself;
mod invitations;
mod judged;
mod lints;
mod migrations;
mod participations;
mod phases;
mod projects;
mod refusals;
mod rooms;
mod schema;
mod sign_in;
mod walls;
