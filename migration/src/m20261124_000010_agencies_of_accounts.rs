//! Which agencies an account can sign in to.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend, Statement},
};

use crate::table::{Table, Type, column};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ACCOUNT_TENANT.create(manager).await?;
        let connection = manager.get_connection();
        let backend = connection.get_database_backend();
        if backend == DbBackend::Sqlite {
            connection.execute_unprepared(FILL).await?;
            return Ok(());
        }
        // Row security shows one agency at a time, to whoever migrates too.
        let agencies = Statement::from_string(backend, "SELECT id::text FROM tenant ORDER BY id");
        for agency in connection.query_all_raw(agencies).await? {
            let id: String = agency.try_get_by_index(0)?;
            let set = Statement::from_sql_and_values(backend, "SELECT set_config('app.tenant', $1, true)", [id.into()]);
            connection.query_one_raw(set).await?;
            connection.execute_unprepared(FILL).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "a server without this table would not write it: restore a backup".to_owned(),
        ))
    }
}

/// One row a membership, whose id is random and so fits here too.
const FILL: &str = "INSERT INTO account_tenant (id, account_id, tenant_id, is_active) \
                    SELECT id, account_id, tenant_id, state = 'ACTIVE' FROM membership";

const ACCOUNT_TENANT: Table = Table {
    name: "account_tenant",
    global: true,
    columns: &[
        column("account_id", Type::Uuid),
        column("tenant_id", Type::Uuid),
        column("is_active", Type::Bool),
    ],
    unique: &[("account", "account_id, tenant_id")],
    references: &[("account_id", "account"), ("tenant_id", "tenant")],
    checks: &[],
    indexes: &[],
};
