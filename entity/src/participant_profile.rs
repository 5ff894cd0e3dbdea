//! What a person told about themselves for statistics.

use sea_orm::{ActiveValue::Set, entity::prelude::*};

use crate::{
    id::{Identified, ParticipantProfileId, PersonId, TenantId},
    row::FromRow,
    sealed::{Personal, Sensitive},
    subject::{Declaration, Disposing, Erasure, Holds, Retained, Since, Subject, erased, kept},
    vocabulary::{AccessClass, Disposal, EducationLevel, Gender, ProfileAttribute, Purpose, RetentionTrigger},
};

/// What a person told about themselves for statistics. Its id is that of the person, who has one at most.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "participant_profile")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ParticipantProfileId,
    /// Whose it is.
    pub person_id: Personal<PersonId>,
    /// Year of birth.
    pub birth_year: Sensitive<Option<i32>>,
    /// Address.
    pub postal_address: Sensitive<Option<String>>,
    /// Gender, as told.
    pub gender: Sensitive<Option<Gender>>,
    /// Highest education.
    pub education: Sensitive<Option<EducationLevel>>,
    /// Whether the person lives with a disability.
    pub has_disability: Sensitive<Option<bool>>,
    /// Whether the person or a parent immigrated.
    pub has_migration_background: Sensitive<Option<bool>>,
    /// Moves with every change that the person can see.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "profile";
}

/// A change that takes these attributes away, and leaves the others.
#[must_use]
pub fn without(attributes: &[ProfileAttribute]) -> ActiveModel {
    let mut change = ActiveModel { ..Default::default() };
    for attribute in attributes {
        match attribute {
            ProfileAttribute::BirthYear => change.birth_year = Set(None.into()),
            ProfileAttribute::PostalAddress => change.postal_address = Set(None.into()),
            ProfileAttribute::Gender => change.gender = Set(None.into()),
            ProfileAttribute::Education => change.education = Set(None.into()),
            ProfileAttribute::Disability => change.has_disability = Set(None.into()),
            ProfileAttribute::MigrationBackground => change.has_migration_background = Set(None.into()),
        }
    }
    change
}

/// The columns of these attributes.
#[must_use]
pub fn columns(attributes: &[ProfileAttribute]) -> Vec<&'static str> {
    let column = |attribute: &ProfileAttribute| match attribute {
        ProfileAttribute::BirthYear => "birth_year",
        ProfileAttribute::PostalAddress => "postal_address",
        ProfileAttribute::Gender => "gender",
        ProfileAttribute::Education => "education",
        ProfileAttribute::Disability => "has_disability",
        ProfileAttribute::MigrationBackground => "has_migration_background",
    };
    attributes.iter().map(column).collect()
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "participant_profile",
    global: false,
    subject: Subject::Person("person_id"),
    told: Declaration::told_by("You."),
    erasure: Erasure::Delete,
    holds: Holds::OnPerson,
    sealed: &[
        kept("person_id", AccessClass::Personal),
        erased("birth_year", AccessClass::Sensitive).given_for(Purpose::Representativeness),
        erased("postal_address", AccessClass::Sensitive).given_for(Purpose::Representativeness),
        erased("gender", AccessClass::Sensitive).given_for(Purpose::Representativeness),
        erased("education", AccessClass::Sensitive).given_for(Purpose::Representativeness),
        erased("has_disability", AccessClass::Sensitive).given_for(Purpose::RepresentativenessSpecial),
        erased("has_migration_background", AccessClass::Sensitive).given_for(Purpose::RepresentativenessSpecial),
    ],
    search: &[],
    quotes: None,
    retention: &[
        Retained {
            purpose: Purpose::Representativeness,
            class: AccessClass::Sensitive,
            since: &[
                (RetentionTrigger::ProjectConcluded, Since::Projects),
                (RetentionTrigger::ProjectEvaluated, Since::Projects),
                (RetentionTrigger::LastActivity, Since::Activity),
            ],
            disposals: &[(
                Disposal::Delete,
                Disposing::Blank(&["birth_year", "postal_address", "gender", "education"]),
            )],
            only: None,
        },
        Retained {
            purpose: Purpose::RepresentativenessSpecial,
            class: AccessClass::Sensitive,
            since: &[
                (RetentionTrigger::ProjectConcluded, Since::Projects),
                (RetentionTrigger::ProjectEvaluated, Since::Projects),
                (RetentionTrigger::LastActivity, Since::Activity),
            ],
            disposals: &[(
                Disposal::Delete,
                Disposing::Blank(&["has_disability", "has_migration_background"]),
            )],
            only: None,
        },
    ],
};
