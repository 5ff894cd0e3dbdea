//! Programs of partners: who lets them in, what they see, and how it ends.

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    database::column,
    on_both,
    world::Agency::{self, Alpha, Beta},
};
use serde_json::{Value, json};

const SHOWN: &str = "client { id version name sector state expiresAt secretRotatedAt lastUsedOn createdAt projects { title } } clientSecret";
const CHANGED: &str = "client { id version name state expiresAt projects { title } }";
const WHO: &str =
    "{ viewer { kind membership { id } participations { nodes { id } } client { id name state projects { title } } }
                     tenant { slug } projects(orderBy: TITLE_ASC) { totalCount nodes { title } } }";

on_both! {
    async fn an_administrator_registers_a_program_and_is_told_its_secret_once(app: App) {
        let administrator = app.person(Alpha, Administrator);
        let mut input = program(&[]);
        input["idempotencyKey"] = json!("one");
        let first = administrator.does("registerClient", input.clone(), SHOWN).await.ok();
        assert_eq!(
            first.data("/registerClient/client/name"), "Riverside dashboard", "{}", first.text
        );
        let part = |name: &str| first.data(&format!("/registerClient/client/{name}")).clone();
        assert_eq!([part("sector"), part("state")], ["ECONOMY", "ACTIVE"]);
        assert_eq!([part("secretRotatedAt"), part("lastUsedOn")], [json!(null), json!(null)]);
        assert_eq!(part("projects"), json!([]));
        let secret = first.text("/registerClient/clientSecret");
        assert!(secret.starts_with("alpha.tri_cli_") && secret.len() == 57, "{secret}");
        let again = administrator.does("registerClient", input.clone(), SHOWN).await.ok();
        assert_eq!(again.data("/registerClient/client"), first.data("/registerClient/client"));
        assert_eq!(again.data("/registerClient/clientSecret"), &json!(null));
        input["name"] = json!("Another");
        administrator.does("registerClient", input, SHOWN).await.refused("IDEMPOTENCY_CONFLICT");
        assert_eq!(count(&app, "client").await, 1);
        let kept: Vec<String> = column(&app.database.raw().await, "SELECT secret_digest FROM client").await;
        assert!(kept.iter().all(|digest| digest.len() == 64 && !secret.contains(digest.as_str())));
    }

    async fn a_checked_organisation_of_the_agency_answers_for_a_program(app: App) {
        let administrator = app.person(Alpha, Administrator);
        let shown = "client { id organisation { name } } clientSecret";
        let of = |organisation: &Value| {
            let mut input = program(&[]);
            input["organisation"] = organisation.clone();
            input
        };
        let organisation = organisation(&app, Alpha, false).await;
        let unchecked = administrator.does("registerClient", of(&organisation["id"]), shown).await.refused("PRECONDITION_UNMET");
        assert_eq!(unchecked.inputs(), ["input.organisation"]);
        let foreign = self::organisation(&app, Beta, true).await;
        let theirs = administrator.does("registerClient", of(&foreign["id"]), shown).await.refused("NOT_FOUND");
        let never = json!("organisation_01h455vb4pex5vsknk084sn02q");
        assert_eq!(administrator.does("registerClient", of(&never), shown).await.refused("NOT_FOUND").text, theirs.text);
        assert_eq!(count(&app, "client").await, 0);
        app.person(Alpha, Staff).does("verifyOrganisation", seen_version(&organisation), "organisation { id }").await.ok();
        app.person(Alpha, Staff).does("registerClient", of(&organisation["id"]), shown).await.refused("FORBIDDEN");
        let made = administrator.does("registerClient", of(&organisation["id"]), shown).await.ok();
        assert_eq!(made.data("/registerClient/client/organisation/name"), "Riverside");
        let program = app.client(&made.text("/registerClient/client/id"), &made.text("/registerClient/clientSecret")).await;
        let own = program.asks("{ viewer { client { organisation { name } } } }").await.ok();
        assert_eq!(own.data("/viewer/client/organisation/name"), "Riverside");
        register(&app, &[]).await;
        let list = administrator.asks("{ clients { nodes { organisation { name } } } }").await.ok();
        let named = list.data("/clients/nodes").as_array().unwrap().iter().filter(|node| node["organisation"]["name"] == "Riverside").count();
        assert_eq!((named, count(&app, "client").await), (1, 2));
        let answered_for = "query($id: ID!) { clients(filter: { organisation: $id }) { totalCount nodes { organisation { name } } } }";
        let seen = administrator.graphql(answered_for, json!({ "id": organisation["id"] })).await.ok();
        assert_eq!(seen.data("/clients/totalCount"), 1);
        for id in [&foreign["id"], &never, &json!("Riverside")] {
            let refused = administrator.graphql(answered_for, json!({ "id": id })).await.refused("NOT_FOUND");
            assert_eq!(refused.inputs(), ["filter.organisation"]);
        }
    }

    async fn a_program_reads_what_is_public_and_its_scope_and_no_more(app: App) {
        let scoped = project(&app, Alpha, "Hidden, in scope", "PARTICIPANTS", true).await;
        let internal = project(&app, Alpha, "Internal", "TENANT", true).await;
        let hidden = project(&app, Alpha, "Hidden, out of scope", "PARTICIPANTS", true).await;
        let draft = project(&app, Alpha, "Draft in scope", "PUBLIC", false).await;
        let public = project(&app, Alpha, "Public", "PUBLIC", true).await;
        let foreign = project(&app, Beta, "Of the neighbour", "PUBLIC", true).await;
        let client = register(&app, &[&scoped, &draft]).await;
        let program = app.client(&client.id, &client.secret).await;
        let seen = program.asks(WHO).await.ok();
        assert_eq!(seen.body["data"], json!({
            "viewer": {
                "kind": "CLIENT", "membership": null, "participations": null,
                "client": { "id": client.id, "name": "Riverside dashboard", "state": "ACTIVE", "projects": [{ "title": "Hidden, in scope" }] },
            },
            "tenant": { "slug": "alpha" },
            "projects": { "totalCount": 2, "nodes": [{ "title": "Hidden, in scope" }, { "title": "Public" }] },
        }), "{}", seen.text);
        for (id, title) in [
            (&scoped, json!("Hidden, in scope")), (&public, json!("Public")), (&internal, json!(null)),
            (&hidden, json!(null)), (&draft, json!(null)), (&foreign, json!(null)),
        ] {
            let node = program.graphql("query($id: ID!) { node(id: $id) { ... on Project { title } } }", json!({ "id": id })).await.ok();
            assert_eq!(node.body["data"]["node"]["title"], title, "{}", node.text);
        }
        // A visitor of the agency sees less, and what is in scope opens nothing else.
        let visitor = app.visitor(Alpha).asks("{ projects { nodes { title } } }").await.ok();
        assert_eq!(visitor.data("/projects/nodes"), &json!([{ "title": "Public" }]));
    }

    async fn t31_t45_nothing_of_a_person_opens_to_a_program(app: App) {
        let scoped = project(&app, Alpha, "Hidden, in scope", "PARTICIPANTS", true).await;
        let client = register(&app, &[&scoped]).await;
        let program = app.client(&client.id, &client.secret).await;
        let document = "query($project: ID!, $member: ID!) {
            p: node(id: $project) { ... on Project { participations { nodes { id } } viewerParticipation { id }
                history { nodes { to } } } }
            m: node(id: $member) { id } memberships { nodes { id } } clients { nodes { id } } tenant { invitations { nodes { id } } } }";
        let member = &app.world.person(Alpha, Member).membership;
        let seen = program.graphql(document, json!({ "project": scoped, "member": member })).await.ok();
        assert_eq!(seen.data("/m"), &json!(null));
        for place in ["/p/participations", "/p/viewerParticipation", "/memberships", "/clients", "/tenant/invitations"] {
            assert_eq!(seen.data(place), &json!(null), "{place} {}", seen.text);
        }
        assert_eq!(seen.redacted(), [
            "FIELD_FORBIDDEN clients", "FIELD_FORBIDDEN memberships", "FIELD_FORBIDDEN p.participations", "FIELD_FORBIDDEN tenant.invitations",
        ]);
    }

    async fn t34_t97_a_program_does_nothing_and_only_administrators_let_one_in(app: App) {
        let public = project(&app, Alpha, "Public", "PUBLIC", true).await;
        let client = register(&app, &[]).await;
        let program = app.client(&client.id, &client.secret).await;
        let founder = app.founder(Alpha);
        let version = version(&founder, &client.id).await;
        let seen = json!({ "project": public, "version": "x" });
        let own = json!({ "client": client.id, "version": version });
        let with = |base: &Value, name: &str, value: Value| {
            let mut input = base.clone();
            input[name] = value;
            input
        };
        let register = self::program(&[]);
        let on_clients = [
            ("registerClient", register.clone()),
            ("updateClient", with(&own, "name", json!("Mine"))),
            ("rotateClientSecret", own.clone()),
            ("revokeClient", with(&own, "reason", json!("None."))),
        ];
        let before = state(&app).await;
        for (mutation, input) in &on_clients {
            program.does(mutation, input.clone(), "client { id }").await.refused("FORBIDDEN");
            for role in [Staff, DataSteward, DataProtectionOfficer, Auditor, Member] {
                let code = if *mutation == "registerClient" { "FORBIDDEN" } else { "NOT_FOUND" };
                app.person(Alpha, role).does(mutation, input.clone(), "client { id }").await.refused(code);
            }
            let code = if *mutation == "registerClient" { "FORBIDDEN" } else { "NOT_FOUND" };
            app.visitor(Alpha).does(mutation, input.clone(), "client { id }").await.refused(code);
            if *mutation != "registerClient" {
                app.founder(Beta).does(mutation, input.clone(), "client { id }").await.refused("NOT_FOUND");
            }
        }
        for (mutation, input, selection) in [
            ("createProject", school("PUBLIC", "Mine"), "project { id }"),
            ("updateProject", with(&seen, "title", json!("Mine")), "project { id }"),
            ("cancelProject", with(&seen, "reason", json!("None.")), "project { id }"),
            ("joinProject", json!({ "project": public, "sector": "SOCIETY", "expertise": "LAY" }), "participation { id }"),
            ("inviteMember", json!({ "email": "new@example.org", "roles": ["MEMBER"] }), "invitation { id }"),
            ("updateMyPerson", json!({ "version": "x", "displayName": "Mine" }), "person { id }"),
            ("changePassword", json!({ "currentPassword": harness::world::PASSWORD, "newPassword": "another kettle 42 harbour" }), "viewer { kind }"),
            ("signIn", json!({ "tenant": "alpha", "email": "staff@alpha.example.org", "password": harness::world::PASSWORD }), "accessToken { value }"),
            ("acceptInvitation", json!({ "token": "alpha.x", "password": harness::world::PASSWORD, "legalName": "Vera" }), "membership { id }"),
        ] {
            let refused = program.does(mutation, input, selection).await;
            assert_eq!(refused.codes(), ["FORBIDDEN"], "{mutation} {}", refused.text);
        }
        assert_eq!(state(&app).await, before);
    }

    async fn t31_t35_fields_of_a_client_are_its_administrators_and_its_own(app: App) {
        let client = register(&app, &[]).await;
        let document = "query($id: ID!) { node(id: $id) { ... on Client { a: name state expiresAt projects { id } createdAt } } }";
        let ask = async |actor: Actor| actor.graphql(document, json!({ "id": client.id })).await.ok().data("/node").clone();
        let whole = json!({ "a": "Riverside dashboard", "state": "ACTIVE", "expiresAt": "2027-06-15T10:00:00+00:00", "projects": [],
                            "createdAt": "2026-06-15T10:00:00+00:00" });
        assert_eq!(ask(app.person(Alpha, Administrator)).await, whole);
        assert_eq!(ask(app.client(&client.id, &client.secret).await).await, whole);
        for role in [Staff, DataSteward, DataProtectionOfficer, Auditor, Member] {
            assert_eq!(ask(app.person(Alpha, role)).await, json!(null), "{role:?}");
            let list = app.person(Alpha, role).asks("{ clients { totalCount } }").await.ok();
            assert_eq!(list.redacted(), ["FIELD_FORBIDDEN clients"]);
        }
        let other = register(&app, &[]).await;
        assert_eq!(ask(app.client(&other.id, &other.secret).await).await, json!(null));
        assert_eq!(ask(app.visitor(Alpha)).await, json!(null));
        assert_eq!(ask(app.founder(Beta)).await, json!(null));
    }

    async fn the_list_is_filtered_by_state_and_ordered(app: App) {
        let founder = app.founder(Alpha);
        let (one, two) = (register(&app, &[]).await, register(&app, &[]).await);
        let gone = json!({ "client": two.id, "version": version(&founder, &two.id).await, "reason": "The contract ended." });
        founder.does("revokeClient", gone, CHANGED).await.ok();
        let states = async |states: Value| {
            let query = "query($states: [ClientState!]) { clients(filter: { states: $states }, orderBy: CREATED_AT_ASC) { nodes { id state } } }";
            founder.graphql(query, json!({ "states": states })).await.ok().data("/clients/nodes").clone()
        };
        let (first, second) = (json!({ "id": one.id, "state": "ACTIVE" }), json!({ "id": two.id, "state": "REVOKED" }));
        assert_eq!(states(json!(["ACTIVE"])).await, json!([first]));
        assert_eq!(states(json!(["REVOKED"])).await, json!([second]));
        assert_eq!(states(json!([])).await, json!([]));
        app.clock.advance(chrono::Duration::minutes(10));
        assert_eq!(states(json!(["EXPIRED"])).await, json!([]));
    }

    async fn what_changes_holds_for_the_very_next_request(app: App) {
        let scoped = project(&app, Alpha, "Hidden, in scope", "PARTICIPANTS", true).await;
        let client = register(&app, &[&scoped]).await;
        let program = app.client(&client.id, &client.secret).await;
        let titles = async || program.asks("{ projects { nodes { title } } }").await.ok().data("/projects/nodes").clone();
        assert_eq!(titles().await, json!([{ "title": "Hidden, in scope" }]));
        let founder = app.founder(Alpha);
        let seen = version(&founder, &client.id).await;
        let empty = json!({ "client": client.id, "version": seen, "projects": [], "name": "Renamed" });
        let changed = founder.does("updateClient", empty.clone(), CHANGED).await.ok();
        assert_eq!(changed.data("/updateClient/client/name"), "Renamed");
        assert_eq!(titles().await, json!([]));
        founder.does("updateClient", empty, CHANGED).await.refused("CONFLICT");
        let back = json!({ "client": client.id, "version": changed.text("/updateClient/client/version"), "projects": [scoped, scoped] });
        let back = founder.does("updateClient", back, CHANGED).await.ok();
        assert_eq!(back.data("/updateClient/client/projects"), &json!([{ "title": "Hidden, in scope" }]));
        assert_eq!(titles().await, json!([{ "title": "Hidden, in scope" }]));
    }

    async fn t96_an_administrator_opens_only_what_they_know_of(app: App) {
        let hidden = project(&app, Alpha, "Hidden", "PARTICIPANTS", true).await;
        let foreign = project(&app, Beta, "Of the neighbour", "PUBLIC", true).await;
        let administrator = app.person(Alpha, Administrator);
        for ids in [[&hidden], [&foreign], [&client_like()]] {
            let refused = administrator.does("registerClient", program(&ids.map(String::as_str)), SHOWN).await.refused("NOT_FOUND");
            assert_eq!(refused.inputs(), ["input.projects.0"]);
            assert_eq!(refused.data("/registerClient/clientSecret"), &json!(null));
        }
        let public = project(&app, Alpha, "Public", "PUBLIC", true).await;
        let refused = administrator.does("registerClient", program(&[&foreign, &public, "x"]), SHOWN).await;
        assert_eq!((refused.codes(), refused.inputs()), (vec!["NOT_FOUND".to_owned(); 2], vec!["input.projects.0".to_owned(), "input.projects.2".to_owned()]));
        assert_eq!((count(&app, "client").await, count(&app, "client_scope").await), (0, 0));
    }

    async fn all_faults_of_a_registration_are_told_together(app: App) {
        let founder = app.founder(Alpha);
        for end in ["2026-06-15T10:00:00Z", "2028-06-16T10:00:00Z"] {
            let projects = vec![json!("project_x"); 51];
            let input = json!({ "name": " ", "sector": "STATE", "expiresAt": end, "projects": projects });
            let refused = founder.does("registerClient", input, SHOWN).await;
            assert_eq!(refused.codes(), ["BAD_INPUT"; 3], "{}", refused.text);
            assert_eq!(refused.inputs(), ["input.name", "input.projects", "input.expiresAt"]);
        }
        assert_eq!(count(&app, "client").await, 0);
    }

    async fn a_credential_ends_in_time_and_can_be_prolonged(app: App) {
        let founder = app.founder(Alpha);
        let mut input = program(&[]);
        input["expiresAt"] = json!("2026-06-15T10:05:00Z");
        let client = registered(&founder, input).await;
        let taken = app.stranger().takes_token(&client.id, &client.secret).await;
        assert_eq!(taken.body["expires_in"], 300);
        let program = app.client(&client.id, &client.secret).await;
        program.asks(WHO).await.ok();
        app.clock.advance(chrono::Duration::minutes(5));
        unauthenticated(&program.asks(WHO).await);
        invalid_client(&app.stranger().takes_token(&client.id, &client.secret).await);
        let seen = founder.graphql("query($id: ID!) { node(id: $id) { ... on Client { state version } } }", json!({ "id": client.id })).await.ok();
        assert_eq!(seen.data("/node/state"), "EXPIRED");
        let longer = json!({ "client": client.id, "version": seen.text("/node/version"), "expiresAt": "2027-01-01T00:00:00Z" });
        let longer = founder.does("updateClient", longer, CHANGED).await.ok();
        assert_eq!(longer.data("/updateClient/client/state"), "ACTIVE");
        app.client(&client.id, &client.secret).await.asks(WHO).await.ok();
    }

    async fn a_shorter_end_holds_for_tokens_that_are_out(app: App) {
        let (client, founder) = (register(&app, &[]).await, app.founder(Alpha));
        let program = app.client(&client.id, &client.secret).await;
        let shorter = json!({ "client": client.id, "version": version(&founder, &client.id).await, "expiresAt": "2026-06-15T10:01:00Z" });
        founder.does("updateClient", shorter, CHANGED).await.ok();
        program.asks(WHO).await.ok();
        app.clock.advance(chrono::Duration::minutes(1));
        unauthenticated(&program.asks(WHO).await);
    }

    async fn a_revoked_program_is_out_at_once_and_for_good(app: App) {
        let (client, founder) = (register(&app, &[]).await, app.founder(Alpha));
        let program = app.client(&client.id, &client.secret).await;
        let mut input = json!({ "client": client.id, "version": version(&founder, &client.id).await, "reason": " " });
        founder.does("revokeClient", input.clone(), CHANGED).await.refused("REASON_REQUIRED");
        program.asks(WHO).await.ok();
        input["reason"] = json!("The contract ended.");
        let revoked = founder.does("revokeClient", input, CHANGED).await.ok();
        assert_eq!(revoked.data("/revokeClient/client/state"), "REVOKED");
        unauthenticated(&program.asks(WHO).await);
        invalid_client(&app.stranger().takes_token(&client.id, &client.secret).await);
        let version = revoked.text("/revokeClient/client/version");
        for (mutation, input) in [
            ("updateClient", json!({ "client": client.id, "version": version, "name": "Again" })),
            ("rotateClientSecret", json!({ "client": client.id, "version": version })),
            ("revokeClient", json!({ "client": client.id, "version": version, "reason": "Again." })),
        ] {
            founder.does(mutation, input, "client { id }").await.refused("INVALID_TRANSITION");
        }
    }

    async fn a_new_secret_ends_the_old_one_and_its_tokens_at_once(app: App) {
        let (client, founder) = (register(&app, &[]).await, app.founder(Alpha));
        let before = app.client(&client.id, &client.secret).await;
        let mut input = json!({ "client": client.id, "version": version(&founder, &client.id).await, "idempotencyKey": "k" });
        let rotated = founder.does("rotateClientSecret", input.clone(), SHOWN).await.ok();
        let secret = rotated.text("/rotateClientSecret/clientSecret");
        assert_ne!(secret, client.secret);
        assert_eq!(rotated.data("/rotateClientSecret/client/secretRotatedAt"), "2026-06-15T10:00:00+00:00");
        unauthenticated(&before.asks(WHO).await);
        invalid_client(&app.stranger().takes_token(&client.id, &client.secret).await);
        app.client(&client.id, &secret).await.asks(WHO).await.ok();
        let again = founder.does("rotateClientSecret", input.clone(), SHOWN).await.ok();
        assert_eq!(again.data("/rotateClientSecret/clientSecret"), &json!(null));
        input["idempotencyKey"] = json!("other");
        founder.does("rotateClientSecret", input, SHOWN).await.refused("CONFLICT");
    }
}

struct Client {
    id: String,
    secret: String,
}

async fn register(app: &App, projects: &[&str]) -> Client {
    registered(&app.founder(Alpha), program(projects)).await
}

async fn registered(founder: &Actor, input: Value) -> Client {
    let made = founder
        .does("registerClient", input, "client { id } clientSecret")
        .await
        .ok();
    Client {
        id: made.text("/registerClient/client/id"),
        secret: made.text("/registerClient/clientSecret"),
    }
}

fn program(projects: &[&str]) -> Value {
    json!({ "name": "Riverside dashboard", "sector": "ECONOMY", "expiresAt": "2027-06-15T10:00:00Z", "projects": projects })
}

fn school(visibility: &str, title: &str) -> Value {
    json!({ "title": title, "summary": "How?", "objectOfCocreation": "SERVICE", "visibility": visibility, "joining": "OPEN" })
}

fn client_like() -> String {
    "client_01h455vb4pex5vsknk084sn02q".to_owned()
}

/// A project of the agency's founder, who has every role.
async fn project(app: &App, agency: Agency, title: &str, visibility: &str, announced: bool) -> String {
    let owner = app.founder(agency);
    let shown = "project { id version }";
    let made = owner.does("createProject", school(visibility, title), shown).await.ok();
    let id = made.text("/createProject/project/id");
    if announced {
        let mut version = made.text("/createProject/project/version");
        for mutation in ["startProjectReadiness", "announceProject"] {
            let input = json!({ "project": id, "version": version });
            version = owner
                .does(mutation, input, shown)
                .await
                .ok()
                .text(&format!("/{mutation}/project/version"));
        }
    }
    id
}

async fn version(administrator: &Actor, id: &str) -> String {
    let query = "query($id: ID!) { node(id: $id) { ... on Client { version } } }";
    administrator
        .graphql(query, json!({ "id": id }))
        .await
        .ok()
        .text("/node/version")
}

fn unauthenticated(answer: &Answer) {
    let told = (answer.status, answer.codes());
    assert_eq!(told, (401, vec!["UNAUTHENTICATED".to_owned()]), "{}", answer.text);
    assert!(answer.body.get("data").is_none(), "{}", answer.text);
}

fn invalid_client(answer: &Answer) {
    assert_eq!(
        (answer.status, &answer.body["error"]),
        (401, &json!("invalid_client")),
        "{}",
        answer.text
    );
}

async fn count(app: &App, table: &str) -> i64 {
    column(&app.database.raw().await, &format!("SELECT count(*) FROM {table}")).await[0]
}

/// What a verb of a program could have changed.
async fn state(app: &App) -> Vec<i64> {
    let mut all = Vec::new();
    for table in [
        "client",
        "client_scope",
        "project",
        "participation",
        "invitation",
        "membership",
        "account",
        "event",
        "idempotency",
    ] {
        all.push(count(app, table).await);
    }
    let versions = "SELECT CAST(sum(version) AS BIGINT) FROM client";
    all.extend(column::<i64>(&app.database.raw().await, versions).await);
    all
}

/// An organisation of an agency, which its staff have checked or not.
async fn organisation(app: &App, agency: Agency, checked: bool) -> Value {
    let staff = app.person(agency, Staff);
    let input = json!({ "name": "Riverside", "actorType": "COMPANY" });
    let shown = "organisation { id version }";
    let made = staff.does("createOrganisation", input, shown).await.ok();
    let made = made.data("/createOrganisation/organisation").clone();
    if checked {
        staff.does("verifyOrganisation", seen_version(&made), shown).await.ok();
    }
    made
}

fn seen_version(organisation: &Value) -> Value {
    json!({ "organisation": organisation["id"], "version": organisation["version"] })
}
