//! Which agencies an account can sign in to; global, because no agency may know of another's.

use sea_orm::entity::prelude::*;

use crate::{
    id::{AccountId, Id, TenantId},
    row::FromRow,
    sealed::Personal,
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::AccessClass,
};

/// Which agencies an account can sign in to; global, because no agency may know of another's.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "account_tenant")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The account.
    pub account_id: AccountId,
    /// An agency in which it has a membership.
    pub tenant_id: Personal<TenantId>,
    /// Whether that membership lets it sign in.
    pub is_active: Personal<bool>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "account_tenant",
    global: true,
    subject: Subject::Account("account_id"),
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[
        kept("tenant_id", AccessClass::Personal),
        kept("is_active", AccessClass::Personal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
