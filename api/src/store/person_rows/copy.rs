//! A copy of what is a person's own, table by table.

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use entity::{
    ENTITIES, access_log_entry, audit_entry, audit_waiting,
    id::PersonId,
    sealed::Personal,
    subject::{Declaration, SealedColumn, Subject},
    vocabulary::{AuditKind, Purpose},
};
use sea_orm::{
    ColumnType, ConnectionTrait, DbErr, QueryResult, TryGetable,
    sea_query::{Alias, Condition, Expr, ExprTrait, Order, Query},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::table::{Column, columns_of};
use crate::{
    error::{Fault, Result},
    store::{Tx, fault, told_by_now},
};

/// What a table holds of the person.
#[derive(Debug)]
pub struct CopiedTable {
    /// What the entity says of itself.
    pub declaration: &'static Declaration,
    /// The names of the columns that were copied.
    pub columns: Vec<&'static str>,
    /// The rows, by id.
    pub rows: Personal<Vec<Map<String, Value>>>,
}

/// Rows of one table that go into a copy at most.
const MOST_ROWS: u64 = 100_000;

/// Tables that a person learns nothing of: a hold can serve a case against them (GDPR article 23(1)(d)).
const UNTOLD: &[&str] = &["legal_hold", "legal_hold_reader", "held_record"];

/// The log of acts, of which an alert is not told to whom it names: it would say how far they can go unseen (GDPR article
/// 15(4)).
const ACTS: &[&str] = &[audit_entry::DECLARATION.table, audit_waiting::DECLARATION.table];

/// Columns that say nothing of anybody.
const MECHANICS: &[&str] = &["tenant_id", "version", "generation"];

impl Tx {
    /// A copy of everything of the person that the agency keeps, but for what tells of others too or is not published yet
    /// (GDPR article 15(3) and (4)). One statement for each table.
    pub async fn copy_of(&self, person: PersonId) -> Result<Vec<CopiedTable>> {
        self.copied_of(person, is_own).await
    }

    /// A copy of what the person gave for one of these purposes, with what it is about (GDPR article 20(1)).
    pub async fn given_by(&self, person: PersonId, purposes: &[Purpose]) -> Result<Vec<CopiedTable>> {
        let given = |declaration: &Declaration, column: &str| {
            let mut given = declaration
                .sealed
                .iter()
                .filter(|sealed| sealed.given_for.is_some_and(|purpose| purposes.contains(&purpose)));
            given.any(|sealed| sealed.name == column || sealed.given_with.contains(&column))
        };
        self.copied_of(person, given).await
    }

    async fn copied_of(
        &self,
        person: PersonId,
        is_meant: impl Fn(&Declaration, &str) -> bool + Send + Sync,
    ) -> Result<Vec<CopiedTable>> {
        let names = self.names_of(person).await?;
        let mut tables = Vec::new();
        let told = ENTITIES.iter().filter(|declared| !UNTOLD.contains(&declared.table));
        for declaration in told {
            let theirs = match declaration.subject {
                // The person's own row; the other ones of the account tell of other agencies.
                Subject::Account(id) if declaration.table == "account" => {
                    Some(Condition::all().add(Expr::col(Alias::new(id)).eq(names.account)))
                }
                subject if !declaration.global => self.rows_of(subject, &names),
                _ => None,
            };
            let Some(mut theirs) = theirs else { continue };
            if declaration.table == access_log_entry::DECLARATION.table {
                theirs = theirs.add(told_by_now(self.actor().tenant));
            }
            if ACTS.contains(&declaration.table) {
                theirs = theirs.add(Expr::col(Alias::new("kind")).ne(AuditKind::Alert));
            }
            let columns: Vec<Column> = columns_of(declaration.table)
                .into_iter()
                .filter(|(name, _)| is_meant(declaration, name))
                .collect();
            if columns.is_empty() {
                continue;
            }
            let select = Query::select()
                .columns(columns.iter().map(|(name, _)| Alias::new(*name)))
                .from(Alias::new(declaration.table))
                .cond_where(theirs)
                .order_by(Alias::new("id"), Order::Asc)
                .limit(MOST_ROWS)
                .take();
            let statement = self.connection().get_database_backend().build(&select);
            let found = self.connection().query_all_raw(statement).await;
            let found = found.map_err(|error| fault::of(&error))?;
            let rows: std::result::Result<Vec<_>, DbErr> = found.iter().map(|row| copied(row, &columns)).collect();
            let rows = rows.map_err(|_| Fault::logged("a row of a person does not decode"))?;
            tables.push(CopiedTable {
                declaration,
                columns: columns.into_iter().map(|(name, _)| name).collect(),
                rows: rows.into(),
            });
        }
        Ok(tables)
    }
}

fn is_own(declaration: &Declaration, column: &str) -> bool {
    let sealed: Option<&SealedColumn> = declaration.sealed.iter().find(|sealed| sealed.name == column);
    !MECHANICS.contains(&column) && sealed.is_none_or(|sealed| sealed.is_own)
}

/// A row as JSON.
pub(in crate::store) fn copied(
    row: &QueryResult,
    columns: &[Column],
) -> std::result::Result<Map<String, Value>, DbErr> {
    columns
        .iter()
        .map(|(name, kind)| Ok(((*name).to_owned(), value(row, name, kind)?)))
        .collect()
}

/// A value as JSON: alike on both databases, which keep ids, times and truths in types of their own.
fn value(row: &QueryResult, name: &str, kind: &ColumnType) -> std::result::Result<Value, DbErr> {
    fn get<T: TryGetable>(row: &QueryResult, name: &str) -> std::result::Result<Option<T>, DbErr> {
        row.try_get::<Option<T>>("", name)
    }
    let value = match kind {
        ColumnType::Uuid => get::<Uuid>(row, name)?.map(|id| Value::from(id.to_string())),
        ColumnType::Boolean => get::<bool>(row, name)?.map(Value::from),
        ColumnType::Integer => get::<i32>(row, name)?.map(Value::from),
        ColumnType::BigInteger => get::<i64>(row, name)?.map(Value::from),
        ColumnType::Float | ColumnType::Double => get::<f64>(row, name)?.map(Value::from),
        ColumnType::Date => get::<NaiveDate>(row, name)?.map(|day| Value::from(day.to_string())),
        ColumnType::DateTime | ColumnType::Timestamp | ColumnType::TimestampWithTimeZone => {
            let at = get::<DateTime<Utc>>(row, name)?;
            at.map(|at| Value::from(at.to_rfc3339_opts(SecondsFormat::Millis, true)))
        }
        _ => get::<String>(row, name)?.map(Value::from),
    };
    Ok(value.unwrap_or(Value::Null))
}
