//! Statements that each connection to PostgreSQL holds ready, so that they go in one message with what begins or ends a
//! transaction: as text alone the database would read and plan them each time. A connection to SQLite holds ready
//! what it was asked of late.

use entity::id::{MembershipId, TenantId};
use sea_orm::{DbBackend, Statement};
use sqlx::{Executor, PgConnection};

use crate::store::fault::is_not_set_up;

/// One of them.
struct Ready {
    /// As it is built elsewhere: whatever differs from it goes as text.
    sql: &'static str,
    prepare: &'static str,
    execute: &'static str,
}

macro_rules! ready {
    ($name:literal($values:literal): $sql:literal) => {
        Ready {
            sql: $sql,
            prepare: concat!("PREPARE ", $name, " AS ", $sql),
            execute: concat!("EXECUTE ", $name, "(", $values, ")"),
        }
    };
}

const MEMBER: Ready = ready!("ready_member"("$1, $2, $3"):
    r#"SELECT "membership"."person_id", "membership"."account_id", "membership"."roles", "membership"."state", "membership"."last_active_on", "account"."generation", "tenant"."policies", "tenant"."time_zone", "tenant"."disclosure_threshold" FROM "membership" INNER JOIN "account" ON "membership"."account_id" = "account"."id" INNER JOIN "tenant" ON "membership"."tenant_id" = "tenant"."id" WHERE "membership"."tenant_id" = $1 AND "membership"."id" = $2 LIMIT $3"#
);
const HELD_MEMBER: Ready = ready!("ready_held_member"("$1, $2, $3"):
    r#"SELECT "membership"."person_id", "membership"."account_id", "membership"."roles", "membership"."state", "membership"."last_active_on", "account"."generation", "tenant"."policies", "tenant"."time_zone", "tenant"."disclosure_threshold" FROM "membership" INNER JOIN "account" ON "membership"."account_id" = "account"."id" INNER JOIN "tenant" ON "membership"."tenant_id" = "tenant"."id" WHERE "membership"."tenant_id" = $1 AND "membership"."id" = $2 LIMIT $3 FOR KEY SHARE OF "membership""#
);
const RULES: Ready = ready!("ready_rules"("$1"):
    "SELECT policies FROM tenant WHERE id = $1"
);
const EVENT: Ready = ready!("ready_event"("$1, $2, $3, $4, $5, $6"):
    r#"INSERT INTO "event" ("tenant_id", "id", "kind", "object_id", "occurred_at", "delivered_at") VALUES ($1, $2, $3, $4, $5, $6)"#
);
const AUDIT: Ready = ready!("ready_audit"("$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13"):
    r#"INSERT INTO "audit_waiting" ("tenant_id", "id", "occurred_at", "kind", "action", "membership_id", "client_id", "object_type", "object_id", "outcome", "code", "number", "purpose") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"#
);

const READY: [Ready; 5] = [MEMBER, HELD_MEMBER, RULES, EVENT, AUDIT];

/// Has a connection hold them ready. Where their tables are not there it holds those before alone: that database is refused
/// anyway, and where they are there again the first statement that finds nothing ready closes the connection.
pub(super) async fn prepare(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    for ready in &READY {
        match Executor::execute(&mut *connection, sqlx::raw_sql(ready.prepare)).await {
            Ok(_) => {}
            Err(error) if is_not_set_up(&error) => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// A statement as text, such that the database runs what it holds ready.
///
/// INVARIANT: no value of it comes from outside.
pub(in crate::store) fn text(mut statement: Statement) -> String {
    if let Some(ready) = READY.iter().find(|ready| ready.sql == statement.sql) {
        ready.execute.clone_into(&mut statement.sql);
    }
    statement.to_string()
}

/// Finds which rules of the agency are in force: a number that moves with them.
pub(super) fn rules(tenant: TenantId) -> Statement {
    Statement::from_sql_and_values(DbBackend::Postgres, RULES.sql, [tenant.uuid().into()])
}

/// Finds the membership with this id in the agency, with what must be known of its account and of the agency; held, where
/// nobody is to erase it meanwhile. Every request asks for it: it is not built anew each time.
pub(in crate::store) fn member(tenant: TenantId, id: MembershipId, held: bool) -> Statement {
    let sql = if held { HELD_MEMBER.sql } else { MEMBER.sql };
    let values = [tenant.uuid().into(), id.uuid().into(), 1_u64.into()];
    Statement::from_sql_and_values(DbBackend::Postgres, sql, values)
}

#[cfg(test)]
mod tests {
    use entity::{account, event, id::Id, membership, tenant};
    use sea_orm::{
        ActiveValue::Set, ColumnTrait as _, EntityTrait as _, JoinType, QueryFilter as _, QuerySelect, QueryTrait as _,
        Select, sea_query::LockType,
    };
    use uuid::Uuid;

    use super::*;
    use crate::{
        clock::Clock,
        store::{Event, outbox, visible::of_tenant},
    };

    const ONE: Uuid = Uuid::from_u128(1);

    /// What [`member`] finds, told by the entities.
    fn signed_in(tenant: TenantId, id: MembershipId, held: bool) -> Select<membership::Entity> {
        let account = membership::Entity::belongs_to(account::Entity)
            .from(membership::Column::AccountId)
            .to(account::Column::Id);
        let agency = membership::Entity::belongs_to(tenant::Entity)
            .from(membership::Column::TenantId)
            .to(tenant::Column::Id);
        let mut found = membership::Entity::find()
            .select_only()
            .columns([
                membership::Column::PersonId,
                membership::Column::AccountId,
                membership::Column::Roles,
                membership::Column::State,
                membership::Column::LastActiveOn,
            ])
            .column(account::Column::Generation)
            .columns([
                tenant::Column::Policies,
                tenant::Column::TimeZone,
                tenant::Column::DisclosureThreshold,
            ])
            .join(JoinType::InnerJoin, account.into())
            .join(JoinType::InnerJoin, agency.into())
            .filter(of_tenant::<membership::Entity>(tenant))
            .filter(membership::Column::Id.eq(id));
        if held {
            QuerySelect::query(&mut found).lock_with_tables(LockType::KeyShare, [membership::Entity]);
        }
        found
    }

    fn begins(statement: Statement, with: &str) {
        let text = text(statement);
        assert!(text.starts_with(&format!("EXECUTE {with}('{ONE}'")), "{text}");
        assert!(!text.contains('$'), "{text}");
    }

    #[test]
    fn who_signed_in_and_the_rules_are_found_by_what_is_ready() {
        let (tenant, id) = (Id::from_uuid(ONE), Id::from_uuid(ONE));
        for (held, name) in [(false, "ready_member"), (true, "ready_held_member")] {
            let built = signed_in(tenant, id, held).limit(1).build(DbBackend::Postgres);
            let kept = member(tenant, id, held);
            assert_eq!(kept.sql, built.sql);
            assert_eq!(text(kept), text(built.clone()));
            begins(built, name);
        }
        assert_eq!(text(rules(Id::from_uuid(ONE))), format!("EXECUTE ready_rules('{ONE}')"));
    }

    #[test]
    fn an_event_is_stored_by_what_is_ready() {
        let happened = Event {
            kind: "project.announced",
            object: ONE,
        };
        let row = event::ActiveModel {
            tenant_id: Set(Id::from_uuid(ONE)),
            ..outbox::row(&Clock::system(), happened)
        };
        begins(event::Entity::insert(row).build(DbBackend::Postgres), "ready_event");
    }

    #[test]
    fn what_is_not_ready_goes_as_it_is() {
        let other = Statement::from_sql_and_values(DbBackend::Postgres, "SELECT $1", [ONE.into()]);
        assert_eq!(text(other), format!("SELECT '{ONE}'"));
    }
}
