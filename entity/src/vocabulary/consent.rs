//! Enumerations of what personal data are processed on, and of what people said to it.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

use super::Purpose;

/// Basis in law for processing personal data (GDPR article 6, and 9 where named).
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum LegalBasis {
    /// Consent of the person, 6(1)(a).
    #[sea_orm(string_value = "CONSENT")]
    Consent,
    /// Explicit consent to special categories, 6(1)(a) with 9(2)(a).
    #[sea_orm(string_value = "EXPLICIT_CONSENT")]
    ExplicitConsent,
    /// A contract with the person, 6(1)(b).
    #[sea_orm(string_value = "CONTRACT")]
    Contract,
    /// A legal obligation, 6(1)(c).
    #[sea_orm(string_value = "LEGAL_OBLIGATION")]
    LegalObligation,
    /// Vital interests, 6(1)(d).
    #[sea_orm(string_value = "VITAL_INTEREST")]
    VitalInterest,
    /// A task in the public interest, 6(1)(e).
    #[sea_orm(string_value = "PUBLIC_TASK")]
    PublicTask,
    /// Legitimate interests, 6(1)(f); not for an authority's own tasks.
    #[sea_orm(string_value = "LEGITIMATE_INTEREST")]
    LegitimateInterest,
    /// Research or statistics under national law, 9(2)(j) with 89.
    #[sea_orm(string_value = "RESEARCH")]
    Research,
}

impl LegalBasis {
    /// Whether each person decides.
    #[must_use]
    pub const fn asks_consent(self) -> bool {
        matches!(self, Self::Consent | Self::ExplicitConsent)
    }
}

impl Purpose {
    /// What it rests on where the agency says nothing else.
    #[must_use]
    pub const fn usual_basis(self) -> LegalBasis {
        match self {
            Self::ParticipationAdmin | Self::SecurityAudit | Self::Research | Self::Evaluation => {
                LegalBasis::PublicTask
            }
            Self::LegalRecord => LegalBasis::LegalObligation,
            Self::Representativeness | Self::PublicAttribution | Self::ContactNews | Self::ShareWithPartner => {
                LegalBasis::Consent
            }
            Self::RepresentativenessSpecial => LegalBasis::ExplicitConsent,
        }
    }

    /// Whether nobody could take part without it: it rests on no consent and is never turned off, so that refusing never
    /// keeps anybody out (GDPR recital 43).
    #[must_use]
    pub const fn is_needed(self) -> bool {
        matches!(
            self,
            Self::ParticipationAdmin | Self::LegalRecord | Self::SecurityAudit | Self::Evaluation
        )
    }
}

/// State of a consent (Data Privacy Vocabulary); only GIVEN and RENEWED let data be processed.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ConsentState {
    /// Never asked.
    #[sea_orm(string_value = "UNKNOWN")]
    Unknown,
    /// Asked, not decided.
    #[sea_orm(string_value = "REQUESTED")]
    Requested,
    /// The question was put aside; no decision.
    #[sea_orm(string_value = "DEFERRED")]
    Deferred,
    /// Given by the person.
    #[sea_orm(string_value = "GIVEN")]
    Given,
    /// Given again by the person.
    #[sea_orm(string_value = "RENEWED")]
    Renewed,
    /// Refused by the person.
    #[sea_orm(string_value = "REFUSED")]
    Refused,
    /// Withdrawn by the person.
    #[sea_orm(string_value = "WITHDRAWN")]
    Withdrawn,
    /// Its time is over.
    #[sea_orm(string_value = "EXPIRED")]
    Expired,
    /// Ended by the agency.
    #[sea_orm(string_value = "REVOKED")]
    Revoked,
    /// Declared void by an authority or court, for the past too.
    #[sea_orm(string_value = "INVALIDATED")]
    Invalidated,
}

impl ConsentState {
    /// Whether data may be processed on it.
    #[must_use]
    pub const fn is_valid(self) -> bool {
        matches!(self, Self::Given | Self::Renewed)
    }
}

/// How a step of a consent was made.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ConsentChannel {
    /// By the person, signed in.
    #[sea_orm(string_value = "ONLINE")]
    Online,
    /// On paper, recorded by staff with evidence.
    #[sea_orm(string_value = "PAPER")]
    Paper,
    /// By the server, such as an expiry.
    #[sea_orm(string_value = "SYSTEM")]
    System,
    /// By the agency.
    #[sea_orm(string_value = "CONTROLLER")]
    Controller,
}

/// An attribute that a person can tell for statistics.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ProfileAttribute {
    /// Year of birth, shown as an age band.
    #[sea_orm(string_value = "BIRTH_YEAR")]
    BirthYear,
    /// Address, shown as a municipality.
    #[sea_orm(string_value = "POSTAL_ADDRESS")]
    PostalAddress,
    /// Gender, as told.
    #[sea_orm(string_value = "GENDER")]
    Gender,
    /// Highest education.
    #[sea_orm(string_value = "EDUCATION")]
    Education,
    /// Disability; special category.
    #[sea_orm(string_value = "DISABILITY")]
    Disability,
    /// Migration background; special category.
    #[sea_orm(string_value = "MIGRATION_BACKGROUND")]
    MigrationBackground,
}

impl ProfileAttribute {
    /// What it is told for, each by a consent of its own.
    #[must_use]
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::BirthYear | Self::PostalAddress | Self::Gender | Self::Education => Purpose::Representativeness,
            Self::Disability | Self::MigrationBackground => Purpose::RepresentativenessSpecial,
        }
    }
}
