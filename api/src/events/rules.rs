//! Who may know of the rows of the outbox: the server alone; others hear of the objects, each through its own rule.

use entity::event::Entity;
use sea_orm::{Condition, sea_query::Expr};

use crate::{actor::Actor, store::Visible};

impl Visible for Entity {
    /// Nobody; a job of the server is asked no rule.
    fn visible(_: &Actor) -> Condition {
        Condition::any().add(Expr::val(false))
    }
}
