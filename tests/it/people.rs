//! Names that people choose, parts that end, and rights that nobody gives without holding them.

use entity::vocabulary::TenantRole::{Administrator, Auditor, Member, Staff};
use harness::{
    app::{App, NOW},
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::consents::{consents_to_a_name, publishes};

const PART: &str = "participation { id version state stateReason byline { name precision } }";

on_both! {
    async fn a_participant_is_named_because_they_chose_so_and_no_longer_when_they_choose_back(app: App) {
        let (project, mut part) = joined(&app).await;
        let member = app.person(Alpha, Member);
        let choose = |part: &Value, precision: &str| json!({ "participation": part["id"], "version": part["version"], "precision": precision });
        app.person(Alpha, Staff).does("chooseByline", choose(&part, "DISPLAY_NAME"), PART).await.refused("FORBIDDEN");
        app.founder(Beta).does("chooseByline", choose(&part, "DISPLAY_NAME"), PART).await.refused("NOT_FOUND");
        let pseudonym = part["byline"]["name"].clone();
        let asked = member.does("chooseByline", choose(&part, "DISPLAY_NAME"), PART).await.refused("CONSENT_REQUIRED");
        assert!(asked.text.contains("giveConsent"), "{}", asked.text);
        consents_to_a_name(&app, &member).await;
        let chosen = member.does("chooseByline", choose(&part, "DISPLAY_NAME"), PART).await.ok();
        part = chosen.data("/chooseByline/participation").clone();
        assert_eq!(part["byline"], json!({ "name": "Legal member", "precision": "DISPLAY_NAME" }));
        let own = member.asks("{ viewer { membership { person { version } } } }").await.ok();
        let rename = json!({ "version": own.text("/viewer/membership/person/version"), "displayName": "Vera" });
        member.does("updateMyPerson", rename, "person { id }").await.ok();
        let seen = byline(&app, &project).await;
        assert!(seen.contains(&json!({ "name": "Vera", "precision": "DISPLAY_NAME" })), "{seen:?}");
        member.does("chooseByline", choose(&part, "PSEUDONYM"), PART).await.refused("CONFLICT");
        let now = member.graphql("query($id: ID!) { node(id: $id) { ... on Participation { id version } } }", json!({ "id": part["id"] })).await.ok();
        let back = member.does("chooseByline", choose(now.data("/node"), "PSEUDONYM"), PART).await.ok();
        assert_eq!(back.data("/chooseByline/participation/byline"), &json!({ "name": pseudonym, "precision": "PSEUDONYM" }));
    }

    async fn a_name_goes_with_the_consent_to_it_at_once_and_does_not_come_back_by_itself(app: App) {
        let (project, part) = joined(&app).await;
        let member = app.person(Alpha, Member);
        consents_to_a_name(&app, &member).await;
        let choose = json!({ "participation": part["id"], "version": part["version"], "precision": "DISPLAY_NAME" });
        member.does("chooseByline", choose, PART).await.ok();
        let named = json!({ "name": "Legal member", "precision": "DISPLAY_NAME" });
        assert!(byline(&app, &project).await.contains(&named));
        let withdrawn = member.does("withdrawConsent", json!({ "purpose": "PUBLIC_ATTRIBUTION" }), "consent { state }").await;
        withdrawn.ok();
        assert!(!byline(&app, &project).await.contains(&named));
        let notice = publishes(&app, "PUBLIC_ATTRIBUTION", false, NOW).await;
        let again = json!({ "purpose": "PUBLIC_ATTRIBUTION", "notice": notice, "language": "en" });
        member.does("giveConsent", again, "consent { state }").await.ok();
        assert!(!byline(&app, &project).await.contains(&named), "it is chosen anew");
    }

    async fn t36_that_a_consent_to_a_name_ends_shows_where_the_name_went_and_nowhere_else(app: App) {
        let (_, part) = joined(&app).await;
        let member = app.person(Alpha, Member);
        consents_to_a_name(&app, &member).await;
        let choose = json!({ "participation": part["id"], "version": part["version"], "precision": "DISPLAY_NAME" });
        member.does("chooseByline", choose, PART).await.ok();
        publishes(&app, "PUBLIC_ATTRIBUTION", true, NOW).await;
        // The name is a pseudonym by now, and stays one.
        let read = "query($id: ID!) { node(id: $id) { ... on Participation { version byline { name precision } } } }";
        let reads = async || app.person(Alpha, Staff).graphql(read, json!({ "id": part["id"] })).await.ok().text;
        let before = reads().await;
        assert!(before.contains("PSEUDONYM"), "{before}");
        member.does("withdrawConsent", json!({ "purpose": "PUBLIC_ATTRIBUTION" }), "consent { state }").await.ok();
        assert_eq!(reads().await, before);
    }

    async fn t40_what_a_person_changes_for_themselves_moves_no_version_that_others_see(app: App) {
        let (_, _) = joined(&app).await;
        let member = app.person(Alpha, Member);
        let own = member.asks("{ viewer { membership { person { id version } } } }").await.ok();
        let own = own.data("/viewer/membership/person").clone();
        let read = "query($id: ID!) { node(id: $id) { ... on Person { id version } } }";
        let readers = [app.person(Alpha, Staff), app.person(Alpha, Administrator), app.person(Alpha, Auditor)];
        let mut before = Vec::new();
        for reader in &readers {
            let seen = reader.graphql(read, json!({ "id": own["id"] })).await.ok();
            assert_eq!(seen.data("/node/id"), &own["id"]);
            before.push(seen.text);
        }
        let change = json!({ "version": own["version"], "language": "fr" });
        member.does("updateMyPerson", change.clone(), "person { version }").await.ok();
        member.does("updateMyPerson", change, "person { version }").await.refused("CONFLICT");
        for (reader, before) in readers.iter().zip(before) {
            assert_eq!(reader.graphql(read, json!({ "id": own["id"] })).await.ok().text, before);
        }
    }

    async fn t68_a_name_stands_until_the_consent_ends_and_not_longer_than_its_notice_holds(app: App) {
        let (project, part) = joined(&app).await;
        let member = app.person(Alpha, Member);
        consents_to_a_name(&app, &member).await;
        let choose = json!({ "participation": part["id"], "version": part["version"], "precision": "DISPLAY_NAME" });
        member.does("chooseByline", choose, PART).await.ok();
        let named = json!({ "name": "Legal member", "precision": "DISPLAY_NAME" });
        assert!(byline(&app, &project).await.contains(&named));
        publishes(&app, "PUBLIC_ATTRIBUTION", true, NOW).await;
        assert!(!byline(&app, &project).await.contains(&named), "what is shown is no longer what was agreed to");
        let now = member.graphql("query($id: ID!) { node(id: $id) { ... on Participation { id version } } }", json!({ "id": part["id"] })).await.ok();
        let choose = json!({ "participation": part["id"], "version": now.text("/node/version"), "precision": "DISPLAY_NAME" });
        member.does("chooseByline", choose, PART).await.refused("CONSENT_STALE");
    }

    async fn who_runs_a_project_ends_a_part_with_a_reason_that_the_person_reads(app: App) {
        let (project, part) = joined(&app).await;
        let (staff, member) = (app.person(Alpha, Staff), app.person(Alpha, Member));
        let remove = |reason: &str| json!({ "participation": part["id"], "version": part["version"], "reason": reason });
        member.does("removeParticipation", remove("Enough."), PART).await.refused("FORBIDDEN");
        app.founder(Alpha).does("removeParticipation", remove("Enough."), PART).await.refused("FORBIDDEN");
        app.founder(Beta).does("removeParticipation", remove("Enough."), PART).await.refused("NOT_FOUND");
        staff.does("removeParticipation", remove(" "), PART).await.refused("REASON_REQUIRED");
        let gone = staff.does("removeParticipation", remove("Enough."), PART).await.ok();
        assert_eq!(gone.data("/removeParticipation/participation/state"), "REMOVED");
        let read = "query($id: ID!) { node(id: $id) { ... on Participation { state stateReason } } }";
        let seen = member.graphql(read, json!({ "id": part["id"] })).await.ok();
        assert_eq!(seen.data("/node"), &json!({ "state": "REMOVED", "stateReason": "Enough." }));
        let other = app.founder(Alpha).graphql(read, json!({ "id": part["id"] })).await.ok();
        assert_eq!(other.data("/node/stateReason"), &json!(null));
        staff.does("removeParticipation", remove("Enough."), PART).await.refused("INVALID_TRANSITION");
        member.does("joinProject", json!({ "project": project, "sector": "SOCIETY", "expertise": "LAY" }), PART).await.refused("FORBIDDEN");
    }

    async fn t107_roles_do_not_change_after_a_project_is_over_but_a_person_can_still_leave(app: App) {
        let (project, part) = joined(&app).await;
        let (staff, member) = (app.person(Alpha, Staff), app.person(Alpha, Member));
        let now = staff.graphql("query($id: ID!) { node(id: $id) { ... on Project { version } } }", json!({ "id": project })).await.ok();
        let cancel = json!({ "project": project, "version": now.text("/node/version"), "reason": "No money." });
        staff.does("cancelProject", cancel, "project { state }").await.ok();
        let seen = json!({ "participation": part["id"], "version": part["version"] });
        for (verb, name, value) in [("grantProjectRole", "role", "OBSERVER"), ("revokeProjectRole", "role", "PARTICIPANT"), ("removeParticipation", "reason", "Over.")] {
            let mut input = seen.clone();
            input[name] = json!(value);
            staff.does(verb, input, PART).await.refused("INVALID_TRANSITION");
        }
        member.does("leaveProject", seen, PART).await.ok();
    }

    async fn an_organisation_that_tells_of_a_person_stands_beside_nobody_elses_part(app: App) {
        let project = Project::announced(&app).await.id;
        let (staff, member) = (app.person(Alpha, Staff), app.person(Alpha, Member));
        let made = staff.does("createOrganisation", json!({ "name": "Patients", "actorType": "NGO" }), "organisation { id version }").await.ok();
        let organisation = made.data("/createOrganisation/organisation").clone();
        let join = json!({ "project": project, "sector": "SOCIETY", "expertise": "LAY", "organisation": organisation["id"] });
        let shown = "participation { organisation { name } }";
        member.does("joinProject", join.clone(), shown).await.refused("PRECONDITION_UNMET");
        let seen = json!({ "organisation": organisation["id"], "version": organisation["version"] });
        let verified = staff.does("verifyOrganisation", seen.clone(), "organisation { version }").await.ok();
        let own = member.does("joinProject", join, shown).await.ok();
        assert_eq!(own.data("/joinProject/participation/organisation/name"), "Patients");
        let list = "query($id: ID!) { node(id: $id) { ... on Project { participations(orderBy: JOINED_ON_ASC) { nodes { organisation { name } } } } } }";
        let named = |answer: &harness::answer::Answer| answer.text.matches("Patients").count();
        let all = staff.graphql(list, json!({ "id": project })).await.ok();
        assert_eq!(named(&all), 1);
        let mark = json!({ "organisation": organisation["id"], "version": verified.text("/verifyOrganisation/organisation/version"), "revealsSpecialCategory": true });
        staff.does("updateOrganisation", mark, "organisation { id }").await.ok();
        let all = staff.graphql(list, json!({ "id": project })).await.ok();
        assert_eq!((named(&all), all.redacted()), (0, Vec::new()));
        let own = member.graphql(list, json!({ "id": project })).await.ok();
        assert_eq!(named(&own), 1);
    }

    async fn t96_nobody_brings_back_roles_that_they_do_not_hold_and_a_suspended_member_gets_none(app: App) {
        let membership = app.world.person(Alpha, Auditor).membership.clone();
        let shown = "membership { version state roles }";
        let version = "query($id: ID!) { node(id: $id) { ... on Membership { version } } }";
        let now = app.founder(Alpha).graphql(version, json!({ "id": membership })).await.ok();
        let seen = |version: &str| json!({ "membership": membership, "version": version });
        let mut suspend = seen(&now.text("/node/version"));
        suspend["reason"] = json!("Away.");
        let administrator = app.person(Alpha, Administrator);
        let suspended = administrator.does("suspendMembership", suspend, shown).await.ok();
        let version = suspended.text("/suspendMembership/membership/version");
        administrator.does("reinstateMembership", seen(&version), shown).await.refused("FORBIDDEN");
        let mut grant = seen(&version);
        grant["role"] = json!("STAFF");
        app.founder(Alpha).does("grantTenantRole", grant, shown).await.refused("INVALID_TRANSITION");
        let back = app.founder(Alpha).does("reinstateMembership", seen(&version), shown).await.ok();
        assert_eq!(back.data("/reinstateMembership/membership/roles"), &json!(["AUDITOR", "MEMBER"]));
    }
}

/// An announced project that anyone may join, and the part of a member in it.
async fn joined(app: &App) -> (String, Value) {
    let project = Project::announced(app).await.id;
    let join = json!({ "project": project, "sector": "SOCIETY", "expertise": "LAY" });
    let joined = app.person(Alpha, Member).does("joinProject", join, PART).await.ok();
    (project, joined.data("/joinProject/participation").clone())
}

/// The bylines of a project, as its staff read them.
async fn byline(app: &App, project: &str) -> Vec<Value> {
    let list = "query($id: ID!) { node(id: $id) { ... on Project { participations { nodes { byline { name precision } } } } } }";
    let seen = app
        .person(Alpha, Staff)
        .graphql(list, json!({ "id": project }))
        .await
        .ok();
    let nodes = seen
        .data("/node/participations/nodes")
        .as_array()
        .cloned()
        .unwrap_or_default();
    nodes.into_iter().map(|node| node["byline"].clone()).collect()
}
