//! The audit log: what it is told, what it holds, and who reads it.

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    app::App,
    database::{column, rows},
    on_both,
    project::Project,
    soon::eventually,
    world::{
        Agency::{Alpha, Beta},
        PASSWORD,
    },
};
use serde_json::{Value, json};

const LOG: &str = "query($filter: AuditFilter) { auditEntries(filter: $filter, first: 50) { totalCount
    nodes { id position occurredAt kind action actor object outcome code count hash previousHash } } }";

on_both! {
    async fn who_checks_reads_who_gave_which_role_and_nobody_else_reads_the_log(app: App) {
        let member = app.world.person(Alpha, Member).membership.clone();
        let before = entries(&app, &json!({})).await.len();
        grant(&app, "STAFF").await;
        // It is rung for: who only looks by itself does so once a minute, and that is not waited for.
        chained(&app).await;
        for role in [Auditor, DataProtectionOfficer] {
            let log = read(&app.person(Alpha, role).reading_for("SECURITY_AUDIT"), &json!({})).await;
            assert_eq!(log.len(), before + 1);
            let [newest, older, ..] = log.as_slice() else { panic!("two at least") };
            assert_eq!(newest["previousHash"], older["hash"]);
            let seen = without(newest, &["id", "hash", "previousHash"]);
            assert_eq!(seen, json!({
                "position": before + 1, "occurredAt": "2026-06-15T10:00:00+00:00", "kind": "GRANT", "action": "grantTenantRole",
                "actor": app.world.founder(Alpha).membership, "object": member, "outcome": "DONE", "code": null, "count": 1,
            }));
            let node = app.person(Alpha, role).graphql("query($id: ID!) { node(id: $id) { ... on AuditEntry { position } } }",
                json!({ "id": newest["id"] })).await.ok();
            assert_eq!(node.data("/node/position"), &json!(before + 1));
        }
        let purpose = app.person(Alpha, Auditor).asks("{ auditEntries(first: 1) { nodes { kind actor } } }").await.ok();
        assert_eq!(purpose.data("/auditEntries/nodes"), &json!([{ "kind": "GRANT", "actor": null }]));
        assert_eq!(purpose.redacted(), ["PURPOSE_REQUIRED auditEntries.nodes[*].actor"]);
        let other = app.person(Alpha, Auditor).administering().asks("{ auditEntries(first: 1) { nodes { actor } } }").await.ok();
        assert_eq!(other.redacted(), ["PURPOSE_NOT_PERMITTED auditEntries.nodes[*].actor"]);
        let id = entries(&app, &json!({})).await[0]["id"].clone();
        let readers = [Administrator, Staff, DataSteward, Member].map(|role| app.person(Alpha, role));
        for reader in readers.into_iter().chain([app.visitor(Alpha)]) {
            let reader = reader.reading_for("SECURITY_AUDIT");
            let refused = reader.graphql(LOG, json!({})).await.ok();
            assert_eq!(refused.data("/auditEntries"), &json!(null));
            assert_eq!(refused.redacted(), ["FIELD_FORBIDDEN auditEntries"]);
            let node = reader.graphql("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await.ok();
            assert_eq!(node.data("/node"), &json!(null));
        }
        let neighbour = app.person(Beta, Auditor);
        let node = neighbour.graphql("query($id: ID!) { node(id: $id) { id } }", json!({ "id": id })).await.ok();
        assert_eq!(node.data("/node"), &json!(null));
        let about = read(&neighbour, &json!({ "object": member, "kinds": ["GRANT"] })).await;
        assert_eq!(about, Vec::<Value>::new());
    }

    async fn what_moves_is_told_and_what_came_to_nothing_is_not(app: App) {
        let project = Project::draft(&app, "PUBLIC").await;
        for verb in ["startProjectReadiness", "announceProject", "activateProject"] {
            project.moves(verb, json!({})).await.ok();
        }
        project.moves("resumeProject", json!({})).await.refused("INVALID_TRANSITION");
        let stale = json!({ "project": project.id, "version": "x", "reason": "Why." });
        project.owner.does("pauseProject", stale, "project { id }").await.refused("CONFLICT");
        let told = entries(&app, &json!({ "object": project.id })).await;
        let mut actions: Vec<_> = told.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        actions.sort_unstable();
        assert_eq!(actions, ["activateProject", "announceProject", "startProjectReadiness"]);
        let staff = &app.world.person(Alpha, Staff).membership;
        assert!(told.iter().all(|entry| entry["kind"] == "TRANSITION" && entry["actor"] == json!(staff)), "{told:?}");
    }

    async fn a_repeat_under_one_key_is_told_once(app: App) {
        let input = json!({ "email": "new@alpha.example.org", "roles": ["MEMBER"], "idempotencyKey": "one" });
        let before = entries(&app, &json!({ "kinds": ["GRANT"] })).await.len();
        for _ in 0..2 {
            app.founder(Alpha).does("inviteMember", input.clone(), "invitation { id }").await.ok();
        }
        let after = entries(&app, &json!({ "kinds": ["GRANT"] })).await;
        assert_eq!(after.len(), before + 1);
        assert_eq!(after[0]["action"], "inviteMember");
    }

    async fn acts_on_ones_own_words_do_not_say_whose_pseudonym_it_is(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let input = json!({ "phase": phase, "kind": "IDEA", "title": "A crossing", "body": "At the bakery.", "language": "en" });
        project.society.does("submitContribution", input, "contribution { id }").await.ok();
        let moves = entries(&app, &json!({ "kinds": ["TRANSITION"] })).await;
        let of = |action: &str| moves.iter().filter(|entry| entry["action"] == action).cloned().collect::<Vec<_>>();
        let own: Vec<_> = of("submitContribution").into_iter().chain(of("joinProject")).collect();
        assert_eq!(own.len(), 3, "{moves:?}");
        assert!(own.iter().all(|entry| entry["actor"] == json!(null) && entry["object"].is_string()), "{own:?}");
        let opened = of("openPhase");
        assert_eq!(opened[0]["actor"], json!(app.world.person(Alpha, Staff).membership));
        let raw = app.database.raw().await;
        let whose = "SELECT count(*) FROM audit_entry WHERE action IN ('submitContribution', 'joinProject')
                     AND (membership_id IS NOT NULL OR client_id IS NOT NULL)";
        assert_eq!(column::<i64>(&raw, whose).await, [0]);

        // Nor who tried.
        drop(raw);
        for who in [&project.society, &project.economy] {
            who.does("recordPaperConsent", json!({ "person": crate::consents::person_of(who).await, "purpose": "CONTACT_NEWS",
                "notice": "notice_01h455vb4pex5vsknk084sn02q", "decision": "GIVEN", "signedOn": "2026-06-15",
                "evidenceHash": "0".repeat(64) }), "record { id }").await.refused("FORBIDDEN");
            who.does("joinProject", json!({ "project": project.id, "sector": "STATE", "expertise": "LAY" }), "participation { id }")
                .await.refused("FORBIDDEN");
        }
        let refusals = entries(&app, &json!({ "kinds": ["REFUSAL"] })).await;
        let of = |action: &str| refusals.iter().filter(|entry| entry["action"] == action).map(|entry| entry["actor"].clone()).collect::<Vec<_>>();
        assert_eq!(of("joinProject"), [json!(null)], "{refusals:?}");
        assert!(of("recordPaperConsent").iter().all(serde_json::Value::is_string) && of("recordPaperConsent").len() == 2);
    }

    async fn t150_equal_refusals_of_an_hour_are_one_entry_and_those_that_follow_another(app: App) {
        let member = app.person(Alpha, Member);
        let project = json!({ "title": "Mine alone", "summary": "S", "objectOfCocreation": "SERVICE", "visibility": "PUBLIC", "joining": "OPEN" });
        for _ in 0..5 {
            member.does("createProject", project.clone(), "project { id }").await.refused("FORBIDDEN");
        }
        app.visitor(Alpha).does("createProject", project.clone(), "project { id }").await.refused("FORBIDDEN");
        let organisation = json!({ "name": "Mine", "actorType": "NGO" });
        member.does("createOrganisation", organisation, "organisation { id }").await.refused("FORBIDDEN");
        let refusals = json!({ "kinds": ["REFUSAL"] });
        let told = entries(&app, &refusals).await;
        let mut seen: Vec<_> = told.iter().map(|entry| without(entry, &["id", "hash", "previousHash", "position", "occurredAt"])).collect();
        seen.sort_by_key(ToString::to_string);
        let one = |actor: Value, action: &str, count: i32| json!({
            "kind": "REFUSAL", "action": action, "actor": actor, "object": null, "outcome": "REFUSED", "code": "FORBIDDEN", "count": count,
        });
        let who = json!(app.world.person(Alpha, Member).membership);
        let mut expected = vec![one(who.clone(), "createProject", 1), one(json!(null), "createProject", 1), one(who.clone(), "createOrganisation", 1)];
        expected.sort_by_key(ToString::to_string);
        assert_eq!(seen, expected);
        assert_eq!(entries(&app, &json!({ "kinds": ["REFUSAL"], "outcomes": ["DONE"] })).await, Vec::<Value>::new());

        // The hour is over, and the server starts anew.
        let raw = app.database.raw().await;
        raw_sql(&raw, "UPDATE audit_refusal SET ends_at = (SELECT min(created_at) FROM membership)").await;
        drop(raw);
        let world = std::sync::Arc::clone(&app.world);
        let app = App::over(app.stop().await, world).await;
        let told = entries(&app, &refusals).await;
        assert_eq!(told.len(), 4);
        let seen = without(&told[0], &["id", "hash", "previousHash", "position", "occurredAt"]);
        assert_eq!(seen, one(who, "createProject", 4));
        let left: Vec<i64> = column(&app.database.raw().await, "SELECT count(*) FROM audit_refusal").await;
        assert_eq!(left, [0]);
    }

    async fn t149_the_log_holds_no_value_and_a_program_is_named_by_its_id(app: App) {
        let input = json!({ "name": "Riverside dashboard", "sector": "ECONOMY", "expiresAt": "2027-06-15T10:00:00Z" });
        let made = app.founder(Alpha).does("registerClient", input, "client { id } clientSecret").await.ok();
        let id = made.text("/registerClient/client/id");
        let program = app.client(&id, &made.text("/registerClient/clientSecret")).await;
        let secretive = json!({ "name": "Hushed name", "actorType": "NGO" });
        program.does("createOrganisation", secretive, "organisation { id }").await.refused("FORBIDDEN");
        let told = entries(&app, &json!({ "kinds": ["REFUSAL", "GRANT"] })).await;
        let refusal = told.iter().find(|entry| entry["kind"] == "REFUSAL").unwrap();
        assert_eq!(refusal["actor"], json!(id));
        assert!(told.iter().any(|entry| entry["action"] == "registerClient" && entry["object"] == json!(id)));
        let raw = app.database.raw().await;
        for table in ["audit_entry", "audit_refusal"] {
            let texts: Vec<String> = column(&raw, &format!("SELECT DISTINCT coalesce(action, '') FROM {table}")).await;
            for said in ["Hushed", "Riverside", "@", PASSWORD] {
                assert!(texts.iter().all(|text| !text.contains(said)), "{table} {texts:?}");
            }
        }
        let columns: Vec<String> = column(&raw, "SELECT DISTINCT coalesce(object_type, '') FROM audit_entry ORDER BY 1").await;
        assert_eq!(columns, ["", "client", "invitation", "membership"]);
    }

    async fn the_log_is_filtered_and_paged(app: App) {
        grant(&app, "STAFF").await;
        let auditor = app.person(Alpha, Auditor);
        chained(&app).await;
        let page = auditor.asks("{ auditEntries(first: 3) { totalCount nodes { position } pageInfo { endCursor hasNextPage } } }").await.ok();
        let total = page.data("/auditEntries/totalCount").as_i64().unwrap();
        let positions = |nodes: &Value| nodes.as_array().unwrap().iter().map(|node| node["position"].as_i64().unwrap()).collect::<Vec<_>>();
        assert_eq!(positions(page.data("/auditEntries/nodes")), [total, total - 1, total - 2]);
        let cursor = page.text("/auditEntries/pageInfo/endCursor");
        let next = auditor.graphql("query($after: String) { auditEntries(first: 2, after: $after) { nodes { position } } }", json!({ "after": cursor })).await.ok();
        assert_eq!(positions(next.data("/auditEntries/nodes")), [total - 3, total - 4]);
        let number = async |filter: Value| entries(&app, &filter).await.len();
        assert_eq!(number(json!({ "from": "2026-06-15T10:00:00Z", "to": "2026-06-15T10:00:01Z" })).await, usize::try_from(total).unwrap());
        assert_eq!(number(json!({ "to": "2026-06-15T10:00:00Z" })).await, 0);
        assert_eq!(number(json!({ "from": "2026-06-15T10:00:01Z" })).await, 0);
        assert_eq!(number(json!({ "kinds": [] })).await, 0);
        assert_eq!(number(json!({ "object": "not an id" })).await, 0);
        let long = auditor.graphql(LOG, json!({ "filter": { "kinds": vec!["GRANT"; 10] } })).await;
        assert_eq!((long.codes(), long.data("/auditEntries")), (vec!["BAD_INPUT".to_owned()], &json!(null)));
    }
}

/// Has the founder give the member a role, as the first thing that happens to them.
async fn grant(app: &App, role: &str) {
    let founder = app.founder(Alpha);
    let member = &app.world.person(Alpha, Member).membership;
    let query = "query($id: ID!) { node(id: $id) { ... on Membership { version } } }";
    let seen = founder.graphql(query, json!({ "id": member })).await.ok();
    let input = json!({ "membership": member, "version": seen.data("/node/version"), "role": role });
    founder.does("grantTenantRole", input, "membership { id }").await.ok();
}

/// Waits until nothing waits to be chained: an entry waits from the moment of its act, and is in the log within a second on a
/// machine that is not busy.
pub(crate) async fn chained(app: &App) {
    let raw = app.database.raw().await;
    eventually(async || column::<i64>(&raw, "SELECT count(*) FROM audit_waiting").await == [0]).await;
}

/// The newest entries that meet a filter, once all are chained.
async fn entries(app: &App, filter: &Value) -> Vec<Value> {
    chained(app).await;
    read(
        &app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT"),
        filter,
    )
    .await
}

async fn read(reader: &Actor, filter: &Value) -> Vec<Value> {
    let log = reader.graphql(LOG, json!({ "filter": filter })).await.ok();
    let nodes = log.data("/auditEntries/nodes").as_array().unwrap().clone();
    assert_eq!(log.data("/auditEntries/totalCount"), &json!(nodes.len()));
    nodes
}

fn without(entry: &Value, names: &[&str]) -> Value {
    let mut entry = entry.clone();
    for name in names {
        entry.as_object_mut().unwrap().remove(*name);
    }
    entry
}

async fn raw_sql(raw: &sea_orm::DatabaseConnection, sql: &str) {
    rows(raw, sql).await.unwrap();
}
