//! What an access token claims, read in one strict way: a claim that cannot be read is never taken for absent (T82).

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use uuid::Uuid;

use super::token::{Invalid, Kind, Verified};

/// How far the clock of another node may be ahead, for `iat` and `nbf`; `exp` has no leeway.
const LEEWAY: Duration = Duration::seconds(60);

#[derive(Serialize, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) aud: Audience,
    pub(super) sub: String,
    pub(super) kind: Kind,
    pub(super) generation: i64,
    pub(super) iat: u64,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub(super) nbf: Option<u64>,
    pub(super) exp: u64,
    pub(super) jti: String,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Audience {
    One(String),
    /// Of one as well: a token for two tenants would name a membership in one of them only.
    Many([String; 1]),
}

/// A claim that is there must have its type: `null` is not the same as absent (CVE-2026-25537).
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    u64::deserialize(deserializer).map(Some)
}

/// What a token says, with when it begins; when it is good is asked anew each time.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    verified: Verified,
    not_before: DateTime<Utc>,
}

impl Claims {
    /// What they say, if `issuer` made them and every one is as it must be.
    pub(super) fn read(self, issuer: &str) -> Result<Reading, Invalid> {
        if self.iss != issuer {
            return Err(Invalid::Issuer);
        }
        let (Audience::One(audience) | Audience::Many([audience])) = self.aud;
        let starts = self.nbf.map_or(self.iat, |nbf| nbf.max(self.iat));
        Ok(Reading {
            verified: Verified {
                kind: self.kind,
                tenant: uuid(&audience)?,
                subject: uuid(&self.sub)?,
                generation: self.generation,
                expires_at: moment(self.exp)?,
            },
            not_before: moment(starts)?,
        })
    }
}

impl Reading {
    /// The same, if it holds at `now`.
    pub(super) fn at(self, now: DateTime<Utc>) -> Result<Verified, Invalid> {
        if now >= self.verified.expires_at {
            return Err(Invalid::Expired);
        }
        if now.signed_duration_since(self.not_before) < -LEEWAY {
            return Err(Invalid::Early);
        }
        Ok(self.verified)
    }
}

/// An id in the one spelling that we write.
fn uuid(text: &str) -> Result<Uuid, Invalid> {
    Uuid::parse_str(text)
        .ok()
        .filter(|id| id.to_string() == text)
        .ok_or(Invalid::Claims)
}

fn moment(seconds: u64) -> Result<DateTime<Utc>, Invalid> {
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .ok_or(Invalid::Claims)
}
