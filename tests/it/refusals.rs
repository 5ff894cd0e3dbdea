//! What is refused has changed nothing, whoever tried.

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    app::App,
    database::{Database, column, rows},
    on_both,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::{judged::criterion, operations::actor, street::Street};

on_both! {
    async fn t34_t97_a_refused_mutation_leaves_every_table_as_it_was(app: App) {
        let project = json!({ "title": "Safer ways to school", "summary": "How?", "objectOfCocreation": "SERVICE",
                              "visibility": "PUBLIC", "joining": "OPEN", "idempotencyKey": "k" });
        let staff = app.person(Alpha, Staff);
        let made = staff.does("createProject", project.clone(), "project { id version viewerParticipation { id version } }");
        let made = made.await.ok();
        let part = |place: &str| made.text(&format!("/createProject/project/{place}"));
        let seen = json!({ "project": part("id"), "version": part("version"), "idempotencyKey": "k" });
        let own = json!({ "participation": part("viewerParticipation/id"), "version": part("viewerParticipation/version") });
        let member = &app.world.person(Alpha, Member).membership;
        let suspend = json!({ "membership": member, "version": "x", "reason": "None." });
        let role = json!({ "membership": member, "version": "x", "role": "STAFF" });
        let with = |base: &Value, name: &str, value: Value| {
            let mut input = base.clone();
            input[name] = value;
            input
        };
        let invite = json!({ "email": "new@example.org", "roles": ["MEMBER"] });
        let (visitor, beta) = (app.visitor(Alpha), app.founder(Beta));
        let before = state(&app).await;
        let tries: Vec<(&str, Actor, &str, Value, &str)> = vec![
            ("FORBIDDEN", app.person(Alpha, Member), "createProject", project.clone(), "project { id }"),
            ("FORBIDDEN", visitor.clone(), "createProject", project, "project { id }"),
            ("FORBIDDEN", app.founder(Alpha), "updateProject", with(&seen, "title", json!("Mine")), "project { id }"),
            ("NOT_FOUND", beta.clone(), "updateProject", with(&seen, "title", json!("Mine")), "project { id }"),
            ("NOT_FOUND", app.person(Alpha, Auditor), "startProjectReadiness", seen.clone(), "project { id }"),
            ("INVALID_TRANSITION", staff.clone(), "activateProject", seen.clone(), "project { id }"),
            ("REASON_REQUIRED", staff.clone(), "cancelProject", with(&seen, "reason", json!(" ")), "project { id }"),
            ("NOT_FOUND", beta.clone(), "leaveProject", own.clone(), "participation { id }"),
            ("FORBIDDEN", app.founder(Alpha), "leaveProject", own.clone(), "participation { id }"),
            ("FORBIDDEN", staff.clone(), "grantProjectRole", with(&own, "role", json!("FACILITATOR")), "participation { id }"),
            ("FORBIDDEN", app.person(Alpha, DataSteward), "suspendMembership", suspend.clone(), "membership { id }"),
            ("NOT_FOUND", beta, "suspendMembership", suspend, "membership { id }"),
            ("FORBIDDEN", app.person(Alpha, Administrator), "grantTenantRole", role, "membership { id }"),
            ("FORBIDDEN", visitor, "inviteMember", invite.clone(), "invitation { id }"),
            ("FORBIDDEN", staff, "inviteMember", invite, "invitation { id }"),
        ];
        for (code, actor, mutation, input, selection) in tries {
            actor.does(mutation, input, selection).await.refused(code);
            assert_eq!(state(&app).await, before, "{mutation}: {code}");
        }
    }
}

on_both! {
    async fn t34_t97_nor_does_what_is_refused_inside_a_project(base: Database) {
        let street = Street::of(base.kind()).await;
        let app = street.server().await;
        let of = |noun: &str, name: &str| json!({ noun: street.id(name), "version": "x" });
        let with = |mut input: Value, more: &[(&str, &str)]| {
            for (name, value) in more {
                input[*name] = json!(value);
            }
            input
        };
        let phase = json!({ "project": street.id("project"), "type": "CO_DESIGN", "title": "Mine", "description": "Mine." });
        let stand = json!({ "contribution": street.id("contribution"), "stand": "PASS" });
        let words = json!({ "phase": street.id("phase"), "kind": "IDEA", "body": "Mine." });
        let answers = json!({ "evaluation": street.id("open_evaluation"),
                              "answers": [{ "criterion": criterion("TR-01"), "answer": { "score": 1 } }] });
        let program = json!({ "name": "Mine", "sector": "ECONOMY", "expiresAt": "2026-12-31T00:00:00Z" });
        let why = [("rule", "ABUSE"), ("reason", "None.")];
        let tries: Vec<(&str, &str, &str, Value, &str)> = vec![
            ("FORBIDDEN", "member", "addPhase", phase.clone(), "phase { id }"),
            ("NOT_FOUND", "neighbour", "addPhase", phase, "phase { id }"),
            ("FORBIDDEN", "member", "openPhase", of("phase", "planned"), "phase { id }"),
            ("NOT_FOUND", "neighbour", "openPhase", of("phase", "planned"), "phase { id }"),
            ("INVALID_TRANSITION", "staff", "closePhase", of("phase", "planned"), "phase { id }"),
            ("CONFLICT", "staff", "openPhase", of("phase", "planned"), "phase { id }"),
            ("FORBIDDEN", "member", "publishDispositions", of("phase", "phase"), "phase { id }"),
            ("INVALID_TRANSITION", "staff", "publishDispositions", of("phase", "phase"), "phase { id }"),
            ("FORBIDDEN", "administrator", "submitContribution", words.clone(), "contribution { id }"),
            ("NOT_FOUND", "neighbour", "draftContribution", words, "contribution { id }"),
            ("NOT_FOUND", "staff", "submitContributionDraft", of("contribution", "own_draft"), "contribution { id }"),
            ("FORBIDDEN", "member", "publishContribution", of("contribution", "submitted"), "contribution { id }"),
            ("NOT_FOUND", "auditor", "publishContribution", of("contribution", "submitted"), "contribution { id }"),
            ("FORBIDDEN", "visitor", "holdContribution", with(of("contribution", "second"), &why), "contribution { id }"),
            ("FORBIDDEN", "member", "withdrawContribution", of("contribution", "second"), "contribution { id }"),
            ("CONFLICT", "staff", "startContributionReview", of("contribution", "second"), "contribution { id }"),
            ("FORBIDDEN", "administrator", "reactToContribution", stand.clone(), "contribution { id }"),
            ("NOT_FOUND", "neighbour", "reactToContribution", stand, "contribution { id }"),
            ("FORBIDDEN", "member", "closeEvaluation", of("evaluation", "open_evaluation"), "evaluation { id }"),
            ("EVALUATION_LOCKED", "staff", "updateEvaluation", with(of("evaluation", "open_evaluation"), &[("title", "Mine")]), "evaluation { id }"),
            ("FORBIDDEN", "auditor", "submitAssessment", answers.clone(), "assessment { id }"),
            ("NOT_FOUND", "neighbour", "submitAssessment", answers, "assessment { id }"),
            ("NOT_FOUND", "staff", "withdrawAssessment", of("assessment", "assessment"), "evaluation { id }"),
            ("FORBIDDEN", "staff", "registerClient", program, "client { id }"),
            ("NOT_FOUND", "member", "revokeClient", with(of("client", "client"), &[("reason", "None.")]), "client { id }"),
            ("NOT_FOUND", "neighbour", "rotateClientSecret", of("client", "client"), "client { id }"),
            ("FORBIDDEN", "member", "createOrganisation", json!({ "name": "Mine", "actorType": "NGO" }), "organisation { id }"),
            ("ALREADY_EXISTS", "staff", "createOrganisation", json!({ "name": "corner BAKERY", "actorType": "SME" }), "organisation { id }"),
            ("FORBIDDEN", "member", "verifyOrganisation", of("organisation", "organisation"), "organisation { id }"),
            ("NOT_FOUND", "neighbour", "updateOrganisation", with(of("organisation", "organisation"), &[("name", "Mine")]), "organisation { id }"),
        ];
        let before = state(&app).await;
        for (code, name, mutation, input, selection) in tries {
            actor(&app, name).does(mutation, input, selection).await.refused(code);
            assert_eq!(state(&app).await, before, "{mutation}: {code}");
        }
    }
}

/// How many rows each table has, and how often they changed where that is counted. Of refusals the audit log alone is told.
async fn state(app: &App) -> Vec<(&'static str, i64, i64)> {
    let raw = app.database.raw().await;
    let mut all = Vec::new();
    for table in entity::ENTITIES
        .iter()
        .map(|declaration| declaration.table)
        .filter(|table| !table.starts_with("audit_"))
    {
        let count = column::<i64>(&raw, &format!("SELECT count(*) FROM {table}")).await[0];
        let sum = format!("SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM {table}");
        let versions = match rows(&raw, &sum).await {
            Ok(found) => found[0].try_get_by_index(0).expect("a number"),
            Err(_) => 0,
        };
        all.push((table, count, versions));
    }
    all
}
