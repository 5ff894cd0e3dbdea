//! Futures dropped at any point, as a client that hangs up drops them, leave nothing behind (T13).

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use entity::{
    event,
    id::{Id, TenantId},
    project,
    vocabulary::TenantRole::Staff,
};
use harness::{
    app::App,
    database::{Database, Kind, column, literal},
    listen::Stream,
    on_both,
    soon::{Seeded, eventually},
    world::Agency::{Alpha, Beta},
};
use sea_orm::{ActiveValue::Set, Condition, ConnectionTrait, TransactionTrait as _, sea_query::Expr};
use serde_json::json;
use tokio::time::timeout;
use trialogue::{
    actor::Actor,
    clock::Clock,
    store::{DatabaseConfig, NextSnapshot, Store},
};
use uuid::Uuid;

/// How many operations are begun; about half of them are cut.
const OPERATIONS: u64 = 600;

on_both! {
    async fn t13_a_cut_operation_of_the_store_leaves_no_transaction_and_nothing_half_done(database: Database) {
        let store = database.store().await;
        let tenants = [1, 2].map(|n| TenantId::from_uuid(Uuid::from_u128(n)));
        for tenant in tenants {
            agency(&database, tenant.uuid()).await;
        }
        let (cut, kept) = (AtomicU64::new(0), AtomicU64::new(0));
        let worker = async |number: u64| {
            let mut chance = Seeded::new(number);
            for turn in 0..OPERATIONS / 6 {
                let actor = Actor::visitor(tenants[usize::try_from(turn % 2).unwrap()]);
                let patience = Duration::from_micros(chance.below(3_000));
                match timeout(patience, operation(&store, actor, turn.is_multiple_of(3))).await {
                    Ok(wrote) => kept.fetch_add(wrote, Ordering::Relaxed),
                    Err(_) => cut.fetch_add(1, Ordering::Relaxed),
                };
            }
        };
        // Six at a time over a pool of four, so that waiting for a connection is cut too.
        tokio::join!(worker(1), worker(2), worker(3), worker(4), worker(5), worker(6));

        let cut = cut.into_inner();
        assert!((OPERATIONS / 10..OPERATIONS).contains(&cut), "{cut} of {OPERATIONS} were cut");
        nothing_is_open(&database).await;
        // Those whose operation was cut were given back or closed: none is lost.
        eventually(async || {
            let all = store.connections();
            all.open == all.idle
        })
        .await;
        // Each pair of rows was written in one transaction, so there are only whole pairs.
        let raw = database.raw().await;
        let pairs: Vec<i64> = column(&raw, "SELECT count(*) FROM event GROUP BY tenant_id, object_id").await;
        assert!(pairs.iter().all(|rows| *rows == 2), "{pairs:?}");
        assert!(pairs.len() >= usize::try_from(kept.into_inner()).unwrap(), "a committed operation was lost");
        // And each connection still works, for each tenant alone.
        for tenant in tenants {
            let tx = store.read(Actor::visitor(tenant)).await.unwrap();
            assert_eq!(tx.count_all::<project::Entity>(Condition::all()).await.unwrap(), 1);
        }
    }

    async fn t13_a_client_that_hangs_up_leaves_no_transaction_and_nothing_half_done(app: App) {
        let (hung_up, answered) = (AtomicU64::new(0), AtomicU64::new(0));
        let client = async |number: u64| {
            let mut chance = Seeded::new(number);
            for turn in 0..OPERATIONS / 10 {
                let staff = app.person(if turn.is_multiple_of(2) { Alpha } else { Beta }, Staff);
                let patience = Duration::from_micros(chance.below(20_000));
                let input = json!({
                    "title": format!("Project {number} {turn}"), "summary": "s", "objectOfCocreation": "SERVICE",
                    "visibility": "PUBLIC", "joining": "OPEN",
                });
                let acts = async {
                    staff.asks("{ projects(first: 100) { nodes { title } totalCount } }").await.ok();
                    staff.does("createProject", input, "project { id }").await.ok()
                };
                match timeout(patience, acts).await {
                    Ok(_) => answered.fetch_add(1, Ordering::Relaxed),
                    Err(_) => hung_up.fetch_add(1, Ordering::Relaxed),
                };
            }
        };
        tokio::join!(client(1), client(2), client(3), client(4), client(5), client(6));

        let hung_up = hung_up.into_inner();
        assert!(hung_up > OPERATIONS / 20, "{hung_up} hung up");
        nothing_is_open(&app.database).await;
        let raw = app.database.raw().await;
        // A project comes with its first step, its owner and its event, or not at all.
        let sql = "SELECT count(*) FROM project UNION ALL SELECT count(*) FROM project_state_change
                   UNION ALL SELECT count(*) FROM participation
                   UNION ALL SELECT count(*) FROM event WHERE kind = 'project.created'";
        let counts: Vec<i64> = column(&raw, sql).await;
        assert!(counts.iter().all(|rows| *rows == counts[0]), "{counts:?}");
        assert!(counts[0] >= i64::try_from(answered.into_inner()).unwrap(), "an answered project was lost");
        // And each agency still reads its own alone. What a client began and did not wait for may still be under way.
        eventually(async || {
            let mut listed = 0;
            for agency in [Alpha, Beta] {
                let own = app.person(agency, Staff).asks("{ projects { totalCount } }").await.ok();
                listed += own.data("/projects/totalCount").as_i64().unwrap();
            }
            column::<i64>(&raw, "SELECT count(*) FROM project").await == [listed]
        })
        .await;
    }

    async fn t13_a_mutation_over_a_stream_runs_to_its_end_when_its_client_hangs_up(app: App) {
        let staff = app.person(Alpha, Staff);
        let raw = app.database.raw().await;
        // Nobody else writes as long as this is open.
        let held = raw.begin().await.unwrap();
        let holds = match app.database.kind() {
            Kind::Postgres => "LOCK TABLE project IN SHARE ROW EXCLUSIVE MODE",
            Kind::Sqlite => "UPDATE project SET version = version",
        };
        held.execute_unprepared(holds).await.unwrap();
        let query = "mutation($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }";
        for accept in ["text/event-stream", "multipart/mixed;subscriptionSpec=1.0"] {
            let input = json!({
                "title": accept, "summary": "s", "objectOfCocreation": "SERVICE", "visibility": "PUBLIC", "joining": "OPEN",
            });
            let asked = Stream::asked(&staff, accept, query, json!({ "input": input }));
            assert!(timeout(Duration::from_millis(500), asked).await.is_err(), "it waits");
        }
        held.rollback().await.unwrap();
        eventually(async || column::<i64>(&raw, "SELECT count(*) FROM project").await == [2]).await;
    }
}

#[tokio::test]
async fn t13_who_gets_a_connection_that_rests_in_a_snapshot_begins_with_the_end_of_that() {
    let database = Database::fresh(Kind::Postgres).await;
    let store = database.store().await;
    let raw = database.raw().await;
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'trialogue_app'
               AND query LIKE 'ROLLBACK; BEGIN %'";
    // On a machine that is busy a connection may have rested for too long before the second comes.
    eventually(async || {
        store.ping().await.unwrap();
        store.ping().await.unwrap();
        column::<i64>(&raw, sql).await != [0]
    })
    .await;
    // It is a snapshot of its own, and of another agency.
    let tenants = [1, 2].map(|n| TenantId::from_uuid(Uuid::from_u128(n)));
    for tenant in tenants {
        agency(&database, tenant.uuid()).await;
        let counted = tenants.map(|tenant| store.read(Actor::visitor(tenant)));
        for snapshot in counted {
            let tx = snapshot.await.unwrap();
            let there = tx.count_all::<project::Entity>(Condition::all()).await.unwrap();
            let stored = tx.actor().tenant <= tenant;
            assert_eq!(there, u64::from(stored));
        }
    }
    // And where nobody comes it ends by itself.
    nothing_is_open(&database).await;
}

#[tokio::test]
async fn a_connection_that_holds_nothing_ready_takes_back_no_commit_and_is_closed() {
    let database = Database::fresh(Kind::Postgres).await;
    let tenant = Uuid::from_u128(1);
    agency(&database, tenant).await;
    let config = DatabaseConfig {
        url: database.url(),
        data_dir: database.folder().to_owned(),
        max_connections: 1,
        statement_timeout_ms: 10_000,
    };
    let raw = database.raw().await;
    // A table is away as the connection is opened.
    let renamed = async |from: &str, to: &str| {
        let sql = format!("ALTER TABLE {from} RENAME TO {to}");
        raw.execute_unprepared(&sql).await.unwrap();
    };
    renamed("membership", "elsewhere").await;
    let store = Store::connect(&config).await.unwrap();
    renamed("elsewhere", "membership").await;
    let writes = async || {
        let next = NextSnapshot::default();
        let tx = store.write(Actor::visitor(TenantId::from_uuid(tenant))).await.unwrap();
        let tx = store.followed(tx, &next);
        tx.insert::<event::Entity>(happened(&Clock::system(), tenant))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        next.take().is_some()
    };
    assert_eq!((writes().await, writes().await), (false, true));
    assert_eq!(column::<i64>(&raw, "SELECT count(*) FROM event").await, [2]);
}

#[tokio::test]
async fn a_statement_that_takes_longer_than_it_may_is_given_up() {
    let database = Database::fresh(Kind::Postgres).await;
    let config = DatabaseConfig {
        url: database.url(),
        data_dir: database.folder().to_owned(),
        max_connections: 1,
        statement_timeout_ms: 300,
    };
    let store = Store::connect(&config).await.unwrap();
    let raw = database.raw().await;
    let held = raw.begin().await.unwrap();
    held.execute_unprepared("LOCK TABLE project IN ACCESS EXCLUSIVE MODE")
        .await
        .unwrap();
    let count = async || {
        let actor = Actor::visitor(TenantId::from_uuid(Uuid::from_u128(1)));
        let tx = store.read(actor).await.unwrap();
        tx.count_all::<project::Entity>(Condition::all()).await
    };
    let waited = timeout(Duration::from_secs(20), count()).await;
    assert!(waited.expect("it does not wait for who holds the table").is_err());
    held.rollback().await.unwrap();
    // The same connection, which failed, works for who is next.
    assert_eq!(count().await.unwrap(), 0);
}

#[tokio::test]
async fn what_nobody_waits_for_any_more_ends_in_an_embedded_database_too() {
    let database = Database::fresh(Kind::Sqlite).await;
    let config = DatabaseConfig {
        url: database.url(),
        data_dir: database.folder().to_owned(),
        max_connections: 1,
        statement_timeout_ms: 10_000,
    };
    let store = Store::connect(&config).await.unwrap();
    let tenant = TenantId::from_uuid(Uuid::from_u128(1));
    agency(&database, tenant.uuid()).await;
    let counts = async |condition: Condition| {
        let tx = store.read(Actor::visitor(tenant)).await.unwrap();
        tx.count_all::<project::Entity>(condition).await
    };
    // It would take minutes.
    let long = "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000)
        SELECT count(*) FROM n) > 0";
    let long = Condition::all().add(Expr::cust(long));
    let waited = timeout(Duration::from_millis(300), counts(long)).await;
    assert!(waited.is_err(), "it takes long");
    // There is one connection to read with, and whoever is next has it at once.
    let next = timeout(Duration::from_secs(4), counts(Condition::all())).await;
    assert_eq!(next.expect("the connection comes back").unwrap(), 1);
}

/// Reads, and where `writes` stores two rows in one transaction; answers how many transactions it committed.
async fn operation(store: &Store, actor: Actor, writes: bool) -> u64 {
    let clock = Clock::system();
    let tx = store.read(actor.clone()).await.unwrap();
    assert_eq!(tx.count_all::<project::Entity>(Condition::all()).await.unwrap(), 1);
    drop(tx);
    if !writes {
        return 0;
    }
    let tx = store.write(actor).await.unwrap();
    let pair = clock.id();
    for _ in 0..2 {
        tx.insert::<event::Entity>(happened(&clock, pair)).await.unwrap();
    }
    tx.commit().await.unwrap();
    1
}

/// What happened to `object`.
fn happened(clock: &Clock, object: Uuid) -> event::ActiveModel {
    event::ActiveModel {
        id: Set(Id::from_uuid(clock.id())),
        kind: Set("test.pair".to_owned()),
        object_id: Set(object),
        occurred_at: Set(clock.now()),
        delivered_at: Set(None),
        ..Default::default()
    }
}

/// Waits until no connection of the server has a transaction open; fails if that does not come about.
async fn nothing_is_open(database: &Database) {
    let raw = database.raw().await;
    match database.kind() {
        Kind::Postgres => {
            let sql = "SELECT count(*) FROM pg_stat_activity
                       WHERE datname = current_database() AND usename = 'trialogue_app' AND state <> 'idle'";
            eventually(async || column::<i64>(&raw, sql).await == [0]).await;
        }
        // A reader's or a writer's open transaction would keep the log from being taken in and cut to nothing.
        Kind::Sqlite => eventually(async || column::<i32>(&raw, "PRAGMA wal_checkpoint(TRUNCATE)").await == [0]).await,
    }
}

/// An agency with one project.
async fn agency(database: &Database, tenant: Uuid) {
    let raw = database.raw().await;
    let (id, n) = (literal(database.kind(), tenant), tenant.as_u128());
    for sql in [
        format!(
            "INSERT INTO tenant VALUES ({id}, 'agency-{n}', 'Agency', 'AGENCY', 'GB', 'en', 'Europe/London', 'c', 'd', 5, 0,
             '2026-06-15T10:00:00Z', 1, 0, '', 200)"
        ),
        format!(
            "INSERT INTO project (tenant_id, id, slug, title, summary, language, object_of_cocreation, visibility, joining,
             state, created_at, updated_at, version) VALUES ({id}, {id}, 'p', 't', 's', 'en', 'SERVICE', 'PUBLIC', 'OPEN',
             'DRAFT', '2026-06-15T10:00:00Z', '2026-06-15T10:00:00Z', 1)"
        ),
    ] {
        raw.execute_unprepared(&sql).await.unwrap();
    }
}
