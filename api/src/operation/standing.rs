//! Whether who asks still stands as their token says.

use chrono::{DateTime, Utc};
use entity::client;

use super::gate::Duty;

/// Whether the credential of a client works at `now`, for a token or secret of this generation.
#[must_use]
pub fn client_works(row: &client::Model, generation: i64, now: DateTime<Utc>) -> bool {
    let duty = Duty::Authenticate;
    duty.open(&row.revoked_at).is_none() && *duty.open(&row.expires_at) > now && row.generation == generation
}
