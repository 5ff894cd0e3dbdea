//! Enumerations of the rights of a person.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// Rights of a person about their data (GDPR).
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum DataSubjectRight {
    /// To be informed, articles 13 and 14.
    #[sea_orm(string_value = "INFORMATION")]
    Information,
    /// To get a copy, article 15.
    #[sea_orm(string_value = "ACCESS")]
    Access,
    /// To have it corrected, article 16.
    #[sea_orm(string_value = "RECTIFICATION")]
    Rectification,
    /// To have it erased, article 17.
    #[sea_orm(string_value = "ERASURE")]
    Erasure,
    /// To have it stored only, article 18.
    #[sea_orm(string_value = "RESTRICTION")]
    Restriction,
    /// To take it along, article 20.
    #[sea_orm(string_value = "PORTABILITY")]
    Portability,
    /// To object, article 21.
    #[sea_orm(string_value = "OBJECTION")]
    Objection,
    /// Not to be decided about by a machine, article 22.
    #[sea_orm(string_value = "NO_AUTOMATED_DECISION")]
    NoAutomatedDecision,
    /// To withdraw consent, article 7(3).
    #[sea_orm(string_value = "WITHDRAWAL")]
    Withdrawal,
    /// To complain to the authority, article 77.
    #[sea_orm(string_value = "COMPLAINT")]
    Complaint,
}

/// Where a request stands.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum DataSubjectRequestState {
    /// It has come in.
    #[sea_orm(string_value = "RECEIVED")]
    Received,
    /// The agency makes sure who asks.
    #[sea_orm(string_value = "IDENTITY_CHECK")]
    IdentityCheck,
    /// Being handled.
    #[sea_orm(string_value = "IN_PROGRESS")]
    InProgress,
    /// Needs longer; the person was told in the first month.
    #[sea_orm(string_value = "EXTENDED")]
    Extended,
    /// Carried out.
    #[sea_orm(string_value = "FULFILLED")]
    Fulfilled,
    /// Done in part; the rest with reason.
    #[sea_orm(string_value = "PARTLY_FULFILLED")]
    PartlyFulfilled,
    /// Refused with reason.
    #[sea_orm(string_value = "REFUSED")]
    Refused,
    /// Over and done with.
    #[sea_orm(string_value = "CLOSED")]
    Closed,
}

/// Duty that a pseudonym is revealed by.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum RevealGround {
    /// Order of a court or authority.
    #[sea_orm(string_value = "LEGAL_ORDER")]
    LegalOrder,
    /// The law demands the name in the record.
    #[sea_orm(string_value = "LEGAL_RECORD")]
    LegalRecord,
    /// To avert serious harm from a person.
    #[sea_orm(string_value = "SERIOUS_HARM")]
    SeriousHarm,
    /// To answer a request of the person.
    #[sea_orm(string_value = "DATA_SUBJECT_REQUEST")]
    DataSubjectRequest,
}
