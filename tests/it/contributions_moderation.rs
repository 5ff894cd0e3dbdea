//! Moderation: what is held or rejected, who learns why, and that nobody moderates their own words.

use harness::{
    app::App,
    contribution::{moves, moves_from, published, seen, submitted},
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

on_both! {
    async fn what_is_held_or_rejected_tells_its_author_why(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let (author, moderator) = (&project.society, &project.owner);
        let id = submitted(author, &phase, "Buy my bicycles.").await;
        moves(moderator, "rejectContribution", &id, why("SPAM", "Advertising.")).await.refused("INVALID_TRANSITION");
        let blank = moves(moderator, "holdContribution", &id, why("SPAM", "  ")).await.refused("REASON_REQUIRED");
        assert_eq!(blank.inputs(), ["input.reason"]);
        moves(moderator, "holdContribution", &id, why("OFF_TOPIC", "Is it about ways to school?")).await.ok();

        let held = seen(author, &id).await;
        assert_eq!(held.data("/node/state"), "HELD");
        assert_eq!(held.data("/node/moderation/rule"), "OFF_TOPIC");
        assert_eq!(held.data("/node/moderation/reason"), "Is it about ways to school?");
        assert_eq!(held.data("/node/moderation/moderator"), &json!(null));
        assert!(held.redacted().contains(&"FIELD_FORBIDDEN node.moderation.moderator".to_owned()));
        assert!(seen(&moderator.administering(), &id).await.data("/node/moderation/moderator/id").is_string());
        moves(author, "withdrawContribution", &id, json!({})).await.refused("INVALID_TRANSITION");
        let version = held.text("/node/version");
        for other in [project.economy.clone(), app.founder(Alpha), app.founder(Beta), app.visitor(Alpha)] {
            assert_eq!(seen(&other, &id).await.data("/node"), &json!(null));
            let tried = moves_from(&other, "rejectContribution", &id, &version, why("SPAM", "Advertising.")).await;
            tried.refused("NOT_FOUND");
        }

        moves(moderator, "rejectContribution", &id, why("SPAM", "Advertising.")).await.ok();
        let rejected = seen(author, &id).await;
        assert_eq!(rejected.data("/node/state"), "REJECTED_MODERATION");
        assert_eq!(rejected.data("/node/moderation/rule"), "SPAM");
        assert_eq!(rejected.data("/node/body"), "Buy my bicycles.");
        assert_eq!(seen(&moderator.administering(), &id).await.data("/node/body"), "Buy my bicycles.");
        moves(moderator, "publishContribution", &id, json!({})).await.refused("INVALID_TRANSITION");
    }

    async fn what_was_held_can_be_published_after_all(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let (author, moderator) = (&project.society, &project.owner);
        let id = submitted(author, &phase, "A crossing.").await;
        let stale = seen(moderator, &id).await.text("/node/version");
        moves(moderator, "holdContribution", &id, why("DUPLICATE", "Said before?")).await.ok();
        moves_from(moderator, "publishContribution", &id, &stale, json!({})).await.refused("CONFLICT");
        moves(moderator, "publishContribution", &id, json!({})).await.ok();
        let public = seen(&project.economy, &id).await;
        assert_eq!((public.data("/node/state"), public.data("/node/body")), (&json!("PUBLISHED"), &json!("A crossing.")));
        assert_eq!(public.data("/node/moderation"), &json!(null));
        assert!(!public.text.contains("Said before?"));
    }

    async fn t40_a_mark_for_matters_of_article_9_is_told_inside_the_agency_and_by_nothing_else(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let (author, moderator) = (&project.society, &project.owner);
        let id = published(author, moderator, &phase, "My asthma keeps me off that road.").await;
        let mark = |on: bool| json!({ "mayContainSpecialCategory": on });
        let (public, version) = (seen(&project.economy, &id).await.body, seen(moderator, &id).await.text("/node/version"));

        moves(moderator, "markSpecialCategory", &id, mark(true)).await.ok();
        assert_eq!(seen(moderator, &id).await.data("/node/mayContainSpecialCategory"), &json!(true));
        assert_eq!(seen(moderator, &id).await.data("/node/version"), &json!(version));
        assert_eq!(seen(&project.economy, &id).await.body, public);
        assert_eq!(seen(author, &id).await.data("/node/mayContainSpecialCategory"), &json!(null));

        for other in [author, &project.economy, &app.founder(Alpha), &app.visitor(Alpha)] {
            moves(other, "markSpecialCategory", &id, mark(false)).await.refused("FORBIDDEN");
        }
        moves_from(&app.founder(Beta), "markSpecialCategory", &id, &version, mark(false)).await.refused("NOT_FOUND");
        moves_from(moderator, "markSpecialCategory", &id, "stale", mark(false)).await.refused("CONFLICT");
        assert_eq!(seen(moderator, &id).await.data("/node/mayContainSpecialCategory"), &json!(true));

        moves(moderator, "markSpecialCategory", &id, mark(false)).await.ok();
        assert_eq!(seen(moderator, &id).await.data("/node/mayContainSpecialCategory"), &json!(false));
    }

    async fn nobody_moderates_their_own_words(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = submitted(&project.owner, &phase, "Ours.").await;
        moves(&project.owner, "publishContribution", &id, json!({})).await.refused("FORBIDDEN");
        moves(&project.owner, "holdContribution", &id, why("SPAM", "No.")).await.refused("FORBIDDEN");
        let mark = json!({ "mayContainSpecialCategory": true });
        moves(&project.owner, "markSpecialCategory", &id, mark).await.refused("FORBIDDEN");
        assert_eq!(seen(&project.owner, &id).await.data("/node/state"), "SUBMITTED");
    }

    async fn a_participant_who_does_not_run_the_project_moderates_nothing(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, "A crossing.").await;
        for other in [&project.economy, &app.founder(Alpha), &app.visitor(Alpha)] {
            moves(other, "startContributionReview", &id, json!({})).await.refused("FORBIDDEN");
            let outcome = json!({ "outcome": "DECLINED", "reason": "No." });
            moves(other, "disposeContribution", &id, outcome).await.refused("FORBIDDEN");
        }
        let version = seen(&project.owner, &id).await.text("/node/version");
        let tried = moves_from(&app.founder(Beta), "startContributionReview", &id, &version, json!({})).await;
        tried.refused("NOT_FOUND");
        assert_eq!(seen(&project.owner, &id).await.data("/node/version"), &json!(version));
    }
}

fn why(rule: &str, reason: &str) -> Value {
    json!({ "rule": rule, "reason": reason })
}
