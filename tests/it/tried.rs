//! What everybody may do to an object, asked and then tried: `viewerCan` beside the mutation.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
};

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    app::App,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::judged::criterion;

/// Asks about an object of any kind.
pub(crate) const ASKED: &str = "query($id: ID!) { node(id: $id) { __typename
    ... on Tenant { viewerCan { ...P } } ... on Membership { viewerCan { ...P } } ... on Invitation { viewerCan { ...P } }
    ... on Client { viewerCan { ...P } } ... on Organisation { viewerCan { ...P } }
    ... on PublicService { viewerCan { ...P } } ... on TenantPolicy { viewerCan { ...P } }
    ... on Person { viewerCan { ...P } } ... on Participation { viewerCan { ...P } }
    ... on Project { viewerCan { ...P } } ... on Phase { viewerCan { ...P } }
    ... on Contribution { viewerCan { ...P } } ... on Evaluation { viewerCan { ...P } }
    ... on InterestDeclaration { viewerCan { ...P } }
    ... on ContributionReport { viewerCan { ...P } }
    ... on RetentionRule { viewerCan { ...P } } ... on LegalHold { viewerCan { ...P } }
    ... on ProcessingPurpose { viewerCan { ...P } } ... on ConsentRecord { viewerCan { ...P } }
    ... on Assessment { viewerCan { ...P } } ... on DataSubjectRequest { viewerCan { ...P } } } }
    fragment P on Permission { action allowed reasons { code because lift } }";

/// Of each action, how often it was said to be allowed and how often to be refused.
#[derive(Default)]
pub(crate) struct Tried(BTreeMap<String, [usize; 2]>);

impl Tried {
    /// Asks everybody about each of these objects, then has them try everything, and compares. Nothing comes of it: what
    /// is tried passes policy and state, and then fails on its version or on an input that is looked at last. The few
    /// verbs that have neither are tried where they do no harm.
    pub(crate) async fn compare(&mut self, app: &App, moment: &str, ids: &[&str]) {
        for (name, actor) in actors(app) {
            for id in ids {
                let asked = actor.graphql(ASKED, json!({ "id": id })).await;
                // Whose membership is suspended asks nothing.
                if asked.status == 401 {
                    continue;
                }
                let asked = asked.ok();
                let permissions = match asked.data("/node") {
                    Value::Null => continue,
                    node => node["viewerCan"].as_array().unwrap().clone(),
                };
                for permission in permissions {
                    let allowed = permission["allowed"].as_bool().unwrap();
                    let action = permission["action"].as_str().unwrap();
                    self.0.entry(action.to_owned()).or_default()[usize::from(!allowed)] += 1;
                    let what = format!("{name}, {moment}: {permission} of {id}");
                    try_it(&actor, id, &permission, &what).await;
                }
            }
        }
    }

    /// Each action of the stories was allowed to somebody and refused to somebody, but for those that no moment of the
    /// story leads to.
    pub(crate) fn both_ways(&self, but_for: &[&str]) {
        let one_sided = self.0.iter().filter(|(_, [yes, no])| *yes == 0 || *no == 0);
        let one_sided: BTreeSet<&str> = one_sided.map(|(action, _)| action.as_str()).collect();
        assert_eq!(one_sided, but_for.iter().copied().collect());
    }
}

async fn try_it(actor: &Actor, id: &str, permission: &Value, what: &str) {
    let action = permission["action"].as_str().unwrap();
    let allowed = permission["allowed"].as_bool().unwrap();
    let reasons = permission["reasons"].as_array().unwrap();
    let codes: Vec<&str> = reasons.iter().map(|reason| reason["code"].as_str().unwrap()).collect();
    assert!(!allowed || codes.is_empty() || codes == ["DECIDED_ON_SUBMIT"], "{what}");
    // What would end the story.
    let last_steps = [
        "ACCEPT_PROJECT_INVITATION",
        "DECLINE_INVITATION",
        "REVOKE_CONSENT",
        "INVALIDATE_CONSENT",
    ];
    if last_steps.contains(&action) && allowed {
        return;
    }
    // What is done to oneself names nobody: on another there is no way to try it, and on oneself it is refused to nobody.
    if id.starts_with("person_") && !allowed && action != "RECORD_PAPER_CONSENT" {
        assert_ne!(own_person(actor).await, id, "{what}");
        return;
    }
    let (verb, input, last) = attempt(action, id);
    let answer = actor.does(&verb, input, "__typename").await;
    let counts = [vec!["PRECONDITION_UNMET"], vec!["ALREADY_EXISTS"]];
    let counted = codes == ["DECIDED_ON_SUBMIT"] && counts.iter().any(|code| answer.codes() == *code);
    let passed =
        answer.body.get("errors").is_none() || answer.codes() == ["CONFLICT"] || answer.inputs() == [last] || counted;
    if allowed {
        assert!(passed, "{what}, but the mutation says {}", answer.text);
    } else {
        assert!(!passed, "{what}, but the mutation was let through: {}", answer.text);
        assert_eq!(answer.codes(), codes, "{what}");
    }
}

/// The person behind somebody; nobody behind a visitor.
async fn own_person(actor: &Actor) -> String {
    let seen = actor.asks("{ viewer { membership { person { id } } } }").await.ok();
    let id = seen.body.pointer("/data/viewer/membership/person/id");
    id.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Everybody who may have something to do, and some who have not.
fn actors(app: &App) -> Vec<(&'static str, Actor)> {
    let of = |role| app.person(Alpha, role);
    vec![
        ("a visitor", app.visitor(Alpha)),
        ("the founder", app.founder(Alpha)),
        ("the neighbour", app.founder(Beta)),
        ("the administrator", of(Administrator)),
        ("staff", of(Staff)),
        ("the steward", of(DataSteward)),
        (
            "the steward for the record",
            of(DataSteward).reading_for("LEGAL_RECORD"),
        ),
        ("the officer", of(DataProtectionOfficer)),
        ("the auditor", of(Auditor)),
        ("the member", of(Member)),
    ]
}

/// The mutation of an action, an input for it, and the part of the input that fails after policy and state have spoken.
fn attempt(action: &str, id: &str) -> (String, Value, &'static str) {
    let (prefix, _) = id.split_once('_').unwrap();
    let (of_object, more, last) = match action {
        "CREATE_PROJECT"
        | "INVITE_MEMBER"
        | "REGISTER_CLIENT"
        | "CREATE_ORGANISATION"
        | "CREATE_PUBLIC_SERVICE"
        | "DRAFT_TENANT_POLICY"
        | "UPDATE_MY_PERSON"
        | "UPDATE_MY_PROFILE"
        | "CLEAR_MY_PROFILE"
        | "EXPORT_MY_DATA"
        | "EXPORT_MY_PORTABLE_DATA"
        | "CREATE_RETENTION_RULE"
        | "PLACE_LEGAL_HOLD"
        | "UPDATE_PROCESSING_PURPOSE"
        | "PUBLISH_NOTICE"
        | "REQUEST_ERASURE"
        | "REQUEST_RECTIFICATION"
        | "REQUEST_RESTRICTION"
        | "OBJECT_TO_PROCESSING"
        | "CHANGE_PASSWORD" => {
            let (more, last) = without_object(action);
            (json!({}), more, last)
        }
        _ => {
            let field = match prefix {
                "publicservice" => "publicService",
                "tenantpolicy" => "policy",
                "datasubjectrequest" => "request",
                "interestdeclaration" => "declaration",
                "contributionreport" => "report",
                "retentionrule" => "rule",
                "legalhold" => "hold",
                "consentrecord" => "record",
                other => other,
            };
            let (more, last) = on_object(action);
            let mut of_object = json!({});
            of_object[field] = json!(id);
            (of_object, more, last)
        }
    };
    let mut input = of_object;
    if let (Some(into), Value::Object(more)) = (input.as_object_mut(), more) {
        into.extend(more);
    }
    (mutation(action), input, last)
}

/// `OPEN_PHASE` as `openPhase`.
fn mutation(action: &str) -> String {
    let mut verb = String::new();
    for (place, word) in action.split('_').enumerate() {
        let lower = word.to_lowercase();
        let (first, rest) = lower.split_at(1);
        verb += &if place == 0 {
            lower.clone()
        } else {
            first.to_uppercase() + rest
        };
    }
    verb
}

fn unknown(prefix: &str) -> String {
    format!("{prefix}_01h455vb4pex5vsknk084sn02q")
}

/// What makes something new, or is about oneself.
fn without_object(action: &str) -> (Value, &'static str) {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    match action {
        "CREATE_PROJECT" => (
            json!({ "title": "t", "summary": "s", "objectOfCocreation": "SERVICE", "visibility": "PUBLIC", "joining": "OPEN",
                    "publicService": unknown("publicservice") }),
            "input.publicService",
        ),
        "INVITE_MEMBER" => (json!({ "email": format!("new{number}@example.org"), "roles": [] }), "-"),
        "REGISTER_CLIENT" => (
            json!({ "name": "n", "sector": "SOCIETY", "organisation": unknown("organisation"), "expiresAt": "2026-12-01T00:00:00Z" }),
            "input.organisation",
        ),
        "CREATE_ORGANISATION" => (
            json!({ "name": format!("Organisation {number}"), "actorType": "NGO" }),
            "-",
        ),
        "CREATE_PUBLIC_SERVICE" => (
            json!({ "title": "t", "description": "d", "competentAuthority": "a" }),
            "-",
        ),
        "DRAFT_TENANT_POLICY" => (json!({ "name": "n", "field": "Person.email", "reason": "r" }), "-"),
        "CHANGE_PASSWORD" => (
            json!({ "currentPassword": "not the one in use", "newPassword": "kettle orchard 41 harbour lamp" }),
            "input.currentPassword",
        ),
        "CREATE_RETENTION_RULE" => (
            json!({ "class": "PERSONAL", "purpose": "SECURITY_AUDIT", "trigger": "CREATED", "duration": "P24M", "disposal": "DELETE" }),
            "-",
        ),
        "PLACE_LEGAL_HOLD" => (
            json!({ "target": { "project": unknown("project") }, "readers": [unknown("membership")], "reason": "r" }),
            "input.target.project",
        ),
        // A purpose goes by its name.
        "UPDATE_PROCESSING_PURPOSE" => (json!({ "purpose": "CONTACT_NEWS", "version": "old" }), "-"),
        "PUBLISH_NOTICE" => (
            json!({ "purpose": "CONTACT_NEWS", "texts": [{ "language": "en", "text": "t" }], "retention": "P24M",
                    "recipients": [unknown("organisation")], "isMaterialChange": false, "takesEffectAt": "2026-12-01T00:00:00Z" }),
            "input.recipients",
        ),
        "EXPORT_MY_DATA" | "EXPORT_MY_PORTABLE_DATA" | "REQUEST_ERASURE" => (json!({}), "-"),
        "REQUEST_RECTIFICATION" => (
            json!({ "object": unknown("contribution"), "field": "Contribution.body", "correction": "c" }),
            "input.object",
        ),
        "REQUEST_RESTRICTION" => (json!({ "details": "d" }), "-"),
        "OBJECT_TO_PROCESSING" => (json!({ "purpose": "RESEARCH", "details": "d" }), "-"),
        "CLEAR_MY_PROFILE" => (json!({ "version": "old", "attributes": ["BIRTH_YEAR"] }), "-"),
        _ => (json!({ "version": "old" }), "-"),
    }
}

fn on_object(action: &str) -> (Value, &'static str) {
    match action {
        "JOIN_PROJECT" => (
            json!({ "sector": "SOCIETY", "expertise": "LAY", "organisation": unknown("organisation") }),
            "input.organisation",
        ),
        "INVITE_PARTICIPANT" => (
            json!({ "email": "new@example.org", "sector": "SOCIETY", "expertise": "LAY", "roles": ["PARTICIPANT"],
                    "organisation": unknown("organisation") }),
            "input.organisation",
        ),
        "ADD_PHASE" => (
            json!({ "type": "CO_COMMISSIONING", "title": "t", "description": "d" }),
            "input.type",
        ),
        "CREATE_EVALUATION" => (
            json!({ "title": "t", "timing": "RETROSPECTIVE", "population": "p", "criteria": [criterion("UC-01")],
                    "phase": unknown("phase"), "closesAt": "2026-12-01T00:00:00Z" }),
            "input.phase",
        ),
        "DRAFT_CONTRIBUTION" | "SUBMIT_CONTRIBUTION" => (
            json!({ "kind": "PROPOSAL", "body": "b", "inReplyTo": unknown("contribution") }),
            "input.inReplyTo",
        ),
        "SUBMIT_ASSESSMENT" => (
            json!({ "answers": [{ "criterion": criterion("TR-01"), "answer": { "score": 3 } }] }),
            "input.answers.0.criterion",
        ),
        // No notice of it is there to be shown.
        "REQUEST_CONSENT" => (json!({ "purpose": "RESEARCH" }), "input.purpose"),
        "RECORD_PAPER_CONSENT" => (
            json!({ "purpose": "CONTACT_NEWS", "notice": unknown("notice"), "decision": "GIVEN", "signedOn": "2026-06-01",
                    "evidenceHash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }),
            "input.notice",
        ),
        "DECLARE_INTEREST" => (
            json!({ "relationship": "OTHER", "publicSummary": "s", "phase": unknown("phase") }),
            "input.phase",
        ),
        "REPORT_CONTRIBUTION" => (json!({ "rule": "SPAM", "reason": "Because." }), "-"),
        "REVEAL_PSEUDONYM" => (json!({ "ground": "LEGAL_ORDER", "reason": "Because." }), "-"),
        "REACT_TO_CONTRIBUTION" => (json!({ "stand": "AGREE" }), "-"),
        "REVOKE_CONSENT" | "INVALIDATE_CONSENT" => (json!({ "reason": "Because." }), "-"),
        "WITHDRAW_REACTION" | "ACCEPT_PROJECT_INVITATION" | "DECLINE_INVITATION" => (json!({}), "-"),
        _ => {
            let mut input = json!({ "version": "old" });
            for (key, value) in with_version(action).as_object().unwrap() {
                input[key] = value.clone();
            }
            (input, "-")
        }
    }
}

fn with_version(action: &str) -> Value {
    match action {
        "EXTEND_PHASE" => json!({ "reason": "Because.", "closesAt": "2027-01-01T00:00:00Z" }),
        "RETURN_PROJECT_TO_DRAFT"
        | "DECLINE_PROJECT"
        | "PAUSE_PROJECT"
        | "CANCEL_PROJECT"
        | "SKIP_PHASE"
        | "CANCEL_PHASE"
        | "SUSPEND_MEMBERSHIP"
        | "REVOKE_CLIENT"
        | "REMOVE_PARTICIPATION"
        | "RETIRE_PUBLIC_SERVICE"
        | "RETIRE_TENANT_POLICY"
        | "LIFT_LEGAL_HOLD"
        | "LIFT_RESTRICTION" => json!({ "reason": "Because." }),
        "HOLD_CONTRIBUTION" | "REJECT_CONTRIBUTION" => json!({ "rule": "OFF_TOPIC", "reason": "Because." }),
        "CLOSE_CONTRIBUTION_REPORT" => json!({ "outcome": "DISMISSED", "reason": "Because." }),
        "DISPOSE_CONTRIBUTION" => json!({ "outcome": "ACCEPTED", "reason": "Because." }),
        "RECORD_IMPLEMENTATION" => json!({ "isImplemented": true }),
        "MARK_SPECIAL_CATEGORY" => json!({ "mayContainSpecialCategory": true }),
        "GRANT_TENANT_ROLE" => json!({ "role": "MEMBER" }),
        "REVOKE_TENANT_ROLE" => json!({ "role": "STAFF" }),
        "GRANT_PROJECT_ROLE" | "REVOKE_PROJECT_ROLE" => json!({ "role": "PARTICIPANT" }),
        "EXTEND_DATA_SUBJECT_REQUEST" => json!({ "months": 1, "reason": "Because." }),
        "REFUSE_DATA_SUBJECT_REQUEST" => json!({ "article": "12(5)", "reason": "Because." }),
        "CHOOSE_BYLINE" => json!({ "precision": "PSEUDONYM" }),
        _ => json!({}),
    }
}
