//! An import that runs again with a longer export: what is told of the past moves by many people or not at all, and votes go to
//! no other conversation.

use std::{fs, ops::RangeInclusive, path::Path};

use harness::{app::App, contribution::published, database::Database, on_both, project::Project, world::Agency::Alpha};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::import_polis::{all, everything, export, imported, run, said};

/// 10 March 2020, 10 April 2020 and 10 January 2100.
const MARCH: i64 = 1_583_798_400_000;
const APRIL: i64 = 1_586_476_800_000;
const TO_COME: i64 = 4_103_222_400_000;

const MONTH: &str = "query($slug: String!, $until: Date) {
    project(slug: $slug) { monthlyActivity(months: 1, until: $until) { ...Both } }
    dashboard { monthlyActivity(months: 1, until: $until) { ...Both } } }
    fragment Both on MonthlyActivity { contributions { value status } reactions { value status } }";

on_both! {
    async fn t58_a_longer_export_moves_a_past_month_by_k_people_or_not_at_all(app: App) {
        for (voters, figure) in [(12, 12), (13, 12), (16, 12), (17, 17), (21, 17), (40, 40)] {
            imported(&app.database, "ours", conversation(&votes(1..=voters, MARCH, 7)).path());
            assert_eq!(told(&app, "ours", "2020-03-31", "reactions").await, [shown(figure), shown(figure)], "{voters}");
        }
        // Much more of the same people is no figure of others.
        let mut rows = [votes(1..=40, MARCH, 7), votes(1..=40, MARCH, 8)].concat();
        assert_eq!(imported(&app.database, "ours", conversation(&rows).path())["written"]["stands"], 40);
        assert_eq!(told(&app, "ours", "2020-03-31", "reactions").await, [shown(40), shown(40)]);
        // Nor does a month that is over fall where people changed their minds later.
        rows.extend(votes(1..=30, APRIL, 7));
        assert_eq!(imported(&app.database, "ours", conversation(&rows).path())["written"]["stands"], 30);
        assert_eq!(told(&app, "ours", "2020-03-31", "reactions").await, [shown(40), shown(40)]);
        assert_eq!(told(&app, "ours", "2020-04-30", "reactions").await, [shown(30), shown(30)]);
    }

    async fn t51_what_few_did_in_an_imported_month_is_in_no_figure_of_the_agency(app: App) {
        imported(&app.database, "others", conversation(&votes(1..=20, MARCH, 7)).path());
        assert_eq!(told(&app, "others", "2020-03-31", "reactions").await, [shown(20), shown(20)]);
        for (voters, figure) in [(2, withheld()), (6, withheld()), (12, shown(12)), (17, shown(17))] {
            imported(&app.database, "ours", conversation(&votes(1..=voters, MARCH, 7)).path());
            assert_eq!(told(&app, "ours", "2020-03-31", "reactions").await, [figure, shown(20)], "{voters}");
        }
    }

    async fn t58_what_few_did_in_an_export_joins_no_figure_that_is_told(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        for number in 0..6 {
            published(&project.society, &project.owner, &phase, &format!("Crossing {number}.")).await;
        }
        let raw = app.database.raw().await;
        raw.execute_unprepared("UPDATE activity SET month = '2020-03-01', people = 1").await.unwrap();
        let slug = all::<String>(&app.database, "SELECT slug FROM project").await.remove(0);
        for (statements, figure) in [(2, 6), (7, 13)] {
            let rows: Vec<_> = (1..=statements).map(|number| statement(MARCH, number)).collect();
            assert_eq!(imported(&app.database, &slug, export(&texts(&rows), &[]).path())["statements"], statements);
            assert_eq!(told(&app, &slug, "2020-03-31", "contributions").await, [shown(figure), shown(figure)], "{statements}");
        }
    }

    async fn t51_who_has_the_export_does_not_learn_what_few_did_here(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let slug = all::<String>(&app.database, "SELECT slug FROM project").await.remove(0);
        let rows: Vec<_> = (1..=7).map(|number| statement(MARCH, number)).collect();
        imported(&app.database, &slug, export(&texts(&rows), &[]).path());
        assert_eq!(told(&app, &slug, "2020-03-31", "contributions").await, [shown(7), shown(7)]);
        let raw = app.database.raw().await;
        for (here, figure) in [(1, withheld()), (4, withheld()), (5, shown(12))] {
            published(&project.society, &project.owner, &phase, &format!("Crossing {here}.")).await;
            // As if so many people had done one thing each in that month.
            for sql in [
                "DELETE FROM activity WHERE NOT is_imported AND month <> '2026-06-01'".to_owned(),
                format!("UPDATE activity SET month = '2020-03-01', number = {here}, people = {here} WHERE NOT is_imported"),
            ] {
                raw.execute_unprepared(&sql).await.unwrap();
            }
            assert_eq!(told(&app, &slug, "2020-03-31", "contributions").await, [figure.clone(), figure], "{here}");
        }
    }

    async fn a_run_that_ended_before_the_months_is_made_good_by_the_next(app: App) {
        imported(&app.database, "ours", conversation(&votes(1..=12, MARCH, 7)).path());
        let longer = conversation(&votes(1..=20, MARCH, 7));
        assert_eq!(imported(&app.database, "ours", longer.path())["written"]["stands"], 8);
        assert_eq!(told(&app, "ours", "2020-03-31", "reactions").await, [shown(20), shown(20)]);
        // As a run leaves them that was ended after the last stand.
        let raw = app.database.raw().await;
        raw.execute_unprepared("UPDATE activity SET number = 12, people = 12 WHERE kind = 'REACTION'").await.unwrap();
        assert_eq!(told(&app, "ours", "2020-03-31", "reactions").await, [shown(12), shown(12)]);
        assert_eq!(imported(&app.database, "ours", longer.path())["written"]["stands"], 0);
        assert_eq!(told(&app, "ours", "2020-03-31", "reactions").await, [shown(20), shown(20)]);
    }

    async fn a_month_that_is_not_over_follows_every_export(app: App) {
        let database = app.stop().await;
        let noted = "SELECT number || ' ' || people || ' ' || hidden FROM activity WHERE kind = 'REACTION'";
        for (voters, row) in [(3, "3 3 3"), (12, "12 12 0"), (13, "13 13 0")] {
            imported(&database, "ours", conversation(&votes(1..=voters, TO_COME, 7)).path());
            assert_eq!(all::<String>(&database, noted).await, [row]);
        }
        // As a project is marked that became public in that month, which stays out.
        database.raw().await.execute_unprepared("UPDATE activity SET hidden = number").await.unwrap();
        for (voters, row) in [(14, "14 14 14"), (40, "40 40 40")] {
            imported(&database, "ours", conversation(&votes(1..=voters, TO_COME, 7)).path());
            assert_eq!(all::<String>(&database, noted).await, [row]);
        }
    }

    async fn t73_a_longer_export_dates_its_phase_anew_and_to_the_hour(app: App) {
        let statement = "7201000,x,7,3,0,0,1,A statement";
        let short = export(&[statement], &["10859000,x,7,1,1"]);
        let longer = ["10859000,x,7,1,1", "18001000,x,8,1,1"];
        let long = export(&[statement, "3601000,x,8,3,0,0,1,Another"], &longer);
        let runs = [(&short, 2, 3, 1), (&long, 1, 5, 2), (&long, 1, 5, 2), (&short, 1, 5, 2)];
        for (folder, begin, end, version) in runs {
            imported(&app.database, "ours", folder.path());
            let asked = r#"{ project(slug: "ours") { phases { nodes { opensAt openedAt closesAt closedAt } } } }"#;
            let seen = app.visitor(Alpha).asks(asked).await.ok();
            let dates = ["opensAt", "openedAt", "closesAt", "closedAt"].map(|name| {
                let date = seen.text(&format!("/project/phases/nodes/0/{name}"));
                date.parse::<chrono::DateTime<chrono::Utc>>().unwrap().timestamp()
            });
            assert_eq!(dates, [begin, begin, end, end].map(|hour| hour * 3600));
            assert_eq!(all::<i64>(&app.database, "SELECT version FROM phase").await, [version]);
        }
    }

    async fn an_export_without_a_statement_that_could_be_used_makes_nothing(app: App) {
        let database = app.stop().await;
        let damaged = export(&["soon,x,7,3,0,0,1,A statement", "1,x,eight,3,0,0,1,Another"], &["1,x,7,1,1"]);
        let fails = async || {
            let before = everything(&database).await;
            let run = run(&database, &["--tenant", "alpha", "--project", "ours"], damaged.path());
            assert_eq!(run.status.code(), Some(1), "{}", said(&run));
            for told in ["comments.csv:2: timestamp", "comments.csv:3: comment-id", "comments.csv has no statement that"] {
                assert!(said(&run).contains(told), "{told}: {}", said(&run));
            }
            assert_eq!(everything(&database).await, before);
        };
        fails().await;
        assert_eq!(imported(&database, "ours", conversation(&[]).path())["written"]["projects"], 1);
        fails().await;
    }

    async fn an_export_without_addresses_and_times_is_not_taken_for_another(app: App) {
        let database = app.stop().await;
        let ours = ["0,x,7,3,0,0,1,A statement", "0,x,8,3,0,0,1,Another"];
        imported(&database, "ours", export(&ours, &["0,x,7,1,1"]).path());
        for others in [
            ["0,x,7,3,0,0,1,Something else", "0,x,8,3,0,0,1,Nothing"],
            ["0,x,20,3,0,0,1,A statement", "0,x,21,3,0,0,1,Another"],
        ] {
            refused(&database, export(&others, &["0,x,7,2,-1"]).path()).await;
        }
        // The same later, with one vote more.
        assert_eq!(imported(&database, "ours", export(&ours, &["0,x,7,1,1", "0,x,8,1,1"]).path())["written"]["stands"], 1);
    }

    async fn a_conversation_whose_address_changed_is_the_same(app: App) {
        let database = app.stop().await;
        let goes_on = |rows: &[String], url: &str| {
            let folder = conversation(rows);
            address(folder.path(), url);
            let written = &imported(&database, "ours", folder.path())["written"];
            ["phases", "participants", "statements", "stands"].map(|name| written[name].as_i64().unwrap())
        };
        assert_eq!(goes_on(&votes(1..=3, MARCH, 7), "https://pol.is/first"), [1, 5, 2, 3]);
        assert_eq!(goes_on(&votes(1..=4, MARCH, 7), "https://polis.example/first"), [0, 1, 0, 1]);
        assert_eq!(goes_on(&votes(1..=4, MARCH, 7), "https://pol.is/first"), [0, 0, 0, 0]);

        // Another one of the project, and nothing else under its address.
        let other = export(&["5,x,7,3,0,0,1,A statement", "5,x,8,3,0,0,1,Another"], &["5,x,7,1,1"]);
        address(other.path(), "https://pol.is/second");
        assert_eq!(imported(&database, "ours", other.path())["written"]["phases"], 1);
        address(other.path(), "https://pol.is/first");
        refused(&database, other.path()).await;

        // Where no times are told the address alone tells conversations apart.
        for url in ["https://pol.is/third", "https://pol.is/fourth"] {
            let untimed = export(&["0,x,7,3,0,0,1,A statement", "0,x,8,3,0,0,1,Another"], &["0,x,7,1,1"]);
            address(untimed.path(), url);
            assert_eq!(imported(&database, "ours", untimed.path())["written"]["phases"], 1, "{url}");
        }
    }
}

/// A conversation in which these votes were given on two statements of March 2020.
fn conversation(votes: &[String]) -> tempfile::TempDir {
    let statements = [7, 8].map(|number| statement(MARCH, number));
    export(&texts(&statements), &texts(votes))
}

fn statement(at: i64, number: i64) -> String {
    format!("{at},x,{number},{},0,0,1,Statement {number}", 900 + number)
}

fn votes(voters: RangeInclusive<i64>, at: i64, statement: i64) -> Vec<String> {
    voters.map(|voter| format!("{at},x,{statement},{voter},1")).collect()
}

fn texts(rows: &[String]) -> Vec<&str> {
    rows.iter().map(String::as_str).collect()
}

/// Has the export say where its conversation took place.
fn address(folder: &Path, url: &str) {
    fs::write(folder.join("summary.csv"), format!("topic,A topic\nurl,{url}\n")).unwrap();
}

/// Asserts that an export is not imported into the project and nothing changes.
async fn refused(database: &Database, folder: &Path) {
    let before = everything(database).await;
    let run = run(database, &["--tenant", "alpha", "--project", "ours"], folder);
    assert_eq!(run.status.code(), Some(1), "{}", said(&run));
    assert!(said(&run).contains("another conversation"), "{}", said(&run));
    assert_eq!(everything(database).await, before);
}

/// What everybody reads of a month: in the figures of the project, and in those of the agency.
async fn told(app: &App, project: &str, until: &str, kind: &str) -> [Value; 2] {
    let variables = json!({ "slug": project, "until": until });
    let answer = app.visitor(Alpha).graphql(MONTH, variables).await.ok();
    ["project", "dashboard"].map(|of| answer.data(&format!("/{of}/monthlyActivity/0/{kind}")).clone())
}

fn shown(figure: i64) -> Value {
    json!({ "value": figure, "status": "PUBLISHED" })
}

fn withheld() -> Value {
    json!({ "value": null, "status": "SUPPRESSED" })
}
