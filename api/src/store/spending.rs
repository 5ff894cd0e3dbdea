//! What payers spent, told by each server of a PostgreSQL database to the others. It names no agency, and no person but
//! under a name that only the instance can make.
//!
//! A row holds the moment at which it will be as if nothing had been spent: one who knows nothing of a payer learns all of
//! it from there, and a row whose moment is over says nothing any more and is deleted.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use super::{Store, fault};
use crate::{error::Result, measure::Untold};

/// What a payer owes to all servers together.
#[derive(Clone, Debug)]
pub struct Owed {
    /// What is measured.
    pub measure: String,
    /// The payer's name.
    pub payer: Uuid,
    /// How much, as the time in which it comes back.
    pub time: Duration,
}

/// All rows in one order, so that servers wait for one another in no circle; and what others moved meanwhile.
const SHARE: &str = "WITH clock AS (SELECT (extract(epoch FROM now()) * 1000000)::bigint AS now), \
    told AS ( \
        INSERT INTO spending AS known (id, measure, whole_again, added, moved_at, moved_by) \
        SELECT payer, min(measure), now - max(ago) + sum(amount)::bigint, sum(amount)::bigint, now, $1 \
        FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::bigint[]) AS spent (payer, measure, amount, ago), clock \
        GROUP BY payer, now ORDER BY payer \
        ON CONFLICT (id) DO UPDATE SET \
            whole_again = greatest(known.whole_again + excluded.added, excluded.whole_again), \
            added = excluded.added, moved_at = excluded.moved_at, moved_by = excluded.moved_by \
        RETURNING id, measure, whole_again) \
    SELECT id, measure, whole_again - now FROM told, clock WHERE whole_again > now \
    UNION ALL \
    SELECT id, measure, whole_again - now FROM (SELECT * FROM spending, clock \
        WHERE moved_at >= now - $6 AND moved_by <> $1 AND whole_again > now \
        ORDER BY whole_again DESC LIMIT $7) AS moved";

/// What is locked is being moved.
const FORGET: &str = "DELETE FROM spending WHERE id IN (SELECT id FROM spending \
    WHERE whole_again < (extract(epoch FROM now()) * 1000000)::bigint LIMIT $1 FOR UPDATE SKIP LOCKED)";

/// How many rows are deleted in one transaction.
const FORGOTTEN: u32 = 10_000;

/// How many payers of others are heard of at once: those who owe most.
const HEARD: i64 = 10_000;

impl Store {
    /// Tells what was spent at this server, and answers what these payers, and those whom others moved within `lately`,
    /// owe to all. What is `untold` is taken only once there is a transaction to tell it in, so that it waits where the
    /// database is busy. On PostgreSQL alone.
    pub async fn share_spending(
        &self,
        server: Uuid,
        lately: Duration,
        untold: impl FnOnce() -> Vec<Untold>,
    ) -> Result<Vec<Owed>> {
        let transaction = self.unnamed_to_write().await?;
        let spent = untold();
        let payers: Vec<Uuid> = spent.iter().map(|spent| spent.payer).collect();
        let measures: Vec<String> = spent.iter().map(|spent| spent.measure.to_owned()).collect();
        let times: Vec<i64> = spent.iter().map(|spent| microseconds(spent.time)).collect();
        let ages: Vec<i64> = spent.iter().map(|spent| microseconds(spent.ago)).collect();
        let values = [
            server.into(),
            payers.into(),
            measures.into(),
            times.into(),
            ages.into(),
            microseconds(lately).into(),
            HEARD.into(),
        ];
        let share = Statement::from_sql_and_values(DbBackend::Postgres, SHARE, values);
        let rows = transaction.query_all_raw(share).await;
        let owed = rows.and_then(|rows| {
            let owed = rows.iter().map(|row| {
                Ok(Owed {
                    payer: row.try_get_by_index(0)?,
                    measure: row.try_get_by_index(1)?,
                    time: Duration::from_micros(row.try_get_by_index::<i64>(2)?.unsigned_abs()),
                })
            });
            owed.collect()
        });
        let owed = owed.map_err(|error| fault::of(&error))?;
        transaction.commit().await.map_err(|error| fault::of(&error))?;
        Ok(owed)
    }

    /// Deletes what says nothing any more, a part in each transaction. On PostgreSQL alone.
    pub async fn forget_spending(&self) -> Result<()> {
        loop {
            let transaction = self.unnamed_to_write().await?;
            let forget = Statement::from_sql_and_values(DbBackend::Postgres, FORGET, [i64::from(FORGOTTEN).into()]);
            let forgotten = transaction.execute_raw(forget).await;
            let forgotten = forgotten.map_err(|error| fault::of(&error))?.rows_affected();
            transaction.commit().await.map_err(|error| fault::of(&error))?;
            if forgotten < u64::from(FORGOTTEN) {
                return Ok(());
            }
        }
    }
}

fn microseconds(time: Duration) -> i64 {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX / 4)
}
