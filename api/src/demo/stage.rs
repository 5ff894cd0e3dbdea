//! Where the demo's story is told: people who sign in and send documents, and a clock that moves on between them.

use std::path::{Path, PathBuf};

use async_graphql::Value;
use chrono::{DateTime, Duration, Utc};
use serde_json::{Map, Value as Json, json};

use super::{
    Result,
    page::{Page, Person},
    people::Agency,
};
use crate::{
    app::{Engine, StartError},
    clock::Clock,
};

/// A server in hand, and what is known of it so far.
pub(super) struct Stage {
    pub(super) engine: Engine,
    pub(super) clock: Clock,
    pub(super) page: Page,
    pub(super) folder: PathBuf,
    /// Address and token of those who have signed in.
    signed_in: Vec<(String, String)>,
}

impl Stage {
    pub(super) fn new(engine: Engine, clock: Clock, url: String, folder: &Path) -> Self {
        Self {
            engine,
            clock,
            page: Page {
                url,
                tenants: Vec::new(),
                people: Vec::new(),
                clients: Vec::new(),
            },
            folder: folder.to_owned(),
            signed_in: Vec::new(),
        }
    }

    /// Ends the story; what was learnt on the way is the page.
    pub(super) async fn end(self) -> Result<Page> {
        self.engine.stop().await;
        if self.clock.now() > Clock::system().now() {
            return Err(StartError("the demo's story ends after now".to_owned()));
        }
        Ok(self.page)
    }
}

/// The story inside one agency. People go by the part of their address before the at sign.
pub(super) struct Scene<'a> {
    pub(super) stage: &'a mut Stage,
    pub(super) agency: &'static Agency,
}

impl<'a> Scene<'a> {
    pub(super) fn of(stage: &'a mut Stage, agency: &'static Agency) -> Self {
        Self { stage, agency }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.stage.clock.now()
    }

    /// Time passes, and with it the tokens.
    pub(super) fn later(&mut self, by: Duration) {
        self.stage.clock.advance(by);
        self.stage.signed_in.clear();
    }

    /// Somebody has a token already.
    pub(super) fn has_signed_in(&mut self, email: &str, token: String) {
        self.stage.signed_in.push((email.to_owned(), token));
    }

    /// The answer of a document that must succeed: the demo is our own doing.
    pub(super) async fn asks(&mut self, who: Option<&str>, document: &str, variables: Json) -> Result<Json> {
        let token = match who {
            Some(who) => Some(self.token(who).await?),
            None => None,
        };
        let variables = Value::from_json(variables).map_err(|_| trouble("variables"))?;
        let response = self.stage.engine.run(token.as_deref(), document, variables).await?;
        if let Some(error) = response.errors.first() {
            return Err(trouble(&format!("{}; in: {document}", error.message)));
        }
        response.data.into_json().map_err(|_| trouble("an answer"))
    }

    async fn token(&mut self, who: &str) -> Result<String> {
        let email = format!("{who}@{}.example", self.agency.slug);
        if let Some((_, token)) = self.stage.signed_in.iter().find(|(known, _)| *known == email) {
            return Ok(token.clone());
        }
        let password = self.person(who)?.password.clone();
        let variables = json!({ "input": { "tenant": self.agency.slug, "email": email, "password": password } });
        let document = "mutation($input: SignInInput!) { signIn(input: $input) { accessToken { value } } }";
        let data = Box::pin(self.asks(None, document, variables)).await?;
        let token = text(&data, "/signIn/accessToken/value")?;
        self.stage.signed_in.push((email, token.clone()));
        Ok(token)
    }

    /// Somebody's entry in the page.
    pub(super) fn person(&mut self, who: &str) -> Result<&mut Person> {
        let email = format!("{who}@{}.example", self.agency.slug);
        let found = self.stage.page.people.iter_mut().find(|person| person.email == email);
        found.ok_or_else(|| trouble(&format!("nobody is called {email}")))
    }

    /// Somebody calls a mutation; what it answers with, such as `project`, without the name around it.
    pub(super) async fn does(&mut self, who: &str, mutation: &str, input: Json, selection: &str) -> Result<Json> {
        let mut of_input = mutation.to_owned();
        if let Some(first) = of_input.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        let document = format!("mutation($input: {of_input}Input!) {{ {mutation}(input: $input) {{ {selection} }} }}");
        let mut data = self.asks(Some(who), &document, json!({ "input": input })).await?;
        Ok(data.get_mut(mutation).map(Json::take).unwrap_or_default())
    }

    /// The same for what makes something; answers with its id.
    pub(super) async fn makes(&mut self, who: &str, mutation: &str, noun: &str, input: Json) -> Result<String> {
        let made = self.does(who, mutation, input, &format!("{noun} {{ id }}")).await?;
        text(&made, &format!("/{noun}/id"))
    }

    /// Somebody moves something that is there, with the version that they see.
    pub(super) async fn moves(
        &mut self,
        who: &str,
        mutation: &str,
        (noun, id): (&str, &str),
        more: Json,
    ) -> Result<()> {
        let query = "query($id: ID!) { node(id: $id) { ... on Project { version } ... on Phase { version }
            ... on Contribution { version } ... on Evaluation { version } ... on Participation { version }
            ... on Organisation { version } ... on Tenant { version } ... on TenantPolicy { version } } }";
        let seen = self.asks(Some(who), query, json!({ "id": id })).await?;
        let mut input = Map::new();
        input.insert(noun.to_owned(), id.into());
        input.insert("version".to_owned(), text(&seen, "/node/version")?.into());
        if let Json::Object(more) = more {
            input.extend(more);
        }
        self.does(who, mutation, Json::Object(input), &format!("{noun} {{ id }}"))
            .await?;
        Ok(())
    }

    /// The same through several steps that need nothing more.
    pub(super) async fn leads(&mut self, who: &str, (noun, id): (&str, &str), mutations: &[&str]) -> Result<()> {
        for mutation in mutations {
            self.moves(who, mutation, (noun, id), json!({})).await?;
        }
        Ok(())
    }
}

/// The text at a place of an answer.
pub(super) fn text(data: &Json, place: &str) -> Result<String> {
    let found = data.pointer(place).and_then(Json::as_str);
    found
        .map(ToOwned::to_owned)
        .ok_or_else(|| trouble(&format!("nothing at {place}")))
}

/// The texts of the list at a place of an answer; none where there is no list.
pub(super) fn texts(data: &Json, place: &str) -> Vec<String> {
    let found = data.pointer(place).and_then(Json::as_array);
    let texts = found.into_iter().flatten().filter_map(Json::as_str);
    texts.map(ToOwned::to_owned).collect()
}

fn trouble(what: &str) -> StartError {
    StartError(format!("the demo cannot be made: {what}"))
}
