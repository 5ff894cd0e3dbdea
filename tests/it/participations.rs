//! Who takes part in a project, as what, and who may read it.

use entity::vocabulary::TenantRole::{Auditor, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    app::App,
    database::{column, rows},
    on_both,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const SHOWN: &str = "participation { id version state sector roles byline { name } person { legalName } }";
const WHO: &str = "query($id: ID!) { node(id: $id) { ... on Project {
    viewerParticipation { id }
    participations { totalCount nodes { id sector roles person { legalName } } } } } }";

on_both! {
    async fn a_member_joins_leaves_and_comes_back_for_the_same_sector(app: App) {
        let project = open_project(&app, "OPEN").await;
        let member = app.person(Alpha, Member);
        let joined = member.does("joinProject", join(&project, "SOCIETY"), SHOWN).await.ok();
        assert_eq!(joined.data("/joinProject/participation/roles"), &json!(["PARTICIPANT"]));
        assert_eq!(joined.data("/joinProject/participation/sector"), "SOCIETY");
        member.does("joinProject", join(&project, "SOCIETY"), SHOWN).await.refused("ALREADY_EXISTS");

        let (id, version) = of(&joined, "joinProject");
        let left = member.does("leaveProject", json!({ "participation": id, "version": version }), SHOWN).await.ok();
        assert_eq!(left.data("/leaveProject/participation/state"), "LEFT");
        member.does("joinProject", join(&project, "ECONOMY"), SHOWN).await.refused("PRECONDITION_UNMET");
        let back = member.does("joinProject", join(&project, "SOCIETY"), SHOWN).await.ok();
        assert_eq!(back.text("/joinProject/participation/id"), id);
        assert_eq!(count(&app).await, 2);
    }

    async fn only_staff_take_part_for_the_state(app: App) {
        let project = open_project(&app, "OPEN").await;
        app.person(Alpha, Member).does("joinProject", join(&project, "STATE"), SHOWN).await.refused("FORBIDDEN");
        app.founder(Alpha).does("joinProject", join(&project, "STATE"), SHOWN).await.ok();
        app.visitor(Alpha).does("joinProject", join(&project, "SOCIETY"), SHOWN).await.refused("FORBIDDEN");
        assert_eq!(count(&app).await, 2);
    }

    async fn nobody_joins_what_is_by_invitation_or_not_announced(app: App) {
        let closed = open_project(&app, "INVITATION").await;
        app.person(Alpha, Member).does("joinProject", join(&closed, "SOCIETY"), SHOWN).await.refused("FORBIDDEN");
        let (draft, _) = create(&app, "OPEN").await;
        app.founder(Alpha).does("joinProject", join(&draft, "STATE"), SHOWN).await.refused("INVALID_TRANSITION");
        app.person(Alpha, Member).does("joinProject", join(&draft, "SOCIETY"), SHOWN).await.refused("NOT_FOUND");
    }

    async fn ones_own_parts_are_found_by_the_state_of_the_project_as_long_as_one_may_know_of_it(app: App) {
        let project = open_project(&app, "OPEN").await;
        create(&app, "OPEN").await;
        let own = "query($filter: ViewerParticipationFilter) { viewer { participations(filter: $filter) { totalCount } } }";
        let found = async |who: &Actor, filter: Value| {
            let seen = who.graphql(own, json!({ "filter": filter })).await.ok();
            seen.data("/viewer/participations/totalCount").clone()
        };
        let (staff, member) = (app.person(Alpha, Staff), app.person(Alpha, Member));
        for (states, count) in [(json!(["ANNOUNCED"]), 1), (json!(["DRAFT"]), 1), (json!(["DRAFT", "ANNOUNCED"]), 2), (json!(["ACTIVE"]), 0)] {
            assert_eq!(found(&staff, json!({ "projectStates": states, "states": ["ACTIVE"] })).await, count, "{states}");
        }
        let many = json!({ "filter": { "projectStates": vec!["ACTIVE"; 11] } });
        let refused = staff.graphql(own, many).await.refused("BAD_INPUT");
        assert_eq!(refused.inputs(), ["filter.projectStates"]);

        let joined = member.does("joinProject", join(&project, "SOCIETY"), SHOWN).await.ok();
        let (id, version) = of(&joined, "joinProject");
        assert_eq!(found(&member, json!({ "projectStates": ["ANNOUNCED"] })).await, 1);
        member.does("leaveProject", json!({ "participation": id, "version": version }), SHOWN).await.ok();
        let hide = "UPDATE project SET visibility = 'PARTICIPANTS'";
        rows(&app.database.raw().await, hide).await.expect("the superuser may");
        assert_eq!(found(&member, json!({ "states": ["LEFT"] })).await, 1);
        assert_eq!(found(&member, json!({ "projectStates": ["ANNOUNCED"] })).await, 0);
    }

    async fn t101_joining_many_times_at_once_makes_one_participation(app: App) {
        let project = open_project(&app, "OPEN").await;
        let member = app.person(Alpha, Member);
        let tries = (0..8).map(|_| {
            let (member, project) = (member.clone(), project.clone());
            tokio::spawn(async move { member.does("joinProject", join(&project, "SOCIETY"), SHOWN).await.codes() })
        });
        let mut passed = 0;
        for attempt in tries.collect::<Vec<_>>() {
            match attempt.await {
                Ok(codes) if codes.is_empty() => passed += 1,
                Ok(codes) => assert_eq!(codes, ["ALREADY_EXISTS"]),
                Err(error) => assert!(error.is_cancelled(), "{error}"),
            }
        }
        assert_eq!((passed, count(&app).await), (1, 2));
    }

    async fn owners_read_who_takes_part_and_fellow_participants_the_pseudonym_alone(app: App) {
        let project = open_project(&app, "OPEN").await;
        let member = app.person(Alpha, Member);
        member.does("joinProject", join(&project, "SOCIETY"), SHOWN).await.ok();
        app.person(Alpha, Auditor).does("joinProject", join(&project, "ECONOMY"), SHOWN).await.ok();

        let owner = app.person(Alpha, Staff).administering().graphql(WHO, json!({ "id": project })).await.ok();
        assert_eq!(owner.data("/node/participations/totalCount"), 3);
        assert_eq!(names(&owner).iter().filter(|name| name.is_some()).count(), 3);
        assert_eq!(owner.redacted(), Vec::<String>::new());

        let fellow = member.administering().graphql(WHO, json!({ "id": project })).await.ok();
        assert_eq!(fellow.data("/node/participations/totalCount"), 3);
        assert_eq!(names(&fellow).iter().filter(|name| name.is_some()).count(), 1);
        assert_eq!(fellow.redacted(), ["FIELD_FORBIDDEN node.participations.nodes[*].person"]);
        let sectors: Vec<_> = nodes(&fellow).iter().map(|node| node["sector"].clone()).collect();
        assert!(sectors.contains(&json!("ECONOMY")) && sectors.contains(&json!("STATE")), "{sectors:?}");
    }

    async fn t31_a_field_under_another_name_or_in_a_fragment_is_the_same_field(app: App) {
        let project = open_project(&app, "OPEN").await;
        let member = app.person(Alpha, Member);
        member.does("joinProject", join(&project, "SOCIETY"), SHOWN).await.ok();
        let spelt = "query($id: ID!) { node(id: $id) { ... on Project { list: participations(first: 10) { edges { node {
            ...F who: person { legalName email } } } } } } } fragment F on Participation { self: person { x: legalName } }";
        let seen = member.graphql(spelt, json!({ "id": project })).await.ok();
        let edges = seen.data("/node/list/edges").as_array().cloned().unwrap_or_default();
        let shown: Vec<_> = edges.iter().filter(|edge| edge.pointer("/node/self/x").is_some_and(Value::is_string)).collect();
        assert_eq!((edges.len(), shown.len()), (2, 1));
        assert!(!seen.text.contains(&app.world.person(Alpha, Staff).email));
        assert_eq!(
            seen.redacted(),
            ["FIELD_FORBIDDEN node.list.edges[*].node.self", "FIELD_FORBIDDEN node.list.edges[*].node.who"]
        );
    }

    async fn who_stands_outside_reads_no_list_and_no_count(app: App) {
        let project = open_project(&app, "OPEN").await;
        for outside in [app.visitor(Alpha), app.person(Alpha, Member), app.person(Alpha, Auditor)] {
            let seen = outside.graphql(WHO, json!({ "id": project })).await.ok();
            assert_eq!(seen.data("/node/participations"), &json!(null));
            assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN node.participations"]);
        }
        let steward = app.person(Alpha, DataSteward).graphql(WHO, json!({ "id": project })).await.ok();
        assert_eq!(steward.data("/node/participations/totalCount"), 1);
        assert_eq!(names(&steward), [None]);
    }

    async fn t45_who_may_not_know_of_a_project_knows_of_none_of_its_participants(app: App) {
        let input = json!({ "title": "Between us", "summary": "For participants.", "objectOfCocreation": "SERVICE",
                            "visibility": "PARTICIPANTS", "joining": "INVITATION" });
        let owner = app.person(Alpha, Staff);
        let made = owner.does("createProject", input, "project { viewerParticipation { id } }").await.ok();
        let id = made.text("/createProject/project/viewerParticipation/id");
        let node = "query($id: ID!) { node(id: $id) { id } }";
        assert_eq!(owner.graphql(node, json!({ "id": id })).await.ok().text("/node/id"), id);
        for other in [app.founder(Alpha), app.person(Alpha, DataSteward), app.visitor(Alpha)] {
            assert_eq!(other.graphql(node, json!({ "id": id })).await.ok().data("/node"), &json!(null));
        }
    }

    async fn many_ids_come_in_their_order_with_holes(app: App) {
        let project = open_project(&app, "OPEN").await;
        let member = app.person(Alpha, Member);
        let joined = member.does("joinProject", join(&project, "SOCIETY"), SHOWN).await.ok();
        let (own, _) = of(&joined, "joinProject");
        let ids = json!([own, "nonsense", project, format!("project_{}", "0".repeat(26)), own]);
        let many = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }";
        let seen = member.graphql(many, json!({ "ids": ids })).await.ok();
        let kinds: Vec<_> = seen.data("/nodes").as_array().unwrap().iter().map(|node| node["__typename"].clone()).collect();
        assert_eq!(json!(kinds), json!(["Participation", null, "Project", null, "Participation"]));
        let too_many = vec![own; 101];
        member.graphql(many, json!({ "ids": too_many })).await.refused("BAD_INPUT");
    }

    async fn everybody_lists_their_own_parts_with_the_projects(app: App) {
        let (first, second) = (open_project(&app, "OPEN").await, open_project(&app, "OPEN").await);
        let member = app.person(Alpha, Member);
        member.does("joinProject", join(&first, "SOCIETY"), SHOWN).await.ok();
        member.does("joinProject", join(&second, "ECONOMY"), SHOWN).await.ok();
        let own = "{ viewer { participations { totalCount nodes { sector person { legalName } project { id } } } } }";
        let seen = member.asks(own).await.ok();
        assert_eq!(seen.data("/viewer/participations/totalCount"), 2);
        let nodes = seen.data("/viewer/participations/nodes").as_array().unwrap().clone();
        let mut parts: Vec<_> = nodes.iter().map(|node| (node["project"]["id"].clone(), node["sector"].clone())).collect();
        parts.sort_by_key(|(project, _)| project.to_string());
        let mut expected = vec![(json!(first), json!("SOCIETY")), (json!(second), json!("ECONOMY"))];
        expected.sort_by_key(|(project, _)| project.to_string());
        assert_eq!(parts, expected);
        assert_eq!(app.visitor(Alpha).asks(own).await.ok().data("/viewer/participations"), &json!(null));
        assert_eq!(app.founder(Beta).asks(own).await.ok().data("/viewer/participations/totalCount"), 0);
    }

    async fn t96_roles_are_given_from_above_and_never_to_oneself(app: App) {
        let project = open_project(&app, "OPEN").await;
        let (owner, member) = (app.person(Alpha, Staff), app.person(Alpha, Member));
        let joined = member.does("joinProject", join(&project, "SOCIETY"), SHOWN).await.ok();
        let (id, version) = of(&joined, "joinProject");
        let role = |version: &str, role: &str| json!({ "participation": id, "version": version, "role": role });

        member.does("grantProjectRole", role(&version, "OWNER"), SHOWN).await.refused("FORBIDDEN");
        let given = owner.does("grantProjectRole", role(&version, "FACILITATOR"), SHOWN).await.ok();
        assert_eq!(given.data("/grantProjectRole/participation/roles"), &json!(["FACILITATOR", "PARTICIPANT"]));
        let version = given.text("/grantProjectRole/participation/version");
        member.does("grantProjectRole", role(&version, "ASSESSOR"), SHOWN).await.refused("FORBIDDEN");

        let own = owner.graphql(WHO, json!({ "id": project })).await.ok().text("/node/viewerParticipation/id");
        let owners = "query($id: ID!) { node(id: $id) { ... on Participation { version } } }";
        let seen = member.graphql(owners, json!({ "id": own })).await.ok().text("/node/version");
        let beyond = json!({ "participation": own, "version": seen, "role": "OWNER" });
        let refused = member.does("revokeProjectRole", beyond, SHOWN).await.refused("FORBIDDEN");
        assert_eq!(refused.inputs(), ["input.role"]);
        let last = json!({ "participation": own, "version": seen });
        owner.does("leaveProject", last, SHOWN).await.refused("PRECONDITION_UNMET");
    }

    async fn t96_nobody_removes_who_is_beyond_their_reach_and_no_project_loses_its_last_owner(app: App) {
        let project = open_project(&app, "OPEN").await;
        let (owner, member) = (app.person(Alpha, Staff), app.person(Alpha, Member));
        let joined = member.does("joinProject", join(&project, "SOCIETY"), SHOWN).await.ok();
        let (theirs, version) = of(&joined, "joinProject");
        let grant = |version: &str, role: &str| json!({ "participation": theirs, "version": version, "role": role });
        let given = owner.does("grantProjectRole", grant(&version, "FACILITATOR"), SHOWN).await.ok();
        let own = owner.graphql(WHO, json!({ "id": project })).await.ok().text("/node/viewerParticipation/id");
        let seen = "query($id: ID!) { node(id: $id) { ... on Participation { version state } } }";
        let version_of = async |id: &str| owner.graphql(seen, json!({ "id": id })).await.ok().text("/node/version");
        let remove = |id: &str, version: &str| json!({ "participation": id, "version": version, "reason": "Enough." });

        let beyond = member.does("removeParticipation", remove(&own, &version_of(&own).await), SHOWN).await.refused("FORBIDDEN");
        assert_eq!(beyond.inputs(), ["input.participation"]);
        owner.does("removeParticipation", remove(&own, &version_of(&own).await), SHOWN).await.refused("FORBIDDEN");
        let leave = json!({ "participation": own, "version": version_of(&own).await });
        owner.does("leaveProject", leave, SHOWN).await.refused("PRECONDITION_UNMET");
        assert_eq!(owner.graphql(seen, json!({ "id": own })).await.ok().data("/node/state"), "ACTIVE");

        // Two owners who remove each other at once leave one.
        owner.does("grantProjectRole", grant(&of(&given, "grantProjectRole").1, "OWNER"), SHOWN).await.ok();
        let (first, second) = (remove(&own, &version_of(&own).await), remove(&theirs, &version_of(&theirs).await));
        let (one, other) = tokio::join!(
            member.does("removeParticipation", first, SHOWN),
            owner.does("removeParticipation", second, SHOWN),
        );
        assert_eq!([one, other].iter().filter(|answer| answer.codes().is_empty()).count(), 1);
        let owners = "SELECT count(*) FROM participation WHERE state = 'ACTIVE'";
        let left: Vec<i64> = column(&app.database.raw().await, owners).await;
        assert_eq!(left, [1]);
    }

    async fn t04_a_participation_of_another_agency_answers_like_none(app: App) {
        let project = open_project(&app, "OPEN").await;
        let joined = app.person(Alpha, Member).does("joinProject", join(&project, "SOCIETY"), SHOWN).await.ok();
        let (id, version) = of(&joined, "joinProject");
        let stranger = app.founder(Beta);
        let never = format!("participation_{}", "0".repeat(26));
        let leave = |id: &str| json!({ "participation": id, "version": version });
        let (there, nowhere) = (
            stranger.does("leaveProject", leave(&id), SHOWN).await.refused("NOT_FOUND"),
            stranger.does("leaveProject", leave(&never), SHOWN).await.refused("NOT_FOUND"),
        );
        assert_eq!(there.text, nowhere.text);
        let node = "query($id: ID!) { node(id: $id) { id } }";
        let (there, nowhere) = (
            stranger.graphql(node, json!({ "id": id })).await.ok(),
            stranger.graphql(node, json!({ "id": never })).await.ok(),
        );
        assert_eq!(there.text, nowhere.text);
    }
}

fn join(project: &str, sector: &str) -> Value {
    json!({ "project": project, "sector": sector, "expertise": "LAY" })
}

fn of(answer: &harness::answer::Answer, verb: &str) -> (String, String) {
    let part = |name: &str| answer.text(&format!("/{verb}/participation/{name}"));
    (part("id"), part("version"))
}

fn nodes(answer: &harness::answer::Answer) -> Vec<Value> {
    answer
        .data("/node/participations/nodes")
        .as_array()
        .cloned()
        .unwrap_or_default()
}

fn names(answer: &harness::answer::Answer) -> Vec<Option<String>> {
    let name = |node: &Value| {
        node.pointer("/person/legalName")
            .and_then(Value::as_str)
            .map(ToOwned::to_owned)
    };
    nodes(answer).iter().map(name).collect()
}

async fn create(app: &App, joining: &str) -> (String, String) {
    let input = json!({ "title": "Safer ways to school", "summary": "How?", "objectOfCocreation": "SERVICE",
                        "visibility": "PUBLIC", "joining": joining });
    let made = app
        .person(Alpha, Staff)
        .does("createProject", input, "project { id version }")
        .await
        .ok();
    (
        made.text("/createProject/project/id"),
        made.text("/createProject/project/version"),
    )
}

/// A project that is announced, owned by the agency's staff.
async fn open_project(app: &App, joining: &str) -> String {
    let (id, mut version) = create(app, joining).await;
    let staff: Actor = app.person(Alpha, Staff);
    for verb in ["startProjectReadiness", "announceProject"] {
        let moved = staff
            .does(
                verb,
                json!({ "project": id, "version": version }),
                "project { version }",
            )
            .await
            .ok();
        version = moved.text(&format!("/{verb}/project/version"));
    }
    id
}

async fn count(app: &App) -> i64 {
    column(&app.database.raw().await, "SELECT count(*) FROM participation").await[0]
}
