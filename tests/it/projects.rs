//! Projects: who makes and moves them, and who may know of them.

use entity::vocabulary::TenantRole::{self, Member, Staff};
use harness::{
    actor::Actor,
    app::App,
    database::column,
    on_both,
    world::Agency::{self, Alpha, Beta},
};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

const SHOWN: &str = "project { id version state title }";
const NODE: &str = "query($id: ID!) { node(id: $id) { id ... on Project { title state } } }";

on_both! {
    async fn t97_staff_make_projects_and_others_may_not(app: App) {
        let made = app.person(Alpha, Staff).does("createProject", school("PUBLIC"), SHOWN).await.ok();
        assert_eq!(made.data("/createProject/project/state"), "DRAFT");
        assert_eq!(made.data("/createProject/project/title"), "Safer ways to school");
        let others = [TenantRole::Administrator, Member, TenantRole::Auditor, TenantRole::DataSteward, TenantRole::DataProtectionOfficer];
        for role in others {
            let refused = app.person(Alpha, role).does("createProject", school("PUBLIC"), SHOWN).await.refused("FORBIDDEN");
            assert_eq!(refused.data("/createProject/project"), &json!(null));
        }
        app.visitor(Alpha).does("createProject", school("PUBLIC"), SHOWN).await.refused("FORBIDDEN");
        assert_eq!(count(&app, "project").await, 1);
    }

    async fn a_change_needs_the_version_that_it_saw(app: App) {
        let staff = app.person(Alpha, Staff);
        let (id, first) = make(&staff, "PUBLIC").await;
        let change = |version: &str, title: &str| json!({ "project": id, "version": version, "title": title });
        let changed = staff.does("updateProject", change(&first, "Second title"), SHOWN).await.ok();
        assert_eq!(changed.data("/updateProject/project/title"), "Second title");
        assert_ne!(changed.text("/updateProject/project/version"), first);
        staff.does("updateProject", change(&first, "Third title"), SHOWN).await.refused("CONFLICT");
        staff.does("updateProject", change("nonsense", "Third title"), SHOWN).await.refused("CONFLICT");
        let seen = staff.graphql(NODE, json!({ "id": id })).await.ok();
        assert_eq!(seen.data("/node/title"), "Second title");
    }

    async fn a_change_of_nothing_moves_no_version_and_is_told_to_nobody(app: App) {
        let staff = app.person(Alpha, Staff);
        let (id, version) = make(&staff, "PUBLIC").await;
        let events = count(&app, "event").await;
        let nothing = json!({ "project": id, "version": version });
        let same = json!({ "project": id, "version": version, "title": "Safer ways to school", "visibility": "PUBLIC", "joining": "OPEN" });
        for input in [nothing, same] {
            let kept = staff.does("updateProject", input, SHOWN).await.ok();
            assert_eq!(kept.text("/updateProject/project/version"), version);
        }
        assert_eq!(count(&app, "event").await, events);
        let problem = json!({ "project": id, "version": version, "problemStatement": "Cars." });
        assert_ne!(staff.does("updateProject", problem, SHOWN).await.ok().text("/updateProject/project/version"), version);
    }

    async fn two_changes_at_once_from_one_version_let_one_through(app: App) {
        let staff = app.person(Alpha, Staff);
        let (id, version) = make(&staff, "PUBLIC").await;
        let change = |title: &str| json!({ "project": id, "version": version, "title": title });
        let (one, other) = tokio::join!(
            staff.does("updateProject", change("One"), SHOWN),
            staff.does("updateProject", change("Other"), SHOWN),
        );
        let mut codes = [one.codes(), other.codes()].concat();
        codes.dedup();
        assert_eq!(codes, ["CONFLICT"]);
    }

    async fn t107_states_move_along_the_way_only(app: App) {
        let staff = app.person(Alpha, Staff);
        let (id, version) = make(&staff, "PUBLIC").await;
        let step = |version: &str| json!({ "project": id, "version": version });
        for verb in ["announceProject", "activateProject", "resumeProject"] {
            staff.does(verb, step(&version), SHOWN).await.refused("INVALID_TRANSITION");
        }
        let ready = staff.does("startProjectReadiness", step(&version), SHOWN).await.ok();
        let version = ready.text("/startProjectReadiness/project/version");
        let mut declined = step(&version);
        declined["reason"] = json!(" ");
        staff.does("declineProject", declined, SHOWN).await.refused("REASON_REQUIRED");
        let announced = staff.does("announceProject", step(&version), SHOWN).await.ok();
        assert_eq!(announced.data("/announceProject/project/state"), "ANNOUNCED");
        assert_eq!(count(&app, "project_state_change").await, 3);
    }

    async fn who_may_know_of_a_project(app: App) {
        let staff = app.person(Alpha, Staff);
        let other_staff = app.founder(Alpha);
        let (member, visitor, neighbour) = (app.person(Alpha, Member), app.visitor(Alpha), app.person(Beta, Staff));
        for (visibility, announced, knowing) in [
            ("PUBLIC", false, [true, true, false, false, false]),
            ("PUBLIC", true, [true, true, true, true, false]),
            ("TENANT", false, [true, true, false, false, false]),
            ("TENANT", true, [true, true, true, false, false]),
            ("PARTICIPANTS", false, [true, false, false, false, false]),
            ("PARTICIPANTS", true, [true, false, false, false, false]),
        ] {
            let (id, version) = make(&staff, visibility).await;
            if announced {
                announce(&staff, &id, &version).await;
            }
            let readers = [&staff, &other_staff, &member, &visitor, &neighbour];
            for (reader, knows) in readers.into_iter().zip(knowing) {
                let node = reader.graphql(NODE, json!({ "id": id })).await.ok();
                assert_eq!(node.data("/node").is_object(), knows, "{visibility} announced {announced}");
                let listed = reader.asks("{ projects(first: 100) { nodes { id } totalCount } }").await.ok();
                let ids: Vec<&Value> = listed.data("/projects/nodes").as_array().unwrap().iter().map(|node| &node["id"]).collect();
                assert_eq!(ids.contains(&&json!(id)), knows, "{visibility} announced {announced}");
                assert_eq!(listed.data("/projects/totalCount"), &json!(ids.len()));
            }
        }
    }

    async fn r21_t01_what_another_agency_has_answers_like_what_does_not_exist(app: App) {
        let (id, version) = make(&app.person(Alpha, Staff), "PUBLIC").await;
        announce(&app.person(Alpha, Staff), &id, &version).await;
        let neighbour = app.person(Beta, Staff);
        let nothing = "project_01h455vb4pex5vsknk084sn02q";
        for verb in ["startProjectReadiness", "announceProject", "updateProject"] {
            let input = |id: &str| json!({ "project": id, "version": version });
            let theirs = neighbour.does(verb, input(&id), SHOWN).await.refused("NOT_FOUND");
            let none = neighbour.does(verb, input(nothing), SHOWN).await.refused("NOT_FOUND");
            assert_eq!(theirs.text, none.text);
            assert_eq!(theirs.inputs(), ["input.project"]);
        }
        for reader in [neighbour, app.visitor(Beta)] {
            let theirs = reader.graphql(NODE, json!({ "id": id })).await.ok();
            let none = reader.graphql(NODE, json!({ "id": nothing })).await.ok();
            assert_eq!(theirs.text, none.text);
            assert_eq!(theirs.data("/node"), &json!(null));
        }
        assert_eq!(state(&app, Alpha, &id).await, "ANNOUNCED");
    }

    async fn t08_a_short_name_taken_elsewhere_is_free_here_and_one_taken_here_is_changed(app: App) {
        let mut input = school("PUBLIC");
        input["slug"] = json!("school");
        let mut slugs = Vec::new();
        for agency in [Alpha, Beta, Alpha] {
            let made = app.person(agency, Staff).does("createProject", input.clone(), "project { slug }").await.ok();
            slugs.push(made.text("/createProject/project/slug"));
        }
        assert_eq!(slugs[..2], ["school", "school"]);
        assert!(slugs[2].starts_with("school-"), "{slugs:?}");
    }

    async fn t08_a_short_name_made_from_a_title_depends_on_no_other_project(app: App) {
        let staff = app.person(Alpha, Staff);
        let mut slugs = Vec::new();
        for _ in 0..2 {
            let made = staff.does("createProject", school("PARTICIPANTS"), "project { slug }").await.ok();
            slugs.push(made.text("/createProject/project/slug"));
        }
        for slug in &slugs {
            let end = slug.strip_prefix("safer-ways-to-school-").expect("it begins like the title");
            assert!(end.len() == 8 && end.bytes().all(|b| b.is_ascii_hexdigit()), "{slug}");
        }
        assert_ne!(slugs[0], slugs[1]);
    }

    async fn a_refusal_stands_at_the_key_that_the_document_gave_and_nowhere_else(app: App) {
        let member = app.person(Alpha, Member);
        let named = "mutation($input: CreateProjectInput!) { made: createProject(input: $input) { it: project { id } } }";
        let refused = member.graphql(named, json!({ "input": school("PUBLIC") })).await.refused("FORBIDDEN");
        assert_eq!(refused.body["errors"][0]["path"], json!(["made", "it"]));
        assert_eq!(refused.body["data"], json!({ "made": { "it": null } }));
        let unasked = "mutation($input: CreateProjectInput!) { createProject(input: $input) { __typename } }";
        let refused = member.graphql(unasked, json!({ "input": school("PUBLIC") })).await.refused("FORBIDDEN");
        assert_eq!(refused.body["errors"][0]["path"], json!(["createProject"]));
        assert_eq!(refused.body["data"], json!({ "createProject": { "__typename": "CreateProjectPayload" } }));
    }

    async fn t09_a_repeat_with_the_same_key_answers_and_does_not_act_again(app: App) {
        let staff = app.person(Alpha, Staff);
        let mut input = school("PUBLIC");
        input["idempotencyKey"] = json!("once");
        let first = staff.does("createProject", input.clone(), SHOWN).await.ok();
        let again = staff.does("createProject", input.clone(), SHOWN).await.ok();
        assert_eq!(again.body, first.body);
        app.founder(Alpha).does("createProject", input.clone(), SHOWN).await.ok();
        input["title"] = json!("Something else");
        staff.does("createProject", input, SHOWN).await.refused("IDEMPOTENCY_CONFLICT");
        assert_eq!(count(&app, "project").await, 2);
    }

    async fn t76_of_a_call_with_a_key_no_input_is_kept_and_nothing_after_a_day(app: App) {
        let staff = app.person(Alpha, Staff);
        let mut input = school("PUBLIC");
        input["idempotencyKey"] = json!("once");
        staff.does("createProject", input.clone(), SHOWN).await.ok();
        // What anybody can compute, anybody can try: the digest must not be one of the input alone.
        let raw = app.database.raw().await;
        let digests = async || column::<String>(&raw, "SELECT input_digest FROM idempotency").await;
        let first = digests().await;
        assert!(first[0].len() > 64 && first[0].bytes().any(|byte| byte.is_ascii_uppercase()), "{first:?}");
        app.founder(Alpha).does("createProject", input.clone(), SHOWN).await.ok();
        let both = digests().await;
        assert!(both.len() == 2 && both[0] != both[1], "nor can another have it made, and compare");

        raw.execute_unprepared("UPDATE idempotency SET created_at = '2026-06-13T23:00:00.000Z'").await.unwrap();
        staff.does("createProject", input, SHOWN).await.ok();
        assert_eq!(count(&app, "project").await, 3, "the key is free again");
        assert_eq!(digests().await.len(), 1);
    }
}

fn school(visibility: &str) -> Value {
    json!({
        "title": "Safer ways to school", "summary": "How should children get to school safely?",
        "objectOfCocreation": "SERVICE", "visibility": visibility, "joining": "OPEN",
    })
}

/// Makes a project; answers with its id and version.
async fn make(staff: &Actor, visibility: &str) -> (String, String) {
    let made = staff.does("createProject", school(visibility), SHOWN).await.ok();
    (
        made.text("/createProject/project/id"),
        made.text("/createProject/project/version"),
    )
}

async fn announce(owner: &Actor, id: &str, version: &str) {
    let step = |version: &str| json!({ "project": id, "version": version });
    let ready = owner.does("startProjectReadiness", step(version), SHOWN).await.ok();
    let version = ready.text("/startProjectReadiness/project/version");
    owner.does("announceProject", step(&version), SHOWN).await.ok();
}

async fn state(app: &App, agency: Agency, id: &str) -> String {
    app.person(agency, Staff)
        .graphql(NODE, json!({ "id": id }))
        .await
        .ok()
        .text("/node/state")
}

/// Rows of both agencies.
async fn count(app: &App, table: &str) -> i64 {
    column(&app.database.raw().await, &format!("SELECT count(*) FROM {table}")).await[0]
}
