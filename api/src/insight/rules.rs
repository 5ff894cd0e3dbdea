//! Which terms one may find things by.

use entity::{
    organisation, project, public_service,
    search_term::{Column, Entity},
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    actor::Actor,
    store::{Visible, visible_ids},
};

impl Visible for Entity {
    /// A term is found by who may know of the project that it stands in, or of the service or organisation that it is of.
    /// Only words that all readers of a project may read have terms, so that the rule need not look at each object in it.
    fn visible(actor: &Actor) -> Condition {
        Condition::any()
            .add(Column::ProjectId.in_subquery(visible_ids::<project::Entity>(actor)))
            .add(Column::ObjectId.in_subquery(visible_ids::<public_service::Entity>(actor)))
            .add(Column::ObjectId.in_subquery(visible_ids::<organisation::Entity>(actor)))
    }
}
