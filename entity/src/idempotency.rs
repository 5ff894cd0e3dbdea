//! A mutation that was done under a key, so that a repeat answers instead of acting again.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Id, TenantId},
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
};

/// A mutation that was done under a key, so that a repeat answers instead of acting again.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "idempotency")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// Who did it: a membership.
    pub actor_id: Uuid,
    /// The mutation.
    pub mutation: String,
    /// The key that the caller chose.
    pub key: String,
    /// A digest of the input that only the instance can make.
    pub input_digest: String,
    /// The object that the mutation answered with.
    pub object_id: Uuid,
    /// When it was done.
    pub created_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "idempotency",
    global: false,
    subject: Subject::Membership("actor_id"),
    told: Declaration::told_by("The server, when you did it.").until("For a day."),
    erasure: Erasure::Delete,
    holds: Holds::Never,
    sealed: &[],
    search: &[],
    quotes: None,
    retention: &[],
};
