//! A service that a public organisation offers or plans (CPSV-AP).

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, PublicServiceId, TenantId},
    row::FromRow,
    scalar::Url,
    set::Set,
    subject::{Declaration, Erasure, Holds, Subject},
    vocabulary::{PublicServiceStatus, ServiceChannel},
};

/// A service that a public organisation offers or plans (CPSV-AP).
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "public_service")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PublicServiceId,
    /// What it is called.
    pub title: String,
    /// What it does for whom.
    pub description: String,
    /// Who is responsible for it.
    pub competent_authority: String,
    /// For whom it is: one a line.
    pub audience: String,
    /// Policy theme.
    pub theme: Option<String>,
    /// How it can be reached.
    pub channels: Set<ServiceChannel>,
    /// Whether it is offered.
    pub status: PublicServiceStatus,
    /// Why it is no longer offered.
    pub status_reason: Option<String>,
    /// Where to read about it or use it.
    pub url: Option<Url>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// When what is public of it last changed.
    pub updated_at: DateTimeUtc,
    /// Moves with every change that a reader can see.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "publicservice";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "public_service",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[],
    search: &["title", "description"],
    quotes: None,
    retention: &[],
};
