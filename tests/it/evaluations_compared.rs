//! Results beside one another, and beside one's own answer: what few answered does not follow from them.

use harness::{
    app::App,
    database::{Kind, rows},
    on_both,
    soon::eventually,
    world::Agency::Alpha,
};
use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
use serde_json::{Value, json};

use crate::{
    demand::blocked,
    judged::{self, SHOWN, Story, criterion, step},
};

const GROUPS: &str = "query($id: ID!) { evaluation(id: $id) { results { criteria { groups { sector relation
    figures { status n } } } } } }";

on_both! {
    async fn who_alone_answered_otherwise_does_not_learn_what_all_others_did(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        for (sector, scores) in [("SOCIETY", [4, 4, 4, 4, 1]), ("ECONOMY", [4, 4, 4, 1, 1])] {
            for score in scores {
                let person = story.participant(&app, Some(sector), "PARTICIPANT").await;
                story.answers(&person, gave(score)).await.ok();
            }
        }
        release(&app, &story).await;
        assert_eq!(figures(&app, &story, "SOCIETY", "PARTICIPANT").await, withheld());
        assert_eq!(figures(&app, &story, "ECONOMY", "PARTICIPANT").await, of(5));
    }

    async fn t58_who_alone_gave_a_reason_is_not_told_by_the_next_evaluation(app: App) {
        let [first, second] = two(&app).await;
        five_answer(&app, [&first, &second]).await;
        let last = first.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        let reason = json!([{ "criterion": criterion("UC-01"), "answer": { "nonAnswer": "DONT_KNOW" } }]);
        second.answers(&last, reason).await.ok();
        release(&app, &first).await;
        release(&app, &second).await;
        assert_eq!(figures(&app, &first, "SOCIETY", "PARTICIPANT").await, of(5));
        assert_eq!(figures(&app, &second, "SOCIETY", "PARTICIPANT").await, withheld());
    }

    async fn t58_roles_that_change_between_two_evaluations_single_nobody_out(app: App) {
        let [first, second] = two(&app).await;
        let raw = app.database.raw().await;
        for (place, score) in [1, 2, 3, 4, 5, 2].into_iter().enumerate() {
            let person = first.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
            first.answers(&person, gave(score)).await.ok();
            // All but the last answer the second as users of the service.
            rows(&raw, "UPDATE participation SET roles = 16 WHERE roles = 8").await.expect("the superuser may");
            if place < 5 {
                second.answers(&person, gave(score)).await.ok();
            }
        }
        for score in 1..=5 {
            let person = second.participant(&app, Some("ECONOMY"), "ASSESSOR").await;
            second.answers(&person, gave(score)).await.ok();
        }
        release(&app, &first).await;
        release(&app, &second).await;
        assert_eq!(figures(&app, &first, "SOCIETY", "PARTICIPANT").await, of(6));
        assert_eq!(figures(&app, &second, "SOCIETY", "USER").await, withheld());
        assert_eq!(figures(&app, &second, "ECONOMY", "USER").await, of(5), "others, whom nothing was told of");
    }

    async fn t51_two_groups_that_are_one_of_before_but_for_one_person_are_not_both_told(app: App) {
        let [first, second] = two(&app).await;
        let raw = app.database.raw().await;
        for place in 0..12 {
            let person = first.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
            first.answers(&person, gave(place % 5 + 1)).await.ok();
            if place >= 6 {
                rows(&raw, "UPDATE participation SET roles = 16 WHERE roles = 8").await.expect("the superuser may");
            }
            if place < 11 {
                second.answers(&person, gave(place % 5 + 1)).await.ok();
            }
        }
        release(&app, &first).await;
        release(&app, &second).await;
        assert_eq!(figures(&app, &first, "SOCIETY", "PARTICIPANT").await, of(12));
        // Six and five: either alone is far from the twelve, and both together are all of them but the last.
        assert_eq!(figures(&app, &second, "SOCIETY", "USER").await, of(5));
        assert_eq!(figures(&app, &second, "SOCIETY", "PARTICIPANT").await, withheld());
    }

    async fn t56_who_joins_once_it_is_known_what_is_asked_fills_no_group(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let answer = async |sector: &str, scores: &[i32]| {
            for score in scores {
                let person = story.participant(&app, Some(sector), "PARTICIPANT").await;
                story.answers(&person, gave(*score)).await.ok();
            }
        };
        answer("SOCIETY", &[1, 2, 3, 4]).await;
        answer("ECONOMY", &[1, 2]).await;
        answer("STATE", &[1, 2]).await;
        let late = "UPDATE participation SET joined_on = '2026-06-16' WHERE id IN (SELECT participation_id FROM assessment)";
        rows(&app.database.raw().await, late).await.expect("the superuser may");
        answer("SOCIETY", &[5]).await;
        answer("ECONOMY", &[1, 2, 3, 4, 5]).await;
        answer("STATE", &[4, 4, 4, 4, 4]).await;
        release(&app, &story).await;
        assert_eq!(figures(&app, &story, "SOCIETY", "PARTICIPANT").await, withheld(), "four who came late, and one");
        assert_eq!(figures(&app, &story, "ECONOMY", "PARTICIPANT").await, of(7), "they are counted among enough others");
        assert_eq!(figures(&app, &story, "STATE", "PARTICIPANT").await, withheld(), "they know what all others gave");
    }

    async fn t58_two_that_are_computed_at_the_same_moment_know_of_each_other(app: App) {
        let [first, second] = two(&app).await;
        five_answer(&app, [&first, &second]).await;
        let last = first.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        first.answers(&last, gave(2)).await.ok();
        let closed = [first.closed(&app).await, second.closed(&app).await];
        let computes = async |story: &Story, version: &str| {
            let done = story.owner.does("computeEvaluation", step(&story.id, version), SHOWN).await.ok();
            done.text("/computeEvaluation/evaluation/version")
        };
        let both = async { tokio::join!(computes(&first, &closed[0]), computes(&second, &closed[1])) };
        let computed = if app.database.kind() == Kind::Postgres {
            let raw = app.database.raw().await;
            let holds = raw.begin().await.unwrap();
            holds.execute_unprepared("SELECT FROM project FOR NO KEY UPDATE").await.unwrap();
            let free = async {
                eventually(async || blocked(&app.database).await == 2).await;
                holds.commit().await.unwrap();
            };
            tokio::join!(both, free).0
        } else {
            both.await
        };
        first.moves("releaseEvaluation", &computed.0).await;
        second.moves("releaseEvaluation", &computed.1).await;
        let told = [
            figures(&app, &first, "SOCIETY", "PARTICIPANT").await,
            figures(&app, &second, "SOCIETY", "PARTICIPANT").await,
        ];
        // Whichever came first is told.
        assert!(told == [of(6), withheld()] || told == [withheld(), of(5)], "{told:?}");
    }
}

/// Five people give both the same five scores.
async fn five_answer(app: &App, both: [&Story; 2]) {
    for score in 1..=5 {
        let person = both[0].participant(app, Some("SOCIETY"), "PARTICIPANT").await;
        for story in both {
            story.answers(&person, gave(score)).await.ok();
        }
    }
}

/// Two evaluations of one project that take answers and ask the same.
async fn two(app: &App) -> [Story; 2] {
    let first = Story::collecting(app, "CONCURRENT", &["UC-01"]).await;
    let mut later = judged::input(&first.project, "CONCURRENT", &["UC-01"]);
    later["closesAt"] = json!("2026-06-15T10:10:00Z");
    let second = Story::of(app, &first.project, later).await.opened().await;
    [first, second]
}

fn gave(score: i32) -> Value {
    json!([{ "criterion": criterion("UC-01"), "answer": { "score": score } }])
}

/// Leads it to its results, five minutes on.
async fn release(app: &App, story: &Story) {
    let closed = story.closed(app).await;
    let computed = story.moves("computeEvaluation", &closed).await;
    story.moves("releaseEvaluation", &computed).await;
}

/// What a visitor is told of a group.
async fn figures(app: &App, story: &Story, sector: &str, relation: &str) -> Value {
    let seen = app.visitor(Alpha).graphql(GROUPS, json!({ "id": story.id })).await.ok();
    let groups = seen.data("/evaluation/results/criteria/0/groups").as_array().unwrap();
    let is_it = |group: &&Value| group["sector"] == sector && group["relation"] == relation;
    groups.iter().find(is_it).unwrap()["figures"].clone()
}

fn of(number: i32) -> Value {
    json!({ "status": "PUBLISHED", "n": number })
}

fn withheld() -> Value {
    json!({ "status": "SUPPRESSED", "n": null })
}
