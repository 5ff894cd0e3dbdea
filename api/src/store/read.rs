//! Whole rows of an entity, each read by the places of its columns.

use entity::row::FromRow;
use sea_orm::{
    ConnectionTrait as _, EntityTrait, QueryResult, QuerySelect as _, QueryTrait as _, Select,
    sea_query::SelectStatement,
};
use sqlx::{Column, Row as _};

use super::{fault, tx::Transaction};
use crate::error::{Fault, Result};

/// All rows that a select finds.
pub(super) async fn all<E>(select: Select<E>, connection: &Transaction) -> Result<Vec<E::Model>>
where
    E: EntityTrait<Model: FromRow>,
{
    rows(&select.into_query(), connection).await
}

/// The first row that a select finds.
pub(super) async fn one<E>(select: Select<E>, connection: &Transaction) -> Result<Option<E::Model>>
where
    E: EntityTrait<Model: FromRow>,
{
    let found = connection.query_one(&select.limit(1).into_query()).await;
    match found.map_err(|error| fault::of(&error))? {
        Some(row) => Ok(models(&[row])?.pop()),
        None => Ok(None),
    }
}

/// All rows that a statement finds which selects the columns of `M` in the order of its fields.
pub(super) async fn rows<M: FromRow>(select: &SelectStatement, connection: &Transaction) -> Result<Vec<M>> {
    let found = connection.query_all(select).await;
    models(&found.map_err(|error| fault::of(&error))?)
}

/// The models that the rows of one statement are.
fn models<M: FromRow>(rows: &[QueryResult]) -> Result<Vec<M>> {
    // INVARIANT: a value reaches the field of its own column only, so that nothing sealed gets into a public field.
    if rows.first().is_some_and(|row| !stands_as::<M>(row)) {
        return Err(Fault::logged("a row has other columns than its model, or in another order").into());
    }
    // Not collected: what may fail is collected without knowing how many there are, and moved again and again.
    let mut models = Vec::with_capacity(rows.len());
    for row in rows {
        models.push(M::from_row(row).map_err(|error| fault::of(&error))?);
    }
    Ok(models)
}

/// Whether the columns of a row are those of `M`, in the order of its fields: all rows of a statement are alike.
fn stands_as<M: FromRow>(row: &QueryResult) -> bool {
    let on_sqlite = row.try_as_sqlite_row();
    on_sqlite.is_some_and(|row| named(row.columns(), M::COLUMNS))
        || row.try_as_pg_row().is_some_and(|row| named(row.columns(), M::COLUMNS))
}

fn named<C: Column>(columns: &[C], names: &[&str]) -> bool {
    columns.iter().map(C::name).eq(names.iter().copied())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

    use entity::{phase_state_change::Model, sealed::TenantInternal, vocabulary::PhaseState};
    use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

    use super::*;

    const KEYS: &str = "x'00000000000070008000000000000001' AS tenant_id, x'00000000000070008000000000000002' AS id, \
        x'00000000000070008000000000000003' AS phase_id";
    const STEP: &str = "NULL AS from_state, 'OPEN' AS to_state, '2026-06-15T10:00:00+00:00' AS occurred_at";
    const REST: &str = "'Rain' AS reason, NULL AS actor_id";

    async fn read(columns: &[&str]) -> Option<Model> {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let sql = AssertSqlSafe(format!("SELECT {}", columns.join(", ")));
        let row = sqlx::raw_sql(sql).fetch_one(&mut connection).await.unwrap();
        models(&[row.into()]).ok()?.pop()
    }

    #[tokio::test]
    async fn every_field_is_read_from_its_column_and_a_null_is_none() {
        let model = read(&[KEYS, STEP, REST]).await.unwrap();
        let last = |id: uuid::Uuid| id.as_u128() & 0xff;
        assert_eq!(
            [model.tenant_id.uuid(), model.id.uuid(), model.phase_id.uuid()].map(last),
            [1, 2, 3]
        );
        assert_eq!((model.from_state, model.to_state), (None, PhaseState::Open));
        assert_eq!(model.occurred_at.to_rfc3339(), "2026-06-15T10:00:00+00:00");
        assert_eq!(
            (model.reason.as_deref(), model.actor_id),
            (Some("Rain"), TenantInternal::new(None))
        );
    }

    #[tokio::test]
    async fn a_null_where_none_may_be_and_a_value_of_another_kind_are_refused() {
        for to_state in ["NULL", "'ELSEWHERE'", "1"] {
            let step = STEP.replace("'OPEN'", to_state);
            assert!(read(&[KEYS, &step, REST]).await.is_none(), "{to_state}");
        }
    }

    #[tokio::test]
    async fn columns_in_another_order_and_others_than_those_of_the_model_are_refused() {
        let swapped = KEYS.replace("AS phase_id", "AS other").replace("AS id", "AS phase_id");
        let swapped = swapped.replace("AS other", "AS id");
        assert!(read(&[&swapped, STEP, REST]).await.is_none());
        assert!(read(&[KEYS, STEP, REST, "1 AS more"]).await.is_none());
        assert!(read(&[KEYS, STEP]).await.is_none());
    }
}
