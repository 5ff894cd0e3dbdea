//! `trialogue schema`: the GraphQL schema, as `schema.graphql` holds it.

use super::{Failure, output::say, wiring};

/// Runs the command.
pub(super) fn run() -> Result<(), Failure> {
    say(&wiring::schema())
}
