//! Who is counted in a month already.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

use crate::table::{Table, Type, column, in_each_agency};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ACTIVE_MONTH.create(manager).await?;
        let is_postgres = manager.get_connection().get_database_backend() == DbBackend::Postgres;
        let fill = |kind: &str, table: &str, who: &str, at: &str| {
            let (id, month) = if is_postgres {
                ("gen_random_uuid()", format!("date_trunc('month', max({at}))::date"))
            } else {
                ("randomblob(16)", format!("date(max({at}), 'start of month')"))
            };
            format!(
                "INSERT INTO active_month (tenant_id, id, participation_id, kind, month) \
                 SELECT tenant_id, {id}, {who}, '{kind}', {month} FROM {table} \
                 WHERE {who} IS NOT NULL AND {at} IS NOT NULL GROUP BY tenant_id, {who}"
            )
        };
        // Who did something before is counted already.
        let reacted = fill("REACTION", "reaction", "participation_id", "reacted_on");
        let gave = fill("CONTRIBUTION", "contribution", "author_id", "published_at");
        in_each_agency(manager, &[&reacted, &gave]).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "a server without this table would count one person as several: restore a backup".to_owned(),
        ))
    }
}

const KIND: &[&str] = &["CONTRIBUTION", "REACTION"];

const ACTIVE_MONTH: Table = Table {
    name: "active_month",
    global: false,
    columns: &[
        column("participation_id", Type::Uuid),
        column("kind", Type::Enum(KIND)),
        column("month", Type::Day),
    ],
    unique: &[("once", "participation_id, kind")],
    references: &[("participation_id", "participation")],
    checks: &[],
    indexes: &[],
};
