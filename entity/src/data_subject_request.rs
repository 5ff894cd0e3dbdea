//! A person's request about their data.

use sea_orm::entity::prelude::*;

use crate::{
    id::{ContributionId, DataSubjectRequestId, Identified, MembershipId, ParticipationId, PersonId, TenantId},
    row::FromRow,
    sealed::Personal,
    subject::{Declaration, Erasure, Holds, Subject, erased, kept},
    vocabulary::{AccessClass, DataSubjectRequestState, DataSubjectRight, Purpose},
};

/// A person's request about their data.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "data_subject_request")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id; random, so that it tells no time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: DataSubjectRequestId,
    /// Who asks.
    pub person_id: Personal<PersonId>,
    /// The right that is used.
    pub used_right: Personal<DataSubjectRight>,
    /// Where it stands.
    pub state: DataSubjectRequestState,
    /// The purpose that it is about; none where it is about all.
    pub purpose: Personal<Option<Purpose>>,
    /// From when it keeps the data from being used; none where it does not.
    pub rests_from: Personal<Option<DateTimeUtc>>,
    /// The first instant at which it no longer does; none where no end is known.
    pub rests_until: Personal<Option<DateTimeUtc>>,
    /// What is to be corrected, by type and name.
    pub field: Personal<Option<String>>,
    /// What it should say; none once it does.
    pub correction: Personal<Option<String>>,
    /// The contribution that is to be corrected.
    pub contribution_id: Personal<Option<ContributionId>>,
    /// The part in a project that is to be corrected.
    pub participation_id: Personal<Option<ParticipationId>>,
    /// What the person wrote.
    pub details: Personal<Option<String>>,
    /// When it came.
    pub received_at: Personal<DateTimeUtc>,
    /// When the answer is due.
    pub due_at: Personal<DateTimeUtc>,
    /// Why it takes longer; none where it does not.
    pub extension_reason: Personal<Option<String>>,
    /// When the agency made sure who asks.
    pub identity_verified_at: Personal<Option<DateTimeUtc>>,
    /// Who handles it.
    pub handler_id: Personal<Option<MembershipId>>,
    /// When it was closed.
    pub closed_at: Personal<Option<DateTimeUtc>>,
    /// Moves with every change but an erasure.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "datasubjectrequest";
}

/// What the rights of a person and the tests must know of it. That somebody asked, and what was answered, is kept as proof
/// (GDPR article 5(2)); what they wrote is not.
pub const DECLARATION: Declaration = Declaration {
    table: "data_subject_request",
    global: false,
    subject: Subject::Person("person_id"),
    told: Declaration::told_by("You, and who handles requests."),
    erasure: Erasure::Blank {
        none_of: None,
        set: &[],
    },
    holds: Holds::OnPerson,
    sealed: &[
        kept("person_id", AccessClass::Personal),
        kept("used_right", AccessClass::Personal),
        kept("purpose", AccessClass::Personal),
        kept("rests_from", AccessClass::Personal),
        kept("rests_until", AccessClass::Personal),
        kept("field", AccessClass::Personal),
        erased("correction", AccessClass::Personal),
        erased("contribution_id", AccessClass::Personal),
        erased("participation_id", AccessClass::Personal),
        erased("details", AccessClass::Personal),
        kept("received_at", AccessClass::Personal),
        kept("due_at", AccessClass::Personal),
        erased("extension_reason", AccessClass::Personal),
        kept("identity_verified_at", AccessClass::Personal),
        kept("handler_id", AccessClass::Personal).not_own(),
        kept("closed_at", AccessClass::Personal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
