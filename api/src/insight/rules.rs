//! Which terms one may find things by.

use entity::{
    organisation, project, public_service,
    search_term::{Column, Entity},
    vocabulary::SearchKind,
};
use sea_orm::{ColumnTrait, Condition, sea_query::SelectStatement};

use crate::{
    actor::Actor,
    store::{Visible, visible_ids},
};

impl Visible for Entity {
    /// A term is found by who may know of the object that it stands in.
    fn visible(actor: &Actor) -> Condition {
        Condition::any()
            .add(of(SearchKind::Project, visible_ids::<project::Entity>(actor)))
            .add(of(
                SearchKind::PublicService,
                visible_ids::<public_service::Entity>(actor),
            ))
            .add(of(SearchKind::Organisation, visible_ids::<organisation::Entity>(actor)))
    }
}

fn of(kind: SearchKind, objects: SelectStatement) -> Condition {
    Condition::all()
        .add(Column::Kind.eq(kind))
        .add(Column::ObjectId.in_subquery(objects))
}
