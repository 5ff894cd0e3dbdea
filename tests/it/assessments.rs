//! Assessments: who answers, what counts, and that nobody else reads it.

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    app::App,
    database::column,
    on_both,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};
use trialogue::schema::sdl;

use crate::judged::{Story, criterion};

const OWN: &str = "assessment { id version relation state submittedOn evaluation { title }
    answers { criterion { key } score nonAnswer comment } }";
const READ: &str = "query($id: ID!) { node(id: $id) { ... on Assessment { id state answers { score } } } }";

on_both! {
    async fn a_participant_answers_revises_and_reads_it_alone(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01", "CV-DE", "TR-02"]).await;
        let member = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        let waiting = "{ viewer { evaluationsToAssess { nodes { id } } assessments { totalCount } } }";
        assert_eq!(member.asks(waiting).await.ok().data("/viewer/evaluationsToAssess/nodes"), &json!([{ "id": story.id }]));
        let first = json!({ "evaluation": story.id, "answers": [
            { "criterion": criterion("CV-DE"), "answer": { "score": -2 }, "comment": "Less of a say." },
            { "criterion": criterion("UC-01"), "answer": { "nonAnswer": "DONT_KNOW" } },
        ] });
        let made = member.does("submitAssessment", first, OWN).await.ok();
        assert_eq!(made.data("/submitAssessment/assessment/relation"), "PARTICIPANT");
        assert_eq!(made.data("/submitAssessment/assessment/submittedOn"), "2026-06-15");
        assert_eq!(made.data("/submitAssessment/assessment/answers"), &json!([
            { "criterion": { "key": "UC-01" }, "score": null, "nonAnswer": "DONT_KNOW", "comment": null },
            { "criterion": { "key": "CV-DE" }, "score": -2, "nonAnswer": null, "comment": "Less of a say." },
        ]));
        let id = made.text("/submitAssessment/assessment/id");
        let again = story.answers(&member, score(4)).await.ok();
        assert_eq!(again.text("/submitAssessment/assessment/id"), id);
        assert_eq!(count(&app, "assessment").await, 1);
        assert_eq!(count(&app, "assessment_answer").await, 1);
        let mine = member.asks(waiting).await.ok();
        assert_eq!(mine.data("/viewer"), &json!({ "evaluationsToAssess": { "nodes": [] }, "assessments": { "totalCount": 1 } }));

        assert_eq!(member.graphql(READ, json!({ "id": id })).await.ok().data("/node/answers"), &json!([{ "score": 4 }]));
        let never = format!("assessment_{}", "0".repeat(26));
        for other in [story.owner.clone(), app.founder(Alpha), app.person(Alpha, Administrator), app.person(Alpha, DataSteward),
                      app.person(Alpha, DataProtectionOfficer), app.visitor(Alpha), app.founder(Beta)] {
            let there = other.graphql(READ, json!({ "id": id })).await.ok();
            assert_eq!(there.text, other.graphql(READ, json!({ "id": never })).await.ok().text);
            let withdraw = |id: &str| json!({ "assessment": id, "version": "x" });
            let there = other.does("withdrawAssessment", withdraw(&id), "evaluation { id }").await.refused("NOT_FOUND");
            let none = other.does("withdrawAssessment", withdraw(&never), "evaluation { id }").await.refused("NOT_FOUND");
            assert_eq!(there.text, none.text);
        }
        let own = "query($id: ID!) { evaluation(id: $id) { viewerAssessment { id } } }";
        assert_eq!(member.graphql(own, json!({ "id": story.id })).await.ok().data("/evaluation/viewerAssessment/id"), &json!(id));
        assert_eq!(story.owner.graphql(own, json!({ "id": story.id })).await.ok().data("/evaluation/viewerAssessment"), &json!(null));
    }

    async fn r12_no_role_reads_the_answers_of_another_by_any_way(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let member = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        let answers = json!([{ "criterion": criterion("UC-01"), "answer": { "score": 4 }, "comment": "Herons everywhere." }]);
        let id = story.answers(&member, answers).await.ok().text("/submitAssessment/assessment/id");
        let never = format!("assessment_{}", "0".repeat(26));
        let roles = [Administrator, Staff, DataSteward, DataProtectionOfficer, Auditor];
        let mut others: Vec<_> = roles.into_iter().map(|role| app.person(Alpha, role)).collect();
        others.extend([app.founder(Alpha), app.founder(Beta), app.visitor(Alpha)]);
        let lists = "query($ids: [ID!]!, $evaluation: ID!) { nodes(ids: $ids) { __typename }
            evaluation(id: $evaluation) { title viewerAssessment { id answers { comment } } }
            viewer { assessments { totalCount nodes { id answers { comment } } } }
            accessLog(first: 100) { nodes { fields } } auditEntries(first: 100) { nodes { kind action code } } }";
        for other in others {
            for purpose in ["EVALUATION", "PARTICIPATION_ADMIN", "LEGAL_RECORD", "SECURITY_AUDIT"] {
                let reader = other.reading_for(purpose);
                let there = reader.graphql(READ, json!({ "id": id })).await.ok();
                assert_eq!(there.text, reader.graphql(READ, json!({ "id": never })).await.ok().text, "{purpose}");
                let seen = reader.graphql(lists, json!({ "ids": [id, never], "evaluation": story.id })).await;
                assert_eq!(seen.data("/nodes"), &json!([null, null]));
                assert!(!seen.text.contains(&id) && !seen.text.contains("Herons"), "{purpose} {}", seen.text);
            }
            // What one takes out is one's own, and what is refused says nothing of it.
            let copy = other.does("exportMyData", json!({}), "request { export { document } }").await;
            assert!(!copy.text.contains("Herons"), "{}", copy.text);
            let withdraw = json!({ "assessment": id, "version": "x" });
            let refused = other.does("withdrawAssessment", withdraw, "evaluation { id }").await.refused("NOT_FOUND");
            assert!(!refused.text.contains(&id) && !refused.text.contains("Herons"), "{}", refused.text);
        }
        // There is one list of them, that of one's own, and nothing that filters or orders it.
        let schema = sdl();
        assert_eq!(schema.matches("): AssessmentConnection").count(), 1);
        assert!(!schema.contains("AssessmentFilter") && !schema.contains("AssessmentOrder"));
    }

    async fn who_takes_no_part_does_not_answer_and_wrong_answers_are_named_together(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01", "SA-01"]).await;
        for other in [app.founder(Alpha), app.person(Alpha, Member), app.visitor(Alpha)] {
            story.answers(&other, score(3)).await.refused("FORBIDDEN");
        }
        let member = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        let wrong = json!([
            { "criterion": criterion("UC-01"), "answer": { "score": 6 } },
            { "criterion": criterion("UC-01"), "answer": { "score": 3 } },
            { "criterion": criterion("PR-01"), "answer": { "score": 3 } },
            { "criterion": "nonsense", "answer": { "score": 3 }, "comment": "" },
        ]);
        let refused = story.answers(&member, wrong).await;
        assert_eq!(refused.codes(), vec!["BAD_INPUT"; 5]);
        assert_eq!(refused.inputs(), ["input.answers.0.answer", "input.answers.1.criterion", "input.answers.2.criterion",
                                      "input.answers.3.comment", "input.answers.3.criterion"]);
        let elsewhere = json!([
            { "criterion": criterion("TR-02"), "answer": { "score": 3 } },
            { "criterion": criterion("SA-01"), "answer": { "score": 3 } },
            { "criterion": criterion("UC-01"), "answer": { "score": 3 } },
        ]);
        let refused = story.answers(&member, elsewhere).await;
        assert_eq!(refused.inputs(), ["input.answers.0.criterion", "input.answers.1.criterion"]);
        assert_eq!(count(&app, "assessment").await, 0);
        let user = story.participant(&app, Some("SOCIETY"), "ASSESSOR").await;
        story.answers(&user, json!([{ "criterion": criterion("SA-01"), "answer": { "score": 3 } }])).await.ok();
    }

    async fn t101_many_submissions_at_once_make_one_assessment(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let member = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        let tries = (0..6).map(|place| {
            let (member, input) = (member.clone(), json!({ "evaluation": story.id, "answers": score(1 + place % 5) }));
            tokio::spawn(async move { member.does("submitAssessment", input, OWN).await.ok() })
        });
        for attempt in tries.collect::<Vec<_>>() {
            attempt.await.unwrap();
        }
        assert_eq!((count(&app, "assessment").await, count(&app, "assessment_answer").await), (1, 1));
    }

    async fn t74_no_event_tells_when_somebody_answered(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let member = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        let before = count(&app, "event").await;
        let made = story.answers(&member, score(3)).await.ok();
        let withdraw = json!({ "assessment": made.text("/submitAssessment/assessment/id"), "version": made.text("/submitAssessment/assessment/version") });
        member.does("withdrawAssessment", withdraw, "evaluation { id }").await.ok();
        assert_eq!(count(&app, "event").await, before);
    }

    async fn what_was_withdrawn_is_not_counted_and_after_the_release_figures_stay(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        for given in [1, 2, 3, 4, 5] {
            let person = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
            story.answers(&person, score(given)).await.ok();
        }
        let person = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        let made = story.answers(&person, score(5)).await.ok();
        let withdrawn = withdraw(&made);
        person.does("withdrawAssessment", withdrawn.clone(), "evaluation { id }").await.ok();
        person.does("withdrawAssessment", withdrawn, "evaluation { id }").await.refused("INVALID_TRANSITION");
        let last = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        let counted = story.answers(&last, score(1)).await.ok();
        let id = counted.text("/submitAssessment/assessment/id");
        let closed = story.closed(&app).await;
        let computed = story.moves("computeEvaluation", &closed).await;
        story.moves("releaseEvaluation", &computed).await;

        let read = "query($id: ID!) { evaluation(id: $id) { results { criteria { groups { sector relation figures { status n mean } } } } } }";
        let before = app.visitor(Alpha).graphql(read, json!({ "id": story.id })).await.ok();
        let groups = before.data("/evaluation/results/criteria/0/groups").as_array().unwrap().clone();
        let shown: Vec<_> = groups.iter().filter(|group| group["figures"]["status"] == "PUBLISHED").collect();
        assert_eq!(shown, [&json!({ "sector": "SOCIETY", "relation": "PARTICIPANT", "figures": { "status": "PUBLISHED", "n": 6, "mean": 16.0 / 6.0 } })]);
        assert_eq!(last.graphql(READ, json!({ "id": id })).await.ok().data("/node/state"), "COUNTED");
        last.does("withdrawAssessment", withdraw(&counted), "evaluation { id }").await.refused("CONFLICT");
        let version = last.graphql("query($id: ID!) { node(id: $id) { ... on Assessment { version } } }", json!({ "id": id })).await.ok();
        let now = json!({ "assessment": id, "version": version.text("/node/version") });
        last.does("withdrawAssessment", now, "evaluation { id }").await.ok();
        assert_eq!(last.graphql(READ, json!({ "id": id })).await.ok().data("/node"), &json!({ "id": id, "state": "WITHDRAWN", "answers": [] }));
        assert_eq!(app.visitor(Alpha).graphql(read, json!({ "id": story.id })).await.ok().text, before.text);
        assert_eq!(count(&app, "assessment_answer").await, 6 - 1);
    }
}

fn score(score: i32) -> Value {
    json!([{ "criterion": criterion("UC-01"), "answer": { "score": score } }])
}

fn withdraw(made: &harness::answer::Answer) -> Value {
    let part = |name: &str| made.text(&format!("/submitAssessment/assessment/{name}"));
    json!({ "assessment": part("id"), "version": part("version") })
}

async fn count(app: &App, table: &str) -> i64 {
    column(&app.database.raw().await, &format!("SELECT count(*) FROM {table}")).await[0]
}
