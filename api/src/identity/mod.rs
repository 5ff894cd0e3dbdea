//! Who somebody is: access tokens, passwords and single-use secrets.
//!
//! It promises that a token names a membership or a client of one agency and nothing else, that no answer tells whether an address
//! is known here, and that a password is hashed off the async threads and never kept.

mod accept_invitation;
pub mod attempts;
mod audience;
mod change_password;
mod claims;
mod client_token;
mod common_password;
pub mod credential;
mod email;
mod listed;
mod mutations;
mod newcomer;
mod once;
mod origins;
pub mod password;
mod sign_in;
pub mod token;
mod viewer;
mod viewer_tenant;

use chrono::Duration;

pub use audience::{Audience, audience};
pub use client_token::{ClientCredential, ClientToken, NotTaken, take_client_token};
pub use email::Email;
pub use listed::{listed_document, refuse_unlisted};
pub use mutations::Mutations;
pub use once::Secret;
pub use origins::{lets_in, shut_out};
pub use viewer::Queries;

use self::{
    attempts::{Attempt, Attempts},
    password::Passwords,
    token::{Kind, Subject, TokenKeys},
};
use crate::{
    clock::Clock,
    error::{Code, Error, Refusal, Result},
    operation::Operation,
    relay::access::access,
};

/// What signing in needs, shared by all operations.
pub struct Identity {
    /// Signs and verifies access tokens.
    pub tokens: TokenKeys,
    /// Hashes and checks passwords.
    pub passwords: Passwords,
    /// How often passwords may be tried wrongly.
    pub attempts: Attempts,
    /// How long an access token lives.
    pub token_lifetime: Duration,
}

/// A bearer token for one tenant.
#[derive(Clone, async_graphql::SimpleObject)]
pub struct AccessToken {
    /// The token, to be sent as `Authorization: Bearer …`.
    #[graphql(directive = access::apply(entity::vocabulary::AccessClass::Public, None))]
    pub value: String,
    /// When it ends.
    #[graphql(directive = access::apply(entity::vocabulary::AccessClass::Public, None))]
    pub expires_at: chrono::DateTime<chrono::Utc>,
}

impl Identity {
    /// A token for a membership, made under this password of its account.
    pub fn access_token(
        &self,
        membership: &entity::membership::Model,
        generation: i64,
        clock: &Clock,
    ) -> Result<AccessToken> {
        let subject = Subject {
            kind: Kind::Person,
            tenant: membership.tenant_id.uuid(),
            subject: membership.id.uuid(),
            generation,
        };
        let issued = self.tokens.issue(subject, clock.now(), self.token_lifetime)?;
        Ok(AccessToken {
            value: issued.value,
            expires_at: issued.expires_at,
        })
    }
}

impl Identity {
    /// A try of a password that is the one of an address, of which a hash is stored or none; what is `wrong` where it is not.
    /// Refused where too many were tried wrongly, whether or not there is an account. The caller says that it succeeded once
    /// everything else fits too, or that it failed, or the difference would tell that the password did.
    pub(self) async fn verify(
        &self,
        operation: &Operation,
        address: &str,
        password: &str,
        stored: Option<&str>,
        wrong: Error,
    ) -> Result<Attempt<'_>> {
        let attempt = self.attempts.begin(address, operation.network())?;
        if self.passwords.verify(password, stored).await? {
            Ok(attempt)
        } else {
            Err(attempt.failed(wrong))
        }
    }

    /// Whether a token that is made now is also accepted now.
    #[must_use]
    pub fn keys_work(&self, clock: &Clock) -> bool {
        let nobody = Subject {
            kind: Kind::Person,
            tenant: uuid::Uuid::nil(),
            subject: uuid::Uuid::nil(),
            generation: 0,
        };
        let made = self.tokens.issue(nobody, clock.now(), self.token_lifetime);
        made.is_ok_and(|made| self.tokens.verify(&made.value, clock.now()).is_ok())
    }
}

/// What to do about a token that is no good, or not any more.
pub const TAKE_ANOTHER: &str = "Sign in again; a program takes another token at /oauth/token.";

/// One answer for every credential that is no good, whatever is wrong with it.
fn unauthenticated() -> Error {
    Refusal::new(
        Code::Unauthenticated,
        "The access token is expired, forged or made for another agency.",
    )
    .hint(TAKE_ANOTHER)
    .into()
}
