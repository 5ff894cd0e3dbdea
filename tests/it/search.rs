//! Search: it finds what one may read, in any writing, and tells nothing of the rest.

use entity::vocabulary::TenantRole::{Member, Staff};
use harness::{
    actor::Actor,
    app::App,
    contribution::{moves, submitted},
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const SEARCH: &str = "query($query: String!, $kinds: [SearchKind!], $project: ID, $first: Int, $after: String) {
    search(query: $query, kinds: $kinds, project: $project, first: $first, after: $after) {
        totalCount pageInfo { endCursor hasNextPage }
        nodes { kind title excerpt project { title } object { ... on Project { id title } } } } }";

on_both! {
    async fn words_are_found_in_any_case_and_writing(app: App) {
        let staff = app.person(Alpha, Staff);
        make(&staff, "Night policing", "優步是否應該合法？ More patrols at the station.").await;
        make(&staff, "Safer ways to school", "What does policing change?").await;
        for (words, titles) in [
            ("policing", vec!["Night policing", "Safer ways to school"]),
            ("POLICING night", vec!["Night policing"]),
            ("優步", vec!["Night policing"]),
            ("步是", vec!["Night policing"]),
            ("優", vec!["Night policing"]),
            ("是優", vec![]),
            ("police", vec![]),
            ("policing nowhere", vec![]),
        ] {
            assert_eq!(found(&staff, words).await, titles, "{words}");
        }
        let hit = staff.graphql(SEARCH, json!({ "query": "優步" })).await.ok();
        assert_eq!(hit.data("/search/nodes/0/kind"), "PROJECT");
        assert_eq!(hit.data("/search/nodes/0/excerpt"), "優步是否應該合法？ More patrols at the station.");
        assert_eq!(hit.data("/search/nodes/0/object/title"), "Night policing");
        let by_title = staff.graphql(SEARCH, json!({ "query": "night" })).await.ok();
        assert_eq!(by_title.data("/search/nodes/0/excerpt"), &json!(null));
    }

    async fn a_change_is_found_and_what_it_replaced_is_not(app: App) {
        let staff = app.person(Alpha, Staff);
        let (id, version) = make(&staff, "Harbour lights", "Dark quays.").await;
        let change = json!({ "project": id, "version": version, "title": "Harbour baths", "problemStatement": "Cold water." });
        staff.does("updateProject", change, "project { id }").await.ok();
        assert_eq!(found(&staff, "lights").await, Vec::<String>::new());
        assert_eq!(found(&staff, "baths").await, ["Harbour baths"]);
        assert_eq!(found(&staff, "water").await, ["Harbour baths"]);
    }

    async fn t19_t45_what_one_may_not_know_of_is_not_found_nor_counted(app: App) {
        let staff = app.person(Alpha, Staff);
        make(&staff, "Lantern draft", "A word that stands nowhere else: zephyr.").await;
        for actor in [app.person(Alpha, Member), app.visitor(Alpha), app.person(Beta, Staff), app.visitor(Beta)] {
            let none = actor.graphql(SEARCH, json!({ "query": "zephyr" })).await.ok();
            let nowhere = actor.graphql(SEARCH, json!({ "query": "quixotry" })).await.ok();
            assert_eq!(none.data("/search/totalCount"), 0);
            assert_eq!(none.data("/search"), nowhere.data("/search"));
        }
    }

    async fn t04_a_search_is_narrowed_by_a_project_that_one_may_know_of_alone(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        for id in ["project_01h455vb4pex5vsknk084sn02q", phase.as_str(), "nonsense"] {
            let refused = app.visitor(Alpha).graphql(SEARCH, json!({ "query": "zephyr", "project": id })).await.refused("NOT_FOUND");
            assert_eq!(refused.inputs(), ["project"], "{id}");
        }
    }

    async fn t45_words_of_a_contribution_are_found_while_they_are_public(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let id = submitted(&project.society, &phase, "A zebra crossing at the library. 優步").await;
        let readers = [&project.society, &project.owner, &project.economy, &app.visitor(Alpha)];
        // What waits is found by nobody, its author and moderators included: they read it in their lists.
        for reader in readers {
            assert_eq!(total(reader, "zebra").await, 0);
        }
        moves(&project.owner, "publishContribution", &id, json!({})).await.ok();
        for reader in readers {
            let hit = reader.graphql(SEARCH, json!({ "query": "zebra", "kinds": ["CONTRIBUTION"] })).await.ok();
            assert_eq!(hit.data("/search/nodes/0/kind"), "CONTRIBUTION");
            assert_eq!(hit.data("/search/nodes/0/excerpt"), "A zebra crossing at the library. 優步");
            assert!(hit.data("/search/nodes/0/project/title").is_string());
            assert_eq!(total(reader, "優步").await, 1);
        }
        assert_eq!(total(&app.visitor(Beta), "zebra").await, 0);
        moves(&project.society, "withdrawContribution", &id, json!({})).await.ok();
        for reader in readers {
            assert_eq!(total(reader, "zebra").await, 0);
        }
    }

    async fn pages_go_on_where_they_ended(app: App) {
        let staff = app.person(Alpha, Staff);
        for number in 1..=5 {
            make(&staff, &format!("Garden {number}"), "Green.").await;
        }
        let mut titles = Vec::new();
        let mut after = Value::Null;
        loop {
            let page = staff.graphql(SEARCH, json!({ "query": "garden", "first": 2, "after": after })).await.ok();
            assert_eq!(page.data("/search/totalCount"), 5);
            let nodes = page.data("/search/nodes").as_array().expect("a list");
            titles.extend(nodes.iter().map(|node| node["title"].clone()));
            if page.data("/search/pageInfo/hasNextPage") == &json!(false) {
                break;
            }
            after = page.data("/search/pageInfo/endCursor").clone();
        }
        titles.sort_by_key(ToString::to_string);
        assert_eq!(titles, ["Garden 1", "Garden 2", "Garden 3", "Garden 4", "Garden 5"]);
    }

    async fn t120_what_is_no_word_is_refused_and_nothing_is_a_pattern(app: App) {
        let staff = app.person(Alpha, Staff);
        let (id, _) = make(&staff, "Parks", "Near the river.").await;
        for words in ["", " ", "%%%%", "*", "a", "…", &"word ".repeat(41), "a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 b2 b3 b4 b5 b6 b7 b8"] {
            let refused = staff.graphql(SEARCH, json!({ "query": words })).await.refused("BAD_INPUT");
            assert_eq!(refused.data("/search"), &json!(null), "{words}");
        }
        for words in ["park%", "par*", "parks OR NEAR", "\"parks river\" x", "^parks$ y"] {
            assert_eq!(found(&staff, words).await, Vec::<String>::new(), "{words}");
        }
        let within = |id: &str| json!({ "query": "river", "project": id });
        staff.graphql(SEARCH, within(&id)).await.ok();
        app.person(Beta, Staff).graphql(SEARCH, within(&id)).await.refused("NOT_FOUND");
        staff.graphql(SEARCH, within("project_01h455vb4pex5vsknk084sn02q")).await.refused("NOT_FOUND");
    }
}

async fn make(actor: &Actor, title: &str, summary: &str) -> (String, String) {
    let input = json!({ "title": title, "summary": summary, "objectOfCocreation": "SERVICE", "visibility": "PUBLIC", "joining": "OPEN" });
    let made = actor.does("createProject", input, "project { id version }").await.ok();
    (
        made.text("/createProject/project/id"),
        made.text("/createProject/project/version"),
    )
}

async fn total(actor: &Actor, words: &str) -> i64 {
    let answer = actor.graphql(SEARCH, json!({ "query": words })).await.ok();
    answer.data("/search/totalCount").as_i64().expect("a number")
}

async fn found(actor: &Actor, words: &str) -> Vec<String> {
    let answer = actor.graphql(SEARCH, json!({ "query": words })).await.ok();
    let nodes = answer.data("/search/nodes").as_array().expect("a list").clone();
    nodes
        .iter()
        .map(|node| node["title"].as_str().expect("a title").to_owned())
        .collect()
}
