//! What becomes of contributions: proposed in silence, published to all at once, carried out or not.

use harness::{
    actor::Actor,
    app::App,
    contribution::{moves, published, seen, submitted},
    on_both,
    project::{Project, version},
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const LIST: &str = "query($id: ID!, $filter: ContributionFilter) { node(id: $id) { ... on Phase {
    dispositionsPublishedAt contributions(filter: $filter) { totalCount
    nodes { id state version updatedAt disposition { outcome } trace { kind reason } mergedContributions { totalCount } } } } } }";

on_both! {
    async fn t36_what_is_decided_is_known_to_all_at_once_and_to_nobody_before(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let mut ids = Vec::new();
        for body in ["First.", "Second.", "Third."] {
            ids.push(under_review(&project, &phase, body).await);
        }
        let (author, reviewer) = (&project.society, &project.owner);
        let readers = [author.clone(), project.economy.clone(), app.founder(Alpha), app.visitor(Alpha)];
        let before = views(&readers, &phase).await;
        moves(reviewer, "disposeContribution", &ids[0], outcome("DECLINED", "First thought.")).await.ok();
        moves(reviewer, "disposeContribution", &ids[0], outcome("ACCEPTED", "It will be built.")).await.ok();
        let merged = json!({ "outcome": "MERGED", "reason": "Said in the first.", "mergedInto": ids[0] });
        moves(reviewer, "disposeContribution", &ids[1], merged).await.ok();

        // Decided or not, each item looks as it did, byte for byte.
        assert_eq!(views(&readers, &phase).await, before);
        for (reader, id) in readers.iter().flat_map(|reader| ids.iter().map(move |id| (reader, id))) {
            let item = seen(reader, id).await;
            assert_eq!(item.data("/node/state"), "UNDER_REVIEW");
            assert_eq!(item.data("/node/disposition"), &json!(null));
            assert_eq!(item.data("/node/proposedDisposition"), &json!(null));
            assert!(item.redacted().contains(&"EMBARGOED node.disposition".to_owned()));
            assert!(item.redacted().contains(&"FIELD_FORBIDDEN node.proposedDisposition".to_owned()));
            assert!(!item.text.contains("It will be built.") && !item.text.contains("Said in the first."));
        }
        let proposal = seen(reviewer, &ids[1]).await;
        assert_eq!(proposal.data("/node/proposedDisposition/outcome"), "MERGED");
        assert_eq!(proposal.data("/node/proposedDisposition/mergedInto/id"), &json!(ids[0]));
        assert_eq!(proposal.data("/node/proposedDisposition/publishedAt"), &json!(null));
        assert_eq!(proposal.data("/node/disposition"), &json!(null));
        assert_eq!(seen(reviewer, &ids[0]).await.data("/node/mergedContributions/totalCount"), 0);

        publishes(reviewer, &phase).await.refused("INVALID_TRANSITION");
        project.leads(&phase, &["closePhase", "startPhaseReview"]).await;
        publishes(reviewer, &phase).await.refused("PRECONDITION_UNMET");
        moves(reviewer, "disposeContribution", &ids[2], outcome("PARTLY_ACCEPTED", "Half of it.")).await.ok();
        publishes(author, &phase).await.refused("FORBIDDEN");
        publishes(&app.visitor(Alpha), &phase).await.refused("FORBIDDEN");
        publishes_from(&app.founder(Beta), &phase, &version(reviewer, &phase).await).await.refused("NOT_FOUND");
        assert_eq!(views(&readers, &phase).await.len(), readers.len());
        let done = publishes(reviewer, &phase).await.ok();
        let at = done.data("/publishDispositions/phase/dispositionsPublishedAt").clone();
        assert!(at.is_string());

        for reader in &readers {
            let states: Vec<Value> = [&ids[0], &ids[1], &ids[2]].map(|id| json!(id)).to_vec();
            assert_eq!(states.len(), 3);
            for (id, state, reason) in [
                (&ids[0], "ACCEPTED", "It will be built."),
                (&ids[1], "MERGED", "Said in the first."),
                (&ids[2], "PARTLY_ACCEPTED", "Half of it."),
            ] {
                let item = seen(reader, id).await;
                assert_eq!(item.data("/node/state"), state);
                assert_eq!(item.data("/node/disposition/outcome"), state);
                assert_eq!(item.data("/node/disposition/reason"), reason);
                assert_eq!(item.data("/node/disposition/publishedAt"), &at);
                assert_eq!(item.data("/node/trace/3/reason"), reason);
            }
            assert_eq!(seen(reader, &ids[1]).await.data("/node/disposition/mergedInto/id"), &json!(ids[0]));
            assert_eq!(seen(reader, &ids[0]).await.data("/node/mergedContributions/nodes"), &json!([{ "id": ids[1] }]));
        }
        publishes(reviewer, &phase).await.refused("INVALID_TRANSITION");
        moves(reviewer, "disposeContribution", &ids[0], outcome("DECLINED", "No.")).await.refused("INVALID_TRANSITION");
        moves(author, "withdrawContribution", &ids[0], json!({})).await.refused("INVALID_TRANSITION");
    }

    async fn nothing_is_taken_under_review_once_all_is_settled(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, "Left over.").await;
        project.leads(&phase, &["closePhase", "startPhaseReview"]).await;
        publishes(&project.owner, &phase).await.ok();
        moves(&project.owner, "startContributionReview", &id, json!({})).await.refused("PRECONDITION_UNMET");
        assert_eq!(seen(&project.owner, &id).await.data("/node/state"), "PUBLISHED");
    }

    async fn nobody_decides_on_their_own_words_nor_reads_what_is_proposed_for_them(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        facilitates(&project, &project.economy).await;
        let id = published(&project.owner, &project.economy, &phase, "Ours.").await;
        moves(&project.owner, "startContributionReview", &id, json!({})).await.refused("FORBIDDEN");
        moves(&project.economy, "startContributionReview", &id, json!({})).await.ok();
        moves(&project.owner, "disposeContribution", &id, outcome("ACCEPTED", "Good.")).await.refused("FORBIDDEN");
        moves(&project.economy, "disposeContribution", &id, outcome("DECLINED", "No.")).await.ok();
        let own = seen(&project.owner, &id).await;
        assert_eq!(own.data("/node/proposedDisposition"), &json!(null));
        assert_eq!(seen(&project.economy, &id).await.data("/node/proposedDisposition/outcome"), "DECLINED");
    }

    async fn t36_a_merger_is_not_refused_for_what_is_proposed_for_the_reviewers_own_words(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        facilitates(&project, &project.economy).await;
        let (other, third) = (under_review(&project, &phase, "A.").await, under_review(&project, &phase, "B.").await);
        let own = published(&project.economy, &project.owner, &phase, "Mine.").await;
        moves(&project.owner, "startContributionReview", &own, json!({})).await.ok();
        let into = |target: &str| json!({ "outcome": "MERGED", "reason": "Said there.", "mergedInto": target });
        moves(&project.owner, "disposeContribution", &own, into(&third)).await.ok();
        moves(&project.economy, "disposeContribution", &other, into(&own)).await.ok();
        moves(&project.economy, "disposeContribution", &third, into(&other)).await.ok();
    }

    async fn mergers_form_no_chain_and_stay_in_the_project(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let (a, b, c) = (
            under_review(&project, &phase, "A.").await,
            under_review(&project, &phase, "B.").await,
            under_review(&project, &phase, "C.").await,
        );
        let reviewer = &project.owner;
        let into = |target: &str| json!({ "outcome": "MERGED", "reason": "Said there.", "mergedInto": target });
        moves(reviewer, "disposeContribution", &a, outcome("MERGED", "Where?")).await.refused("BAD_INPUT");
        let astray = json!({ "outcome": "ACCEPTED", "reason": "Yes.", "mergedInto": b });
        moves(reviewer, "disposeContribution", &a, astray).await.refused("BAD_INPUT");
        moves(reviewer, "disposeContribution", &a, into(&a)).await.refused("PRECONDITION_UNMET");
        let never = format!("contribution_{}", "0".repeat(26));
        let unknown = moves(reviewer, "disposeContribution", &a, into(&never)).await.refused("NOT_FOUND");
        assert_eq!(unknown.inputs(), ["input.mergedInto"]);
        let elsewhere = Project::active(&app).await;
        let other = elsewhere.open_phase("CO_DESIGN").await;
        let foreign = published(&elsewhere.society, &elsewhere.owner, &other, "D.").await;
        moves(reviewer, "disposeContribution", &a, into(&foreign)).await.refused("PRECONDITION_UNMET");

        moves(reviewer, "disposeContribution", &a, into(&b)).await.ok();
        // A refusal would tell of what is proposed and not published; publishing looks at it.
        moves(reviewer, "disposeContribution", &b, into(&a)).await.ok();
        moves(reviewer, "disposeContribution", &c, into(&a)).await.ok();

        // The author of the target may still withdraw; then the merger leads nowhere.
        moves(&project.society, "withdrawContribution", &b, json!({})).await.ok();
        moves(reviewer, "disposeContribution", &c, outcome("DECLINED", "No.")).await.ok();
        project.leads(&phase, &["closePhase", "startPhaseReview"]).await;
        publishes(reviewer, &phase).await.refused("PRECONDITION_UNMET");
        moves(reviewer, "disposeContribution", &c, into(&a)).await.ok();
        moves(reviewer, "disposeContribution", &a, into(&c)).await.ok();
        publishes(reviewer, &phase).await.refused("PRECONDITION_UNMET");
        moves(reviewer, "disposeContribution", &c, outcome("DECLINED", "No.")).await.ok();
        publishes(reviewer, &phase).await.ok();
        assert_eq!(seen(&project.society, &b).await.data("/node/state"), "WITHDRAWN");
        assert_eq!(seen(&project.society, &a).await.data("/node/state"), "MERGED");
    }

    async fn what_was_accepted_is_carried_out_or_not_with_a_reason(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let (a, b) = (under_review(&project, &phase, "A.").await, under_review(&project, &phase, "B.").await);
        let reviewer = &project.owner;
        moves(reviewer, "recordImplementation", &a, json!({ "isImplemented": true })).await.refused("INVALID_TRANSITION");
        moves(reviewer, "disposeContribution", &a, outcome("ACCEPTED", "Yes.")).await.ok();
        moves(reviewer, "disposeContribution", &b, outcome("PARTLY_ACCEPTED", "Half.")).await.ok();
        project.leads(&phase, &["closePhase", "startPhaseReview"]).await;
        publishes(reviewer, &phase).await.ok();
        moves(reviewer, "recordImplementation", &b, json!({ "isImplemented": false })).await.refused("REASON_REQUIRED");
        moves(&project.economy, "recordImplementation", &a, json!({ "isImplemented": true })).await.refused("FORBIDDEN");
        moves(reviewer, "recordImplementation", &a, json!({ "isImplemented": true })).await.ok();
        let why = json!({ "isImplemented": false, "reason": "No money." });
        moves(reviewer, "recordImplementation", &b, why).await.ok();
        let (done, undone) = (seen(&app.visitor(Alpha), &a).await, seen(&app.visitor(Alpha), &b).await);
        assert_eq!(done.data("/node/state"), "IMPLEMENTED");
        assert_eq!(done.data("/node/implementation"), &json!({ "isImplemented": true, "reason": null }));
        assert_eq!(done.data("/node/disposition/outcome"), "ACCEPTED");
        assert_eq!(undone.data("/node/state"), "NOT_IMPLEMENTED");
        assert_eq!(undone.data("/node/implementation"), &json!({ "isImplemented": false, "reason": "No money." }));
        assert_eq!(undone.data("/node/trace/4/reason"), "No money.");
    }

    async fn the_way_of_a_contribution_tells_when_it_came_under_review(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, "A crossing.").await;
        let steps = async |reader: &Actor| {
            let seen = seen(reader, &id).await.ok();
            let trace = seen.data("/node/trace").as_array().unwrap().clone();
            trace.iter().map(|step| json!([step["kind"], step["occurredAt"]])).collect::<Vec<_>>()
        };
        let before = steps(&app.visitor(Alpha)).await;
        assert_eq!(before.iter().map(|step| &step[0]).collect::<Vec<_>>(), ["SUBMITTED", "PUBLISHED"]);
        app.clock.advance(chrono::Duration::minutes(5));
        moves(&project.owner, "startContributionReview", &id, json!({})).await.ok();
        app.clock.advance(chrono::Duration::minutes(5));
        // What is proposed meanwhile is no step, and moves none.
        moves(&project.owner, "disposeContribution", &id, outcome("DECLINED", "No room.")).await.ok();
        let now = steps(&app.visitor(Alpha)).await;
        assert_eq!(now[..2], before);
        assert_eq!(now[2..], [json!(["UNDER_REVIEW", "2026-06-15T10:05:00+00:00"])]);
        moves(&project.society, "withdrawContribution", &id, json!({})).await.ok();
        let withdrawn = steps(&project.owner).await;
        assert_eq!((&withdrawn[..3], &withdrawn[3]), (&now[..], &json!(["WITHDRAWN", "2026-06-15T10:10:00+00:00"])));
    }

    async fn in_a_blind_review_nobody_but_the_author_knows_whose_words_are_weighed_signed_in_or_not(app: App) {
        let project = Project::active(&app).await;
        let phase = project.phase("CO_DESIGN", json!({ "isBlindReview": true })).await;
        project.moves_phase("openPhase", &phase, json!({})).await.ok();
        let id = under_review(&project, &phase, "A crossing.").await;
        let reviewer = &project.owner;
        let waiting = submitted(&project.society, &phase, "A lane.").await;
        assert_eq!(seen(reviewer, &waiting).await.data("/node/byline"), &json!(null));
        let others = [reviewer.clone(), project.economy.clone(), app.founder(Alpha), app.visitor(Alpha)];
        for other in &others {
            let blind = seen(&other.administering(), &id).await;
            assert_eq!((blind.data("/node/byline"), blind.data("/node/author")), (&json!(null), &json!(null)));
            assert_eq!(blind.data("/node/body"), "A crossing.");
        }
        let own = seen(&project.society, &id).await;
        assert!(own.data("/node/author/id").is_string() && own.data("/node/byline/name").is_string());
        moves(reviewer, "disposeContribution", &id, outcome("ACCEPTED", "Yes.")).await.ok();
        project.leads(&phase, &["closePhase", "startPhaseReview"]).await;
        for other in &others {
            assert_eq!(seen(other, &id).await.data("/node/byline"), &json!(null));
        }
        publishes(reviewer, &phase).await.ok();
        assert!(seen(&app.visitor(Alpha), &id).await.data("/node/byline/name").is_string());
        let open = seen(&reviewer.administering(), &id).await;
        assert!(open.data("/node/byline/name").is_string() && open.data("/node/author/id").is_string());
    }
}

async fn under_review(project: &Project, phase: &str, body: &str) -> String {
    let id = published(&project.society, &project.owner, phase, body).await;
    moves(&project.owner, "startContributionReview", &id, json!({}))
        .await
        .ok();
    id
}

fn outcome(outcome: &str, reason: &str) -> Value {
    json!({ "outcome": outcome, "reason": reason })
}

async fn publishes(who: &Actor, phase: &str) -> harness::answer::Answer {
    publishes_from(who, phase, &version(who, phase).await).await
}

async fn publishes_from(who: &Actor, phase: &str, version: &str) -> harness::answer::Answer {
    let input = json!({ "phase": phase, "version": version });
    who.does("publishDispositions", input, "phase { id dispositionsPublishedAt }")
        .await
}

/// What each reader sees of a phase and its items, by every state that could tell, as text.
async fn views(readers: &[Actor], phase: &str) -> Vec<String> {
    let mut views = Vec::new();
    for reader in readers {
        let mut view = String::new();
        for filter in [
            json!({}),
            json!({ "states": ["UNDER_REVIEW"] }),
            json!({ "states": ["ACCEPTED", "DECLINED", "MERGED"] }),
        ] {
            view += &reader
                .graphql(LIST, json!({ "id": phase, "filter": filter }))
                .await
                .text;
        }
        views.push(view);
    }
    views
}

async fn facilitates(project: &Project, who: &Actor) {
    let query = "query($id: ID!) { node(id: $id) { ... on Project { viewerParticipation { id version } } } }";
    let own = who.graphql(query, json!({ "id": project.id })).await.ok();
    let input = json!({
        "participation": own.text("/node/viewerParticipation/id"),
        "version": own.text("/node/viewerParticipation/version"), "role": "FACILITATOR",
    });
    project
        .owner
        .does("grantProjectRole", input, "participation { id }")
        .await
        .ok();
}
