//! A term that search finds an object by: of published text alone.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Id, ProjectId, TenantId},
    row::FromRow,
    subject::{Declaration, Erasure, Holds, Subject},
    vocabulary::{SearchKind, TermPlace},
};

/// A term that search finds an object by: of published text alone.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "search_term")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Id<Entity>,
    /// The term, as `store::search` cuts it.
    pub term: String,
    /// What the object is.
    pub kind: SearchKind,
    /// The object.
    pub object_id: Uuid,
    /// The project that the object belongs to; none where it belongs to none.
    pub project_id: Option<ProjectId>,
    /// The first place in the object that the term stands in.
    pub place: TermPlace,
    /// When the object was created or published.
    pub dated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

/// What the rights of a person and the tests must know of it: it goes with the text that it was cut from.
pub const DECLARATION: Declaration = Declaration {
    table: "search_term",
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
