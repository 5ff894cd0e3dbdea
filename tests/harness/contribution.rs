//! Contributions, for stories that are told about them.

use serde_json::{Value, json};

use crate::{actor::Actor, answer::Answer};

const SHOWN: &str = "contribution { id version state body title byline { name } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { ... on Contribution {
    id version state kind title body language threadDepth createdAt submittedAt publishedAt updatedAt
    mayContainSpecialCategory byline { name } author { id } inReplyTo { id } phase { id }
    moderation { rule reason decidedAt moderator { id } }
    disposition { outcome reason publishedAt mergedInto { id } }
    proposedDisposition { outcome reason publishedAt mergedInto { id } }
    implementation { isImplemented reason } trace { kind occurredAt reason }
    replies { totalCount nodes { id } } mergedContributions { totalCount nodes { id } } } } }";

/// Has somebody give a proposal with this text to a phase, with `more` of the input.
pub async fn submits(who: &Actor, phase: &str, body: &str, more: Value) -> Answer {
    who.does("submitContribution", input(phase, body, more), SHOWN).await
}

/// The same as a draft.
pub async fn drafts(who: &Actor, phase: &str, body: &str, more: Value) -> Answer {
    who.does("draftContribution", input(phase, body, more), SHOWN).await
}

/// Has somebody submit a proposal; answers with its id.
pub async fn submitted(who: &Actor, phase: &str, body: &str) -> String {
    let made = submits(who, phase, body, json!({})).await.ok();
    made.text("/submitContribution/contribution/id")
}

/// Has an author submit a proposal and a moderator publish it; answers with its id.
pub async fn published(author: &Actor, moderator: &Actor, phase: &str, body: &str) -> String {
    let id = submitted(author, phase, body).await;
    moves(moderator, "publishContribution", &id, json!({})).await.ok();
    id
}

/// Has somebody call a mutation of a contribution that they know of, with its version of now.
pub async fn moves(who: &Actor, verb: &str, id: &str, more: Value) -> Answer {
    let version = seen(who, id).await.text("/node/version");
    moves_from(who, verb, id, &version, more).await
}

/// The same with a version known from elsewhere.
pub async fn moves_from(who: &Actor, verb: &str, id: &str, version: &str, more: Value) -> Answer {
    let mut input = json!({ "contribution": id, "version": version });
    merge(&mut input, more);
    who.does(verb, input, SHOWN).await
}

/// Everything of a contribution, as somebody sees it.
pub async fn seen(who: &Actor, id: &str) -> Answer {
    let answer = who.graphql(NODE, json!({ "id": id })).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer
}

fn input(phase: &str, body: &str, more: Value) -> Value {
    let mut input = json!({ "phase": phase, "kind": "PROPOSAL", "body": body });
    merge(&mut input, more);
    input
}

fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}
