//! Streams over plain HTTP: server-sent events, and answers in parts.

use chrono::Duration;
use harness::{app::App, contribution::published, listen::Stream, on_both, project::Project, world::Agency::Alpha};
use reqwest::Method;
use serde_json::{Value, json};

const CHANGED: &str = "subscription($project: ID!, $after: String) {
    contributionChanged(project: $project, after: $after) { id kind cursor } }";
const EVENTS: &str = "text/event-stream";
const PARTS: &str = "multipart/mixed;boundary=\"graphql\";subscriptionSpec=1.0,application/json";

on_both! {
    async fn events_come_as_server_sent_events_and_go_on_from_a_cursor(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let visitor = app.visitor(Alpha);
        let mut stream = Stream::asked(&visitor, EVENTS, CHANGED, json!({ "project": project.id })).await;
        assert_eq!(stream.status(), 200);
        assert_eq!(stream.header("content-type"), "text/event-stream; charset=utf-8");
        assert_eq!(stream.header("cache-control"), "no-cache, no-store");
        let id = published(&project.society, &project.owner, &phase, "One.").await;
        let (name, data) = stream.event().await.expect("an event comes");
        assert_eq!((name.as_str(), &data["data"]["contributionChanged"]["id"]), ("next", &json!(id)));
        let cursor = data["data"]["contributionChanged"]["cursor"].clone();
        drop(stream);
        let two = published(&project.society, &project.owner, &phase, "Two.").await;
        let mut stream = Stream::asked(&visitor, EVENTS, CHANGED, json!({ "project": project.id, "after": cursor })).await;
        let (_, data) = stream.event().await.expect("an event comes");
        assert_eq!(data["data"]["contributionChanged"]["id"], json!(two));
        // A client that reads the end of the operation does not come back.
        let (_, left) = tokio::join!(app.stop(), stream.broken_off());
        assert!(!left.contains("event"), "{left}");
    }

    async fn a_query_answers_once_and_what_is_wrong_is_told_inside_the_stream(app: App) {
        let visitor = app.visitor(Alpha);
        let project = Project::active(&app).await;
        let mut stream = Stream::asked(&visitor, EVENTS, "{ __typename }", json!({})).await;
        assert_eq!(stream.event().await, Some(("next".to_owned(), json!({ "data": { "__typename": "Query" } }))));
        assert_eq!(stream.event().await, Some(("complete".to_owned(), Value::Null)));
        assert_eq!(stream.event().await, None);
        for (query, code) in [
            ("{", "DOCUMENT_INVALID"), ("{ nothing }", "DOCUMENT_INVALID"),
            ("subscription { contributionChanged(project: \"x\") { id } }", "NOT_FOUND"),
        ] {
            let mut stream = Stream::asked(&visitor, EVENTS, query, json!({})).await;
            assert_eq!(stream.status(), 200);
            let (name, data) = stream.event().await.expect("it says what is wrong");
            assert_eq!((name.as_str(), &data["errors"][0]["extensions"]["code"], data.get("data")), ("next", &json!(code), None));
            assert_eq!(stream.event().await.expect("and ends").0, "complete");
        }
        let query = CHANGED.replace(char::is_whitespace, "+").replace('$', "%24");
        let variables = format!("%7B%22project%22:%22{}%22%7D", project.id);
        let get = visitor.request(Method::GET, &format!("/graphql?query={query}&variables={variables}"));
        let mut request = get.build().unwrap();
        request.headers_mut().insert("accept", EVENTS.parse().unwrap());
        let stream = Stream::sent(&visitor, request).await;
        assert_eq!((stream.status(), stream.header("content-type")), (200, "text/event-stream; charset=utf-8"));

        let get = visitor.request(Method::GET, "/graphql?query=mutation%7B__typename%7D");
        let mut request = get.build().unwrap();
        request.headers_mut().insert("accept", EVENTS.parse().unwrap());
        let stream = Stream::sent(&visitor, request).await;
        assert_eq!((stream.status(), stream.header("allow")), (405, "POST"));
        let stream = Stream::asked(&visitor.bearing("nonsense"), EVENTS, "{ __typename }", json!({})).await;
        assert_eq!((stream.status(), stream.header("www-authenticate")), (401, "Bearer error=\"invalid_token\""));
    }

    async fn a_stream_ends_with_its_token(app: App) {
        let project = Project::active(&app).await;
        let mut stream = Stream::asked(&project.society, EVENTS, CHANGED, json!({ "project": project.id })).await;
        app.clock.advance(Duration::minutes(16));
        let (_, data) = stream.event().await.expect("it says why");
        assert_eq!(data["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        assert_eq!(stream.event().await.expect("and ends").0, "complete");
        assert_eq!(stream.event().await, None);
    }

    async fn events_come_in_parts(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let visitor = app.visitor(Alpha);
        let mut stream = Stream::asked(&visitor, PARTS, CHANGED, json!({ "project": project.id })).await;
        // Apollo's client for iOS and Python's gql look for the words as they stand.
        assert_eq!(stream.header("content-type"), "multipart/mixed; boundary=graphql; subscriptionSpec=1.0");
        assert_eq!(stream.until("--graphql").await.as_deref(), Some("\r\n"));
        let id = published(&project.society, &project.owner, &phase, "One.").await;
        let part = stream.part().await.expect("a part comes");
        assert_eq!(part["payload"]["data"]["contributionChanged"]["id"], json!(id));
        let (_, left) = tokio::join!(app.stop(), stream.broken_off());
        assert!(!left.contains("--\r\n"), "{left}");
    }

    async fn what_ends_a_stream_in_parts_stands_beside_the_payload(app: App) {
        let project = Project::active(&app).await;
        let asked = json!({ "project": project.id });
        // What is wrong with the operation stands within it.
        let mut stream = Stream::asked(&project.society, PARTS, "subscription { nothing }", json!({})).await;
        assert_eq!(stream.until("--graphql").await.as_deref(), Some("\r\n"));
        let part = stream.part().await.expect("it says what is wrong");
        assert_eq!(part["payload"]["errors"][0]["extensions"]["code"], "DOCUMENT_INVALID");
        assert_eq!((part.get("errors"), part["payload"].get("data")), (None, None));
        assert_eq!(stream.until("\r\n").await.as_deref(), Some("--"));

        let mut stream = Stream::asked(&project.society, PARTS, CHANGED, asked).await;
        assert_eq!(stream.until("--graphql").await.as_deref(), Some("\r\n"));
        app.clock.advance(Duration::minutes(16));
        let part = stream.part().await.expect("it says why");
        assert_eq!(part["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
        assert_eq!(part.get("payload"), Some(&Value::Null));
        assert_eq!(stream.until("\r\n").await.as_deref(), Some("--"));
        assert_eq!(stream.until("\r\n").await, None);
    }

    async fn who_wants_one_answer_most_gets_one(app: App) {
        let accept = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed";
        let stream = Stream::asked(&app.visitor(Alpha), accept, "{ __typename }", json!({})).await;
        assert_eq!(stream.header("content-type"), "application/graphql-response+json; charset=utf-8");
        // A subscription has none.
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let mut stream = Stream::asked(&app.visitor(Alpha), accept, CHANGED, json!({ "project": project.id })).await;
        assert_eq!(stream.header("content-type"), "text/event-stream; charset=utf-8");
        let id = published(&project.society, &project.owner, &phase, "One.").await;
        let (_, data) = stream.event().await.expect("an event comes");
        assert_eq!(data["data"]["contributionChanged"]["id"], json!(id));
        let without = Stream::asked(&app.visitor(Alpha), "application/json, */*", CHANGED, json!({ "project": project.id })).await;
        assert_eq!((without.status(), without.header("content-type")), (200, "application/json; charset=utf-8"));
    }
}
