//! One step in the append-only chain of a consent.

use sea_orm::entity::prelude::*;

use crate::{
    id::{ConsentId, ConsentRecordId, Identified, MembershipId, NoticeId, PersonId, TenantId},
    row::FromRow,
    scalar::{Day, LanguageTag},
    sealed::Personal,
    subject::{Declaration, Erasure, Holds, Subject, erased, kept},
    vocabulary::{AccessClass, ConsentChannel, ConsentState, Purpose},
};

/// One step in the append-only chain of a consent.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "consent_record")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConsentRecordId,
    /// The consent.
    pub consent_id: ConsentId,
    /// Whose it is.
    pub person_id: Personal<PersonId>,
    /// The purpose.
    pub purpose: Purpose,
    /// Its place in the chain, from 1.
    pub step: i32,
    /// State after this step.
    pub state: Personal<ConsentState>,
    /// The notice that was shown.
    pub notice_id: Personal<Option<NoticeId>>,
    /// Language in which it was shown.
    pub language: Personal<Option<LanguageTag>>,
    /// How it was made.
    pub channel: Personal<ConsentChannel>,
    /// When it was made.
    pub recorded_at: Personal<DateTimeUtc>,
    /// Who made it; none for the server.
    pub recorded_by_id: Personal<Option<MembershipId>>,
    /// The first instant at which it no longer stands.
    pub expires_at: Personal<Option<DateTimeUtc>>,
    /// Day on the paper.
    pub signed_on: Personal<Option<Day>>,
    /// SHA-256 of the paper.
    pub evidence_hash: Personal<Option<String>>,
    /// Why the agency ended it.
    pub reason: Personal<Option<String>>,
    /// The step before.
    pub previous_id: Personal<Option<ConsentRecordId>>,
    /// Hash over this step and the one before.
    pub hash: Personal<String>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "consentrecord";
}

/// What the rights of a person and the tests must know of it. An erasure keeps the proof: what, when, and the hashes.
pub const DECLARATION: Declaration = Declaration {
    table: "consent_record",
    global: false,
    subject: Subject::Person("person_id"),
    told: Declaration::told_by("You, by what you decided, and the agency, where it asked or took in what you signed."),
    erasure: Erasure::Blank {
        none_of: None,
        set: &[],
    },
    holds: Holds::OnPerson,
    sealed: &[
        kept("person_id", AccessClass::Personal),
        kept("state", AccessClass::Personal),
        kept("notice_id", AccessClass::Personal),
        erased("language", AccessClass::Personal),
        kept("channel", AccessClass::Personal),
        kept("recorded_at", AccessClass::Personal),
        erased("recorded_by_id", AccessClass::Personal).not_own(),
        kept("expires_at", AccessClass::Personal),
        kept("signed_on", AccessClass::Personal),
        kept("evidence_hash", AccessClass::Personal),
        erased("reason", AccessClass::Personal),
        kept("previous_id", AccessClass::Personal),
        kept("hash", AccessClass::Personal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
