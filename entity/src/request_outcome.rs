//! What was done, or refused, about the data of one purpose.

use sea_orm::entity::prelude::*;

use crate::{
    id::{DataSubjectRequestId, PersonId, RequestOutcomeId, TenantId},
    row::FromRow,
    sealed::Personal,
    subject::{Declaration, Erasure, Holds, Subject, erased, kept},
    vocabulary::{AccessClass, Purpose},
};

/// What was done, or refused, about the data of one purpose.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "request_outcome")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RequestOutcomeId,
    /// The request.
    pub request_id: DataSubjectRequestId,
    /// Who asked.
    pub person_id: Personal<PersonId>,
    /// Its place among the outcomes of the request, from 1.
    pub place: i32,
    /// The purpose of those data; none where it is about all.
    pub purpose: Personal<Option<Purpose>>,
    /// Whether the right was carried out.
    pub is_done: Personal<bool>,
    /// Why not, as a code; none where it was done.
    pub code: Personal<Option<String>>,
    /// The article, or a word to the person.
    pub because: Personal<Option<String>>,
    /// The reason, as who handled it wrote it; none where nobody wrote one, and once erased.
    pub reason: Personal<Option<String>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it. It is the proof of what was done (GDPR article 5(2)),
/// but for what was written of the person.
pub const DECLARATION: Declaration = Declaration {
    table: "request_outcome",
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
        kept("purpose", AccessClass::Personal),
        kept("is_done", AccessClass::Personal),
        kept("code", AccessClass::Personal),
        kept("because", AccessClass::Personal),
        erased("reason", AccessClass::Personal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
