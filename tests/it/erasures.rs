//! What is left of somebody after an erasure: no value of theirs, whoever wrote it down.

use chrono::TimeDelta;
use entity::vocabulary::TenantRole::{DataProtectionOfficer, DataSteward};
use harness::{
    actor::Actor,
    app::App,
    contribution::{moves, published, seen},
    on_both,
    project::Project,
    world::Agency::Alpha,
};
use serde_json::{Value, json};

use crate::{
    consents::person_of,
    reports::reports,
    restrictions::objects,
    rights::{active_life, erased, everything, holds, step},
};

/// Has staff write this wherever they write of society or of what society contributed.
async fn writes_of(app: &App, project: &Project, contribution: &str, value: &str) {
    let (member, steward) = (&project.society, app.person(Alpha, DataSteward).administering());
    let said = json!({ "reason": value, "article": "17(3)(b)" });
    let asked = async |verb: &str, input: Value| {
        let asked = member.does(verb, input, "request { id }").await.ok();
        let request = asked.text(&format!("/{verb}/request/id"));
        for verb in ["startIdentityCheck", "confirmRequestIdentity"] {
            step(&steward, verb, &request, json!({})).await.ok();
        }
        request
    };
    let request = asked("requestErasure", json!({})).await;
    step(&steward, "refuseDataSubjectRequest", &request, said).await.ok();
    let restriction = json!({ "purpose": "EVALUATION", "details": value });
    let request = asked("requestRestriction", restriction).await;
    for verb in ["fulfilDataSubjectRequest", "closeDataSubjectRequest"] {
        step(&steward, verb, &request, json!({})).await.ok();
    }
    step(&steward, "liftRestriction", &request, json!({ "reason": value }))
        .await
        .ok();

    let report = reports(&project.economy, contribution).await.ok();
    let report = report.data("/reportContribution/report");
    let answer =
        json!({ "report": report["id"], "version": report["version"], "outcome": "DISMISSED", "reason": value });
    project
        .owner
        .does("closeContributionReport", answer, "report { id }")
        .await
        .ok();

    let person = person_of(member).await;
    let reader = app.world.person(Alpha, DataProtectionOfficer).membership.clone();
    let order = json!({ "target": { "person": person }, "readers": [reader], "reason": value });
    let placed = steward.does("placeLegalHold", order, "hold { id version }").await.ok();
    let hold = placed.data("/placeLegalHold/hold");
    let lift = json!({ "hold": hold["id"], "version": hold["version"], "reason": value });
    steward.does("liftLegalHold", lift, "hold { id }").await.ok();
}

pub(crate) async fn own_version(who: &Actor) -> String {
    let seen = who.asks("{ viewer { membership { person { version } } } }").await.ok();
    seen.text("/viewer/membership/person/version")
}

on_both! {
    async fn t155_after_an_erasure_no_value_is_anywhere_on_disk(app: App) {
        let (project, _, public) = active_life(&app).await;
        let asked = json!({ "displayName": "Quetzalina Vork", "legalName": "Quetzalina Anna Vork", "version": own_version(&project.society).await });
        project.society.does("updateMyPerson", asked, "person { id }").await.ok();
        writes_of(&app, &project, &public, "Quetzalina wants too much.").await;
        erased(&app, &project.society).await;
        let steward = app.person(Alpha, DataSteward).administering();
        let answers = "{ legalHolds { nodes { reason liftedReason } } dataSubjectRequests { nodes { outcomes { because } } } }";
        let seen = steward.asks(answers).await.ok();
        assert_eq!(seen.data("/legalHolds/nodes"), &json!([{ "reason": null, "liftedReason": null }]));
        for left in ["17(3)(b)", "Ends on 2026-06-18 (GDPR article 18(3))"] {
            assert!(seen.data("/dataSubjectRequests").to_string().contains(&format!("\"{left}\"")), "{left}: {}", seen.text);
        }
        app.clock.advance(TimeDelta::minutes(1));
        let database = app.stop().await;
        let all = everything(&database);
        let values = ["Quetzalina", "member@alpha.example.org", "zebra crossing", "heron words", "badger words", "zebra", "I asked so."];
        for value in values {
            assert!(!holds(&all, value), "{value} is still there");
        }
        // The search finds what is there.
        assert!(holds(&all, "staff@alpha.example.org") && holds(&all, "says the owner"));
    }

    async fn t75_a_mark_tells_neither_whose_the_words_were_nor_by_which_right_they_went(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let mut words = Vec::new();
        for author in [&project.society, &project.society, &project.economy] {
            words.push(published(author, &project.owner, &phase, "A bench by the mill.").await);
            app.clock.advance(TimeDelta::minutes(1));
        }
        let mut before = Vec::new();
        for id in &words {
            before.push(seen(&app.visitor(Alpha), id).await.text("/node/version"));
        }
        erased(&app, &project.society).await;
        app.clock.advance(TimeDelta::minutes(1));
        objects(&project.economy, "PARTICIPATION_ADMIN").await;
        let asked = "query($id: ID!) { node(id: $id) { ... on Contribution { version state updatedAt trace { kind occurredAt } } } }";
        for (minute, id) in words.iter().enumerate() {
            let at = format!("2026-06-15T10:0{minute}:00+00:00");
            let step = |kind: &str| json!({ "kind": kind, "occurredAt": at });
            let mark = json!({ "version": before[minute], "state": "REDACTED", "updatedAt": at, "trace": [step("SUBMITTED"), step("PUBLISHED"), step("REDACTED")] });
            let seen = app.visitor(Alpha).graphql(asked, json!({ "id": id })).await.ok();
            assert_eq!(seen.data("/node"), &mark);
        }
    }

    async fn t155_what_was_decided_on_words_stays_and_what_staff_wrote_of_it_goes_with_their_author(app: App) {
        let (project, phase, words) = active_life(&app).await;
        let (owner, value) = (&project.owner, "Quetzalina wants too much.");
        let carried_out = published(&project.society, owner, &phase, "A bench by the mill.").await;
        for words in [&words, &carried_out] {
            moves(owner, "startContributionReview", words, json!({})).await.ok();
            moves(owner, "disposeContribution", words, json!({ "outcome": "ACCEPTED", "reason": value })).await.ok();
        }
        project.leads(&phase, &["closePhase", "startPhaseReview", "publishDispositions"]).await;
        let not_done = json!({ "isImplemented": false, "reason": value });
        moves(owner, "recordImplementation", &words, not_done).await.ok();
        moves(owner, "recordImplementation", &carried_out, json!({ "isImplemented": true })).await.ok();
        let asked = "query($id: ID!) { node(id: $id) { ... on Contribution { disposition { outcome reason } trace { kind reason }
            implementation { isImplemented reason } } } }";
        let shown = async |id: &str| app.visitor(Alpha).graphql(asked, json!({ "id": id })).await.ok().data("/node").clone();
        let before = shown(&words).await;
        assert_eq!((&before["disposition"]["reason"], &before["implementation"]["reason"]), (&json!(value), &json!(value)));
        let part = project.society.asks("{ viewer { participations { nodes { id } } } }").await.ok().text("/viewer/participations/nodes/0/id");
        let reveal = json!({ "participation": part, "ground": "LEGAL_ORDER", "reason": value });
        let steward = app.person(Alpha, DataSteward).reading_for("LEGAL_RECORD");
        steward.does("revealPseudonym", reveal, "reveal { id }").await.ok();

        erased(&app, &project.society).await;
        let after = shown(&words).await;
        assert_eq!((&after["disposition"], &after["implementation"]), (&json!({ "outcome": "ACCEPTED", "reason": null }), &json!({ "isImplemented": false, "reason": null })));
        assert!(after["trace"].as_array().unwrap().iter().all(|step| step["reason"].is_null()), "{after}");
        assert_eq!(seen(owner, &words).await.data("/node/state"), "REDACTED");
        assert_eq!(shown(&carried_out).await["implementation"], json!({ "isImplemented": true, "reason": null }));
        app.clock.advance(TimeDelta::minutes(1));
        assert!(!holds(&everything(&app.stop().await), "Quetzalina"));
    }
}
