//! What the credential of a program covers: never more than the narrower of it and the policies, and nothing that no policy
//! opens to a program.

use entity::vocabulary::TenantRole::{Administrator, Auditor, Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    contribution::published,
    database::column,
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

use crate::{client_partner::program_of, consents::consents_to_a_name, recipients::organisation};

const SHARE: &str = "SHARE_WITH_PARTNER";
const SHOWN: &str = "client { id version scope { classes purposes } }";

on_both! {
    async fn t64_a_program_declares_the_purposes_that_it_is_registered_for(app: App) {
        let project = Project::active(&app).await;
        let wheels = organisation(&project.owner, "Wheels").await;
        let (program, client) = program_of(&app, &wheels, &[&project.id]).await;
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
        assert_eq!(lead(&program.reading_for(SHARE)).await, forbidden);
        assert_eq!(lead(&program).await, forbidden);
        let changed = change(&app.person(Alpha, Administrator), &client, &json!({ "classes": [], "purposes": [] })).await.ok();
        assert_eq!(changed.data("/updateClient/client/scope/purposes"), &json!([]));
        assert_eq!(lead(&program.reading_for(SHARE)).await, not_permitted);
        // A purpose closes nothing that asks for none.
        let titles = program.reading_for("EVALUATION").asks("{ projects { nodes { title } } }").await.ok();
        assert_eq!((titles.data("/projects/nodes/0/title"), titles.redacted()), (&json!("Safer ways to school"), Vec::new()));
    }

    async fn a_program_sees_of_public_projects_what_a_visitor_sees_whatever_its_scope(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let words = published(&project.society, &project.owner, &phase, "A crossing at the bakery.").await;
        let (bare, client) = registered(&app, &json!({})).await;
        assert_eq!(client["scope"], json!({ "classes": ["PUBLIC"], "purposes": [] }));
        let wheels = organisation(&project.owner, "Wheels").await;
        let (partner, _) = program_of(&app, &wheels, &[&project.id]).await;
        let public = "query($id: ID!) { node(id: $id) { ... on Contribution { title body state byline { name precision }
            stands { total { value } } disposition { outcome } trace { kind } phase { title project { title } } } } }";
        // All are told the same, and how the words are signed.
        let signed = async || {
            let visitor = app.visitor(Alpha).graphql(public, json!({ "id": words })).await.ok();
            for program in [&bare, &partner, &partner.reading_for(SHARE), &bare.reading_for("RESEARCH")] {
                let seen = program.graphql(public, json!({ "id": words })).await.ok();
                assert_eq!((&seen.body["data"], seen.redacted()), (&visitor.body["data"], visitor.redacted()));
            }
            assert_eq!(visitor.data("/node/body"), "A crossing at the bakery.");
            visitor.text("/node/byline/precision")
        };
        assert_eq!(signed().await, "PSEUDONYM");
        let own = "{ viewer { participations(first: 1) { nodes { id version } } } }";
        let part = project.society.asks(own).await.ok().data("/viewer/participations/nodes/0").clone();
        let input = json!({ "participation": part["id"], "version": part["version"], "precision": "DISPLAY_NAME" });
        consents_to_a_name(&app, &project.society).await;
        project.society.does("chooseByline", input, "participation { id }").await.ok();
        assert_eq!(signed().await, "DISPLAY_NAME");
        let back = json!({ "purpose": "PUBLIC_ATTRIBUTION" });
        project.society.does("withdrawConsent", back, "consent { state }").await.ok();
        assert_eq!(signed().await, "PSEUDONYM");
    }

    async fn t109_a_scope_that_would_open_nothing_is_not_registered(app: App) {
        let project = Project::active(&app).await;
        let wheels = organisation(&project.owner, "Wheels").await;
        let (program, client) = program_of(&app, &wheels, &[&project.id]).await;
        let (classes, purposes) = ("input.scope.classes", "input.scope.purposes");
        let mut refused: Vec<(Value, Value, Vec<&str>)> = Vec::new();
        for class in ["PROJECT_SHARED", "TENANT_INTERNAL", "SENSITIVE", "CONFIDENTIAL"] {
            refused.push((json!([class]), json!([]), vec![classes]));
            refused.push((json!(["PERSONAL", class]), json!([SHARE]), vec![classes]));
        }
        for purpose in ["PARTICIPATION_ADMIN", "LEGAL_RECORD", "SECURITY_AUDIT", "REPRESENTATIVENESS",
                        "REPRESENTATIVENESS_SPECIAL", "PUBLIC_ATTRIBUTION", "CONTACT_NEWS", "RESEARCH", "EVALUATION"] {
            refused.push((json!([]), json!([purpose]), vec![purposes]));
            refused.push((json!(["PERSONAL"]), json!([SHARE, purpose]), vec![purposes]));
        }
        refused.push((json!(["PERSONAL"]), json!([]), vec![classes]));
        refused.push((json!([]), json!([SHARE]), vec![purposes]));
        refused.push((json!(vec!["PERSONAL"; 7]), json!(vec![SHARE; 21]), vec![classes, purposes]));
        let administrator = app.person(Alpha, Administrator);
        for (classes, purposes, inputs) in refused {
            let scope = json!({ "classes": classes, "purposes": purposes });
            let more = json!({ "organisation": wheels, "projects": [project.id], "scope": scope });
            for told in [registers(&app, &more).await, change(&administrator, &client, &scope).await] {
                assert_eq!(told.codes(), vec!["BAD_INPUT"; inputs.len()], "{scope} {}", told.text);
                assert_eq!(told.inputs(), inputs, "{scope}");
                let hint = told.body["errors"][0]["extensions"]["hint"].as_str().unwrap();
                assert!(hint.contains(SHARE), "{hint}");
            }
        }
        // Nor one whose partner nobody could agree to, or that is good for no project.
        let scope = json!({ "classes": ["PERSONAL"], "purposes": [SHARE] });
        for (more, inputs) in [
            (json!({ "scope": scope, "projects": [project.id] }), vec![purposes]),
            (json!({ "scope": scope, "organisation": wheels }), vec!["input.projects"]),
            (json!({ "scope": scope }), vec![purposes, "input.projects"]),
        ] {
            let told = registers(&app, &more).await;
            assert_eq!(told.codes(), vec!["BAD_INPUT"; inputs.len()], "{}", told.text);
            assert_eq!(told.inputs(), inputs);
        }
        let nowhere = json!({ "client": client["id"], "version": client["version"], "projects": [] });
        let told = administrator.does("updateClient", nowhere, SHOWN).await.refused("BAD_INPUT");
        assert_eq!(told.inputs(), ["input.projects"]);
        // Nothing came of any of it.
        let kept: Vec<i64> = column(&app.database.raw().await, "SELECT count(*) FROM client").await;
        assert_eq!(kept, [1]);
        let own = "{ viewer { client { version scope { classes purposes } projects { id } } } }";
        let own = program.asks(own).await.ok();
        let expected = json!({ "version": client["version"], "scope": client["scope"], "projects": [{ "id": project.id }] });
        assert_eq!(own.data("/viewer/client"), &expected);
        // One that nobody answers for takes no such scope later.
        let (_, bare) = registered(&app, &json!({ "projects": [project.id] })).await;
        assert_eq!(change(&administrator, &bare, &scope).await.refused("BAD_INPUT").inputs(), [purposes]);
    }

    async fn a_scope_is_set_and_read_by_administrators_and_read_by_the_program(app: App) {
        let project = Project::active(&app).await;
        let wheels = organisation(&project.owner, "Wheels").await;
        let (program, client) = program_of(&app, &wheels, &[&project.id]).await;
        let none = json!({ "classes": [], "purposes": [] });
        let of_agency = [Staff, Auditor, Member].map(|role| app.person(Alpha, role));
        for reader in of_agency.into_iter().chain([app.visitor(Alpha), app.founder(Beta)]) {
            change(&reader, &client, &none).await.refused("NOT_FOUND");
        }
        change(&program, &client, &none).await.refused("FORBIDDEN");
        let own = program.asks("{ viewer { client { version scope { classes purposes } } } }").await.ok();
        let expected = json!({ "version": client["version"], "scope": { "classes": ["PUBLIC", "PERSONAL"], "purposes": [SHARE] } });
        assert_eq!(own.data("/viewer/client"), &expected);
        let list = app.person(Alpha, Administrator).asks("{ clients { nodes { version scope { classes purposes } } } }").await.ok();
        assert_eq!(list.data("/clients/nodes/0"), &expected);
    }
}

/// Has an administrator register a program, with `more` of the input.
async fn registers(app: &App, more: &Value) -> Answer {
    let mut input = json!({ "name": "Riverside dashboard", "sector": "ECONOMY", "expiresAt": "2027-06-15T10:00:00Z" });
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let selection = format!("{SHOWN} clientSecret");
    let administrator = app.person(Alpha, Administrator);
    administrator.does("registerClient", input, &selection).await
}

/// The program that was registered so, and what its administrator was told of it.
async fn registered(app: &App, more: &Value) -> (Actor, Value) {
    let made = registers(app, more).await.ok();
    let client = made.data("/registerClient/client").clone();
    let secret = made.text("/registerClient/clientSecret");
    (app.client(client["id"].as_str().unwrap(), &secret).await, client)
}

async fn change(who: &Actor, client: &Value, scope: &Value) -> Answer {
    let input = json!({ "client": client["id"], "version": client["version"], "scope": scope });
    who.does("updateClient", input, SHOWN).await
}
