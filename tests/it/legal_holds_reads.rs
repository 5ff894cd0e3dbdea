//! Who read what of a person by a legal hold on them: on record, and told to them once it is lifted.

use chrono::Duration;
use entity::vocabulary::TenantRole::{self, Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{app::App, on_both, world::Agency::Alpha};
use serde_json::{Value, json};

use crate::{
    consents::{again, person_of},
    legal_holds::{documents, holds, places},
    retention::{number, ran, rules},
};

on_both! {
    async fn t151_a_read_of_an_invitation_that_a_hold_keeps_is_on_record_for_whom_it_was_made(app: App) {
        let hold = holds(&app, &app.person(Alpha, Member)).await;
        rules(&app.person(Alpha, DataSteward), ["PERSONAL", "PARTICIPATION_ADMIN", "CREATED", "P1M", "DELETE"]).await;
        let app = app.later(Duration::days(90)).await;
        ran(&app, 1).await;
        assert_eq!(number(&app, "SELECT count(*) FROM invitation WHERE email_key LIKE 'member@alpha%'").await, 0);
        let kept = documents(&again(&app, Auditor).await, &hold).await;
        let [(kind, invitation)] = kept.as_slice() else { panic!("{kept:?}") };
        assert_eq!((kind.as_str(), &invitation["email"]), ("invitation", &json!(app.world.person(Alpha, Member).email)));
        let reads = "{ myDataAccess(filter: { purposes: [LEGAL_RECORD] }) { nodes { fields outcome } } }";
        let told = again(&app, Member).await.asks(reads).await.ok();
        assert!(told.text.contains("HeldRecord.document"), "{}", told.text);
    }

    async fn readers_who_are_not_staff_are_told_who_placed_a_hold_and_who_else_reads_it(app: App) {
        let [member, auditor, steward] = [Member, Auditor, DataSteward].map(|role| app.world.person(Alpha, role).membership.clone());
        let subject = person_of(&app.person(Alpha, Staff)).await;
        let order = json!({ "target": { "person": subject }, "readers": [member, auditor], "reason": "Case 12/26." });
        let placed = app.person(Alpha, DataSteward).does("placeLegalHold", order, "hold { id }").await.ok();
        let of = async |role: TenantRole| {
            let asked = "query($id: ID!) { node(id: $id) { ... on LegalHold { readers { id state } placedBy { id state } } } }";
            let id = json!({ "id": placed.data("/placeLegalHold/hold/id") });
            app.person(Alpha, role).graphql(asked, id).await.ok().data("/node").clone()
        };
        let named = |id: &str, state: Option<&str>| json!({ "id": id, "state": state });
        // Of a member whom they may not know of otherwise by the id alone; who works for the agency knows of all.
        for (reader, own, other) in [(Member, Some("ACTIVE"), None), (DataProtectionOfficer, Some("ACTIVE"), Some("ACTIVE"))] {
            let hold = of(reader).await;
            assert_eq!(hold["placedBy"], named(&steward, other));
            let readers = hold["readers"].as_array().unwrap();
            assert!(readers.len() == 2 && readers.contains(&named(&member, own)) && readers.contains(&named(&auditor, other)), "{hold}");
        }
        for nobody in [Staff, Administrator] {
            assert_eq!(of(nobody).await, Value::Null);
        }
    }

    async fn r26_t151_who_asked_about_a_hold_stays_on_record_while_it_stands_and_goes_into_no_other_hold(app: App) {
        let member = app.person(Alpha, Member);
        let hold = holds(&app, &member).await;
        let other = places(&app, json!({ "person": person_of(&member).await }), DataProtectionOfficer).await;
        let steward = app.person(Alpha, DataSteward);
        let whose = "query($id: ID!) { node(id: $id) { ... on LegalHold { version subject { id } } } }";
        let seen = steward.reading_for("LEGAL_RECORD").graphql(whose, json!({ "id": hold })).await.ok();
        rules(&steward, ["PERSONAL", "SECURITY_AUDIT", "CREATED", "P1M", "DELETE"]).await;
        let reads = |lifted: &str| format!("SELECT count(*) FROM access_log_entry e JOIN legal_hold h ON h.tenant_id = e.tenant_id \
            AND h.id = e.hold_id WHERE e.occurred_at < '2026-07-01' AND h.lifted_at IS {lifted} AND e.outcome = 'SHOWN'");
        let app = app.later(Duration::days(40)).await;
        ran(&app, 1).await;
        assert_ne!(number(&app, &reads("NULL")).await, 0, "the person was not told");
        let lift = json!({ "hold": hold, "version": seen.text("/node/version"), "reason": "The case is over." });
        again(&app, DataSteward).await.does("liftLegalHold", lift, "hold { id }").await.ok();
        assert_ne!(number(&app, &reads("NOT NULL")).await, 0);
        let app = app.later(Duration::days(1)).await;
        ran(&app, 2).await;
        assert_eq!(number(&app, &reads("NOT NULL")).await, 0);
        let kept = documents(&again(&app, DataProtectionOfficer).await, &other).await;
        assert!(kept.iter().all(|(_, document)| !document.to_string().contains("LegalHold")), "{kept:?}");
    }

    async fn r26_t151_who_asked_about_a_hold_is_told_to_the_officer_at_once_and_to_the_person_once_it_is_lifted(app: App) {
        let member = app.person(Alpha, Member);
        let hold = holds(&app, &member).await;
        let steward = app.person(Alpha, DataSteward);
        let whose = "query($id: ID!) { node(id: $id) { ... on LegalHold { version subject { id } } } }";
        let seen = steward.reading_for("LEGAL_RECORD").graphql(whose, json!({ "id": hold })).await.ok();
        assert_eq!(seen.data("/node/subject/id"), &json!(person_of(&member).await));
        let unsaid = steward.graphql(whose, json!({ "id": hold })).await.ok();
        assert_eq!(unsaid.redacted(), ["PURPOSE_REQUIRED node.subject"]);

        let read = |outcome: &str| json!({ "fields": ["LegalHold.subject"], "outcome": outcome });
        let log = "{ accessLog(first: 10, filter: { purposes: [LEGAL_RECORD] }) { nodes { fields outcome } } }";
        let officer = app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT");
        let told = officer.asks(log).await.ok();
        assert!(told.data("/accessLog/nodes").as_array().unwrap().contains(&read("SHOWN")), "{}", told.text);
        // That the officer looked at it tells of it as well.
        let looked = member.asks("{ myDataAccess(filter: { purposes: [SECURITY_AUDIT] }) { totalCount } }").await.ok();
        assert_eq!(looked.data("/myDataAccess/totalCount"), 0);
        let own = "{ myDataAccess(first: 50) { nodes { fields outcome } } }";
        let before = member.asks(own).await.ok();
        assert!(!before.text.contains("LegalHold"), "{}", before.text);
        let copy = member.does("exportMyData", json!({}), "request { export { document } }").await.ok();
        assert!(!copy.text.contains("LegalHold"), "{}", copy.text);

        let lift = json!({ "hold": hold, "version": seen.text("/node/version"), "reason": "The case is over." });
        steward.does("liftLegalHold", lift, "hold { id }").await.ok();
        let after = member.asks(own).await.ok();
        for outcome in ["SHOWN", "REFUSED"] {
            assert!(after.data("/myDataAccess/nodes").as_array().unwrap().contains(&read(outcome)), "{}", after.text);
        }
        let copy = member.does("exportMyData", json!({}), "request { export { document } }").await.ok();
        assert!(copy.text.contains("LegalHold.subject"), "{}", copy.text);
    }

    async fn r26_t151_what_is_read_of_a_person_through_a_hold_is_told_to_them_once_it_is_lifted(app: App) {
        let member = app.person(Alpha, Member);
        let hold = holds(&app, &member).await;
        let steward = app.person(Alpha, DataSteward);
        let through = "query($id: ID!) { node(id: $id) { ... on LegalHold { version subject { id email } } } }";
        let seen = steward.reading_for("LEGAL_RECORD").graphql(through, json!({ "id": hold })).await.ok();
        assert!(seen.data("/node/subject/email").is_null() && !seen.data("/node/subject/id").is_null(), "{}", seen.text);
        // What is read without it is told at once.
        let email = "query($id: ID!) { node(id: $id) { ... on Person { email } } }";
        steward.administering().graphql(email, json!({ "id": seen.data("/node/subject/id") })).await.ok();

        let read = json!({ "fields": ["Person.email"], "outcome": "REFUSED" });
        let log = "{ accessLog(first: 10, filter: { purposes: [LEGAL_RECORD] }) { nodes { fields outcome } } }";
        let told = app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT").asks(log).await.ok();
        assert!(told.data("/accessLog/nodes").as_array().unwrap().contains(&read), "{}", told.text);
        let own = async |purpose: &str| {
            let own = format!("{{ myDataAccess(filter: {{ purposes: [{purpose}] }}) {{ nodes {{ fields outcome }} }} }}");
            member.asks(&own).await.ok().data("/myDataAccess/nodes").clone()
        };
        assert_eq!((own("LEGAL_RECORD").await, own("PARTICIPATION_ADMIN").await), (json!([]), json!([read])));

        let lift = json!({ "hold": hold, "version": seen.text("/node/version"), "reason": "The case is over." });
        steward.does("liftLegalHold", lift, "hold { id }").await.ok();
        assert!(own("LEGAL_RECORD").await.as_array().unwrap().contains(&read));
    }
}
