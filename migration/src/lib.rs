//! How the database came to be. Imports no entity: history must not change with it.

mod m20261124_000001_agencies_people_projects;
mod table;

use sea_orm_migration::prelude::*;

/// The list of migrations, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m20261124_000001_agencies_people_projects::Migration)]
    }
}

pub use table::GLOBAL_TABLES;
