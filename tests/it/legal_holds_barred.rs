//! What no legal hold keeps, and from whom a hold keeps what it keeps.

use chrono::Duration;
use entity::vocabulary::TenantRole::{Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{app::App, contribution::published, on_both, project::Project, world::Agency::Alpha};
use serde_json::json;

use crate::{
    consents::{again, person_of},
    judged::{Story, criterion},
    legal_holds::{documents, places},
    reports::reported,
    retention::{number, ran, rules},
};

on_both! {
    async fn r12_t73_t74_no_hold_keeps_how_somebody_answered(app: App) {
        rules(&app.person(Alpha, DataSteward), ["PERSONAL", "EVALUATION", "RESULTS_RELEASED", "P90D", "DELETE"]).await;
        let story = Story::collecting(&app, "CONCURRENT", &["UC-01"]).await;
        let member = person_of(&app.person(Alpha, Member)).await;
        let mut placed = Vec::new();
        for target in [json!({ "person": member }), json!({ "project": story.project })] {
            placed.push(places(&app, target, DataProtectionOfficer).await);
        }
        let score = |score: i32| json!([{ "criterion": criterion("UC-01"), "answer": { "score": score } }]);
        let mut last = None;
        for first in 1..=5 {
            let person = story.participant(&app, Some("SOCIETY"), "PARTICIPANT").await;
            story.answers(&person, score(first)).await.ok();
            let revised = story.answers(&person, score(6 - first)).await.ok();
            last = Some((person, revised.data("/submitAssessment/assessment").clone()));
        }
        let (person, last) = last.unwrap();
        let back = json!({ "assessment": last["id"], "version": last["version"] });
        person.does("withdrawAssessment", back, "evaluation { id }").await.ok();
        let closed = story.closed(&app).await;
        let computed = story.moves("computeEvaluation", &closed).await;
        story.moves("releaseEvaluation", &computed).await;
        let app = app.later(Duration::days(91)).await;
        let told = ran(&app, 1).await;
        assert_eq!((told[0].0.as_str(), told[0].1[2]), ("EVALUATION", 0));
        assert_eq!(number(&app, "SELECT (SELECT count(*) FROM assessment) + (SELECT count(*) FROM assessment_answer)").await, 0);
        for hold in placed {
            assert!(documents(&again(&app, DataProtectionOfficer).await, &hold).await.is_empty());
        }
    }

    async fn r12_t73_t74_no_hold_keeps_a_stand_that_was_taken_back(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let words = published(&project.economy, &project.owner, &phase, "A zebra crossing by the mill.").await;
        let mut placed = Vec::new();
        for target in [json!({ "person": person_of(&project.society).await }), json!({ "project": project.id })] {
            placed.push(places(&app, target, DataProtectionOfficer).await);
        }
        let stand = json!({ "contribution": words, "stand": "AGREE" });
        project.society.does("reactToContribution", stand, "contribution { id }").await.ok();
        project.society.does("withdrawReaction", json!({ "contribution": words }), "contribution { id }").await.ok();
        assert_eq!(number(&app, "SELECT count(*) FROM reaction").await, 0);
        for hold in placed {
            assert!(documents(&app.person(Alpha, DataProtectionOfficer), &hold).await.is_empty());
        }
    }

    async fn neither_moderators_nor_who_is_reported_find_in_a_hold_who_reported_it(app: App) {
        let (project, ..) = reported(&app).await;
        let (reporter, project_id) = (json!({ "person": person_of(&project.society).await }), json!({ "project": project.id }));
        // The auditor's words were reported, and staff moderate.
        let own = places(&app, reporter.clone(), DataProtectionOfficer).await;
        let mut bare = Vec::new();
        for (target, reader) in [(project_id, DataProtectionOfficer), (reporter.clone(), Auditor), (reporter, Staff)] {
            bare.push((places(&app, target, reader).await, reader));
        }
        rules(&app.person(Alpha, DataSteward), ["CONFIDENTIAL", "PARTICIPATION_ADMIN", "PROJECT_CONCLUDED", "P6M", "DELETE"]).await;
        project.moves("cancelProject", json!({ "reason": "No budget." })).await.ok();
        let app = app.later(Duration::days(190)).await;
        ran(&app, 1).await;
        assert_eq!(number(&app, "SELECT count(*) FROM contribution_report WHERE reason IS NOT NULL").await, 0);
        let kept = documents(&again(&app, DataProtectionOfficer).await, &own).await;
        let [(kind, report)] = kept.as_slice() else { panic!("{kept:?}") };
        assert_eq!((kind.as_str(), &report["reason"]), ("contribution_report", &json!("It insults the heron.")));
        for (hold, reader) in bare {
            assert!(documents(&again(&app, reader).await, &hold).await.is_empty(), "{reader:?}");
        }
    }
}
