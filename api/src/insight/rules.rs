//! Which terms one may find things by.

use entity::{
    project,
    search_term::{Column, Entity},
};
use sea_orm::{ColumnTrait, Condition};

use crate::{
    actor::Actor,
    store::{Visible, visible_ids},
};

impl Visible for Entity {
    /// A term is found by who may know of the project that it stands in. Only words that all readers of the project may
    /// read have terms, so that the rule need not look at each object.
    fn visible(actor: &Actor) -> Condition {
        Condition::all().add(Column::ProjectId.in_subquery(visible_ids::<project::Entity>(actor)))
    }
}
