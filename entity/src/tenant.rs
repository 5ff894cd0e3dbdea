//! A public agency; global, so that sign-in can find it.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, TenantId},
    origins::Origins,
    row::FromRow,
    scalar::LanguageTag,
    sealed::TenantInternal,
    set::Set,
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::{AccessClass, AgencyKind, PhaseType},
};

/// A public agency; global, so that sign-in can find it.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "tenant")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TenantId,
    /// Short name in addresses, unique on the server.
    pub slug: String,
    /// Name of the agency.
    pub name: String,
    /// What kind of public organisation it is.
    pub kind: AgencyKind,
    /// Country, or country and region, whose law applies (ISO 3166).
    pub jurisdiction: String,
    /// Main language (BCP 47).
    pub language: LanguageTag,
    /// Time zone that its days and months follow (IANA name).
    pub time_zone: String,
    /// How to reach the controller.
    pub controller_contact: String,
    /// How to reach the data protection officer.
    pub data_protection_contact: String,
    /// Smallest number of people that a published figure stands on (k), 3 or more.
    pub disclosure_threshold: i32,
    /// For how many people's data one reader may ask for one purpose within an hour before an alert.
    pub spread_limit: TenantInternal<i32>,
    /// Phase types that its projects may have.
    pub phase_types: Set<PhaseType>,
    /// Origins whose pages may ask as its people and visitors.
    pub allowed_origins: Origins,
    /// Moves with every change of the rules that it added.
    pub policies: i64,
    /// When it came to this server.
    pub created_at: DateTimeUtc,
    /// Moves with every change that a reader can see.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// Whether an agency can have this short name: 2 to 60 characters of a-z, 0-9 and hyphen, no hyphen at an end.
#[must_use]
pub fn is_slug(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (2..=60).contains(&text.len()) && text.bytes().all(is_plain) && !text.starts_with('-') && !text.ends_with('-')
}

impl Identified for Entity {
    const PREFIX: &'static str = "tenant";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "tenant",
    global: true,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[kept("spread_limit", AccessClass::TenantInternal)],
    search: &[],
    quotes: None,
    retention: &[],
};
