//! A row, and beside it what is the actor's own, in one statement.

use sea_orm::{
    ColumnTrait, ConnectionTrait as _, DbErr, EntityTrait, FromQueryResult as _, IdenStatic as _, QueryFilter,
    QueryResult, QueryTrait, sea_query::ExprTrait,
};
use uuid::Uuid;

use crate::{
    error::Result,
    store::{Owned, Tenanted, Tx, Visible, fault, visible::of_tenant},
};

impl Tx {
    /// The row with this id, if the actor may know of it, and beside it the row of `P` that is the actor's own, as
    /// [`Tx::own`] finds it, and that names in the second of these columns what the row names in the first. For one row: of
    /// several each would bring its own.
    pub async fn beside_own<E: Visible, P: Owned>(
        &self,
        id: Uuid,
        (in_row, in_own): (E::Column, P::Column),
    ) -> Result<Option<(E::Model, Option<P::Model>)>> {
        let actor = self.actor();
        let Some(person) = actor.person() else {
            let row = self.rows::<E>().id(id).one().await?;
            return Ok(row.map(|row| (row, None)));
        };
        let mut both = <E as EntityTrait>::find()
            .select_also(P::default())
            .filter(of_tenant::<E>(actor.tenant))
            .filter(E::visible(actor))
            .filter(E::ID.eq(id));
        let own = of_tenant::<P>(actor.tenant)
            .add(P::PERSON.eq(person.person))
            .add(in_row.into_expr().eq(in_own.into_expr()));
        let query = QueryTrait::query(&mut both);
        query.left_join(P::default().table_ref(), own).limit(1);
        let statement = both.build(self.connection().get_database_backend());
        let row = self.connection().query_one_raw(statement).await;
        let found = row.and_then(|row| {
            let models = row.map(|row| Ok((E::Model::from_query_result(&row, "A_")?, beside::<P>(&row)?)));
            models.transpose()
        });
        found.map_err(|error| fault::of(&error))
    }
}

/// The second model of a row; none only where there is no such row. The library would say so of one that cannot be read, too.
fn beside<P: Tenanted>(row: &QueryResult) -> std::result::Result<Option<P::Model>, DbErr> {
    let id: Option<Uuid> = row.try_get("B_", P::ID.as_str())?;
    id.map(|_| P::Model::from_query_result(row, "B_")).transpose()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops where it fails")]

    use entity::phase_state_change::{Entity, Model};
    use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};

    use super::*;

    const KEYS: &str = "x'00000000000070008000000000000001' AS B_tenant_id, x'00000000000070008000000000000002' AS B_id, \
        x'00000000000070008000000000000003' AS B_phase_id";
    const REST: &str = "'2026-06-15T10:00:00+00:00' AS B_occurred_at, 'Rain' AS B_reason, NULL AS B_actor_id";

    async fn read(columns: &str) -> std::result::Result<Option<Model>, DbErr> {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let sql = AssertSqlSafe(format!("SELECT {columns}"));
        let row = sqlx::raw_sql(sql).fetch_one(&mut connection).await.unwrap();
        beside::<Entity>(&row.into())
    }

    #[tokio::test]
    async fn there_is_no_second_row_only_where_it_has_no_id() {
        let there = |to_state: &str| format!("{KEYS}, NULL AS B_from_state, {to_state} AS B_to_state, {REST}");
        assert_eq!(
            read(&there("'OPEN'")).await.unwrap().unwrap().reason.as_deref(),
            Some("Rain")
        );
        for unreadable in ["'ELSEWHERE'", "NULL"] {
            assert!(read(&there(unreadable)).await.is_err(), "{unreadable}");
        }
        assert!(read("NULL AS B_id").await.unwrap().is_none());
    }
}
