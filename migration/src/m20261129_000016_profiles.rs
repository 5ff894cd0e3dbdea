//! What people tell about themselves for statistics.

use sea_orm_migration::prelude::*;

use crate::table::{Table, Type, column, optional};

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        PARTICIPANT_PROFILE.create(manager).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "what people told is not thrown away: restore a backup".to_owned(),
        ))
    }
}

const GENDER: &[&str] = &["FEMALE", "MALE", "DIVERSE"];
const EDUCATION: &[&str] = &["BASIC", "MIDDLE", "HIGHER"];

const PARTICIPANT_PROFILE: Table = Table {
    name: "participant_profile",
    global: false,
    columns: &[
        column("person_id", Type::Uuid),
        optional("birth_year", Type::Int),
        optional("postal_address", Type::Text),
        optional("gender", Type::Enum(GENDER)),
        optional("education", Type::Enum(EDUCATION)),
        optional("has_disability", Type::Bool),
        optional("has_migration_background", Type::Bool),
        column("version", Type::Big),
    ],
    unique: &[("person", "person_id")],
    references: &[("person_id", "person")],
    checks: &[],
    indexes: &[],
};
