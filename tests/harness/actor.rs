//! Somebody who speaks to the server over HTTP.

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::{
    answer::Answer,
    world::{Agency::Alpha, PASSWORD},
};

/// Somebody who sends requests, with the headers that they send.
#[derive(Clone)]
pub struct Actor {
    client: Client,
    url: String,
    headers: Vec<(String, String)>,
}

impl Actor {
    pub(crate) const fn new(client: Client, url: String) -> Self {
        Self {
            client,
            url,
            headers: Vec::new(),
        }
    }

    pub(crate) const fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The same with a header more, in the place of one of that name.
    #[must_use]
    pub fn with(&self, name: &str, value: impl Into<String>) -> Self {
        let mut actor = self.without(name);
        actor.headers.push((name.to_ascii_lowercase(), value.into()));
        actor
    }

    /// The same at another server.
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        Self {
            url: url.to_owned(),
            ..self.clone()
        }
    }

    /// The same without a header.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let mut actor = self.clone();
        actor.headers.retain(|(other, _)| !name.eq_ignore_ascii_case(other));
        actor
    }

    /// The same with a bearer token.
    #[must_use]
    pub fn bearing(&self, token: &str) -> Self {
        self.with("authorization", format!("Bearer {token}"))
    }

    /// The same, signed in to agency Alpha with everybody's password.
    pub async fn signed_in(&self, email: &str) -> Self {
        let input = json!({ "tenant": Alpha.slug(), "email": email, "password": PASSWORD });
        let answer = self.does("signIn", input, "accessToken { value }").await.ok();
        self.bearing(&answer.text("/signIn/accessToken/value"))
    }

    /// The same, reading for a purpose such as `PARTICIPATION_ADMIN`.
    #[must_use]
    pub fn reading_for(&self, purpose: &str) -> Self {
        self.with("trialogue-purpose", purpose)
    }

    /// The same, reading to run participation, which is what most personal fields are read for.
    #[must_use]
    pub fn administering(&self) -> Self {
        self.reading_for("PARTICIPATION_ADMIN")
    }

    /// A document with variables, answered.
    pub async fn graphql(&self, query: &str, variables: Value) -> Answer {
        self.post(json!({ "query": query, "variables": variables }).to_string())
            .await
    }

    /// A document without variables, answered.
    pub async fn asks(&self, query: &str) -> Answer {
        self.graphql(query, json!({})).await
    }

    /// A mutation with one input, which names what it wants back: `signIn`, `SignInInput`, `accessToken { value }`.
    pub async fn does(&self, mutation: &str, input: Value, selection: &str) -> Answer {
        let mut capital = mutation.to_owned();
        capital
            .get_mut(..1)
            .expect("a mutation has a name")
            .make_ascii_uppercase();
        let query = format!("mutation($input: {capital}Input!) {{ {mutation}(input: $input) {{ {selection} }} }}");
        self.graphql(&query, json!({ "input": input })).await
    }

    /// A body as it is, as JSON.
    pub async fn post(&self, body: impl Into<String>) -> Answer {
        let request = self
            .request(Method::POST, "/graphql")
            .header("content-type", "application/json");
        let response = request.body(body.into()).send().await;
        Answer::read(response.expect("the server answers")).await
    }

    /// A form to where programs take tokens, as it is.
    pub async fn posts_form(&self, form: &str) -> Answer {
        let request = self
            .request(Method::POST, "/oauth/token")
            .header("content-type", "application/x-www-form-urlencoded");
        let response = request.body(form.to_owned()).send().await;
        Answer::read(response.expect("the server answers")).await
    }

    /// What a program gets that shows its id and secret in the form.
    pub async fn takes_token(&self, id: &str, secret: &str) -> Answer {
        self.posts_form(&format!(
            "grant_type=client_credentials&client_id={id}&client_secret={secret}"
        ))
        .await
    }

    /// Any request, with this actor's headers and the answer asked for as the GraphQL specification has it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.url));
        let accepted = ("accept".to_owned(), "application/graphql-response+json".to_owned());
        let headers = [&accepted].into_iter().chain(&self.headers);
        headers.fold(request, |request, (name, value)| request.header(name, value))
    }
}
