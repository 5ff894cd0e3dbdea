//! What the server answered, and short ways to say what it should have been.

use reqwest::{Response, header::HeaderMap};
use serde_json::Value;

/// An answer over HTTP, with the keys of its body in the order that they came in.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub text: String,
    /// The body as JSON; null where it is none.
    pub body: Value,
}

impl Answer {
    /// Reads a response to its end.
    pub async fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("the body comes to its end");
        let body = serde_json::from_str(&text).unwrap_or_default();
        crate::record::note(&body);
        Self {
            status,
            headers,
            text,
            body,
        }
    }

    /// The value at a place in `data`, such as `/project/title`, which must be there, be it null.
    #[must_use]
    pub fn data(&self, place: &str) -> &Value {
        let data = self.body.get("data").and_then(|data| data.pointer(place));
        data.unwrap_or_else(|| panic!("nothing at {place} in {}", self.text))
    }

    /// The text at a place in `data`.
    #[must_use]
    pub fn text(&self, place: &str) -> String {
        let text = self.data(place).as_str();
        text.unwrap_or_else(|| panic!("no text at {place} in {}", self.text))
            .to_owned()
    }

    /// The codes of all errors, in their order.
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        let errors = self.body.get("errors").and_then(Value::as_array);
        let codes = errors
            .into_iter()
            .flatten()
            .map(|error| error.pointer("/extensions/code"));
        codes
            .map(|code| code.and_then(Value::as_str).unwrap_or("(none)").to_owned())
            .collect()
    }

    /// The codes of all redactions, in their order.
    #[must_use]
    pub fn redactions(&self) -> Vec<String> {
        let redactions = self.body.pointer("/extensions/redactions").and_then(Value::as_array);
        let codes = redactions.into_iter().flatten().map(|redaction| redaction.get("code"));
        codes
            .map(|code| code.and_then(Value::as_str).unwrap_or("(none)").to_owned())
            .collect()
    }

    /// Code and path pattern of each redaction, such as `FIELD_FORBIDDEN node.person`, in their order.
    #[must_use]
    pub fn redacted(&self) -> Vec<String> {
        let redactions = self.body.pointer("/extensions/redactions").and_then(Value::as_array);
        let part = |redaction: &Value, name: &str| redaction.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
        redactions
            .into_iter()
            .flatten()
            .filter_map(|redaction| Some(format!("{} {}", part(redaction, "code")?, part(redaction, "path")?)))
            .collect()
    }

    /// The input paths of all errors, such as `input.title`, in their order.
    #[must_use]
    pub fn inputs(&self) -> Vec<String> {
        let errors = self.body.get("errors").and_then(Value::as_array);
        let paths = errors
            .into_iter()
            .flatten()
            .filter_map(|error| error.pointer("/extensions/input")?.as_array());
        let part = |part: &Value| part.as_str().map_or_else(|| part.to_string(), ToOwned::to_owned);
        paths
            .map(|path| path.iter().map(part).collect::<Vec<_>>().join("."))
            .collect()
    }

    /// Itself, if it is a 200 without errors.
    #[expect(
        clippy::must_use_candidate,
        clippy::return_self_not_must_use,
        reason = "it has asserted what it is for"
    )]
    pub fn ok(self) -> Self {
        let fine = self.status == 200 && self.body.get("errors").is_none() && self.body.get("data").is_some();
        assert!(fine, "{} {}", self.status, self.text);
        self
    }

    /// Itself, if it is a 200 that refuses a mutation with exactly this code.
    #[expect(
        clippy::must_use_candidate,
        clippy::return_self_not_must_use,
        reason = "it has asserted what it is for"
    )]
    pub fn refused(self, code: &str) -> Self {
        assert_eq!(self.codes(), [code], "{} {}", self.status, self.text);
        assert_eq!(self.status, 200, "{}", self.text);
        self
    }
}
