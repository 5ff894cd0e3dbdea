//! Which media types come in and go out (GraphQL over HTTP, RFC 9110).

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

/// The two forms of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`: the status tells of request errors.
    GraphQl,
    /// `application/json`: 200 whenever the answer is one of GraphQL.
    Json,
}

impl Media {
    pub(super) fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }

    /// The status of a well-formed request that was refused before execution.
    pub(super) fn request_error(self) -> StatusCode {
        match self {
            Self::GraphQl => StatusCode::BAD_REQUEST,
            Self::Json => StatusCode::OK,
        }
    }
}

/// The form that the caller likes best, or none.
pub(super) fn negotiate(headers: &HeaderMap) -> Option<Media> {
    let mut values = headers.get_all(header::ACCEPT).iter().peekable();
    if values.peek().is_none() {
        return Some(Media::Json);
    }
    let mut text = String::new();
    for value in values {
        text.push_str(value.to_str().ok()?);
        text.push(',');
    }
    let ranges: Vec<Range> = parts_of(&text, ',').filter_map(Range::parse).collect();
    if ranges.is_empty() {
        return text.trim_matches([',', ' ']).is_empty().then_some(Media::Json);
    }
    let json = liked(&ranges, "json");
    let graphql = liked(&ranges, "graphql-response+json");
    match (graphql, json) {
        (Some(graphql), Some(json)) => Some(if graphql > json { Media::GraphQl } else { Media::Json }),
        (Some(_), None) => Some(Media::GraphQl),
        (None, Some(_)) => Some(Media::Json),
        (None, None) => None,
    }
}

/// How much a subtype of `application` is liked: by quality, then by how exactly it was named, then by how early.
fn liked(ranges: &[Range], subtype: &str) -> Option<(u16, u8, std::cmp::Reverse<usize>)> {
    let fits = |range: &Range| match (range.kind.as_str(), range.subtype.as_str()) {
        ("*", "*") => Some(0),
        ("application", "*") => Some(1),
        ("application", named) if named == subtype => Some(2),
        _ => None,
    };
    let matching = ranges
        .iter()
        .enumerate()
        .filter_map(|(place, range)| Some((fits(range)?, place, range.quality)));
    // The most exact range alone decides, so that `*/*, application/json;q=0` excludes JSON.
    let (exact, place, quality) = matching.max_by_key(|(exact, place, _)| (*exact, std::cmp::Reverse(*place)))?;
    (quality > 0).then_some((quality, exact, std::cmp::Reverse(place)))
}

struct Range {
    kind: String,
    subtype: String,
    quality: u16,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = parts_of(text, ';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let mut quality = 1_000;
        for parameter in parts.filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=')?;
            if name.trim().eq_ignore_ascii_case("q") {
                quality = thousandths(value.trim())?;
            } else if name.trim().eq_ignore_ascii_case("charset") && !is_utf8(value) {
                return None;
            }
        }
        Some(Self {
            kind: kind.to_ascii_lowercase(),
            subtype: subtype.to_ascii_lowercase(),
            quality,
        })
    }
}

/// The parts of a header's text between separators; one in a quoted string is none (RFC 9110, section 5.6.4).
pub(super) fn parts_of(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    text.split(move |one: char| {
        if std::mem::take(&mut is_escaped) {
            return false;
        }
        match one {
            '\\' => is_escaped = is_quoted,
            '"' => is_quoted = !is_quoted,
            _ => return one == separator && !is_quoted,
        }
        false
    })
}

/// A quality between 0 and 1 in whole thousandths.
pub(super) fn thousandths(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 3 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match whole {
        "0" => format!("{part:0<3}").parse().ok(),
        "1" if part.bytes().all(|byte| byte == b'0') => Some(1_000),
        _ => None,
    }
}

/// Whether the body says that it is JSON in UTF-8; a form or plain text is what a foreign page can send (T144).
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return false;
    };
    let Ok(text) = value.to_str() else { return false };
    let mut parts = parts_of(text, ';').map(str::trim);
    parts
        .next()
        .is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
        && parts.filter(|parameter| !parameter.is_empty()).all(|parameter| {
            parameter
                .split_once('=')
                .is_some_and(|(name, value)| !name.trim().eq_ignore_ascii_case("charset") || is_utf8(value))
        })
}

/// Whether a body is said to be packed, or encoded in some other way.
pub(super) fn is_encoded(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_ENCODING).iter();
    !values.all(|value| value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim().trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(value: &'static str) -> Option<Media> {
        negotiate(&HeaderMap::from_iter([(
            header::ACCEPT,
            HeaderValue::from_static(value),
        )]))
    }

    fn json(value: &'static str) -> bool {
        is_json(&HeaderMap::from_iter([(
            header::CONTENT_TYPE,
            HeaderValue::from_static(value),
        )]))
    }

    #[test]
    fn accept_is_weighed_by_quality_then_exactness_then_order() {
        let (graphql, plain) = (Some(Media::GraphQl), Some(Media::Json));
        for (value, expected) in [
            ("application/graphql-response+json", graphql),
            ("application/json", plain),
            ("*/*", plain),
            ("application/*", plain),
            ("", plain),
            ("application/graphql-response+json, application/json;q=0.9", graphql),
            ("application/graphql-response+json;q=0.8, application/json", plain),
            ("application/json, application/graphql-response+json", plain),
            (
                "application/graphql-response+json, application/graphql+json, application/json, text/event-stream",
                graphql,
            ),
            ("application/graphql-response+json, */*;q=0.1", graphql),
            ("*/*, application/json;q=0", graphql),
            ("Application/JSON; charset=UTF-8", plain),
            ("application/json;", plain),
            (
                "application/graphql-response+json; charset=utf-8;;q=0.5, application/json;q=0.1",
                graphql,
            ),
            ("application/json; charset=latin1", None),
            ("application/json;profile=\"a;q=0, b\"", plain),
            ("application/json;profile=\"a\\\";q=0\";q=0.1, */*;q=0", plain),
            ("application/json;q=0", None),
            ("application/json;q=2", None),
            ("text/html", None),
            ("nonsense", None),
        ] {
            assert_eq!(accepted(value), expected, "{value}");
        }
        assert_eq!(negotiate(&HeaderMap::new()), plain);
    }

    #[test]
    fn t144_only_json_in_utf8_comes_in() {
        for value in [
            "application/json",
            "application/json; charset=utf-8",
            "Application/Json;charset=\"UTF-8\"",
            "application/json;",
        ] {
            assert!(json(value), "{value}");
        }
        for value in [
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "application/json; charset=latin1",
            "application/json; charset =utf-16",
            "application/jsonx",
            "application/graphql",
            "",
        ] {
            assert!(!json(value), "{value}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }
}
