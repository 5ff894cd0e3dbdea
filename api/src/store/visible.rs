//! Which rows of an entity an actor may know of.

use std::any::TypeId;

use entity::{id::TenantId, row::FromRow};
use sea_orm::{
    ColumnTrait, Condition, DbBackend, EntityTrait, IdenStatic as _,
    sea_query::{IntoCondition, Query, SelectStatement},
};
use uuid::Uuid;

use crate::actor::Actor;

/// An entity whose rows belong to a tenant.
pub trait Tenanted: EntityTrait<Model: FromRow> {
    /// The column of the tenant.
    const TENANT: Self::Column;
    /// The column of the id.
    const ID: Self::Column;
}

/// An entity that an actor may know some rows of.
pub trait Visible: Tenanted {
    /// Whether rows of others are known of by whoever may know of one of its rows ([`Visible::outer`]), so that a snapshot
    /// remembers which it has shown.
    const HOLDS: bool = false;

    /// The rows that `actor` may know of, apart from the tenant, which [`super::Rows`] adds itself.
    fn visible(actor: &Actor) -> Condition;

    /// What its rows hang on, where that alone decides who may know of them ([`Inside`]): of what hangs on a row that the
    /// snapshot has shown, its rule is not asked again.
    #[must_use]
    fn outer() -> Option<Outer> {
        None
    }
}

/// An entity of which everybody may know their own rows, whatever else holds.
pub trait Owned: Visible {
    /// The column that names the person.
    const PERSON: Self::Column;
}

/// An entity whose rows are known of by whoever may know of the row of `E` that they hang on, and by nobody else.
pub trait Inside<E: Visible>: Visible {
    /// The column that names that row.
    const OUTER: Self::Column;
}

/// What rows hang on: the column that names it, and whose row that is.
#[derive(Clone, Copy, Debug)]
pub struct Outer {
    pub(super) column: &'static str,
    pub(super) entity: TypeId,
}

impl Outer {
    /// The rows of `E`, on which those of `F` hang.
    #[must_use]
    pub fn of<E: Visible, F: Inside<E>>() -> Self {
        Self {
            column: F::OUTER.as_str(),
            entity: TypeId::of::<E>(),
        }
    }
}

/// The rule of `F`, whose rows are known of by whoever may know of the row of `E` that they hang on.
#[must_use]
pub fn inside<E: Visible, F: Inside<E>>(actor: &Actor) -> Condition {
    Condition::all().add(F::OUTER.in_subquery(visible_ids::<E>(actor)))
}

macro_rules! tenanted {
    ($($table:ident),* $(,)?) => {$(
        impl Tenanted for entity::$table::Entity {
            const TENANT: Self::Column = entity::$table::Column::TenantId;
            const ID: Self::Column = entity::$table::Column::Id;
        }
    )*};
}

/// Hands the tables of an agency to a macro: the only list of them.
macro_rules! tenant_tables {
    ($with:ident) => {
        $with!(
            access_log_entry,
            data_subject_request,
            request_outcome,
            person,
            membership,
            project,
            project_state_change,
            participation,
            invitation,
            event,
            idempotency,
            phase,
            phase_state_change,
            contribution,
            reaction,
            client,
            client_scope,
            client_operation,
            search_term,
            activity,
            active_month,
            import_source,
            project_template,
            template_phase,
            template_objective,
            template_task,
            project_origin,
            phase_origin,
            organisation,
            public_service,
            processing_purpose,
            notice,
            notice_recipient,
            consent,
            consent_record,
            participant_profile,
            evaluation,
            evaluation_criterion,
            evaluation_result,
            assessment,
            assessment_answer,
            retention_rule,
            retention_run,
            retention_result,
            pseudonym_reveal,
            interest_declaration,
            contribution_report,
            legal_hold,
            legal_hold_reader,
            held_record,
            tenant_policy,
            audit_waiting,
            audit_refusal,
            audit_entry,
        );
    };
}
pub(super) use tenant_tables;

tenant_tables!(tenanted);

/// The ids of the rows of `E` that `actor` may know of: for the rule of an entity whose rows are known inside them.
#[must_use]
pub fn visible_ids<E: Visible>(actor: &Actor) -> SelectStatement {
    use sea_orm::{QueryFilter, QuerySelect, QueryTrait};
    let mut select = E::find()
        .select_only()
        .column(E::ID)
        .filter(of_tenant::<E>(actor.tenant));
    if !actor.is_job() {
        select = select.filter(E::visible(actor));
    }
    select.into_query()
}

/// The ids of the rows of `E` in the tenant that fit a condition, whoever may know of them: for rules, and for conditions on what
/// hangs on such rows.
#[must_use]
pub fn ids_where<E: Tenanted>(tenant: TenantId, condition: impl IntoCondition) -> SelectStatement {
    Query::select()
        .column(E::ID)
        .from(E::default())
        .cond_where(of_tenant::<E>(tenant))
        .cond_where(condition)
        .take()
}

/// The condition that a row belongs to `tenant`.
pub(super) fn of_tenant<E: Tenanted>(tenant: TenantId) -> Condition {
    Condition::all().add(E::TENANT.eq(tenant))
}

/// Up to how many ids are repeated: of the 32,766 values that a statement of SQLite takes, some are for its other conditions.
const MOST: usize = 32_000;

/// The condition that `column` is one of `ids`, such that a connection prepares few statements for any number of them: on
/// PostgreSQL as one array, on SQLite with the last repeated up to a power of two, or to [`MOST`].
pub(super) fn among(backend: DbBackend, column: impl ColumnTrait, ids: impl IntoIterator<Item = Uuid>) -> Condition {
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    if let (DbBackend::Postgres, [one]) = (backend, ids.as_slice()) {
        // Of an array that it does not see PostgreSQL expects ten: that never looks cheaper than to plan the statement anew
        // each time, for the one that most of them hold.
        return Condition::all().add(column.eq(*one));
    }
    Condition::all().add(if backend == DbBackend::Postgres {
        column.eq_any(ids)
    } else {
        if let Some(last) = ids.last().copied() {
            ids.resize(ids.len().next_power_of_two().min(MOST).max(ids.len()), last);
        }
        column.is_in(ids)
    })
}

#[cfg(test)]
mod tests {
    use entity::{
        phase::{Column, Entity},
        phase_state_change, project, project_state_change,
    };
    use sea_orm::{QueryFilter, QuerySelect, QueryTrait};

    use super::*;

    #[test]
    fn what_others_hang_on_is_remembered_under_the_column_that_names_it() {
        fn hangs<E: Visible, F: Visible>(column: &str) -> bool {
            let on = |outer: Outer| outer.column == column && outer.entity == TypeId::of::<E>();
            E::HOLDS && F::outer().is_some_and(on)
        }
        assert!(hangs::<project::Entity, Entity>("project_id"));
        assert!(hangs::<project::Entity, project_state_change::Entity>("project_id"));
        assert!(hangs::<Entity, phase_state_change::Entity>("phase_id"));
        assert!(!hangs::<Entity, phase_state_change::Entity>("id"));
    }

    #[test]
    fn one_id_is_compared_and_several_are_one_value_or_a_power_of_two() {
        let of = |backend, number: u128| {
            let ids = (0..number).map(Uuid::from_u128);
            let select = Entity::find().select_only().column(Column::Id);
            let built = select.filter(among(backend, Column::Id, ids)).build(backend);
            built
                .sql
                .split_once("WHERE ")
                .map(|(_, condition)| condition.to_owned())
        };
        let named = |condition: &str| Some(format!("\"phase\".\"id\" {condition}"));
        assert_eq!(of(DbBackend::Postgres, 1), named("= $1"));
        assert_eq!(of(DbBackend::Postgres, 2), named("= ANY($1)"));
        assert_eq!(of(DbBackend::Postgres, 3), named("= ANY($1)"));
        assert_eq!(of(DbBackend::Sqlite, 1), named("IN (?)"));
        assert_eq!(of(DbBackend::Sqlite, 3), named("IN (?, ?, ?, ?)"));
        let values = |number| of(DbBackend::Sqlite, number).map(|condition| condition.matches('?').count());
        // Twice as many as 16,384 would be more than a statement takes.
        assert_eq!([16_384, 16_385, 32_001].map(values), [16_384, MOST, 32_001].map(Some));
    }
}
