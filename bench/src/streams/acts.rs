//! What is told of: contributions that a moderator publishes, one after another.

use std::time::{Duration, Instant};

use entity::id::{Id, PhaseId, ProjectId};
use harness::database::{Database, literal};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use tokio::sync::watch;
use trialogue::relay::global_id;

use crate::{
    drive::{Connection, parsed},
    fault::Result,
    items::{post, token_of},
    plan::{Project, Size, VIEWERS},
};

/// An active project that everybody may know of.
const PROJECT: Project = Project { agency: 0, number: 3 };

const SUBMIT: &str =
    "mutation($input: SubmitContributionInput!) { submitContribution(input: $input) { contribution { id } } }";
const VERSION: &str = "query($id: ID!) { node(id: $id) { ... on Contribution { version } } }";
const PUBLISH: &str =
    "mutation($input: PublishContributionInput!) { publishContribution(input: $input) { contribution { state } } }";

/// What is to be done.
pub(super) struct Acts {
    /// The project, by its global id.
    pub(super) project: String,
    /// Who acts in it, by their numbers among the agency's people: who writes, and who publishes.
    pub(super) acting: [u32; 2],
    address: String,
    token: String,
    /// Contributions that wait, with their versions.
    waiting: Vec<(String, String)>,
}

/// What was done.
pub(super) struct Act {
    /// The contribution.
    pub(super) id: String,
    pub(super) due: Instant,
    pub(super) done: Instant,
}

impl Acts {
    /// Has one of the participants submit so many contributions, and one of the staff run the project.
    pub(super) async fn prepare(database: &Database, address: &str, size: Size, events: usize) -> Result<Self> {
        let author = PROJECT.viewer();
        let is_staff = |person: &u32| *person >= VIEWERS && person.is_multiple_of(20);
        let owner = PROJECT.people(size).into_iter().find(is_staff);
        let owner = owner.ok_or("nobody of the staff takes part")?;
        let participation = literal(database.kind(), PROJECT.participation(owner));
        let runs = format!("UPDATE participation SET roles = 1 WHERE id = {participation}");
        database.raw().await.execute_unprepared(&runs).await?;
        let project: ProjectId = Id::from_uuid(PROJECT.id());
        let mut acts = Self {
            project: global_id(project).0,
            acting: [author, owner],
            address: address.to_owned(),
            token: token_of(PROJECT.agency, owner)?,
            waiting: Vec::new(),
        };
        let phase: PhaseId = Id::from_uuid(PROJECT.phase(1));
        let (phase, token) = (global_id(phase).0, token_of(PROJECT.agency, author)?);
        let mut connection = Connection::open(address).await?;
        for number in 0..events {
            // As long as people write.
            let body = format!("Proposal {number}: {}", "a crossing at the library. ".repeat(13));
            let input = json!({ "phase": phase, "kind": "PROPOSAL", "body": body });
            let made = asked(&mut connection, &token, SUBMIT, &json!({ "input": input })).await?;
            let id = text(&made, "/data/submitContribution/contribution/id")?;
            let seen = asked(&mut connection, &acts.token, VERSION, &json!({ "id": id })).await?;
            acts.waiting.push((id, text(&seen, "/data/node/version")?));
        }
        Ok(acts)
    }

    /// Publishes all, with this time between two where the server lets it; each is due when it is due. Says how many are done.
    pub(super) async fn run(&self, between: Duration, said: &watch::Sender<usize>) -> Result<Vec<Act>> {
        let mut connection = Connection::open(&self.address).await?;
        let begun = Instant::now();
        let mut done = Vec::new();
        for (number, (id, version)) in (0..).zip(&self.waiting) {
            let due = begun + between * number;
            tokio::time::sleep_until(due.into()).await;
            let input = json!({ "contribution": id, "version": version });
            let answer = asked(&mut connection, &self.token, PUBLISH, &json!({ "input": input })).await?;
            text(&answer, "/data/publishContribution/contribution/state")?;
            done.push(Act {
                id: id.clone(),
                due,
                done: Instant::now(),
            });
            said.send_replace(done.len());
        }
        Ok(done)
    }
}

async fn asked(connection: &mut Connection, token: &str, query: &str, variables: &Value) -> Result<Value> {
    let body = json!({ "query": query, "variables": variables }).to_string();
    parsed(connection.exchange(&post("graphql", token, "", &body)).await?)
}

fn text(answer: &Value, place: &str) -> Result<String> {
    let found = answer.pointer(place).and_then(Value::as_str);
    Ok(found.ok_or_else(|| format!("{place} is not in {answer}"))?.to_owned())
}
