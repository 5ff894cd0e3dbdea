//! Whom a partner's program is shown: who agreed to that partner, in the projects of its scope, and nobody else.

use chrono::Duration;
use entity::vocabulary::TenantRole::Administrator;
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

use crate::{
    consents::{gives, person_of, publishes_to},
    recipients::organisation,
    restrictions::objects,
    rights::erased,
};

const SHARE: &str = "SHARE_WITH_PARTNER";
const AUTHOR: &str = "query($id: ID!) { node(id: $id) { ... on Contribution { body author { byline { precision } sector
    person { displayName legalName email } } } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { __typename ... on Person { displayName }
    ... on Participation { person { displayName } } } }";
const EXPLAIN: &str = "query($project: ID!) { explainAccess(field: \"Contribution.author\", project: $project,
    purpose: SHARE_WITH_PARTNER) { decision reasons { code } } }";

/// A program that this organisation answers for, which may be shown who takes part in these projects, and its client.
pub(crate) async fn program_of(app: &App, organisation: &str, projects: &[&str]) -> (Actor, Value) {
    let input = json!({ "name": "Dashboard", "sector": "ECONOMY", "expiresAt": "2027-06-15T10:00:00Z",
        "organisation": organisation, "projects": projects,
        "scope": { "classes": ["PERSONAL"], "purposes": [SHARE] } });
    let shown = "client { id version scope { classes purposes } } clientSecret";
    let administrator = app.person(Alpha, Administrator);
    let made = administrator.does("registerClient", input, shown).await.ok();
    let client = made.data("/registerClient/client").clone();
    let secret = made.text("/registerClient/clientSecret");
    (app.client(client["id"].as_str().unwrap(), &secret).await, client)
}

async fn author(who: &Actor, words: &str) -> (Value, Vec<String>) {
    let seen = who.graphql(AUTHOR, json!({ "id": words })).await.ok();
    assert_eq!(seen.data("/node/body"), "A crossing.");
    (seen.data("/node/author").clone(), seen.redacted())
}

async fn node(who: &Actor, id: &str) -> (Value, Vec<String>) {
    let seen = who.graphql(NODE, json!({ "id": id })).await.ok();
    (seen.data("/node").clone(), seen.redacted())
}

fn refused(code: &str) -> (Value, Vec<String>) {
    (Value::Null, vec![format!("{code} node.author")])
}

on_both! {
    async fn t109_who_agreed_is_shown_to_the_program_of_that_partner_in_its_projects_and_to_no_other(app: App) {
        let (project, other) = (Project::active(&app).await, Project::active(&app).await);
        let member = &project.society;
        let phase = project.open_phase("CO_DESIGN").await;
        let words = published(member, &project.owner, &phase, "A crossing.").await;
        let (wheels, rails) = (organisation(&project.owner, "Wheels").await, organisation(&project.owner, "Rails").await);
        let notice = publishes_to(&app, SHARE, false, NOW, &[&rails, &wheels]).await;
        let (partner, client) = program_of(&app, &wheels, &[&project.id]).await;
        assert_eq!(client["scope"], json!({ "classes": ["PUBLIC", "PERSONAL"], "purposes": [SHARE] }));
        let sharing = partner.reading_for(SHARE);
        assert_eq!(author(&sharing, &words).await, refused("CONSENT_REQUIRED"));
        gives(member, SHARE, &notice, json!({ "recipient": rails })).await.ok();
        assert_eq!(author(&sharing, &words).await, refused("CONSENT_REQUIRED"), "what one agreed to for another partner");

        gives(member, SHARE, &notice, json!({ "recipient": wheels })).await.ok();
        let shown = json!({ "byline": { "precision": "PSEUDONYM" }, "sector": null,
            "person": { "displayName": "Legal member", "legalName": null, "email": null } });
        let kept = ["node.author.person.email", "node.author.person.legalName", "node.author.sector"];
        let kept: Vec<String> = kept.map(|path| format!("FIELD_FORBIDDEN {path}")).into();
        assert_eq!(author(&sharing, &words).await, (shown, kept));
        let (elsewhere, _) = program_of(&app, &wheels, &[&other.id]).await;
        assert_eq!(author(&elsewhere.reading_for(SHARE), &words).await, refused("FIELD_FORBIDDEN"), "another project");
        assert_eq!(author(&partner, &words).await, refused("FIELD_FORBIDDEN"), "for nothing");
        assert_eq!(author(&partner.administering(), &words).await, refused("PURPOSE_NOT_PERMITTED"));
        assert_eq!(author(&app.visitor(Alpha).reading_for(SHARE), &words).await, refused("FIELD_FORBIDDEN"));
        assert_eq!(author(&project.economy.reading_for(SHARE), &words).await, refused("FIELD_FORBIDDEN"));
        for (who, project, code) in [(&partner, &project, "CONSENT_REQUIRED"), (&elsewhere, &project, "FIELD_FORBIDDEN"),
                                     (&elsewhere, &other, "CONSENT_REQUIRED")] {
            let told = who.graphql(EXPLAIN, json!({ "project": project.id })).await.ok();
            assert_eq!(told.data("/explainAccess"), &json!({ "decision": "REFUSED", "reasons": [{ "code": code }] }));
        }

        let back = json!({ "purpose": SHARE, "recipient": wheels });
        member.does("withdrawConsent", back, "consent { state }").await.ok();
        assert_eq!(author(&sharing, &words).await, refused("CONSENT_REQUIRED"));
        // The other partner's consent stands, and opens to the other partner alone.
        let (rival, _) = program_of(&app, &rails, &[&project.id]).await;
        assert_eq!(author(&rival.reading_for(SHARE), &words).await.0["person"]["displayName"], "Legal member");
    }

    async fn what_a_program_was_shown_is_on_record_and_its_organisation_a_recipient(app: App) {
        let project = Project::active(&app).await;
        let member = &project.society;
        let phase = project.open_phase("CO_DESIGN").await;
        let words = published(member, &project.owner, &phase, "A crossing.").await;
        let wheels = organisation(&project.owner, "Wheels").await;
        let notice = publishes_to(&app, SHARE, false, NOW, &[&wheels]).await;
        let (partner, _) = program_of(&app, &wheels, &[&project.id]).await;
        let name = "query($id: ID!) { node(id: $id) { ... on Contribution { author { person { displayName } } } } }";
        let sharing = partner.reading_for(SHARE);
        sharing.graphql(name, json!({ "id": words })).await.ok();
        gives(member, SHARE, &notice, json!({ "recipient": wheels })).await.ok();
        sharing.graphql(name, json!({ "id": words })).await.ok();
        let mine = "{ myDataAccess(first: 50) { nodes { readerOrganisation readerRole purpose outcome code fields } } }";
        let mine = member.asks(mine).await.ok();
        let entries = mine.data("/myDataAccess/nodes").as_array().unwrap().iter();
        let entries: Vec<&Value> = entries.filter(|entry| entry["readerRole"] == "CLIENT").collect();
        let entry = |outcome: &str, code: Value, fields: &[&str]| {
            json!({ "readerOrganisation": "Wheels", "readerRole": "CLIENT", "purpose": SHARE, "outcome": outcome, "code": code,
                    "fields": fields })
        };
        let all = ["Contribution.author", "Participation.person", "Person.displayName"];
        assert_eq!(entries.len(), 2, "{}", mine.text);
        let before = entry("REFUSED", json!("CONSENT_REQUIRED"), &["Contribution.author"]);
        for expected in [before, entry("SHOWN", Value::Null, &all)] {
            assert!(entries.contains(&&expected), "{}", mine.text);
        }

        let asks = json!({ "details": "It is wrong." });
        let request = member.does("requestRestriction", asks, "request { id }").await.ok();
        let request = request.text("/requestRestriction/request/id");
        let query = "query($id: ID!) { node(id: $id) { ... on DataSubjectRequest { recipients { organisation fields } } } }";
        let recipients = async || member.graphql(query, json!({ "id": request })).await.ok().data("/node/recipients").clone();
        eventually(async || recipients().await != json!([])).await;
        assert_eq!(recipients().await, json!([{ "organisation": "Wheels", "fields": all }]));
    }

    async fn t36_of_who_did_not_agree_a_program_does_not_know(app: App) {
        let project = Project::active(&app).await;
        let (member, staff) = (&project.society, &project.owner);
        let wheels = organisation(staff, "Wheels").await;
        let notice = publishes_to(&app, SHARE, false, NOW, &[&wheels]).await;
        let (partner, client) = program_of(&app, &wheels, &[&project.id]).await;
        let sharing = partner.reading_for(SHARE);
        let parts = member.asks("{ viewer { participations(first: 1) { nodes { id } } } }").await.ok();
        let (person, part) = (person_of(member).await, parts.text("/viewer/participations/nodes/0/id"));
        let unknown = (Value::Null, Vec::new());
        for id in [&person, &part] {
            assert_eq!(node(&sharing, id).await, unknown);
        }
        gives(member, SHARE, &notice, json!({ "recipient": wheels })).await.ok();
        let named = (json!({ "__typename": "Person", "displayName": "Legal member" }), Vec::new());
        assert_eq!(node(&sharing, &person).await, named);
        let through = (json!({ "__typename": "Participation", "person": { "displayName": "Legal member" } }), Vec::new());
        assert_eq!(node(&sharing, &part).await, through);
        // Nobody else is known, nor to anybody else.
        assert_eq!(node(&sharing, &person_of(staff).await).await, unknown);
        let rails = organisation(staff, "Rails").await;
        let (rival, _) = program_of(&app, &rails, &[&project.id]).await;
        for nobody in [&rival, &app.visitor(Alpha), &app.founder(Beta)] {
            assert_eq!(node(&nobody.reading_for(SHARE), &person).await, unknown);
        }
        let listed = "query($id: ID!) { node(id: $id) { ... on Project { participations(first: 1) { totalCount } } } }";
        let listed = sharing.graphql(listed, json!({ "id": project.id })).await.ok();
        assert_eq!(listed.redacted(), ["FIELD_FORBIDDEN node.participations"]);

        // A notice that says something else is one that nobody agreed to yet.
        let next = publishes_to(&app, SHARE, true, "2026-06-15T10:01:00Z", &[&wheels]).await;
        app.clock.advance(Duration::minutes(1));
        let unsaid = vec!["CONSENT_REQUIRED node.displayName".to_owned()];
        let stale = (json!({ "__typename": "Person", "displayName": null }), unsaid);
        assert_eq!(node(&sharing, &person).await, stale);
        gives(member, SHARE, &next, json!({ "recipient": wheels })).await.ok();
        assert_eq!(node(&sharing, &person).await, named);
        // A narrower scope holds for the very next request, and so does a withdrawal.
        let mut input = json!({ "client": client["id"], "version": client["version"], "projects": [],
                                "scope": { "classes": [], "purposes": [] } });
        let administrator = app.person(Alpha, Administrator);
        let narrowed = administrator.does("updateClient", input.clone(), "client { version }").await.ok();
        assert_eq!(node(&sharing, &person).await, unknown);
        input["version"] = narrowed.data("/updateClient/client/version").clone();
        (input["projects"], input["scope"]) = (json!([project.id]), json!({ "classes": ["PERSONAL"], "purposes": [SHARE] }));
        administrator.does("updateClient", input, "client { version }").await.ok();
        assert_eq!(node(&sharing, &person).await, named);
        member.does("withdrawConsent", json!({ "purpose": SHARE, "recipient": wheels }), "consent { state }").await.ok();
        for id in [&person, &part] {
            assert_eq!(node(&sharing, id).await, unknown);
        }
    }

    async fn in_a_blind_review_no_program_knows_whose_words_are_weighed(app: App) {
        let project = Project::active(&app).await;
        let phase = project.phase("CO_DESIGN", json!({ "isBlindReview": true })).await;
        project.moves_phase("openPhase", &phase, json!({})).await.ok();
        let words = published(&project.society, &project.owner, &phase, "A crossing.").await;
        let wheels = organisation(&project.owner, "Wheels").await;
        let notice = publishes_to(&app, SHARE, false, NOW, &[&wheels]).await;
        gives(&project.society, SHARE, &notice, json!({ "recipient": wheels })).await.ok();
        let (partner, _) = program_of(&app, &wheels, &[&project.id]).await;
        assert_eq!(author(&partner.reading_for(SHARE), &words).await, refused("FIELD_FORBIDDEN"));
    }

    async fn t36_words_of_who_rests_and_of_who_is_erased_are_refused_a_program_alike(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let wheels = organisation(&project.owner, "Wheels").await;
        let notice = publishes_to(&app, SHARE, false, NOW, &[&wheels]).await;
        let (partner, _) = program_of(&app, &wheels, &[&project.id]).await;
        let sharing = partner.reading_for(SHARE);
        let mut all = Vec::new();
        for who in [&project.society, &project.economy] {
            gives(who, SHARE, &notice, json!({ "recipient": wheels })).await.ok();
            let words = published(who, &project.owner, &phase, "A crossing.").await;
            assert_eq!(author(&sharing, &words).await.0["byline"]["precision"], "PSEUDONYM");
            all.push(words);
        }
        objects(&project.society, "PARTICIPATION_ADMIN").await;
        erased(&app, &project.economy).await;
        for words in &all {
            let mark = sharing.graphql(AUTHOR, json!({ "id": words })).await.ok();
            assert_eq!(mark.data("/node"), &json!({ "body": null, "author": null }));
            assert!(mark.redacted().contains(&"CONSENT_REQUIRED node.author".to_owned()), "{}", mark.text);
        }
    }

    async fn who_left_and_what_became_of_a_partner_is_heeded_and_no_version_tells_of_what_is_closed(app: App) {
        let project = Project::active(&app).await;
        let (member, staff) = (&project.society, &project.owner);
        let wheels = organisation(staff, "Wheels").await;
        let notice = publishes_to(&app, SHARE, false, NOW, &[&wheels]).await;
        let (partner, _) = program_of(&app, &wheels, &[&project.id]).await;
        let sharing = partner.reading_for(SHARE);
        gives(member, SHARE, &notice, json!({ "recipient": wheels })).await.ok();
        let parts = member.asks("{ viewer { participations(first: 1) { nodes { id version } } } }").await.ok();
        let (person, part) = (person_of(member).await, parts.data("/viewer/participations/nodes/0").clone());
        let version = "query($id: ID!) { node(id: $id) { ... on Participation { version } } }";
        let version = async || sharing.graphql(version, json!({ "id": part["id"] })).await.ok().data("/node").clone();
        let before = version().await;
        let granted = json!({ "participation": part["id"], "version": part["version"], "role": "OBSERVER" });
        let granted = staff.does("grantProjectRole", granted, "participation { version }").await.ok();
        assert_eq!(version().await, before);

        // The agency checked the organisation under another name.
        let named = (json!({ "__typename": "Person", "displayName": "Legal member" }), Vec::new());
        assert_eq!(node(&sharing, &person).await, named);
        let seen = "query($id: ID!) { node(id: $id) { ... on Organisation { version } } }";
        let seen = staff.graphql(seen, json!({ "id": wheels })).await.ok().text("/node/version");
        let renamed = json!({ "organisation": wheels, "version": seen, "name": "Advertisers" });
        let renamed = app.person(Alpha, Administrator).does("updateOrganisation", renamed, "organisation { version }").await.ok();
        let unknown = (Value::Null, Vec::new());
        assert_eq!(node(&sharing, &person).await, unknown);
        let checked = json!({ "organisation": wheels, "version": renamed.text("/updateOrganisation/organisation/version") });
        staff.does("verifyOrganisation", checked, "organisation { id }").await.ok();
        assert_eq!(node(&sharing, &person).await, named);

        let left = json!({ "participation": part["id"],
                           "version": granted.text("/grantProjectRole/participation/version") });
        member.does("leaveProject", left, "participation { id }").await.ok();
        for id in [&person, &parts.text("/viewer/participations/nodes/0/id")] {
            assert_eq!(node(&sharing, id).await, unknown);
        }
    }
}
