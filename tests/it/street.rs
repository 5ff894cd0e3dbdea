//! A small world with something in every corner, made once for each database: what the operations of
//! `tests/operations` are asked about, and what the twin worlds of `leaks.rs` are made from.

use std::{collections::BTreeMap, fs, sync::Arc};

use entity::vocabulary::TenantRole::{Administrator, DataSteward};
use harness::{
    actor::Actor,
    app::App,
    contribution::{drafts, moves, published, submits, submitted},
    database::{Database, Kind, rows},
    process::command,
    project::Project,
    world::{
        Agency::{Alpha, Beta},
        World,
    },
};
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::judged::{self, Story, criterion};

/// A world of which servers can be had.
pub(crate) struct Street {
    pub(crate) database: Database,
    pub(crate) world: Arc<World>,
    /// The global ids, and versions, of what is there.
    pub(crate) ids: BTreeMap<&'static str, String>,
}

impl Street {
    /// The one of this database.
    pub(crate) async fn of(kind: Kind) -> &'static Self {
        static STREETS: [OnceCell<Street>; 2] = [const { OnceCell::const_new() }; 2];
        let [sqlite, postgres] = &STREETS;
        let street = if kind == Kind::Sqlite { sqlite } else { postgres };
        street.get_or_init(|| Box::pin(made(kind))).await
    }

    /// A server over a copy of it, at the time when it was made.
    pub(crate) async fn server(&self) -> App {
        self.server_over(self.database.copy().await).await
    }

    /// A server over a world that was made from it.
    pub(crate) async fn server_over(&self, database: Database) -> App {
        let app = App::over(database, Arc::clone(&self.world)).await;
        app.clock.advance(AGE);
        app
    }

    pub(crate) fn id(&self, name: &str) -> &str {
        self.ids.get(name).unwrap_or_else(|| panic!("nothing is called {name}"))
    }
}

/// How old the world is when a story begins.
const AGE: chrono::Duration = chrono::Duration::minutes(8);

async fn made(kind: Kind) -> Street {
    let app = <App as harness::story::Fixture>::fresh(kind).await;
    let mut ids = BTreeMap::new();
    judged_project(&app, &mut ids).await;
    let project = Project::active(&app).await;
    ids.insert("project", project.id.clone());
    sql(
        &app,
        "UPDATE participation SET joined_on = '2026-06-14' WHERE sector = 'ECONOMY'",
    )
    .await;
    sql(
        &app,
        "UPDATE participation SET joined_on = '2026-06-13' WHERE sector = 'STATE'",
    )
    .await;
    contributions(&app, &project, &mut ids).await;

    let part = crate::interests::part(&project.society, &project).await.0;
    let told = crate::interests::declares(&project.society, &part, json!({}))
        .await
        .ok();
    ids.insert("interest", told.text("/declareInterest/declaration/id"));
    let told = json!({ "contribution": ids["reply"], "rule": "SPAM", "reason": "It sells lamps." });
    let told = project.society.does("reportContribution", told, "report { id }").await;
    ids.insert("report", told.ok().text("/reportContribution/report/id"));

    later(&app);
    ids.insert("draft", Project::draft(&app, "TENANT").await.id);
    neighbours(&app, &mut ids).await;
    others(&app, &project, &mut ids).await;
    let world = Arc::clone(&app.world);
    for agency in [Alpha, Beta] {
        let place = if agency == Alpha {
            "membership"
        } else {
            "neighbour_membership"
        };
        ids.insert(place, world.person(agency, DataSteward).membership.clone());
    }
    let database = app.stop().await;
    template(&database);
    Street { database, world, ids }
}

/// A process to start from, with something at each level that comes after something else.
fn template(database: &Database) {
    let named = |id: &str, needed: &[&str], parts: Value| {
        let needed: Vec<_> = needed.iter().map(|item| json!({ "item": item })).collect();
        let mut told = json!({ "id": id, "name_translations": { "en": id }, "prerequisites": needed });
        for (kind, parts) in parts.as_object().into_iter().flatten() {
            told[kind] = parts.clone();
        }
        told
    };
    let tasks = json!({ "tasks": [named("Call", &[], json!({})), named("Meet", &["Call"], json!({}))] });
    let objectives = [
        named("Ask the street", &[], tasks),
        named("Draw", &["Ask the street"], json!({})),
    ];
    let process = named(
        "A street of play",
        &[],
        json!({ "phases": [
            named("Design", &[], json!({ "objectives": objectives })),
            named("Close the street", &["Design"], json!({ "is_part_of_codelivery": true })),
        ] }),
    );
    let file = database.folder().join("processes.json");
    fs::write(&file, json!([process]).to_string()).expect("the folder is ours");
    let mut import = command(
        database,
        database.url(),
        &["import", "interlink", "--tenant", Alpha.slug()],
    );
    assert!(import.arg(&file).status().expect("the binary runs").success());
    fs::remove_file(file).expect("it is ours");
}

/// A project with one evaluation that everybody can read, and one that takes answers.
async fn judged_project(app: &App, ids: &mut BTreeMap<&'static str, String>) {
    let story = Story::collecting(app, "RETROSPECTIVE", &["UC-01"]).await;
    for (sector, scores) in [("STATE", [5, 5, 4, 5, 4]), ("SOCIETY", [2, 3, 2, 1, 3])] {
        for score in scores {
            let person = story.participant(app, Some(sector), "PARTICIPANT").await;
            let answers = json!([{ "criterion": criterion("UC-01"), "answer": { "score": score } }]);
            story.answers(&person, answers).await.ok();
        }
    }
    let closed = story.closed(app).await;
    let computed = story.moves("computeEvaluation", &closed).await;
    story.moves("releaseEvaluation", &computed).await;
    ids.insert("evaluation", story.id.clone());
    ids.insert("judged", story.project.clone());
    later(app);
    let mut input = judged::input(&story.project, "CONCURRENT", &["TR-01", "TR-02"]);
    input["closesAt"] = json!("2026-06-20T10:00:00Z");
    let open = Story::of(app, &story.project, input).await.opened().await;
    let person = open.participant(app, Some("SOCIETY"), "PARTICIPANT").await;
    let answers = json!([{ "criterion": criterion("TR-01"), "answer": { "score": 4 } }]);
    let answered = open.answers(&person, answers).await.ok();
    ids.insert("assessment", answered.text("/submitAssessment/assessment/id"));
    ids.insert("open_evaluation", open.id);
}

/// Two phases, and in the first of them a contribution in each state that one can be in at that time.
async fn contributions(app: &App, project: &Project, ids: &mut BTreeMap<&'static str, String>) {
    let (owner, economy, society) = (&project.owner, &project.economy, &project.society);
    let phase = project.phase("CO_DESIGN", json!({})).await;
    later(app);
    project.moves_phase("openPhase", &phase, json!({})).await.ok();
    ids.insert("planned", project.phase("CO_DELIVERY", json!({})).await);
    ids.insert(
        "contribution",
        published(society, owner, &phase, "A crossing at the bakery.").await,
    );
    later(app);
    ids.insert(
        "second",
        published(economy, owner, &phase, "Deliveries after nine.").await,
    );
    later(app);
    let reply = json!({ "inReplyTo": ids["contribution"] });
    let reply = submits(economy, &phase, "With a lamp, please.", reply).await.ok();
    let reply = reply.text("/submitContribution/contribution/id");
    moves(owner, "publishContribution", &reply, json!({})).await.ok();
    ids.insert("reply", reply);
    later(app);
    let held = submitted(society, &phase, "My neighbour, the dentist, parks badly.").await;
    let why = json!({ "rule": "PERSONAL_DATA_OF_OTHERS", "reason": "It tells of a neighbour." });
    moves(owner, "holdContribution", &held, why).await.ok();
    ids.insert("held", held);
    later(app);
    ids.insert("submitted", submitted(society, &phase, "A bench.").await);
    later(app);
    let own = drafts(society, &phase, "Half a thought.", json!({})).await.ok();
    ids.insert("own_draft", own.text("/draftContribution/contribution/id"));
    for who in [owner, economy] {
        let input = json!({ "contribution": ids["contribution"], "stand": "AGREE" });
        who.does("reactToContribution", input, "reaction { id }").await.ok();
    }
    let version = harness::project::version(owner, &phase).await;
    ids.insert("phase", phase);
    ids.insert("phase_version", version);
    let seen = owner.graphql(
        "query($id: ID!) { node(id: $id) { ... on Contribution { version } } }",
        json!({ "id": ids["submitted"] }),
    );
    ids.insert("submitted_version", seen.await.ok().text("/node/version"));
}

/// A project of the other agency.
async fn neighbours(app: &App, ids: &mut BTreeMap<&'static str, String>) {
    let input = json!({ "title": "Of the neighbour", "summary": "How?", "objectOfCocreation": "SERVICE",
                        "visibility": "PUBLIC", "joining": "OPEN" });
    let made = app
        .founder(Beta)
        .does("createProject", input, "project { id }")
        .await
        .ok();
    ids.insert("neighbour", made.text("/createProject/project/id"));
}

/// What belongs to the agency itself.
async fn others(app: &App, project: &Project, ids: &mut BTreeMap<&'static str, String>) {
    let make = async |who: &Actor, verb: &str, input: Value, noun: &str| {
        let made = who.does(verb, input, &format!("{noun} {{ id }}")).await.ok();
        made.text(&format!("/{verb}/{noun}/id"))
    };
    let administrator = app.person(Alpha, Administrator);
    let residents = json!({ "name": "Riverside Residents", "actorType": "NGO" });
    ids.insert(
        "organisation",
        make(&project.owner, "createOrganisation", residents, "organisation").await,
    );
    let bakery = json!({ "name": "Corner Bakery", "actorType": "SME" });
    make(&project.owner, "createOrganisation", bakery, "organisation").await;
    let plans = json!({ "title": "School travel plans", "description": "Advice on the way to school.",
                        "competentAuthority": "Riverside", "audience": ["pupils"], "channels": ["WEB"] });
    make(&project.owner, "createPublicService", plans, "publicService").await;
    let program = json!({ "name": "Riverside dashboard", "sector": "ECONOMY", "expiresAt": "2026-12-31T00:00:00Z",
                          "projects": [project.id] });
    ids.insert(
        "client",
        make(&administrator, "registerClient", program, "client").await,
    );
    let invited = json!({ "email": "invited@example.org", "roles": ["MEMBER"] });
    ids.insert(
        "invitation",
        make(&administrator, "inviteMember", invited, "invitation").await,
    );
}

fn later(app: &App) {
    app.clock.advance(chrono::Duration::seconds(1));
}

async fn sql(app: &App, sql: &str) {
    rows(&app.database.raw().await, sql).await.expect("the superuser may");
}

/// Has Alpha's staff run so many projects, each with as many phases, each with as many contributions, each with as many
/// replies, instead of what phases and contributions there were. They are stored as they are, because there are many.
pub(crate) async fn grow(app: &App, from: usize, to: usize) {
    let staff = app.person(Alpha, entity::vocabulary::TenantRole::Staff);
    for number in from..to {
        let input = json!({ "title": format!("Project {number}"), "summary": "How?", "objectOfCocreation": "SERVICE",
                            "visibility": "PUBLIC", "joining": "OPEN" });
        staff.does("createProject", input, "project { id }").await.ok();
    }
    let new_id = match app.database.kind() {
        Kind::Sqlite => "randomblob(16)",
        Kind::Postgres => "gen_random_uuid()",
    };
    let contribution = format!(
        "INSERT INTO contribution (tenant_id, id, project_id, phase_id, author_id, kind, state, body, language, in_reply_to_id,
             may_contain_special_category, thread_depth, created_at, submitted_at, published_at, updated_at, agree_tally,
             disagree_tally, pass_tally, version)
         SELECT o.tenant_id, {new_id}, o.project_id, o.phase_id, o.author_id, 'PROPOSAL', 'PUBLISHED', 'More trees.', 'en', o.id,
             false, o.depth, o.created_at, o.created_at, o.created_at, o.created_at, 0, 0, 0, 1 FROM "
    );
    let none = match app.database.kind() {
        Kind::Sqlite => "NULL",
        Kind::Postgres => "NULL::uuid",
    };
    let under_phases = &format!(
        "(SELECT f.tenant_id, f.project_id, f.id AS phase_id, p.id AS author_id, {none} AS id, 0 AS depth, f.created_at
        FROM phase f JOIN participation p ON p.tenant_id = f.tenant_id AND p.project_id = f.project_id) o"
    );
    let under_contributions = "(SELECT tenant_id, project_id, phase_id, author_id, id, 1 AS depth, created_at
        FROM contribution WHERE thread_depth = 0) o";
    sql(app, "DELETE FROM contribution").await;
    sql(app, "DELETE FROM phase").await;
    for place in 1..=to {
        let phase = format!(
            "INSERT INTO phase (tenant_id, id, project_id, phase_type, title, description, position, state, methods,
                 eligible_sectors, is_blind_review, created_at, version)
             SELECT tenant_id, {new_id}, id, 'CO_DESIGN', 'Design', 'We draw.', {place}, 'OPEN', 0, 7, false, created_at, 1
             FROM project"
        );
        sql(app, &phase).await;
    }
    for under in [under_phases, under_contributions] {
        for _ in 0..to {
            sql(app, &format!("{contribution}{under}")).await;
        }
    }
}
