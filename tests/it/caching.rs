//! What caches may keep of the answers: what is public and was asked by visitors, and nothing else (T147).

use std::fmt::Write as _;

use entity::vocabulary::TenantRole::Staff;
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    database::Kind,
    on_both,
    process::Process,
    project::Project,
    story::Fixture,
    world::Agency::{Alpha, Beta},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::persisted::{MISSING, extension};

const TITLES: &str = "{ tenant { name } projects { nodes { id title } } }";
const PRIVATE: &str = "private, no-store";
const PUBLIC: &str = "public, max-age=0, must-revalidate";

/// Asks by GET, as one who knows the answer of this tag.
async fn got(who: &Actor, parameters: &[(&str, &str)], known: &str) -> Answer {
    let request = who
        .request(Method::GET, &path(parameters))
        .header("if-none-match", known);
    Answer::read(request.send().await.unwrap()).await
}

/// The same for the other form of answer.
async fn got_as_json(who: &Actor, parameters: &[(&str, &str)], known: &str) -> Answer {
    let mut request = who
        .request(Method::GET, &path(parameters))
        .header("if-none-match", known)
        .build()
        .unwrap();
    request
        .headers_mut()
        .insert("accept", "application/json".parse().unwrap());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    Answer::read(client.execute(request).await.unwrap()).await
}

fn path(parameters: &[(&str, &str)]) -> String {
    let mut path = "/graphql?".to_owned();
    for (name, value) in parameters {
        write!(path, "{name}=").unwrap();
        for byte in value.bytes() {
            write!(path, "%{byte:02x}").unwrap();
        }
        path.push('&');
    }
    path
}

/// What an answer says to caches, and its tag.
fn said(answer: &Answer) -> (&str, &str) {
    let header = |name: &str| answer.headers.get(name).map_or("", |value| value.to_str().unwrap());
    (header("cache-control"), header("etag"))
}

on_both! {
    async fn what_is_public_may_be_kept_and_is_asked_for_again_by_its_tag(app: App) {
        let project = Project::active(&app).await;
        let visitor = app.visitor(Alpha);
        let asked = [("query", TITLES)];
        let first = got(&visitor, &asked, "").await.ok();
        let (says, tag) = said(&first);
        assert_eq!((says, tag.len()), (PUBLIC, 66));
        let depends = first.headers["vary"].to_str().unwrap();
        for name in ["authorization", "accept", "origin", "trialogue-tenant", "trialogue-purpose"] {
            assert!(depends.split(", ").any(|one| one == name), "{name} in {depends}");
        }
        let again = got(&visitor, &asked, &format!("\"other\", W/{tag}")).await;
        assert_eq!((again.status, again.text.as_str(), said(&again)), (304, "", (PUBLIC, tag)));
        assert_eq!(again.headers["vary"], first.headers["vary"]);
        // Whoever is shown it later is not shown whose request it was made for.
        for answer in [&first, &again] {
            assert_eq!(answer.headers.get("x-request-id"), None);
        }
        // The other form of the same answer has another tag, and so has that of another agency.
        let json = got_as_json(&visitor, &asked, tag).await.ok();
        assert_ne!(said(&json).1, tag);
        assert_ne!(said(&got(&app.visitor(Beta), &asked, tag).await.ok()).1, tag);

        let state = project.owner.graphql("query($id: ID!) { node(id: $id) { ... on Project { version } } }", json!({ "id": project.id })).await.ok();
        let change = json!({ "project": project.id, "version": state.text("/node/version"), "title": "Another" });
        project.owner.does("updateProject", change, "project { id }").await.ok();
        let changed = got(&visitor, &asked, tag).await.ok();
        assert_eq!(changed.data("/projects/nodes/0/title"), "Another");
        assert_ne!(said(&changed).1, tag);
    }

    async fn texts_in_several_languages_are_kept_apart_by_language_and_others_are_not(app: App) {
        let visitor = app.visitor(Alpha);
        let reader = |languages: &str| visitor.with("accept-language", languages);
        let localised = [("query", "{ criteria { title } }")];
        let spanish = got(&reader("es-MX, en;q=0.5"), &localised, "").await.ok();
        let (says, tag) = said(&spanish);
        assert_eq!(says, PUBLIC);
        let german = got(&reader("de"), &localised, tag).await.ok();
        assert_ne!(said(&german).1, tag);
        assert_ne!(german.text, spanish.text);
        let again = got(&reader("es"), &localised, tag).await;
        assert_eq!(again.status, 304);
        let plain = got(&visitor, &localised, "").await.ok();
        for answer in [&spanish, &german, &again, &plain] {
            let depends = answer.headers["vary"].to_str().unwrap();
            assert!(depends.split(", ").any(|one| one == "accept-language"), "{depends}");
        }

        for same in [TITLES, "{ criteria { title(language: \"de\") } }"] {
            let first = got(&reader("es"), &[("query", same)], "").await.ok();
            assert!(!first.headers["vary"].to_str().unwrap().contains("accept-language"), "{same}");
            let other = got(&reader("de"), &[("query", same)], said(&first).1).await;
            assert_eq!((other.status, said(&other).0), (304, PUBLIC), "{same}");
        }
    }

    async fn t147_nothing_else_is_kept_by_anybody(app: App) {
        let project = Project::active(&app).await;
        let (visitor, staff) = (app.visitor(Alpha), app.person(Alpha, Staff));
        let told = json!({ "cost": true }).to_string();
        // Its field is not public, though nobody is kept from asking.
        let personal = "{ projects { totalCount } viewer { membership { id } } }";
        let hidden = "query($id: ID!) { ... on Query { node(id: $id) { ...all } } } fragment all on Project { title participations { nodes { id } } }";
        let variables = json!({ "id": project.id }).to_string();
        let wrong = json!({ "id": 1 }).to_string();
        for (name, answer) in [
            ("signed in", got(&staff, &[("query", TITLES)], "*").await.ok()),
            ("refused", got(&visitor.bearing("forged"), &[("query", TITLES)], "*").await),
            ("posted", visitor.asks(TITLES).await.ok()),
            ("not public", got(&visitor, &[("query", personal)], "*").await.ok()),
            ("not public in a fragment", got(&visitor, &[("query", hidden), ("variables", &variables)], "*").await),
            ("told its cost", got(&visitor, &[("query", TITLES), ("extensions", &told)], "*").await.ok()),
            ("not valid", got(&visitor, &[("query", "{ nothing }")], "*").await),
            ("of no agency that is there", got(&visitor.with("trialogue-tenant", "nowhere"), &[("query", TITLES)], "*").await),
            ("with a wrong value", got(&visitor, &[("query", hidden), ("variables", &wrong)], "*").await),
            ("for a strange purpose", got(&visitor.reading_for("FUN"), &[("query", TITLES)], "*").await),
        ] {
            assert_eq!(said(&answer), (PRIVATE, ""), "{name}: {}", answer.text);
            assert_ne!(answer.status, 304, "{name}");
        }
    }

    async fn what_visitors_ask_by_its_hash_may_be_kept_like_what_they_ask_whole(app: App) {
        let visitor = app.visitor(Alpha);
        let named = extension(TITLES).to_string();
        let by_hash = [("extensions", &*named)];
        let missing = got(&visitor, &by_hash, "*").await;
        assert_eq!((missing.codes(), said(&missing)), (vec![MISSING.to_owned()], (PRIVATE, "")));
        let both = [("query", TITLES), ("extensions", &*named)];
        let whole = got(&visitor, &both, "").await.ok();
        assert_eq!(said(&whole).0, PUBLIC);
        assert_eq!(got(&visitor, &both, said(&whole).1).await.status, 304);
        let found = got(&visitor, &by_hash, "").await.ok();
        assert_eq!((said(&found), &found.text), (said(&whole), &whole.text));
        assert_eq!(got(&visitor, &by_hash, said(&found).1).await.status, 304);
        // Whoever shows a token has an answer that nobody keeps.
        let staff = app.person(Alpha, Staff);
        got(&staff, &both, "").await.ok();
        assert_eq!(said(&got(&staff, &by_hash, "*").await.ok()), (PRIVATE, ""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_says_for_how_long_it_may_be_shown_without_asking() {
    let database = App::fresh(Kind::Sqlite).await.stop().await;
    let (server, _) = Process::serve_with(&database, &[("TRIALOGUE_CACHING__PUBLIC_SECONDS", "60")]);
    let visitor = server.stranger().with("trialogue-tenant", "alpha");
    let answer = got(&visitor, &[("query", TITLES)], "").await.ok();
    assert_eq!(said(&answer).0, "public, max-age=60, must-revalidate");
    assert_eq!(answer.data("/projects/nodes"), &Value::Array(Vec::new()));
    server.kill();
}
