//! Figures over time: whole past months, whole agencies and single projects, each withheld under k.

use entity::vocabulary::TenantRole::{Member, Staff};
use harness::{
    actor::Actor,
    app::App,
    contribution::{moves, published},
    database::column,
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

const OF_AGENCY: &str = "query($months: Int!, $until: Date) { dashboard {
    projects { state count }
    monthlyActivity(months: $months, until: $until) { startsOn contributions { value status } reactions { value status } } } }";
const OF_PROJECT: &str = "query($id: ID!) { node(id: $id) { ... on Project {
    monthlyActivity(months: 2) { startsOn contributions { value status } reactions { value status } } } } }";

on_both! {
    async fn figures_of_few_people_are_withheld_however_much_they_did(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        for number in 0..7 {
            published(&project.society, &project.owner, &phase, &format!("Crossing {number}.")).await;
        }
        let raw = app.database.raw().await;
        let noted = "SELECT CAST(sum(number) AS BIGINT) FROM activity UNION ALL SELECT CAST(sum(people) AS BIGINT) FROM activity";
        assert_eq!(column::<i64>(&raw, noted).await, [7, 1]);
        // The clock stands at 2026-06-15: what was done is laid a month back, once by one person and once by six.
        let sql = async |sql: &str| raw.execute_unprepared(sql).await.unwrap();
        sql("UPDATE activity SET month = '2026-04-01' WHERE people = 1").await;
        sql("UPDATE activity SET month = '2026-05-01', people = 1 WHERE people = 0").await;
        let months = |answer: &harness::answer::Answer, place: &str| answer.data(place).clone();
        let expected = json!([
            { "startsOn": "2026-04-01", "contributions": { "value": null, "status": "SUPPRESSED" },
              "reactions": { "value": 0, "status": "PUBLISHED" } },
            { "startsOn": "2026-05-01", "contributions": { "value": 6, "status": "PUBLISHED" },
              "reactions": { "value": 0, "status": "PUBLISHED" } },
        ]);
        let id = column::<String>(&raw, "SELECT slug FROM project").await[0].clone();
        for reader in [&app.visitor(Alpha), &project.owner, &app.person(Alpha, Member)] {
            let agency = reader.graphql(OF_AGENCY, json!({ "months": 2 })).await.ok();
            assert_eq!(months(&agency, "/dashboard/monthlyActivity"), expected);
            let by_slug = reader.graphql("query($slug: String!) { project(slug: $slug) { id } }", json!({ "slug": id })).await.ok();
            let one = reader.graphql(OF_PROJECT, json!({ "id": by_slug.text("/project/id") })).await.ok();
            assert_eq!(months(&one, "/node/monthlyActivity"), expected);
        }
        let neighbour = app.visitor(Beta).graphql(OF_AGENCY, json!({ "months": 2 })).await.ok();
        assert_eq!(neighbour.data("/dashboard/monthlyActivity/1/contributions/value"), 0);
    }

    async fn a_hidden_project_counts_for_its_own_readers_and_not_for_the_agency(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        for number in 0..6 {
            published(&project.society, &project.owner, &phase, &format!("Crossing {number}.")).await;
        }
        let raw = app.database.raw().await;
        raw.execute_unprepared("UPDATE activity SET month = '2026-05-01', people = 1").await.unwrap();
        raw.execute_unprepared("UPDATE project SET visibility = 'PARTICIPANTS'").await.unwrap();
        let agency = project.owner.graphql(OF_AGENCY, json!({ "months": 1 })).await.ok();
        assert_eq!(agency.data("/dashboard/monthlyActivity/0/contributions/value"), 0);
        let active = states(&agency);
        assert_eq!(active, 0);
        let own = project.owner.asks("{ projects { nodes { monthlyActivity(months: 1) { contributions { value } } } } }").await.ok();
        assert_eq!(own.data("/projects/nodes/0/monthlyActivity/0/contributions/value"), 6);
    }

    async fn t51_a_project_that_becomes_public_brings_no_past_into_the_agencys_figures(app: App) {
        let project = Project::under_way(&app, "TENANT").await;
        project.joined(&project.economy, "ECONOMY", "PROFESSIONAL").await;
        project.joined(&project.society, "SOCIETY", "LAY").await;
        let phase = project.open_phase("CO_DESIGN").await;
        for number in 0..6 {
            published(&project.society, &project.owner, &phase, &format!("Crossing {number}.")).await;
        }
        let raw = app.database.raw().await;
        let sql = async |sql: &str| raw.execute_unprepared(sql).await.unwrap();
        sql("UPDATE activity SET month = '2026-05-01', people = 1").await;
        let told = async || {
            let agency = app.visitor(Alpha).graphql(OF_AGENCY, json!({ "months": 2 })).await.ok();
            ["0", "1"].map(|month| agency.data(&format!("/dashboard/monthlyActivity/{month}/contributions")).clone())
        };
        let nothing = json!({ "value": 0, "status": "PUBLISHED" });
        assert_eq!(told().await, [nothing.clone(), nothing.clone()]);
        project.moves("updateProject", json!({ "visibility": "PUBLIC" })).await.ok();
        assert_eq!(told().await, [nothing.clone(), nothing.clone()], "what the sum would grow by is the project's figure");
        let own = app.visitor(Alpha).graphql(OF_PROJECT, json!({ "id": project.id })).await.ok();
        assert_eq!(own.data("/node/monthlyActivity/1/contributions/value"), 6);
        // What goes on from now on counts.
        published(&project.society, &project.owner, &phase, "A lamp.").await;
        sql("UPDATE activity SET month = '2026-04-01' WHERE hidden = 0").await;
        assert_eq!(told().await, [json!({ "value": null, "status": "SUPPRESSED" }), nothing]);
    }

    async fn t51_the_agencys_sum_tells_nothing_that_few_people_did_in_several_projects(app: App) {
        for _ in 0..2 {
            let project = Project::active(&app).await;
            let phase = project.open_phase("CO_DESIGN").await;
            for number in 0..4 {
                published(&project.society, &project.owner, &phase, &format!("Crossing {number}.")).await;
            }
        }
        let raw = app.database.raw().await;
        let sql = async |sql: &str| raw.execute_unprepared(sql).await.unwrap();
        let told = async || {
            let agency = app.visitor(Alpha).graphql(OF_AGENCY, json!({ "months": 1 })).await.ok();
            agency.data("/dashboard/monthlyActivity/0/contributions").clone()
        };
        // In each project one person did all of it.
        sql("UPDATE activity SET month = '2026-05-01'").await;
        assert_eq!(told().await, json!({ "value": null, "status": "SUPPRESSED" }));
        // Four did, whom no figure of the project is told of; but eight are no few.
        sql("UPDATE activity SET people = 1").await;
        assert_eq!(told().await, json!({ "value": 8, "status": "PUBLISHED" }));
    }

    async fn t58_what_is_taken_back_later_moves_no_figure(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, "A crossing.").await;
        let other = published(&project.society, &project.owner, &phase, "A lamp.").await;
        let react = |stand: &str| json!({ "contribution": id, "stand": stand });
        project.economy.does("reactToContribution", react("AGREE"), "contribution { id }").await.ok();
        project.economy.does("reactToContribution", json!({ "contribution": other, "stand": "PASS" }), "contribution { id }").await.ok();
        let raw = app.database.raw().await;
        let noted = "SELECT kind || ' ' || number || ' ' || people FROM activity ORDER BY 1";
        let before: Vec<String> = column(&raw, noted).await;
        assert_eq!(before, ["CONTRIBUTION 1 0", "CONTRIBUTION 1 1", "REACTION 1 0", "REACTION 1 1"]);
        project.economy.does("reactToContribution", react("DISAGREE"), "contribution { id }").await.ok();
        project.economy.does("withdrawReaction", json!({ "contribution": id }), "contribution { id }").await.ok();
        moves(&project.society, "withdrawContribution", &id, json!({})).await.ok();
        assert_eq!(column::<String>(&raw, noted).await, before);
    }

    async fn t56_one_person_is_counted_once_however_often_they_come_and_go(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = published(&project.society, &project.owner, &phase, "A crossing.").await;
        let other = published(&project.society, &project.owner, &phase, "A lamp.").await;
        let reacts = async |id: &str| {
            let react = json!({ "contribution": id, "stand": "AGREE" });
            project.economy.does("reactToContribution", react, "contribution { id }").await.ok();
        };
        tokio::join!(reacts(&id), reacts(&other));
        for _ in 0..5 {
            project.economy.does("withdrawReaction", json!({ "contribution": id }), "contribution { id }").await.ok();
            project.economy.does("withdrawReaction", json!({ "contribution": other }), "contribution { id }").await.ok();
            reacts(&id).await;
            reacts(&other).await;
        }
        let raw = app.database.raw().await;
        let people = "SELECT CAST(sum(people) AS BIGINT) FROM activity WHERE kind = 'REACTION'";
        assert_eq!(column::<i64>(&raw, people).await, [1]);
        // Nor do their two stands count as more.
        let number = "SELECT CAST(sum(number) AS BIGINT) FROM activity WHERE kind = 'REACTION'";
        assert_eq!(column::<i64>(&raw, number).await, [2]);
        // Who reacts in a later month is counted in that one too.
        app.clock.advance(chrono::Duration::days(30));
        let project = project.again(&app).await;
        let react = json!({ "contribution": id, "stand": "PASS" });
        project.economy.does("withdrawReaction", json!({ "contribution": id }), "contribution { id }").await.ok();
        project.economy.does("reactToContribution", react, "contribution { id }").await.ok();
        assert_eq!(column::<i64>(&raw, people).await, [2]);
        let months = "SELECT CAST(month AS TEXT) FROM active_month WHERE kind = 'REACTION'";
        assert_eq!(column::<String>(&raw, months).await, ["2026-07-01"]);
        assert_eq!(column::<i64>(&raw, number).await, [3]);
        let third = published(&project.society, &project.owner, &phase, "A bench.").await;
        let react = json!({ "contribution": third, "stand": "AGREE" });
        project.economy.does("reactToContribution", react, "contribution { id }").await.ok();
        assert_eq!(column::<i64>(&raw, number).await, [4]);
    }

    async fn t56_a_change_of_mind_makes_no_room_for_a_stand_that_is_taken_anew(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let mut words = Vec::new();
        for body in ["A crossing.", "A lamp.", "A bench."] {
            words.push(published(&project.society, &project.owner, &phase, body).await);
        }
        let [first, second, third] = words.as_slice() else { panic!("{words:?}") };
        let takes = async |project: &Project, id: &str, stand: &str| {
            let react = json!({ "contribution": id, "stand": stand });
            project.economy.does("reactToContribution", react, "contribution { id }").await.ok();
        };
        takes(&project, first, "AGREE").await;
        takes(&project, second, "AGREE").await;
        app.clock.advance(chrono::Duration::days(30));
        let project = project.again(&app).await;
        let raw = app.database.raw().await;
        let counted = async || {
            let sum = "SELECT CAST(sum(number) AS BIGINT) FROM activity WHERE kind = 'REACTION'
                       UNION ALL SELECT CAST(sum(people) AS BIGINT) FROM activity WHERE kind = 'REACTION'";
            column::<i64>(&raw, sum).await
        };
        let anew = async || {
            project.economy.does("withdrawReaction", json!({ "contribution": third }), "contribution { id }").await.ok();
            takes(&project, third, "AGREE").await;
        };
        // Before the first stand of a month, and after it.
        takes(&project, first, "DISAGREE").await;
        assert_eq!(counted().await, [2, 1]);
        takes(&project, third, "AGREE").await;
        anew().await;
        assert_eq!(counted().await, [3, 2]);
        takes(&project, second, "DISAGREE").await;
        anew().await;
        assert_eq!(counted().await, [3, 2]);
    }

    async fn a_month_begins_where_the_agency_is(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        // In London it is half an hour past midnight on 1 July.
        let then: chrono::DateTime<chrono::Utc> = "2026-06-30T23:30:00Z".parse().unwrap();
        app.clock.advance(then - app.clock.now());
        let project = project.again(&app).await;
        for body in ["A crossing.", "A lamp."] {
            let id = published(&project.society, &project.owner, &phase, body).await;
            let react = json!({ "contribution": id, "stand": "AGREE" });
            project.economy.does("reactToContribution", react, "contribution { id }").await.ok();
        }
        let raw = app.database.raw().await;
        let noted = "SELECT DISTINCT CAST(month AS TEXT) FROM activity";
        assert_eq!(column::<String>(&raw, noted).await, ["2026-07-01"]);
        let people = "SELECT CAST(sum(people) AS BIGINT) FROM activity GROUP BY kind";
        assert_eq!(column::<i64>(&raw, people).await, [1, 1]);
        let days = "SELECT DISTINCT CAST(reacted_on AS TEXT) FROM reaction";
        assert_eq!(column::<String>(&raw, days).await, ["2026-07-01"]);
    }

    async fn t59_only_whole_months_that_are_over_are_told(app: App) {
        let staff = app.person(Alpha, Staff);
        for (months, until) in [(0, None), (25, None), (1, Some("2026-06-01")), (1, Some("2030-01-01")), (1, Some("1899-12-31")), (1, Some("+262142-12-31"))] {
            refused(&staff, months, until).await;
        }
        let past = staff.graphql(OF_AGENCY, json!({ "months": 24, "until": "2020-02-10" })).await.ok();
        assert_eq!(past.data("/dashboard/monthlyActivity/0/startsOn"), "2018-03-01");
        assert_eq!(past.data("/dashboard/monthlyActivity/23/startsOn"), "2020-02-01");
        let nobody = app.stranger().graphql(OF_AGENCY, json!({ "months": 1 })).await.refused("BAD_INPUT");
        assert_eq!(nobody.data("/dashboard"), &json!(null));
    }
}

async fn refused(actor: &Actor, months: i32, until: Option<&str>) {
    let answer = actor
        .graphql(OF_AGENCY, json!({ "months": months, "until": until }))
        .await
        .refused("BAD_INPUT");
    assert_eq!(answer.data("/dashboard/monthlyActivity"), &json!(null));
}

/// How many projects are active, as the dashboard tells.
fn states(answer: &harness::answer::Answer) -> i64 {
    let states = answer.data("/dashboard/projects").as_array().unwrap().clone();
    assert_eq!(states.len(), 10);
    let active = |state: &&Value| state["state"] == "ACTIVE";
    states.iter().find(active).unwrap()["count"].as_i64().unwrap()
}
