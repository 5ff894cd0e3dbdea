//! Phases: who plans and moves them, what must hold before, and who may know of them.

use chrono::Duration;
use entity::vocabulary::TenantRole::{Administrator, Member, Staff};
use harness::{
    answer::Answer,
    app::{App, NOW},
    database::column,
    on_both,
    project::{Project, TO_THE_END, version},
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const VERBS: [&str; 8] = [
    "openPhase",
    "closePhase",
    "extendPhase",
    "startPhaseReview",
    "reportPhase",
    "completePhase",
    "skipPhase",
    "cancelPhase",
];
const NODE: &str = "query($id: ID!) { node(id: $id) { id ... on Phase { state project { id }
    history { totalCount nodes { from to reason occurredAt } } } } }";
const LIST: &str =
    "query($id: ID!, $filter: PhaseFilter, $order: PhaseOrder! = POSITION_ASC, $first: Int, $after: String) {
    node(id: $id) { ... on Project { phases(filter: $filter, orderBy: $order, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id title position state } } } } }";

on_both! {
    async fn a_phase_goes_the_whole_way_and_every_step_is_on_record(app: App) {
        let project = Project::active(&app).await;
        let planned = json!({ "opensAt": "2026-06-01T00:00:00Z", "closesAt": "2026-06-20T00:00:00Z",
                              "methods": ["OPEN_MEETING", "CITIZEN_SCIENCE"] });
        let added = project.adds_phase(&project.owner, "CO_DESIGN", planned).await.ok();
        let phase = added.text("/addPhase/phase/id");
        assert_eq!(added.data("/addPhase/phase/state"), "PLANNED");
        assert_eq!(added.data("/addPhase/phase/position"), 1);
        assert_eq!(added.data("/addPhase/phase/isBlindReview"), false);
        assert_eq!(added.data("/addPhase/phase/eligibleSectors"), &json!(["STATE", "ECONOMY", "SOCIETY"]));
        assert_eq!(added.data("/addPhase/phase/methods"), &json!(["OPEN_MEETING", "CITIZEN_SCIENCE"]));

        let opened = project.moves_phase("openPhase", &phase, json!({})).await.ok();
        assert_eq!(opened.data("/openPhase/phase/state"), "OPEN");
        assert_eq!(instant(&opened, "/openPhase/phase/openedAt"), at(NOW));
        assert_eq!(opened.data("/openPhase/phase/closedAt"), &json!(null));
        app.clock.advance(Duration::days(10));
        let owner = project.again(&app).await;
        let closed = owner.moves_phase("closePhase", &phase, json!({})).await.ok();
        assert_eq!(instant(&closed, "/closePhase/phase/closedAt"), at("2026-06-20T00:00:00Z"));
        let more_time = json!({ "closesAt": "2026-07-20T00:00:00.123456Z", "reason": "Holidays." });
        let extended = owner.moves_phase("extendPhase", &phase, more_time).await.ok();
        assert_eq!(extended.data("/extendPhase/phase/state"), "OPEN");
        assert_eq!(extended.data("/extendPhase/phase/stateReason"), "Holidays.");
        assert_eq!(instant(&extended, "/extendPhase/phase/closesAt"), at("2026-07-20T00:00:00.123Z"));
        assert_eq!(instant(&extended, "/extendPhase/phase/openedAt"), at(NOW));
        owner.leads(&phase, TO_THE_END).await;

        let seen = app.visitor(Alpha).graphql(NODE, json!({ "id": phase })).await.ok();
        assert_eq!(seen.data("/node/state"), "COMPLETED");
        assert_eq!(seen.text("/node/project/id"), project.id);
        let steps: Vec<_> = nodes(&seen, "/node/history/nodes").iter().rev()
            .map(|step| (step["from"].clone(), step["to"].clone(), step["reason"].clone())).collect();
        let way = ["PLANNED", "OPEN", "CLOSED", "OPEN", "CLOSED", "IN_REVIEW", "REPORTED", "COMPLETED"];
        assert_eq!(seen.data("/node/history/totalCount"), way.len());
        assert!(steps.contains(&(json!("CLOSED"), json!("OPEN"), json!("Holidays."))), "{steps:?}");
        assert!(steps.contains(&(json!(null), json!("PLANNED"), json!(null))), "{steps:?}");
        let mut reached: Vec<_> = steps.iter().map(|step| step.1.as_str().unwrap()).collect();
        let mut expected = way.to_vec();
        reached.sort_unstable();
        expected.sort_unstable();
        assert_eq!(reached, expected);
    }

    async fn phases_stand_in_order_and_one_that_moves_moves_the_others(app: App) {
        let project = Project::draft(&app, "PUBLIC").await;
        let mut ids = Vec::new();
        for (title, place) in [("b", None), ("d", Some(7)), ("a", Some(1)), ("c", Some(3))] {
            ids.push(project.phase("CO_DESIGN", json!({ "title": title, "position": place })).await);
        }
        assert_eq!(titles(&list(&project, json!({})).await), ["a 1", "b 2", "c 3", "d 4"]);
        let seen = version(&project.owner, &ids[1]).await;
        project.moves_phase("updatePhase", &ids[2], json!({ "position": 3 })).await.ok();
        assert_eq!(titles(&list(&project, json!({})).await), ["b 1", "c 2", "a 3", "d 4"]);
        assert_eq!(version(&project.owner, &ids[1]).await, seen, "what did not move did not change");
        project.moves_phase("updatePhase", &ids[1], json!({ "position": 1 })).await.ok();
        assert_eq!(titles(&list(&project, json!({ "order": "POSITION_DESC" })).await), ["a 4", "c 3", "b 2", "d 1"]);

        let first = list(&project, json!({ "first": 3 })).await;
        assert_eq!((titles(&first).len(), first.data("/node/phases/totalCount")), (3, &json!(4)));
        let cursor = first.text("/node/phases/pageInfo/endCursor");
        let rest = list(&project, json!({ "first": 3, "after": cursor })).await;
        assert_eq!(titles(&rest), ["a 4"]);
        assert_eq!(rest.data("/node/phases/pageInfo/hasNextPage"), false);
        project.moves_phase("skipPhase", &ids[0], json!({ "reason": "Too many." })).await.ok();
        assert_eq!(titles(&list(&project, json!({ "filter": { "states": ["SKIPPED"] } })).await), ["b 2"]);
        assert!(titles(&list(&project, json!({ "filter": { "types": ["CO_DELIVERY"] } })).await).is_empty());
        let refused = project.adds_phase(&project.owner, "CO_DESIGN", json!({ "position": 0 })).await.refused("BAD_INPUT");
        assert_eq!(refused.inputs(), ["input.position"]);
    }

    async fn t97_owners_and_facilitators_run_phases_and_nobody_else(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let before = rows(&app).await;
        for other in [project.society.clone(), project.economy.clone(), app.founder(Alpha), app.visitor(Alpha)] {
            project.adds_phase(&other, "CO_DESIGN", json!({})).await.refused("FORBIDDEN");
            project.has_moved_phase(&other, "updatePhase", &phase, json!({ "title": "Mine" })).await.refused("FORBIDDEN");
            for verb in VERBS {
                project.has_moved_phase(&other, verb, &phase, more(verb)).await.refused("FORBIDDEN");
            }
        }
        assert_eq!(rows(&app).await, before);
        let member = "query($id: ID!) { node(id: $id) { ... on Project { viewerParticipation { id version } } } }";
        let seen = project.society.graphql(member, json!({ "id": project.id })).await.ok();
        let part = |name: &str| seen.text(&format!("/node/viewerParticipation/{name}"));
        let role = json!({ "participation": part("id"), "version": part("version"), "role": "FACILITATOR" });
        project.owner.does("grantProjectRole", role, "participation { id }").await.ok();
        project.has_moved_phase(&project.society, "closePhase", &phase, json!({})).await.ok();
    }

    async fn t107_states_move_along_the_way_only(app: App) {
        let project = Project::active(&app).await;
        let allowed = |states: &[(&str, &[&str])], state: &str| -> Vec<String> {
            states.iter().filter(|(at, _)| *at == state).flat_map(|(_, verbs)| verbs.iter().map(ToString::to_string)).collect()
        };
        let ways: &[(&str, &[&str])] = &[
            ("PLANNED", &["openPhase", "skipPhase", "cancelPhase"]),
            ("OPEN", &["closePhase", "cancelPhase"]),
            ("CLOSED", &["extendPhase", "startPhaseReview"]),
            ("IN_REVIEW", &["reportPhase"]),
            ("REPORTED", &["completePhase"]),
        ];
        let phase = project.phase("CO_DESIGN", json!({})).await;
        let way = ["PLANNED", "OPEN", "CLOSED", "IN_REVIEW", "REPORTED", "COMPLETED"];
        let next = ["openPhase", "closePhase", "startPhaseReview", "reportPhase", "completePhase"];
        for (place, state) in way.into_iter().enumerate() {
            for verb in VERBS.into_iter().filter(|verb| !allowed(ways, state).contains(&(*verb).to_owned())) {
                project.moves_phase(verb, &phase, more(verb)).await.refused("INVALID_TRANSITION");
            }
            if let Some(verb) = next.get(place) {
                project.moves_phase(verb, &phase, json!({})).await.ok();
            }
        }
        let refused = project.moves_phase("updatePhase", &phase, json!({ "title": "Later" })).await;
        refused.refused("INVALID_TRANSITION");
        for verb in ["skipPhase", "cancelPhase"] {
            let phase = project.phase("CO_DESIGN", json!({})).await;
            project.moves_phase(verb, &phase, more(verb)).await.ok();
            for verb in VERBS {
                project.moves_phase(verb, &phase, more(verb)).await.refused("INVALID_TRANSITION");
            }
        }
    }

    async fn with_one_side_alone_nothing_opens(app: App) {
        let project = Project::under_way(&app, "PUBLIC").await;
        let (design, delivery) = (project.phase("CO_DESIGN", json!({})).await, project.phase("CO_DELIVERY", json!({})).await);
        project.moves_phase("openPhase", &design, json!({})).await.refused("COUNTERPART_MISSING");
        project.joined(&project.economy, "ECONOMY", "PROFESSIONAL").await;
        project.moves_phase("openPhase", &design, json!({})).await.ok();
        project.leads(&design, TO_THE_END).await;
        project.moves_phase("openPhase", &delivery, json!({})).await.refused("COUNTERPART_MISSING");
        project.joined(&project.society, "SOCIETY", "LAY").await;
        project.moves_phase("openPhase", &delivery, json!({})).await.ok();
        project.moves_phase("closePhase", &delivery, json!({})).await.ok();

        let own = "query($id: ID!) { node(id: $id) { ... on Project { viewerParticipation { id version } } } }";
        for leaver in [&project.economy, &project.society] {
            let seen = leaver.graphql(own, json!({ "id": project.id })).await.ok();
            let part = |name: &str| seen.text(&format!("/node/viewerParticipation/{name}"));
            let leave = json!({ "participation": part("id"), "version": part("version") });
            leaver.does("leaveProject", leave, "participation { id }").await.ok();
        }
        project.moves_phase("extendPhase", &delivery, more("extendPhase")).await.refused("COUNTERPART_MISSING");
    }

    async fn delivery_opens_after_every_design_is_reported_back_or_left_out(app: App) {
        let project = Project::active(&app).await;
        let (first, second) = (project.open_phase("CO_DESIGN").await, project.phase("CO_DESIGN", json!({})).await);
        let (delivery, assessment) = (project.phase("CO_DELIVERY", json!({})).await, project.phase("CO_ASSESSMENT", json!({})).await);
        project.moves_phase("openPhase", &delivery, json!({})).await.refused("PRECONDITION_UNMET");
        project.leads(&first, &["closePhase", "startPhaseReview", "reportPhase"]).await;
        project.moves_phase("openPhase", &delivery, json!({})).await.refused("PRECONDITION_UNMET");
        project.moves_phase("skipPhase", &second, more("skipPhase")).await.ok();
        project.moves_phase("openPhase", &delivery, json!({})).await.ok();
        project.moves_phase("openPhase", &assessment, json!({})).await.ok();
    }

    async fn a_phase_opens_while_its_project_is_active(app: App) {
        let project = Project::active(&app).await;
        let (planned, open) = (project.phase("CO_DESIGN", json!({})).await, project.open_phase("CO_DESIGN").await);
        project.moves("pauseProject", json!({ "reason": "Holidays." })).await.ok();
        project.moves_phase("openPhase", &planned, json!({})).await.refused("PRECONDITION_UNMET");
        project.moves_phase("closePhase", &open, json!({})).await.ok();
        project.moves_phase("extendPhase", &open, more("extendPhase")).await.refused("PRECONDITION_UNMET");
        project.phase("CO_DESIGN", json!({})).await;
        project.moves("resumeProject", json!({})).await.ok();
        project.moves_phase("openPhase", &planned, json!({})).await.ok();
        project.moves_phase("extendPhase", &open, more("extendPhase")).await.ok();
    }

    async fn co_assessment_ends_early_with_its_project_alone(app: App) {
        let project = Project::active(&app).await;
        let (assessment, open) = (project.phase("CO_ASSESSMENT", json!({})).await, project.open_phase("CO_DESIGN").await);
        let closed = project.open_phase("CO_DESIGN").await;
        project.moves_phase("closePhase", &closed, json!({})).await.ok();
        for verb in ["skipPhase", "cancelPhase"] {
            project.moves_phase(verb, &assessment, more(verb)).await.refused("INVALID_TRANSITION");
        }
        project.moves("cancelProject", json!({ "reason": "No money." })).await.ok();
        for (phase, state, steps) in [(&assessment, "CANCELLED", 2), (&open, "CANCELLED", 3), (&closed, "CLOSED", 3)] {
            let seen = app.visitor(Alpha).graphql(NODE, json!({ "id": phase })).await.ok();
            assert_eq!(seen.data("/node/state"), state);
            assert_eq!(seen.data("/node/history/totalCount"), steps);
            let reasons: Vec<_> = nodes(&seen, "/node/history/nodes").iter().map(|step| step["reason"].clone()).collect();
            assert_eq!(reasons.contains(&json!("No money.")), state == "CANCELLED", "{reasons:?}");
        }
        project.adds_phase(&project.owner, "CO_DESIGN", json!({})).await.refused("INVALID_TRANSITION");
        project.moves_phase("updatePhase", &closed, json!({ "title": "Later" })).await.refused("INVALID_TRANSITION");
        project.leads(&closed, &["startPhaseReview", "reportPhase", "completePhase"]).await;
    }

    async fn a_project_concludes_when_its_phases_are_over_and_it_was_assessed(app: App) {
        let project = Project::active(&app).await;
        project.moves("concludeProject", json!({})).await.refused("PRECONDITION_UNMET");
        let (design, assessment) = (project.open_phase("CO_DESIGN").await, project.open_phase("CO_ASSESSMENT").await);
        project.leads(&design, TO_THE_END).await;
        project.leads(&assessment, &["closePhase", "startPhaseReview", "reportPhase"]).await;
        project.moves("concludeProject", json!({})).await.refused("PRECONDITION_UNMET");
        project.leads(&assessment, &["completePhase"]).await;
        let concluded = project.moves("concludeProject", json!({})).await.ok();
        assert_eq!(concluded.data("/concludeProject/project/state"), "CONCLUDED");
        project.moves("concludeProject", json!({})).await.refused("INVALID_TRANSITION");
        project.adds_phase(&project.owner, "CO_DESIGN", json!({})).await.refused("INVALID_TRANSITION");
    }

    async fn an_agency_turns_kinds_of_phases_on(app: App) {
        let project = Project::active(&app).await;
        let refused = project.adds_phase(&project.owner, "CO_COMMISSIONING", json!({})).await.refused("PRECONDITION_UNMET");
        assert_eq!(refused.inputs(), ["input.type"]);
        let administrator = app.person(Alpha, Administrator);
        let own = administrator.asks("{ tenant { id version } }").await.ok();
        let turn_on = json!({ "tenant": own.text("/tenant/id"), "version": own.text("/tenant/version"),
                              "phaseTypes": ["CO_COMMISSIONING"] });
        administrator.does("updateTenant", turn_on, "tenant { phaseTypes }").await.ok();
        project.open_phase("CO_COMMISSIONING").await;
    }

    async fn whom_a_phase_is_for_is_fixed_once_it_has_opened(app: App) {
        let project = Project::active(&app).await;
        let phase = project.phase("CO_DESIGN", json!({})).await;
        let empty = project.moves_phase("updatePhase", &phase, json!({ "eligibleSectors": [] })).await.refused("BAD_INPUT");
        assert_eq!(empty.inputs(), ["input.eligibleSectors"]);
        let narrow = json!({ "eligibleSectors": ["SOCIETY"], "isBlindReview": true });
        let narrowed = project.moves_phase("updatePhase", &phase, narrow.clone()).await.ok();
        assert_eq!(narrowed.data("/updatePhase/phase/eligibleSectors"), &json!(["SOCIETY"]));
        assert_eq!(narrowed.data("/updatePhase/phase/isBlindReview"), true);
        project.moves_phase("openPhase", &phase, json!({})).await.ok();
        project.moves_phase("updatePhase", &phase, narrow).await.ok();
        for (field, value) in [
            ("eligibleSectors", json!(["SOCIETY", "ECONOMY"])),
            ("isBlindReview", json!(false)),
            ("opensAt", json!("2026-06-10T00:00:00Z")),
        ] {
            let refused = project.moves_phase("updatePhase", &phase, json!({ field: value })).await;
            assert_eq!(refused.refused("INVALID_TRANSITION").inputs(), [format!("input.{field}")]);
        }
        let changed = project.moves_phase("updatePhase", &phase, json!({ "title": "Ideas", "methods": [] })).await.ok();
        assert_eq!(changed.data("/updatePhase/phase/title"), "Ideas");
        assert_eq!(changed.data("/updatePhase/phase/eligibleSectors"), &json!(["SOCIETY"]));
    }

    async fn the_end_of_input_of_an_open_phase_moves_to_later_only(app: App) {
        let project = Project::active(&app).await;
        let ends = |end: &str| json!({ "closesAt": end });
        let backwards = json!({ "opensAt": "2026-07-01T00:00:00Z", "closesAt": "2026-07-01T00:00:00Z" });
        let refused = project.adds_phase(&project.owner, "CO_DESIGN", backwards).await.refused("BAD_INPUT");
        assert_eq!(refused.inputs(), ["input.closesAt"]);
        let phase = project.phase("CO_DESIGN", json!({ "opensAt": "2026-06-01T00:00:00Z" })).await;
        project.moves_phase("updatePhase", &phase, ends("2026-05-01T00:00:00Z")).await.refused("BAD_INPUT");
        project.moves_phase("updatePhase", &phase, ends("2026-06-02T00:00:00Z")).await.ok();
        project.moves_phase("openPhase", &phase, json!({})).await.refused("PRECONDITION_UNMET");
        project.moves_phase("updatePhase", &phase, ends("2026-06-15T12:00:00Z")).await.ok();
        project.moves_phase("openPhase", &phase, json!({})).await.ok();
        project.moves_phase("updatePhase", &phase, ends("2026-06-15T11:00:00Z")).await.refused("PRECONDITION_UNMET");
        project.moves_phase("updatePhase", &phase, ends("2026-06-15T10:05:00Z")).await.refused("PRECONDITION_UNMET");
        project.moves_phase("updatePhase", &phase, ends("2026-06-15T10:00:00Z")).await.refused("PRECONDITION_UNMET");
        project.moves_phase("updatePhase", &phase, ends("2026-06-16T10:00:00Z")).await.ok();
        app.clock.advance(Duration::days(2));
        let project = project.again(&app).await;
        project.moves_phase("updatePhase", &phase, ends("2026-07-16T10:00:00Z")).await.refused("PRECONDITION_UNMET");
        project.moves_phase("closePhase", &phase, json!({})).await.ok();
        project.moves_phase("updatePhase", &phase, ends("2026-07-16T10:00:00Z")).await.refused("INVALID_TRANSITION");
        let past = json!({ "closesAt": "2026-06-17T10:00:00Z", "reason": "More time." });
        let refused = project.moves_phase("extendPhase", &phase, past).await.refused("BAD_INPUT");
        assert_eq!(refused.inputs(), ["input.closesAt"]);
        project.moves_phase("extendPhase", &phase, more("extendPhase")).await.ok();
    }

    async fn a_phase_that_opened_before_its_day_may_end_before_it(app: App) {
        let project = Project::active(&app).await;
        let phase = project.phase("CO_DESIGN", json!({ "opensAt": "2026-07-01T00:00:00Z" })).await;
        project.moves_phase("openPhase", &phase, json!({})).await.ok();
        project.moves_phase("updatePhase", &phase, json!({ "closesAt": "2026-06-20T00:00:00Z" })).await.ok();
        project.moves_phase("updatePhase", &phase, json!({ "title": "Early" })).await.ok();
    }

    async fn a_step_needs_its_reason_and_the_version_that_was_seen(app: App) {
        let project = Project::active(&app).await;
        let phase = project.phase("CO_DESIGN", json!({})).await;
        for verb in ["skipPhase", "cancelPhase"] {
            let refused = project.moves_phase(verb, &phase, json!({ "reason": " " })).await.refused("REASON_REQUIRED");
            assert_eq!(refused.inputs(), ["input.reason"]);
        }
        let old = json!({ "phase": phase, "version": version(&project.owner, &phase).await });
        project.moves_phase("updatePhase", &phase, json!({ "title": "New" })).await.ok();
        for verb in ["openPhase", "updatePhase"] {
            let refused = project.owner.does(verb, old.clone(), "phase { id }").await.refused("CONFLICT");
            assert_eq!(refused.inputs(), ["input.version"]);
        }
        let now = version(&project.owner, &phase).await;
        let open = json!({ "phase": phase, "version": now, "idempotencyKey": "once" });
        let first = project.owner.does("openPhase", open.clone(), "phase { id state version }").await.ok();
        let again = project.owner.does("openPhase", open, "phase { id state version }").await.ok();
        assert_eq!(first.body, again.body);
        let add = json!({ "idempotencyKey": "once" });
        let first = project.adds_phase(&project.owner, "CO_DESIGN", add.clone()).await.ok();
        let again = project.adds_phase(&project.owner, "CO_DESIGN", add).await.ok();
        assert_eq!(first.body, again.body);
        assert_eq!(rows(&app).await[0], 2);
    }

    async fn t01_t04_a_phase_of_another_agency_answers_like_none(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let never = format!("phase_{}", "0".repeat(26));
        let before = rows(&app).await;
        let stranger = app.founder(Beta);
        let seen = version(&project.owner, &phase).await;
        for verb in VERBS.into_iter().chain(["updatePhase"]) {
            let mut input = more(verb);
            input["version"] = json!(seen);
            input["phase"] = json!(phase);
            let theirs = stranger.does(verb, input.clone(), "phase { id }").await.refused("NOT_FOUND");
            input["phase"] = json!(never);
            let none = stranger.does(verb, input, "phase { id }").await.refused("NOT_FOUND");
            assert_eq!(theirs.text, none.text);
            assert_eq!(theirs.inputs(), ["input.phase"]);
        }
        project.adds_phase(&stranger, "CO_DESIGN", json!({})).await.refused("NOT_FOUND");
        for reader in [stranger, app.visitor(Beta)] {
            let theirs = reader.graphql(NODE, json!({ "id": phase })).await.ok();
            let none = reader.graphql(NODE, json!({ "id": never })).await.ok();
            assert_eq!(theirs.text, none.text);
        }
        assert_eq!(rows(&app).await, before);
    }

    async fn each_project_of_a_page_shows_its_own_page_of_phases(app: App) {
        let mut ids = Vec::new();
        for titles in [vec!["a", "b", "c"], vec![], vec!["d"]] {
            let project = Project::draft(&app, "PUBLIC").await;
            for title in titles {
                project.phase("CO_DESIGN", json!({ "title": title })).await;
            }
            ids.push(project.id);
        }
        let owner = app.person(Alpha, Staff);
        let query = "{ projects(orderBy: CREATED_AT_ASC) { nodes { id all: phases { totalCount nodes { title
            project { all: phases(last: 2) { nodes { title } } } history { totalCount nodes { to } } } }
            first: phases(first: 2) { nodes { title } pageInfo { hasNextPage hasPreviousPage endCursor } }
            last: phases(last: 1) { nodes { title } pageInfo { hasNextPage hasPreviousPage } }
            back: phases(orderBy: POSITION_DESC, first: 1) { totalCount nodes { title } }
            none: phases(filter: { states: [OPEN] }) { totalCount nodes { title } pageInfo { hasNextPage endCursor } } } } }";
        let seen = owner.asks(query).await.ok();
        let mut projects = nodes(&seen, "/projects/nodes");
        projects.sort_by_key(|project| ids.iter().position(|id| project["id"] == json!(id)));
        let shown = |place: &str| -> Vec<String> {
            let names = |project: &Value| project[place]["nodes"].as_array().unwrap().iter()
                .map(|node| node["title"].as_str().unwrap().to_owned()).collect::<String>();
            projects.iter().map(names).collect()
        };
        let each = |pointer: &str| -> Vec<Value> {
            projects.iter().map(|project| project.pointer(pointer).unwrap().clone()).collect()
        };
        assert_eq!(shown("all"), ["abc", "", "d"]);
        assert_eq!(each("/all/totalCount"), [3, 0, 1]);
        assert_eq!(shown("first"), ["ab", "", "d"]);
        assert_eq!(each("/first/pageInfo/hasNextPage"), [true, false, false]);
        assert_eq!(shown("last"), ["c", "", "d"]);
        assert_eq!(each("/last/pageInfo/hasPreviousPage"), [true, false, false]);
        assert_eq!(shown("back"), ["c", "", "d"]);
        assert_eq!(each("/back/totalCount"), [3, 0, 1]);
        assert_eq!(shown("none"), ["", "", ""]);
        assert_eq!(each("/none/pageInfo/endCursor"), [json!(null), json!(null), json!(null)]);
        let first = &projects[0]["all"]["nodes"][0];
        assert_eq!(first["history"], json!({ "totalCount": 1, "nodes": [{ "to": "PLANNED" }] }));
        assert_eq!(first["project"]["all"]["nodes"], json!([{ "title": "b" }, { "title": "c" }]));

        // A cursor fits the list that it came from, and no other.
        let cursor = projects[0]["first"]["pageInfo"]["endCursor"].clone();
        let on = "query($after: String) { projects(orderBy: CREATED_AT_ASC) { nodes { id
            phases(after: $after) { totalCount nodes { title } } } } }";
        let seen = owner.graphql(on, json!({ "after": cursor })).await;
        assert_eq!(seen.codes(), ["BAD_CURSOR", "BAD_CURSOR"]);
        for project in nodes(&seen, "/projects/nodes") {
            let expected = if project["id"] == json!(ids[0]) {
                json!({ "totalCount": 3, "nodes": [{ "title": "c" }] })
            } else {
                json!(null)
            };
            assert_eq!(project["phases"], expected);
        }
        let many = "{ projects { nodes { phases(first: 101) { nodes { id } } } } }";
        assert_eq!(owner.asks(many).await.codes(), ["BAD_INPUT", "BAD_INPUT", "BAD_INPUT"]);
    }

    async fn t45_who_may_not_know_of_a_project_knows_of_none_of_its_phases(app: App) {
        let other_staff = app.founder(Alpha);
        let (member, visitor) = (app.person(Alpha, Member), app.visitor(Alpha));
        for (visibility, knowing) in [
            ("PUBLIC", [true, true, true]),
            ("TENANT", [true, true, false]),
            ("PARTICIPANTS", [false, false, false]),
        ] {
            let project = Project::draft(&app, visibility).await;
            let phase = project.phase("CO_DESIGN", json!({})).await;
            let hidden = member.graphql(NODE, json!({ "id": phase })).await.ok();
            assert_eq!(hidden.data("/node"), &json!(null), "{visibility}: nothing is announced yet");
            project.moves("startProjectReadiness", json!({})).await.ok();
            project.moves("announceProject", json!({})).await.ok();
            for (reader, knows) in [&other_staff, &member, &visitor].into_iter().zip(knowing) {
                let node = reader.graphql(NODE, json!({ "id": phase })).await.ok();
                assert_eq!(node.data("/node").is_object(), knows, "{visibility}");
                let code = if knows { "FORBIDDEN" } else { "NOT_FOUND" };
                project.has_moved_phase(reader, "openPhase", &phase, json!({})).await.refused(code);
            }
        }
        let listed = visitor.asks("{ projects { nodes { phases { totalCount nodes { id title } } } } }").await.ok();
        assert_eq!(nodes(&listed, "/projects/nodes").len(), 1);
        assert_eq!(listed.data("/projects/nodes/0/phases/totalCount"), 1);
    }
}

/// What a verb needs beside the phase and its version.
fn more(verb: &str) -> Value {
    match verb {
        "extendPhase" => json!({ "closesAt": "2026-08-01T00:00:00Z", "reason": "More time." }),
        "skipPhase" | "cancelPhase" => json!({ "reason": "Not needed." }),
        _ => json!({}),
    }
}

fn nodes(answer: &Answer, place: &str) -> Vec<Value> {
    answer.data(place).as_array().cloned().unwrap_or_default()
}

fn titles(answer: &Answer) -> Vec<String> {
    let title = |node: &Value| format!("{} {}", node["title"].as_str().unwrap_or_default(), node["position"]);
    nodes(answer, "/node/phases/nodes").iter().map(title).collect()
}

async fn list(project: &Project, mut variables: Value) -> Answer {
    variables["id"] = json!(project.id);
    project.owner.graphql(LIST, variables).await.ok()
}

fn at(instant: &str) -> chrono::DateTime<chrono::Utc> {
    instant.parse().expect("it is an instant")
}

fn instant(answer: &Answer, place: &str) -> chrono::DateTime<chrono::Utc> {
    at(&answer.text(place))
}

/// How many phases, steps of phases and events there are, and how often phases changed.
async fn rows(app: &App) -> Vec<i64> {
    let raw = app.database.raw().await;
    let mut all = Vec::new();
    for sql in [
        "SELECT count(*) FROM phase",
        "SELECT count(*) FROM phase_state_change",
        "SELECT count(*) FROM event",
        "SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM phase",
    ] {
        all.push(column::<i64>(&raw, sql).await[0]);
    }
    all
}
