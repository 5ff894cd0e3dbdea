//! An organisation of one of the three sectors.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, OrganisationId, TenantId},
    row::FromRow,
    scalar::Url,
    sealed::TenantInternal,
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::{AccessClass, ActorType},
};

/// An organisation of one of the three sectors.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    /// The agency that knows it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// The name as it is compared, unique in the agency.
    pub name_key: String,
    /// What kind it is; the sector follows.
    pub actor_type: ActorType,
    /// Its site.
    pub url: Option<Url>,
    /// Whether the agency checked that it exists and who speaks for it.
    pub is_verified: bool,
    /// Whether belonging to it tells something of GDPR article 9.
    pub reveals_special_category: TenantInternal<bool>,
    /// When it was entered.
    pub created_at: DateTimeUtc,
    /// Moves with every change that a reader can see.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "organisation";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "organisation",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[kept("reveals_special_category", AccessClass::TenantInternal)],
    search: &["name"],
    quotes: None,
    retention: &[],
};
