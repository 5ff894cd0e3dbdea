//! What one may do is known before one tries: `viewerCan` and the mutation agree, on every noun, in every state.

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    app::{App, NOW},
    contribution::{drafts, moves, published, submitted},
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::{
    consents::{gives, person_of, publishes},
    interests::{declares, part},
    judged::Story,
    rights::step,
    tried::{ASKED, Tried},
};

on_both! {
    async fn what_one_may_do_to_a_project_and_its_phases_is_known_before_one_tries(app: App) {
        let mut tried = Tried::default();
        let project = Project::draft(&app, "PUBLIC").await;
        let phase = project.phase("CO_DESIGN", json!({})).await;
        let assessment = project.phase("CO_ASSESSMENT", json!({})).await;
        let all = [project.id.as_str(), &phase, &assessment];
        tried.compare(&app, "of a draft", &all).await;
        for verb in ["startProjectReadiness", "announceProject", "activateProject"] {
            project.moves(verb, json!({})).await.ok();
            tried.compare(&app, &format!("after {verb}"), &all[..1]).await;
        }
        project.joined(&project.economy, "ECONOMY", "PROFESSIONAL").await;
        project.joined(&project.society, "SOCIETY", "LAY").await;
        for verb in ["openPhase", "closePhase", "startPhaseReview", "publishDispositions", "reportPhase", "completePhase"] {
            tried.compare(&app, &format!("before {verb}"), &[&phase]).await;
            project.moves_phase(verb, &phase, json!({})).await.ok();
        }
        tried.compare(&app, "once completed", &[&phase]).await;
        project.moves("pauseProject", json!({ "reason": "Holidays." })).await.ok();
        tried.compare(&app, "while paused", &all).await;
        project.moves("cancelProject", json!({ "reason": "No money." })).await.ok();
        tried.compare(&app, "once cancelled", &all).await;
        tried.both_ways(&["COMPLETE_PROJECT_EVALUATION"]);
    }

    async fn what_one_may_do_to_a_contribution_is_known_before_one_tries(app: App) {
        let mut tried = Tried::default();
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let draft = drafts(&project.society, &phase, "Draft.", json!({})).await.ok().text("/draftContribution/contribution/id");
        let held = submitted(&project.society, &phase, "Held.").await;
        let shown = published(&project.society, &project.owner, &phase, "Shown.").await;
        let owners = submitted(&project.owner, &phase, "The owner's.").await;
        let all = [draft.as_str(), &held, &shown, &owners];
        tried.compare(&app, "while open", &all).await;
        moves(&project.owner, "holdContribution", &held, json!({ "rule": "OFF_TOPIC", "reason": "Because." })).await.ok();
        moves(&project.owner, "startContributionReview", &shown, json!({})).await.ok();
        tried.compare(&app, "under review", &all).await;
        project.leads(&phase, &["closePhase", "startPhaseReview"]).await;
        tried.compare(&app, "once closed", &all).await;
        moves(&project.owner, "disposeContribution", &shown, json!({ "outcome": "ACCEPTED", "reason": "Because." })).await.ok();
        project.leads(&phase, &["publishDispositions"]).await;
        tried.compare(&app, "once settled", &all).await;
        tried.both_ways(&[]);
    }

    async fn what_one_may_do_to_an_evaluation_and_a_participation_is_known_before_one_tries(app: App) {
        let mut tried = Tried::default();
        let mut story = Story::draft(&app, "RETROSPECTIVE", &["UC-01"]).await;
        let join = json!({ "project": story.project, "sector": "SOCIETY", "expertise": "LAY" });
        let member = app.person(Alpha, Member);
        let part = member.does("joinProject", join, "participation { id version }").await.ok();
        let owners = "query($id: ID!) { node(id: $id) { ... on Project { viewerParticipation { id } } } }";
        let owners = story.owner.graphql(owners, json!({ "id": story.project })).await.ok().text("/node/viewerParticipation/id");
        let part = |name: &str| part.text(&format!("/joinProject/participation/{name}"));
        let parts = [owners.as_str(), &part("id")];
        tried.compare(&app, "of a draft", &[&story.id]).await;
        tried.compare(&app, "while active", &parts).await;
        for verb in ["lockEvaluation", "openEvaluation"] {
            story.version = story.moves(verb, &story.version).await;
            tried.compare(&app, &format!("after {verb}"), &[&story.id]).await;
        }
        let answers = json!([{ "criterion": crate::judged::criterion("UC-01"), "answer": { "score": 3 } }]);
        let handed = story.answers(&member, answers).await.ok();
        let assessment = handed.text("/submitAssessment/assessment/id");
        tried.compare(&app, "once handed in", &[&assessment]).await;
        let withdraw = json!({ "assessment": assessment, "version": handed.text("/submitAssessment/assessment/version") });
        member.does("withdrawAssessment", withdraw, "evaluation { id }").await.ok();
        tried.compare(&app, "once withdrawn", &[&assessment]).await;
        let mut version = story.closed(&app).await;
        tried.compare(&app, "once closed", &[&story.id]).await;
        for verb in ["computeEvaluation", "releaseEvaluation"] {
            version = story.moves(verb, &version).await;
            tried.compare(&app, &format!("after {verb}"), &[&story.id]).await;
        }
        let leave = json!({ "participation": part("id"), "version": part("version") });
        member.does("leaveProject", leave, "participation { id }").await.ok();
        tried.compare(&app, "once left", &parts).await;
        tried.both_ways(&["CLOSE_EVALUATION"]);
    }

    async fn what_one_may_do_to_an_agency_and_what_it_knows_is_known_before_one_tries(app: App) {
        let mut tried = Tried::default();
        let (administrator, staff, member) = (app.person(Alpha, Administrator), app.person(Alpha, Staff), app.person(Alpha, Member));
        let agency = member.asks("{ tenant { id } viewer { membership { id person { id } } } }").await.ok();
        let memberships = [Administrator, Member].map(|role| app.world.person(Alpha, role).membership.clone());
        let founder = app.world.founder(Alpha).membership.clone();
        let made = async |who: &harness::actor::Actor, verb: &str, input: Value, noun: &str| {
            let done = who.does(verb, input, &format!("{noun} {{ id version }}")).await.ok();
            let part = |name: &str| done.text(&format!("/{verb}/{noun}/{name}"));
            (part("id"), part("version"))
        };
        let client = json!({ "name": "Dashboard", "sector": "SOCIETY", "expiresAt": "2026-12-01T00:00:00Z" });
        let client = made(&administrator, "registerClient", client, "client").await;
        let organisation = json!({ "name": "Riverside", "actorType": "NGO" });
        let organisation = made(&staff, "createOrganisation", organisation, "organisation").await;
        let service = json!({ "title": "Travel plans", "description": "d", "competentAuthority": "a" });
        let service = made(&staff, "createPublicService", service, "publicService").await;
        let policy = json!({ "name": "n", "field": "Person.email", "reason": "r" });
        let policy = made(&administrator, "draftTenantPolicy", policy, "policy").await;
        let project = Project::active(&app).await;
        let invite = json!({ "project": project.id, "email": app.world.person(Alpha, Administrator).email, "sector": "SOCIETY",
                             "expertise": "LAY", "roles": ["PARTICIPANT"] });
        let invitation = made(&project.owner, "inviteParticipant", invite, "invitation").await;
        let (tenant, person) = (agency.text("/tenant/id"), agency.text("/viewer/membership/person/id"));
        let all = [
            tenant.as_str(), &person, &memberships[0], &memberships[1], &founder, &client.0, &organisation.0, &service.0, &policy.0,
            &invitation.0,
        ];
        tried.compare(&app, "at first", &all).await;
        let step = |noun: &str, (id, version): &(String, String), more: Value| {
            let mut input = more;
            input[noun] = json!(id);
            input["version"] = json!(version);
            input
        };
        let because = || json!({ "reason": "Because." });
        administrator.does("revokeClient", step("client", &client, because()), "client { id }").await.ok();
        staff.does("verifyOrganisation", step("organisation", &organisation, json!({})), "organisation { id }").await.ok();
        staff.does("activatePublicService", step("publicService", &service, json!({})), "publicService { id }").await.ok();
        administrator.does("activateTenantPolicy", step("policy", &policy, json!({})), "policy { id }").await.ok();
        let accept = json!({ "invitation": invitation.0 });
        administrator.does("acceptProjectInvitation", accept, "participation { id }").await.ok();
        let seen = "query($id: ID!) { node(id: $id) { ... on Membership { version } } }";
        let seen = administrator.graphql(seen, json!({ "id": memberships[1] })).await.ok();
        let suspended = (memberships[1].clone(), seen.text("/node/version"));
        administrator.does("suspendMembership", step("membership", &suspended, because()), "membership { id }").await.ok();
        tried.compare(&app, "at last", &all).await;
        tried.both_ways(&[]);
    }

    async fn what_one_may_do_to_a_request_about_data_is_known_before_one_tries(app: App) {
        let mut tried = Tried::default();
        let (member, steward) = (app.person(Alpha, Member), app.person(Alpha, DataSteward).administering());
        let asked = member.does("requestRestriction", json!({ "details": "d" }), "request { id }").await.ok();
        let restriction = asked.text("/requestRestriction/request/id");
        let asked = member.does("objectToProcessing", json!({ "purpose": "RESEARCH", "details": "d" }), "request { id }").await.ok();
        let objection = asked.text("/objectToProcessing/request/id");
        let own = steward.does("requestErasure", json!({}), "request { id }").await.ok().text("/requestErasure/request/id");
        let all = [restriction.as_str(), &objection, &own];
        tried.compare(&app, "at first", &all).await;
        for verb in ["startIdentityCheck", "confirmRequestIdentity"] {
            for request in &all[..2] {
                step(&steward, verb, request, json!({})).await.ok();
            }
            tried.compare(&app, &format!("after {verb}"), &all[..2]).await;
        }
        let longer = json!({ "months": 1, "reason": "Because." });
        step(&steward, "extendDataSubjectRequest", &restriction, longer).await.ok();
        step(&steward, "fulfilDataSubjectRequest", &objection, json!({})).await.ok();
        tried.compare(&app, "once extended and upheld", &all[..2]).await;
        step(&steward, "fulfilDataSubjectRequest", &restriction, json!({})).await.ok();
        tried.compare(&app, "while restricted", &all[..1]).await;
        step(&steward, "liftRestriction", &restriction, json!({ "reason": "Because." })).await.ok();
        step(&steward, "closeDataSubjectRequest", &restriction, json!({})).await.ok();
        tried.compare(&app, "once lifted and closed", &all[..1]).await;
        step(&member, "withdrawDataSubjectRequest", &objection, json!({})).await.ok();
        tried.compare(&app, "once taken back", &all[..2]).await;
        tried.both_ways(&[]);
    }

    async fn what_one_may_do_to_a_declared_interest_is_known_before_one_tries(app: App) {
        let mut tried = Tried::default();
        let project = Project::active(&app).await;
        let (part, _) = part(&project.society, &project).await;
        let made = declares(&project.society, &part, json!({})).await.ok();
        let id = made.text("/declareInterest/declaration/id");
        tried.compare(&app, "while it holds", &[&id]).await;
        let withdraw = json!({ "declaration": id, "version": made.text("/declareInterest/declaration/version") });
        project.society.does("withdrawInterestDeclaration", withdraw, "declaration { id }").await.ok();
        tried.compare(&app, "once withdrawn", &[&id]).await;
        tried.both_ways(&[]);
    }

    async fn what_one_may_do_to_a_rule_of_retention_and_a_hold_is_known_before_one_tries(app: App) {
        let mut tried = Tried::default();
        let steward = app.person(Alpha, DataSteward);
        let rule = json!({ "class": "PERSONAL", "purpose": "SECURITY_AUDIT", "trigger": "CREATED", "duration": "P24M", "disposal": "DELETE" });
        let rule = app.person(Alpha, Administrator).does("createRetentionRule", rule, "rule { id }").await.ok();
        let rule = rule.text("/createRetentionRule/rule/id");
        let reader = app.world.person(Alpha, Auditor).membership.clone();
        let order = json!({ "target": { "person": person_of(&app.person(Alpha, Member)).await }, "readers": [reader], "reason": "Case 12/26." });
        let placed = steward.does("placeLegalHold", order, "hold { id version }").await.ok();
        let hold = placed.text("/placeLegalHold/hold/id");
        tried.compare(&app, "while it holds", &[&rule, &hold]).await;
        let lift = json!({ "hold": hold, "version": placed.text("/placeLegalHold/hold/version"), "reason": "Because." });
        steward.does("liftLegalHold", lift, "hold { id }").await.ok();
        tried.compare(&app, "once lifted", &[&hold]).await;
        tried.both_ways(&[]);
    }

    async fn what_one_may_do_to_a_purpose_and_a_step_of_a_consent_is_known_before_one_tries(app: App) {
        let mut tried = Tried::default();
        let notice = publishes(&app, "CONTACT_NEWS", false, NOW).await;
        let (member, steward) = (app.person(Alpha, Member), app.person(Alpha, DataSteward));
        let purposes = member.asks("{ purposes { id purpose } }").await.ok();
        let all = purposes.data("/purposes").as_array().unwrap();
        let news = all.iter().find(|purpose| purpose["purpose"] == "CONTACT_NEWS").unwrap();
        let news = news["id"].as_str().unwrap().to_owned();
        let given = gives(&member, "CONTACT_NEWS", &notice, json!({})).await.ok().text("/giveConsent/receipt/id");
        tried.compare(&app, "while it stands", &[&news, &given]).await;
        let end = json!({ "record": given, "reason": "Because." });
        steward.does("revokeConsent", end, "record { id }").await.ok();
        tried.compare(&app, "once it went on", &[&given]).await;
        tried.both_ways(&[]);
    }

    async fn what_one_may_do_to_a_report_is_known_before_one_tries(app: App) {
        let mut tried = Tried::default();
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let words = published(&project.economy, &project.owner, &phase, "Herons are silly.").await;
        let told = json!({ "contribution": words, "rule": "ABUSE", "reason": "Because." });
        let made = project.society.does("reportContribution", told, "report { id version }").await.ok();
        let id = made.text("/reportContribution/report/id");
        tried.compare(&app, "while open", &[&id]).await;
        let close = json!({ "report": id, "version": made.text("/reportContribution/report/version"), "outcome": "DISMISSED", "reason": "Because." });
        project.owner.does("closeContributionReport", close, "report { id }").await.ok();
        tried.compare(&app, "once closed", &[&id]).await;
        let told = json!({ "contribution": words, "rule": "SPAM", "reason": "Because." });
        let made = project.society.does("reportContribution", told, "report { id version }").await.ok();
        let id = made.text("/reportContribution/report/id");
        let back = json!({ "report": id, "version": made.text("/reportContribution/report/version") });
        project.society.does("withdrawContributionReport", back, "report { id }").await.ok();
        tried.compare(&app, "once taken back", &[&id]).await;
        tried.both_ways(&[]);
    }

    async fn t39_nothing_is_said_of_what_is_not_seen_and_of_its_state_no_more_than_the_verb_says(app: App) {
        let project = Project::draft(&app, "PARTICIPANTS").await;
        for hidden in [app.visitor(Alpha), app.person(Alpha, Member), app.founder(Beta)] {
            let asked = hidden.graphql(ASKED, json!({ "id": project.id })).await.ok();
            assert_eq!(asked.data("/node"), &Value::Null);
        }
        let elsewhere = "query($id: ID!) { node(id: $id) { ... on Project { viewerCan(actions: [OPEN_PHASE]) { allowed } } } }";
        let refused = project.owner.graphql(elsewhere, json!({ "id": project.id })).await;
        assert_eq!(refused.codes(), ["BAD_INPUT"]);
        // Whether a member is suspended is for those who may do something about it.
        let membership = app.world.person(Alpha, Staff).membership.clone();
        let asked = app.person(Alpha, Staff).graphql(ASKED, json!({ "id": membership })).await.ok();
        for permission in asked.data("/node/viewerCan").as_array().unwrap() {
            let codes: Vec<_> = permission["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].clone()).collect();
            assert_eq!(codes, ["FORBIDDEN"], "{permission}");
        }
    }

    async fn what_one_may_decide_is_known_before_one_tries(app: App) {
        let notice = publishes(&app, "CONTACT_NEWS", false, NOW).await;
        let (member, steward) = (app.person(Alpha, Member), app.person(Alpha, DataSteward));
        let own = async || {
            let asked = "{ viewer { consents { processingPurpose { purpose } viewerCan { action allowed reasons { code } } } } }";
            let seen = member.asks(asked).await.ok();
            let all = seen.data("/viewer/consents").as_array().unwrap().clone();
            let news = all.iter().find(|consent| consent["processingPurpose"]["purpose"] == "CONTACT_NEWS").unwrap().clone();
            allowed(&news["viewerCan"])
        };
        let of_step = async |who: &Actor, id: &str| {
            let asked = "query($id: ID!) { node(id: $id) { ... on ConsentRecord { viewerCan { action allowed reasons { code } } } } }";
            allowed(who.graphql(asked, json!({ "id": id })).await.ok().data("/node/viewerCan"))
        };
        let decides = async |verb: &str| member.does(verb, json!({ "purpose": "CONTACT_NEWS" }), "consent { state }").await;
        assert_eq!(own().await, ["GIVE_CONSENT", "REFUSE_CONSENT", "DEFER_CONSENT"]);
        decides("withdrawConsent").await.refused("INVALID_TRANSITION");
        decides("deferConsent").await.ok();
        assert_eq!(own().await, ["GIVE_CONSENT", "REFUSE_CONSENT"]);
        decides("deferConsent").await.refused("INVALID_TRANSITION");
        let given = gives(&member, "CONTACT_NEWS", &notice, json!({})).await.ok().text("/giveConsent/receipt/id");
        assert_eq!(own().await, ["GIVE_CONSENT", "WITHDRAW_CONSENT"]);
        decides("refuseConsent").await.refused("INVALID_TRANSITION");
        assert_eq!(of_step(&steward, &given).await, ["REVOKE_CONSENT", "INVALIDATE_CONSENT"]);
        assert_eq!(of_step(&member, &given).await, Vec::<String>::new());
        let end = async |verb: &str| steward.does(verb, json!({ "record": given, "reason": "Because." }), "record { id }").await;
        end("revokeConsent").await.ok();
        assert_eq!(of_step(&steward, &given).await, Vec::<String>::new(), "it went on since");
        end("invalidateConsent").await.refused("INVALID_TRANSITION");
        assert_eq!(own().await, ["GIVE_CONSENT", "REFUSE_CONSENT"]);

        let purposes = "{ purposes { purpose viewerCan { action allowed reasons { code } } } }";
        let of_purpose = async |who: &Actor| allowed(who.asks(purposes).await.ok().data("/purposes/0/viewerCan"));
        assert_eq!(of_purpose(&steward).await, ["UPDATE_PROCESSING_PURPOSE", "PUBLISH_NOTICE"]);
        assert_eq!(of_purpose(&member).await, Vec::<String>::new());
    }
}

/// The actions that are allowed, of those that were asked about.
fn allowed(permissions: &Value) -> Vec<String> {
    let all = permissions.as_array().unwrap().iter();
    let allowed = all.filter(|permission| permission["allowed"] == true);
    allowed
        .map(|permission| permission["action"].as_str().unwrap().to_owned())
        .collect()
}
