//! Evaluations: who runs them, what they ask, and how their results come out.

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    app::App,
    database::Kind,
    on_both,
    soon::eventually,
    world::Agency::{Alpha, Beta},
};
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};

use crate::{
    demand::blocked,
    judged::{self, NODE, SHOWN, Story, criterion, step},
};

const RESULTS: &str = "query($id: ID!) { evaluation(id: $id) { state results { releasedAt disclosureThreshold inference
    caveats criteria { criterion { key } groups { sector relation figures { status n median lowerQuartile upperQuartile
    mean distribution { score count } nonAnswers { nonAnswer count } } } } } } }";

on_both! {
    async fn the_catalogue_is_for_everybody_and_each_criterion_has_one_id(app: App) {
        let all = "{ criteria { id key title question askedOf isComputed scale { lowest highest lowestLabel(language: \"de\") } } }";
        let seen = app.visitor(Alpha).asks(all).await.ok();
        let list = seen.data("/criteria").as_array().unwrap().clone();
        assert_eq!(list.len(), 29);
        assert_eq!(list, app.founder(Beta).asks(all).await.ok().data("/criteria").as_array().unwrap().clone());
        let value = list.iter().find(|entry| entry["key"] == "CV-DE").unwrap();
        assert_eq!(value["scale"], json!({ "lowest": -2, "highest": 2, "lowestLabel": "Viel schlechter" }));
        let computed = list.iter().find(|entry| entry["key"] == "PR-01").unwrap();
        assert_eq!((&computed["scale"], &computed["question"], &computed["askedOf"]), (&json!(null), &json!(null), &json!([])));
        let node = "query($id: ID!) { node(id: $id) { ... on Criterion { key } } }";
        for entry in &list {
            let found = app.visitor(Beta).graphql(node, json!({ "id": entry["id"] })).await.ok();
            assert_eq!(found.data("/node/key"), &entry["key"]);
        }
    }

    async fn the_catalogue_speaks_several_languages_and_english_where_it_does_not(app: App) {
        let ask = |language: &str| format!(
            "{{ criteria {{ key title(language: \"{language}\") definition(language: \"{language}\")
                question(language: \"{language}\") scale {{ highestLabel(language: \"{language}\") }} }} }}"
        );
        for (language, title, question, highest) in [
            ("en", "Satisfaction", "All in all, I am content with the service.", "Agree completely"),
            ("de-AT", "Zufriedenheit", "Alles in allem bin ich mit dem Dienst zufrieden.", "Stimme voll zu"),
            ("fr", "Satisfaction", "Dans l'ensemble, le service me satisfait.", "Tout à fait d'accord"),
            ("es", "Satisfacción", "En conjunto, el servicio me satisface.", "Totalmente de acuerdo"),
            ("nl", "Tevredenheid", "Alles bij elkaar ben ik tevreden over de dienst.", "Helemaal mee eens"),
            ("zh-Hant", "Satisfaction", "All in all, I am content with the service.", "Agree completely"),
        ] {
            let seen = app.visitor(Alpha).asks(&ask(language)).await.ok();
            let list = seen.data("/criteria").as_array().unwrap();
            let entry = list.iter().find(|entry| entry["key"] == "SA-01").unwrap();
            assert_eq!(entry["title"], title, "{language}");
            assert_eq!(entry["question"], question, "{language}");
            assert_eq!(entry["scale"]["highestLabel"], highest, "{language}");
            let computed = list.iter().find(|entry| entry["key"] == "PR-01").unwrap();
            assert_eq!(computed["question"], json!(null), "{language}");
        }
    }

    async fn scores_come_out_by_sector_once_released_and_small_groups_stay_withheld(app: App) {
        // Three groups that come out, and two beside them that may not be told apart.
        let story = Story::collecting(&app, "RETROSPECTIVE", &["UC-01", "TR-02"]).await;
        let uc = criterion("UC-01");
        let groups: [(&str, &[i32]); 3] = [
            ("STATE", &[5, 5, 4, 5, 4, 5]),
            ("ECONOMY", &[4, 3, 4, 4, 3]),
            ("SOCIETY", &[2, 3, 2, 1, 3, 2, 3, 2, 4, 2]),
        ];
        for (sector, scores) in groups {
            for score in scores {
                let person = story.participant(&app, Some(sector), "PARTICIPANT").await;
                story.answers(&person, json!([{ "criterion": uc, "answer": { "score": score } }])).await.ok();
            }
        }
        // TR-02: four of the state, five of the economy who all say the same, nobody of society.
        let tr = criterion("TR-02");
        for (sector, scores) in [("STATE", &[1, 2, 3, 4][..]), ("ECONOMY", &[5, 5, 5, 5, 5])] {
            for score in scores {
                let person = story.participant(&app, Some(sector), "PARTICIPANT").await;
                story.answers(&person, json!([{ "criterion": tr, "answer": { "score": score } }])).await.ok();
            }
        }
        let closed = story.closed(&app).await;
        let computed = story.moves("computeEvaluation", &closed).await;
        for reader in [story.owner.clone(), app.founder(Alpha), app.person(Alpha, Administrator), app.person(Alpha, DataProtectionOfficer),
                       app.person(Alpha, DataSteward), app.person(Alpha, Auditor), app.person(Alpha, Member), app.visitor(Alpha)] {
            let seen = reader.graphql(RESULTS, json!({ "id": story.id })).await.ok();
            assert_eq!(seen.data("/evaluation"), &json!({ "state": "COMPUTED", "results": null }));
            assert_eq!(seen.redacted(), ["EMBARGOED evaluation.results"]);
        }
        story.moves("releaseEvaluation", &computed).await;

        let seen = app.visitor(Alpha).graphql(RESULTS, json!({ "id": story.id })).await.ok();
        assert_eq!(seen.redacted(), Vec::<String>::new());
        let results = seen.data("/evaluation/results");
        assert_eq!(results["disclosureThreshold"], 5);
        assert_eq!(results["inference"], "DESCRIPTIVE_ONLY");
        assert_eq!(results["caveats"], json!(["SELF_SELECTED", "LOW_OR_UNKNOWN_RESPONSE", "MEAN_ASSUMES_EQUAL_STEPS", "STRATA_SUPPRESSED"]));
        let state = figures(results, 0, &json!("STATE"), "PARTICIPANT");
        assert_eq!((&state["status"], &state["n"], &state["median"]), (&json!("PUBLISHED"), &json!(6), &json!(5.0)));
        assert_eq!((&state["lowerQuartile"], &state["upperQuartile"]), (&json!(4.0), &json!(5.0)));
        assert!((state["mean"].as_f64().unwrap() - 28.0 / 6.0).abs() < 1e-12, "{state}");
        assert_eq!(counts(&state), [0, 0, 0, 2, 4]);
        let economy = figures(results, 0, &json!("ECONOMY"), "PARTICIPANT");
        assert_eq!((&economy["n"], &economy["median"], &economy["mean"]), (&json!(5), &json!(4.0), &json!(3.6)));
        let society = figures(results, 0, &json!("SOCIETY"), "PARTICIPANT");
        assert_eq!((&society["n"], &society["median"], &society["mean"]), (&json!(10), &json!(2.0), &json!(2.4)));
        assert_eq!(counts(&society), [1, 5, 3, 1, 0]);

        let withheld = json!({ "status": "SUPPRESSED", "n": null, "median": null, "lowerQuartile": null, "upperQuartile": null,
                               "mean": null, "distribution": null, "nonAnswers": null });
        for (sector, relation) in [("STATE", "PARTICIPANT"), ("ECONOMY", "PARTICIPANT"), ("SOCIETY", "PARTICIPANT")] {
            assert_eq!(figures(results, 1, &json!(sector), relation).to_string(), withheld.to_string());
        }
        assert_eq!(figures(results, 1, &json!(null), "PARTICIPANT"), withheld);
        assert_eq!(figures(results, 1, &json!("STATE"), "USER")["status"], "UNDEFINED");
        for place in [0, 1] {
            let groups = results["criteria"][place]["groups"].as_array().unwrap();
            assert_eq!(groups.len(), 20);
            assert_eq!((&groups[0]["sector"], &groups[0]["relation"]), (&json!("STATE"), &json!("USER")));
            assert_eq!((&groups[19]["sector"], &groups[19]["relation"]), (&json!(null), &json!("OBSERVER")));
        }
        for reader in [story.owner.clone(), app.person(Alpha, Member)] {
            assert_eq!(reader.graphql(RESULTS, json!({ "id": story.id })).await.ok().text, seen.text);
        }
    }

    async fn reasons_for_no_score_are_counted_and_are_no_scores(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["CV-DE"]).await;
        let cv = criterion("CV-DE");
        for score in [-2, -2, 0, 1, 2] {
            let person = story.participant(&app, None, "OBSERVER").await;
            story.answers(&person, json!([{ "criterion": cv, "answer": { "score": score } }])).await.ok();
        }
        for reason in ["DONT_KNOW", "DONT_KNOW", "PREFER_NOT_TO_SAY"] {
            let person = story.participant(&app, None, "OBSERVER").await;
            story.answers(&person, json!([{ "criterion": cv, "answer": { "nonAnswer": reason } }])).await.ok();
        }
        let closed = story.closed(&app).await;
        let computed = story.moves("computeEvaluation", &closed).await;
        story.moves("releaseEvaluation", &computed).await;
        let seen = app.visitor(Alpha).graphql(RESULTS, json!({ "id": story.id })).await.ok();
        let unknown = figures(seen.data("/evaluation/results"), 0, &json!(null), "OBSERVER");
        assert_eq!((&unknown["n"], &unknown["median"], &unknown["mean"]), (&json!(5), &json!(0.0), &json!(-0.2)));
        assert_eq!(counts(&unknown), [2, 0, 1, 1, 1]);
        assert_eq!(unknown["nonAnswers"], json!([
            { "nonAnswer": "NOT_APPLICABLE", "count": 0 }, { "nonAnswer": "DONT_KNOW", "count": 2 }, { "nonAnswer": "PREFER_NOT_TO_SAY", "count": 1 },
        ]));
    }

    async fn states_move_along_the_way_only_and_a_date_ends_the_collecting(app: App) {
        let story = Story::draft(&app, "CONCURRENT", &["UC-01"]).await;
        for verb in ["openEvaluation", "closeEvaluation", "computeEvaluation", "releaseEvaluation"] {
            story.owner.does(verb, step(&story.id, &story.version), SHOWN).await.refused("INVALID_TRANSITION");
        }
        let locked = story.moves("lockEvaluation", &story.version).await;
        story.owner.does("lockEvaluation", step(&story.id, &story.version), SHOWN).await.refused("INVALID_TRANSITION");
        story.owner.does("openEvaluation", step(&story.id, &story.version), SHOWN).await.refused("CONFLICT");
        let change = json!({ "evaluation": story.id, "version": locked, "title": "Another" });
        story.owner.does("updateEvaluation", change, SHOWN).await.refused("EVALUATION_LOCKED");
        let open = story.moves("openEvaluation", &locked).await;
        story.owner.does("closeEvaluation", step(&story.id, &open), SHOWN).await.refused("PRECONDITION_UNMET");
        app.clock.advance(chrono::Duration::minutes(5));
        let person = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        let late = json!([{ "criterion": criterion("UC-01"), "answer": { "score": 3 } }]);
        let late = story.answers(&person, late).await.refused("EVALUATION_NOT_OPEN");
        assert!(late.text.contains("Its state and closesAt say when it does."), "{}", late.text);
        let closed = story.moves("closeEvaluation", &open).await;
        let computed = story.moves("computeEvaluation", &closed).await;
        story.owner.does("computeEvaluation", step(&story.id, &computed), SHOWN).await.refused("INVALID_TRANSITION");
        story.moves("releaseEvaluation", &computed).await;
    }

    async fn a_draft_is_for_those_who_run_the_project_and_changes_as_a_whole(app: App) {
        let story = Story::draft(&app, "CONCURRENT", &["UC-01"]).await;
        let others = [app.founder(Alpha), app.person(Alpha, Administrator), app.person(Alpha, Member), app.visitor(Alpha), app.founder(Beta)];
        for other in &others {
            assert_eq!(other.graphql(NODE, json!({ "id": story.id })).await.ok().data("/node"), &json!(null));
            other.does("lockEvaluation", step(&story.id, &story.version), SHOWN).await.refused("NOT_FOUND");
        }
        let change = json!({ "evaluation": story.id, "version": story.version, "title": "Twice asked",
                             "criteria": [criterion("TR-01"), criterion("UC-01")], "disclosureThreshold": 8 });
        let changed = story.owner.does("updateEvaluation", change, SHOWN).await.ok();
        assert_eq!(changed.data("/updateEvaluation/evaluation/criteria"), &json!([{ "key": "TR-01" }, { "key": "UC-01" }]));
        assert_eq!(changed.data("/updateEvaluation/evaluation/disclosureThreshold"), 8);
        let version = changed.text("/updateEvaluation/evaluation/version");
        let low = json!({ "evaluation": story.id, "version": version, "disclosureThreshold": 4 });
        story.owner.does("updateEvaluation", low, SHOWN).await.refused("POLICY_FLOOR");
        story.moves("lockEvaluation", &version).await;
        for other in &others[..4] {
            assert_eq!(other.graphql(NODE, json!({ "id": story.id })).await.ok().data("/node/title"), "Twice asked");
            other.does("openEvaluation", step(&story.id, &version), SHOWN).await.refused("FORBIDDEN");
        }
        let list = "query($id: ID!) { node(id: $id) { ... on Project { evaluations(filter: { states: [LOCKED] }) { totalCount nodes {
            title project { id } } } } } }";
        let seen = app.visitor(Alpha).graphql(list, json!({ "id": story.project })).await.ok();
        assert_eq!(seen.data("/node/evaluations"), &json!({ "totalCount": 1, "nodes": [{ "title": "Twice asked", "project": { "id": story.project } }] }));
    }

    async fn r21_t01_an_evaluation_of_another_agency_answers_like_none(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let (stranger, never) = (app.founder(Beta), format!("evaluation_{}", "0".repeat(26)));
        let answers = json!([{ "criterion": criterion("UC-01"), "answer": { "score": 3 } }]);
        for (verb, base) in [
            ("closeEvaluation", json!({ "version": story.version })),
            ("updateEvaluation", json!({ "version": story.version, "title": "Mine" })),
            ("submitAssessment", json!({ "answers": answers })),
        ] {
            let with = |id: &str| {
                let mut input = base.clone();
                input["evaluation"] = json!(id);
                input
            };
            let theirs = stranger.does(verb, with(&story.id), "evaluation { id }").await.refused("NOT_FOUND");
            let none = stranger.does(verb, with(&never), "evaluation { id }").await.refused("NOT_FOUND");
            assert_eq!(theirs.text, none.text);
        }
        let theirs = stranger.graphql(RESULTS, json!({ "id": story.id })).await.ok();
        assert_eq!(theirs.text, stranger.graphql(RESULTS, json!({ "id": never })).await.ok().text);
    }

    async fn owners_alone_set_up_and_what_is_asked_is_checked_as_a_whole(app: App) {
        let project = judged::project(&app).await;
        let good = judged::input(&project, "CONCURRENT", &["UC-01"]);
        for other in [app.founder(Alpha), app.person(Alpha, Administrator), app.person(Alpha, Member), app.visitor(Alpha)] {
            other.does("createEvaluation", good.clone(), SHOWN).await.refused("FORBIDDEN");
        }
        app.founder(Beta).does("createEvaluation", good.clone(), SHOWN).await.refused("NOT_FOUND");
        let staff = app.person(Alpha, Staff);
        let mut bad = good.clone();
        bad["title"] = json!("");
        bad["criteria"] = json!([criterion("UC-01"), criterion("UC-01"), criterion("PR-01")]);
        bad["closesAt"] = json!("2026-06-15T10:00:00Z");
        let refused = staff.does("createEvaluation", bad, SHOWN).await;
        assert_eq!(refused.inputs(), ["input.title", "input.criteria.1", "input.criteria.2", "input.closesAt"]);
        let mut low = good.clone();
        low["disclosureThreshold"] = json!(3);
        staff.does("createEvaluation", low, SHOWN).await.refused("POLICY_FLOOR");
        let mut twice = good;
        twice["idempotencyKey"] = json!("once");
        let first = staff.does("createEvaluation", twice.clone(), SHOWN).await.ok();
        assert_eq!(staff.does("createEvaluation", twice, SHOWN).await.ok().text, first.text);
    }

    async fn a_look_back_waits_for_delivery_takes_a_place_and_completes_the_project(app: App) {
        let story = Story::collecting(&app, "RETROSPECTIVE", &["UC-01"]).await;
        let closed = story.closed(&app).await;
        let computed = story.moves("computeEvaluation", &closed).await;
        judged::delivery(&app, &story.project, "OPEN").await;
        story.owner.does("releaseEvaluation", step(&story.id, &computed), SHOWN).await.refused("PRECONDITION_UNMET");
        let project = judged::set_project(&app, &story.project, "CONCLUDED").await;
        let complete = json!({ "project": story.project, "version": project });
        let selection = "project { state }";
        story.owner.does("completeProjectEvaluation", complete.clone(), selection).await.refused("INVALID_TRANSITION");
        app.founder(Alpha).does("completeProjectEvaluation", complete.clone(), selection).await.refused("FORBIDDEN");
        judged::delivery_is(&app, "CLOSED").await;
        story.moves("releaseEvaluation", &computed).await;
        let done = story.owner.does("completeProjectEvaluation", complete, selection).await.ok();
        assert_eq!(done.data("/completeProjectEvaluation/project/state"), "EVALUATED");
    }

    async fn a_look_back_waits_for_a_phase_of_delivery_that_moves_at_the_same_moment(app: App) {
        let story = Story::collecting(&app, "RETROSPECTIVE", &["UC-01"]).await;
        let closed = story.closed(&app).await;
        let computed = story.moves("computeEvaluation", &closed).await;
        judged::delivery(&app, &story.project, "CLOSED").await;
        let raw = app.database.raw().await;
        let moves = raw.begin().await.unwrap();
        let is_postgres = app.database.kind() == Kind::Postgres;
        if is_postgres {
            // As a verb of phases does, before it counts or changes anything.
            moves.execute_unprepared("SELECT FROM project FOR NO KEY UPDATE").await.unwrap();
        }
        moves.execute_unprepared("UPDATE phase SET state = 'OPEN'").await.unwrap();
        let opened = async {
            if is_postgres {
                eventually(async || blocked(&app.database).await == 1).await;
            }
            moves.commit().await.unwrap();
        };
        let release = step(&story.id, &computed);
        let (released, ()) = tokio::join!(story.owner.does("releaseEvaluation", release, SHOWN), opened);
        released.refused("PRECONDITION_UNMET");
        let seen = story.owner.graphql(NODE, json!({ "id": story.id })).await.ok();
        assert_eq!(seen.data("/node/state"), "COMPUTED");
        judged::delivery_is(&app, "CLOSED").await;
        story.moves("releaseEvaluation", &computed).await;
    }

    async fn an_evaluation_belongs_to_a_phase_of_co_assessment_in_its_project(app: App) {
        let project = judged::project(&app).await;
        let phases = judged::phases(&app, &project).await;
        let mut input = judged::input(&project, "CONCURRENT", &["UC-01"]);
        let staff = app.person(Alpha, Staff);
        input["phase"] = json!(phases.delivery);
        let refused = staff.does("createEvaluation", input.clone(), SHOWN).await.refused("PRECONDITION_UNMET");
        assert_eq!(refused.inputs(), ["input.phase"]);
        input["phase"] = json!(format!("phase_{}", "0".repeat(26)));
        staff.does("createEvaluation", input.clone(), SHOWN).await.refused("NOT_FOUND");
        input["phase"] = json!(phases.assessment);
        let story = Story::of(&app, &project, input).await;
        let read = "query($id: ID!) { evaluation(id: $id) { phase { id evaluations { nodes { id phase { type } } } } } }";
        let seen = staff.graphql(read, json!({ "id": story.id })).await.ok();
        assert_eq!(seen.data("/evaluation/phase"), &json!({ "id": phases.assessment,
            "evaluations": { "nodes": [{ "id": story.id, "phase": { "type": "CO_ASSESSMENT" } }] } }));
    }

    async fn a_later_evaluation_takes_the_place_of_a_released_one(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let mut later = judged::input(&story.project, "CONCURRENT", &["UC-01"]);
        later["supersedes"] = json!(story.id);
        story.owner.does("createEvaluation", later.clone(), SHOWN).await.refused("PRECONDITION_UNMET");
        let closed = story.closed(&app).await;
        let computed = story.moves("computeEvaluation", &closed).await;
        story.moves("releaseEvaluation", &computed).await;
        later["closesAt"] = json!("2026-06-15T10:10:00Z");
        let second = Story::of(&app, &story.project, later).await.opened().await;
        app.clock.advance(chrono::Duration::minutes(5));
        let closed = second.moves("closeEvaluation", &second.version).await;
        let computed = second.moves("computeEvaluation", &closed).await;
        second.moves("releaseEvaluation", &computed).await;
        let chain = "query($id: ID!) { evaluation(id: $id) { state supersedes { id } supersededBy { id } results { caveats } } }";
        let first = app.visitor(Alpha).graphql(chain, json!({ "id": story.id })).await.ok();
        assert_eq!(first.data("/evaluation"), &json!({ "state": "SUPERSEDED", "supersedes": null, "supersededBy": { "id": second.id },
            "results": { "caveats": ["SELF_SELECTED", "LOW_OR_UNKNOWN_RESPONSE", "STRATA_SUPPRESSED"] } }));
        let later = app.visitor(Alpha).graphql(chain, json!({ "id": second.id })).await.ok();
        assert_eq!(later.data("/evaluation/supersedes/id"), &json!(story.id));
    }

    async fn t58_who_takes_answers_back_after_the_release_is_not_told_by_the_next_evaluation(app: App) {
        let first = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let mut later = judged::input(&first.project, "CONCURRENT", &["UC-01"]);
        later["closesAt"] = json!("2026-06-15T10:10:00Z");
        let second = Story::of(&app, &first.project, later).await.opened().await;
        let gave = |score: i32| json!([{ "criterion": judged::criterion("UC-01"), "answer": { "score": score } }]);
        for score in 1..=5 {
            let person = first.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
            first.answers(&person, gave(score)).await.ok();
            second.answers(&person, gave(score)).await.ok();
        }
        let last = first.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        let made = first.answers(&last, gave(2)).await.ok();
        let closed = first.closed(&app).await;
        let computed = first.moves("computeEvaluation", &closed).await;
        first.moves("releaseEvaluation", &computed).await;
        let id = made.text("/submitAssessment/assessment/id");
        let seen = last.graphql("query($id: ID!) { node(id: $id) { ... on Assessment { version } } }", json!({ "id": id })).await.ok();
        let back = json!({ "assessment": id, "version": seen.text("/node/version") });
        last.does("withdrawAssessment", back, "evaluation { id }").await.ok();

        app.clock.advance(chrono::Duration::minutes(5));
        let closed = second.moves("closeEvaluation", &second.version).await;
        let computed = second.moves("computeEvaluation", &closed).await;
        second.moves("releaseEvaluation", &computed).await;
        let read = "query($id: ID!) { evaluation(id: $id) { results { criteria { groups { sector relation figures { status n } } } } } }";
        let of = async |story: &Story| {
            let seen = app.visitor(Alpha).graphql(read, json!({ "id": story.id })).await.ok();
            figures(seen.data("/evaluation/results"), 0, &json!("SOCIETY"), "PARTICIPANT")
        };
        assert_eq!(of(&first).await, json!({ "status": "PUBLISHED", "n": 6 }));
        assert_eq!(of(&second).await, json!({ "status": "SUPPRESSED", "n": null }), "the difference is the one who took answers back");
    }
}

/// The figures of a pair in the results of the criterion at this place.
fn figures(results: &Value, place: usize, sector: &Value, relation: &str) -> Value {
    let groups = results["criteria"][place]["groups"].as_array().unwrap();
    let group = groups
        .iter()
        .find(|group| group["sector"] == *sector && group["relation"] == relation);
    group.unwrap()["figures"].clone()
}

fn counts(figures: &Value) -> Vec<i64> {
    let steps = figures["distribution"].as_array().unwrap();
    steps.iter().map(|step| step["count"].as_i64().unwrap()).collect()
}
