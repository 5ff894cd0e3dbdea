//! A version of what people are told before they decide; it never changes.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, NoticeId, ProcessingPurposeId, TenantId},
    period::Period,
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
    texts::Texts,
    vocabulary::Purpose,
};

/// A version of what people are told before they decide; it never changes.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "notice")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: NoticeId,
    /// What the agency says of the purpose that it is about, whose id follows from agency and purpose.
    pub purpose_id: ProcessingPurposeId,
    /// The purpose that it is about.
    pub purpose: Purpose,
    /// Its number among the purpose's notices, from 1.
    pub number: i32,
    /// The text in each language.
    pub texts: Texts,
    /// How long the data are kept, and so how long a consent to it lasts.
    pub retention: Period,
    /// Whether consent to a notice before does not reach this one.
    pub is_material_change: bool,
    /// From when it holds.
    pub takes_effect_at: DateTimeUtc,
    /// SHA-256 of its content.
    pub hash: String,
    /// When it was published.
    pub published_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "notice";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "notice",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[],
    search: &[],
    quotes: None,
    retention: &[],
};
