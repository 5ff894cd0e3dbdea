//! A client of the handler, and an executor that runs the small schema or refuses.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use async_graphql::Response;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, header};
use http_body_util::BodyExt;
use serde_json::Value;

use super::small::{self, Small};
use crate::error::{Code, Fault, Refusal};
use crate::http::graphql::handle;
use crate::http::{Call, Denied, Edge, Execute, Limits, Metrics, Owner, Place, Registry, Share};

pub(super) const GRAPHQL: &str = "application/graphql-response+json";

/// Runs the small schema, unless the credential asks for a refusal.
pub(super) struct Runner {
    schema: Small,
    ran: AtomicUsize,
    paid: AtomicU64,
    is_full: AtomicBool,
}

#[async_trait::async_trait]
impl Execute for Runner {
    fn is_crowded(&self) -> bool {
        self.is_full.load(Ordering::Relaxed)
    }

    fn has_room(&self, headers: &HeaderMap) -> bool {
        !self.is_crowded() || headers.contains_key(header::AUTHORIZATION)
    }

    fn owner(&self, _: &HeaderMap) -> Owner {
        Owner::Nobody
    }

    async fn execute(self: Arc<Self>, call: Call) -> Result<(Response, Share), Denied> {
        self.ran.fetch_add(1, Ordering::Relaxed);
        let refuse = |code| Denied::from(Refusal::new(code, "No."));
        match call
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
        {
            Some("bad") => Err(refuse(Code::Unauthenticated)),
            Some("often") => Err(Refusal::new(Code::RateLimited, "No.").retry_after(7).into()),
            Some("away") => Err(Fault::passing("test").into()),
            Some("broken") => Err(Fault::logged("test").into()),
            Some("dear") => Err(refuse(Code::RequestTooLarge)),
            _ => {
                let response = self.schema.execute(call.request.data(AtomicUsize::new(0))).await;
                Ok((response, Share::default()))
            }
        }
    }

    fn pays(&self, headers: &HeaderMap, _: Option<IpAddr>, price: u64) -> Result<(), Denied> {
        if headers.get(header::AUTHORIZATION).is_some_and(|value| value == "poor") {
            return Err(Refusal::new(Code::RateLimited, "No.").retry_after(7).into());
        }
        self.paid.fetch_add(price, Ordering::Relaxed);
        Ok(())
    }

    async fn registered(&self, _: &HeaderMap, _: &str) -> Result<Option<String>, Denied> {
        Ok(None)
    }

    async fn permits(&self, _: &HeaderMap, text: &str) -> Result<(), Denied> {
        if text.contains("unlisted") {
            return Err(Denied::from(Refusal::new(Code::Forbidden, "No.")));
        }
        Ok(())
    }

    fn registry(&self, _: &HeaderMap) -> Option<Registry> {
        None
    }
}

pub(super) struct Client {
    edge: Edge,
    runner: Arc<Runner>,
}

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    pub(super) fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub(super) fn header(&self, name: header::HeaderName) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }
}

impl Client {
    pub(super) fn new() -> Self {
        Self::within(Limits::default())
    }

    pub(super) fn within(limits: Limits) -> Self {
        let schema = small::schema();
        let sdl = schema.sdl();
        let runner = Arc::new(Runner {
            schema,
            ran: AtomicUsize::new(0),
            paid: AtomicU64::new(0),
            is_full: AtomicBool::new(false),
        });
        Self {
            edge: Edge::new(&sdl, limits, runner.clone(), Metrics::default()).unwrap(),
            runner,
        }
    }

    pub(super) fn edge(&self) -> Edge {
        self.edge.clone()
    }

    pub(super) fn ran(&self) -> usize {
        self.runner.ran.load(Ordering::Relaxed)
    }

    /// Leaves no room for whoever shows no token.
    pub(super) fn fills_up(&self) {
        self.runner.is_full.store(true, Ordering::Relaxed);
    }

    /// What was paid for documents to be read.
    pub(super) fn paid(&self) -> u64 {
        self.runner.paid.load(Ordering::Relaxed)
    }

    /// All places for long documents to be read, taken.
    pub(super) async fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for _ in 0..std::thread::available_parallelism().unwrap().get() {
            places.push(self.edge.reading.enter(Owner::Nobody).await.unwrap());
        }
        places
    }

    pub(super) async fn send(
        &self,
        method: Method,
        uri: &str,
        headers: &[(header::HeaderName, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let response = handle(State(Arc::new(self.edge.clone())), request.body(body.into()).unwrap()).await;
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            text,
        }
    }

    pub(super) async fn post(&self, accept: &str, body: &Value) -> Answer {
        let headers = [(header::CONTENT_TYPE, "application/json"), (header::ACCEPT, accept)];
        self.send(Method::POST, "/graphql", &headers, body.to_string()).await
    }

    pub(super) async fn get(&self, query: &str) -> Answer {
        self.send(Method::GET, &format!("/graphql?{query}"), &[], Body::empty())
            .await
    }
}
