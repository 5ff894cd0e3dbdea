//! The chain of the audit log: what is altered, removed, moved or cut off shows, and the server cannot do it.

use std::process::Stdio;

use harness::{
    app::App,
    cluster::Role,
    database::{Database, Kind, code, column, literal},
    on_both,
    process::{Process, command},
    soon::eventually,
    story,
    world::Agency::Alpha,
};
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::json;
use uuid::Uuid;

on_both! {
    async fn a_whole_chain_is_told_with_its_head_which_it_still_holds_later(app: App) {
        let database = app.stop().await;
        let (code, said, _) = verify(&database, &[]);
        assert_eq!(code, Some(0), "{said}");
        let lines: Vec<&str> = said.lines().collect();
        assert!(lines.len() == 3 && lines[2].starts_with("Entries that were cut off at the end do not show here"), "{said}");
        assert!(lines[0].starts_with("alpha: whole, 14:") && lines[1].starts_with("beta: whole, 14:"), "{said}");
        let head = head(&said);
        let (code, again, _) = verify(&database, &["--tenant", "alpha", "--head", &head]);
        assert_eq!((code, again.trim_end()), (Some(0), lines[0]));
        let (code, _, complaint) = verify(&database, &["--tenant", "nowhere"]);
        assert_eq!(code, Some(1), "{complaint}");
        let (code, _, complaint) = verify(&database, &["--tenant", "alpha", "--head", "14"]);
        assert_eq!(code, Some(2), "{complaint}");
    }

    async fn t148_what_is_altered_removed_moved_or_cut_off_is_told_by_its_position(app: App) {
        let database = app.stop().await;
        let (_, said, _) = verify(&database, &[]);
        let head = head(&said);
        let alpha = "tenant_id = (SELECT id FROM tenant WHERE slug = 'alpha')";
        let moved = |from: i32, to: i32| format!("UPDATE audit_entry SET position = {to} WHERE {alpha} AND position = {from}");
        let tampered = [
            ("altered or moved", 5, vec![format!("UPDATE audit_entry SET code = 'FORBIDDEN' WHERE {alpha} AND position = 5")]),
            ("altered or moved", 1, vec![format!("UPDATE audit_entry SET occurred_at = '2026-06-16T10:00:00+00:00' WHERE {alpha} AND position = 1")]),
            ("altered or moved", 9, vec![format!("UPDATE audit_entry SET hash = 'b' || hash WHERE {alpha} AND position = 9")]),
            ("altered or moved", 8, vec![format!("UPDATE audit_entry SET previous_hash = hash WHERE {alpha} AND position = 8")]),
            ("was removed", 6, vec![format!("DELETE FROM audit_entry WHERE {alpha} AND position = 6")]),
            ("was removed", 1, vec![format!("DELETE FROM audit_entry WHERE {alpha} AND position = 1")]),
            ("altered or moved", 3, vec![moved(3, 99), moved(4, 3), moved(99, 4)]),
            ("altered or moved", 7, vec![format!("DELETE FROM audit_entry WHERE {alpha} AND position = 7"), moved(8, 7)]),
            ("altered or moved", 2, vec![
                format!("DELETE FROM audit_entry WHERE {alpha} AND position = 2"),
                format!("UPDATE audit_entry SET tenant_id = (SELECT id FROM tenant WHERE slug = 'alpha')
                         WHERE position = 2 AND tenant_id = (SELECT id FROM tenant WHERE slug = 'beta')"),
            ]),
        ];
        for (how, position, statements) in tampered {
            let copy = database.copy().await;
            change(&copy, &statements).await;
            let (code, said, complaint) = verify(&copy, &["--tenant", "alpha"]);
            assert_eq!((code, said.as_str()), (Some(1), ""), "{statements:?}");
            let names = complaint.contains(&format!("alpha: the entry at position {position} ")) && complaint.contains(how);
            assert!(names, "{statements:?}: {complaint}");
        }

        // The end is missed by who kept the head alone.
        let copy = database.copy().await;
        change(&copy, &[format!("DELETE FROM audit_entry WHERE {alpha} AND position > 11")]).await;
        let (code, said, _) = verify(&copy, &["--tenant", "alpha"]);
        assert!(code == Some(0) && said.starts_with("alpha: whole, 11:"), "{said}");
        let (code, _, complaint) = verify(&copy, &["--tenant", "alpha", "--head", &head]);
        assert!(code == Some(1) && complaint.contains("from position 12 on were cut off"), "{complaint}");
        let another = head.replacen(|c: char| c.is_ascii_lowercase(), "0", 1);
        let (code, _, complaint) = verify(&database, &["--tenant", "alpha", "--head", &another]);
        assert!(code == Some(1) && complaint.contains("up to position 14"), "{complaint}");
        // Of all agencies, those that are whole are told too.
        let copy = database.copy().await;
        change(&copy, &[format!("DELETE FROM audit_entry WHERE {alpha} AND position = 6")]).await;
        let (code, said, complaint) = verify(&copy, &[]);
        assert!(code == Some(1) && said.starts_with("beta: whole, 14:") && complaint.contains("alpha: "), "{said} {complaint}");
    }

    async fn t148_a_head_is_handed_out_signed_and_known_again(app: App) {
        let database = app.stop().await;
        let (code, said, complaint) = audit(&database, "head", &[]);
        assert_eq!(code, Some(0), "{complaint}");
        let lines: Vec<&str> = said.lines().collect();
        assert!(lines.len() == 3 && lines[2].starts_with("signed with the key whose public half is "), "{said}");
        let signed = |line: &str| line.rsplit(' ').next().unwrap().to_owned();
        let (alpha, beta) = (signed(lines[0]), signed(lines[1]));
        let (_, whole, _) = verify(&database, &["--tenant", "alpha"]);
        assert!(alpha.starts_with(&format!("{}:", head(&whole))) && alpha.len() > 64 + 86, "{alpha} {whole}");
        let (code, held, complaint) = verify(&database, &["--tenant", "alpha", "--head", &alpha]);
        assert_eq!((code, held.trim_end()), (Some(0), whole.lines().next().unwrap()), "{complaint}");
        let (code, _, complaint) = verify(&database, &["--tenant", "alpha", "--head", &beta]);
        assert!(code == Some(1) && complaint.contains("was not signed by this server for this agency"), "{complaint}");

        let copy = database.copy().await;
        let cut = "DELETE FROM audit_entry WHERE tenant_id = (SELECT id FROM tenant WHERE slug = 'alpha') AND position > 11";
        change(&copy, &[cut.to_owned()]).await;
        let (code, _, complaint) = verify(&copy, &["--tenant", "alpha", "--head", &alpha]);
        assert!(code == Some(1) && complaint.contains("from position 12 on were cut off"), "{complaint}");
        // Without the secret there is nothing to sign with, and none is made.
        let secret = copy.folder().join("instance.secret");
        std::fs::remove_file(&secret).unwrap();
        let (code, said, _) = audit(&copy, "head", &["--tenant", "beta"]);
        assert!(code == Some(0) && said.ends_with("not signed: the instance secret is not at hand\n"), "{said}");
        assert!(beta.starts_with(&head(&said)) && !secret.exists(), "{said}");
        assert_eq!(audit(&copy, "head", &["--tenant", "nowhere"]).0, Some(1));
    }

    async fn t148_the_servers_log_says_each_day_where_the_audit_log_ends(app: App) {
        let database = app.stop().await;
        let heads: Vec<String> = verify(&database, &[]).1.lines().take(2).map(head).collect();
        let (server, log) = Process::serve_logging(&database, "info");
        let said = || std::fs::read_to_string(&log).unwrap();
        eventually(async || said().matches("the audit log of an agency ends here").count() == 2).await;
        for head in heads {
            assert!(said().contains(&format!("head={head}")), "{}", said());
        }
        server.kill();
    }

    async fn t149_a_person_who_is_blanked_breaks_no_chain(app: App) {
        let database = app.stop().await;
        change(&database, &["UPDATE person SET legal_name = '', display_name = '', email = ''".to_owned()]).await;
        assert_eq!(verify(&database, &[]).0, Some(0));
    }

    async fn what_a_killed_server_left_is_chained_by_the_next(app: App) {
        let email = app.world.founder(Alpha).email.clone();
        let database = app.stop().await;
        let server = Process::serve(&database);
        let founder = server.stranger().signed_in(&email).await;
        for number in 0..3 {
            let input = json!({ "email": format!("new{number}@alpha.example.org"), "roles": ["MEMBER"] });
            founder.does("inviteMember", input, "invitation { id }").await.ok();
        }
        server.kill();
        let raw = database.raw().await;
        let sum = "SELECT (SELECT count(*) FROM audit_waiting) + (SELECT count(*) FROM audit_entry)";
        assert_eq!(column::<i64>(&raw, sum).await, [31]);
        let next = Process::serve(&database);
        assert_eq!(column::<i64>(&raw, "SELECT count(*) FROM audit_waiting").await, [0]);
        next.kill();
        let (_, said, _) = verify(&database, &["--tenant", "alpha"]);
        assert!(said.starts_with("alpha: whole, 17:"), "{said}");
    }
}

#[test]
fn two_servers_over_one_database_give_each_position_once() {
    story::tell(Kind::Postgres, async |app: App| {
        let email = app.world.founder(Alpha).email.clone();
        let database = app.stop().await;
        let servers = [Process::serve(&database), Process::serve(&database)];
        let mut writers = Vec::new();
        for (place, server) in servers.iter().enumerate() {
            let founder = server.stranger().signed_in(&email).await;
            writers.push(tokio::spawn(async move {
                for number in 0..20 {
                    let address = format!("new{place}.{number}@alpha.example.org");
                    let input = json!({ "email": address, "roles": ["MEMBER"] });
                    founder.does("inviteMember", input, "invitation { id }").await.ok();
                }
            }));
        }
        for writer in writers {
            writer.await.expect("it writes");
        }
        let raw = database.raw().await;
        eventually(async || column::<i64>(&raw, "SELECT count(*) FROM audit_waiting").await == [0]).await;
        drop(servers);
        let (code, said, complaint) = verify(&database, &["--tenant", "alpha"]);
        assert!(
            code == Some(0) && said.starts_with("alpha: whole, 54:"),
            "{said} {complaint}"
        );
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn t148_the_servers_role_adds_to_the_chain_and_neither_changes_nor_deletes() {
    let database = Database::fresh(Kind::Postgres).await;
    let owner = database.raw().await;
    let agency = Uuid::from_u128(0xa);
    let tenant = format!(
        "INSERT INTO tenant VALUES ('{agency}', 'a', 'Agency', 'AGENCY', 'GB', 'en', 'Europe/London', 'c', 'd', 5, 0,
         '2026-06-15T10:00:00Z', 1, 0, '', 200)"
    );
    owner.execute_unprepared(&tenant).await.unwrap();
    let server = database.raw_as(Role::Server).await;
    let within = async |sql: &str| {
        let transaction = server.begin().await.unwrap();
        let set = format!("SET LOCAL app.tenant = '{agency}'");
        transaction.execute_unprepared(&set).await.unwrap();
        let done = transaction.execute_unprepared(sql).await;
        if done.is_ok() {
            transaction.commit().await.unwrap();
        }
        done
    };
    let entry = format!(
        "INSERT INTO audit_entry (tenant_id, id, position, occurred_at, kind, outcome, number, hash) VALUES
         ({}, '{}', 1, '2026-06-15T10:00:00Z', 'GRANT', 'DONE', 1, 'h')",
        literal(Kind::Postgres, agency),
        Uuid::from_u128(1)
    );
    within(&entry).await.unwrap();
    let again = within(&entry.replace(&Uuid::from_u128(1).to_string(), &Uuid::from_u128(2).to_string())).await;
    assert_eq!(
        code(&again.unwrap_err()).as_deref(),
        Some("23505"),
        "a position is given once"
    );
    for sql in [
        "UPDATE audit_entry SET number = 2",
        "UPDATE audit_entry SET position = 2, hash = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "SELECT FROM audit_entry FOR UPDATE",
        "ALTER TABLE audit_entry DISABLE ROW LEVEL SECURITY",
        "DROP TABLE audit_entry",
    ] {
        let refused = within(sql).await.expect_err(sql);
        assert_eq!(code(&refused).as_deref(), Some("42501"), "{sql}");
    }
    let kept: Vec<String> = column(&owner, "SELECT number || ' ' || hash FROM audit_entry").await;
    assert_eq!(kept, ["1 h"]);
}

/// What `trialogue audit verify` ends with, and what it says.
fn verify(database: &Database, arguments: &[&str]) -> (Option<i32>, String, String) {
    audit(database, "verify", arguments)
}

fn audit(database: &Database, verb: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut all = vec!["audit", verb];
    all.extend(arguments);
    let mut call = command(database, database.url(), &all);
    call.stdout(Stdio::piped()).stderr(Stdio::piped());
    let output = call.output().expect("the binary runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// The head that was told of the first agency.
fn head(said: &str) -> String {
    let first = said.lines().next().unwrap();
    first.rsplit(' ').next().unwrap().to_owned()
}

async fn change(database: &Database, statements: &[String]) {
    let raw = database.raw().await;
    for statement in statements {
        let done = raw.execute_unprepared(statement).await;
        done.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    raw.close().await.unwrap();
}
