//! Public services: who enters them, how they move, and where they are found.

use entity::vocabulary::TenantRole::{self, Administrator, Member, Staff};
use harness::{
    app::App,
    database::column,
    on_both,
    project::{Project, version},
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const SHOWN: &str =
    "publicService { id version title description competentAuthority audience theme channels status statusReason url }";
const LIST: &str = "query($filter: PublicServiceFilter, $orderBy: PublicServiceOrder!) {
    publicServices(filter: $filter, orderBy: $orderBy) { totalCount nodes { title } } }";

on_both! {
    async fn staff_enter_a_service_under_development_that_everybody_reads(app: App) {
        let made = app.person(Alpha, Staff).does("createPublicService", full(), SHOWN).await.ok();
        let service = made.data("/createPublicService/publicService").clone();
        assert_eq!(service["status"], "UNDER_DEVELOPMENT");
        assert_eq!(service["audience"], json!(["pupils", "parents"]));
        assert_eq!(service["channels"], json!(["WEB", "COUNTER"]));
        assert_eq!((&service["theme"], &service["url"]), (&json!("mobility"), &json!("https://example.org/travel")));
        let node = "query($id: ID!) { node(id: $id) { ... on PublicService { title } } }";
        let seen = app.visitor(Alpha).graphql(node, json!({ "id": service["id"] })).await.ok();
        assert_eq!(seen.data("/node/title"), "School travel plans");
        let theirs = app.founder(Beta).graphql(node, json!({ "id": service["id"] })).await.ok();
        assert_eq!(theirs.data("/node"), &json!(null));
    }

    async fn t97_others_may_not_and_nothing_is_stored(app: App) {
        for role in [Member, Administrator, TenantRole::Auditor, TenantRole::DataSteward, TenantRole::DataProtectionOfficer] {
            app.person(Alpha, role).does("createPublicService", full(), SHOWN).await.refused("FORBIDDEN");
        }
        app.visitor(Alpha).does("createPublicService", full(), SHOWN).await.refused("FORBIDDEN");
        assert_eq!(count(&app).await, 0);
        let made = make(&app).await;
        for verb in ["updatePublicService", "activatePublicService", "retirePublicService"] {
            let mut input = made.clone();
            if verb == "retirePublicService" {
                input["reason"] = json!("No money.");
            }
            app.person(Alpha, Member).does(verb, input.clone(), SHOWN).await.refused("FORBIDDEN");
            app.visitor(Alpha).does(verb, input.clone(), SHOWN).await.refused("FORBIDDEN");
            let theirs = app.founder(Beta).does(verb, input.clone(), SHOWN).await.refused("NOT_FOUND");
            input["publicService"] = json!("publicservice_01h455vb4pex5vsknk084sn02q");
            assert_eq!(app.founder(Beta).does(verb, input, SHOWN).await.refused("NOT_FOUND").text, theirs.text);
        }
        let versions: Vec<i64> = column(&app.database.raw().await, "SELECT version FROM public_service").await;
        assert_eq!(versions, [1]);
    }

    async fn a_service_lists_the_projects_about_it_that_one_may_know_of(app: App) {
        let (first, second) = (make(&app).await, make(&app).await);
        let staff = app.person(Alpha, Staff);
        let mut ids = Vec::new();
        for (title, service, visibility) in [("a", &first, "PUBLIC"), ("b", &first, "PUBLIC"), ("c", &first, "PARTICIPANTS"), ("d", &second, "PUBLIC")] {
            let input = json!({ "title": title, "summary": "How?", "objectOfCocreation": "SERVICE", "visibility": visibility,
                                "joining": "OPEN", "publicService": service["publicService"] });
            ids.push(staff.does("createProject", input, "project { id }").await.ok().text("/createProject/project/id"));
        }
        for verb in ["startProjectReadiness", "announceProject"] {
            let step = json!({ "project": ids[1], "version": version(&staff, &ids[1]).await });
            staff.does(verb, step, "project { id }").await.ok();
        }
        let list = "query($first: Int, $filter: ProjectFilter) { publicServices(orderBy: CREATED_AT_ASC) { nodes { id
            projects(orderBy: TITLE_ASC, first: $first, filter: $filter) { totalCount pageInfo { hasNextPage } nodes { title publicService { id } } } } } }";
        let shown = async |reader: harness::actor::Actor, variables: Value| {
            let seen = reader.graphql(list, variables).await.ok();
            let services = seen.data("/publicServices/nodes").as_array().cloned().unwrap_or_default();
            let of = |service: &Value| {
                let page = services.iter().find(|node| node["id"] == service["publicService"]).unwrap()["projects"].clone();
                let nodes = page["nodes"].as_array().cloned().unwrap_or_default();
                assert!(nodes.iter().all(|node| node["publicService"]["id"] == service["publicService"]));
                let titles: Vec<_> = nodes.iter().map(|node| node["title"].as_str().unwrap().to_owned()).collect();
                (titles.join(""), page["totalCount"].as_i64().unwrap(), page["pageInfo"]["hasNextPage"] == true)
            };
            [of(&first), of(&second)]
        };
        let of = |titles: &str, total, more| (titles.to_owned(), total, more);
        assert_eq!(shown(staff.clone(), json!({})).await, [of("abc", 3, false), of("d", 1, false)]);
        assert_eq!(shown(app.founder(Alpha), json!({})).await, [of("ab", 2, false), of("d", 1, false)]);
        for reader in [app.person(Alpha, Member), app.visitor(Alpha)] {
            assert_eq!(shown(reader, json!({})).await, [of("b", 1, false), of("", 0, false)]);
        }
        assert_eq!(shown(staff.clone(), json!({ "first": 2 })).await, [of("ab", 3, true), of("d", 1, false)]);
        assert_eq!(shown(staff, json!({ "filter": { "states": ["ANNOUNCED"] } })).await, [of("b", 1, false), of("", 0, false)]);
    }

    async fn all_faults_of_a_service_are_told_together(app: App) {
        let bad = json!({ "title": " ", "description": "", "competentAuthority": "", "audience": ["a\nb"], "url": "javascript:alert(1)" });
        let refused = app.person(Alpha, Staff).does("createPublicService", bad, SHOWN).await;
        assert_eq!(refused.codes(), ["BAD_INPUT"; 5], "{}", refused.text);
        assert_eq!(refused.inputs(), ["input.title", "input.description", "input.competentAuthority", "input.audience", "input.url"]);
        assert_eq!(count(&app).await, 0);
    }

    async fn a_service_goes_forward_only_and_says_why_it_ended(app: App) {
        let staff = app.person(Alpha, Staff);
        let mut seen = make(&app).await;
        let mut change = seen.clone();
        change["title"] = json!("Ways to school");
        change["audience"] = json!([]);
        let changed = staff.does("updatePublicService", change, SHOWN).await.ok();
        let part = |answer: &harness::answer::Answer, verb: &str, name: &str| answer.data(&format!("/{verb}/publicService/{name}")).clone();
        assert_eq!(part(&changed, "updatePublicService", "title"), "Ways to school");
        assert_eq!(part(&changed, "updatePublicService", "audience"), json!([]));
        staff.does("activatePublicService", seen.clone(), SHOWN).await.refused("CONFLICT");
        seen["version"] = part(&changed, "updatePublicService", "version");
        let active = staff.does("activatePublicService", seen.clone(), SHOWN).await.ok();
        assert_eq!(part(&active, "activatePublicService", "status"), "ACTIVE");
        staff.does("activatePublicService", seen.clone(), SHOWN).await.refused("INVALID_TRANSITION");
        seen["version"] = part(&active, "activatePublicService", "version");
        seen["reason"] = json!(" ");
        staff.does("retirePublicService", seen.clone(), SHOWN).await.refused("REASON_REQUIRED");
        seen["reason"] = json!("Replaced.");
        seen["idempotencyKey"] = json!("k");
        let retired = staff.does("retirePublicService", seen.clone(), SHOWN).await.ok();
        assert_eq!(part(&retired, "retirePublicService", "statusReason"), "Replaced.");
        staff.does("retirePublicService", seen.clone(), SHOWN).await.ok();
        seen["idempotencyKey"] = json!(null);
        staff.does("retirePublicService", seen, SHOWN).await.refused("INVALID_TRANSITION");
    }

    async fn services_are_listed_by_status_and_in_order(app: App) {
        let staff = app.person(Alpha, Staff);
        for title in ["B", "A", "C"] {
            let mut input = full();
            input["title"] = json!(title);
            let made = staff.does("createPublicService", input, SHOWN).await.ok();
            if title == "C" {
                let part = |name: &str| made.text(&format!("/createPublicService/publicService/{name}"));
                let seen = json!({ "publicService": part("id"), "version": part("version") });
                staff.does("activatePublicService", seen, SHOWN).await.ok();
            }
        }
        let list = json!({ "filter": { "statuses": ["UNDER_DEVELOPMENT"] }, "orderBy": "TITLE_ASC" });
        let seen = app.visitor(Alpha).graphql(LIST, list).await.ok();
        assert_eq!(seen.data("/publicServices"), &json!({ "totalCount": 2, "nodes": [{ "title": "A" }, { "title": "B" }] }));
        let seen = app.visitor(Alpha).graphql(LIST, json!({ "filter": null, "orderBy": "TITLE_DESC" })).await.ok();
        assert_eq!(seen.data("/publicServices/nodes/0/title"), "C");
        let seen = app.visitor(Beta).graphql(LIST, json!({ "filter": null, "orderBy": "CREATED_AT_ASC" })).await.ok();
        assert_eq!(seen.data("/publicServices/totalCount"), 0);
        let most = json!({ "filter": { "statuses": ["ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE"] }, "orderBy": "TITLE_ASC" });
        app.visitor(Alpha).graphql(LIST, most).await.refused("BAD_INPUT");
    }

    async fn a_project_is_about_a_service_of_its_own_agency(app: App) {
        let service = make(&app).await["publicService"].clone();
        let other = app.person(Beta, Staff).does("createPublicService", full(), SHOWN).await.ok();
        let other = other.text("/createPublicService/publicService/id");
        let project = Project::draft(&app, "PUBLIC").await;
        let shown = "project { publicService { title } }";
        let about = |id: Value, version: String| json!({ "project": project.id, "version": version, "publicService": id });
        let seen = version(&project.owner, &project.id).await;
        let refused = project.owner.does("updateProject", about(json!(other), seen.clone()), shown).await.refused("NOT_FOUND");
        assert_eq!(refused.inputs(), ["input.publicService"]);
        let named = project.owner.does("updateProject", about(service.clone(), seen), shown).await.ok();
        assert_eq!(named.data("/updateProject/project/publicService/title"), "School travel plans");
        let filter = "query($id: ID!) { projects(filter: { publicService: $id }) { totalCount nodes { publicService { title } } } }";
        let found = project.owner.graphql(filter, json!({ "id": service })).await.ok();
        assert_eq!(found.data("/projects"), &json!({ "totalCount": 1, "nodes": [{ "publicService": { "title": "School travel plans" } }] }));
        for id in [other.as_str(), project.id.as_str(), "x"] {
            let refused = project.owner.graphql(filter, json!({ "id": id })).await.refused("NOT_FOUND");
            assert_eq!(refused.inputs(), ["filter.publicService"], "{id}");
        }
        let mut new = json!({ "title": "More", "summary": "How?", "objectOfCocreation": "SERVICE", "visibility": "PUBLIC", "joining": "OPEN" });
        new["publicService"] = json!(other);
        project.owner.does("createProject", new.clone(), shown).await.refused("NOT_FOUND");
        new["publicService"] = service;
        let made = project.owner.does("createProject", new, shown).await.ok();
        assert_eq!(made.data("/createProject/project/publicService/title"), "School travel plans");
    }

    async fn t08_services_and_organisations_are_found_in_their_agency_by_the_words_of_now(app: App) {
        let staff = app.person(Alpha, Staff);
        let mut service = make(&app).await;
        let search = "query($query: String!) { search(query: $query) { nodes { kind title excerpt object { __typename } } } }";
        let finds = async |words: &str| app.visitor(Alpha).graphql(search, json!({ "query": words })).await.ok().data("/search/nodes").clone();
        assert_eq!(finds("pupils").await, json!([{ "kind": "PUBLIC_SERVICE", "title": "School travel plans",
                   "excerpt": "How pupils get to school.", "object": { "__typename": "PublicService" } }]));
        service["description"] = json!("How children get there.");
        staff.does("updatePublicService", service, SHOWN).await.ok();
        assert_eq!(finds("pupils").await, json!([]));
        let made = staff.does("createOrganisation", json!({ "name": "Riverside Residents", "actorType": "NGO" }), "organisation { id version }").await.ok();
        assert_eq!(finds("riverside").await, json!([{ "kind": "ORGANISATION", "title": "Riverside Residents", "excerpt": null,
                   "object": { "__typename": "Organisation" } }]));
        let part = |name: &str| made.text(&format!("/createOrganisation/organisation/{name}"));
        let rename = json!({ "organisation": part("id"), "version": part("version"), "name": "Hillside Residents" });
        staff.does("updateOrganisation", rename, "organisation { id }").await.ok();
        assert_eq!(finds("riverside").await, json!([]));
        let beta = app.founder(Beta).graphql(search, json!({ "query": "hillside" })).await.ok();
        assert_eq!(beta.data("/search/nodes"), &json!([]));
    }
}

fn full() -> Value {
    json!({ "title": "School travel plans", "description": "How pupils get to school.", "competentAuthority": "City of Example",
            "audience": ["pupils", "parents"], "theme": "mobility", "channels": ["COUNTER", "WEB"], "url": "https://example.org/travel" })
}

/// A service of Alpha, as verbs name it.
async fn make(app: &App) -> Value {
    let made = app
        .person(Alpha, Staff)
        .does("createPublicService", full(), SHOWN)
        .await
        .ok();
    let part = |name: &str| made.text(&format!("/createPublicService/publicService/{name}"));
    json!({ "publicService": part("id"), "version": part("version") })
}

async fn count(app: &App) -> i64 {
    column(&app.database.raw().await, "SELECT count(*) FROM public_service").await[0]
}
