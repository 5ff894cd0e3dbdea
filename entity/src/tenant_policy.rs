//! A rule that an agency added: it forbids what the server permits, and never permits more.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, TenantId, TenantPolicyId},
    row::FromRow,
    sealed::TenantInternal,
    set::Set,
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::{AccessClass, Purpose, TenantPolicyState, TenantRole},
};

/// A rule that an agency added.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "tenant_policy")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TenantPolicyId,
    /// What it is called.
    pub name: TenantInternal<String>,
    /// The field that it closes, by type and name in GraphQL.
    pub field: TenantInternal<String>,
    /// The roles that it binds; everybody where there is none.
    pub roles: TenantInternal<Set<TenantRole>>,
    /// The purposes that it closes; whatever is declared where there is none.
    pub purposes: TenantInternal<Set<Purpose>>,
    /// Why, which who is refused reads.
    pub reason: TenantInternal<String>,
    /// Whether it is in force.
    pub state: TenantInternal<TenantPolicyState>,
    /// Why it was taken out of force.
    pub retired_reason: TenantInternal<Option<String>>,
    /// When it was drafted.
    pub created_at: TenantInternal<DateTimeUtc>,
    /// When it came into force.
    pub activated_at: TenantInternal<Option<DateTimeUtc>>,
    /// Moves with every change that a reader can see.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "tenantpolicy";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "tenant_policy",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[
        kept("name", AccessClass::TenantInternal),
        kept("field", AccessClass::TenantInternal),
        kept("roles", AccessClass::TenantInternal),
        kept("purposes", AccessClass::TenantInternal),
        kept("reason", AccessClass::TenantInternal),
        kept("state", AccessClass::TenantInternal),
        kept("retired_reason", AccessClass::TenantInternal),
        kept("created_at", AccessClass::TenantInternal),
        kept("activated_at", AccessClass::TenantInternal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
