//! An entry of the audit log, chained. It holds ids and no values, so that no erasure breaks the chain.

use sea_orm::entity::prelude::*;

use crate::{
    id::{AuditEntryId, ClientId, Identified, MembershipId, TenantId},
    row::FromRow,
    sealed::{Personal, TenantInternal},
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::{AccessClass, AuditKind, AuditOutcome, Purpose},
};

/// An entry of the audit log, chained. The server may neither change nor delete it.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AuditEntryId,
    /// Its place in the chain of the agency, from 1 without gaps.
    pub position: i64,
    /// When it happened.
    pub occurred_at: TenantInternal<DateTimeUtc>,
    /// What kind of thing happened.
    pub kind: TenantInternal<AuditKind>,
    /// The mutation; none where it was the server itself.
    pub action: TenantInternal<Option<String>>,
    /// The membership that did it; none for a program, a visitor, the server, and acts on one's own words. In an alert, who
    /// asked.
    pub membership_id: Personal<Option<MembershipId>>,
    /// The program that did it.
    pub client_id: Personal<Option<ClientId>>,
    /// What the object is: the prefix of its global id.
    pub object_type: TenantInternal<Option<String>>,
    /// The object that it was done to; in an alert, the organisation whose programs asked.
    pub object_id: TenantInternal<Option<Uuid>>,
    /// Whether it was done.
    pub outcome: TenantInternal<AuditOutcome>,
    /// Why it was refused.
    pub code: TenantInternal<Option<String>>,
    /// How often: equal refusals of an hour are one entry. In an alert, of how many people.
    pub number: TenantInternal<i32>,
    /// What for, in an alert; none otherwise.
    pub purpose: TenantInternal<Option<Purpose>>,
    /// SHA-256 of the entry and the hash before, in hexadecimal.
    pub hash: String,
    /// The hash of the entry before; none for the first.
    pub previous_hash: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "auditentry";
}

/// What the rights of a person and the tests must know of it. An erasure keeps it: it holds ids alone.
pub const DECLARATION: Declaration = Declaration {
    table: "audit_entry",
    global: false,
    subject: Subject::Membership("membership_id"),
    told: Declaration::told_by("The server, when you did it.").on_record(),
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[
        kept("occurred_at", AccessClass::TenantInternal),
        kept("kind", AccessClass::TenantInternal),
        kept("action", AccessClass::TenantInternal),
        kept("membership_id", AccessClass::Personal),
        kept("client_id", AccessClass::Personal),
        kept("object_type", AccessClass::TenantInternal),
        kept("object_id", AccessClass::TenantInternal).not_own(),
        kept("outcome", AccessClass::TenantInternal),
        kept("code", AccessClass::TenantInternal),
        kept("number", AccessClass::TenantInternal),
        kept("purpose", AccessClass::TenantInternal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
