//! Ways round `Tx` and the gate that compile, one a line. `it/lints.rs` has clippy look at it with the server's own bans,
//! which must refuse each line below "ways:".
#![allow(deprecated, missing_docs, reason = "the bans alone are looked at")]

use entity::project::{Column, Entity, Model};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, ModelTrait, QuerySelect, RelationDef, TransactionTrait};

// ways:
pub fn find() { let _ = Entity::find(); }
pub fn find_by_id(key: (entity::id::TenantId, entity::id::ProjectId)) { let _ = Entity::find_by_id(key); }
pub fn found_otherwise() { let _ = <Entity as EntityTrait>::find; }
pub fn insert(row: entity::project::ActiveModel) { let _ = Entity::insert(row); }
pub fn update_many() { let _ = Entity::update_many(); }
pub fn delete_many() { let _ = Entity::delete_many(); }
pub fn open(row: &Model) { let _ = row.get(Column::Title); }
pub fn join(select: sea_orm::Select<Entity>, by: RelationDef) { let _ = select.join(sea_orm::JoinType::InnerJoin, by); }
pub async fn save(row: entity::project::ActiveModel, on: &impl ConnectionTrait) { let _ = row.insert(on).await; }
pub async fn raw(on: &impl ConnectionTrait) { let _ = on.execute_unprepared("DELETE FROM project").await; }
pub async fn begin(on: &impl TransactionTrait) { let _ = on.begin().await; }
pub fn select() { let _ = sea_orm::sea_query::Query::select(); }
pub fn connection(_: &sea_orm::DatabaseConnection) {}
pub fn value(_: sea_orm::Value) {}
