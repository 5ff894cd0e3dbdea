//! Streams over plain HTTP, for stories about what goes over them.

use std::time::Duration;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::actor::Actor;

/// How long a story waits for what must come.
const PATIENCE: Duration = Duration::from_secs(30);

/// A stream that is read piece by piece.
pub struct Stream {
    response: Response,
    text: String,
}

impl Stream {
    /// Asks for a stream by `POST`, with this `Accept`.
    pub async fn asked(who: &Actor, accept: &str, query: &str, variables: Value) -> Self {
        let request = who
            .request(Method::POST, "/graphql")
            .header("content-type", "application/json");
        let body = json!({ "query": query, "variables": variables }).to_string();
        let mut request = request.body(body).build().expect("it is a request");
        request
            .headers_mut()
            .insert("accept", accept.parse().expect("it is a header"));
        Self::sent(who, request).await
    }

    /// Sends a request as it is.
    pub async fn sent(who: &Actor, request: reqwest::Request) -> Self {
        let response = who.client().execute(request).await.expect("the server answers");
        Self {
            response,
            text: String::new(),
        }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// A header.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        let value = self.response.headers().get(name);
        value.and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The text up to `end`, which is taken off; what is left at the end of the stream; none after that.
    pub async fn until(&mut self, end: &str) -> Option<String> {
        loop {
            if let Some((piece, rest)) = self.text.split_once(end) {
                let (piece, rest) = (piece.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(piece);
            }
            let chunk = timeout(PATIENCE, self.response.chunk())
                .await
                .expect("something comes in time");
            match chunk.expect("the stream is whole") {
                Some(bytes) => self.text.push_str(&String::from_utf8_lossy(&bytes)),
                None if self.text.is_empty() => return None,
                None => return Some(std::mem::take(&mut self.text)),
            }
        }
    }

    /// What comes before the stream is broken off, which it must be.
    pub async fn broken_off(mut self) -> String {
        loop {
            let chunk = timeout(PATIENCE, self.response.chunk())
                .await
                .expect("something comes in time");
            match chunk {
                Ok(Some(bytes)) => self.text.push_str(&String::from_utf8_lossy(&bytes)),
                Ok(None) => panic!("it ended in order: {:?}", self.text),
                Err(_) => return self.text,
            }
        }
    }

    /// The next server-sent event that is no remark: its name and its data.
    pub async fn event(&mut self) -> Option<(String, Value)> {
        loop {
            let piece = self.until("\n\n").await?;
            if piece.starts_with(':') {
                continue;
            }
            let field = |name: &str| {
                let line = piece.lines().find_map(|line| line.strip_prefix(name));
                line.unwrap_or_else(|| panic!("no {name} in {piece:?}"))
                    .trim()
                    .to_owned()
            };
            let data: Value = serde_json::from_str(&field("data:")).unwrap_or_default();
            crate::record::note(&data);
            return Some((field("event:"), data));
        }
    }

    /// The next part that is no heartbeat.
    pub async fn part(&mut self) -> Option<Value> {
        loop {
            let mut piece = self.until("\r\n--graphql").await?;
            if !piece.contains("\r\n\r\n") {
                continue;
            }
            let json = piece.split_off(piece.find("\r\n\r\n").unwrap_or_default());
            let part: Value = serde_json::from_str(json.trim()).unwrap_or_else(|_| panic!("no JSON: {json:?}"));
            if part != json!({}) {
                crate::record::note(part.get("payload").unwrap_or(&Value::Null));
                return Some(part);
            }
        }
    }
}
