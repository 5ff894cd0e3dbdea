//! The wall between tenants as the database holds it, should every check of the server be forgotten.

use harness::{
    cluster::Role,
    database::{Database, Kind, code, column, literal},
    on_both,
};
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, TransactionTrait};
use trialogue::store::{DatabaseConfig, ServerRole, Store, migrate};
use uuid::Uuid;

/// Tables without a tenant; none but these may be without row security.
const GLOBAL: &[&str] = &[
    "account",
    "account_tenant",
    "instance",
    "seaql_migrations",
    "spending",
    "tenant",
];

const A: Uuid = Uuid::from_u128(0xa);
const B: Uuid = Uuid::from_u128(0xb);

on_both! {
    async fn every_key_and_reference_begins_with_the_tenant(database: Database) {
        let raw = database.raw().await;
        let tables = tenant_tables(&raw, database.kind()).await;
        assert!(tables.contains(&"project".to_owned()), "{tables:?}");
        for table in &tables {
            let keys = keys(&raw, database.kind(), table).await;
            assert!(!keys.is_empty(), "{table}");
            for key in keys {
                assert!(key.starts_with("tenant_id,"), "{table} has the key ({key})");
            }
            for (columns, target) in references(&raw, database.kind(), table).await {
                let expected = match (GLOBAL.contains(&target.as_str()), target.as_str()) {
                    (true, _) => !columns.contains(','),
                    (false, _) => columns.starts_with("tenant_id,"),
                };
                assert!(expected, "{table} ({columns}) points to {target}");
            }
        }
    }

    async fn t04_a_row_cannot_point_into_another_tenant(database: Database) {
        let raw = two_tenants(&database).await;
        let kind = database.kind();
        change_of(&raw, kind, A, A).await.unwrap();
        let refused = change_of(&raw, kind, A, B).await.unwrap_err();
        let foreign_key = match kind {
            Kind::Sqlite => "787",
            Kind::Postgres => "23503",
        };
        assert_eq!(code(&refused).as_deref(), Some(foreign_key));
        let stored: Vec<i64> = column(&raw, "SELECT count(*) FROM project_state_change").await;
        assert_eq!(stored, [1]);
    }
}

#[tokio::test]
async fn every_tenant_table_forces_row_security_with_one_policy_that_raises() {
    let database = Database::fresh(Kind::Postgres).await;
    let raw = database.raw().await;
    let open: Vec<String> = column(
        &raw,
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
         AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY 1",
    )
    .await;
    assert_eq!(open, GLOBAL);
    for table in tenant_tables(&raw, Kind::Postgres).await {
        let policies: Vec<String> = column(
            &raw,
            &format!(
                "SELECT cmd || ' ' || permissive || ' ' || qual || ' ' || with_check FROM pg_policies WHERE tablename = '{table}'"
            ),
        )
        .await;
        let condition = "(tenant_id = (current_setting('app.tenant'::text))::uuid)";
        assert_eq!(policies, [format!("ALL PERMISSIVE {condition} {condition}")], "{table}");
    }
}

#[tokio::test]
async fn without_a_tenant_the_servers_role_gets_an_error_and_not_an_empty_answer() {
    let database = Database::fresh(Kind::Postgres).await;
    filled(&database).await;
    let server = database.raw_as(Role::Server).await;
    // One that was never set, and one that ended with its transaction.
    for (ended, why) in [(false, "42704"), (true, "22P02")] {
        if ended {
            within(&server, A).await.commit().await.unwrap();
        }
        for table in tenant_tables(&server, Kind::Postgres).await {
            for sql in [format!("SELECT FROM {table}"), row_sql(&server, &table, A).await] {
                let refused = server.execute_unprepared(&sql).await.unwrap_err();
                assert_eq!(code(&refused).as_deref(), Some(why), "{sql}");
            }
        }
    }
}

#[tokio::test]
async fn with_one_tenant_set_no_table_tells_of_another_or_takes_a_row_for_it() {
    let database = Database::fresh(Kind::Postgres).await;
    filled(&database).await;
    let server = database.raw_as(Role::Server).await;
    let tables = tenant_tables(&server, Kind::Postgres).await;
    for table in &tables {
        let a = within(&server, A).await;
        let seen: Vec<Uuid> = column(&a, &format!("SELECT tenant_id FROM {table}")).await;
        assert_eq!(seen, [A], "{table}");
        a.commit().await.unwrap();
        for sql in [
            format!("UPDATE {table} SET tenant_id = tenant_id WHERE tenant_id = '{B}'"),
            format!("DELETE FROM {table} WHERE tenant_id = '{B}'"),
        ] {
            let a = within(&server, A).await;
            match a.execute_unprepared(&sql).await {
                Ok(changed) => assert_eq!(changed.rows_affected(), 0, "{sql}"),
                // Nobody changes what the audit log says, whosever it is.
                Err(refused) => assert_eq!(
                    (table.as_str(), code(&refused).as_deref()),
                    ("audit_entry", Some("42501"))
                ),
            }
            a.rollback().await.unwrap();
        }
        for sql in [
            row_sql(&server, table, B).await,
            format!("UPDATE {table} SET tenant_id = '{B}'"),
        ] {
            let a = within(&server, A).await;
            let refused = a.execute_unprepared(&sql).await.unwrap_err();
            assert_eq!(code(&refused).as_deref(), Some("42501"), "{sql}");
            a.rollback().await.unwrap();
        }
    }
    let raw = database.raw().await;
    for table in &tables {
        let kept: Vec<Uuid> = column(&raw, &format!("SELECT tenant_id FROM {table} ORDER BY 1")).await;
        assert_eq!(kept, [A, B], "{table}");
    }
}

#[tokio::test]
async fn with_one_tenant_set_nothing_of_another_is_read_changed_or_stored() {
    let database = Database::fresh(Kind::Postgres).await;
    let raw = two_tenants(&database).await;
    let server = database.raw_as(Role::Server).await;
    let a = within(&server, A).await;
    assert_eq!(column::<Uuid>(&a, "SELECT tenant_id FROM project").await, [A]);
    for sql in ["UPDATE project SET title = 'taken'", "DELETE FROM project"] {
        let changed = a
            .execute_unprepared(&format!("{sql} WHERE tenant_id = '{B}'"))
            .await
            .unwrap();
        assert_eq!(changed.rows_affected(), 0, "{sql}");
    }
    a.commit().await.unwrap();
    for sql in [
        project_sql(Kind::Postgres, B, 2),
        format!("UPDATE project SET tenant_id = '{B}'"),
    ] {
        let a = within(&server, A).await;
        let refused = a.execute_unprepared(&sql).await.unwrap_err();
        assert_eq!(code(&refused).as_deref(), Some("42501"), "{sql}");
        a.rollback().await.unwrap();
    }
    let titles: Vec<String> = column(&raw, "SELECT title FROM project ORDER BY tenant_id").await;
    assert_eq!(titles, ["a project", "a project"]);
}

#[tokio::test]
async fn the_servers_role_cannot_take_the_wall_down() {
    let database = Database::fresh(Kind::Postgres).await;
    two_tenants(&database).await;
    let server = database.raw_as(Role::Server).await;
    for sql in [
        "ALTER TABLE project NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE project DISABLE ROW LEVEL SECURITY",
        "DROP POLICY project_tenant ON project",
        "CREATE POLICY all_rows ON project USING (true)",
        "TRUNCATE project CASCADE",
        "DROP TABLE project CASCADE",
        "DELETE FROM tenant",
        "DELETE FROM account",
        "DELETE FROM instance",
        "SET ROLE trialogue_owner",
        "SET SESSION AUTHORIZATION postgres",
        "CREATE TABLE public.mine (n int)",
        "ALTER ROLE trialogue_app BYPASSRLS",
        "GRANT trialogue_owner TO trialogue_app",
        "INSERT INTO seaql_migrations VALUES ('m', 0)",
    ] {
        let refused = server.execute_unprepared(sql).await.expect_err(sql);
        assert_eq!(code(&refused).as_deref(), Some("42501"), "{sql}");
    }
    // Without row security being off for it, a query that asks to see all rows is refused, not shortened.
    server.execute_unprepared("SET row_security = off").await.unwrap();
    let refused = server.execute_unprepared("SELECT FROM project").await.unwrap_err();
    assert_eq!(code(&refused).as_deref(), Some("42501"));
}

#[tokio::test]
async fn the_server_does_not_start_as_a_role_that_the_wall_does_not_bind() {
    let database = Database::fresh(Kind::Postgres).await;
    for role in [Role::Superuser, Role::Owner] {
        let config = DatabaseConfig {
            url: database.url_as(role),
            data_dir: database.folder().to_owned(),
            max_connections: 1,
            statement_timeout_ms: 1_000,
        };
        assert!(Store::connect(&config).await.is_err(), "{role:?}");
    }
    database.store().await.ping().await.unwrap();
}

#[tokio::test]
async fn the_server_does_not_start_as_a_role_that_may_become_one_that_the_wall_does_not_bind() {
    let database = Database::fresh(Kind::Postgres).await;
    let raw = database.raw().await;
    let (server, owner) = (Role::Server.name(), Role::Owner.name());
    raw.execute_unprepared(
        "DROP ROLE IF EXISTS may_bypass; CREATE ROLE may_bypass BYPASSRLS;
         DROP ROLE IF EXISTS other_server, becomes_owner, becomes_bypassing",
    )
    .await
    .unwrap();
    // Without rights of the other role before they are it.
    for (name, of, starts) in [
        ("other_server", server, true),
        ("becomes_owner", owner, false),
        ("becomes_bypassing", "may_bypass", false),
    ] {
        let made = format!("CREATE ROLE {name} LOGIN NOINHERIT PASSWORD 'theirs'; GRANT {of} TO {name};");
        // What else they lack must not be why they are refused.
        let rights = format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}");
        raw.execute_unprepared(&format!("{made} {rights}")).await.unwrap();
        let url = database.url().unwrap();
        let at = url.split_once('@').unwrap().1;
        let config = DatabaseConfig {
            url: Some(format!("postgres://{name}:theirs@{at}")),
            data_dir: database.folder().to_owned(),
            max_connections: 1,
            statement_timeout_ms: 1_000,
        };
        let told = Store::connect(&config)
            .await
            .map(drop)
            .map_err(|error| error.to_string());
        assert_eq!(told.is_ok(), starts, "{name}: {told:?}");
        let owner = DatabaseConfig {
            url: database.owner_url(),
            ..config
        };
        let role = ServerRole { name: name.to_owned() };
        let migrated = migrate(&owner, Some(&role)).await.map_err(|error| error.to_string());
        assert_eq!(migrated.is_ok(), starts, "{name}: {migrated:?}");
        raw.execute_unprepared(&format!("DROP OWNED BY {name}; DROP ROLE {name}"))
            .await
            .unwrap();
    }
    raw.execute_unprepared("DROP ROLE may_bypass").await.unwrap();
}

/// A transaction of the server's role with a tenant set.
async fn within(server: &DatabaseConnection, tenant: Uuid) -> DatabaseTransaction {
    let transaction = server.begin().await.unwrap();
    transaction
        .execute_unprepared(&format!("SET LOCAL app.tenant = '{tenant}'"))
        .await
        .unwrap();
    transaction
}

/// Agencies A and B with a project each, of the agency's own number, stored under all checks.
async fn two_tenants(database: &Database) -> DatabaseConnection {
    let raw = database.raw().await;
    for tenant in [A, B] {
        let id = literal(database.kind(), tenant);
        let n = tenant.as_u128();
        let sql = format!(
            "INSERT INTO tenant VALUES ({id}, 'agency-{n}', 'Agency', 'AGENCY', 'GB', 'en', 'Europe/London', 'c', 'd', 5, 0,
             '2026-06-15T10:00:00Z', 1, 0, '', 200)"
        );
        raw.execute_unprepared(&sql).await.unwrap();
        raw.execute_unprepared(&project_sql(database.kind(), tenant, n))
            .await
            .unwrap();
    }
    raw
}

/// Stores a row of A and one of B in every table. They point nowhere and say nothing, so the checks of that are off: it is
/// the wall alone that is looked at, and a table without rows never asks its policy.
async fn filled(database: &Database) {
    let raw = database.raw().await;
    raw.execute_unprepared("SET session_replication_role = replica")
        .await
        .unwrap();
    for table in tenant_tables(&raw, Kind::Postgres).await {
        let checks =
            format!("SELECT conname::text FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'c'");
        for check in column::<String>(&raw, &checks).await {
            let away = format!("ALTER TABLE {table} DROP CONSTRAINT {check}");
            raw.execute_unprepared(&away).await.unwrap();
        }
        for tenant in [A, B] {
            let sql = row_sql(&raw, &table, tenant).await;
            raw.execute_unprepared(&sql).await.expect(&sql);
        }
    }
}

/// Stores a row in a table of PostgreSQL, with something in each column that must hold something.
async fn row_sql(raw: &DatabaseConnection, table: &str, tenant: Uuid) -> String {
    let needed = format!(
        "SELECT attname || ' ' || CASE format_type(atttypid, NULL) WHEN 'uuid' THEN 'gen_random_uuid()'
           WHEN 'date' THEN 'CURRENT_DATE' WHEN 'timestamp with time zone' THEN 'now()' ELSE quote_literal('1') END
         FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND attnotnull AND NOT attisdropped
         AND attname <> 'tenant_id' ORDER BY attnum"
    );
    let of_tenant = format!("tenant_id '{tenant}'");
    let columns: Vec<String> = column(raw, &needed).await;
    let pairs = columns.iter().chain([&of_tenant]);
    let pairs = pairs.map(|pair| pair.split_once(' ').expect("both parts are there"));
    let (names, values): (Vec<_>, Vec<_>) = pairs.unzip();
    format!(
        "INSERT INTO {table} ({}) VALUES ({})",
        names.join(", "),
        values.join(", ")
    )
}

fn project_sql(kind: Kind, tenant: Uuid, n: u128) -> String {
    let (tenant, id) = (literal(kind, tenant), literal(kind, Uuid::from_u128(n)));
    format!(
        "INSERT INTO project (tenant_id, id, slug, title, summary, language, object_of_cocreation, visibility, joining, state,
         created_at, updated_at, version) VALUES ({tenant}, {id}, 'p-{n}', 'a project', 's', 'en', 'SERVICE', 'PUBLIC', 'OPEN',
         'DRAFT', '2026-06-15T10:00:00Z', '2026-06-15T10:00:00Z', 1)"
    )
}

/// Stores, in `tenant`, a step of the project that belongs to `owner`.
async fn change_of(raw: &DatabaseConnection, kind: Kind, tenant: Uuid, owner: Uuid) -> Result<(), sea_orm::DbErr> {
    let (id, tenant, project) = (
        literal(kind, Uuid::new_v4()),
        literal(kind, tenant),
        literal(kind, owner),
    );
    let sql = format!(
        "INSERT INTO project_state_change (tenant_id, id, project_id, to_state, occurred_at)
         VALUES ({tenant}, {id}, {project}, 'DRAFT', '2026-06-15T10:00:00Z')"
    );
    raw.execute_unprepared(&sql).await.map(drop)
}

async fn tenant_tables(raw: &DatabaseConnection, kind: Kind) -> Vec<String> {
    let all = match kind {
        Kind::Sqlite => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
        Kind::Postgres => "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    };
    let all: Vec<String> = column(raw, all).await;
    all.into_iter()
        .filter(|table| !GLOBAL.contains(&table.as_str()))
        .collect()
}

/// The columns of each primary key and unique constraint.
async fn keys(raw: &DatabaseConnection, kind: Kind, table: &str) -> Vec<String> {
    let sql = match kind {
        Kind::Sqlite => format!(
            "SELECT (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(list.name) ORDER BY seqno))
             FROM pragma_index_list('{table}') AS list WHERE \"unique\" = 1"
        ),
        Kind::Postgres => format!(
            "SELECT (SELECT string_agg(attname, ',' ORDER BY place) FROM unnest(indkey) WITH ORDINALITY AS k (number, place)
                     JOIN pg_attribute ON attrelid = indrelid AND attnum = number)
             FROM pg_index WHERE indrelid = '{table}'::regclass AND indisunique"
        ),
    };
    column(raw, &sql).await
}

/// The columns of each foreign key, and the table that they point to.
async fn references(raw: &DatabaseConnection, kind: Kind, table: &str) -> Vec<(String, String)> {
    let sql = match kind {
        Kind::Sqlite => format!(
            "SELECT group_concat(\"from\") || '>' || \"table\" FROM
             (SELECT * FROM pragma_foreign_key_list('{table}') ORDER BY id, seq) GROUP BY id, \"table\""
        ),
        Kind::Postgres => format!(
            "SELECT (SELECT string_agg(attname, ',' ORDER BY place) FROM unnest(conkey) WITH ORDINALITY AS k (number, place)
                     JOIN pg_attribute ON attrelid = conrelid AND attnum = number) || '>' || confrelid::regclass
             FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'f'"
        ),
    };
    let pairs: Vec<String> = column(raw, &sql).await;
    pairs
        .iter()
        .map(|pair| pair.split_once('>').expect("both parts are there"))
        .map(|(columns, target)| (columns.to_owned(), target.to_owned()))
        .collect()
}
