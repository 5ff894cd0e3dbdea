//! What a connection to PostgreSQL begins with, and what each transaction on it begins with.

use entity::id::TenantId;
use sqlx::{AssertSqlSafe, PgConnection};

use super::ready;

const WATCHFUL: &str = "SET client_connection_check_interval = 1000";

/// How transactions begin on PostgreSQL.
pub(super) const WRITING: &str = "READ COMMITTED";
pub(super) const READING: &str = "REPEATABLE READ READ ONLY";

/// What a connection to PostgreSQL begins with.
pub(super) async fn begun(
    connection: &mut PgConnection,
    statement_timeout_ms: u32,
) -> std::result::Result<(), sqlx::Error> {
    // So that a statement ends soon whose connection was closed. Some systems have no such option.
    drop(sqlx::Executor::execute(&mut *connection, WATCHFUL).await);
    let patience = format!("SET statement_timeout = {statement_timeout_ms}");
    sqlx::Executor::execute(&mut *connection, sqlx::raw_sql(AssertSqlSafe(patience))).await?;
    ready::prepare(connection).await
}

/// What a transaction begins with on PostgreSQL.
pub(super) fn beginning(mode: &str, tenant: Option<TenantId>) -> String {
    // INVARIANT: only a typed Uuid is ever formatted into this text.
    let tenant = tenant.map_or_else(String::new, |tenant| format!("; {}", tenant_set(tenant)));
    format!("BEGIN ISOLATION LEVEL {mode}{tenant}")
}

/// What names the tenant to row security, until the transaction ends.
pub(super) fn tenant_set(tenant: TenantId) -> String {
    format!("SET LOCAL app.tenant = '{}'", tenant.uuid().hyphenated())
}
