//! What hangs on what a reader was shown: they know of it, and are not asked again.

use harness::{app::App, on_both, project::Project, statements::during, world::Agency::Alpha};
use serde_json::json;

const NESTED: &str =
    "{ projects(first: 2) { nodes { history(first: 1) { totalCount } phases(first: 2) { totalCount nodes { id title
    history(first: 1) { totalCount nodes { to } } } } } } }";
const PHASE: &str =
    "query($id: ID!) { node(id: $id) { ... on Phase { history(first: 1) { totalCount nodes { to } } } } }";

/// How the rule on projects begins where it is asked of what hangs on them.
const RULE: &str = "(SELECT project.id FROM project";

on_both! {
    async fn who_was_shown_a_project_is_not_asked_again_for_what_hangs_on_it(app: App) {
        let visitor = app.visitor(Alpha);
        let project = Project::active(&app).await;
        let phase = project.phase("CO_DESIGN", json!({ "title": "Lamps" })).await;
        let hidden = Project::draft(&app, "PARTICIPANTS").await;
        hidden.phase("CO_DESIGN", json!({ "title": "Hidden" })).await;
        let asked = |sent: &[String]| sent.iter().filter(|sql| sql.contains(RULE)).count();

        let (seen, sent) = during(visitor.asks(NESTED)).await;
        let seen = seen.ok();
        let steps = json!({ "totalCount": 1, "nodes": [{ "to": "PLANNED" }] });
        let phases = json!({ "totalCount": 1, "nodes": [{ "id": phase, "title": "Lamps", "history": steps }] });
        assert_eq!(seen.data("/projects/nodes").as_array().map(Vec::len), Some(1));
        assert_eq!(seen.data("/projects/nodes/0/phases"), &phases);
        assert_eq!(asked(&sent), 0, "{sent:#?}");

        // Who comes from elsewhere was shown nothing: it is asked for the phase, and no more for its steps.
        let (seen, sent) = during(visitor.graphql(PHASE, json!({ "id": phase }))).await;
        assert_eq!(seen.ok().data("/node/history"), &steps);
        assert_eq!(asked(&sent), 1, "{sent:#?}");
    }
}
