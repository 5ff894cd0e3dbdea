//! More who sign in than may have passwords hashed, or wait for that: they are told to come back, and whoever asks for anything
//! else is answered meanwhile.

use entity::vocabulary::TenantRole::{Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    database::Kind,
    listen::Stream,
    socket::Socket,
    soon::eventually,
    story,
    world::{Agency::Alpha, PASSWORD},
};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::demand::blocked;

/// One place, and one beside it for those who have passwords hashed; of strangers one may wait for that. Whoever is held up is
/// given up by nobody.
const LITTLE_ROOM: &[(&str, &str)] = &[
    ("limits.concurrent", "1"),
    ("limits.waiting", "4"),
    ("limits.seconds", "120"),
    ("database.statement_timeout_ms", "120000"),
];

const WHO: &str = "{ viewer { kind } }";
const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) { accessToken { value } } }";

fn input(email: &str) -> Value {
    json!({ "input": { "tenant": Alpha.slug(), "email": email, "password": PASSWORD } })
}

async fn signs_in(who: Actor, email: String) -> Answer {
    who.graphql(SIGN_IN, input(&email)).await
}

/// On PostgreSQL alone, where somebody who signs in can be held up and whoever reads is not.
#[test]
fn t121_whoever_signs_in_beyond_the_queue_comes_back_later_and_whoever_asks_is_answered_meanwhile() {
    story::tell(Kind::Postgres, async |app: App| {
        let email = app.world.person(Alpha, Staff).email.clone();
        let app = app.limited(LITTLE_ROOM).await;
        let stranger = app.stranger();
        // When somebody signs in, that is noted once a day with their membership, which somebody else holds.
        let raw = app.database.raw().await;
        raw.execute_unprepared("UPDATE membership SET last_active_on = '2026-06-14'")
            .await
            .unwrap();
        raw.execute_unprepared("BEGIN; UPDATE membership SET last_active_on = last_active_on")
            .await
            .unwrap();
        let first = tokio::spawn(signs_in(stranger.clone(), email.clone()));
        eventually(async || blocked(&app.database).await >= 1).await;

        let more = || signs_in(stranger.clone(), email.clone());
        let (one, two, three) = tokio::join!(more(), more(), more());
        for away in [one, two, three] {
            assert_eq!(
                (away.status, away.codes()),
                (503, vec!["UNAVAILABLE".to_owned()]),
                "{}",
                away.text
            );
            assert_eq!(away.headers["retry-after"], "1");
            assert_eq!(away.body.get("data"), None);
        }
        let stream = Stream::asked(&stranger, "text/event-stream", SIGN_IN, input(&email)).await;
        assert_eq!((stream.status(), stream.header("retry-after")), (503, "1"));
        let mut socket = Socket::of(&stranger).await;
        socket.subscribe("1", SIGN_IN, input(&email)).await;
        assert_eq!(socket.refusal("1").await, ["UNAVAILABLE"]);

        socket.subscribe("2", WHO, json!({})).await;
        assert_eq!(
            socket.answer("2").await,
            json!({ "data": { "viewer": { "kind": "VISITOR" } } })
        );
        for (who, kind) in [(app.visitor(Alpha), "VISITOR"), (app.person(Alpha, Member), "PERSON")] {
            assert_eq!(who.asks(WHO).await.ok().data("/viewer/kind"), kind);
        }
        assert!(!first.is_finished());
        raw.execute_unprepared("ROLLBACK").await.unwrap();
        first.await.unwrap().ok();
        signs_in(stranger, email).await.ok();
    });
}
