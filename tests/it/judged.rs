//! What the stories of evaluations share: a project under way, an evaluation in it, and many who answer.

use entity::vocabulary::TenantRole::{Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    database::{literal, rows},
    project::Project,
    world::Agency::Alpha,
};
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) const SHOWN: &str = "evaluation { id version state title disclosureThreshold criteria { key } }";
pub(crate) const NODE: &str = "query($id: ID!) { node(id: $id) { ... on Evaluation { title state } } }";

/// The id of a criterion, which is the same on every server and never changes.
pub(crate) fn criterion(key: &str) -> &'static str {
    match key {
        "UC-01" => "criterion_2enesyx97nh9mtxvb2w1a5re0y",
        "TR-01" => "criterion_5jzw5nwk7kgyybqgm77h6n7hwd",
        "TR-02" => "criterion_6856myf5k1gkeasznd4rpjf9da",
        "CV-DE" => "criterion_06fk83j45agcr806q11b49qc6c",
        "PR-01" => "criterion_3k8v0x75afg7asy798aye07ht7",
        "SA-01" => "criterion_32ye6rfncqhyzbs4jc65s6ywgg",
        _ => panic!("no story asks about {key}"),
    }
}

/// An evaluation as the last step left it, in the hands of the project's owner.
pub(crate) struct Story {
    pub(crate) id: String,
    pub(crate) project: String,
    pub(crate) version: String,
    pub(crate) owner: Actor,
}

impl Story {
    /// A draft in a project that is under way.
    pub(crate) async fn draft(app: &App, timing: &str, criteria: &[&str]) -> Self {
        let project = project(app).await;
        Self::of(app, &project, input(&project, timing, criteria)).await
    }

    /// A draft of this input.
    pub(crate) async fn of(app: &App, project: &str, input: Value) -> Self {
        let owner = app.person(Alpha, Staff);
        let made = owner.does("createEvaluation", input, SHOWN).await.ok();
        Self {
            id: made.text("/createEvaluation/evaluation/id"),
            project: project.to_owned(),
            version: made.text("/createEvaluation/evaluation/version"),
            owner,
        }
    }

    /// One that takes answers for the next five minutes.
    pub(crate) async fn collecting(app: &App, timing: &str, criteria: &[&str]) -> Self {
        Self::draft(app, timing, criteria).await.opened().await
    }

    /// The same, locked and opened.
    pub(crate) async fn opened(mut self) -> Self {
        let locked = self.moves("lockEvaluation", &self.version).await;
        self.version = self.moves("openEvaluation", &locked).await;
        self
    }

    /// Closes it once its date has come; answers with its version.
    pub(crate) async fn closed(&self, app: &App) -> String {
        app.clock.advance(chrono::Duration::minutes(5));
        self.moves("closeEvaluation", &self.version).await
    }

    /// Takes a step; answers with the version after it.
    pub(crate) async fn moves(&self, verb: &str, version: &str) -> String {
        let moved = self.owner.does(verb, step(&self.id, version), SHOWN).await.ok();
        moved.text(&format!("/{verb}/evaluation/version"))
    }

    /// Another participant of the project. All of them have the hands of one member, who is each of them in turn: who
    /// was it before stays as somebody whom nobody knows any more.
    pub(crate) async fn participant(&self, app: &App, sector: Option<&str>, role: &str) -> Actor {
        let names = [
            "OWNER",
            "FACILITATOR",
            "DELIVERER",
            "PARTICIPANT",
            "ASSESSOR",
            "OBSERVER",
        ];
        let role = names.iter().position(|name| *name == role).unwrap();
        let sector = sector.map_or_else(|| "NULL".to_owned(), |sector| format!("'{sector}'"));
        let new = Uuid::new_v4();
        let id = literal(app.database.kind(), new);
        let person = "SELECT m.person_id FROM membership m JOIN account a ON a.id = m.account_id
                      WHERE a.email_key = 'member@alpha.example.org'";
        let project = id_of(app, &self.project);
        let raw = app.database.raw().await;
        for sql in [
            format!("UPDATE participation SET person_id = NULL WHERE person_id = ({person})"),
            format!(
                "INSERT INTO participation (tenant_id, id, project_id, person_id, pseudonym, sector, expertise, roles,
                     joined_via, state, joined_on, version)
                 SELECT tenant_id, {id}, id, ({person}), 'participant-{new}', {sector}, 'LAY', {}, 'OPEN_CALL', 'ACTIVE',
                     '2026-06-15', 1 FROM project WHERE id = {project}",
                1 << role
            ),
        ] {
            rows(&raw, &sql).await.expect("the superuser may");
        }
        app.person(Alpha, Member)
    }

    /// Hands in answers.
    pub(crate) async fn answers(&self, who: &Actor, answers: Value) -> Answer {
        let input = json!({ "evaluation": self.id, "answers": answers });
        who.does("submitAssessment", input, "assessment { id version }").await
    }
}

pub(crate) fn step(evaluation: &str, version: &str) -> Value {
    json!({ "evaluation": evaluation, "version": version })
}

/// What sets up an evaluation that ends in five minutes.
pub(crate) fn input(project: &str, timing: &str, criteria: &[&str]) -> Value {
    let criteria: Vec<_> = criteria.iter().map(|key| criterion(key)).collect();
    json!({ "project": project, "title": "How was it?", "timing": timing, "population": "Everyone who used it",
            "criteria": criteria, "closesAt": "2026-06-15T10:05:00Z" })
}

/// A public project that is under way.
pub(crate) async fn project(app: &App) -> String {
    Project::under_way(app, "PUBLIC").await.id
}

/// Puts the project into a state that its verbs lead to elsewhere; answers with its version.
pub(crate) async fn set_project(app: &App, project: &str, state: &str) -> String {
    let sql = format!(
        "UPDATE project SET state = '{state}' WHERE id = {}",
        id_of(app, project)
    );
    rows(&app.database.raw().await, &sql).await.expect("the superuser may");
    let seen = "query($id: ID!) { node(id: $id) { ... on Project { version } } }";
    let seen = app.person(Alpha, Staff).graphql(seen, json!({ "id": project })).await;
    seen.ok().text("/node/version")
}

/// A phase of co-delivery in the project.
pub(crate) async fn delivery(app: &App, project: &str, state: &str) {
    let sql = format!(
        "INSERT INTO phase (tenant_id, id, project_id, phase_type, title, description, position, state, methods,
             eligible_sectors, is_blind_review, created_at, version)
         SELECT tenant_id, {}, id, 'CO_DELIVERY', 'Delivery', 'We do it.', 1, '{state}', 0, 7, false, created_at, 1
         FROM project WHERE id = {}",
        literal(app.database.kind(), Uuid::new_v4()),
        id_of(app, project),
    );
    rows(&app.database.raw().await, &sql).await.expect("the superuser may");
}

/// Two phases of a project, by their global ids.
pub(crate) struct Phases {
    pub(crate) delivery: String,
    pub(crate) assessment: String,
}

/// A phase of co-delivery and one of co-assessment.
pub(crate) async fn phases(app: &App, project: &str) -> Phases {
    let staff = app.person(Alpha, Staff);
    let plan = async |kind: &str| {
        let input = json!({ "project": project, "type": kind, "title": kind, "description": "What happens." });
        let made = staff.does("addPhase", input, "phase { id }").await.ok();
        made.text("/addPhase/phase/id")
    };
    Phases {
        delivery: plan("CO_DELIVERY").await,
        assessment: plan("CO_ASSESSMENT").await,
    }
}

/// Moves the phases of co-delivery on.
pub(crate) async fn delivery_is(app: &App, state: &str) {
    let sql = format!("UPDATE phase SET state = '{state}' WHERE phase_type = 'CO_DELIVERY'");
    rows(&app.database.raw().await, &sql).await.expect("the superuser may");
}

/// The id behind a global id, as SQL.
fn id_of(app: &App, global: &str) -> String {
    let (_, digits) = global.rsplit_once('_').unwrap();
    let alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    let value = digits.chars().fold(0_u128, |value, digit| {
        (value << 5) | u128::try_from(alphabet.find(digit).unwrap()).unwrap()
    });
    literal(app.database.kind(), Uuid::from_u128(value))
}
