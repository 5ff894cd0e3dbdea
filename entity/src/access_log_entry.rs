//! Reads of somebody's personal data, allowed and refused: equal ones of an hour are one row.

use sea_orm::entity::prelude::*;

use crate::{
    id::{AccessLogEntryId, ClientId, Identified, LegalHoldId, MembershipId, PersonId, ProjectId, TenantId},
    row::FromRow,
    sealed::{Confidential, Personal},
    subject::{Declaration, Disposing, Erasure, Holds, Retained, Since, Subject, kept},
    vocabulary::{AccessClass, AccessOutcome, Disposal, Purpose, ReaderRole, RetentionTrigger},
};

/// Reads of somebody's personal data, allowed and refused: equal ones of an hour are one row.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "access_log_entry")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccessLogEntryId,
    /// What equal reads of an hour share, as a digest; never shown, because who knows a reader could guess at it.
    pub fold: Confidential<String>,
    /// Whose data was read.
    pub person_id: Personal<PersonId>,
    /// Who read, where it was a person.
    pub membership_id: Personal<Option<MembershipId>>,
    /// Who read, where it was a program.
    pub client_id: Personal<Option<ClientId>>,
    /// In which role.
    pub reader_role: Personal<ReaderRole>,
    /// What for; none where none was declared.
    pub purpose: Personal<Option<Purpose>>,
    /// Which fields, as schema coordinates with a space between.
    pub fields: Personal<String>,
    /// What came of it.
    pub outcome: Personal<AccessOutcome>,
    /// Why nothing was shown; none where something was.
    pub code: Personal<Option<String>>,
    /// When it was first read in that hour.
    pub occurred_at: Personal<DateTimeUtc>,
    /// How many equal reads it stands for.
    pub number: Personal<i32>,
    /// The legal hold on the person that was read of: they are told once it is lifted. None where they are told at once.
    pub hold_id: Confidential<Option<LegalHoldId>>,
    /// The project in which it was read; none where it was outside of projects, or before this was kept.
    pub project_id: Personal<Option<ProjectId>>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "accesslogentry";
}

/// What the rights of a person and the tests must know of it. An erasure keeps that somebody read: the person it was about
/// is a tombstone by then.
pub const DECLARATION: Declaration = Declaration {
    table: "access_log_entry",
    global: false,
    subject: Subject::Person("person_id"),
    told: Declaration::told_by("The server, when somebody read data of yours.").on_record(),
    erasure: Erasure::Keep,
    holds: Holds::OnPerson,
    sealed: &[
        kept("fold", AccessClass::Confidential),
        kept("person_id", AccessClass::Personal),
        kept("membership_id", AccessClass::Personal).not_own(),
        kept("client_id", AccessClass::Personal).not_own(),
        kept("reader_role", AccessClass::Personal),
        kept("purpose", AccessClass::Personal),
        kept("fields", AccessClass::Personal),
        kept("outcome", AccessClass::Personal),
        kept("code", AccessClass::Personal),
        kept("occurred_at", AccessClass::Personal),
        kept("number", AccessClass::Personal),
        kept("hold_id", AccessClass::Confidential),
        // The person may not know of it, or not any more.
        kept("project_id", AccessClass::Personal).not_own(),
    ],
    search: &[],
    quotes: None,
    retention: &[Retained {
        purpose: Purpose::SecurityAudit,
        class: AccessClass::Personal,
        since: &[(RetentionTrigger::Created, Since::Column("occurred_at"))],
        disposals: &[(Disposal::Delete, Disposing::Delete)],
        // Of reads about a hold the person must be able to learn first, once it is lifted.
        only: Some(
            "hold_id IS NULL OR EXISTS (SELECT 1 FROM legal_hold h WHERE h.tenant_id = access_log_entry.tenant_id \
             AND h.id = access_log_entry.hold_id AND h.lifted_at IS NOT NULL)",
        ),
    }],
};
