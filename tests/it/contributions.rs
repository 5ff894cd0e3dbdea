//! Contributions: who gives them, to which phase, and who may know of them before they are published.

use chrono::Duration;
use entity::vocabulary::TenantRole::{Administrator, DataSteward, Staff};
use harness::{
    actor::Actor,
    app::App,
    contribution::{drafts, moves, moves_from, published, seen, submits, submitted},
    database::{Kind, column},
    on_both,
    project::Project,
    soon::eventually,
    world::Agency::{Alpha, Beta},
};
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};

use crate::demand::blocked;

const OF_PHASE: &str = "query($id: ID!, $filter: ContributionFilter, $order: ContributionOrder! = CREATED_AT_ASC,
    $first: Int, $last: Int, $after: String, $before: String) { node(id: $id) { ... on Phase {
    contributionCounts { kind count }
    contributions(filter: $filter, orderBy: $order, first: $first, last: $last, after: $after, before: $before) {
    totalCount pageInfo { startCursor endCursor hasNextPage } nodes { id state body } } } } }";
const OWN: &str = "{ viewer { contributions { totalCount nodes { id state body phase { id } author { id } } } } }";

on_both! {
    async fn a_draft_is_its_authors_alone(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let author = &project.society;
        let made = drafts(author, &phase, "A crossing at the library.", json!({ "title": "A crossing" })).await.ok();
        let (id, version) = of(&made, "draftContribution");
        let own = seen(author, &id).await.ok();
        assert_eq!(own.data("/node/state"), "DRAFT");
        assert_eq!(own.data("/node/body"), "A crossing at the library.");
        assert_eq!(own.data("/node/language"), "en");
        assert_eq!(own.data("/node/submittedAt"), &json!(null));
        assert_eq!(own.data("/node/trace"), &json!([]));
        assert_eq!(own.data("/node/phase/id"), &json!(phase));

        for other in others(&app, &project) {
            assert_eq!(seen(&other, &id).await.ok().data("/node"), &json!(null));
            let list = other.graphql(OF_PHASE, json!({ "id": phase })).await.ok();
            assert_eq!(list.data("/node/contributions/totalCount"), 0);
            assert_eq!(list.data("/node/contributions/nodes"), &json!([]));
            let drafts = other.graphql(OF_PHASE, json!({ "id": phase, "filter": { "states": ["DRAFT"] } })).await.ok();
            assert_eq!(drafts.data("/node/contributions/totalCount"), 0);
            let tried = moves_from(&other, "updateContributionDraft", &id, &version, json!({ "body": "Mine." })).await;
            tried.refused("NOT_FOUND");
        }
        assert_eq!(seen(&app.founder(Beta), &id).await.ok().data("/node"), &json!(null));
        let mine = author.asks(OWN).await.ok();
        assert_eq!(mine.data("/viewer/contributions/totalCount"), 1);
        assert_eq!(mine.data("/viewer/contributions/nodes/0/id"), &json!(id));
        assert_eq!(app.visitor(Alpha).asks(OWN).await.ok().data("/viewer/contributions"), &json!(null));
        assert_eq!(project.owner.asks(OWN).await.ok().data("/viewer/contributions/totalCount"), 0);
    }

    async fn t96_who_is_removed_while_a_draft_waits_for_the_project_drafts_nothing(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let raw = app.database.raw().await;
        let removes = raw.begin().await.unwrap();
        let is_postgres = app.database.kind() == Kind::Postgres;
        if is_postgres {
            // As removeParticipation does, before it changes anything.
            removes.execute_unprepared("SELECT FROM project FOR NO KEY UPDATE").await.unwrap();
        }
        removes.execute_unprepared("UPDATE participation SET state = 'REMOVED'").await.unwrap();
        let removed = async {
            if is_postgres {
                eventually(async || blocked(&app.database).await == 1).await;
            }
            removes.commit().await.unwrap();
        };
        let (drafted, ()) = tokio::join!(drafts(&project.society, &phase, "Too late.", json!({})), removed);
        drafted.refused("FORBIDDEN");
        assert_eq!(count(&app).await, 0);
    }

    async fn who_publishes_waits_for_an_erasure_of_the_author_with_no_hold_on_the_words(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = submitted(&project.society, &phase, "A bench.").await;
        let version = seen(&project.owner, &id).await.text("/node/version");
        let publishes = moves_from(&project.owner, "publishContribution", &id, &version, json!({}));
        if app.database.kind() == Kind::Sqlite {
            // Nobody else writes there meanwhile.
            publishes.await.ok();
            return;
        }
        let raw = app.database.raw().await;
        let erases = raw.begin().await.unwrap();
        // As an erasure does, which holds the person's parts first and then what they gave.
        let part = "SELECT FROM participation WHERE id IN (SELECT author_id FROM contribution) FOR UPDATE";
        erases.execute_unprepared(part).await.unwrap();
        let goes_on = async {
            eventually(async || blocked(&app.database).await == 1).await;
            let held = erases.execute_unprepared("SELECT FROM contribution FOR UPDATE NOWAIT").await;
            erases.rollback().await.unwrap();
            held
        };
        let (published, held) = tokio::join!(publishes, goes_on);
        held.expect("the words are free");
        published.ok();
    }

    async fn a_draft_is_changed_submitted_and_published(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let author = &project.society;
        let made = drafts(author, &phase, "A crossing.", json!({})).await.ok();
        let (id, first) = of(&made, "draftContribution");
        let more = json!({ "title": "At the library", "language": "PT-br", "kind": "NEED" });
        moves_from(author, "updateContributionDraft", &id, &first, more).await.ok();
        let stale = moves_from(author, "updateContributionDraft", &id, &first, json!({ "body": "Again." })).await;
        assert_eq!(stale.refused("CONFLICT").inputs(), ["input.version"]);
        let changed = seen(author, &id).await.ok();
        assert_eq!((changed.data("/node/title"), changed.data("/node/body")), (&json!("At the library"), &json!("A crossing.")));
        assert_eq!((changed.data("/node/language"), changed.data("/node/kind")), (&json!("pt-BR"), &json!("NEED")));

        app.clock.advance(Duration::minutes(1));
        let mark = json!({ "mayContainSpecialCategory": true });
        moves(author, "submitContributionDraft", &id, mark).await.ok();
        moves(author, "updateContributionDraft", &id, json!({ "body": "Late." })).await.refused("INVALID_TRANSITION");
        moves(author, "submitContributionDraft", &id, json!({})).await.refused("INVALID_TRANSITION");
        let waiting = seen(&project.owner.administering(), &id).await.ok();
        assert_eq!(waiting.data("/node/state"), "SUBMITTED");
        assert_eq!(waiting.data("/node/mayContainSpecialCategory"), true);
        moves(&project.owner, "publishContribution", &id, json!({})).await.ok();
        let public = seen(&app.visitor(Alpha), &id).await;
        assert_eq!(public.data("/node/state"), "PUBLISHED");
        assert_eq!(public.data("/node/body"), "A crossing.");
        assert_eq!(public.data("/node/mayContainSpecialCategory"), &json!(null));
        assert_eq!(public.data("/node/author"), &json!(null));
        assert!(public.text("/node/byline/name").starts_with("participant-"));
        let kinds: Vec<_> = public.data("/node/trace").as_array().unwrap().iter().map(|step| step["kind"].clone()).collect();
        assert_eq!(kinds, ["SUBMITTED", "PUBLISHED"]);
        let counted = app.visitor(Alpha).graphql(OF_PHASE, json!({ "id": phase })).await.ok();
        assert_eq!(counted.data("/node/contributionCounts"), &json!([{ "kind": "NEED", "count": 1 }]));
    }

    async fn what_waits_is_seen_by_author_and_moderators_only(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = submitted(&project.society, &phase, "A crossing.").await;
        let version = seen(&project.society, &id).await.text("/node/version");
        for other in others(&app, &project).into_iter().skip(1) {
            assert_eq!(seen(&other, &id).await.ok().data("/node"), &json!(null));
            let list = other.graphql(OF_PHASE, json!({ "id": phase, "filter": { "states": ["SUBMITTED"] } })).await.ok();
            assert_eq!(list.data("/node/contributions/totalCount"), 0);
            assert_eq!(list.data("/node/contributionCounts"), &json!([]));
            moves_from(&other, "publishContribution", &id, &version, json!({})).await.refused("NOT_FOUND");
        }
        let list = project.owner.graphql(OF_PHASE, json!({ "id": phase, "filter": { "states": ["SUBMITTED"] } })).await.ok();
        assert_eq!(list.data("/node/contributions/nodes"), &json!([{ "id": id, "state": "SUBMITTED", "body": null }]));
        assert_eq!(list.redacted(), ["PURPOSE_REQUIRED node.contributions.nodes[*].body"]);
        let moderator = &project.owner.administering();
        let list = moderator.graphql(OF_PHASE, json!({ "id": phase, "filter": { "states": ["SUBMITTED"] } })).await.ok();
        assert_eq!(list.data("/node/contributions/nodes"), &json!([{ "id": id, "state": "SUBMITTED", "body": "A crossing." }]));
        assert!(seen(moderator, &id).await.ok().data("/node/author/id").is_string());
    }

    async fn t100_many_submit_while_the_phase_is_changed_and_closed_and_nobody_waits_in_vain(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let gives = (0..24).map(|turn| {
            let who = [&project.society, &project.economy, &project.owner][turn % 3].clone();
            let phase = phase.clone();
            tokio::spawn(async move { submits(&who, &phase, "A crossing.", json!({})).await.text })
        });
        let gives: Vec<_> = gives.collect();
        let mut told = Vec::new();
        for turn in 0..6 {
            let change = json!({ "description": format!("What happens, {turn}.") });
            told.push(project.moves_phase("updatePhase", &phase, change).await.text);
        }
        told.push(project.moves_phase("closePhase", &phase, json!({})).await.text);
        for give in gives {
            told.push(give.await.unwrap());
        }
        for text in told {
            let is_fine = !text.contains("\"code\"") || text.contains("PHASE_NOT_OPEN");
            assert!(is_fine, "{text}");
        }
    }

    async fn what_is_rejected_after_it_was_published_is_public_no_more(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, "A crossing.").await;
        for state in ["DRAFT", "SUBMITTED", "HELD", "REJECTED_MODERATION"] {
            let sql = format!("UPDATE contribution SET state = '{state}'");
            app.database.raw().await.execute_unprepared(&sql).await.unwrap();
            for other in [app.visitor(Alpha), project.economy.clone(), app.founder(Alpha)] {
                assert_eq!(seen(&other, &id).await.data("/node"), &json!(null), "{state}");
                let list = other.graphql(OF_PHASE, json!({ "id": phase })).await.ok();
                assert_eq!(list.data("/node/contributions/totalCount"), 0, "{state}");
                assert_eq!(list.data("/node/contributionCounts"), &json!([]), "{state}");
            }
            assert_eq!(seen(&project.society, &id).await.data("/node/body"), "A crossing.");
        }
    }

    async fn who_does_not_take_part_does_not_contribute(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        for outside in [app.visitor(Alpha), app.founder(Alpha), app.person(Alpha, Administrator)] {
            submits(&outside, &phase, "Mine.", json!({})).await.refused("FORBIDDEN");
            drafts(&outside, &phase, "Mine.", json!({})).await.refused("FORBIDDEN");
        }
        submits(&app.founder(Beta), &phase, "Mine.", json!({})).await.refused("NOT_FOUND");
        let observer = app.person(Alpha, DataSteward);
        app_observer(&app, &project, &observer).await;
        submits(&observer, &phase, "Mine.", json!({})).await.refused("FORBIDDEN");
        assert_eq!(count(&app).await, 0);
    }

    async fn a_sector_must_be_known_and_eligible(app: App) {
        let project = Project::active(&app).await;
        let narrow = json!({ "eligibleSectors": ["STATE", "ECONOMY"] });
        let phase = project.phase("CO_DESIGN", narrow).await;
        project.moves_phase("openPhase", &phase, json!({})).await.ok();
        submits(&project.society, &phase, "Mine.", json!({})).await.refused("SECTOR_NOT_ELIGIBLE");
        submits(&project.economy, &phase, "Ours.", json!({})).await.ok();
        let draft = drafts(&project.society, &phase, "Mine.", json!({})).await.ok();
        let (id, _) = of(&draft, "draftContribution");
        moves(&project.society, "submitContributionDraft", &id, json!({})).await.refused("SECTOR_NOT_ELIGIBLE");
        sql(&app, "UPDATE participation SET sector = NULL").await;
        submits(&project.economy, &phase, "Ours.", json!({})).await.refused("SECTOR_UNKNOWN");
        assert_eq!(count(&app).await, 2);
    }

    async fn an_input_counts_by_the_moment_of_its_storage(app: App) {
        let project = Project::active(&app).await;
        let planned = project.phase("CO_DESIGN", json!({ "closesAt": "2026-06-15T10:05:00Z" })).await;
        submits(&project.society, &planned, "Early.", json!({})).await.refused("PHASE_NOT_OPEN");
        project.moves_phase("openPhase", &planned, json!({})).await.ok();
        app.clock.advance(Duration::minutes(5) - Duration::milliseconds(1));
        let draft = drafts(&project.society, &planned, "In time.", json!({})).await.ok();
        submits(&project.society, &planned, "In time.", json!({})).await.ok();
        app.clock.advance(Duration::milliseconds(1));
        submits(&project.society, &planned, "Late.", json!({})).await.refused("PHASE_NOT_OPEN");
        drafts(&project.society, &planned, "Late.", json!({})).await.refused("PHASE_NOT_OPEN");
        let (id, _) = of(&draft, "draftContribution");
        moves(&project.society, "submitContributionDraft", &id, json!({})).await.refused("PHASE_NOT_OPEN");
        let other = project.open_phase("CO_DESIGN").await;
        project.moves("pauseProject", json!({ "reason": "Holidays." })).await.ok();
        submits(&project.society, &other, "Paused.", json!({})).await.refused("PHASE_NOT_OPEN");
    }

    async fn t133_all_faults_of_the_words_come_together(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let bad = json!({ "title": "Safer \u{202e}ways", "language": "english" });
        let refused = submits(&project.society, &phase, "\u{202e}a", bad).await;
        assert_eq!(refused.codes(), ["BAD_INPUT", "BAD_INPUT", "BAD_INPUT"], "{}", refused.text);
        assert_eq!(refused.inputs(), ["input.title", "input.body", "input.language"]);
        for body in [" ", "\u{202e}turned round"] {
            submits(&project.society, &phase, body, json!({})).await.refused("BAD_INPUT");
        }
        for body in ["a\u{1b}[31mb", "a\u{0}b"] {
            let refused = submits(&project.society, &phase, body, json!({})).await;
            assert_eq!((refused.status, refused.codes()), (400, vec!["BAD_INPUT".to_owned()]));
        }
        submits(&project.society, &phase, &"x".repeat(10_001), json!({})).await.refused("BAD_INPUT");
        submits(&project.society, &phase, &"x".repeat(10_000), json!({})).await.ok();
        submits(&project.society, &phase, "\u{2067}שלום\u{2069} and\n\nnew line", json!({})).await.ok();
        assert_eq!(count(&app).await, 2);
    }

    async fn t09_a_repeat_with_its_key_answers_and_stores_nothing(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let key = json!({ "idempotencyKey": "once" });
        let first = submits(&project.society, &phase, "A crossing.", key.clone()).await.ok();
        let again = submits(&project.society, &phase, "A crossing.", key.clone()).await.ok();
        assert_eq!(of(&first, "submitContribution"), of(&again, "submitContribution"));
        submits(&project.society, &phase, "Another.", key).await.refused("IDEMPOTENCY_CONFLICT");
        assert_eq!(count(&app).await, 1);
    }

    async fn an_answer_stands_below_what_is_published_in_the_same_phase(app: App) {
        let project = Project::active(&app).await;
        let (phase, other) = (project.open_phase("CO_DESIGN").await, project.open_phase("CO_DESIGN").await);
        let (author, moderator) = (&project.society, &project.owner);
        let waiting = submitted(author, &phase, "Waits.").await;
        submits(author, &phase, "Below.", json!({ "inReplyTo": waiting })).await.refused("PRECONDITION_UNMET");
        let unknown = submits(&project.economy, &phase, "Below.", json!({ "inReplyTo": waiting })).await;
        assert_eq!(unknown.refused("NOT_FOUND").inputs(), ["input.inReplyTo"]);

        let mut top = published(author, moderator, &phase, "Level 0.").await;
        submits(author, &other, "Elsewhere.", json!({ "inReplyTo": top })).await.refused("PRECONDITION_UNMET");
        let start = top.clone();
        for depth in 1..=7 {
            let made = submits(author, &phase, &format!("Level {depth}."), json!({ "inReplyTo": top })).await.ok();
            let (id, _) = of(&made, "submitContribution");
            moves(moderator, "publishContribution", &id, json!({})).await.ok();
            let below = seen(&project.economy, &id).await;
            assert_eq!(below.data("/node/threadDepth"), depth);
            assert_eq!(below.data("/node/inReplyTo/id"), &json!(top));
            top = id;
        }
        submits(author, &phase, "Level 8.", json!({ "inReplyTo": top })).await.refused("PRECONDITION_UNMET");
        submits(author, &phase, "Waits.", json!({ "inReplyTo": start })).await.ok();
        assert_eq!(seen(&project.economy, &start).await.data("/node/replies/totalCount"), 1);
        assert_eq!(seen(author, &start).await.data("/node/replies/totalCount"), 2);
        let starts = project.economy.graphql(OF_PHASE, json!({ "id": phase, "filter": { "isReply": false } })).await.ok();
        assert_eq!(starts.data("/node/contributions/totalCount"), 1);
    }

    async fn r9_an_author_alone_withdraws_and_then_alone_reads_the_words(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let (author, moderator) = (&project.society, &project.owner);
        let id = published(author, moderator, &phase, "A crossing.").await;
        for other in [moderator, &project.economy] {
            moves(other, "withdrawContribution", &id, json!({})).await.refused("FORBIDDEN");
        }
        moves(author, "withdrawContribution", &id, json!({})).await.ok();
        assert_eq!(seen(author, &id).await.data("/node/body"), "A crossing.");
        for other in [moderator, &project.economy, &app.visitor(Alpha)] {
            let tombstone = seen(other, &id).await;
            assert_eq!(tombstone.data("/node/state"), "WITHDRAWN");
            assert_eq!(tombstone.data("/node/body"), &json!(null));
            assert!(tombstone.redacted().contains(&"FIELD_FORBIDDEN node.body".to_owned()));
        }
        moves(author, "withdrawContribution", &id, json!({})).await.refused("INVALID_TRANSITION");
        let waiting = submitted(author, &phase, "Never mind.").await;
        moves(author, "withdrawContribution", &waiting, json!({})).await.ok();
        assert_eq!(seen(moderator, &waiting).await.data("/node"), &json!(null));
        let counted = app.visitor(Alpha).graphql(OF_PHASE, json!({ "id": phase })).await.ok();
        assert_eq!(counted.data("/node/contributionCounts"), &json!([]));
    }

    async fn t04_a_list_is_narrowed_by_a_phase_that_one_may_know_of_alone(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        published(&project.society, &project.owner, &phase, "A crossing.").await;
        let of_project = "query($id: ID!, $phase: ID) { node(id: $id) { ... on Project { contributions(filter: { phase: $phase }) { totalCount } } } }";
        let own = "query($phase: ID) { viewer { contributions(filter: { phase: $phase }) { totalCount } } }";
        let reads = async |list: &str, phase: &str| project.society.graphql(list, json!({ "id": project.id, "phase": phase })).await;
        assert_eq!(reads(of_project, &phase).await.ok().data("/node/contributions/totalCount"), 1);
        assert_eq!(reads(own, &phase).await.ok().data("/viewer/contributions/totalCount"), 1);
        for id in ["phase_01h455vb4pex5vsknk084sn02q", project.id.as_str(), "x"] {
            for list in [of_project, own] {
                assert_eq!(reads(list, id).await.refused("NOT_FOUND").inputs(), ["filter.phase"], "{id}");
            }
        }
    }

    async fn figures_as_published_order_a_list_with_what_is_withheld_last(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let mut ids = Vec::new();
        for body in ["a", "b", "c", "d", "e"] {
            ids.push(published(&project.society, &project.owner, &phase, body).await);
        }
        for (body, agree) in [("b", 7), ("c", 12), ("e", 7)] {
            sql(&app, &format!("UPDATE contribution SET agree_published = {agree} WHERE body = '{body}'")).await;
        }
        let reader = app.visitor(Alpha);
        let page = async |more: Value| {
            let mut variables = json!({ "id": phase, "order": "AGREE_COUNT_DESC" });
            variables.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            let answer = reader.graphql(OF_PHASE, variables).await.ok();
            let bodies: String = answer.data("/node/contributions/nodes").as_array().unwrap().iter()
                .map(|node| node["body"].as_str().unwrap().to_owned()).collect();
            let cursor = |name: &str| answer.data(&format!("/node/contributions/pageInfo/{name}")).clone();
            (bodies, cursor("startCursor"), cursor("endCursor"))
        };
        let (whole, ..) = page(json!({})).await;
        assert_eq!(whole.chars().next(), Some('c'));
        assert_eq!(whole.get(1..3).map(sorted), Some("be".to_owned()));
        assert_eq!(whole.get(3..).map(sorted), Some("ad".to_owned()));
        for size in 1..=5 {
            let (mut forward, mut after) = (String::new(), json!(null));
            let (mut backward, mut before) = (String::new(), json!(null));
            for _ in 0..=5 / size {
                let (bodies, _, end) = page(json!({ "first": size, "after": after })).await;
                forward += &bodies;
                after = if end.is_null() { after } else { end };
                let (bodies, start, _) = page(json!({ "last": size, "before": before })).await;
                backward = bodies + &backward;
                before = if start.is_null() { before } else { start };
            }
            assert_eq!((&forward, &backward), (&whole, &whole), "{size}");
        }
    }

    async fn words_are_not_kept_where_what_tells_of_them_cannot_be(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let author = &project.society;
        // Rules that the server knows nothing of, one after the other.
        forbids(&app, "event", "kind", "contribution.drafted").await;
        let untold = drafts(author, &phase, "A crossing at the library.", json!({})).await;
        assert_eq!(untold.codes(), ["INTERNAL"]);
        assert_eq!(count(&app).await, 0);
        // The connection serves the next, whose event and entry can be stored.
        let first = submitted(author, &phase, "A crossing at the school.").await;
        assert_eq!(seen(author, &first).await.ok().data("/node/state"), "SUBMITTED");
        forbids(&app, "audit_waiting", "action", "submitContribution").await;
        let untold = submits(author, &phase, "A crossing at the church.", json!({})).await;
        assert_eq!(untold.codes(), ["INTERNAL"]);
        assert_eq!(count(&app).await, 1);
        let raw = app.database.raw().await;
        let events = "SELECT count(*) FROM event WHERE kind IN ('contribution.drafted', 'contribution.submitted')";
        assert_eq!(column::<i64>(&raw, events).await, [1]);
    }
}

/// Who is not the author: a moderator first.
fn others(app: &App, project: &Project) -> Vec<Actor> {
    vec![
        project.owner.clone(),
        project.economy.clone(),
        app.founder(Alpha),
        app.person(Alpha, DataSteward),
        app.person(Alpha, Administrator),
        app.visitor(Alpha),
    ]
}

/// Lets somebody join, and leaves them with the role of an observer alone.
async fn app_observer(app: &App, project: &Project, observer: &Actor) {
    let joined = project.joined(observer, "SOCIETY", "LAY").await;
    let owner = app.person(Alpha, Staff);
    for (verb, role) in [("grantProjectRole", "OBSERVER"), ("revokeProjectRole", "PARTICIPANT")] {
        let query = "query($id: ID!) { node(id: $id) { ... on Participation { version } } }";
        let version = owner
            .graphql(query, json!({ "id": joined }))
            .await
            .ok()
            .text("/node/version");
        let input = json!({ "participation": joined, "version": version, "role": role });
        owner.does(verb, input, "participation { id }").await.ok();
    }
}

fn sorted(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

fn of(answer: &harness::answer::Answer, verb: &str) -> (String, String) {
    (
        answer.text(&format!("/{verb}/contribution/id")),
        answer.text(&format!("/{verb}/contribution/version")),
    )
}

async fn sql(app: &App, statement: &str) {
    let raw = app.database.raw().await;
    raw.execute_unprepared(statement).await.expect("the statement works");
}

/// Has the database refuse new rows that have this text in a column.
async fn forbids(app: &App, table: &str, column: &str, text: &str) {
    let rule = match app.database.kind() {
        Kind::Sqlite => format!(
            "CREATE TRIGGER {table}_forbids BEFORE INSERT ON {table} WHEN NEW.{column} = '{text}'
             BEGIN SELECT RAISE(ABORT, 'forbidden'); END"
        ),
        // Those that are there may stay.
        Kind::Postgres => {
            format!("ALTER TABLE {table} ADD CONSTRAINT {table}_forbids CHECK ({column} <> '{text}') NOT VALID")
        }
    };
    sql(app, &rule).await;
}

async fn count(app: &App) -> i64 {
    column::<i64>(&app.database.raw().await, "SELECT count(*) FROM contribution").await[0]
}
