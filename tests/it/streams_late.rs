//! An event that takes longer to be told than it may: those whom it was run for are told to read again, once for all of them, and
//! nobody else notices.

use harness::{
    actor::Actor,
    app::App,
    contribution::published,
    database::{Database, Kind, literal},
    project::Project,
    socket::Socket,
    soon::eventually,
    story,
    world::Agency::Alpha,
};
use sea_orm::ConnectionTrait as _;
use serde_json::json;
use uuid::Uuid;

use crate::{demand::blocked, streams_shared::told};

const WORDS: &str = "A crossing at the library.";

/// Looks a phase up for each event, which others do not.
const LONG: &str = "subscription($project: ID!) { contributionChanged(project: $project) {
    id kind node { id phase { title } } } }";
/// Does too, and tells of the viewer, so that each who asks so is alone.
const OWN: &str = "subscription($project: ID!) { contributionChanged(project: $project) {
    id node { phase { title } viewerCan(actions: [WITHDRAW_CONTRIBUTION]) { allowed } } } }";
const SHORT: &str = "subscription($project: ID!) { contributionChanged(project: $project) { id kind } }";

/// Has something happen to the contribution of these words behind the server's back, which learns of it within seconds, or
/// when somebody next listens.
pub(crate) async fn happens(database: &Database, number: u128, words: &str) {
    let id = literal(database.kind(), Uuid::from_u128(number));
    let insert = format!(
        "INSERT INTO event (tenant_id, id, kind, object_id, occurred_at)
         SELECT tenant_id, {id}, 'contribution.review_started', id, created_at FROM contribution WHERE body = '{words}'"
    );
    database.raw().await.execute_unprepared(&insert).await.unwrap();
}

async fn listening(who: &Actor, query: &str, project: &str) -> Socket {
    let mut socket = Socket::of(who).await;
    socket.listens("1", query, json!({ "project": project })).await;
    socket
}

/// On PostgreSQL alone, where somebody who reads can be held up.
#[test]
fn t125_whoever_an_event_takes_too_long_for_reads_again_and_nobody_else_waits_for_it() {
    story::tell(Kind::Postgres, async |app: App| {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, WORDS).await;
        // With so many connections that events which wait for the database leave room for others of their agency.
        let app = app
            .limited(&[("limits.seconds", "8"), ("database.max_connections", "24")])
            .await;
        let members = [&project.owner, &project.economy, &project.society].map(|who| who.at(&app.url));
        let visitor = app.visitor(Alpha);
        let mut late = Vec::new();
        for who in members.iter().chain([&visitor]) {
            late.push(listening(who, LONG, &project.id).await);
        }
        // Nobody else asks in these words, so that no visitor is among them.
        let of_members = format!("{LONG} # members");
        for who in &members {
            late.push(listening(who, &of_members, &project.id).await);
        }
        let mut alone = listening(&members[1], OWN, &project.id).await;
        let mut quick = listening(&visitor, SHORT, &project.id).await;
        let before = told(&app).await;

        let raw = app.database.raw().await;
        raw.execute_unprepared("BEGIN; LOCK TABLE phase IN ACCESS EXCLUSIVE MODE")
            .await
            .unwrap();
        happens(&app.database, 1, WORDS).await;
        let _rings = listening(&visitor, SHORT, &project.id).await;
        let changed = json!({ "data": { "contributionChanged": { "id": id, "kind": "CHANGED" } } });
        assert_eq!(quick.answer("1").await, changed);
        visitor.asks("{ projects { totalCount } }").await.ok();
        let again = json!({ "data": { "contributionChanged": { "id": null, "kind": "RESYNC", "node": null } } });
        for socket in &mut late {
            assert_eq!(socket.answer("1").await, again);
        }
        assert_eq!(alone.refusal("1").await, ["UNAVAILABLE"], "who is alone begins anew");
        // The database gave it up too, and it was run for nobody again.
        eventually(async || blocked(&app.database).await == 0).await;
        assert_eq!(told(&app).await, before + 3, "once for each document");
        raw.execute_unprepared("ROLLBACK").await.unwrap();

        happens(&app.database, 2, WORDS).await;
        let _rings = listening(&visitor, SHORT, &project.id).await;
        let node = json!({ "id": id, "phase": { "title": "CO_DESIGN" } });
        let whole = json!({ "data": { "contributionChanged": { "id": id, "kind": "CHANGED", "node": node } } });
        for socket in &mut late {
            assert_eq!(socket.answer("1").await, whole);
        }
        assert_eq!(quick.answer("1").await, changed);
        assert_eq!(told(&app).await, before + 6);
        for socket in late.iter_mut().take(1).chain([&mut quick]) {
            socket.is_silent().await;
        }
    });
}
