//! What costs much over sockets and streams takes room among all that does, until it is answered, and keeps nothing else waiting.

use harness::{
    actor::Actor, app::App, database::Kind, listen::Stream, socket::Socket, soon::eventually, story,
    world::Agency::Alpha,
};
use sea_orm::ConnectionTrait as _;
use serde_json::json;

/// Room for one of the dear ones, and not for two. Whoever is held up is given up by nobody.
const ROOM_FOR_ONE: &[(&str, &str)] = &[
    ("limits.cost", "3000"),
    ("limits.seconds", "120"),
    ("database.statement_timeout_ms", "120000"),
];

/// Costs 2101.
const DEAR: &str = "{ projects(first: 50) { nodes { phases(first: 40) { nodes { id } } } } }";
const WHO: &str = "{ viewer { kind } }";
const HELD: &str = "BEGIN; LOCK TABLE project IN ACCESS EXCLUSIVE MODE";

/// Has a socket ask for two of the dear ones, of which one is sent away; the id of the other, which runs.
async fn one_runs(socket: &mut Socket, ids: [&'static str; 2]) -> &'static str {
    for id in ids {
        socket.subscribe(id, DEAR, json!({})).await;
    }
    let away = socket.next().await;
    let why = &away["payload"][0]["extensions"];
    assert_eq!(
        (&away["type"], &why["code"]),
        (&json!("error"), &json!("UNAVAILABLE")),
        "{away}"
    );
    assert_eq!(why["retryAfter"], 1, "{away}");
    let runs = ids.into_iter().find(|id| away["id"] != *id);
    runs.expect("one of them runs")
}

/// There is no room for what costs much, whichever way it comes, and there is for what does not.
async fn there_is_no_room(visitor: &Actor, socket: &mut Socket) {
    let away = visitor.asks(DEAR).await;
    assert_eq!((away.status, away.codes()), (503, vec!["UNAVAILABLE".to_owned()]));
    assert_eq!(away.body["errors"][0]["extensions"]["retryAfter"], 1, "{}", away.text);
    for accept in ["text/event-stream", "multipart/mixed;subscriptionSpec=1.0"] {
        let stream = Stream::asked(visitor, accept, DEAR, json!({})).await;
        assert_eq!((stream.status(), stream.header("retry-after")), (503, "1"), "{accept}");
    }
    socket.subscribe("dear", DEAR, json!({})).await;
    assert_eq!(socket.refusal("dear").await, ["UNAVAILABLE"]);
    visitor.asks(WHO).await.ok();
    answers(socket, "who", WHO).await;
}

/// Asks, and is answered to the end.
async fn answers(socket: &mut Socket, id: &str, query: &str) {
    socket.subscribe(id, query, json!({})).await;
    answered(socket, id).await;
}

async fn answered(socket: &mut Socket, id: &str) {
    let answer = socket.answer(id).await;
    assert!(answer["data"].is_object() && answer.get("errors").is_none(), "{answer}");
    assert_eq!(socket.next().await, json!({ "id": id, "type": "complete" }));
}

/// On PostgreSQL alone, where somebody who reads can be held up.
#[test]
fn what_costs_much_on_a_socket_keeps_its_room_until_it_is_answered_whether_or_not_its_client_waits() {
    story::tell(Kind::Postgres, async |app: App| {
        let app = app.limited(ROOM_FOR_ONE).await;
        let visitor = app.visitor(Alpha);
        let mut socket = Socket::of(&visitor).await;
        answers(&mut socket, "first", DEAR).await;
        let raw = app.database.raw().await;
        raw.execute_unprepared(HELD).await.unwrap();
        let runs = one_runs(&mut socket, ["1", "2"]).await;
        there_is_no_room(&visitor, &mut socket).await;
        raw.execute_unprepared("ROLLBACK").await.unwrap();
        answered(&mut socket, runs).await;
        // With the answer the room is there again.
        answers(&mut socket, "next", DEAR).await;
        visitor.asks(DEAR).await.ok();

        raw.execute_unprepared(HELD).await.unwrap();
        let runs = one_runs(&mut socket, ["3", "4"]).await;
        // To end it early makes no room: it runs on.
        socket.send(json!({ "id": runs, "type": "complete" })).await;
        there_is_no_room(&visitor, &mut socket).await;
        raw.execute_unprepared("ROLLBACK").await.unwrap();
        eventually(async || visitor.asks(DEAR).await.status == 200).await;
        // What it answered was thrown away.
        answers(&mut socket, "last", DEAR).await;
    });
}
