//! Who is told of the schema, where the operator says that not everybody is, and whether it is what is printed.

use std::sync::Arc;

use async_graphql::parser::{parse_schema, types::TypeSystemDefinition};
use entity::vocabulary::TenantRole::Member;
use harness::{app::App, on_both, process::Process, world::Agency::Alpha};
use serde_json::json;
use trialogue::schema::sdl;

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

    async fn what_is_told_of_directives_is_what_is_printed(app: App) {
        let seen = app.stranger().asks("{ __schema { directives { name args { name description } } } }").await.ok();
        let told = seen.data("/__schema/directives").as_array().unwrap();
        let mut compared = Vec::new();
        for definition in parse_schema(sdl()).unwrap().definitions {
            let TypeSystemDefinition::Directive(printed) = definition else { continue };
            let name = printed.node.name.node.to_string();
            // What a document costs is printed alone.
            let Some(told) = told.iter().find(|told| told["name"] == name) else { continue };
            for argument in &printed.node.arguments {
                let mut all = told["args"].as_array().unwrap().iter();
                let one = all.find(|one| one["name"] == argument.node.name.node.as_str()).unwrap();
                let words = argument.node.description.as_ref().map(|words| words.node.as_str());
                assert_eq!(one["description"].as_str(), words, "{name}");
                compared.push(format!("{name}.{}", argument.node.name.node));
            }
        }
        assert_eq!(compared, ["access.class", "access.purposes", "include.if", "list.max", "skip.if", "specifiedBy.url"]);
    }
}
