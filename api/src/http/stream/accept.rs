//! Whether somebody wants a stream: the form of answer that they like best.

use axum::http::{HeaderMap, header};

use crate::http::accept::{parts_of, thousandths};

/// The forms of a stream over plain HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Server-sent events, as the protocol graphql-sse has them: a connection for each operation.
    Events,
    /// Parts, as the multipart subscription protocol has them.
    Parts,
}

/// The form of stream that the caller likes better than one answer; none where they do not.
pub(super) fn form(headers: &HeaderMap) -> Option<Form> {
    best(headers, true)
}

/// The form of stream that the caller takes, though they may like one answer better; none where they take none.
pub(super) fn offered(headers: &HeaderMap) -> Option<Form> {
    best(headers, false)
}

/// What is liked best, among one answer too or among streams alone.
fn best(headers: &HeaderMap, with_one_answer: bool) -> Option<Form> {
    let mut best: (u16, Option<Form>) = (0, None);
    let values = headers.get_all(header::ACCEPT).iter();
    let ranges = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| parts_of(text, ','));
    for range in ranges {
        let mut parts = parts_of(range, ';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let parameters: Vec<(String, &str)> = parts
            .filter_map(|part| part.split_once('='))
            .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"')))
            .collect();
        let given = |name: &str| {
            parameters
                .iter()
                .find(|(given, _)| given == name)
                .map(|(_, value)| *value)
        };
        let form = match kind.as_str() {
            "text/event-stream" => Some(Form::Events),
            "multipart/mixed" if given("subscriptionspec").is_some_and(|version| matches!(version, "1.0" | "1")) => {
                Some(Form::Parts)
            }
            "application/json" | "application/graphql-response+json" | "application/*" | "*/*" if with_one_answer => {
                None
            }
            _ => continue,
        };
        // What is malformed is not liked at all.
        let quality = given("q").map_or(1_000, |written| thousandths(written).unwrap_or_default());
        // The first of those liked alike.
        if quality > best.0 {
            best = (quality, form);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn accepting(value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_stream_is_offered_where_one_is_taken_at_all() {
        for (value, expected) in [
            (
                "application/graphql-response+json, application/json, text/event-stream, multipart/mixed",
                Some(Form::Events),
            ),
            (
                "application/json, multipart/mixed;subscriptionSpec=1.0, text/event-stream;q=0.5",
                Some(Form::Parts),
            ),
            ("application/json, text/event-stream;q=0", None),
            ("application/json, */*", None),
        ] {
            assert_eq!(offered(&accepting(value)), expected, "{value}");
        }
        assert_eq!(offered(&HeaderMap::new()), None);
    }

    #[test]
    fn a_stream_is_made_where_it_is_liked_best() {
        let of = |value: &'static str| form(&accepting(value));
        for (value, expected) in [
            ("text/event-stream", Some(Form::Events)),
            ("text/event-stream, multipart/mixed", Some(Form::Events)),
            (
                "multipart/mixed;boundary=\"graphql\";subscriptionSpec=1.0,application/json",
                Some(Form::Parts),
            ),
            ("multipart/mixed; subscriptionSpec=\"1.0\"", Some(Form::Parts)),
            ("multipart/mixed;deferSpec=20220824,application/json", None),
            (
                "application/graphql-response+json, application/json, text/event-stream, multipart/mixed",
                None,
            ),
            ("application/json;q=0.5, text/event-stream;q=0.9", Some(Form::Events)),
            ("*/*", None),
            ("text/event-stream;q=0", None),
            ("application/json;profile=\"a, text/event-stream\"", None),
            ("text/html", None),
        ] {
            assert_eq!(of(value), expected, "{value}");
        }
        assert_eq!(form(&HeaderMap::new()), None);
    }
}
