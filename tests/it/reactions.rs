//! What participants think of a contribution: who takes a stand, who reads it, and which figures are told.

use chrono::Duration;
use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    app::App,
    contribution::{moves, published, seen},
    database::{column, literal},
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use uuid::Uuid;

const TAKEN: &str =
    "reaction { id stand reactedOn contribution { id } } contribution { id viewerReaction { id stand } }";
const BACK: &str = "contribution { id viewerReaction { id stand } }";
const SHOWN: &str = "query($id: ID!) { node(id: $id) { ... on Contribution { viewerReaction { id stand } stands {
    total { value status } agree { value status } disagree { value status } pass { value status } publishedAt } } } }";
const OWN: &str = "{ viewer { reactions { totalCount nodes { id stand contribution { id } } } } }";

on_both! {
    async fn a_stand_is_taken_changed_and_taken_back(app: App) {
        let (contribution, member) = (scene(&app).await, join(&app, app.person(Alpha, Member), "SOCIETY").await);
        let taken = member.does("reactToContribution", stand(&contribution, "AGREE"), TAKEN).await.ok();
        let id = taken.text("/reactToContribution/reaction/id");
        assert_eq!(taken.data("/reactToContribution/reaction/stand"), "AGREE");
        assert_eq!(taken.data("/reactToContribution/reaction/reactedOn"), "2026-06-15");
        assert_eq!(taken.data("/reactToContribution/reaction/contribution/id"), &json!(contribution));
        assert_eq!(taken.data("/reactToContribution/contribution/viewerReaction/id"), &json!(id));
        assert_eq!(counts(&app).await, [1, 0, 0]);

        app.clock.advance(Duration::minutes(5));
        let again = member.does("reactToContribution", stand(&contribution, "AGREE"), TAKEN).await.ok();
        assert_eq!(again.data("/reactToContribution"), taken.data("/reactToContribution"));
        let changed = member.does("reactToContribution", stand(&contribution, "PASS"), TAKEN).await.ok();
        assert_eq!(changed.text("/reactToContribution/reaction/id"), id);
        assert_eq!(changed.data("/reactToContribution/reaction/stand"), "PASS");
        assert_eq!(counts(&app).await, [0, 0, 1], "the same person, who was counted");

        let own = member.asks(OWN).await.ok();
        assert_eq!(own.data("/viewer/reactions/totalCount"), 1);
        assert_eq!(own.data("/viewer/reactions/nodes/0/stand"), "PASS");
        for _ in 0..2 {
            let back = member.does("withdrawReaction", of(&contribution), BACK).await.ok();
            assert_eq!(back.data("/withdrawReaction/contribution/viewerReaction"), &json!(null));
            assert_eq!(counts(&app).await, [0, 0, 0]);
        }
        assert_eq!(number(&app, "SELECT count(*) FROM reaction").await, 0);
        assert_eq!(number(&app, "SELECT count(*) FROM event WHERE kind LIKE 'contribution%' OR kind LIKE 'reaction%'").await, 0,
            "an event for each stand would tell when it came");
    }

    async fn a_repeat_with_the_same_key_answers_and_counts_once(app: App) {
        let (contribution, member) = (scene(&app).await, join(&app, app.person(Alpha, Member), "SOCIETY").await);
        let mut input = stand(&contribution, "AGREE");
        input["idempotencyKey"] = json!("k");
        let first = member.does("reactToContribution", input.clone(), TAKEN).await.ok();
        assert_eq!(member.does("reactToContribution", input.clone(), TAKEN).await.ok().text, first.text);
        member.does("reactToContribution", stand(&contribution, "PASS"), TAKEN).await.ok();
        let late = member.does("reactToContribution", input, TAKEN).await.ok();
        assert_eq!(late.data("/reactToContribution/reaction/stand"), "PASS", "the repeat of an old call changes nothing");
        assert_eq!(counts(&app).await, [0, 0, 1]);
    }

    async fn who_takes_no_part_takes_no_stand_and_nothing_changes(app: App) {
        let (contribution, member) = (scene(&app).await, join(&app, app.person(Alpha, Member), "SOCIETY").await);
        let owner = app.person(Alpha, Staff);
        owner.does("reactToContribution", stand(&contribution, "AGREE"), TAKEN).await.ok();
        for outside in [app.visitor(Alpha), app.person(Alpha, Auditor), app.person(Alpha, Administrator)] {
            outside.does("reactToContribution", stand(&contribution, "PASS"), TAKEN).await.refused("FORBIDDEN");
            outside.does("withdrawReaction", of(&contribution), BACK).await.refused("FORBIDDEN");
        }
        sql(&app, "UPDATE participation SET roles = 32 WHERE roles = 8").await;
        let observer = member.does("reactToContribution", stand(&contribution, "PASS"), TAKEN).await;
        observer.refused("FORBIDDEN");
        sql(&app, "UPDATE participation SET roles = 8 WHERE roles = 32").await;

        let (beta, never) = (app.founder(Beta), format!("contribution_{}", "0".repeat(26)));
        for verb in ["reactToContribution", "withdrawReaction"] {
            let input = |id: &str| if verb == "withdrawReaction" { of(id) } else { stand(id, "PASS") };
            let there = beta.does(verb, input(&contribution), BACK).await.refused("NOT_FOUND");
            assert_eq!(there.text, beta.does(verb, input(&never), BACK).await.refused("NOT_FOUND").text);
            assert_eq!(there.inputs(), ["input.contribution"]);
        }
        assert_eq!(counts(&app).await, [1, 0, 0]);
    }

    async fn stands_are_taken_while_the_phase_takes_input_and_by_eligible_sectors(app: App) {
        let (contribution, member) = (scene(&app).await, join(&app, app.person(Alpha, Member), "SOCIETY").await);
        let tries = [
            ("UPDATE phase SET state = 'CLOSED'", "UPDATE phase SET state = 'OPEN'", "PHASE_NOT_OPEN"),
            ("UPDATE phase SET closes_at = created_at", "UPDATE phase SET closes_at = NULL", "PHASE_NOT_OPEN"),
            ("UPDATE project SET state = 'PAUSED'", "UPDATE project SET state = 'ACTIVE'", "PHASE_NOT_OPEN"),
            ("UPDATE participation SET sector = NULL", "UPDATE participation SET sector = 'SOCIETY'", "SECTOR_UNKNOWN"),
            ("UPDATE phase SET eligible_sectors = 3", "UPDATE phase SET eligible_sectors = 7", "SECTOR_NOT_ELIGIBLE"),
            ("UPDATE contribution SET state = 'ACCEPTED'", "UPDATE contribution SET state = 'PUBLISHED'", "INVALID_TRANSITION"),
            ("UPDATE contribution SET published_at = NULL", "UPDATE contribution SET published_at = created_at", "NOT_FOUND"),
        ];
        for (spoilt, mended, code) in tries {
            sql(&app, spoilt).await;
            member.does("reactToContribution", stand(&contribution, "AGREE"), TAKEN).await.refused(code);
            if code == "PHASE_NOT_OPEN" {
                member.does("withdrawReaction", of(&contribution), BACK).await.refused(code);
            }
            sql(&app, mended).await;
            assert_eq!(counts(&app).await, [0, 0, 0], "{code}");
        }
        sql(&app, "UPDATE contribution SET state = 'UNDER_REVIEW'").await;
        member.does("reactToContribution", stand(&contribution, "AGREE"), TAKEN).await.ok();
        assert_eq!(counts(&app).await, [1, 0, 0]);
    }

    async fn t45_nobody_reads_the_stand_of_another(app: App) {
        let (contribution, member) = (scene(&app).await, join(&app, app.person(Alpha, Member), "SOCIETY").await);
        let fellow = join(&app, app.person(Alpha, Auditor), "SOCIETY").await;
        let taken = member.does("reactToContribution", stand(&contribution, "DISAGREE"), TAKEN).await.ok();
        let id = taken.text("/reactToContribution/reaction/id");
        let node = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Reaction { stand reactedOn contribution { id } } } }";
        let own = member.graphql(node, json!({ "ids": [id] })).await.ok();
        assert_eq!(own.data("/nodes/0/stand"), "DISAGREE");
        let never = format!("reaction_{}", "0".repeat(26));
        let others = [
            fellow, app.person(Alpha, Staff), app.person(Alpha, Administrator), app.person(Alpha, DataSteward),
            app.person(Alpha, DataProtectionOfficer), app.founder(Alpha), app.visitor(Alpha), app.founder(Beta),
        ];
        for other in others {
            let (there, nowhere) = (
                other.graphql(node, json!({ "ids": [id] })).await.ok(),
                other.graphql(node, json!({ "ids": [never] })).await.ok(),
            );
            assert_eq!(there.text, nowhere.text);
            let shown = other.graphql(SHOWN, json!({ "id": contribution })).await.ok();
            assert!(shown.data("/node").is_null() || shown.data("/node/viewerReaction").is_null());
            let list = other.asks(OWN).await.ok();
            assert!(matches!(list.data("/viewer/reactions"), Value::Null) || list.data("/viewer/reactions/totalCount") == 0);
            assert!(![there.text, shown.text, list.text].iter().any(|text| text.contains("DISAGREE")));
        }
    }

    async fn r24_the_stands_of_a_person_are_theirs_to_take_along_where_they_gave_them_on_a_contract(app: App) {
        let (contribution, member) = (scene(&app).await, join(&app, app.person(Alpha, Member), "SOCIETY").await);
        let fellow = join(&app, app.person(Alpha, Auditor), "SOCIETY").await;
        for (who, its) in [(&member, "DISAGREE"), (&fellow, "AGREE")] {
            who.does("reactToContribution", stand(&contribution, its), TAKEN).await.ok();
        }
        let taken_along = async || {
            let made = member.does("exportMyPortableData", json!({}), "request { export { document } }").await.ok();
            let document: Value = serde_json::from_str(&made.text("/exportMyPortableData/request/export/document")).unwrap();
            let tables = document["tables"].as_array().unwrap();
            tables.iter().find(|table| table["name"] == "reaction").map(|table| table["rows"].clone())
        };
        // They are given for a public task, which is not to be taken along.
        assert_eq!(taken_along().await, None);
        let steward = app.person(Alpha, DataSteward);
        let seen = steward.asks("{ purposes { purpose version } }").await.ok();
        let purposes = seen.data("/purposes").as_array().unwrap();
        let version = &purposes.iter().find(|purpose| purpose["purpose"] == "PARTICIPATION_ADMIN").unwrap()["version"];
        let contract = json!({ "purpose": "PARTICIPATION_ADMIN", "version": version, "legalBasis": "CONTRACT" });
        steward.does("updateProcessingPurpose", contract, "processingPurpose { id }").await.ok();
        // Their own with what it is about, and nothing of whoever else took one.
        let about = column::<Uuid>(&app.database.raw().await, "SELECT id FROM contribution").await[0];
        assert_eq!(taken_along().await, Some(json!([{ "contribution_id": about.to_string(), "stand": "DISAGREE" }])));
    }

    async fn t59_figures_move_in_steps_of_the_threshold_and_show_no_few(app: App) {
        let contribution = scene(&app).await;
        sql(&app, "UPDATE tenant SET disclosure_threshold = 3").await;
        let visitor = app.visitor(Alpha);
        let hidden = json!([null, null, null, null, null]);
        assert_eq!(shown(&visitor, &contribution).await, hidden);
        let stands = ["AGREE", "DISAGREE", "AGREE", "PASS", "AGREE", "DISAGREE", "AGREE"];
        for (at, (person, its)) in everybody(&app).await.iter().zip(stands).enumerate() {
            person.does("reactToContribution", stand(&contribution, its), TAKEN).await.ok();
            app.clock.advance(Duration::minutes(1));
            let expected = if at < 5 { hidden.clone() } else { json!([6, null, null, null, "2026-06-15T10:00:00+00:00"]) };
            let figures = shown(&visitor, &contribution).await;
            assert_eq!(figures, expected, "after stand {}", at + 1);
            assert_eq!(shown(person, &contribution).await, figures, "who took a stand sees no more");
        }
        assert_eq!(counts(&app).await, [4, 2, 1]);
        assert_eq!(number(&app, "SELECT count(*) FROM event WHERE kind = 'contribution.stands_published'").await, 1);
    }

    async fn t56_one_person_who_changes_their_mind_brings_about_no_new_figures(app: App) {
        let contribution = scene(&app).await;
        sql(&app, "UPDATE tenant SET disclosure_threshold = 3").await;
        let people = everybody(&app).await;
        for (person, its) in people.iter().take(6).zip(["AGREE", "AGREE", "AGREE", "DISAGREE", "DISAGREE", "DISAGREE"]) {
            person.does("reactToContribution", stand(&contribution, its), TAKEN).await.ok();
        }
        let published = json!([6, 3, 3, 0, "2026-06-15T10:00:00+00:00"]);
        assert_eq!(shown(&people[0], &contribution).await, published);
        // The figures hold the stand of an earlier day, so that taking it back and taking one anew are two moves at most.
        sql(&app, "UPDATE reaction SET reacted_on = '2026-06-14'").await;
        for its in ["PASS", "AGREE", "PASS", "DISAGREE", "AGREE"] {
            people[0].does("withdrawReaction", of(&contribution), BACK).await.ok();
            people[0].does("reactToContribution", stand(&contribution, its), TAKEN).await.ok();
            people[0].does("reactToContribution", stand(&contribution, "PASS"), TAKEN).await.ok();
            assert_eq!(shown(&people[0], &contribution).await, published, "{its}");
        }
        assert_eq!(counts(&app).await, [2, 3, 1]);
    }

    async fn t58_a_step_of_people_who_all_did_the_same_is_not_shown(app: App) {
        let contribution = scene(&app).await;
        sql(&app, "UPDATE tenant SET disclosure_threshold = 3").await;
        let people = everybody(&app).await;
        let take = async |who: &[usize], its: &str| {
            for at in who {
                people[*at].does("reactToContribution", stand(&contribution, its), TAKEN).await.ok();
            }
        };
        take(&[0, 1, 2], "AGREE").await;
        take(&[3, 4, 5], "DISAGREE").await;
        let first = json!([6, 3, 3, 0, "2026-06-15T10:00:00+00:00"]);
        assert_eq!(shown(&people[0], &contribution).await, first);
        take(&[3, 4, 5], "AGREE").await;
        assert_eq!(shown(&people[0], &contribution).await, first, "three who all came round");
        take(&[0, 1, 6], "PASS").await;
        assert_eq!(counts(&app).await, [4, 0, 3]);
        assert_eq!(shown(&people[0], &contribution).await, first, "all but one of whom moved by the figures came to pass");
    }

    async fn t58_who_alone_did_otherwise_does_not_learn_what_the_others_of_a_step_did(app: App) {
        let contribution = scene(&app).await;
        let people = everybody(&app).await;
        let stands = [("AGREE", 4), ("DISAGREE", 1), ("AGREE", 1), ("DISAGREE", 1)];
        let stands = stands.iter().flat_map(|(its, times)| std::iter::repeat_n(its, *times));
        sql(&app, "UPDATE tenant SET disclosure_threshold = 5").await;
        sql(&app, "UPDATE contribution SET agree_tally = 9, disagree_tally = 8, pass_tally = 7, agree_settled = 9,
                   disagree_settled = 8, pass_settled = 7, agree_published = 9, disagree_published = 8, pass_published = 7,
                   total_published = 24, stands_published_at = created_at").await;
        let first = shown(&people[0], &contribution).await;
        assert_eq!(first, json!([24, 9, 8, 7, "2026-06-15T10:00:00+00:00"]));
        for (person, its) in people.iter().zip(stands) {
            person.does("reactToContribution", stand(&contribution, its), TAKEN).await.ok();
            assert_eq!(shown(person, &contribution).await, first);
        }
        assert_eq!(counts(&app).await, [14, 10, 7]);
        // Two more, and four who come round: five moved since the last look, and no four of them alike.
        for person in &people[..4] {
            person.does("reactToContribution", stand(&contribution, "PASS"), TAKEN).await.ok();
        }
        assert_eq!(counts(&app).await, [10, 10, 11]);
        let second = json!([31, 10, 10, 11, "2026-06-15T10:00:00+00:00"]);
        assert_eq!(shown(&people[0], &contribution).await, second);
    }

    async fn t63_orders_by_figures_tell_no_more_than_a_higher_threshold_shows(app: App) {
        let contribution = scene(&app).await;
        sql(&app, "UPDATE contribution SET agree_published = 8, disagree_published = 7, pass_published = 6,
                   total_published = 21, stands_published_at = created_at").await;
        let administrator = app.founder(Alpha);
        let change = async |k: i32| {
            let read = administrator.asks("{ tenant { id version } }").await.ok();
            let input = json!({ "tenant": read.data("/tenant/id"), "version": read.data("/tenant/version"),
                                "disclosureThreshold": k });
            administrator.does("updateTenant", input, "tenant { disclosureThreshold }").await.ok();
        };
        let stored = "SELECT coalesce(total_published, 0) * 100 + coalesce(agree_published, 0) FROM contribution";
        let stored = async || number(&app, &format!("SELECT CAST(({stored}) AS BIGINT)")).await;
        assert_eq!(stored().await, 2108);
        let at = "2026-06-15T10:00:00+00:00";
        for (k, expected, underneath) in [
            (8, json!([21, null, null, null, at]), 2100),
            (22, json!([null, null, null, null, at]), 0),
            (3, json!([null, null, null, null, at]), 0),
        ] {
            change(k).await;
            assert_eq!(shown(&administrator, &contribution).await, expected, "k {k}");
            assert_eq!(stored().await, underneath, "k {k}");
        }
    }

    async fn t63_a_higher_threshold_withholds_in_words_that_are_published_later_too(app: App) {
        let contribution = scene(&app).await;
        // As an import leaves what its moderators had not decided on.
        sql(&app, "UPDATE contribution SET state = 'SUBMITTED', published_at = NULL, agree_published = 8, disagree_published = 7,
                   pass_published = 6, total_published = 21, stands_published_at = created_at").await;
        let administrator = app.founder(Alpha);
        let read = administrator.asks("{ tenant { id version } }").await.ok();
        let input = json!({ "tenant": read.data("/tenant/id"), "version": read.data("/tenant/version"),
                            "disclosureThreshold": 22 });
        administrator.does("updateTenant", input, "tenant { disclosureThreshold }").await.ok();
        sql(&app, "UPDATE contribution SET state = 'PUBLISHED', published_at = created_at").await;
        let at = "2026-06-15T10:00:00+00:00";
        assert_eq!(shown(&app.visitor(Alpha), &contribution).await, json!([null, null, null, null, at]));
        // Orders by figures read the rows.
        let ordered = "SELECT count(*) FROM contribution WHERE agree_published IS NOT NULL OR total_published IS NOT NULL";
        assert_eq!(number(&app, ordered).await, 0);
    }

    async fn t63_a_higher_threshold_withholds_at_once(app: App) {
        let contribution = scene(&app).await;
        sql(&app, "UPDATE contribution SET agree_published = 8, disagree_published = 7, pass_published = 6,
                   total_published = 21, stands_published_at = created_at").await;
        let visitor = app.visitor(Alpha);
        let at = "2026-06-15T10:00:00+00:00";
        for (k, expected) in [(5, json!([21, 8, 7, 6, at])), (8, json!([21, null, null, null, at])), (22, json!([null, null, null, null, at]))] {
            sql(&app, &format!("UPDATE tenant SET disclosure_threshold = {k}")).await;
            assert_eq!(shown(&visitor, &contribution).await, expected, "k {k}");
        }
    }

    async fn t101_many_stands_at_once_are_counted_exactly(app: App) {
        let contribution = scene(&app).await;
        let people = everybody(&app).await;
        let tries = (0..28).map(|turn| {
            let (person, contribution) = (people[turn % people.len()].clone(), contribution.clone());
            tokio::spawn(async move {
                match turn / 7 {
                    0 => person.does("reactToContribution", stand(&contribution, "AGREE"), TAKEN).await.ok(),
                    1 => person.does("withdrawReaction", of(&contribution), BACK).await.ok(),
                    2 => person.does("reactToContribution", stand(&contribution, "DISAGREE"), TAKEN).await.ok(),
                    _ => person.does("reactToContribution", stand(&contribution, "PASS"), TAKEN).await.ok(),
                }
            })
        });
        for attempt in tries.collect::<Vec<_>>() {
            attempt.await.unwrap();
        }
        let [agree, disagree, pass] = counts(&app).await;
        for (count, its) in [(agree, "AGREE"), (disagree, "DISAGREE"), (pass, "PASS")] {
            assert_eq!(count, number(&app, &format!("SELECT count(*) FROM reaction WHERE stand = '{its}'")).await, "{its}");
        }
    }

    async fn who_was_removed_from_a_hidden_project_takes_words_and_stands_back(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let other = published(&project.economy, &project.owner, &phase, "A lane.").await;
        let own = published(&project.society, &project.owner, &phase, "A crossing.").await;
        let gone = project.society.clone();
        gone.does("reactToContribution", stand(&other, "AGREE"), TAKEN).await.ok();
        sql(&app, "UPDATE project SET visibility = 'PARTICIPANTS'").await;
        sql(&app, "UPDATE participation SET state = 'REMOVED' WHERE sector = 'SOCIETY'").await;

        assert_eq!(seen(&gone, &other).await.data("/node"), &json!(null));
        gone.does("reactToContribution", stand(&other, "PASS"), TAKEN).await.refused("NOT_FOUND");
        let mut once = of(&other);
        once["idempotencyKey"] = json!("once");
        let back = gone.does("withdrawReaction", once.clone(), BACK).await.ok();
        assert_eq!(back.data("/withdrawReaction/contribution"), &json!(null));
        // The repeat answers as the call did; any other call finds what it may know of, which is nothing.
        assert_eq!(gone.does("withdrawReaction", once.clone(), BACK).await.ok().body, back.body);
        gone.does("withdrawReaction", of(&other), BACK).await.refused("NOT_FOUND");
        app.person(Alpha, DataSteward).does("withdrawReaction", once, BACK).await.refused("NOT_FOUND");
        assert_eq!(number(&app, "SELECT count(*) FROM reaction").await, 0);
        assert_eq!(number(&app, "SELECT CAST(sum(agree_tally) AS BIGINT) FROM contribution").await, 0);

        assert_eq!(seen(&gone, &own).await.data("/node/body"), "A crossing.");
        moves(&gone, "withdrawContribution", &own, json!({})).await.ok();
        assert_eq!(seen(&project.owner, &own).await.data("/node/state"), "WITHDRAWN");
        assert_eq!(seen(&app.visitor(Alpha), &own).await.data("/node"), &json!(null));
    }

    async fn t58_closing_publishes_what_never_was_and_no_step_of_a_few(app: App) {
        let contribution = scene(&app).await;
        let visitor = app.visitor(Alpha);
        sql(&app, "UPDATE contribution SET agree_tally = 8, disagree_tally = 3").await;
        close(&app).await;
        let first = json!([11, null, null, 0, "2026-06-15T10:00:00+00:00"]);
        assert_eq!(shown(&visitor, &contribution).await, first);
        // Reopened; four more, and closed again: the same figures. A fifth makes a step.
        for (more, expected) in [(4, first), (5, json!([16, null, null, 0, "2026-06-15T10:00:00+00:00"]))] {
            let agree = 8 + more;
            sql(&app, &format!("UPDATE contribution SET agree_tally = {agree}")).await;
            close(&app).await;
            assert_eq!(shown(&visitor, &contribution).await, expected, "{more} more");
        }
        assert_eq!(counts(&app).await, [13, 3, 0]);
    }
}

fn of(contribution: &str) -> Value {
    json!({ "contribution": contribution })
}

fn stand(contribution: &str, stand: &str) -> Value {
    json!({ "contribution": contribution, "stand": stand })
}

async fn sql(app: &App, sql: &str) {
    app.database.raw().await.execute_unprepared(sql).await.unwrap();
}

async fn number(app: &App, sql: &str) -> i64 {
    column(&app.database.raw().await, sql).await[0]
}

/// Agree, disagree and pass: what stands underneath.
async fn counts(app: &App) -> [i64; 3] {
    let mut counts = [0; 3];
    for (count, name) in counts.iter_mut().zip(["agree_tally", "disagree_tally", "pass_tally"]) {
        *count = number(app, &format!("SELECT CAST({name} AS BIGINT) FROM contribution")).await;
    }
    counts
}

/// Total, agree, disagree, pass and when they were published, as somebody reads them.
async fn shown(reader: &Actor, contribution: &str) -> Value {
    let seen = reader.graphql(SHOWN, json!({ "id": contribution })).await.ok();
    let stands = seen.data("/node/stands");
    let figure = |name: &str| {
        let (value, status) = (&stands[name]["value"], &stands[name]["status"]);
        let expected = if value.is_null() { "SUPPRESSED" } else { "PUBLISHED" };
        assert_eq!(status, expected);
        value.clone()
    };
    json!([
        figure("total"),
        figure("agree"),
        figure("disagree"),
        figure("pass"),
        stands["publishedAt"]
    ])
}

/// A published contribution to an open phase of the one project there is, which anybody may join.
async fn scene(app: &App) -> String {
    let project = Project::under_way(app, "PUBLIC").await;
    let (kind, key) = (app.database.kind(), Uuid::from_u128(7));
    sql(
        app,
        &format!(
            "INSERT INTO phase (tenant_id, id, project_id, phase_type, title, description, position, state, methods,
                                eligible_sectors, is_blind_review, created_at, version)
             SELECT tenant_id, {}, id, 'CO_DESIGN', 'Ideas', 'Say yours.', 1, 'OPEN', 0, 7, false, created_at, 1
             FROM project",
            literal(kind, key)
        ),
    )
    .await;
    sql(
        app,
        &format!(
            "INSERT INTO contribution (tenant_id, id, project_id, phase_id, kind, state, title, body, language,
                                       may_contain_special_category, thread_depth, created_at, submitted_at,
                                       published_at, updated_at, agree_tally, disagree_tally, pass_tally,
                                       version)
             SELECT tenant_id, {}, project_id, id, 'PROPOSAL', 'PUBLISHED', 'Crossing', 'A crossing guard.', 'en', false,
                    0, created_at, created_at, created_at, created_at, 0, 0, 0, 1
             FROM phase",
            literal(kind, key)
        ),
    )
    .await;
    let list = "query($id: ID!) { node(id: $id) { ... on Project { contributions { nodes { id } } } } }";
    let listed = project.owner.graphql(list, json!({ "id": project.id })).await.ok();
    listed.text("/node/contributions/nodes/0/id")
}

/// Takes part in the one project there is.
async fn join(app: &App, person: Actor, sector: &str) -> Actor {
    let listed = app.visitor(Alpha).asks("{ projects { nodes { id } } }").await.ok();
    let project = listed.text("/projects/nodes/0/id");
    let input = json!({ "project": project, "sector": sector, "expertise": "LAY" });
    person.does("joinProject", input, "participation { id }").await.ok();
    person
}

/// Seven participants of the one project there is; its owner is one of them.
async fn everybody(app: &App) -> Vec<Actor> {
    let mut people = vec![app.person(Alpha, Staff)];
    for role in [Member, Auditor, Administrator, DataSteward, DataProtectionOfficer] {
        people.push(join(app, app.person(Alpha, role), "SOCIETY").await);
    }
    people.push(join(app, app.founder(Alpha), "ECONOMY").await);
    people
}

/// Closes the one phase there is, after it was opened again if it was closed.
async fn close(app: &App) {
    sql(app, "UPDATE phase SET state = 'OPEN'").await;
    let owner = app.person(Alpha, Staff);
    let listed = owner
        .asks("{ projects { nodes { phases { nodes { id version } } } } }")
        .await
        .ok();
    let phase = listed.data("/projects/nodes/0/phases/nodes/0").clone();
    let input = json!({ "phase": phase["id"], "version": phase["version"] });
    owner.does("closePhase", input, "phase { state }").await.ok();
}
