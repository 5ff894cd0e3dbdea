//! Documents that callers name by their hash.

use std::fmt::Write as _;

use entity::vocabulary::TenantRole::{Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    on_both,
    world::Agency::{Alpha, Beta},
};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const KIND: &str = "{ viewer { kind } }";
pub(crate) const MISSING: &str = "PERSISTED_QUERY_NOT_FOUND";

pub(crate) fn extension(query: &str) -> Value {
    let mut hash = String::new();
    for byte in Sha256::digest(query) {
        write!(hash, "{byte:02x}").unwrap();
    }
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
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

async fn whole(who: &Actor, query: &str) -> Answer {
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
        assert_eq!(by_hash(&staff, KIND).await.ok().data("/viewer/kind"), "PERSON");
    }

    async fn t12_a_hash_tells_nothing_of_what_another_agency_asks(app: App) {
        whole(&app.person(Alpha, Staff), KIND).await.ok();
        whole(&app.visitor(Alpha), KIND).await.ok();
        for other in [app.person(Beta, Staff), app.visitor(Beta), app.stranger(), app.stranger().bearing("forged")] {
            assert_eq!(by_hash(&other, KIND).await.codes(), [MISSING]);
        }
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
