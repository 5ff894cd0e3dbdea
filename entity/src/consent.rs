//! Where somebody stands with a purpose, and with one recipient or attribute where it is asked for each.

use sea_orm::entity::prelude::*;

use crate::{
    id::{ConsentId, Identified, OrganisationId, PersonId, TenantId},
    row::FromRow,
    sealed::Personal,
    subject::{Declaration, Erasure, Holds, Subject, erased, kept},
    vocabulary::{AccessClass, ConsentState, ProfileAttribute, Purpose},
};

/// Where somebody stands with a purpose, and with one recipient or attribute where it is asked for each.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ConsentId,
    /// Whose it is.
    pub person_id: Personal<PersonId>,
    /// What it is about, as one word for the key: purpose, recipient and attribute.
    pub about: Personal<String>,
    /// The purpose.
    pub purpose: Purpose,
    /// The partner that it is about.
    pub recipient_id: Personal<Option<OrganisationId>>,
    /// The attribute that it is about.
    pub attribute: Personal<Option<ProfileAttribute>>,
    /// State after the last step.
    pub state: Personal<ConsentState>,
    /// How many steps there were.
    pub steps: i32,
    /// Whether it was given at some time.
    pub was_given: Personal<bool>,
    /// Number of the notice that was shown at the last decision.
    pub notice: Personal<Option<i32>>,
    /// The first instant at which it no longer stands, where it does.
    pub expires_at: Personal<Option<DateTimeUtc>>,
    /// When it was given, where it stands.
    pub given_at: Personal<Option<DateTimeUtc>>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "consent";
}

/// What the rights of a person and the tests must know of it. An erasure keeps the proof: what, when, and the hashes.
pub const DECLARATION: Declaration = Declaration {
    table: "consent",
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
        kept("about", AccessClass::Personal),
        erased("recipient_id", AccessClass::Personal),
        kept("attribute", AccessClass::Personal),
        kept("state", AccessClass::Personal),
        kept("was_given", AccessClass::Personal),
        kept("notice", AccessClass::Personal),
        erased("expires_at", AccessClass::Personal),
        erased("given_at", AccessClass::Personal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
