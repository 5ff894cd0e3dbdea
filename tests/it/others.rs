//! What others wrote, run as it is against the real server: audits and clients, from the lock files in `tests/clients`,
//! and the explorer in a browser.

use entity::vocabulary::TenantRole::Staff;
use graphql_client::GraphQLQuery;
use harness::{
    actor::Actor,
    app::App,
    foreign, on_both,
    source::root,
    world::{Agency::Alpha, PASSWORD},
};
use serde_json::{Value, json};

on_both! {
    async fn the_published_audits_of_graphql_over_http_all_pass(app: App) {
        let results = foreign::node("audit.mjs", &[&endpoint(&app)]).await;
        let is_ok = |result: &&Value| result["status"] == json!("ok");
        let others: Vec<_> = results.iter().filter(|result| !is_ok(result)).collect();
        assert_eq!((results.len(), others), (61, Vec::new()));
    }

    async fn apollo_client_works(app: App) {
        let held = foreign::node("apollo.mjs", &[&endpoint(&app), staff(&app)]).await;
        assert_eq!(held.len(), 10, "{held:?}");
    }

    async fn urql_works(app: App) {
        let held = foreign::node("urql.mjs", &[&endpoint(&app), staff(&app)]).await;
        assert_eq!(held.len(), 7, "{held:?}");
    }

    async fn the_compiler_and_the_runtime_of_relay_work(app: App) {
        let folder = tempfile::tempdir().unwrap();
        let arguments = [&endpoint(&app), staff(&app), &schema(), folder.path().to_str().unwrap()];
        let held = foreign::node("relay.mjs", &arguments).await;
        assert_eq!(held.len(), 5, "{held:?}");
    }

    async fn types_that_graphql_codegen_makes_compile_strictly(app: App) {
        // What it makes uses a package of its own, which is found from here.
        let folder = tempfile::tempdir_in(root().join("tests/clients/node_modules")).unwrap();
        let arguments = [&endpoint(&app), staff(&app), &schema(), folder.path().to_str().unwrap()];
        let held = foreign::node("codegen.mjs", &arguments).await;
        assert_eq!(held.len(), 3, "{held:?}");
    }

    async fn the_explorer_works_in_a_browser(app: App) {
        let staff = app.world.person(Alpha, Staff);
        let held = foreign::node("explorer.mjs", &[&app.url, &staff.email, PASSWORD]).await;
        assert_eq!(held.len(), 11, "{held:?}");
    }

    async fn the_explorer_tells_of_the_schema_to_who_signs_in_where_visitors_are_told_nothing(app: App) {
        let app = app.limited(&[("graphql.introspection", "signed_in")]).await;
        let staff = app.world.person(Alpha, Staff);
        let held = foreign::node("explorer_closed.mjs", &[&app.url, &staff.email, PASSWORD]).await;
        assert_eq!(held.len(), 2, "{held:?}");
    }

    async fn gql_of_python_works(app: App) {
        let held = foreign::python("gql_client.py", &[&endpoint(&app), staff(&app)]).await;
        assert_eq!(held.len(), 7, "{held:?}");
    }

    async fn a_client_of_rust_works(app: App) {
        let staff = app.person(Alpha, Staff);
        for title in ["One", "Two"] {
            let created: create::ResponseData = asked::<Create>(&staff, create::Variables { title: title.to_owned() }).await;
            let project = created.create_project.project.unwrap();
            assert_eq!((project.title.as_str(), project.state), (title, create::ProjectState::DRAFT));
        }
        let page = asked::<Page>(&staff, page::Variables { first: 1, after: None }).await.projects.unwrap();
        assert_eq!(page.nodes[0].title, "One");
        assert_eq!((page.nodes[0].created_at.as_str(), page.page_info.has_next_page), ("2026-06-15T10:00:00+00:00", true));
        let next = page::Variables { first: 1, after: page.page_info.end_cursor };
        let next = asked::<Page>(&staff, next).await.projects.unwrap();
        assert_eq!((next.nodes[0].title.as_str(), next.page_info.has_next_page), ("Two", false));
    }
}

/// What a document of the Rust client is answered, in the types that it made of the schema.
async fn asked<Q: GraphQLQuery>(who: &Actor, variables: Q::Variables) -> Q::ResponseData {
    let body = serde_json::to_string(&Q::build_query(variables)).unwrap();
    let answer = who.post(body).await.ok();
    let response: graphql_client::Response<Q::ResponseData> = serde_json::from_str(&answer.text).unwrap();
    response.data.unwrap()
}

type DateTime = String;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../schema.graphql",
    query_path = "clients/rust.graphql",
    response_derives = "Debug, PartialEq"
)]
struct Create;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../schema.graphql",
    query_path = "clients/rust.graphql",
    response_derives = "Debug, PartialEq"
)]
struct Page;

fn endpoint(app: &App) -> String {
    format!("{}/graphql", app.url)
}

fn staff(app: &App) -> &str {
    &app.world.person(Alpha, Staff).token
}

fn schema() -> String {
    root().join("schema.graphql").to_string_lossy().into_owned()
}
