//! What a server looks at before it serves from PostgreSQL: whether row security binds its role, whether its sessions are its
//! own, and why there is no connection where there is none. Whether the structure fits, `structure.rs` says.

use std::time::Duration;

use sqlx::{Connection as _, PgConnection, PgPool, postgres::PgConnectOptions};

use super::{
    database::{StoreError, unreachable},
    ready,
};

/// How long one connection is waited for that shall say why a pool has none.
const ALONE: Duration = Duration::from_secs(5);

/// Row security does not bind a superuser, a role that may bypass it, or (unless forced) an owner; nor who may become one of
/// these, though they have none of its rights before they do.
pub(super) async fn refuse_strong_role(pool: &PgPool) -> std::result::Result<(), StoreError> {
    let strong: bool = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND pg_has_role(oid, 'MEMBER'))
             OR EXISTS (
                 SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                 WHERE relkind IN ('r', 'p') AND nspname = current_schema() AND pg_has_role(relowner, 'MEMBER'))",
    )
    .fetch_one(pool)
    .await
    .map_err(|error| unreachable(&error))?;
    if strong {
        return Err(StoreError(
            "the server must not connect as a role that owns tables, is a superuser, may bypass row security, or may become \
             one that does (`SET ROLE`): run `trialogue migrate` as the owner and serve as the role that it sets up"
                .to_owned(),
        ));
    }
    Ok(())
}

/// A new session holds nothing ready. Where it does, a pooler gives sessions to others after each transaction, and what a
/// connection begins with is another's. One that has more sessions than one may not be seen here.
pub(super) async fn refuse_shared_sessions(options: &PgConnectOptions) -> std::result::Result<(), StoreError> {
    // Beside the first, which rests in the pool.
    let Ok(Ok(mut second)) = tokio::time::timeout(ALONE, PgConnection::connect_with(options)).await else {
        return Ok(());
    };
    let prepared = ready::prepare(&mut second).await;
    drop(second.close().await);
    match prepared {
        Err(error) if is_held_already(&error) => Err(unreachable(&error)),
        _ => Ok(()),
    }
}

/// A pool tries again until its time is over, and then says that alone; one connection says why there is none.
pub(super) async fn told_alone(options: &PgConnectOptions, error: sqlx::Error) -> sqlx::Error {
    if !matches!(error, sqlx::Error::PoolTimedOut) {
        return error;
    }
    match tokio::time::timeout(ALONE, PgConnection::connect_with(options)).await {
        Ok(Err(why)) => why,
        Ok(Ok(mut alone)) => ready::prepare(&mut alone).await.err().unwrap_or(error),
        Err(_) => error,
    }
}

/// Whether a session holds a statement ready that one did not have it hold.
fn is_held_already(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|database| database.code().as_deref() == Some("42P05"))
}
