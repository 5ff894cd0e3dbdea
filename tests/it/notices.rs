//! What an agency processes personal data for, and what it tells people of it.

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    app::{App, NOW},
    on_both,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const PURPOSES: &str = "{ purposes { id version purpose legalBasis asksConsent isEnabled description fields
    rights { right applies because } currentNotice { number } notices { totalCount } } }";

/// A purpose of the reader's agency.
async fn purpose(reader: &Actor, name: &str) -> Value {
    let seen = reader.asks(PURPOSES).await.ok();
    let all = seen.data("/purposes").as_array().unwrap();
    all.iter().find(|purpose| purpose["purpose"] == name).unwrap().clone()
}

/// A notice about news in one language, from now on.
fn notice(is_material: bool) -> Value {
    json!({ "purpose": "CONTACT_NEWS", "texts": [{ "language": "en", "text": "We write to you twice a year." }],
            "retention": "P24M", "isMaterialChange": is_material, "takesEffectAt": NOW })
}

const NOTICE: &str = "notice { id number hash retention isMaterialChange takesEffectAt publishedAt
    texts { language text } recipients { name } processingPurpose { purpose currentNotice { number } } }";

on_both! {
    async fn everybody_reads_what_data_are_processed_for_and_on_which_basis(app: App) {
        for reader in [app.visitor(Alpha), app.person(Alpha, Member)] {
            let seen = reader.asks("{ purposes { purpose legalBasis asksConsent isEnabled currentNotice { id } notices { totalCount } } }").await.ok();
            let one = |purpose: &str, basis: &str, asks: bool| json!({ "purpose": purpose, "legalBasis": basis, "asksConsent": asks,
                "isEnabled": true, "currentNotice": null, "notices": { "totalCount": 0 } });
            assert_eq!(seen.data("/purposes"), &json!([
                one("PARTICIPATION_ADMIN", "PUBLIC_TASK", false),
                one("LEGAL_RECORD", "LEGAL_OBLIGATION", false),
                one("SECURITY_AUDIT", "PUBLIC_TASK", false),
                one("REPRESENTATIVENESS", "CONSENT", true),
                one("REPRESENTATIVENESS_SPECIAL", "EXPLICIT_CONSENT", true),
                one("PUBLIC_ATTRIBUTION", "CONSENT", true),
                one("CONTACT_NEWS", "CONSENT", true),
                one("SHARE_WITH_PARTNER", "CONSENT", true),
                one("RESEARCH", "PUBLIC_TASK", false),
                one("EVALUATION", "PUBLIC_TASK", false),
            ]));
        }
        let news = purpose(&app.visitor(Alpha), "CONTACT_NEWS").await;
        assert_eq!(news["fields"], json!(["Person.email"]));
        let running = purpose(&app.visitor(Alpha), "PARTICIPATION_ADMIN").await;
        for words in ["Contribution.title", "Contribution.body", "InterestDeclaration.publicSummary"] {
            assert!(running["fields"].as_array().unwrap().contains(&json!(words)), "{words} is personal until it is public");
        }
        assert_eq!(news["description"], "To write to you about news and later projects.");
        let rights = news["rights"].as_array().unwrap();
        let withdrawal = json!({ "right": "WITHDRAWAL", "applies": true, "because": "GDPR article 7(3)" });
        assert!(rights.len() == 10 && rights.contains(&withdrawal), "{rights:?}");
        let stranger = app.stranger().asks("{ purposes { id } }").await;
        assert_eq!((stranger.codes(), stranger.data("/purposes")), (vec!["BAD_INPUT".to_owned()], &json!(null)));
    }

    async fn who_answers_for_the_processing_adapts_a_purpose_and_nobody_else(app: App) {
        let shown = "processingPurpose { legalBasis asksConsent isEnabled description version }";
        let seen = purpose(&app.visitor(Alpha), "RESEARCH").await;
        let input = |more: Value| {
            let mut input = json!({ "purpose": "RESEARCH", "version": seen["version"] });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            input
        };
        let consent = input(json!({ "legalBasis": "CONSENT" }));
        for reader in [app.visitor(Alpha), app.person(Alpha, Member), app.person(Alpha, Staff), app.person(Alpha, Auditor)] {
            reader.does("updateProcessingPurpose", consent.clone(), shown).await.refused("FORBIDDEN");
        }
        assert_eq!(purpose(&app.visitor(Alpha), "RESEARCH").await, seen, "nothing changed");
        let steward = app.person(Alpha, DataSteward);
        let done = steward.does("updateProcessingPurpose", consent.clone(), shown).await.ok();
        assert_eq!(done.data("/updateProcessingPurpose/processingPurpose/asksConsent"), &json!(true));
        app.person(Alpha, DataProtectionOfficer).does("updateProcessingPurpose", consent, shown).await.refused("CONFLICT");
        let again = json!({ "purpose": "RESEARCH", "version": done.text("/updateProcessingPurpose/processingPurpose/version"),
            "isEnabled": false, "descriptions": [{ "language": "de", "text": "Zum Forschen." }, { "language": "en", "text": "To study." }] });
        let done = app.person(Alpha, Administrator).does("updateProcessingPurpose", again, shown).await.ok();
        let now = done.data("/updateProcessingPurpose/processingPurpose");
        assert_eq!((&now["legalBasis"], &now["isEnabled"], &now["description"]), (&json!("CONSENT"), &json!(false), &json!("Zum Forschen.")));
        let english = app.visitor(Alpha).asks(r#"{ purposes { purpose description(language: "en-GB") } }"#).await.ok();
        assert!(english.text.contains("To study."));
        assert_eq!(purpose(&app.visitor(Beta), "RESEARCH").await["legalBasis"], "PUBLIC_TASK", "of the neighbour nothing");
        assert_ne!(purpose(&app.visitor(Beta), "RESEARCH").await["id"], seen["id"]);
    }

    async fn t70_what_nobody_could_take_part_without_rests_on_no_consent_and_is_never_off(app: App) {
        let steward = app.person(Alpha, DataSteward);
        for name in ["PARTICIPATION_ADMIN", "LEGAL_RECORD", "SECURITY_AUDIT", "EVALUATION"] {
            let seen = purpose(&steward, name).await;
            let wrong = json!({ "purpose": name, "version": seen["version"], "legalBasis": "CONSENT", "isEnabled": false });
            let refused = steward.does("updateProcessingPurpose", wrong, "processingPurpose { id }").await;
            assert_eq!((refused.codes().len(), refused.inputs()), (2, vec!["input.legalBasis".to_owned(), "input.isEnabled".to_owned()]), "{name}");
            assert_eq!(purpose(&steward, name).await, seen);
        }
        let seen = purpose(&steward, "REPRESENTATIVENESS_SPECIAL").await;
        let wrong = json!({ "purpose": "REPRESENTATIVENESS_SPECIAL", "version": seen["version"], "legalBasis": "PUBLIC_TASK" });
        steward.does("updateProcessingPurpose", wrong, "processingPurpose { id }").await.refused("BAD_INPUT");
    }

    async fn notices_are_numbered_and_hold_from_the_instant_that_they_name(app: App) {
        let officer = app.person(Alpha, DataProtectionOfficer);
        let made = officer.does("createOrganisation", json!({ "name": "Wheels", "actorType": "NGO" }), "organisation { id }").await;
        made.refused("FORBIDDEN");
        let made = app.person(Alpha, Staff).does("createOrganisation", json!({ "name": "Wheels", "actorType": "NGO" }), "organisation { id }").await.ok();
        let organisation = made.text("/createOrganisation/organisation/id");
        let mut first = notice(false);
        first["recipients"] = json!([organisation]);
        first["texts"] = json!([{ "language": "de", "text": "Wir schreiben." }, { "language": "EN", "text": "We write." }]);
        let one = officer.does("publishNotice", first, NOTICE).await.ok();
        let one = one.data("/publishNotice/notice");
        assert_eq!((&one["number"], &one["recipients"], &one["takesEffectAt"]), (&json!(1), &json!([{ "name": "Wheels" }]), &json!("2026-06-15T10:00:00+00:00")));
        assert_eq!(one["texts"], json!([{ "language": "de", "text": "Wir schreiben." }, { "language": "en", "text": "We write." }]));
        assert_eq!(one["processingPurpose"], json!({ "purpose": "CONTACT_NEWS", "currentNotice": { "number": 1 } }));
        assert_eq!(one["hash"].as_str().unwrap().len(), 64);
        let mut second = notice(true);
        second["takesEffectAt"] = json!("2026-06-15T10:01:00Z");
        let two = app.person(Alpha, Administrator).does("publishNotice", second, NOTICE).await.ok();
        let two = two.data("/publishNotice/notice");
        assert_eq!((&two["number"], two["hash"] == one["hash"]), (&json!(2), false));
        app.clock.advance(chrono::Duration::minutes(1) - chrono::Duration::milliseconds(1));
        assert_eq!(purpose(&officer, "CONTACT_NEWS").await["currentNotice"]["number"], 1);
        app.clock.advance(chrono::Duration::milliseconds(1));
        let now = purpose(&app.visitor(Alpha), "CONTACT_NEWS").await;
        assert_eq!((&now["currentNotice"]["number"], &now["notices"]["totalCount"]), (&json!(2), &json!(2)));
        assert_eq!(purpose(&app.visitor(Beta), "CONTACT_NEWS").await["notices"]["totalCount"], 0);
        let read = "query($id: ID!) { node(id: $id) { ... on Notice { number } ... on ProcessingPurpose { purpose } } }";
        for (id, found) in [(&one["id"], json!({ "number": 1 })), (&now["id"], json!({ "purpose": "CONTACT_NEWS" }))] {
            assert_eq!(app.visitor(Alpha).graphql(read, json!({ "id": id })).await.ok().data("/node"), &found);
            assert_eq!(app.founder(Beta).graphql(read, json!({ "id": id })).await.ok().data("/node"), &json!(null));
        }
    }

    async fn a_notice_that_is_none_is_refused_and_nothing_is_published(app: App) {
        let steward = app.person(Alpha, DataSteward);
        for reader in [app.visitor(Alpha), app.person(Alpha, Member), app.person(Alpha, Staff), app.person(Alpha, Auditor)] {
            reader.does("publishNotice", notice(true), NOTICE).await.refused("FORBIDDEN");
        }
        let mut wrong = notice(true);
        wrong["texts"] = json!([{ "language": "en", "text": "One." }, { "language": "EN", "text": "Two." }]);
        wrong["retention"] = json!("two years");
        wrong["takesEffectAt"] = json!("2026-06-15T09:54:59.999Z");
        let refused = steward.does("publishNotice", wrong, NOTICE).await;
        assert_eq!(refused.inputs(), ["input.texts", "input.retention", "input.takesEffectAt"]);
        let made = app.person(Beta, Staff).does("createOrganisation", json!({ "name": "Wheels", "actorType": "NGO" }), "organisation { id }").await.ok();
        for other in [made.text("/createOrganisation/organisation/id"), "organisation_01h455vb4pex5vsknk084sn02q".to_owned()] {
            let mut wrong = notice(true);
            wrong["recipients"] = json!([other]);
            steward.does("publishNotice", wrong, NOTICE).await.refused("NOT_FOUND");
        }
        let made = app.person(Alpha, Staff).does("createOrganisation", json!({ "name": "Wheels", "actorType": "NGO" }), "organisation { id }").await.ok();
        let mut wrong = notice(true);
        wrong["recipients"] = json!(vec![made.text("/createOrganisation/organisation/id"); 2]);
        let twice = steward.does("publishNotice", wrong, NOTICE).await.refused("BAD_INPUT");
        assert_eq!(twice.inputs(), ["input.recipients"]);
        assert_eq!(purpose(&steward, "CONTACT_NEWS").await["notices"]["totalCount"], 0);
        let mut keyed = notice(true);
        keyed["idempotencyKey"] = json!("once");
        let one = steward.does("publishNotice", keyed.clone(), NOTICE).await.ok();
        let two = steward.does("publishNotice", keyed, NOTICE).await.ok();
        assert_eq!(one.data("/publishNotice/notice/id"), two.data("/publishNotice/notice/id"));
        assert_eq!(purpose(&steward, "CONTACT_NEWS").await["notices"]["totalCount"], 1);
    }
}
