//! What the credential of a program covers: never more than the narrower of it and the policies.

use entity::vocabulary::TenantRole::{Administrator, Auditor, Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    contribution::published,
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::consents::consents_to_a_name;

const SHOWN: &str = "client { id version scope { classes purposes } }";

on_both! {
    async fn t64_a_program_declares_the_purposes_that_it_is_registered_for(app: App) {
        let project = Project::active(&app).await;
        let (program, client) = program(&app, &json!({ "classes": ["PERSONAL"], "purposes": ["RESEARCH"] })).await;
        assert_eq!(client["scope"], json!({ "classes": ["PUBLIC", "PERSONAL"], "purposes": ["RESEARCH"] }));
        let lead = async |reader: &Actor| {
            let query = "query($id: ID!) { node(id: $id) { ... on Project { title lead { displayName } } } }";
            let seen = reader.graphql(query, json!({ "id": project.id })).await.ok();
            assert_eq!(seen.data("/node/lead"), &json!(null));
            assert!(seen.data("/node/title").is_string());
            seen.redacted()
        };
        let not_permitted = ["PURPOSE_NOT_PERMITTED node.lead"];
        assert_eq!(lead(&program.reading_for("PARTICIPATION_ADMIN")).await, not_permitted);
        assert_eq!(lead(&program.reading_for("SECURITY_AUDIT")).await, not_permitted);
        // Registered or not, it gets what the policies open and no more.
        let forbidden = ["FIELD_FORBIDDEN node.lead"];
        assert_eq!(lead(&program.reading_for("RESEARCH")).await, forbidden);
        assert_eq!(lead(&program).await, forbidden);
        let changed = change(&app.person(Alpha, Administrator), &client, &json!({ "classes": ["PERSONAL"], "purposes": ["PARTICIPATION_ADMIN"] })).await.ok();
        assert_eq!(changed.data("/updateClient/client/scope/purposes"), &json!(["PARTICIPATION_ADMIN"]));
        assert_eq!(lead(&program.reading_for("PARTICIPATION_ADMIN")).await, forbidden);
        assert_eq!(lead(&program.reading_for("RESEARCH")).await, not_permitted);
        // A purpose closes nothing that asks for none.
        let titles = program.reading_for("EVALUATION").asks("{ projects { nodes { title } } }").await.ok();
        assert_eq!((titles.data("/projects/nodes/0/title"), titles.redacted()), (&json!("Safer ways to school"), Vec::new()));
    }

    async fn a_program_without_the_class_reads_no_real_name_and_the_next_request_knows_of_a_change(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let words = published(&project.society, &project.owner, &phase, "A crossing at the bakery.").await;
        let own = "{ viewer { participations(first: 1) { nodes { id version } } } }";
        let part = project.society.asks(own).await.ok().data("/viewer/participations/nodes/0").clone();
        let input = json!({ "participation": part["id"], "version": part["version"], "precision": "DISPLAY_NAME" });
        consents_to_a_name(&app, &project.society).await;
        project.society.does("chooseByline", input, "participation { id }").await.ok();
        let byline = async |reader: &Actor| {
            let query = "query($id: ID!) { node(id: $id) { ... on Contribution { body byline { precision } } } }";
            let seen = reader.graphql(query, json!({ "id": words })).await.ok();
            assert_eq!(seen.data("/node/body"), &json!("A crossing at the bakery."));
            seen.text("/node/byline/precision")
        };
        assert_eq!(byline(&app.visitor(Alpha)).await, "DISPLAY_NAME");
        let (bare, client) = program(&app, &json!(null)).await;
        assert_eq!(client["scope"], json!({ "classes": ["PUBLIC"], "purposes": [] }));
        assert_eq!(byline(&bare).await, "PSEUDONYM");
        let (wide, _) = program(&app, &json!({ "classes": ["PERSONAL"], "purposes": [] })).await;
        assert_eq!(byline(&wide).await, "DISPLAY_NAME");
        let wider = change(&app.founder(Alpha), &client, &json!({ "classes": ["PERSONAL"], "purposes": [] })).await.ok();
        assert_eq!(byline(&bare).await, "DISPLAY_NAME");
        let client = wider.data("/updateClient/client").clone();
        change(&app.founder(Alpha), &client, &json!({ "classes": [], "purposes": [] })).await.ok();
        assert_eq!(byline(&bare).await, "PSEUDONYM");
    }

    async fn a_scope_is_set_and_read_by_administrators_and_read_by_the_program(app: App) {
        let (program, client) = program(&app, &json!({ "classes": ["PROJECT_SHARED"], "purposes": ["EVALUATION"] })).await;
        let all = json!({ "classes": ["SENSITIVE"], "purposes": ["RESEARCH"] });
        for reader in [app.person(Alpha, Staff), app.person(Alpha, Auditor), app.person(Alpha, Member), app.visitor(Alpha), app.founder(Beta)] {
            change(&reader, &client, &all).await.refused("NOT_FOUND");
        }
        change(&program, &client, &all).await.refused("FORBIDDEN");
        let long = json!({ "classes": vec!["PERSONAL"; 7], "purposes": vec!["RESEARCH"; 21] });
        let refused = change(&app.founder(Alpha), &client, &long).await;
        assert_eq!(refused.codes(), ["BAD_INPUT", "BAD_INPUT"]);
        assert_eq!(refused.inputs(), ["input.scope.classes", "input.scope.purposes"]);
        let own = program.asks("{ viewer { client { version scope { classes purposes } } } }").await.ok();
        let expected = json!({ "version": client["version"], "scope": { "classes": ["PUBLIC", "PROJECT_SHARED"], "purposes": ["EVALUATION"] } });
        assert_eq!(own.data("/viewer/client"), &expected);
        let list = app.person(Alpha, Administrator).asks("{ clients { nodes { version scope { classes purposes } } } }").await.ok();
        assert_eq!(list.data("/clients/nodes/0"), &expected);
    }
}

/// A program with these bounds, and what its administrator was told of it.
async fn program(app: &App, scope: &Value) -> (Actor, Value) {
    let input = json!({ "name": "Riverside dashboard", "sector": "ECONOMY", "expiresAt": "2027-06-15T10:00:00Z", "scope": scope });
    let selection = format!("{SHOWN} clientSecret");
    let made = app
        .person(Alpha, Administrator)
        .does("registerClient", input, &selection)
        .await
        .ok();
    let client = made.data("/registerClient/client").clone();
    let program = app
        .client(
            client["id"].as_str().unwrap(),
            &made.text("/registerClient/clientSecret"),
        )
        .await;
    (program, client)
}

async fn change(who: &Actor, client: &Value, scope: &Value) -> Answer {
    let input = json!({ "client": client["id"], "version": client["version"], "scope": scope });
    who.does("updateClient", input, SHOWN).await
}
