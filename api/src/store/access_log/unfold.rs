//! Lays kept records out for those they are about.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use entity::{
    access_log_entry as log,
    id::{Id, LegalHoldId, PersonId, TenantId},
    subject::DataSubject,
    vocabulary::AccessOutcome,
};
use sea_orm::{
    ConnectionTrait, EntityTrait, Set, Statement, TryGetable,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use sqlx::SqlitePool;
use uuid::Uuid;

use super::{
    fault,
    fold::{Alike, Entries},
    packed::{Packed, Unpacked},
    subjects::persons,
    writer::Place,
};
use crate::{
    actor::Actor,
    clock::Clock,
    error::{Fault, Result},
    store::{Store, Tx},
};

/// Records unfolded in one transaction at most.
const MOST_TOGETHER: i64 = 200;

/// Entries written by one statement at most; each binds a dozen values.
const MOST_ENTRIES: usize = 1_000;

/// The field that leads from a legal hold to whom it is about.
const HELD: &str = "LegalHold.subject";

/// How the fields begin that tell what a legal hold keeps: whose it is learns of their reads at once.
const KEPT: &str = "HeldRecord.";

/// What one transaction laid out.
struct Laid {
    records: usize,
}

impl Laid {
    /// Whether there may be more.
    fn is_full(&self) -> bool {
        i64::try_from(self.records).is_ok_and(|records| records >= MOST_TOGETHER)
    }
}

/// A record that was read back.
struct Kept {
    at: DateTime<Utc>,
    packed: Packed,
}

impl Store {
    /// Turns every record of the agency that is kept by now into entries of the log. Several may do so at once: each record
    /// is counted once, also after the process was killed between any two steps. What was laid out is to be counted for
    /// alerts from then on ([`Store::accesses_to_count`]).
    pub async fn unfold_access(&self, tenant: TenantId, clock: &Clock) -> Result<()> {
        loop {
            let laid = match self.access_log().place() {
                Place::Postgres(_) => self.unfold_postgres(tenant, clock).await?,
                Place::Sqlite(_) => self.unfold_sqlite(tenant, clock).await?,
            };
            if !laid.is_full() {
                return Ok(());
            }
        }
    }

    /// The same in a transaction that takes away what leads from records to people: what was read up to now finds them.
    pub(in crate::store) async fn unfold_within(&self, tx: &Tx, clock: &Clock) -> Result<()> {
        loop {
            let laid = match self.access_log().place() {
                Place::Postgres(_) => postgres_within(tx, clock).await?,
                // What was worked off goes with the next that is not within another transaction.
                Place::Sqlite(file) => sqlite_within(file, tx, clock).await?.0,
            };
            if !laid.is_full() {
                return Ok(());
            }
        }
    }

    async fn unfold_postgres(&self, tenant: TenantId, clock: &Clock) -> Result<Laid> {
        let tx = self.write(Actor::job(tenant, "unfold access records")).await?;
        let laid = postgres_within(&tx, clock).await?;
        tx.commit().await?;
        Ok(laid)
    }

    /// Records stand in another file, which no transaction reaches: how far they were worked off is written with their
    /// entries, and they go afterwards.
    async fn unfold_sqlite(&self, tenant: TenantId, clock: &Clock) -> Result<Laid> {
        let none = Laid { records: 0 };
        let Place::Sqlite(file) = self.access_log().place() else {
            return Ok(none);
        };
        let key = tenant.uuid();
        let any: Option<i64> = sqlx::query_scalar("SELECT position FROM access_record WHERE tenant_id = ? LIMIT 1")
            .bind(key)
            .fetch_optional(file)
            .await
            .map_err(|error| fault::of_sqlx(&error))?;
        if any.is_none() {
            return Ok(none);
        }
        let tx = self.write(Actor::job(tenant, "unfold access records")).await?;
        let (laid, last) = sqlite_within(file, &tx, clock).await?;
        tx.commit().await?;
        sqlx::query("DELETE FROM access_record WHERE tenant_id = ? AND position <= ?")
            .bind(key)
            .bind(last)
            .execute(file)
            .await
            .map_err(|error| fault::of_sqlx(&error))?;
        Ok(laid)
    }
}

/// Records go in the transaction that writes their entries.
async fn postgres_within(tx: &Tx, clock: &Clock) -> Result<Laid> {
    // Who comes second waits for the rows of the first, and finds them gone.
    let sql = "DELETE FROM access_record WHERE tenant_id = $1 AND id IN (SELECT id FROM access_record \
               WHERE tenant_id = $1 ORDER BY id LIMIT $2 FOR UPDATE) RETURNING occurred_at, packed";
    let values = [tx.actor().tenant.uuid().into(), MOST_TOGETHER.into()];
    let rows = tx.connection().query_all_raw(Statement::from_sql_and_values(
        sea_orm::DbBackend::Postgres,
        sql,
        values,
    ));
    let rows = rows.await.map_err(|error| fault::of(&error))?;
    let records = rows.len();
    let mut kept = Vec::with_capacity(records);
    for row in rows {
        let at = DateTime::<Utc>::try_get(&row, "", "occurred_at");
        let bytes = Vec::<u8>::try_get(&row, "", "packed");
        let (Ok(at), Ok(bytes)) = (at, bytes) else {
            return Err(Fault::logged("a record of a read does not decode").into());
        };
        kept.extend(read(at, &bytes));
    }
    write(tx, clock, &kept).await?;
    Ok(Laid { records })
}

/// How many records were worked off, and up to which.
async fn sqlite_within(file: &SqlitePool, tx: &Tx, clock: &Clock) -> Result<(Laid, i64)> {
    let key = tx.actor().tenant.uuid();
    let backend = sea_orm::DbBackend::Sqlite;
    let sql = "SELECT position FROM access_mark WHERE tenant_id = ? AND id = ?";
    let mark = tx
        .connection()
        .query_one_raw(Statement::from_sql_and_values(backend, sql, [key.into(), key.into()]))
        .await
        .map_err(|error| fault::of(&error))?;
    let mark = mark
        .and_then(|row| i64::try_get(&row, "", "position").ok())
        .unwrap_or(0);
    let rows: Vec<(i64, DateTime<Utc>, Vec<u8>)> = sqlx::query_as(
        "SELECT position, occurred_at, packed FROM access_record WHERE tenant_id = ? AND position > ? \
         ORDER BY position LIMIT ?",
    )
    .bind(key)
    .bind(mark)
    .bind(MOST_TOGETHER)
    .fetch_all(file)
    .await
    .map_err(|error| fault::of_sqlx(&error))?;
    let (last, records) = (rows.last().map_or(mark, |(last, ..)| *last), rows.len());
    let laid = Laid { records };
    // An earlier run was killed before it took away what it had worked off, or was within another transaction.
    if rows.is_empty() {
        return Ok((laid, mark));
    }
    let kept: Vec<Kept> = rows.iter().filter_map(|(_, at, bytes)| read(*at, bytes)).collect();
    write(tx, clock, &kept).await?;
    let sql = "INSERT INTO access_mark (tenant_id, id, position) VALUES (?, ?, ?) \
               ON CONFLICT (tenant_id, id) DO UPDATE SET position = excluded.position";
    let values = [key.into(), key.into(), last.into()];
    tx.connection()
        .execute_raw(Statement::from_sql_and_values(backend, sql, values))
        .await
        .map_err(|error| fault::of(&error))?;
    Ok((laid, last))
}

fn read(at: DateTime<Utc>, bytes: &[u8]) -> Option<Kept> {
    let packed = Packed::read(bytes);
    if packed.is_none() {
        tracing::error!("a record of a read is damaged, and nobody can be told of it");
    }
    packed.map(|packed| Kept { at, packed })
}

async fn write(tx: &Tx, clock: &Clock, kept: &[Kept]) -> Result<()> {
    tx.laid_out.with(kept.iter().map(|kept| kept.at).min());
    let mut entries = Entries::default();
    let read: Vec<Vec<Unpacked>> = kept.iter().map(|kept| kept.packed.accesses().collect()).collect();
    let subjects: BTreeSet<DataSubject> = read.iter().flatten().map(|access| access.subject).collect();
    let readers = kept.iter().filter_map(|kept| kept.packed.membership).map(member);
    let persons = persons(tx, subjects.into_iter().chain(readers)).await?;
    for (kept, read) in kept.iter().zip(read) {
        entries.add(kept.at, of_others(kept, read, &persons));
    }
    let rows: Vec<log::ActiveModel> = entries
        .all()
        .map(|(fold, entry)| log::ActiveModel {
            tenant_id: Set(tx.actor().tenant),
            id: Set(Id::from_uuid(clock.id())),
            fold: Set(fold.into()),
            person_id: Set(entry.alike.person.into()),
            membership_id: Set(entry.alike.membership.into()),
            client_id: Set(entry.alike.client.into()),
            reader_role: Set(entry.alike.role.into()),
            purpose: Set(entry.alike.purpose.into()),
            fields: Set(entry.fields.into()),
            outcome: Set(outcome(entry.alike.code.as_deref()).into()),
            code: Set(entry.alike.code.into()),
            occurred_at: Set(entry.occurred_at.into()),
            number: Set(entry.number.into()),
            hold_id: Set(entry.alike.hold.into()),
            project_id: Set(entry.alike.project.into()),
        })
        .collect();
    let again = || {
        let number = Expr::col((log::Entity, log::Column::Number));
        let more = number.add(Expr::cust("excluded.number"));
        OnConflict::columns([log::Column::TenantId, log::Column::Fold])
            .value(log::Column::Number, more)
            .to_owned()
    };
    for batch in rows.chunks(MOST_ENTRIES) {
        log::Entity::insert_many(batch.to_vec())
            .on_conflict(again())
            .exec_without_returning(tx.connection())
            .await
            .map_err(|error| fault::of(&error))?;
    }
    Ok(())
}

/// What was read of others than the reader, by person.
fn of_others(
    kept: &Kept,
    read: Vec<Unpacked>,
    persons: &BTreeMap<DataSubject, PersonId>,
) -> impl Iterator<Item = (Alike, String)> {
    let reader = kept.packed.membership.map(member);
    let own = reader.and_then(|reader| persons.get(&reader).copied());
    let behind = behind_holds(&read, persons);
    read.into_iter().filter_map(move |access| {
        let person = *persons.get(&access.subject)?;
        let alike = Alike {
            person,
            membership: kept.packed.membership.map(Id::from_uuid),
            client: kept.packed.client.map(Id::from_uuid),
            role: access.role,
            purpose: kept.packed.purpose(),
            code: access.code,
            hold: match access.subject {
                DataSubject::Held(hold) => Some(hold),
                _ if access.field.starts_with(KEPT) => None,
                _ => behind.get(&person).copied(),
            },
            project: access.project,
        };
        (own != Some(person)).then_some((alike, access.field))
    })
}

/// To whom holds led in this operation, each with the hold: all that is read of them there hints at it, and they are told of
/// it with the hold.
fn behind_holds(read: &[Unpacked], persons: &BTreeMap<DataSubject, PersonId>) -> BTreeMap<PersonId, LegalHoldId> {
    let led = read
        .iter()
        .filter(|access| access.field == HELD && access.code.is_none());
    let behind = led.filter_map(|access| match access.subject {
        DataSubject::Held(hold) => Some((*persons.get(&access.subject)?, hold)),
        _ => None,
    });
    behind.collect()
}

const fn member(id: Uuid) -> DataSubject {
    DataSubject::Membership(Id::from_uuid(id))
}

const fn outcome(code: Option<&str>) -> AccessOutcome {
    match code {
        None => AccessOutcome::Shown,
        Some(_) => AccessOutcome::Refused,
    }
}
