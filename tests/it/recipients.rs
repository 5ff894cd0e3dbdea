//! To whom somebody's data went, who must be told what becomes of them (GDPR article 19).

use entity::vocabulary::TenantRole::{Auditor, DataProtectionOfficer, DataSteward};
use harness::{
    actor::Actor,
    app::{App, NOW},
    contribution::published,
    on_both,
    project::Project,
    soon::eventually,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::consents::{gives, person_of, publishes_to};

const RECIPIENTS: &str = "query($id: ID!) { node(id: $id) { ... on DataSubjectRequest {
    recipients { organisation fields lastShownAt } } } }";
const SHARE: &str = "SHARE_WITH_PARTNER";

/// An organisation that the agency knows; answers with its id.
pub(crate) async fn organisation(staff: &Actor, name: &str) -> String {
    let made = staff
        .does(
            "createOrganisation",
            json!({ "name": name, "actorType": "COMPANY" }),
            "organisation { id version }",
        )
        .await
        .ok();
    let made = made.data("/createOrganisation/organisation");
    let seen = json!({ "organisation": made["id"], "version": made["version"] });
    staff.does("verifyOrganisation", seen, "organisation { id }").await.ok();
    made["id"].as_str().unwrap().to_owned()
}

/// The data steward, who takes part for an organisation, as who invited them says.
pub(crate) async fn speaker(app: &App, project: &Project, organisation: &str, role: &str) -> Actor {
    let offer = json!({ "project": project.id, "email": app.world.person(Alpha, DataSteward).email, "sector": "ECONOMY",
        "expertise": "PROFESSIONAL", "roles": [role], "organisation": organisation });
    let invited = project.owner.administering();
    let invited = invited.does("inviteParticipant", offer, "invitation { id }").await.ok();
    let accept = json!({ "invitation": invited.text("/inviteParticipant/invitation/id") });
    let speaker = app.person(Alpha, DataSteward);
    speaker
        .does("acceptProjectInvitation", accept, "participation { id }")
        .await
        .ok();
    speaker
}

on_both! {
    async fn an_author_is_shown_to_the_partner_whom_they_agreed_to_and_to_nobody_else(app: App) {
        let project = Project::active(&app).await;
        let (member, staff) = (&project.society, &project.owner);
        let phase = project.open_phase("CO_DESIGN").await;
        let words = published(member, staff, &phase, "A crossing.").await;
        let wheels = organisation(staff, "Wheels").await;
        let speaker = speaker(&app, &project, &wheels, "FACILITATOR").await;
        let notice = publishes_to(&app, SHARE, false, NOW, &[&wheels]).await;
        let author = "query($id: ID!) { node(id: $id) { ... on Contribution { author { person { displayName } } } } }";
        let reads = async |who: &Actor| who.reading_for(SHARE).graphql(author, json!({ "id": words })).await.ok();
        assert_eq!(reads(&speaker).await.redacted(), ["CONSENT_REQUIRED node.author"]);
        gives(member, SHARE, &notice, json!({ "recipient": wheels })).await.ok();
        let seen = reads(&speaker).await;
        assert_eq!((seen.data("/node/author/person/displayName"), seen.redacted()), (&json!("Legal member"), Vec::new()));
        assert_eq!(reads(staff).await.redacted(), ["CONSENT_REQUIRED node.author"], "who speaks for no partner");
        assert_eq!(reads(&project.economy).await.redacted(), ["FIELD_FORBIDDEN node.author"]);
        let back = json!({ "purpose": SHARE, "recipient": wheels });
        member.does("withdrawConsent", back, "consent { state }").await.ok();
        assert_eq!(reads(&speaker).await.redacted(), ["CONSENT_REQUIRED node.author"]);
    }

    async fn a_request_names_the_partners_that_were_shown_the_data_and_nobody_else(app: App) {
        let project = Project::active(&app).await;
        let (member, staff) = (&project.society, &project.owner);
        let (wheels, rails) = (organisation(staff, "Wheels").await, organisation(staff, "Rails").await);
        let speaker = speaker(&app, &project, &wheels, "PARTICIPANT").await;

        let notice = publishes_to(&app, SHARE, false, NOW, &[&rails, &wheels]).await;
        let id = person_of(member).await;
        let name = "query($id: ID!) { node(id: $id) { ... on Person { displayName email } } }";
        let reads = async |who: &Actor| who.graphql(name, json!({ "id": id })).await.ok().data("/node/displayName").clone();
        // What was refused went nowhere, and what the agency's own people read stays in the agency.
        assert_eq!(reads(&speaker.reading_for(SHARE)).await, Value::Null);
        assert_eq!(reads(&staff.administering()).await, "Legal member");
        let input = json!({ "details": "It is wrong." });
        let request = member.does("requestRestriction", input, "request { id }").await.ok().text("/requestRestriction/request/id");
        let seen = async |who: &Actor| who.graphql(RECIPIENTS, json!({ "id": request })).await.ok();
        assert_eq!(seen(member).await.data("/node/recipients"), &json!([]));

        gives(member, SHARE, &notice, json!({ "recipient": wheels })).await.ok();
        assert_eq!(reads(&speaker.reading_for(SHARE)).await, "Legal member");
        eventually(async || seen(member).await.data("/node/recipients") != &json!([])).await;
        let officer = app.person(Alpha, DataProtectionOfficer);
        for who in [member, &speaker.administering(), &officer.administering()] {
            let expected = json!([{ "organisation": "Wheels", "fields": ["Person.displayName"], "lastShownAt": "2026-06-15T10:00:00+00:00" }]);
            assert_eq!(seen(who).await.data("/node/recipients"), &expected);
        }
        assert!(seen(&officer).await.redacted().contains(&"PURPOSE_REQUIRED node.recipients".to_owned()));
        for nobody in [staff.administering(), app.person(Alpha, Auditor), app.visitor(Alpha), app.founder(Beta)] {
            assert_eq!(seen(&nobody).await.data("/node"), &Value::Null);
        }
        let own = officer.does("requestRestriction", json!({ "details": "Mine too." }), "request { recipients { organisation } }").await.ok();
        assert_eq!(own.data("/requestRestriction/request/recipients"), &json!([]));
    }
}
