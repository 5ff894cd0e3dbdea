//! What an import of a conversation does where somebody errs: it says so, loses nothing else, and takes no step of people.

use std::fs;

use harness::{app::App, database::column, on_both, world::Agency::Alpha};
use serde_json::{Value, json};

use crate::import_polis::{LONDON, data, everything, imported, run, said};

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

    async fn a_plan_of_people_is_announced_by_them_and_not_by_an_import(app: App) {
        let founder = app.founder(Alpha);
        let input = json!({ "title": "Ours", "summary": "Ours.", "slug": "ours", "objectOfCocreation": "SERVICE",
                            "visibility": "PUBLIC", "joining": "INVITATION" });
        let made = founder.does("createProject", input, "project { id version }").await.ok();
        let id = made.text("/createProject/project/id");
        let mut version = made.text("/createProject/project/version");
        let to = ["--tenant", "alpha", "--project", "ours"];
        for verb in ["startProjectReadiness", "announceProject"] {
            let before = everything(&app.database).await;
            let refused = run(&app.database, &to, &data(LONDON));
            assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
            assert!(said(&refused).contains("not announced yet"), "{}", said(&refused));
            assert_eq!(everything(&app.database).await, before);
            let moved = founder.does(verb, json!({ "project": id, "version": version }), "project { version }").await.ok();
            version = moved.text(&format!("/{verb}/project/version"));
        }
        let done = run(&app.database, &to, &data(LONDON));
        assert_eq!(done.status.code(), Some(0), "{}", said(&done));
        let steps = "SELECT from_state || '-' || to_state FROM project_state_change WHERE from_state IS NOT NULL ORDER BY 1";
        let steps = column::<String>(&app.database.raw().await, steps).await;
        assert_eq!(steps, ["ANNOUNCED-ACTIVE", "DRAFT-READINESS", "READINESS-ANNOUNCED"]);
    }
}
