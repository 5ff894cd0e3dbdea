//! A run of an event that breaks: it ends for those it was run for, and nobody else notices.

use harness::{
    actor::Actor,
    app::App,
    contribution::published,
    database::Kind,
    project::Project,
    socket::Socket,
    story,
    world::Agency::{Alpha, Beta},
};
use sea_orm::ConnectionTrait as _;
use serde_json::json;

use crate::{streams_late::happens, streams_shared::told};

const WORDS: &str = "A crossing at the library.";

/// Looks a phase up for each event, which others do not.
const LONG: &str = "subscription($project: ID!) { contributionChanged(project: $project) {
    id kind node { phase { title } } } }";
const SHORT: &str = "subscription($project: ID!) { contributionChanged(project: $project) { id kind } }";

async fn listening(who: &Actor, query: &str, project: &str) -> Socket {
    let mut socket = Socket::of(who).await;
    socket.listens("1", query, json!({ "project": project })).await;
    socket
}

/// On PostgreSQL alone, which keeps an instant that is in no calendar: what reads it panics.
#[test]
fn a_panic_in_the_run_of_an_event_ends_it_for_those_it_was_run_for_and_for_nobody_else() {
    story::tell(Kind::Postgres, async |app: App| {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, WORDS).await;
        let visitor = app.visitor(Alpha);
        let mut broken = Vec::new();
        for who in [&project.economy, &project.society, &visitor] {
            broken.push(listening(who, LONG, &project.id).await);
        }
        let mut quick = listening(&visitor, SHORT, &project.id).await;
        let before = told(&app).await;

        let raw = app.database.raw().await;
        let opened = async |at: &str| {
            let sql = format!("UPDATE phase SET opened_at = '{at}'");
            raw.execute_unprepared(&sql).await.unwrap();
        };
        opened("infinity").await;
        happens(&app.database, 1, WORDS).await;
        let _rings = listening(&visitor, SHORT, &project.id).await;
        let changed = json!({ "data": { "contributionChanged": { "id": id, "kind": "CHANGED" } } });
        assert_eq!(quick.answer("1").await, changed);
        // It was run for all of them together first, and then for each.
        for socket in &mut broken {
            assert_eq!(socket.refusal("1").await, ["INTERNAL"]);
        }
        assert_eq!(told(&app).await, before + 1);
        for who in [app.visitor(Alpha), app.visitor(Beta)] {
            who.asks("{ projects { totalCount } }").await.ok();
        }

        // Their sockets go on, and whoever begins anew is told together with the others again.
        opened("2026-06-15T10:00:00Z").await;
        for socket in &mut broken {
            socket.listens("2", LONG, json!({ "project": project.id })).await;
        }
        happens(&app.database, 2, WORDS).await;
        let _rings = listening(&visitor, SHORT, &project.id).await;
        let node = json!({ "phase": { "title": "CO_DESIGN" } });
        let whole = json!({ "data": { "contributionChanged": { "id": id, "kind": "CHANGED", "node": node } } });
        for socket in &mut broken {
            assert_eq!(socket.answer("2").await, whole);
        }
        assert_eq!(quick.answer("1").await, changed);
        assert_eq!(told(&app).await, before + 3);
    });
}
