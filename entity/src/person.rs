//! What one agency knows of a person.

use sea_orm::entity::prelude::*;

use crate::{
    id::{AccountId, Identified, PersonId, TenantId},
    row::FromRow,
    scalar::LanguageTag,
    sealed::Personal,
    standing::StandingConsents,
    subject::{Declaration, Disposing, Erasure, Holds, Retained, Since, Subject, erased},
    vocabulary::{AccessClass, Disposal, Purpose, RetentionTrigger},
};

/// What one agency knows of a person.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonId,
    /// The account that the person signs in with.
    pub account_id: AccountId,
    /// Name in law.
    pub legal_name: Personal<String>,
    /// Name the person goes by.
    pub display_name: Personal<String>,
    /// Address that the agency writes to.
    pub email: Personal<String>,
    /// Language the person prefers (BCP 47).
    pub language: Personal<LanguageTag>,
    /// The consents that stand, written with each step of one.
    pub standing_consents: Personal<StandingConsents>,
    /// When the agency came to know the person.
    pub created_at: DateTimeUtc,
    /// Moves with every change that a reader can see, but not with an erasure.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "person";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "person",
    global: false,
    subject: Subject::Person("id"),
    told: Declaration::told_by("You, and whoever invited you, who gave the address."),
    erasure: Erasure::Blank {
        none_of: None,
        set: &[
            ("legal_name", "''"),
            ("display_name", "''"),
            ("email", "''"),
            ("language", "'und'"),
            ("standing_consents", "''"),
        ],
    },
    holds: Holds::OnProjectsOfPerson,
    sealed: &[
        erased("legal_name", AccessClass::Personal).given_for(Purpose::ParticipationAdmin),
        erased("display_name", AccessClass::Personal).given_for(Purpose::ParticipationAdmin),
        erased("email", AccessClass::Personal).given_for(Purpose::ContactNews),
        erased("language", AccessClass::Personal).given_for(Purpose::ParticipationAdmin),
        erased("standing_consents", AccessClass::Personal),
    ],
    search: &[],
    quotes: None,
    retention: &[Retained {
        purpose: Purpose::ParticipationAdmin,
        class: AccessClass::Personal,
        since: &[(RetentionTrigger::LastActivity, Since::Activity)],
        disposals: &[(Disposal::Anonymise, Disposing::Erase)],
        only: Some("email <> ''"),
    }],
};
