//! Access tokens: signed, short-lived, and naming a membership or client, never its roles.
//!
//! One algorithm, one header, and every claim read in one strict way (RFC 8725, RFC 9068; T80 to T82).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, SubsecRound, Utc};
use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::claims::{Audience, Claims, Reading};
use crate::clock::Clock;
use crate::error::{Error, Fault, Result};

/// A longer token is not looked at; ours have about 500 bytes.
pub const LONGEST: usize = 4096;

/// How many verified tokens are remembered.
const REMEMBERED: usize = 10_000;

/// The media type of an access token (RFC 9068), so that no other kind of token passes for one.
const TYPE: &str = "at+jwt";

/// What precedes the 32 bytes of an Ed25519 seed in PKCS#8 (RFC 8410, section 10.3).
const PKCS8: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];

/// What kind of actor a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A person's membership in a tenant.
    Person,
    /// A program of a tenant.
    Client,
}

/// Whom a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject {
    /// What kind of actor.
    pub kind: Kind,
    /// The tenant, and no other, that it is good for.
    pub tenant: Uuid,
    /// The id of the membership or client.
    pub subject: Uuid,
    /// Which password of the account, or secret of the program, it is made under: a later one voids it.
    pub generation: i64,
}

/// A new token.
pub struct IssuedToken {
    /// The token itself, to be sent as `Bearer`.
    pub value: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// What a good token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// What kind of actor.
    pub kind: Kind,
    /// The tenant it is good for.
    pub tenant: Uuid,
    /// The id of the membership or client.
    pub subject: Uuid,
    /// Which password of the account, or secret of the program, it was made under.
    pub generation: i64,
    /// When it ends: a stream that was opened with it ends then, too.
    pub expires_at: DateTime<Utc>,
}

/// Why a token is no good. For the log; the caller hears one answer for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// Over [`LONGEST`].
    TooLong,
    /// The header is not exactly the one that tokens of a known key have.
    Header,
    /// The signature does not fit.
    Signature,
    /// A claim is missing, twice there or of another JSON type than it must have.
    Claims,
    /// Made by or for somebody else.
    Issuer,
    /// Its end has passed.
    Expired,
    /// Its beginning is yet to come.
    Early,
}

impl From<Invalid> for Error {
    fn from(_: Invalid) -> Self {
        super::unauthenticated()
    }
}

/// Signs and verifies access tokens.
pub struct TokenKeys {
    issuer: String,
    kid: String,
    signing: EncodingKey,
    /// The one key that verifies: a token's own id of a key leads nowhere else (T81).
    public: DecodingKey,
    verified: Cache<[u8; 32], Reading>,
}

impl TokenKeys {
    /// The key pair of a 32-byte seed, such as `InstanceSecret::derive("token")`, for tokens of `issuer`.
    #[must_use]
    pub fn new(seed: [u8; 32], issuer: &str) -> Self {
        // The library panics at first use if a dependency turned on a second back end; one that is installed wins.
        // An error says that one is already.
        let _ = jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER.install_default();
        let (kid, public) = public(seed);
        Self {
            issuer: issuer.to_owned(),
            kid,
            signing: EncodingKey::from_ed_der(&[PKCS8.as_slice(), &seed].concat()),
            public,
            verified: Cache::new(REMEMBERED),
        }
    }

    /// Makes a token for `subject`, good from `now` for `lifetime`.
    pub fn issue(&self, subject: Subject, now: DateTime<Utc>, lifetime: Duration) -> Result<IssuedToken> {
        let fault = || Fault::logged("an access token could not be made");
        let expires_at = now
            .trunc_subsecs(0)
            .checked_add_signed(lifetime)
            .ok_or_else(fault)?
            .trunc_subsecs(0);
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: Audience::One(subject.tenant.to_string()),
            sub: subject.subject.to_string(),
            kind: subject.kind,
            generation: subject.generation,
            iat: u64::try_from(now.timestamp()).map_err(|_| fault())?,
            nbf: None,
            exp: u64::try_from(expires_at.timestamp()).map_err(|_| fault())?,
            jti: Clock::system().blind_id().to_string(),
        };
        let value = encode(&header(&self.kid), &claims, &self.signing).map_err(|_| fault())?;
        Ok(IssuedToken { value, expires_at })
    }

    /// What `token` says, if it was made here and holds at `now`.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Verified, Invalid> {
        if token.len() > LONGEST {
            return Err(Invalid::TooLong);
        }
        let digest: [u8; 32] = Sha256::digest(token).into();
        if let Some(known) = self.verified.get(&digest) {
            let verified = known.at(now);
            if verified.is_err() {
                self.verified.remove(&digest);
            }
            return verified;
        }
        let read = self.read(token)?;
        let verified = read.at(now)?;
        self.verified.insert(digest, read);
        Ok(verified)
    }

    fn read(&self, token: &str) -> Result<Reading, Invalid> {
        let given = decode_header(token).map_err(|_| Invalid::Header)?;
        // Nothing but what we write ourselves: no other key, no `crit`, no key or address of one, no nested or encrypted token.
        if given != header(&self.kid) {
            return Err(Invalid::Header);
        }
        let mut validation = Validation::new(Algorithm::EdDSA);
        // The library would ask the system's clock and take what it cannot parse for absent: it checks the signature,
        // and the claims are read below.
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        let claims = decode::<Claims>(token, &self.public, &validation).map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::Json(_) => Invalid::Claims,
            _ => Invalid::Signature,
        })?;
        claims.claims.read(&self.issuer)
    }
}

fn header(kid: &str) -> Header {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.to_owned());
    header.kid = Some(kid.to_owned());
    header
}

/// The public key, and its thumbprint (RFC 7638, RFC 8037) as its id.
fn public(seed: [u8; 32]) -> (String, DecodingKey) {
    let public = SigningKey::from_bytes(&seed).verifying_key();
    let x = URL_SAFE_NO_PAD.encode(public.as_bytes());
    let thumbprint = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
    (
        URL_SAFE_NO_PAD.encode(thumbprint),
        DecodingKey::from_ed_der(public.as_bytes()),
    )
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
