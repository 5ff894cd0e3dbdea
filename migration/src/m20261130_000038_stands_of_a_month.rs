//! How many stands of somebody are counted in their month, so that one that is taken anew is not counted again.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

use crate::table::{Addition, Type, column, in_each_agency};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let stands = Addition {
            table: "active_month",
            column: column("stands", Type::Int),
            default: Some("0"),
            references: None,
        };
        stands.make(manager).await?;
        let end = match manager.get_connection().get_database_backend() {
            DbBackend::Postgres => "active_month.month + interval '1 month'",
            _ => "date(active_month.month, '+1 month')",
        };
        // What was taken back since is not known any more.
        let held = format!(
            "UPDATE active_month SET stands = (SELECT count(*) FROM reaction \
             WHERE reaction.tenant_id = active_month.tenant_id \
             AND reaction.participation_id = active_month.participation_id \
             AND reaction.reacted_on >= active_month.month AND reaction.reacted_on < {end}) WHERE kind = 'REACTION'"
        );
        in_each_agency(manager, &[&held]).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "a server without this column would count one stand as several: restore a backup".to_owned(),
        ))
    }
}
