//! What those who listen are told, and what not.

use entity::vocabulary::TenantRole::{Administrator, Auditor, Member};
use harness::{
    actor::Actor,
    app::App,
    contribution::{drafts, moves, published, submitted},
    on_both,
    project::Project,
    socket::Socket,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const CHANGED: &str = "subscription($project: ID!, $phase: ID, $after: String) {
    contributionChanged(project: $project, phase: $phase, after: $after) {
        id kind occurredAt cursor node { id state body } } }";

/// The event in an answer.
fn event(answer: &Value) -> &Value {
    answer
        .pointer("/data/contributionChanged")
        .unwrap_or_else(|| panic!("no event: {answer}"))
}

/// Somebody's socket, on which they listen to the contributions of a project.
async fn listening(who: &Actor, project: &str) -> Socket {
    let mut socket = Socket::of(who).await;
    socket.listens("1", CHANGED, json!({ "project": project })).await;
    socket
}

on_both! {
    async fn what_is_published_is_told_to_everybody_who_listens(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let mut visitor = listening(&app.visitor(Alpha), &project.id).await;
        let mut author = listening(&project.society, &project.id).await;
        let id = submitted(&project.society, &phase, "A crossing at the library.").await;
        let told = author.answer("1").await;
        assert_eq!(event(&told)["id"], json!(id));
        assert_eq!(event(&told)["kind"], "CREATED");
        assert_eq!(event(&told)["node"]["state"], "SUBMITTED");

        moves(&project.owner, "publishContribution", &id, json!({})).await.ok();
        for socket in [&mut visitor, &mut author] {
            let told = socket.answer("1").await;
            let event = event(&told);
            assert_eq!(event["id"], json!(id));
            assert_eq!(event["kind"], "CREATED");
            assert_eq!(event["occurredAt"], "2026-06-15T10:00:00+00:00");
            assert_eq!(event["node"], json!({ "id": id, "state": "PUBLISHED", "body": "A crossing at the library." }));
        }
        visitor.is_silent().await;
    }

    async fn a_draft_is_told_to_its_author_alone(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let mut author = listening(&project.society, &project.id).await;
        let mut others = Vec::new();
        for who in [app.visitor(Alpha), project.owner.clone(), project.economy.clone(), app.person(Alpha, Administrator)] {
            others.push(listening(&who, &project.id).await);
        }
        drafts(&project.society, &phase, "Not yet.", json!({})).await.ok();
        let told = author.answer("1").await;
        assert_eq!(event(&told)["node"]["body"], "Not yet.");
        for socket in &mut others {
            socket.is_silent().await;
        }
    }

    async fn what_waits_is_told_to_its_author_and_moderators_and_taken_from_them_when_it_goes(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let mut visitor = listening(&app.visitor(Alpha), &project.id).await;
        let mut author = listening(&project.society, &project.id).await;
        let mut owner = listening(&project.owner, &project.id).await;
        let id = submitted(&project.society, &phase, "Crossings everywhere.").await;
        // Each step is told before the next is taken: within one millisecond there is no order.
        for (verb, kind, state) in [("", "CREATED", "SUBMITTED"), ("holdContribution", "CHANGED", "HELD"),
                                    ("rejectContribution", "CHANGED", "REJECTED_MODERATION")] {
            if !verb.is_empty() {
                let why = json!({ "rule": "OFF_TOPIC", "reason": "Not about this." });
                moves(&project.owner, verb, &id, why).await.ok();
            }
            for socket in [&mut author, &mut owner] {
                let told = socket.answer("1").await;
                let seen = (&event(&told)["id"], &event(&told)["kind"], &event(&told)["node"]["state"]);
                assert_eq!(seen, (&json!(id), &json!(kind), &json!(state)));
            }
        }
        let id = submitted(&project.society, &phase, "Something else.").await;
        owner.answer("1").await;
        author.answer("1").await;
        moves(&project.society, "withdrawContribution", &id, json!({})).await.ok();
        let told = owner.answer("1").await;
        assert_eq!((&event(&told)["id"], &event(&told)["kind"], &event(&told)["node"]), (&json!(id), &json!("REMOVED"), &Value::Null));
        let told = author.answer("1").await;
        assert_eq!((&event(&told)["kind"], &event(&told)["node"]["state"]), (&json!("REDACTED"), &json!("WITHDRAWN")));
        visitor.is_silent().await;
    }

    async fn what_was_withdrawn_is_redacted(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, "Crossings everywhere.").await;
        let mut visitor = listening(&app.visitor(Alpha), &project.id).await;
        moves(&project.society, "withdrawContribution", &id, json!({})).await.ok();
        let told = visitor.answer("1").await;
        assert_eq!(event(&told)["kind"], "REDACTED");
        assert_eq!(event(&told)["node"], json!({ "id": id, "state": "WITHDRAWN", "body": null }));
    }

    async fn r21_t14_nobody_listens_to_what_they_may_not_know_of(app: App) {
        let project = Project::draft(&app, "PARTICIPANTS").await;
        for who in [app.visitor(Alpha), app.visitor(Beta), app.founder(Beta), app.person(Alpha, Member)] {
            let mut socket = Socket::of(&who).await;
            socket.subscribe("1", CHANGED, json!({ "project": project.id })).await;
            let hidden = socket.next().await;
            socket.subscribe("1", CHANGED, json!({ "project": format!("project_{}", "0".repeat(26)) })).await;
            assert_eq!(hidden, socket.next().await, "not there and not for you are alike");
            assert_eq!(hidden.pointer("/payload/0/extensions/code"), Some(&json!("NOT_FOUND")));
        }
        let mut stranger = Socket::of(&app.stranger()).await;
        stranger.subscribe("1", CHANGED, json!({ "project": project.id })).await;
        assert_eq!(stranger.refusal("1").await, ["BAD_INPUT"]);
    }

    async fn one_phase_is_listened_to_alone(app: App) {
        let project = Project::active(&app).await;
        let one = project.open_phase("CO_DESIGN").await;
        let mut visitor = Socket::of(&app.visitor(Alpha)).await;
        let other = project.phase("CO_DELIVERY", json!({})).await;
        visitor.listens("1", CHANGED, json!({ "project": project.id, "phase": one })).await;
        visitor.listens("2", CHANGED, json!({ "project": project.id, "phase": other })).await;
        let id = published(&project.society, &project.owner, &one, "Here.").await;
        assert_eq!(event(&visitor.answer("1").await)["id"], json!(id));
        visitor.is_silent().await;
    }

    async fn rights_that_are_withdrawn_end_what_is_listened_to_at_once(app: App) {
        let project = Project::active(&app).await;
        project.open_phase("CO_DESIGN").await;
        let member = listening(&project.society, &project.id).await;
        let mut auditor = listening(&app.person(Alpha, Auditor), &project.id).await;
        let membership = &app.world.person(Alpha, Member).membership;
        let query = "query($id: ID!) { node(id: $id) { ... on Membership { version } } }";
        let version = app.founder(Alpha).graphql(query, json!({ "id": membership })).await.ok().text("/node/version");
        let input = json!({ "membership": membership, "version": version, "reason": "Left the agency." });
        app.founder(Alpha).does("suspendMembership", input, "membership { id }").await.ok();
        assert_eq!(member.closed().await, (4403, "Forbidden".to_owned()));
        auditor.is_silent().await;
    }

    async fn who_is_suspended_while_they_listen_to_nothing_is_closed_at_their_next_operation(app: App) {
        let project = Project::active(&app).await;
        let own = "subscription { dataSubjectRequestChanged { id } }";
        let member = &project.society;
        let (mut asks, mut begins) = (Socket::of(member).await, Socket::of(member).await);
        let membership = &app.world.person(Alpha, Member).membership;
        let query = "query($id: ID!) { node(id: $id) { ... on Membership { version } } }";
        let version = app.founder(Alpha).graphql(query, json!({ "id": membership })).await.ok().text("/node/version");
        let input = json!({ "membership": membership, "version": version, "reason": "Left the agency." });
        app.founder(Alpha).does("suspendMembership", input, "membership { id }").await.ok();
        asks.subscribe("1", "{ viewer { kind } }", json!({})).await;
        begins.subscribe("1", own, json!({})).await;
        for socket in [asks, begins] {
            assert_eq!(socket.closed().await, (4403, "Forbidden".to_owned()));
        }
        // Whose credential is as good as ever is refused that alone.
        let mut visitor = Socket::of(&app.visitor(Alpha)).await;
        visitor.subscribe("1", own, json!({})).await;
        assert_eq!(visitor.refusal("1").await, ["UNAUTHENTICATED"]);
        visitor.is_silent().await;
    }

    async fn the_next_event_is_read_with_the_rights_of_its_moment(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let query = "subscription($project: ID!) { contributionChanged(project: $project) { node { id author { person { legalName } } } } }";
        let mut owner = Socket::of(&project.owner.administering()).await;
        owner.listens("1", query, json!({ "project": project.id })).await;
        let mut auditor = Socket::of(&project.economy.administering()).await;
        auditor.listens("1", query, json!({ "project": project.id })).await;
        let id = submitted(&project.society, &phase, "A crossing.").await;
        let told = owner.answer("1").await;
        assert_eq!(event(&told)["node"]["author"]["person"]["legalName"], "Legal member", "{told}");
        auditor.is_silent().await;
        moves(&project.owner, "publishContribution", &id, json!({})).await.ok();
        owner.answer("1").await;
        let told = auditor.answer("1").await;
        assert_eq!(event(&told)["node"]["author"], Value::Null, "{told}");
        assert!(told.pointer("/extensions/redactions/0/code").is_some(), "{told}");
    }
}
