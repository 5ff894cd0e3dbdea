//! That nothing is lost and nothing told twice, whoever was away, and on whichever server it happened.

use std::time::{Duration, Instant};

use harness::{
    actor::Actor,
    app::App,
    contribution::{moves, published},
    database::{Kind, column, literal},
    on_both,
    project::Project,
    socket::Socket,
    soon::eventually,
    story,
    world::Agency::{Alpha, Beta},
};
use sea_orm::{ConnectionTrait as _, TransactionTrait as _};
use serde_json::{Value, json};
use uuid::Uuid;

const CHANGED: &str = "subscription($project: ID!, $after: String) {
    contributionChanged(project: $project, after: $after) { id kind cursor node { state } } }";

/// What is told of the next event: the object and the kind; and its cursor.
async fn told(socket: &mut Socket) -> (Value, Value, String) {
    let answer = socket.answer("1").await;
    let event = &answer["data"]["contributionChanged"];
    let cursor = event["cursor"]
        .as_str()
        .unwrap_or_else(|| panic!("no cursor: {answer}"))
        .to_owned();
    (event["id"].clone(), event["kind"].clone(), cursor)
}

async fn from(who: &Actor, project: &str, after: Option<&str>) -> Socket {
    let mut socket = Socket::of(who).await;
    socket
        .subscribe("1", CHANGED, json!({ "project": project, "after": after }))
        .await;
    socket
}

/// Waits until all events have positions, as they do where somebody listens.
async fn all_placed(app: &App) {
    let raw = app.database.raw().await;
    eventually(async || column::<i64>(&raw, "SELECT count(*) FROM event WHERE position IS NULL").await == [0]).await;
}

on_both! {
    async fn who_was_away_goes_on_where_they_were(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let visitor = app.visitor(Alpha);
        let mut socket = Socket::of(&visitor).await;
        socket.listens("1", CHANGED, json!({ "project": project.id })).await;
        let first = published(&project.society, &project.owner, &phase, "One.").await;
        let (id, _, cursor) = told(&mut socket).await;
        assert_eq!(id, json!(first));
        socket.close().await;

        let mut missed = Vec::new();
        for words in ["Two.", "Three.", "Four."] {
            // What happens within one millisecond has no order of its own.
            app.clock.advance(chrono::Duration::milliseconds(1));
            missed.push(published(&project.society, &project.owner, &phase, words).await);
        }
        app.clock.advance(chrono::Duration::milliseconds(1));
        moves(&project.society, "withdrawContribution", &missed[0], json!({})).await.ok();
        let mut socket = from(&visitor, &project.id, Some(&cursor)).await;
        // What is told is read as it is now; the order is that in which it happened.
        let mut expected: Vec<(Value, Value)> = missed.iter().map(|id| (json!(id), json!("CREATED"))).collect();
        expected.push((json!(missed[0]), json!("REDACTED")));
        let mut last = cursor.clone();
        for (id, kind) in expected {
            let (told_id, told_kind, cursor) = told(&mut socket).await;
            assert_eq!((told_id, told_kind), (id, kind));
            assert_ne!(cursor, last);
            last = cursor;
        }
        let fifth = published(&project.society, &project.owner, &phase, "Five.").await;
        assert_eq!(told(&mut socket).await.0, json!(fifth));
        socket.is_silent().await;
        // From the last cursor on there is nothing but that.
        let mut again = from(&visitor, &project.id, Some(&last)).await;
        assert_eq!(told(&mut again).await.0, json!(fifth));
        again.is_silent().await;
    }

    async fn what_changed_several_times_while_somebody_was_away_is_told_as_it_is_now(app: App) {
        let project = Project::active(&app).await;
        let changed = "subscription($project: ID!, $after: String) {
            projectChanged(project: $project, after: $after) { kind cursor node { title state } } }";
        let visitor = app.visitor(Alpha);
        let titled = async |title: &str| project.moves("updateProject", json!({ "title": title })).await.ok();
        let pauses = async |reason: &str| project.moves("pauseProject", json!({ "reason": reason })).await.ok();
        let shown = |answer: &Value| {
            let event = &answer["data"]["projectChanged"];
            assert_eq!(event["kind"], "CHANGED", "{answer}");
            event["node"].clone()
        };
        let mut socket = Socket::of(&visitor).await;
        socket.listens("1", changed, json!({ "project": project.id })).await;
        titled("One").await;
        let told = socket.answer("1").await;
        assert_eq!(shown(&told), json!({ "title": "One", "state": "ACTIVE" }));
        socket.close().await;
        for title in ["Two", "Three", "Four"] {
            titled(title).await;
        }
        pauses("The hall is closed.").await;
        project.moves("resumeProject", json!({})).await.ok();
        pauses("The hall is closed again.").await;
        let after = &told["data"]["projectChanged"]["cursor"];
        let mut socket = Socket::of(&visitor).await;
        socket.subscribe("1", changed, json!({ "project": project.id, "after": after })).await;
        // No more often than it changed, perhaps once; and never what was passed by.
        let told = socket.answers("1").await;
        assert!(told.len() <= 6, "{told:?}");
        for answer in &told {
            assert_eq!(shown(answer), json!({ "title": "Four", "state": "PAUSED" }));
        }
        titled("Five").await;
        while shown(&socket.answer("1").await) != json!({ "title": "Five", "state": "PAUSED" }) {}
    }

    async fn two_writers_that_commit_in_reverse_are_both_told_once(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let earlier = published(&project.society, &project.owner, &phase, "Begun first.").await;
        let later = published(&project.society, &project.owner, &phase, "Committed first.").await;
        let visitor = app.visitor(Alpha);
        let mut socket = Socket::of(&visitor).await;
        socket.listens("1", CHANGED, json!({ "project": project.id })).await;
        all_placed(&app).await;

        let kind = app.database.kind();
        let insert = |id: u128, words: &str| format!(
            "INSERT INTO event (tenant_id, id, kind, object_id, occurred_at)
             SELECT tenant_id, {}, 'contribution.review_started', id, created_at FROM contribution WHERE body = '{words}'",
            literal(kind, Uuid::from_u128(id))
        );
        let (one, other) = (app.database.raw().await, app.database.raw().await);
        // The embedded database has one writer, so there a later id can only commit before an earlier one begins.
        let begun = match kind {
            Kind::Postgres => {
                let begun = one.begin().await.unwrap();
                begun.execute_unprepared(&insert(1, "Begun first.")).await.unwrap();
                Some(begun)
            }
            Kind::Sqlite => None,
        };
        other.execute_unprepared(&insert(2, "Committed first.")).await.unwrap();
        let (id, kind_told, cursor) = told(&mut socket).await;
        assert_eq!((id, kind_told), (json!(later), json!("CHANGED")));
        socket.close().await;
        match begun {
            Some(begun) => begun.commit().await.unwrap(),
            None => drop(one.execute_unprepared(&insert(1, "Begun first.")).await.unwrap()),
        }
        let mut socket = from(&visitor, &project.id, Some(&cursor)).await;
        assert_eq!(told(&mut socket).await.0, json!(earlier));
        socket.is_silent().await;
        let positions: Vec<i64> = column(&other, "SELECT position FROM event ORDER BY position").await;
        let expected: Vec<i64> = (1..).take(positions.len() - of_beta(&other).await).collect();
        assert!(expected.iter().all(|position| positions.contains(position)), "{positions:?}");
    }

    async fn a_cursor_that_is_older_than_what_is_kept_says_to_read_again(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let visitor = app.visitor(Alpha);
        let mut socket = Socket::of(&visitor).await;
        socket.listens("1", CHANGED, json!({ "project": project.id })).await;
        published(&project.society, &project.owner, &phase, "One.").await;
        let (_, _, cursor) = told(&mut socket).await;
        socket.close().await;
        published(&project.society, &project.owner, &phase, "Two.").await;
        published(&project.society, &project.owner, &phase, "Three.").await;
        let raw = app.database.raw().await;
        // The next who listens has them placed.
        from(&visitor, &project.id, Some(&cursor)).await.answer("1").await;
        all_placed(&app).await;
        raw.execute_unprepared("UPDATE event SET delivered_at = '2026-06-13 09:00:00+00:00'").await.unwrap();
        let (database, world) = (app.world.clone(), app);
        let (world, app) = (database, world);
        let app = App::over(app.stop().await, world).await;
        let left: Vec<i64> = column(&raw, "SELECT count(*) FROM event WHERE kind <> 'x'").await;
        assert_eq!(left, [2], "the last of each agency stays, so that positions go on from it");

        let mut socket = from(&app.visitor(Alpha), &project.id, Some(&cursor)).await;
        let answer = socket.answer("1").await;
        let event = &answer["data"]["contributionChanged"];
        assert_eq!((&event["kind"], &event["id"], &event["node"]), (&json!("RESYNC"), &Value::Null, &Value::Null));
        let next = event["cursor"].as_str().unwrap().to_owned();
        let four = published(&project.society.at(&app.url), &project.owner.at(&app.url), &phase, "Four.").await;
        let told_of = told(&mut socket).await;
        assert_eq!(told_of.0, json!(four));
        let mut again = from(&app.visitor(Alpha), &project.id, Some(&next)).await;
        assert_eq!(told(&mut again).await.0, json!(four));
    }

    async fn a_cursor_ahead_of_all_that_happened_says_to_read_again_and_hears_what_comes_then(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let mut socket = Socket::of(&app.visitor(Alpha)).await;
        socket.listens("1", CHANGED, json!({ "project": project.id })).await;
        published(&project.society, &project.owner, &phase, "One.").await;
        let (_, _, cursor) = told(&mut socket).await;
        all_placed(&app).await;
        socket.close().await;
        let world = app.world.clone();
        let database = app.stop().await;
        // As where the database is restored as it was earlier.
        database.raw().await.execute_unprepared("DELETE FROM event WHERE position > 1").await.unwrap();
        let app = App::over(database, world).await;

        let mut socket = from(&app.visitor(Alpha), &project.id, Some(&cursor)).await;
        assert_eq!(told(&mut socket).await.1, json!("RESYNC"));
        let two = published(&project.society.at(&app.url), &project.owner.at(&app.url), &phase, "Two.").await;
        assert_eq!(told(&mut socket).await.0, json!(two));
        socket.is_silent().await;
    }

    async fn t125_who_is_very_far_behind_is_told_once_to_read_again(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let visitor = app.visitor(Alpha);
        let mut socket = Socket::of(&visitor).await;
        socket.listens("1", CHANGED, json!({ "project": project.id })).await;
        published(&project.society, &project.owner, &phase, "One.").await;
        let (_, _, cursor) = told(&mut socket).await;
        socket.close().await;
        let id = match app.database.kind() {
            Kind::Sqlite => "randomblob(16)",
            Kind::Postgres => "gen_random_uuid()",
        };
        let many = format!(
            "INSERT INTO event (tenant_id, id, kind, object_id, occurred_at)
             WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5001)
             SELECT tenant_id, {id}, 'contribution.review_started', contribution.id, created_at FROM contribution, n"
        );
        app.database.raw().await.execute_unprepared(&many).await.unwrap();
        let mut socket = from(&visitor, &project.id, Some(&cursor)).await;
        assert_eq!(told(&mut socket).await.1, json!("RESYNC"));
        socket.is_silent().await;
    }

    async fn a_cursor_of_another_agency_or_none_at_all_is_refused(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let mut socket = Socket::of(&app.visitor(Alpha)).await;
        socket.listens("1", CHANGED, json!({ "project": project.id })).await;
        published(&project.society, &project.owner, &phase, "One.").await;
        let (_, _, cursor) = told(&mut socket).await;
        let mut bent = cursor.clone();
        bent.replace_range(5..6, if &cursor[5..6] == "A" { "B" } else { "A" });
        for after in [bent, "x".to_owned(), String::new()] {
            let mut socket = from(&app.visitor(Alpha), &project.id, Some(&after)).await;
            assert_eq!(socket.refusal("1").await, ["BAD_CURSOR"], "{after}");
        }
        let query = "subscription($after: String) { dataSubjectRequestChanged(after: $after) { id } }";
        let mut beta = Socket::of(&app.founder(Beta)).await;
        beta.subscribe("1", query, json!({ "after": cursor })).await;
        assert_eq!(beta.refusal("1").await, ["BAD_CURSOR"]);
    }
}

/// How many events there are of the neighbour.
async fn of_beta(raw: &sea_orm::DatabaseConnection) -> usize {
    let sql = "SELECT count(*) FROM event WHERE tenant_id = (SELECT id FROM tenant WHERE slug = 'beta')";
    usize::try_from(column::<i64>(raw, sql).await[0]).unwrap()
}

#[test]
fn two_servers_on_one_database_tell_of_each_others_events() {
    story::tell(Kind::Postgres, async |app: App| {
        let other = app.beside().await;
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let visitor = app.visitor(Alpha);
        let (mut here, mut there) = (Socket::of(&visitor).await, Socket::of(&visitor.at(&other.url)).await);
        here.listens("1", CHANGED, json!({ "project": project.id })).await;
        there.listens("1", CHANGED, json!({ "project": project.id })).await;
        // Sooner than they look by themselves, which is every five seconds; on a machine that is busy not each time.
        let mut at_once = 0;
        eventually(async || {
            let (author, owner, words) = match at_once {
                1 => (project.society.at(&other.url), project.owner.at(&other.url), "There."),
                _ => (project.society.clone(), project.owner.clone(), "Here."),
            };
            let id = published(&author, &owner, &phase, words).await;
            let begun = Instant::now();
            let (one, two) = (told(&mut here).await, told(&mut there).await);
            assert_eq!((&one.0, &two.0), (&json!(id), &json!(id)));
            assert_eq!(one.2, two.2, "the cursor is good at either");
            at_once = if begun.elapsed() < Duration::from_secs(1) {
                at_once + 1
            } else {
                0
            };
            at_once == 3
        })
        .await;
        here.is_silent().await;
        there.is_silent().await;
    });
}
