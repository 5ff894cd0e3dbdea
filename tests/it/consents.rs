//! What people say to a purpose: they alone, at any time, and it acts on the next read.

use chrono::Duration;
use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::{App, NOW},
    contribution::{moves, submits},
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::judged::{Story, criterion};

const STEP: &str = "consent { state isValid isStale } receipt { id }";
const EVIDENCE: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// Publishes a notice of a purpose that takes effect at `from`; answers with its id.
pub(crate) async fn publishes(app: &App, purpose: &str, is_material: bool, from: &str) -> String {
    publishes_to(app, purpose, is_material, from, &[]).await
}

/// The same, which names who receives the data.
pub(crate) async fn publishes_to(
    app: &App,
    purpose: &str,
    is_material: bool,
    from: &str,
    recipients: &[&str],
) -> String {
    let input = json!({ "purpose": purpose, "texts": [{ "language": "en", "text": "What we do." }], "recipients": recipients,
                        "retention": "P24M", "isMaterialChange": is_material, "takesEffectAt": from });
    let done = app
        .person(Alpha, DataSteward)
        .does("publishNotice", input, "notice { id }")
        .await
        .ok();
    done.text("/publishNotice/notice/id")
}

/// The person behind a reader.
pub(crate) async fn person_of(reader: &Actor) -> String {
    let own = reader.asks("{ viewer { membership { person { id } } } }").await.ok();
    own.text("/viewer/membership/person/id")
}

/// Gives consent to a notice.
pub(crate) async fn gives(who: &Actor, purpose: &str, notice: &str, more: Value) -> Answer {
    let mut input = json!({ "purpose": purpose, "notice": notice, "language": "en" });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    who.does("giveConsent", input, STEP).await
}

/// Has somebody of agency Alpha consent to be named in public.
pub(crate) async fn consents_to_a_name(app: &App, who: &Actor) {
    let notice = publishes(app, "PUBLIC_ATTRIBUTION", false, NOW).await;
    gives(who, "PUBLIC_ATTRIBUTION", &notice, json!({})).await.ok();
}

/// What a reader gets of a person's address and name.
async fn reads(reader: &Actor, person: &str) -> Answer {
    let query = "query($id: ID!) { node(id: $id) { ... on Person { email displayName } } }";
    reader.graphql(query, json!({ "id": person })).await.ok()
}

/// Somebody of agency Alpha, signed in anew.
pub(crate) async fn again(app: &App, role: entity::vocabulary::TenantRole) -> Actor {
    app.stranger().signed_in(&app.world.person(Alpha, role).email).await
}

/// Where a reader stands with a purpose.
async fn stands(who: &Actor, purpose: &str) -> Value {
    let own = who
        .asks(
            "{ viewer { consents { processingPurpose { purpose } attribute recipient { name } state isValid isStale
        records { totalCount } } } }",
        )
        .await
        .ok();
    let all = own.data("/viewer/consents").as_array().unwrap().clone();
    all.into_iter()
        .find(|consent| consent["processingPurpose"]["purpose"] == purpose)
        .unwrap()
}

/// Says no to whatever an agency usually asks for.
async fn refuses_everything(who: &Actor) {
    let plain = [NEWS, "PUBLIC_ATTRIBUTION"].map(|purpose| json!({ "purpose": purpose }));
    let ordinary = ["BIRTH_YEAR", "POSTAL_ADDRESS", "GENDER", "EDUCATION"]
        .map(|attribute| json!({ "purpose": "REPRESENTATIVENESS", "attribute": attribute }));
    let special = ["DISABILITY", "MIGRATION_BACKGROUND"]
        .map(|attribute| json!({ "purpose": "REPRESENTATIVENESS_SPECIAL", "attribute": attribute }));
    for input in plain.into_iter().chain(ordinary).chain(special) {
        let refused = who.does("refuseConsent", input, STEP).await.ok();
        assert_eq!(refused.data("/refuseConsent/consent/state"), "REFUSED");
    }
}

const NEWS: &str = "CONTACT_NEWS";

on_both! {
    async fn r22_t36_a_field_by_consent_opens_while_it_stands_and_refuses_alike_in_every_other_state(app: App) {
        let (member, steward) = (app.person(Alpha, Member), app.person(Alpha, DataSteward));
        let reader = app.person(Alpha, Staff).reading_for(NEWS);
        let id = person_of(&member).await;
        Project::active(&app).await;
        let parts = member.asks("{ viewer { participations { nodes { id } } } }").await.ok();
        let part_id = parts.text("/viewer/participations/nodes/0/id");
        let notice = publishes(&app, NEWS, false, NOW).await;
        let refusal = reads(&reader, &id).await;
        assert_eq!(refusal.data("/node/email"), &json!(null));
        assert!(refusal.redacted().contains(&"CONSENT_REQUIRED node.email".to_owned()), "{:?}", refusal.redacted());
        let mut record = String::new();
        for (verb, state) in [
            ("requestConsent", "REQUESTED"), ("deferConsent", "DEFERRED"), ("refuseConsent", "REFUSED"), ("giveConsent", "GIVEN"),
            ("withdrawConsent", "WITHDRAWN"), ("requestConsent", "REQUESTED"), ("giveConsent", "RENEWED"), ("revokeConsent", "REVOKED"),
            ("giveConsent", "RENEWED"), ("invalidateConsent", "INVALIDATED"), ("giveConsent", "RENEWED"), ("giveConsent", "RENEWED"),
        ] {
            let by_agency = |input: Value| steward.does(verb, input, "record { id }");
            let done = match verb {
                "requestConsent" => by_agency(json!({ "participation": part_id, "purpose": NEWS })).await.ok(),
                "revokeConsent" | "invalidateConsent" => by_agency(json!({ "record": record, "reason": "Decided." })).await.ok(),
                "giveConsent" => gives(&member, NEWS, &notice, json!({})).await.ok(),
                _ => member.does(verb, json!({ "purpose": NEWS }), "consent { records(first: 1) { nodes { id } } }").await.ok(),
            };
            if verb == "giveConsent" {
                record = done.text("/giveConsent/receipt/id");
            }
            assert_eq!(stands(&member, NEWS).await["state"], state);
            let seen = reads(&reader, &id).await;
            if ["GIVEN", "RENEWED"].contains(&state) {
                assert_eq!(seen.data("/node/email"), "member@alpha.example.org", "{state}");
            } else {
                assert_eq!(seen.text, refusal.text, "{state} looks like never asked");
            }
        }
        // Two years later its time is over, from that very millisecond on.
        let end: chrono::DateTime<chrono::Utc> = "2028-06-15T10:00:00Z".parse().unwrap();
        app.clock.advance(end - app.clock.now() - Duration::milliseconds(1));
        let (member, reader) = (again(&app, Member).await, again(&app, Staff).await.reading_for(NEWS));
        assert_eq!(reads(&reader, &id).await.data("/node/email"), "member@alpha.example.org");
        app.clock.advance(Duration::milliseconds(1));
        assert_eq!(reads(&reader, &id).await.text, refusal.text);
        let over = stands(&member, NEWS).await;
        assert_eq!((&over["state"], &over["isValid"]), (&json!("EXPIRED"), &json!(false)));
        let steps = over["records"]["totalCount"].as_i64().unwrap();
        member.does("withdrawConsent", json!({ "purpose": NEWS }), STEP).await.refused("INVALID_TRANSITION");
        gives(&member, NEWS, &notice, json!({})).await.ok();
        let renewed = stands(&member, NEWS).await;
        assert_eq!((&renewed["state"], renewed["records"]["totalCount"].as_i64()), (&json!("RENEWED"), Some(steps + 2)), "the expiry stands in the chain");
    }

    async fn r23_t69_only_the_person_gives_and_withdraws(app: App) {
        let member = app.person(Alpha, Member);
        let notice = publishes(&app, NEWS, false, NOW).await;
        for nobody in [app.visitor(Alpha), app.stranger().with("trialogue-tenant", "beta")] {
            gives(&nobody, NEWS, &notice, json!({})).await.refused("SUBJECT_ONLY");
            for verb in ["refuseConsent", "deferConsent", "withdrawConsent"] {
                nobody.does(verb, json!({ "purpose": NEWS }), "consent { state }").await.refused("SUBJECT_ONLY");
            }
        }
        // No verb takes another's name but the one for paper, which wants proof, and is no administrator's.
        let id = person_of(&member).await;
        let paper = |decision: &str| json!({ "person": id, "purpose": NEWS, "notice": notice, "decision": decision,
            "signedOn": "2026-06-15", "evidenceHash": EVIDENCE });
        let shown = "record { id state channel evidenceHash signedOn subject { id } }";
        for other in [app.person(Alpha, Administrator), app.person(Alpha, Staff), app.person(Alpha, DataProtectionOfficer), app.person(Alpha, Auditor)] {
            other.does("recordPaperConsent", paper("GIVEN"), shown).await.refused("FORBIDDEN");
        }
        app.founder(Beta).does("recordPaperConsent", paper("GIVEN"), shown).await.refused("NOT_FOUND");
        let steward = app.person(Alpha, DataSteward);
        let mut without = paper("GIVEN");
        without["evidenceHash"] = json!("");
        without["signedOn"] = json!("2026-06-17");
        let refused = steward.does("recordPaperConsent", without, shown).await;
        assert_eq!(refused.inputs(), ["input.evidenceHash", "input.signedOn"]);
        let own = person_of(&steward).await;
        let mut for_oneself = paper("GIVEN");
        for_oneself["person"] = json!(own);
        steward.does("recordPaperConsent", for_oneself, shown).await.refused("FORBIDDEN");
        assert_eq!(stands(&member, NEWS).await["state"], "UNKNOWN", "nothing changed");
        let done = steward.administering().does("recordPaperConsent", paper("GIVEN"), shown).await.ok();
        let record = done.data("/recordPaperConsent/record");
        assert_eq!((&record["channel"], &record["evidenceHash"], &record["signedOn"], &record["subject"]["id"]),
            (&json!("PAPER"), &json!(EVIDENCE), &json!("2026-06-15"), &json!(id)));
        // The person reads it, and takes it back without paper.
        let told = member.asks("{ viewer { consents { state records(first: 1) { nodes { channel recordedBy { id } } } } } }").await.ok();
        assert!(told.text.contains("\"channel\":\"PAPER\""), "{}", told.text);
        member.does("withdrawConsent", json!({ "purpose": NEWS }), STEP).await.ok();
        steward.does("recordPaperConsent", paper("WITHDRAWN"), shown).await.refused("INVALID_TRANSITION");
        steward.does("recordPaperConsent", paper("REFUSED"), shown).await.ok();
        assert_eq!(stands(&member, NEWS).await["state"], "REFUSED");
    }

    async fn r23_a_paper_of_before_does_not_overrule_what_the_person_decided_since(app: App) {
        let member = app.person(Alpha, Member);
        let notice = publishes(&app, NEWS, false, NOW).await;
        let id = person_of(&member).await;
        let steward = app.person(Alpha, DataSteward);
        let records = async |decision: &str, day: &str| {
            let input = json!({ "person": id, "purpose": NEWS, "notice": notice, "decision": decision, "signedOn": day,
                "evidenceHash": EVIDENCE });
            steward.does("recordPaperConsent", input, "record { state expiresAt }").await
        };
        records("GIVEN", "2026-06-14").await.refused("PRECONDITION_UNMET");
        records("REFUSED", "2026-06-14").await.ok();
        app.clock.advance(Duration::days(10));
        let (member, steward) = (again(&app, Member).await, again(&app, DataSteward).await);
        let records = async |decision: &str, day: &str| {
            let input = json!({ "person": id, "purpose": NEWS, "notice": notice, "decision": decision, "signedOn": day,
                "evidenceHash": EVIDENCE });
            steward.administering().does("recordPaperConsent", input, "record { state expiresAt }").await
        };
        // Two years from the day on the paper, not from the day on which somebody came to record it.
        let given = records("GIVEN", "2026-06-20").await.ok();
        assert_eq!(given.data("/recordPaperConsent/record"), &json!({ "state": "GIVEN", "expiresAt": "2028-06-20T00:00:00+00:00" }));
        member.does("withdrawConsent", json!({ "purpose": NEWS }), STEP).await.ok();
        for day in ["2026-06-21", "2026-06-24", "2026-06-25"] {
            records("GIVEN", day).await.refused("PRECONDITION_UNMET");
        }
        assert_eq!(stands(&member, NEWS).await["state"], "WITHDRAWN", "nothing changed");
        gives(&member, NEWS, &notice, json!({})).await.ok();
        records("WITHDRAWN", "2026-06-24").await.refused("PRECONDITION_UNMET");
        assert_eq!(stands(&member, NEWS).await["state"], "RENEWED");
        // Of one day what takes back is heard.
        records("WITHDRAWN", "2026-06-25").await.ok();
        assert_eq!(stands(&member, NEWS).await["state"], "WITHDRAWN");
        // A paper whose time is over gives nothing.
        app.clock.advance(Duration::days(800));
        let steward = again(&app, DataSteward).await;
        let input = json!({ "person": id, "purpose": NEWS, "notice": notice, "decision": "GIVEN", "signedOn": "2026-06-26",
            "evidenceHash": EVIDENCE });
        steward.does("recordPaperConsent", input, "record { state }").await.refused("PRECONDITION_UNMET");
    }

    async fn r23_t70_refusing_everything_keeps_nobody_from_taking_part(app: App) {
        let project = Project::under_way(&app, "PUBLIC").await;
        let member = &project.society;
        refuses_everything(member).await;
        // Economy, who refused nothing, does the same.
        project.joined(member, "SOCIETY", "LAY").await;
        project.joined(&project.economy, "ECONOMY", "PROFESSIONAL").await;
        let phase = project.open_phase("CO_DESIGN").await;
        let mut states = Vec::new();
        for (who, other) in [(member, &project.economy), (&project.economy, member)] {
            let answer = submits(who, &phase, "More trees.", json!({})).await.ok();
            let id = answer.text("/submitContribution/contribution/id");
            moves(&project.owner, "publishContribution", &id, json!({})).await.ok();
            let reacted = other.does("reactToContribution", json!({ "contribution": id, "stand": "AGREE" }), "reaction { stand }").await.ok();
            states.push((answer.data("/submitContribution/contribution/state").clone(), reacted.data("/reactToContribution").clone()));
        }
        assert_eq!(states.first(), states.last());
        assert_eq!(stands(member, NEWS).await["state"], "REFUSED");
    }

    async fn r23_who_refused_everything_assesses(app: App) {
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let member = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
        refuses_everything(&member).await;
        let answers = json!([{ "criterion": criterion("UC-01"), "answer": { "score": 4 } }]);
        story.answers(&member, answers).await.ok();
    }

    async fn r22_t66_a_withdrawal_acts_on_the_next_read(app: App) {
        let member = app.person(Alpha, Member);
        let notice = publishes(&app, NEWS, false, NOW).await;
        let reader = app.founder(Alpha).reading_for(NEWS);
        let id = person_of(&member).await;
        gives(&member, NEWS, &notice, json!({})).await.ok();
        for _ in 0..2 {
            assert_eq!(reads(&reader, &id).await.data("/node/email"), "member@alpha.example.org");
        }
        member.does("withdrawConsent", json!({ "purpose": NEWS }), STEP).await.ok();
        assert_eq!(reads(&reader, &id).await.data("/node/email"), &json!(null), "no remembered decision outlives it");
        // And in one document: what is read after the mutation is read with what it changed.
        let twice = member.reading_for(NEWS).graphql(
            "mutation($give: GiveConsentInput!, $back: WithdrawConsentInput!) {
                giveConsent(input: $give) { consent { state isValid } } withdrawConsent(input: $back) { consent { state isValid } } }",
            json!({ "give": { "purpose": NEWS, "notice": notice, "language": "en" }, "back": { "purpose": NEWS } })).await.ok();
        assert_eq!(twice.data("/giveConsent/consent"), &json!({ "state": "RENEWED", "isValid": true }));
        assert_eq!(twice.data("/withdrawConsent/consent"), &json!({ "state": "WITHDRAWN", "isValid": false }));
    }

    async fn r22_t36_t68_a_consent_is_stale_from_the_instant_of_a_material_change_and_two_are_told(app: App) {
        let member = app.person(Alpha, Member);
        let id = person_of(&member).await;
        let first = publishes(&app, NEWS, true, NOW).await;
        gives(&member, NEWS, &first, json!({})).await.ok();
        let small = publishes(&app, NEWS, false, NOW).await;
        let reader = app.person(Alpha, Staff).reading_for(NEWS);
        let founder = app.founder(Alpha).reading_for(NEWS);
        for reader in [&reader, &founder] {
            assert_eq!(reads(reader, &id).await.data("/node/email"), "member@alpha.example.org", "a small change lets it stand");
        }
        gives(&member, NEWS, &first, json!({})).await.refused("NOTICE_NOT_CURRENT");
        let next = publishes(&app, NEWS, true, "2026-06-15T10:01:00Z").await;
        gives(&member, NEWS, &next, json!({})).await.refused("NOTICE_NOT_CURRENT");
        app.clock.advance(Duration::minutes(1) - Duration::milliseconds(1));
        assert_eq!(reads(&reader, &id).await.data("/node/email"), "member@alpha.example.org");
        assert_eq!(stands(&member, NEWS).await["isStale"], false);
        app.clock.advance(Duration::milliseconds(1));
        let stale = reads(&reader, &id).await;
        assert!(stale.data("/node/email").is_null() && stale.redacted().contains(&"CONSENT_REQUIRED node.email".to_owned()));
        let told = reads(&founder, &id).await;
        assert!(told.redacted().contains(&"CONSENT_STALE node.email".to_owned()), "{:?}", told.redacted());
        let own = stands(&member, NEWS).await;
        assert_eq!((&own["state"], &own["isStale"], &own["isValid"]), (&json!("GIVEN"), &json!(true), &json!(false)));
        // Of who never consented, the same is told to all but the data steward, and to them that there is none.
        let other = person_of(&app.person(Alpha, Auditor)).await;
        assert_eq!(reads(&reader, &other).await.redacted(), stale.redacted());
        assert!(reads(&founder, &other).await.redacted().contains(&"CONSENT_REQUIRED node.email".to_owned()));
        gives(&member, NEWS, &small, json!({})).await.refused("NOTICE_NOT_CURRENT");
        gives(&member, NEWS, &next, json!({})).await.ok();
        assert_eq!(reads(&reader, &id).await.data("/node/email"), "member@alpha.example.org");
    }

    async fn a_consent_opens_its_own_purpose_and_no_other_and_to_its_own_partner_alone(app: App) {
        let project = Project::active(&app).await;
        let (member, staff) = (&project.society, &project.owner);
        let made = staff.does("createOrganisation", json!({ "name": "Wheels", "actorType": "COMPANY" }), "organisation { id version }").await.ok();
        let wheels = made.data("/createOrganisation/organisation").clone();
        let seen = json!({ "organisation": wheels["id"], "version": wheels["version"] });
        staff.does("verifyOrganisation", seen, "organisation { id }").await.ok();
        let made = staff.does("createOrganisation", json!({ "name": "Rails", "actorType": "COMPANY" }), "organisation { id version }").await.ok();
        let rails = made.text("/createOrganisation/organisation/id");
        // The steward takes part for the partner, as who invited them says, and helps to run the project.
        let speaker = app.person(Alpha, DataSteward);
        let offer = json!({ "project": project.id, "email": app.world.person(Alpha, DataSteward).email, "sector": "ECONOMY",
            "expertise": "PROFESSIONAL", "roles": ["PARTICIPANT"], "organisation": wheels["id"] });
        let invited = staff.administering().does("inviteParticipant", offer, "invitation { id }").await.ok();
        let accept = json!({ "invitation": invited.text("/inviteParticipant/invitation/id") });
        speaker.does("acceptProjectInvitation", accept, "participation { id }").await.ok();
        // Whoever says so of themselves is no partner.
        let claims = app.person(Alpha, DataProtectionOfficer);
        let join = json!({ "project": project.id, "sector": "ECONOMY", "expertise": "PROFESSIONAL", "organisation": wheels["id"] });
        claims.does("joinProject", join, "participation { id }").await.ok();
        let id = person_of(member).await;
        let notice = publishes(&app, "SHARE_WITH_PARTNER", false, NOW).await;
        let unnamed = json!({ "recipient": wheels["id"] });
        gives(member, "SHARE_WITH_PARTNER", &notice, unnamed.clone()).await.refused("NOTICE_NOT_CURRENT");
        let parts = member.asks("{ viewer { participations { nodes { id } } } }").await.ok();
        let asked = json!({ "participation": parts.text("/viewer/participations/nodes/0/id"), "purpose": "SHARE_WITH_PARTNER",
            "recipient": wheels["id"] });
        speaker.does("requestConsent", asked, "record { id }").await.refused("NOTICE_NOT_CURRENT");
        let both = [rails.as_str(), wheels["id"].as_str().unwrap()];
        let notice = publishes_to(&app, "SHARE_WITH_PARTNER", false, NOW, &both).await;
        let partner = speaker.reading_for("SHARE_WITH_PARTNER");
        let name = async |reader: &Actor| reads(reader, &id).await.data("/node/displayName").clone();
        assert_eq!(name(&partner).await, json!(null));
        gives(member, "SHARE_WITH_PARTNER", &notice, json!({})).await.refused("BAD_INPUT");
        gives(member, "SHARE_WITH_PARTNER", &notice, json!({ "recipient": rails })).await.ok();
        assert_eq!(name(&partner).await, json!(null), "what one agreed to for another partner");
        gives(member, "SHARE_WITH_PARTNER", &notice, json!({ "recipient": wheels["id"] })).await.ok();
        assert_eq!(name(&partner).await, "Legal member");
        assert_eq!(name(&staff.reading_for("SHARE_WITH_PARTNER")).await, json!(null), "who speaks for no partner");
        assert_eq!(name(&claims.reading_for("SHARE_WITH_PARTNER")).await, json!(null), "who only says so");
        let seen = reads(&partner, &id).await;
        assert!(seen.redacted().iter().any(|entry| entry.ends_with(" node.email")), "{:?}", seen.redacted());
        for purpose in ["PUBLIC_ATTRIBUTION", NEWS, "RESEARCH"] {
            assert_eq!(name(&speaker.reading_for(purpose)).await, json!(null), "{purpose}");
        }
        let named = publishes(&app, "PUBLIC_ATTRIBUTION", false, NOW).await;
        gives(member, "PUBLIC_ATTRIBUTION", &named, json!({})).await.ok();
        for reader in [&speaker, staff, &app.person(Alpha, Auditor)] {
            assert_eq!(name(&reader.reading_for("PUBLIC_ATTRIBUTION")).await, "Legal member");
        }
        let all = member.asks("{ viewer { consents { recipient { name } state } } }").await.ok();
        assert!(all.text.contains("Rails") && all.text.contains("Wheels"), "{}", all.text);
    }

    async fn receipts_are_a_chain_that_the_person_and_who_must_show_it_read(app: App) {
        let member = app.person(Alpha, Member);
        let notice = publishes(&app, NEWS, false, NOW).await;
        let given = gives(&member, NEWS, &notice, json!({ "idempotencyKey": "one" })).await.ok();
        let again = gives(&member, NEWS, &notice, json!({ "idempotencyKey": "one" })).await.ok();
        assert_eq!(given.data("/giveConsent"), again.data("/giveConsent"));
        member.does("withdrawConsent", json!({ "purpose": NEWS }), STEP).await.ok();
        let own = member.asks("{ viewer { consents { records { totalCount nodes { id state hash previous { id hash } notice { number hash } language
            recordedAt expiresAt howToWithdraw controller { slug } processingPurpose { purpose } subject { id } } } } } }").await.ok();
        let all = own.data("/viewer/consents").as_array().unwrap().clone();
        let chain = all.iter().find(|consent| consent["records"]["totalCount"] == 2).unwrap()["records"]["nodes"].clone();
        let (last, first) = (&chain[0], &chain[1]);
        assert_eq!((&last["state"], &first["state"]), (&json!("WITHDRAWN"), &json!("GIVEN")));
        assert_eq!(last["previous"], json!({ "id": first["id"], "hash": first["hash"] }));
        assert_eq!((&first["previous"], &first["language"], &first["notice"]["number"]), (&json!(null), &json!("en"), &json!(1)));
        assert_eq!((&first["recordedAt"], &first["expiresAt"]), (&json!("2026-06-15T10:00:00+00:00"), &json!("2028-06-15T10:00:00+00:00")));
        assert_eq!((&first["controller"]["slug"], first["hash"] == last["hash"]), (&json!("alpha"), false));
        assert!(first["howToWithdraw"].as_str().unwrap().starts_with("At any time"));
        let read = "query($id: ID!) { node(id: $id) { ... on ConsentRecord { state subject { id } } } }";
        let id = json!({ "id": first["id"] });
        let steward = app.person(Alpha, DataSteward).administering().graphql(read, id.clone()).await.ok();
        assert_eq!(steward.data("/node"), &json!({ "state": "GIVEN", "subject": { "id": person_of(&member).await } }));
        let officer = app.person(Alpha, DataProtectionOfficer).administering().graphql(read, id.clone()).await.ok();
        assert_eq!((officer.data("/node/state"), officer.redacted()), (&json!("GIVEN"), vec!["FIELD_FORBIDDEN node.subject".to_owned()]));
        for nobody in [app.person(Alpha, Staff), app.person(Alpha, Administrator), app.visitor(Alpha), app.founder(Beta)] {
            assert_eq!(nobody.administering().graphql(read, id.clone()).await.ok().data("/node"), &json!(null));
        }
    }

    async fn the_agency_asks_and_ends_by_who_may_and_only_where_the_state_leads_there(app: App) {
        let project = Project::active(&app).await;
        let member = &project.society;
        let parts = member.asks("{ viewer { participations { nodes { id } } } }").await.ok();
        let part = parts.text("/viewer/participations/nodes/0/id");
        let steward = app.person(Alpha, DataSteward);
        let ask = json!({ "participation": part, "purpose": NEWS });
        let shown = "record { id state }";
        steward.does("requestConsent", ask.clone(), shown).await.refused("NOTICE_NOT_CURRENT");
        let notice = publishes(&app, NEWS, false, NOW).await;
        // Whether somebody has refused is not for who runs the project to find out by asking.
        for nobody in [&project.owner, member, &app.person(Alpha, DataProtectionOfficer)] {
            nobody.does("requestConsent", ask.clone(), shown).await.refused("FORBIDDEN");
        }
        app.person(Alpha, Administrator).does("requestConsent", ask.clone(), shown).await.refused("NOT_FOUND");
        app.founder(Beta).does("requestConsent", ask.clone(), shown).await.refused("NOT_FOUND");
        member.does("refuseConsent", json!({ "purpose": NEWS }), STEP).await.ok();
        steward.does("requestConsent", ask.clone(), shown).await.refused("INVALID_TRANSITION");
        let mut other = ask;
        other["purpose"] = json!("PARTICIPATION_ADMIN");
        steward.does("requestConsent", other, shown).await.refused("PRECONDITION_UNMET");
        gives(member, "PARTICIPATION_ADMIN", &notice, json!({})).await.refused("PRECONDITION_UNMET");
        gives(member, "PUBLIC_ATTRIBUTION", &notice, json!({})).await.refused("NOTICE_NOT_CURRENT");
        gives(member, NEWS, "notice_01h455vb4pex5vsknk084sn02q", json!({})).await.refused("NOT_FOUND");
        let given = gives(member, NEWS, &notice, json!({})).await.ok();
        member.does("refuseConsent", json!({ "purpose": NEWS }), STEP).await.refused("INVALID_TRANSITION");
        let end = json!({ "record": given.text("/giveConsent/receipt/id"), "reason": "The newsletter ends." });
        for verb in ["revokeConsent", "invalidateConsent"] {
            for nobody in [&project.owner, &app.person(Alpha, Administrator), &app.visitor(Alpha), &app.founder(Beta)] {
                nobody.does(verb, end.clone(), shown).await.refused("NOT_FOUND");
            }
            member.does(verb, end.clone(), shown).await.refused("FORBIDDEN");
            let mut silent = end.clone();
            silent["reason"] = json!(" ");
            steward.does(verb, silent, shown).await.refused("REASON_REQUIRED");
        }
        assert_eq!(stands(member, NEWS).await["state"], "GIVEN", "nothing changed");
        app.person(Alpha, DataProtectionOfficer).does("revokeConsent", end.clone(), shown).await.ok();
        steward.does("invalidateConsent", end, shown).await.refused("INVALID_TRANSITION");
        let told = member.asks("{ viewer { consents { records(first: 1) { nodes { reason } } } } }").await.ok();
        assert!(told.text.contains("The newsletter ends."));
    }

    async fn a_purpose_that_is_off_or_on_another_basis_opens_nothing_to_staff(app: App) {
        let member = app.person(Alpha, Member);
        let id = person_of(&member).await;
        let notice = publishes(&app, NEWS, false, NOW).await;
        gives(&member, NEWS, &notice, json!({})).await.ok();
        let (steward, reader) = (app.person(Alpha, DataSteward), app.person(Alpha, Staff).reading_for(NEWS));
        let change = async |more: Value| {
            let seen = steward.asks("{ purposes { purpose version } }").await.ok();
            let all = seen.data("/purposes").as_array().unwrap().clone();
            let version = all.iter().find(|purpose| purpose["purpose"] == NEWS).unwrap()["version"].clone();
            let mut input = json!({ "purpose": NEWS, "version": version });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            steward.does("updateProcessingPurpose", input, "processingPurpose { id }").await.ok();
        };
        for (more, code) in [(json!({ "isEnabled": false }), "PURPOSE_NOT_PERMITTED"), (json!({ "isEnabled": true, "legalBasis": "PUBLIC_TASK" }), "FIELD_FORBIDDEN")] {
            change(more).await;
            let seen = reads(&reader, &id).await;
            assert!(seen.data("/node/email").is_null() && seen.redacted().contains(&format!("{code} node.email")), "{:?}", seen.redacted());
            gives(&member, NEWS, &notice, json!({})).await.refused("PRECONDITION_UNMET");
        }
        change(json!({ "legalBasis": "CONSENT" })).await;
        assert_eq!(reads(&reader, &id).await.data("/node/email"), "member@alpha.example.org");
        member.does("withdrawConsent", json!({ "purpose": NEWS }), STEP).await.ok();
    }
}
