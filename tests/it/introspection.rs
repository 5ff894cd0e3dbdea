//! Who is told of the schema, where the operator says that not everybody is.

use std::sync::Arc;

use entity::vocabulary::TenantRole::Member;
use harness::{app::App, on_both, process::Process, world::Agency::Alpha};
use serde_json::json;

const QUESTIONS: [&str; 3] = [
    "{ __schema { queryType { name } } }",
    "{ __typename ... { kind: __type(name: \"Project\") { kind } } }",
    "query Asked { ...F } fragment F on Query { __schema { queryType { name } } }",
];

const SECTORS: &str = "query($sectors: [Sector!]) { organisations(filter: { sectors: $sectors }) { totalCount } }";

on_both! {
    async fn t43_the_schema_is_told_to_those_whom_the_operator_names(app: App) {
        let world = Arc::clone(&app.world);
        let database = app.stop().await;
        for (option, visitors, members) in [("everybody", true, true), ("signed_in", false, true), ("nobody", false, false)] {
            let (server, _) = Process::serve_with(&database, &[("TRIALOGUE_GRAPHQL__INTROSPECTION", option)]);
            let visitor = server.stranger().with("trialogue-tenant", "alpha");
            let member = server.stranger().signed_in(&world.person(Alpha, Member).email).await;
            for (who, may) in [(&server.stranger(), visitors), (&visitor, visitors), (&member, members)] {
                for question in QUESTIONS {
                    let told = who.asks(question).await;
                    if may {
                        told.ok();
                        continue;
                    }
                    assert_eq!(told.codes(), ["FORBIDDEN"], "{option}: {}", told.text);
                    assert_eq!(told.body.get("data"), None, "{option}: {}", told.text);
                }
                // What one is does not count as a question, and no name is proposed to whoever may ask or not.
                who.asks("{ __typename viewer { __typename kind } }").await.ok();
                let wrong = who.asks("{ projekts { totalCount } }").await;
                assert_eq!(wrong.codes(), ["DOCUMENT_INVALID"]);
                assert!(!wrong.text.contains("projects"), "{}", wrong.text);
                // The values of an enum are named where everybody may ask for them: who asks is not known yet.
                let hint = (option == "everybody").then_some("It is one of STATE, ECONOMY, SOCIETY.");
                for (document, variables, code) in [
                    ("{ organisations(filter: { sectors: [HERON] }) { totalCount } }", json!({}), "DOCUMENT_INVALID"),
                    ("{ organisations(filter: { sectors: \"STATE\" }) { totalCount } }", json!({}), "DOCUMENT_INVALID"),
                    (SECTORS, json!({ "sectors": ["STATE", "HERON"] }), "BAD_INPUT"),
                ] {
                    let wrong = who.graphql(document, variables).await;
                    assert_eq!(wrong.codes(), [code], "{document}");
                    assert_eq!(wrong.body["errors"][0]["extensions"]["hint"].as_str(), hint, "{option}: {}", wrong.text);
                }
            }
            server.kill();
        }
    }
}
