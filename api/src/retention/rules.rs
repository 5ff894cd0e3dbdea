//! Who may know of rules of retention, of the runs of the job, and of legal holds.

use entity::{
    held_record, legal_hold, legal_hold_reader, retention_result, retention_rule, retention_run, vocabulary::TenantRole,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, Query, SelectStatement},
};

use crate::{
    actor::Actor,
    store::{Visible, by_office, of_others, visible_ids},
};

/// Who works for the agency.
const INSIDE: [TenantRole; 5] = [
    TenantRole::Administrator,
    TenantRole::Staff,
    TenantRole::DataSteward,
    TenantRole::DataProtectionOfficer,
    TenantRole::Auditor,
];

/// Who places holds.
const HOLDING: [TenantRole; 2] = [TenantRole::DataSteward, TenantRole::DataProtectionOfficer];

fn for_roles(actor: &Actor, roles: &[TenantRole]) -> Condition {
    if roles.iter().any(|role| actor.roles().contains(*role)) {
        Condition::all()
    } else {
        Condition::all().add(Expr::val(false))
    }
}

impl Visible for retention_rule::Entity {
    fn visible(actor: &Actor) -> Condition {
        for_roles(actor, &INSIDE)
    }
}

impl Visible for retention_run::Entity {
    fn visible(actor: &Actor) -> Condition {
        for_roles(actor, &INSIDE)
    }
}

impl Visible for retention_result::Entity {
    fn visible(actor: &Actor) -> Condition {
        let runs = visible_ids::<retention_run::Entity>(actor);
        Condition::all().add(retention_result::Column::RunId.in_subquery(runs))
    }
}

impl Visible for legal_hold::Entity {
    /// Whose office places holds knows of all, and readers of theirs. The person does not before it is lifted: a hold can serve a
    /// case against them, and who knows of one by office can lift it, which deletes what it keeps.
    fn visible(actor: &Actor) -> Condition {
        use legal_hold::Column;
        let placed = by_office(actor, &HOLDING, |holder| {
            of_others(Column::PersonId, holder)
                .add(Column::PlacedById.eq(holder.membership))
                .add(Column::LiftedAt.is_not_null())
        });
        Condition::any()
            .add_option(placed)
            .add(Column::Id.in_subquery(read_by(actor)))
    }
}

impl Visible for legal_hold_reader::Entity {
    fn visible(actor: &Actor) -> Condition {
        let holds = visible_ids::<legal_hold::Entity>(actor);
        Condition::all().add(legal_hold_reader::Column::HoldId.in_subquery(holds))
    }
}

impl Visible for held_record::Entity {
    /// What a hold keeps is known of to its named readers alone.
    fn visible(actor: &Actor) -> Condition {
        Condition::all().add(held_record::Column::HoldId.in_subquery(read_by(actor)))
    }
}

/// The holds that name the actor as a reader.
fn read_by(actor: &Actor) -> SelectStatement {
    use legal_hold_reader::{Column, Entity};
    #[expect(clippy::disallowed_methods, reason = "a row rule becomes SQL")]
    let mut select = Query::select();
    let own = actor.person().map(|person| person.membership);
    select
        .column(Column::HoldId)
        .from(Entity)
        .and_where(Column::TenantId.eq(actor.tenant))
        .and_where(own.map_or_else(|| Expr::val(false), |own| Column::MembershipId.eq(own)));
    select
}
