//! Documents that callers name by their hash.

use std::fmt::Write as _;

use entity::vocabulary::TenantRole::{Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    contribution::published,
    listen::Stream,
    on_both,
    project::Project,
    socket::Socket,
    world::Agency::{Alpha, Beta},
};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const CHANGED: &str = "subscription($project: ID!) { contributionChanged(project: $project) { id } }";
const KIND: &str = "{ viewer { kind } }";
pub(crate) const MISSING: &str = "PERSISTED_QUERY_NOT_FOUND";

pub(crate) fn hash(query: &str) -> String {
    let mut hash = String::new();
    for byte in Sha256::digest(query) {
        write!(hash, "{byte:02x}").unwrap();
    }
    hash
}

pub(crate) fn extension(query: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash(query) } })
}

/// Asks by the hash alone.
pub(crate) async fn by_hash(who: &Actor, query: &str) -> Answer {
    who.post(json!({ "extensions": extension(query) }).to_string()).await
}

/// Asks by the hash alone, by GET.
async fn by_get(who: &Actor, query: &str) -> Answer {
    let mut path = "/graphql?extensions=".to_owned();
    for byte in extension(query).to_string().bytes() {
        write!(path, "%{byte:02x}").unwrap();
    }
    let request = who.request(Method::GET, &path);
    Answer::read(request.send().await.unwrap()).await
}

/// Begins an operation over a socket by the hash alone.
pub(crate) async fn over_socket(socket: &mut Socket, id: &str, query: &str, variables: Value) {
    let payload = json!({ "extensions": extension(query), "variables": variables });
    socket
        .send(json!({ "id": id, "type": "subscribe", "payload": payload }))
        .await;
}

/// Asks for a stream by the hash alone.
pub(crate) async fn over_stream(who: &Actor, query: &str, variables: Value) -> Stream {
    let body = json!({ "extensions": extension(query), "variables": variables });
    let mut request = who
        .request(Method::POST, "/graphql")
        .header("content-type", "application/json")
        .body(body.to_string())
        .build()
        .unwrap();
    request
        .headers_mut()
        .insert("accept", "text/event-stream".parse().unwrap());
    Stream::sent(who, request).await
}

pub(crate) async fn whole(who: &Actor, query: &str) -> Answer {
    who.post(json!({ "query": query, "extensions": extension(query) }).to_string())
        .await
}

on_both! {
    async fn a_document_is_sent_whole_once_and_by_its_hash_from_then_on(app: App) {
        let staff = app.person(Alpha, Staff);
        for missing in [by_hash(&staff, KIND).await, by_get(&staff, KIND).await] {
            assert_eq!((missing.status, missing.codes()), (400, vec![MISSING.to_owned()]), "{}", missing.text);
            assert_eq!(missing.body["errors"][0]["message"], "PersistedQueryNotFound");
            assert_eq!(missing.body.get("data"), None);
        }
        assert_eq!(whole(&staff, KIND).await.ok().data("/viewer/kind"), "PERSON");
        for known in [by_hash(&staff, KIND).await, by_get(&staff, KIND).await] {
            assert_eq!(known.ok().data("/viewer/kind"), "PERSON");
        }
        // What is kept is the text, and no answer of anybody.
        let member = app.person(Alpha, Member).without("authorization").with("trialogue-tenant", "alpha");
        assert_eq!(by_hash(&member, KIND).await.codes(), [MISSING]);
        assert_eq!(whole(&member, KIND).await.ok().data("/viewer/kind"), "VISITOR");
        assert_eq!(by_hash(&member, KIND).await.ok().data("/viewer/kind"), "VISITOR");
        assert_eq!(by_hash(&staff, KIND).await.ok().data("/viewer/kind"), "PERSON");
    }

    async fn t12_a_hash_tells_nothing_of_what_another_agency_asks(app: App) {
        whole(&app.person(Alpha, Staff), KIND).await.ok();
        whole(&app.visitor(Alpha), KIND).await.ok();
        for other in [app.person(Beta, Staff), app.visitor(Beta), app.stranger(), app.stranger().bearing("forged")] {
            assert_eq!(by_hash(&other, KIND).await.codes(), [MISSING]);
        }
    }

    async fn t12_of_who_names_no_agency_or_shows_a_token_that_is_no_good_nothing_is_kept(app: App) {
        for nobody in [app.stranger(), app.stranger().bearing("forged"), app.visitor(Alpha).bearing("forged")] {
            whole(&nobody, KIND).await;
            assert_eq!(by_hash(&nobody, KIND).await.codes(), [MISSING]);
        }
        for other in [app.person(Alpha, Staff), app.visitor(Alpha)] {
            assert_eq!(by_hash(&other, KIND).await.codes(), [MISSING]);
        }
    }

    async fn t12_of_visitors_nothing_is_kept_that_tells_what_one_of_them_asks(app: App) {
        let visitor = app.visitor(Alpha);
        whole(&visitor, KIND).await.ok();
        by_hash(&visitor, KIND).await.ok();
        for other in [app.person(Alpha, Staff), app.visitor(Beta), app.stranger(), visitor.bearing("forged")] {
            assert_eq!(by_hash(&other, KIND).await.codes(), [MISSING]);
        }
        for telling in ["{ project(slug: \"secret\") { title } }", "{ viewer { membership { id } } }"] {
            whole(&visitor, telling).await.ok();
            assert_eq!(by_hash(&visitor, telling).await.codes(), [MISSING], "{telling}");
        }
    }

    async fn a_subscription_goes_by_its_hash_over_a_socket_and_a_stream_too(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let (reader, asked) = (&app.person(Alpha, Staff), json!({ "project": project.id }));
        let mut socket = Socket::of(reader).await;
        over_socket(&mut socket, "1", CHANGED, asked.clone()).await;
        assert_eq!(socket.refusal("1").await, [MISSING]);
        let mut stream = over_stream(reader, CHANGED, asked.clone()).await;
        let (_, data) = stream.event().await.expect("it says what is wrong");
        assert_eq!(data["errors"][0]["extensions"]["code"], MISSING);

        // Whole once, with its hash, and by the hash alone from then on, whichever way it came.
        let payload = json!({ "query": CHANGED, "extensions": extension(CHANGED), "variables": asked });
        socket.send(json!({ "id": "2", "type": "subscribe", "payload": payload })).await;
        over_socket(&mut socket, "3", CHANGED, asked.clone()).await;
        socket.send(json!({ "type": "ping" })).await;
        assert_eq!(socket.next().await, json!({ "type": "pong" }), "both listen");
        let mut stream = over_stream(reader, CHANGED, asked.clone()).await;
        assert_eq!(stream.until("\n\n").await.as_deref(), Some(":"), "it listens");
        let id = json!(published(&project.society, &project.owner, &phase, "One.").await);
        let mut told = [socket.next().await, socket.next().await];
        told.sort_by_key(|message| message["id"].to_string());
        assert_eq!([&told[0]["id"], &told[1]["id"]], ["2", "3"]);
        for message in &told {
            assert_eq!(message["payload"]["data"]["contributionChanged"]["id"], id);
        }
        let (_, data) = stream.event().await.expect("an event comes");
        assert_eq!(data["data"]["contributionChanged"]["id"], id);

        // What one agency's callers sent is not there for another's here either (T12).
        let mut other = Socket::of(&app.person(Beta, Staff)).await;
        over_socket(&mut other, "1", CHANGED, asked).await;
        assert_eq!(other.refusal("1").await, [MISSING]);
        let wrong = json!({ "query": KIND, "extensions": extension(CHANGED) });
        other.send(json!({ "id": "2", "type": "subscribe", "payload": wrong })).await;
        assert_eq!(other.refusal("2").await, ["BAD_INPUT"]);
    }

    async fn a_document_by_its_hash_is_checked_like_any(app: App) {
        let staff = app.person(Alpha, Staff);
        let wrong = json!({ "query": KIND, "extensions": extension("{ other }") }).to_string();
        let wrong = staff.post(wrong).await;
        assert_eq!((wrong.status, wrong.codes()), (400, vec!["BAD_INPUT".to_owned()]));
        for bad in ["{ nothing }", "{", "{ a(b: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["] {
            assert_eq!(whole(&staff, bad).await.status, 400);
            assert_eq!(by_hash(&staff, bad).await.codes(), [MISSING], "{bad}");
        }
        let mutation = "mutation { createProject(input: { title: \"t\", summary: \"s\", objectOfCocreation: SERVICE, visibility: PUBLIC, joining: OPEN }) { project { id } } }";
        whole(&staff, mutation).await.ok();
        assert_eq!(by_get(&staff, mutation).await.status, 405);
        assert_eq!(staff.asks("{ projects { totalCount } }").await.ok().data("/projects/totalCount"), 1);
        for bad in [json!({}), json!({ "version": 2, "sha256Hash": "00" }), json!("x")] {
            let answer = staff.post(json!({ "query": KIND, "extensions": { "persistedQuery": bad } }).to_string()).await;
            assert_eq!(answer.inputs(), ["extensions.persistedQuery"]);
        }
    }
}
