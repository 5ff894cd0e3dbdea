//! Which entries of the access log, and which requests, one may know of.

use entity::{
    access_log_entry::{Column, Entity},
    data_subject_request, request_outcome,
    vocabulary::TenantRole,
};
use sea_orm::{ColumnTrait, Condition, sea_query::Expr};

use crate::{
    actor::Actor,
    store::{Visible, by_office, of_others, told_by_now, visible_ids},
};

impl Visible for Entity {
    /// Everybody knows of those about themselves that they are told of, and the data protection officer by office of all.
    fn visible(actor: &Actor) -> Condition {
        let Some(person) = actor.person() else {
            return Condition::any().add(Expr::val(false));
        };
        let overseen = by_office(actor, &[TenantRole::DataProtectionOfficer], |holder| {
            of_others(Column::PersonId, holder)
        });
        let own = Condition::all()
            .add(Column::PersonId.eq(person.person))
            .add(told_by_now(actor.tenant));
        Condition::any().add_option(overseen).add(own)
    }
}

/// Roles that handle what people ask about their data, or oversee it.
const HANDLING: [TenantRole; 2] = [TenantRole::DataSteward, TenantRole::DataProtectionOfficer];

impl Visible for data_subject_request::Entity {
    /// Everybody knows of their own, who handles or oversees them of all.
    fn visible(actor: &Actor) -> Condition {
        let Some(person) = actor.person() else {
            return Condition::any().add(Expr::val(false));
        };
        if HANDLING.iter().any(|role| person.roles.contains(*role)) {
            Condition::all()
        } else {
            Condition::all().add(data_subject_request::Column::PersonId.eq(person.person))
        }
    }
}

impl Visible for request_outcome::Entity {
    /// What was done about a request is known of where the request is.
    fn visible(actor: &Actor) -> Condition {
        let requests = visible_ids::<data_subject_request::Entity>(actor);
        Condition::all().add(request_outcome::Column::RequestId.in_subquery(requests))
    }
}
