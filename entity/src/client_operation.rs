//! A document that a client was registered for; one that has such a list runs nothing else.

use sea_orm::entity::prelude::*;

use crate::{
    id::{ClientId, Id, TenantId},
    row::FromRow,
    sealed::TenantInternal,
    subject::{Declaration, Erasure, Holds, Subject, kept},
    vocabulary::AccessClass,
};

/// A document that a client was registered for.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "client_operation")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id, which never leaves the server.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The client.
    pub client_id: ClientId,
    /// SHA-256 of the document, in hexadecimal: the name by which the client asks for it.
    pub digest: String,
    /// The document.
    pub document: TenantInternal<String>,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "client_operation",
    global: false,
    subject: Subject::Nobody,
    told: Declaration::UNTOLD,
    erasure: Erasure::Keep,
    holds: Holds::Never,
    sealed: &[kept("document", AccessClass::TenantInternal)],
    search: &[],
    quotes: None,
    retention: &[],
};
