//! What others wrote, run as it is against the real server.

use harness::{app::App, node, on_both};
use serde_json::{Value, json};

on_both! {
    async fn the_published_audits_of_graphql_over_http_all_pass(app: App) {
        let results = node::lines("audit.mjs", &[&format!("{}/graphql", app.url)]).await;
        let is_ok = |result: &&Value| result["status"] == json!("ok");
        let others: Vec<_> = results.iter().filter(|result| !is_ok(result)).collect();
        assert_eq!((results.len(), others), (61, Vec::new()));
    }
}
