//! Changes of nothing: they are answered, and leave the object, its version and its history as they are.

use entity::vocabulary::TenantRole::{Administrator, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::{App, NOW},
    contribution::drafts,
    database::column,
    on_both,
    project::{Project, version},
    world::Agency::Alpha,
};
use serde_json::{Value, json};

use crate::{
    audit::chained,
    consents::{consents_to_a_name, gives, publishes},
    erasures::own_version,
    interests::{declares, part},
    judged::{self, Story, criterion},
    recipients::organisation,
};

/// A mutation that somebody may call for an object.
pub(crate) struct Change<'s> {
    pub(crate) app: &'s App,
    pub(crate) who: &'s Actor,
    pub(crate) verb: &'s str,
    /// The field of its payload.
    pub(crate) noun: &'s str,
    /// What names the object in the input; nothing where it is one's own.
    pub(crate) named: Value,
}

impl Change<'_> {
    /// Sends nothing along, then what is there: neither moves anything. What is not there does, and the version before it
    /// is refused then, even where nothing would change. Answers with the version after it.
    pub(crate) async fn tried_from(&self, version: &str, same: Value, other: Value) -> String {
        let before = self.history().await;
        for input in [json!({}), same] {
            let kept = self.does(version, &input).await.ok();
            assert_eq!(self.version(&kept), version, "{} of {input}", self.verb);
            assert_eq!(self.history().await, before, "{} of {input}", self.verb);
        }
        let moved = self.version(&self.does(version, &other).await.ok());
        assert_ne!(moved, version, "{} of {other}", self.verb);
        assert_ne!(self.history().await, before, "{} of {other}", self.verb);
        for input in [json!({}), other] {
            let refused = self.does(version, &input).await.refused("CONFLICT");
            assert_eq!(refused.inputs(), ["input.version"], "{} of {input}", self.verb);
        }
        moved
    }

    /// Calls it from this version.
    pub(crate) async fn does(&self, version: &str, more: &Value) -> Answer {
        let mut input = json!({ "version": version });
        for part in [&self.named, more] {
            input.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        }
        let shown = format!("{} {{ version }}", self.noun);
        self.who.does(self.verb, input, &shown).await
    }

    /// The version that it answers with.
    pub(crate) fn version(&self, answer: &Answer) -> String {
        answer.text(&format!("/{}/{}/version", self.verb, self.noun))
    }

    /// How much whoever listens was told of, and the audit log, but for what the server does by itself meanwhile.
    pub(crate) async fn history(&self) -> i64 {
        chained(self.app).await;
        let both = "SELECT (SELECT count(*) FROM event WHERE kind <> 'retention_run.finished')
            + (SELECT count(*) FROM audit_entry WHERE action IS NOT NULL)";
        column(&self.app.database.raw().await, both).await[0]
    }
}

on_both! {
    async fn a_public_service_and_an_organisation_stay_as_they_are_where_nothing_changes(app: App) {
        let staff = app.person(Alpha, Staff);
        let service = json!({ "title": "School travel plans", "description": "Plans.", "competentAuthority": "City of Riverside",
            "audience": ["pupils", "parents"], "theme": "mobility", "channels": ["WEB", "COUNTER"], "url": "https://example.org/travel" });
        let made = staff.does("createPublicService", service.clone(), "publicService { id version }").await.ok();
        let made = made.data("/createPublicService/publicService").clone();
        let change = Change { app: &app, who: &staff, verb: "updatePublicService", noun: "publicService",
            named: json!({ "publicService": made["id"] }) };
        let mut same = service;
        same["title"] = json!(" School travel plans ");
        same["channels"] = json!(["COUNTER", "WEB"]);
        change.tried_from(made["version"].as_str().unwrap(), same, json!({ "audience": ["pupils"] })).await;

        let organisation = json!({ "name": "Riverside Residents", "actorType": "NGO", "url": "https://example.org" });
        let made = staff.does("createOrganisation", organisation, "organisation { id version }").await.ok();
        let made = made.data("/createOrganisation/organisation").clone();
        let change = Change { app: &app, who: &staff, verb: "updateOrganisation", noun: "organisation",
            named: json!({ "organisation": made["id"] }) };
        let same = json!({ "name": "Riverside Residents", "url": "https://example.org", "revealsSpecialCategory": false });
        change.tried_from(made["version"].as_str().unwrap(), same, json!({ "url": "https://example.org/about" })).await;
    }

    async fn a_program_stays_as_it_is_where_nothing_changes(app: App) {
        let project = Project::active(&app).await.id;
        let administrator = app.person(Alpha, Administrator);
        let organisation = organisation(&app.person(Alpha, Staff), "Riverside").await;
        let scope = json!({ "classes": ["PERSONAL"], "purposes": ["SHARE_WITH_PARTNER"] });
        let program = json!({ "name": "Riverside dashboard", "sector": "ECONOMY", "projects": [project], "scope": scope,
            "organisation": organisation,
            "allowedOrigins": ["https://app.example.org"], "expiresAt": "2027-06-15T10:00:00.0004Z" });
        let made = administrator.does("registerClient", program, "client { id version }").await.ok();
        let made = made.data("/registerClient/client").clone();
        let change = Change { app: &app, who: &administrator, verb: "updateClient", noun: "client", named: json!({ "client": made["id"] }) };
        let scope = json!({ "classes": ["PERSONAL", "PUBLIC"], "purposes": ["SHARE_WITH_PARTNER"] });
        // An instant is kept in whole milliseconds.
        let same = json!({ "name": "Riverside dashboard", "projects": [project, project], "scope": scope,
            "allowedOrigins": ["https://app.example.org"], "expiresAt": "2027-06-15T10:00:00.0004Z" });
        let narrower = json!({ "scope": { "classes": [], "purposes": [] } });
        let now = change.tried_from(made["version"].as_str().unwrap(), same, narrower.clone()).await;
        let now = change.tried_from(&now, narrower, json!({ "projects": [] })).await;
        change.tried_from(&now, json!({ "projects": [] }), json!({ "expiresAt": "2027-06-16T10:00:00Z" })).await;
    }

    async fn a_rule_of_retention_and_a_purpose_stay_as_they_are_where_nothing_changes(app: App) {
        let steward = app.person(Alpha, DataSteward);
        let rule = json!({ "class": "PERSONAL", "purpose": "SECURITY_AUDIT", "trigger": "CREATED", "duration": "P24M", "disposal": "DELETE" });
        let made = steward.does("createRetentionRule", rule, "rule { id version }").await.ok();
        let made = made.data("/createRetentionRule/rule").clone();
        let change = Change { app: &app, who: &steward, verb: "updateRetentionRule", noun: "rule", named: json!({ "rule": made["id"] }) };
        let same = json!({ "trigger": "CREATED", "duration": "P24M", "disposal": "DELETE", "isActive": true });
        change.tried_from(made["version"].as_str().unwrap(), same, json!({ "isActive": false })).await;

        let seen = steward.asks("{ purposes { purpose version } }").await.ok();
        let purposes = seen.data("/purposes").as_array().unwrap();
        let first = purposes.iter().find(|purpose| purpose["purpose"] == "RESEARCH").unwrap()["version"].clone();
        let change = Change { app: &app, who: &steward, verb: "updateProcessingPurpose", noun: "processingPurpose",
            named: json!({ "purpose": "RESEARCH" }) };
        // What holds as long as the agency says nothing, and then what it said.
        let usual = json!({ "legalBasis": "PUBLIC_TASK", "isEnabled": true });
        let words = json!({ "descriptions": [{ "language": "en", "text": "To study." }] });
        let now = change.tried_from(first.as_str().unwrap(), usual, words.clone()).await;
        change.tried_from(&now, words, json!({ "isEnabled": false })).await;
    }

    async fn a_phase_and_an_evaluation_stay_as_they_are_where_nothing_changes(app: App) {
        let project = Project::active(&app).await;
        project.open_phase("CO_DESIGN").await;
        let times = json!({ "opensAt": "2026-07-01T00:00:00Z", "closesAt": "2026-07-02T00:00:00Z" });
        let phase = project.phase("CO_DELIVERY", times.clone()).await;
        let change = Change { app: &app, who: &project.owner, verb: "updatePhase", noun: "phase", named: json!({ "phase": phase }) };
        let mut same = json!({ "title": "CO_DELIVERY", "description": "What happens.", "eligibleSectors": ["SOCIETY", "ECONOMY", "STATE"],
            "methods": [], "isBlindReview": false, "position": 9 });
        same.as_object_mut().unwrap().extend(times.as_object().unwrap().clone());
        let now = change.tried_from(&version(&project.owner, &phase).await, same, json!({ "title": "Delivery" })).await;
        let now = change.tried_from(&now, json!({ "title": "Delivery" }), json!({ "closesAt": "2026-07-03T00:00:00Z" })).await;
        change.tried_from(&now, json!({ "position": 2 }), json!({ "position": 1 })).await;

        let mut input = judged::input(&project.id, "CONCURRENT", &["UC-01", "TR-01"]);
        input["disclosureThreshold"] = json!(8);
        let story = Story::of(&app, &project.id, input.clone()).await;
        let change = Change { app: &app, who: &story.owner, verb: "updateEvaluation", noun: "evaluation", named: json!({ "evaluation": story.id }) };
        input.as_object_mut().unwrap().remove("project");
        let turned = json!({ "criteria": [criterion("TR-01"), criterion("UC-01")] });
        let now = change.tried_from(&story.version, input, turned.clone()).await;
        change.tried_from(&now, turned, json!({ "disclosureThreshold": 9 })).await;
    }

    async fn a_draft_and_a_declaration_of_interest_stay_as_they_are_where_nothing_changes(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let author = &project.society;
        let made = drafts(author, &phase, "A crossing.", json!({ "title": "At the library", "language": "en" })).await.ok();
        let made = made.data("/draftContribution/contribution").clone();
        let change = Change { app: &app, who: author, verb: "updateContributionDraft", noun: "contribution",
            named: json!({ "contribution": made["id"] }) };
        let same = json!({ "kind": "PROPOSAL", "title": " At the library ", "body": "A crossing.", "language": "EN" });
        let now = change.tried_from(made["version"].as_str().unwrap(), same, json!({ "body": "Two crossings." })).await;
        change.tried_from(&now, json!({ "body": "Two crossings." }), json!({ "title": "At the bakery" })).await;

        let (own, _) = part(author, &project).await;
        let made = declares(author, &own, json!({})).await.ok();
        let made = made.data("/declareInterest/declaration").clone();
        let change = Change { app: &app, who: author, verb: "updateInterestDeclaration", noun: "declaration",
            named: json!({ "declaration": made["id"] }) };
        let same = json!({ "relationship": "EMPLOYMENT", "publicSummary": "Works for a shop on the street.", "detail": "Heron Bakery, since 2019." });
        let gone = json!({ "removesDetail": true });
        let now = change.tried_from(made["version"].as_str().unwrap(), same, gone.clone()).await;
        change.tried_from(&now, gone, json!({ "publicSummary": "Owns a shop on the street." })).await;
    }

    async fn what_people_say_of_themselves_stays_as_it_is_where_nothing_changes(app: App) {
        let member = app.person(Alpha, Member);
        let own = "{ viewer { membership { person { version legalName displayName language } } } }";
        let mut same = member.administering().asks(own).await.ok().data("/viewer/membership/person").clone();
        assert!(same.as_object().unwrap().values().all(Value::is_string), "{same}");
        let first = same.as_object_mut().unwrap().remove("version").unwrap();
        let change = Change { app: &app, who: &member, verb: "updateMyPerson", noun: "person", named: json!({}) };
        let now = change.tried_from(first.as_str().unwrap(), same, json!({ "displayName": "Vera" })).await;
        let now = change.tried_from(&now, json!({ "displayName": "Vera" }), json!({ "language": "fr" })).await;
        change.tried_from(&now, json!({ "displayName": "Vera", "language": "FR" }), json!({ "legalName": "Vera Heron" })).await;

        // Who tells nothing has told nothing.
        member.does("updateMyProfile", json!({}), "profile { version }").await.ok();
        let raw = app.database.raw().await;
        assert_eq!(column::<i64>(&raw, "SELECT count(*) FROM participant_profile").await, [0]);
        let notice = publishes(&app, "REPRESENTATIVENESS", false, NOW).await;
        for attribute in ["BIRTH_YEAR", "POSTAL_ADDRESS", "GENDER"] {
            gives(&member, "REPRESENTATIVENESS", &notice, json!({ "attribute": attribute })).await.ok();
        }
        let told = json!({ "birthYear": 1984, "postalAddress": "Main Street 5, 12345 Exampleton", "gender": "DIVERSE" });
        let first = member.does("updateMyProfile", told.clone(), "profile { version }").await.ok().text("/updateMyProfile/profile/version");
        let change = Change { app: &app, who: &member, verb: "updateMyProfile", noun: "profile", named: json!({}) };
        let now = change.tried_from(&first, told, json!({ "birthYear": 1985 })).await;
        change.tried_from(&now, json!({ "birthYear": 1985 }), json!({ "gender": "FEMALE" })).await;
    }

    async fn a_name_that_is_given_once_more_moves_no_part_where_it_stands_in_public(app: App) {
        let project = Project::active(&app).await;
        let member = &project.society;
        consents_to_a_name(&app, member).await;
        let (id, seen) = part(member, &project).await;
        let named = json!({ "participation": id, "version": seen, "precision": "DISPLAY_NAME" });
        member.does("chooseByline", named, "participation { id }").await.ok();
        let before = part(member, &project).await;
        let again = json!({ "version": own_version(member).await, "displayName": "Legal member", "language": "fr" });
        member.does("updateMyPerson", again, "person { id }").await.ok();
        assert_eq!(part(member, &project).await, before);
        let renamed = json!({ "version": own_version(member).await, "displayName": "Vera" });
        member.does("updateMyPerson", renamed, "person { id }").await.ok();
        assert_ne!(part(member, &project).await, before);
    }
}
