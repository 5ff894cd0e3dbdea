//! Changes of nothing where the state of the object forbids any: they are refused as every change is, whatever version was
//! seen. What a state forbids to change may be sent along as it is.

use entity::vocabulary::TenantRole::{Administrator, Member, Staff};
use harness::{
    app::{App, NOW},
    contribution::{drafts, moves},
    on_both,
    project::{Project, version},
    world::Agency::Alpha,
};
use serde_json::{Value, json};

use crate::{
    consents::{gives, publishes},
    interests::{declares, part},
    judged::{self, Story},
    unchanged::Change,
};

/// Nothing, what is there and what is not are refused alike, from the version of now and from one that never was: who may change
/// nothing any more need not read it again.
async fn is_barred(change: &Change<'_>, version: &str, same: Value, other: Value, code: &str) {
    let before = change.history().await;
    for input in [json!({}), same, other] {
        for version in [version, "x"] {
            let refused = change.does(version, &input).await.refused(code);
            assert_eq!(refused.inputs(), Vec::<String>::new(), "{} of {input}", change.verb);
        }
    }
    assert_eq!(change.history().await, before, "{}", change.verb);
}

on_both! {
    async fn nothing_is_changed_of_what_is_over_not_even_by_a_change_of_nothing(app: App) {
        let project = Project::active(&app).await;
        let (owner, author) = (&project.owner, &project.society);
        let phase = project.open_phase("CO_DESIGN").await;
        let made = drafts(author, &phase, "A crossing.", json!({})).await.ok();
        let draft = made.data("/draftContribution/contribution/id");
        let given = moves(author, "submitContributionDraft", draft.as_str().unwrap(), json!({})).await.ok();
        let change = Change { app: &app, who: author, verb: "updateContributionDraft", noun: "contribution",
            named: json!({ "contribution": draft }) };
        let (seen, other) = (given.text("/submitContributionDraft/contribution/version"), json!({ "body": "Two crossings." }));
        is_barred(&change, &seen, json!({ "body": "A crossing." }), other, "INVALID_TRANSITION").await;

        let other = json!({ "title": "Other" });
        let ended = project.moves_phase("cancelPhase", &phase, json!({ "reason": "Rain." })).await.ok();
        let change = Change { app: &app, who: owner, verb: "updatePhase", noun: "phase", named: json!({ "phase": phase }) };
        let (seen, same) = (ended.text("/cancelPhase/phase/version"), json!({ "title": "CO_DESIGN", "isBlindReview": false }));
        is_barred(&change, &seen, same, other.clone(), "INVALID_TRANSITION").await;

        let story = Story::of(&app, &project.id, judged::input(&project.id, "CONCURRENT", &["UC-01"])).await;
        let locked = story.moves("lockEvaluation", &story.version).await;
        let change = Change { app: &app, who: owner, verb: "updateEvaluation", noun: "evaluation", named: json!({ "evaluation": story.id }) };
        let same = json!({ "title": "How was it?", "timing": "CONCURRENT" });
        is_barred(&change, &locked, same, other.clone(), "EVALUATION_LOCKED").await;

        let ended = project.moves("cancelProject", json!({ "reason": "The hall burnt down." })).await.ok();
        let change = Change { app: &app, who: owner, verb: "updateProject", noun: "project", named: json!({ "project": project.id }) };
        let (seen, same) = (ended.text("/cancelProject/project/version"), json!({ "title": "Safer ways to school", "joining": "OPEN" }));
        is_barred(&change, &seen, same, other, "INVALID_TRANSITION").await;
    }

    async fn a_program_that_was_ended_for_good_is_not_changed_by_a_change_of_nothing(app: App) {
        let administrator = app.person(Alpha, Administrator);
        let program = json!({ "name": "Riverside dashboard", "sector": "ECONOMY", "expiresAt": "2027-06-15T10:00:00Z" });
        let made = administrator.does("registerClient", program, "client { id version }").await.ok();
        let made = made.data("/registerClient/client");
        let over = json!({ "client": made["id"], "version": made["version"], "reason": "It is over." });
        let ended = administrator.does("revokeClient", over, "client { version }").await.ok();
        let change = Change { app: &app, who: &administrator, verb: "updateClient", noun: "client", named: json!({ "client": made["id"] }) };
        let (seen, same) = (ended.text("/revokeClient/client/version"), json!({ "name": "Riverside dashboard", "projects": [] }));
        is_barred(&change, &seen, same, json!({ "name": "Other" }), "INVALID_TRANSITION").await;
    }

    async fn what_a_state_fixes_may_be_sent_along_as_it_is_and_not_otherwise(app: App) {
        let project = Project::active(&app).await;
        let change = Change { app: &app, who: &project.owner, verb: "updateProject", noun: "project", named: json!({ "project": project.id }) };
        let seen = version(&project.owner, &project.id).await;
        let now = change.tried_from(&seen, json!({ "visibility": "PUBLIC" }), json!({ "title": "Safer ways home" })).await;
        let narrower = change.does(&now, &json!({ "visibility": "TENANT" })).await.refused("PRECONDITION_UNMET");
        assert_eq!(narrower.inputs(), ["input.visibility"]);

        let phase = project.phase("CO_DESIGN", json!({ "closesAt": "2026-07-02T00:00:00Z" })).await;
        let opened = project.moves_phase("openPhase", &phase, json!({})).await.ok();
        let change = Change { app: &app, who: &project.owner, verb: "updatePhase", noun: "phase", named: json!({ "phase": phase }) };
        let fixed = json!({ "eligibleSectors": ["SOCIETY", "ECONOMY", "STATE"], "isBlindReview": false, "closesAt": "2026-07-02T00:00:00Z" });
        let now = change.tried_from(&opened.text("/openPhase/phase/version"), fixed.clone(), json!({ "title": "Ideas" })).await;
        let before = change.history().await;
        for (field, value, code) in [
            ("eligibleSectors", json!(["SOCIETY"]), "INVALID_TRANSITION"), ("isBlindReview", json!(true), "INVALID_TRANSITION"),
            ("opensAt", json!("2026-06-16T00:00:00Z"), "INVALID_TRANSITION"), ("closesAt", json!("2026-07-01T00:00:00Z"), "PRECONDITION_UNMET"),
        ] {
            let refused = change.does(&now, &json!({ field: value })).await.refused(code);
            assert_eq!(refused.inputs(), [format!("input.{field}")]);
        }
        assert_eq!(change.history().await, before);
        let closed = project.moves_phase("closePhase", &phase, json!({})).await.ok();
        let now = change.tried_from(&closed.text("/closePhase/phase/version"), fixed, json!({ "title": "All ideas" })).await;
        let later = change.does(&now, &json!({ "closesAt": "2026-07-03T00:00:00Z" })).await.refused("INVALID_TRANSITION");
        assert_eq!(later.inputs(), ["input.closesAt"]);
    }

    async fn what_is_told_on_a_stale_consent_is_refused_though_it_is_there_and_nothing_is_not(app: App) {
        let member = app.person(Alpha, Member);
        let notice = publishes(&app, "REPRESENTATIVENESS", false, NOW).await;
        gives(&member, "REPRESENTATIVENESS", &notice, json!({ "attribute": "BIRTH_YEAR" })).await.ok();
        let told = json!({ "birthYear": 1984 });
        let seen = member.does("updateMyProfile", told.clone(), "profile { version }").await.ok().text("/updateMyProfile/profile/version");
        publishes(&app, "REPRESENTATIVENESS", true, NOW).await;
        let change = Change { app: &app, who: &member, verb: "updateMyProfile", noun: "profile", named: json!({}) };
        let before = change.history().await;
        for version in [seen.as_str(), "x"] {
            let refused = change.does(version, &told).await.refused("CONSENT_STALE");
            assert_eq!(refused.inputs(), ["input.birthYear"], "{version}");
        }
        assert_eq!(change.version(&change.does(&seen, &json!({})).await.ok()), seen);
        assert_eq!(change.history().await, before);
    }

    async fn what_was_taken_back_or_retired_is_put_right_all_the_same_and_stays_as_it_is_by_a_change_of_nothing(app: App) {
        let project = Project::active(&app).await;
        let member = &project.society;
        let (own, _) = part(member, &project).await;
        let made = declares(member, &own, json!({})).await.ok();
        let made = made.data("/declareInterest/declaration");
        let named = json!({ "declaration": made["id"] });
        let back = json!({ "declaration": made["id"], "version": made["version"] });
        let back = member.does("withdrawInterestDeclaration", back, "declaration { version }").await.ok();
        let change = Change { app: &app, who: member, verb: "updateInterestDeclaration", noun: "declaration", named };
        let same = json!({ "relationship": "EMPLOYMENT", "detail": "Heron Bakery, since 2019." });
        let other = json!({ "detail": "Heron Bakery, since 2018." });
        change.tried_from(&back.text("/withdrawInterestDeclaration/declaration/version"), same, other).await;

        let staff = app.person(Alpha, Staff);
        let service = json!({ "title": "School travel plans", "description": "Plans.", "competentAuthority": "City of Riverside" });
        let made = staff.does("createPublicService", service.clone(), "publicService { id version }").await.ok();
        let made = made.data("/createPublicService/publicService");
        let named = json!({ "publicService": made["id"] });
        let over = json!({ "publicService": made["id"], "version": made["version"], "reason": "Nobody came." });
        let over = staff.does("retirePublicService", over, "publicService { version }").await.ok();
        let change = Change { app: &app, who: &staff, verb: "updatePublicService", noun: "publicService", named };
        let seen = over.text("/retirePublicService/publicService/version");
        change.tried_from(&seen, service, json!({ "description": "What was planned." })).await;
    }

    async fn a_change_of_nothing_under_a_key_is_answered_again_when_the_state_forbids_it_by_then(app: App) {
        let story = Story::draft(&app, "CONCURRENT", &["UC-01"]).await;
        let change = Change { app: &app, who: &story.owner, verb: "updateEvaluation", noun: "evaluation", named: json!({ "evaluation": story.id }) };
        let once = json!({ "idempotencyKey": "one" });
        assert_eq!(change.version(&change.does(&story.version, &once).await.ok()), story.version);
        let locked = story.moves("lockEvaluation", &story.version).await;
        let before = change.history().await;
        assert_eq!(change.version(&change.does(&story.version, &once).await.ok()), locked);
        change.does(&locked, &json!({ "idempotencyKey": "two" })).await.refused("EVALUATION_LOCKED");
        assert_eq!(change.history().await, before);
    }
}
