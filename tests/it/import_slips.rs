//! What an import of a conversation does where somebody errs: it says so, loses nothing else, and takes no step of people.

use std::fs;

use harness::{app::App, database::rows, on_both, world::Agency::Alpha};
use serde_json::{Value, json};

use crate::import_polis::{LONDON, all, data, everything, export, imported, run, said};

on_both! {
    async fn a_quote_that_nobody_closed_costs_one_row(app: App) {
        let database = app.stop().await;
        let folder = tempfile::tempdir().unwrap();
        for name in ["comments.csv", "votes.csv", "summary.csv"] {
            let text = fs::read_to_string(data(LONDON).join(name)).unwrap();
            let mut lines: Vec<_> = text.lines().map(ToOwned::to_owned).collect();
            if name == "votes.csv" {
                let (before, vote) = lines[9].rsplit_once(',').unwrap();
                let slip = format!("{before},\"{vote}");
                lines[9] = slip;
            }
            fs::write(folder.path().join(name), lines.join("\n") + "\n").unwrap();
        }
        let report = imported(&database, "policing", folder.path());
        let read = ["statements", "voteRows", "skipped"].map(|name| report[name].as_i64());
        assert_eq!(read, [39, 639, 1].map(Some));
        let slip = json!([{ "file": "votes.csv", "line": 10, "why": "a quoted field does not end" }]);
        assert_eq!(report["skippedRows"], slip);
    }

    async fn the_mark_that_some_programs_write_first_is_no_part_of_a_file(app: App) {
        let database = app.stop().await;
        let folder = tempfile::tempdir().unwrap();
        for name in ["comments.csv", "votes.csv", "summary.csv"] {
            let text = fs::read_to_string(data(LONDON).join(name)).unwrap();
            let (first, rest) = text.split_once(',').unwrap();
            fs::write(folder.path().join(name), format!("\u{feff}\"{first}\",{rest}")).unwrap();
        }
        let report = imported(&database, "policing", folder.path());
        let read = ["statements", "voteRows", "skipped"].map(|name| report[name].as_i64());
        assert_eq!(read, [39, 640, 0].map(Some));
        let topic = "What is the best way to engage more young people in local scrutiny of policing?";
        assert_eq!(all::<String>(&database, "SELECT title FROM project WHERE slug = 'policing'").await, [topic]);
    }

    async fn a_time_far_from_all_others_costs_their_months_nothing(app: App) {
        let database = app.stop().await;
        let folder = export(&["1777629600000,x,7,3,0,0,1,A statement"], &[
            "1777629600000,x,7,1,1", "0,x,7,2,0", "253402300799999,x,7,3,-1",
        ]);
        imported(&database, "stands", folder.path());
        let noted = "SELECT kind || ' ' || CAST(month AS TEXT) || ' ' || number || ' ' || people FROM activity ORDER BY 1";
        let months = ["CONTRIBUTION 2026-05-01 1 1", "REACTION 1970-01-01 1 1", "REACTION 2026-05-01 1 1"];
        assert_eq!(all::<String>(&database, noted).await, months);

        // A run that was ended before it wrote them is made good by the next, which writes nothing else.
        rows(&database.raw().await, "DELETE FROM activity").await.unwrap();
        assert_eq!(imported(&database, "stands", folder.path())["written"]["stands"], 0);
        assert_eq!(all::<String>(&database, noted).await, months);
    }

    async fn a_conversation_without_an_address_is_not_taken_for_another(app: App) {
        let database = app.stop().await;
        let first = export(&["1,x,7,3,0,0,1,A statement", "2,x,8,3,0,0,1,Another"], &["500,x,7,1,1"]);
        imported(&database, "ours", first.path());
        let before = everything(&database).await;
        let second = export(&["3,x,7,3,0,0,1,Something else", "4,x,8,3,0,0,1,Nothing"], &["600,x,7,2,-1"]);
        let refused = run(&database, &["--tenant", "alpha", "--project", "ours"], second.path());
        assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
        assert!(said(&refused).contains("another conversation"), "{}", said(&refused));
        assert_eq!(everything(&database).await, before);

        // The same later, with one statement more.
        let more = ["1,x,7,3,0,0,1,A statement", "2,x,8,3,0,0,1,Another", "9,x,9,3,0,0,1,A third"];
        assert_eq!(imported(&database, "ours", export(&more, &["500,x,7,1,1"]).path())["written"]["statements"], 1);
    }

    async fn a_report_that_cannot_be_kept_is_refused_before_anything_is_written(app: App) {
        let database = app.stop().await;
        let before = everything(&database).await;
        let into = |name: &str| {
            let file = database.folder().join(name);
            let to = ["--tenant", "alpha", "--project", "policing", "--report", file.to_str().unwrap()];
            (run(&database, &to, &data(LONDON)), file)
        };
        let (refused, _) = into("nowhere/report.json");
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        assert!(said(&refused).contains("report.json cannot be written: no such file or folder."), "{}", said(&refused));
        assert_eq!(everything(&database).await, before);

        // What an older and longer report left is gone.
        fs::write(database.folder().join("report.json"), "x".repeat(100_000)).unwrap();
        let (done, file) = into("report.json");
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let report: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        assert_eq!(report["written"]["statements"], 39);
    }

    async fn the_history_of_a_project_that_people_planned_says_what_made_it_active(app: App) {
        let founder = app.founder(Alpha);
        let input = json!({ "title": "Ours", "summary": "Ours.", "slug": "ours", "objectOfCocreation": "SERVICE",
                            "visibility": "PUBLIC", "joining": "INVITATION" });
        founder.does("createProject", input, "project { id }").await.ok();
        let done = run(&app.database, &["--tenant", "alpha", "--project", "ours"], &data(LONDON));
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let told = app.visitor(Alpha).asks(r#"{ project(slug: "ours") { history { nodes { from to reason } } } }"#).await.ok();
        let why = "A conversation of the Polis software was imported.";
        assert_eq!(*told.data("/project/history/nodes/0"), json!({ "from": "DRAFT", "to": "ACTIVE", "reason": why }));
    }
}
