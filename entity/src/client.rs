//! A program of a partner, with a credential of its own.

use async_graphql::Enum;
use sea_orm::entity::prelude::*;

use crate::{
    id::{ClientId, Identified, OrganisationId, TenantId},
    origins::Origins,
    row::FromRow,
    scalar::Day,
    sealed::{Confidential, TenantInternal},
    set::Set,
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::{AccessClass, Purpose, Sector},
};

/// Whether a client's credential works. It is not stored: time ends a credential without a write.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClientState {
    /// The credential works.
    Active,
    /// Its time is over.
    Expired,
    /// It was ended by an administrator.
    Revoked,
}

/// A program of a partner, with a credential of its own.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "client")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id, which is also what it calls itself at the token endpoint; random, so that it tells no time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ClientId,
    /// What it is called.
    pub name: String,
    /// Organisation that answers for it; none for those from before it was asked for.
    pub organisation_id: Option<OrganisationId>,
    /// Sector that it reads as.
    pub sector: Sector,
    /// Classes that it may read, where a policy opens them; what is public is one of them.
    pub classes: TenantInternal<Set<AccessClass>>,
    /// Purposes that it may declare.
    pub purposes: TenantInternal<Set<Purpose>>,
    /// SHA-256 of the secret, in hexadecimal; the secret itself is not kept.
    pub secret_digest: Confidential<String>,
    /// Which secret it has: tokens made under an earlier one are void.
    pub generation: i64,
    /// When its secret was last replaced.
    pub secret_rotated_at: TenantInternal<Option<DateTimeUtc>>,
    /// When its credential ends.
    pub expires_at: TenantInternal<DateTimeUtc>,
    /// When an administrator ended its credential.
    pub revoked_at: TenantInternal<Option<DateTimeUtc>>,
    /// Why it was ended.
    pub revoked_reason: TenantInternal<Option<String>>,
    /// Whether it runs the documents of its list and no others.
    pub listed: bool,
    /// Origins whose pages may ask with its tokens.
    pub allowed_origins: Origins,
    /// Day on which it last took a token.
    pub last_used_on: TenantInternal<Option<Day>>,
    /// When it was registered.
    pub created_at: TenantInternal<DateTimeUtc>,
    /// Moves with every change that a reader can see, but for the day of its last use.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "client";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "client",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[
        kept("classes", AccessClass::TenantInternal),
        kept("purposes", AccessClass::TenantInternal),
        kept("secret_digest", AccessClass::Confidential),
        kept("secret_rotated_at", AccessClass::TenantInternal),
        kept("expires_at", AccessClass::TenantInternal),
        kept("revoked_at", AccessClass::TenantInternal),
        kept("revoked_reason", AccessClass::TenantInternal),
        kept("last_used_on", AccessClass::TenantInternal),
        kept("created_at", AccessClass::TenantInternal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
