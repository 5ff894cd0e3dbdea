//! What is asked: the items, as the server and as the handler take them.

use chrono::Utc;
use entity::id::{Id, PhaseId};
use serde_json::{Value, json};
use trialogue::{
    clock::Clock,
    identity::token::{Kind, Subject, TokenKeys},
    relay::global_id,
    store::secret::InstanceSecret,
};
use uuid::Uuid;

use crate::{
    fault::{Result, stored},
    plan::{self, Size, VIEWERS},
};

/// Who makes the tokens.
pub(crate) const ISSUER: &str = "http://bench.example";

/// The secret of the measured instance, which guards nothing.
pub(crate) const SECRET: &str = "5f0c9a71d3e84b26a7c15e0f92d4b6880b1d3f5a7c9e02468ace13579bdf2244";

/// One thing that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Item {
    /// A project by its short name.
    Point,
    /// Twenty projects with their phases.
    List,
    /// Ten projects, three phases of each, ten contributions to each, with author and stands.
    Levels,
    /// A dashboard's twelve months.
    Counts,
    /// A draft.
    Write,
}

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    /// The server that is measured.
    Server,
    /// The handler written by hand that it is compared with.
    Handler,
}

const POINT: &str = "query Point($slug: String!) { project(slug: $slug) { id title summary state visibility } }";
const LIST: &str =
    "{ projects(first: 20) { nodes { id title state phases(first: 10) { nodes { id title type state position } } } } }";
const LEVELS: &str = "{ projects(first: 10) { nodes { id title phases(first: 3) { nodes { id title \
    contributions(first: 10) { nodes { id title body byline { name precision } stands { total { value status } \
    agree { value status } disagree { value status } pass { value status } } } } } } } } }";
const COUNTS: &str = "{ dashboard { monthlyActivity(until: \"2026-09-30\") { startsOn contributions { value status } \
    reactions { value status } } } }";
const WRITE: &str = "mutation Write($phase: ID!, $body: String!) { draftContribution(input: \
    { phase: $phase, kind: IDEA, body: $body }) { contribution { id state body } } }";

impl Item {
    pub(crate) const ALL: [Self; 5] = [Self::Point, Self::List, Self::Levels, Self::Counts, Self::Write];

    /// As the report and the handler's addresses call it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::List => "list",
            Self::Levels => "levels",
            Self::Counts => "counts",
            Self::Write => "write",
        }
    }

    /// What the ratio should be at most.
    pub(crate) const fn aim(self) -> f64 {
        match self {
            Self::Point | Self::Write => 2.5,
            Self::List => 2.0,
            Self::Levels => 1.4,
            Self::Counts => 1.2,
        }
    }

    /// How many requests a round has in a full run.
    pub(crate) const fn requests(self) -> u32 {
        match self {
            Self::Point => 6000,
            Self::List => 3000,
            Self::Levels => 900,
            Self::Counts | Self::Write => 2000,
        }
    }

    const fn document(self) -> &'static str {
        match self {
            Self::Point => POINT,
            Self::List => LIST,
            Self::Levels => LEVELS,
            Self::Counts => COUNTS,
            Self::Write => WRITE,
        }
    }
}

/// Makes requests: the same number gives the same viewer and variables on both sides.
pub(crate) struct Requests {
    size: Size,
    tokens: Vec<String>,
}

impl Requests {
    /// With a token for each viewer, good for the whole run.
    pub(crate) fn new(size: Size) -> Result<Self> {
        let token = |viewer: u32| token_of(viewer / VIEWERS, viewer % VIEWERS);
        Ok(Self {
            size,
            tokens: (0..size.viewers()).map(token).collect::<Result<_>>()?,
        })
    }

    /// The bytes of a request.
    pub(crate) fn request(&self, side: Side, item: Item, number: u32) -> Vec<u8> {
        match side {
            Side::Server => self.asking(item, number, item.document()),
            Side::Handler => {
                let (who, variables) = self.varied(item, number);
                post(item.name(), self.token(who), "", &variables.to_string())
            }
        }
    }

    /// What somebody of one agency asks of the server, another of them at each number.
    pub(crate) fn of_agency(&self, agency: u32, item: Item, number: u32) -> Vec<u8> {
        let (who, turn) = (agency * VIEWERS + number % VIEWERS, number / VIEWERS);
        let body = json!({ "query": item.document(), "variables": self.variables(item, who, turn) });
        post("graphql", self.token(who), "", &body.to_string())
    }

    /// The same for the server, in a document that it has not seen before.
    pub(crate) fn unknown(&self, item: Item, number: u32) -> Vec<u8> {
        self.asking(item, number, &format!("{} # {number}", item.document()))
    }

    /// The same once more, in a document with most of the words that one may have, so that it takes long to be understood
    /// and not to be answered.
    pub(crate) fn large(&self, item: Item, number: u32) -> Vec<u8> {
        let longer = format!("{{ {}", "__typename ".repeat(4_000));
        let document = item.document().replacen('{', &longer, 1);
        self.asking(item, number, &format!("{document} # {number}"))
    }

    fn asking(&self, item: Item, number: u32, document: &str) -> Vec<u8> {
        let (who, variables) = self.varied(item, number);
        let body = json!({ "query": document, "variables": variables });
        post("graphql", self.token(who), "", &body.to_string())
    }

    /// Who asks, and for what.
    fn varied(&self, item: Item, number: u32) -> (u32, Value) {
        // A prime step, so that neighbours are of different agencies.
        let viewers = self.size.viewers();
        let (who, turn) = (number.wrapping_mul(37) % viewers, number / viewers);
        (who, self.variables(item, who, turn))
    }

    /// The token of a viewer.
    pub(crate) fn token(&self, viewer: u32) -> &str {
        let place = usize::try_from(viewer).unwrap_or_default();
        self.tokens.get(place).map_or("", String::as_str)
    }

    fn variables(&self, item: Item, who: u32, turn: u32) -> Value {
        let (agency, viewer) = (who / VIEWERS, who % VIEWERS);
        match item {
            Item::Point => json!({ "slug": plan::project_of(self.size, agency, viewer, turn).slug() }),
            Item::List | Item::Levels | Item::Counts => json!({}),
            Item::Write => {
                let phase = plan::active_project_of(self.size, agency, viewer, turn).phase(1);
                let phase: PhaseId = Id::from_uuid(phase);
                json!({ "phase": global_id(phase).0, "body": format!("A second lamp at the crossing, please. {turn}") })
            }
        }
    }
}

/// The bytes of a request; `more` are lines of its head.
pub(crate) fn post(path: &str, token: &str, more: &str, body: &str) -> Vec<u8> {
    format!(
        "POST /{path} HTTP/1.1\r\nhost: bench.example\r\ncontent-type: application/json\r\naccept: \
         application/json\r\nauthorization: Bearer {token}\r\n{more}content-length: {}\r\n\r\n{body}",
        body.len(),
    )
    .into_bytes()
}

/// A token of one of an agency's people, good for the whole run.
pub(crate) fn token_of(agency: u32, person: u32) -> Result<String> {
    let subject = Subject {
        kind: Kind::Person,
        tenant: plan::tenant(agency),
        subject: plan::membership(agency, person),
        generation: 1,
    };
    let token = keys()?.issue(subject, Clock::system().now(), chrono::Duration::hours(12));
    Ok(stored(token)?.value)
}

/// The keys of the measured instance.
pub(crate) fn keys() -> Result<TokenKeys> {
    let secret = InstanceSecret::parse(SECRET)?;
    Ok(TokenKeys::new(secret.derive("token"), ISSUER))
}

/// Whether two answers say the same. What a write made has an id of its own.
pub(crate) fn is_same(item: Item, mut one: Value, mut other: Value) -> bool {
    if item == Item::Write {
        for answer in [&mut one, &mut other] {
            if let Some(id) = answer.pointer_mut("/data/draftContribution/contribution/id") {
                *id = Value::Bool(id.is_string());
            }
        }
    }
    one == other && one.get("data").is_some_and(|data| !data.is_null()) && one.get("errors").is_none()
}

/// An id for what is written now.
pub(crate) fn new_id(clock: &Clock) -> (Uuid, chrono::DateTime<Utc>) {
    (clock.id(), clock.now())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_the_same_only_if_they_say_something() {
        let answer = |id: &str| json!({ "data": { "draftContribution": { "contribution": { "id": id } } } });
        assert!(is_same(Item::Write, answer("a"), answer("b")));
        assert!(!is_same(Item::Point, answer("a"), answer("b")));
        assert!(!is_same(Item::Point, json!({ "data": null }), json!({ "data": null })));
    }
}
