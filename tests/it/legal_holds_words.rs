//! What others wrote of a person: it goes with their own words and with the link to them, and stays where a legal hold keeps it.

use chrono::Duration;
use entity::vocabulary::TenantRole::{Auditor, DataProtectionOfficer, DataSteward};
use harness::{
    app::App,
    contribution::published,
    database::{Kind, column, rows},
    on_both,
    process::command,
    project::Project,
    world::Agency::Alpha,
};
use serde_json::{Value, json};

use crate::{
    consents::{again, person_of},
    legal_holds::{HOLD, documents, holds, places},
    pseudonyms,
    reports::{OF_CONTRIBUTION, closes, reports},
    retention::{number, ran, rules},
    rights::erased,
};

on_both! {
    async fn r24_r27_why_a_name_was_revealed_goes_with_the_link_to_it_and_a_hold_on_whose_it_was_keeps_it(app: App) {
        let project = Project::active(&app).await;
        let steward = app.person(Alpha, DataSteward);
        let part = pseudonyms::part(&project).await;
        pseudonyms::reveals(&steward.reading_for("LEGAL_RECORD"), &part).await.ok();
        let hold = holds(&app, &project.society).await;
        rules(&steward, ["PERSONAL", "PARTICIPATION_ADMIN", "PROJECT_CONCLUDED", "P6M", "ANONYMISE"]).await;
        project.moves("cancelProject", json!({ "reason": "No budget." })).await.ok();
        let app = app.later(Duration::days(190)).await;
        let auditor = again(&app, Auditor).await;
        ran(&app, 1).await;
        assert_eq!(number(&app, "SELECT count(*) FROM participation WHERE person_id IS NOT NULL").await, 0);
        assert_eq!(number(&app, "SELECT count(*) FROM pseudonym_reveal WHERE reason <> ''").await, 0);
        let kept = documents(&auditor, &hold).await;
        let (_, reveal) = kept.iter().find(|(kind, _)| kind == "pseudonym_reveal").unwrap();
        assert_eq!(reveal["reason"], "Order 7 of the court.");
    }

    async fn r27_what_staff_wrote_of_who_was_erased_before_stays_where_a_hold_keeps_it(app: App) {
        let (project, other) = (Project::active(&app).await, Project::active(&app).await);
        let steward = app.person(Alpha, DataSteward).reading_for("LEGAL_RECORD");
        for (project, body) in [(&project, "A crossing."), (&other, "A lamp.")] {
            let phase = project.open_phase("CO_DESIGN").await;
            published(&project.society, &project.owner, &phase, body).await;
            pseudonyms::reveals(&steward, &pseudonyms::part(project).await).await.ok();
        }
        places(&app, json!({ "project": project.id }), Auditor).await;
        holds(&app, &project.society).await;
        let database = app.stop().await;
        let raw = database.raw().await;
        // Of one of the two links the hold on the person keeps a copy.
        for sql in [
            "INSERT INTO held_record (tenant_id, id, hold_id, table_name, row_id, person_id, document, kept_on)
             SELECT r.tenant_id, r.id, h.id, 'participation', r.participation_id, h.person_id, '{}', '2026-06-15'
             FROM pseudonym_reveal r, legal_hold h WHERE h.person_id IS NOT NULL AND r.id = (SELECT id FROM pseudonym_reveal ORDER BY id LIMIT 1)",
            "UPDATE participation SET person_id = NULL WHERE id IN (SELECT participation_id FROM pseudonym_reveal)",
            "UPDATE contribution SET state = 'REDACTED', outcome_reason = 'Heron said so.'",
            "DELETE FROM seaql_migrations WHERE version LIKE '%what_staff_wrote'",
        ] {
            rows(&raw, sql).await.expect("the superuser may");
        }
        raw.close().await.expect("it is open");
        let role: &[&str] = if database.kind() == Kind::Sqlite { &["migrate"] } else { &["migrate", "--role", "trialogue_app"] };
        assert!(command(&database, database.owner_url(), role).status().expect("the binary runs").success());
        let raw = database.raw().await;
        for left in ["SELECT count(*) FROM pseudonym_reveal WHERE reason <> ''", "SELECT count(*) FROM contribution WHERE outcome_reason IS NOT NULL"] {
            assert_eq!(column::<i64>(&raw, left).await, [1], "{left}");
        }
    }

    async fn r27_what_holds_left_of_what_staff_wrote_of_who_was_erased_goes_with_the_last_of_them(app: App) {
        let (project, steward) = (Project::active(&app).await, app.person(Alpha, DataSteward).reading_for("LEGAL_RECORD"));
        published(&project.society, &project.owner, &project.open_phase("CO_DESIGN").await, "A crossing.").await;
        pseudonyms::reveals(&steward, &pseudonyms::part(&project).await).await.ok();
        let (person, place) = (json!({ "person": person_of(&project.society).await }), json!({ "project": project.id }));
        let mut placed = Vec::new();
        for target in [&place, &place, &person, &person] {
            placed.push(places(&app, target.clone(), Auditor).await);
        }
        for sql in [
            "INSERT INTO held_record (tenant_id, id, hold_id, table_name, row_id, person_id, document, kept_on) SELECT r.tenant_id, h.id,
             h.id, 'participation', r.participation_id, h.person_id, '{}', '2026-06-15' FROM pseudonym_reveal r, legal_hold h WHERE h.person_id IS NOT NULL",
            "UPDATE participation SET person_id = NULL WHERE id IN (SELECT participation_id FROM pseudonym_reveal)",
            "UPDATE contribution SET state = 'REDACTED', outcome_reason = 'Heron said so.'",
        ] {
            rows(&app.database.raw().await, sql).await.expect("the superuser may");
        }
        let (revealed, said) = ("SELECT count(*) FROM pseudonym_reveal WHERE reason <> ''", "SELECT count(*) FROM contribution WHERE outcome_reason IS NOT NULL");
        for (hold, left) in placed.iter().zip([(1, 1), (1, 0), (1, 0), (0, 0)]) {
            let seen = steward.graphql("query($id: ID!) { node(id: $id) { ... on LegalHold { version } } }", json!({ "id": hold })).await.ok();
            steward.does("liftLegalHold", json!({ "hold": hold, "version": seen.text("/node/version"), "reason": "Over." }), HOLD).await.ok();
            assert_eq!((number(&app, revealed).await, number(&app, said).await), left);
        }
    }

    async fn r24_an_erasure_takes_what_was_said_of_ones_words_and_a_hold_on_who_said_it_keeps_it(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let words = published(&project.society, &project.owner, &phase, "Herons are silly.").await;
        let made = reports(&project.economy, &words).await.ok();
        closes(&project.owner, made.data("/reportContribution/report"), "UPHELD").await.ok();
        let hold = places(&app, json!({ "person": person_of(&project.economy).await }), DataProtectionOfficer).await;
        erased(&app, &project.society).await;
        let seen = project.owner.administering().graphql(OF_CONTRIBUTION, json!({ "id": words })).await.ok();
        let left = seen.data("/node/reports/nodes/0");
        assert_eq!((&left["state"], &left["reason"], &left["closingReason"]), (&json!("UPHELD"), &Value::Null, &Value::Null));
        let kept = documents(&app.person(Alpha, DataProtectionOfficer), &hold).await;
        let [(kind, report)] = kept.as_slice() else { panic!("{kept:?}") };
        assert_eq!((kind.as_str(), &report["reason"]), ("contribution_report", &json!("It insults the heron.")));
    }
}
