//! A person's place in an agency.

use sea_orm::entity::prelude::*;

use crate::{
    id::{AccountId, Identified, MembershipId, PersonId, TenantId},
    row::FromRow,
    scalar::Day,
    sealed::{Personal, TenantInternal},
    set::Set,
    subject::{Declaration, Erasure, Holds, Subject, erased, kept},
    vocabulary::{AccessClass, MembershipState, TenantRole},
};

/// A person's place in an agency.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: MembershipId,
    /// Who it is.
    pub person_id: Personal<PersonId>,
    /// The account that signs in.
    pub account_id: AccountId,
    /// Roles in the agency.
    pub roles: TenantInternal<Set<TenantRole>>,
    /// Whether the person can sign in here.
    pub state: TenantInternal<MembershipState>,
    /// Why it was suspended.
    pub state_reason: TenantInternal<Option<String>>,
    /// When the person joined the agency.
    pub created_at: TenantInternal<DateTimeUtc>,
    /// The last day on which the member signed in or did anything.
    pub last_active_on: Personal<Day>,
    /// Moves with every change that a reader can see, but not with an erasure.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "membership";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "membership",
    global: false,
    subject: Subject::Person("person_id"),
    told: Declaration::told_by("The agency, which invited you and gives roles, and you by what you do."),
    erasure: Erasure::Blank {
        none_of: None,
        set: &[("state", "'ENDED'")],
    },
    holds: Holds::OnPerson,
    sealed: &[
        kept("person_id", AccessClass::Personal),
        kept("roles", AccessClass::TenantInternal),
        kept("state", AccessClass::TenantInternal),
        erased("state_reason", AccessClass::TenantInternal),
        kept("created_at", AccessClass::TenantInternal),
        kept("last_active_on", AccessClass::Personal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
