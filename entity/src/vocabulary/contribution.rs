//! Enumerations of contributions and of what becomes of them.

use async_graphql::Enum;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// What a contribution is.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ContributionKind {
    /// Something that is lacking.
    #[sea_orm(string_value = "NEED")]
    Need,
    /// A first thought of a solution.
    #[sea_orm(string_value = "IDEA")]
    Idea,
    /// A worked-out suggestion, or a statement to take a stand on.
    #[sea_orm(string_value = "PROPOSAL")]
    Proposal,
    /// A fact, source or experience.
    #[sea_orm(string_value = "EVIDENCE")]
    Evidence,
    /// A change to another contribution.
    #[sea_orm(string_value = "AMENDMENT")]
    Amendment,
    /// A response to something that exists.
    #[sea_orm(string_value = "FEEDBACK")]
    Feedback,
    /// A record of work done in delivery.
    #[sea_orm(string_value = "DELIVERY_LOG")]
    DeliveryLog,
}

/// Where a contribution stands.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ContributionState {
    /// Being written; its author alone knows of it.
    #[sea_orm(string_value = "DRAFT")]
    Draft,
    /// Waits to be published.
    #[sea_orm(string_value = "SUBMITTED")]
    Submitted,
    /// Held back by a moderator.
    #[sea_orm(string_value = "HELD")]
    Held,
    /// Not published; the author reads why.
    #[sea_orm(string_value = "REJECTED_MODERATION")]
    RejectedModeration,
    /// Published.
    #[sea_orm(string_value = "PUBLISHED")]
    Published,
    /// Being weighed.
    #[sea_orm(string_value = "UNDER_REVIEW")]
    UnderReview,
    /// Accepted as a whole.
    #[sea_orm(string_value = "ACCEPTED")]
    Accepted,
    /// Accepted in part.
    #[sea_orm(string_value = "PARTLY_ACCEPTED")]
    PartlyAccepted,
    /// Declined, with reason.
    #[sea_orm(string_value = "DECLINED")]
    Declined,
    /// Merged into another one.
    #[sea_orm(string_value = "MERGED")]
    Merged,
    /// Accepted and carried out.
    #[sea_orm(string_value = "IMPLEMENTED")]
    Implemented,
    /// Accepted and not carried out, with reason.
    #[sea_orm(string_value = "NOT_IMPLEMENTED")]
    NotImplemented,
    /// Withdrawn by its author.
    #[sea_orm(string_value = "WITHDRAWN")]
    Withdrawn,
    /// Emptied by erasure; place, thread and counts remain.
    #[sea_orm(string_value = "REDACTED")]
    Redacted,
}

/// What somebody thinks of a contribution.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Stand {
    /// Agrees with it.
    #[sea_orm(string_value = "AGREE")]
    Agree,
    /// Disagrees with it.
    #[sea_orm(string_value = "DISAGREE")]
    Disagree,
    /// Neither, or does not say.
    #[sea_orm(string_value = "PASS")]
    Pass,
}

/// What became of a contribution.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum DispositionOutcome {
    /// Accepted as a whole.
    #[sea_orm(string_value = "ACCEPTED")]
    Accepted,
    /// Accepted in part.
    #[sea_orm(string_value = "PARTLY_ACCEPTED")]
    PartlyAccepted,
    /// Declined as a whole.
    #[sea_orm(string_value = "DECLINED")]
    Declined,
    /// Merged into another one.
    #[sea_orm(string_value = "MERGED")]
    Merged,
}

/// Rules of moderation.
#[derive(Enum, EnumIter, DeriveActiveEnum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ModerationRule {
    /// Not about the subject of the phase.
    #[sea_orm(string_value = "OFF_TOPIC")]
    OffTopic,
    /// Already said.
    #[sea_orm(string_value = "DUPLICATE")]
    Duplicate,
    /// Insults, threatens or harasses.
    #[sea_orm(string_value = "ABUSE")]
    Abuse,
    /// Tells of other persons what is not for publication.
    #[sea_orm(string_value = "PERSONAL_DATA_OF_OTHERS")]
    PersonalDataOfOthers,
    /// Tells of matters of article 9 and needs the author's second thought.
    #[sea_orm(string_value = "SPECIAL_CATEGORY")]
    SpecialCategory,
    /// Against the law.
    #[sea_orm(string_value = "ILLEGAL")]
    Illegal,
    /// Advertising or machine-made noise.
    #[sea_orm(string_value = "SPAM")]
    Spam,
}
