//! What is refused has changed nothing, whoever tried.

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    app::App,
    database::column,
    on_both,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const TABLES: [&str; 17] = [
    "person",
    "membership",
    "project",
    "project_state_change",
    "participation",
    "invitation",
    "event",
    "idempotency",
    "phase",
    "phase_state_change",
    "contribution",
    "reaction",
    "evaluation",
    "evaluation_criterion",
    "evaluation_result",
    "assessment",
    "assessment_answer",
];

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

/// How many rows each table has, and how often they changed.
async fn state(app: &App) -> Vec<(i64, i64)> {
    let raw = app.database.raw().await;
    let mut all = Vec::new();
    for table in TABLES {
        let count = column::<i64>(&raw, &format!("SELECT count(*) FROM {table}")).await;
        let versioned = ![
            "project_state_change",
            "phase_state_change",
            "reaction",
            "evaluation_criterion",
            "evaluation_result",
            "assessment_answer",
            "event",
            "idempotency",
        ]
        .contains(&table);
        let sum = format!("SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM {table}");
        let versions = if versioned {
            column::<i64>(&raw, &sum).await
        } else {
            vec![0]
        };
        all.push((count[0], versions[0]));
    }
    all
}
