//! What every answer carries, whoever answers: the id of its request, and headers that leave a browser nothing to guess.

use std::future::ready;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use opentelemetry::{
    Context,
    trace::{SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState},
};
use tracing::{Instrument, Span, field::Empty};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use super::astray;
use crate::clock::Clock;

/// The header that names a request, both ways.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The header that says in which trace a request stands (W3C Trace Context).
pub const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");

/// The header that says what those on the way noted of that trace.
const TRACE_STATE: HeaderName = HeaderName::from_static("tracestate");

/// Longer ids of requests are not taken over.
const LONGEST: usize = 64;

/// Set where an answer does not say it itself. What answers here is data and no page.
const HEADERS: &[(HeaderName, &str)] = &[
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "private, no-store"),
];

/// The same router, each request of which has an id that stands in its answer and in every line that the log has of it; what
/// goes astray too.
pub fn traced(router: Router) -> Router {
    router
        .fallback(|headers: HeaderMap| ready(astray::nowhere(&headers)))
        .method_not_allowed_fallback(|headers: HeaderMap| ready(astray::only_read(&headers)))
        .layer(from_fn(trace))
}

async fn trace(request: Request, next: Next) -> Response {
    let id = request_id(request.headers());
    let span = tracing::info_span!(
        "request",
        request_id = id.to_str().unwrap_or_default(),
        trace_id = Empty,
        parent_id = Empty,
        status = Empty,
        otel.kind = "server"
    );
    if let Some((trace, parent, is_sampled)) = trace_parent(request.headers()) {
        span.record("trace_id", trace).record("parent_id", parent);
        stands_in(&span, (trace, parent, is_sampled), trace_state(request.headers()));
    }
    let mut response = match astray::to_no_host(&request) {
        Some(refusal) => refusal,
        None => next.run(request).instrument(span.clone()).await,
    };
    span.record("status", i64::from(response.status().as_u16()));
    dress(response.headers_mut(), id);
    response
}

/// Puts what every answer carries into these headers of one.
pub(super) fn dress(headers: &mut HeaderMap, id: HeaderValue) {
    dress_alike(headers);
    // What caches keep for many is answered to each of them, and has nobody's id.
    if !is_for_many(headers) {
        headers.insert(REQUEST_ID, id);
    }
}

/// The part of it that is alike in all.
pub(super) fn dress_alike(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

fn is_for_many(headers: &HeaderMap) -> bool {
    let kept = headers.get(header::CACHE_CONTROL).and_then(|kept| kept.to_str().ok());
    kept.is_some_and(|kept| kept.split(',').any(|word| word.trim() == "public"))
}

/// Puts a span into its caller's trace, where somebody takes spans.
fn stands_in(span: &Span, (trace, parent, is_sampled): (&str, &str, bool), state: TraceState) {
    let (Ok(trace), Ok(parent)) = (TraceId::from_hex(trace), SpanId::from_hex(parent)) else {
        return;
    };
    let flags = TraceFlags::default().with_sampled(is_sampled);
    let caller = SpanContext::new(trace, parent, flags, true, state);
    // Fails only where nobody takes it.
    let _ = span.set_parent(Context::new().with_remote_span_context(caller));
}

/// The id that the caller gave, if it can stand in a log, or a new one (T132).
pub(super) fn request_id(headers: &HeaderMap) -> HeaderValue {
    let mut given = headers.get_all(REQUEST_ID).iter();
    if let (Some(id), None) = (given.next(), given.next())
        && (1..=LONGEST).contains(&id.len())
        && id.as_bytes().iter().copied().all(is_plain)
    {
        return id.clone();
    }
    let id = Clock::system().blind_id().simple().to_string();
    HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static("none"))
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)
}

/// The trace and the span that called, and whether it is looked at, if the header is as its specification has it.
fn trace_parent(headers: &HeaderMap) -> Option<(&str, &str, bool)> {
    let mut given = headers.get_all(TRACE_PARENT).iter();
    let (Some(value), None) = (given.next(), given.next()) else {
        return None;
    };
    let mut parts = value.to_str().ok()?.split('-');
    let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let is_hex = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let says_something = |text: &str| text.bytes().any(|byte| byte != b'0');
    // A later version may have more behind it; the first has not.
    let ends = version != "00" || parts.next().is_none();
    let fits = is_hex(version, 2)
        && version != "ff"
        && is_hex(trace, 32)
        && says_something(trace)
        && is_hex(parent, 16)
        && says_something(parent)
        && is_hex(flags, 2)
        && ends;
    let is_sampled = u8::from_str_radix(flags, 16).is_ok_and(|flags| flags & 1 == 1);
    fits.then_some((trace, parent, is_sampled))
}

/// What was noted of the trace, in however many headers; nothing if it is not as its specification has it.
fn trace_state(headers: &HeaderMap) -> TraceState {
    let given = headers.get_all(TRACE_STATE).iter();
    let given: Option<Vec<_>> = given.map(|value| value.to_str().ok()).collect();
    given.unwrap_or_default().join(",").parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn with(name: &HeaderName, values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name.clone(), HeaderValue::from_str(value).unwrap());
        }
        headers
    }

    #[test]
    fn an_id_is_taken_over_if_it_can_stand_in_a_log() {
        let longest = "a".repeat(64);
        for id in ["7", "a-b_c.D", longest.as_str()] {
            assert_eq!(request_id(&with(&REQUEST_ID, &[id])), id);
        }
        let longer = "a".repeat(65);
        for ids in [
            &[][..],
            &[""],
            &["a b"],
            &["a=b"],
            &["\"a\""],
            &["a\tb"],
            &["a", "b"],
            &[longer.as_str()],
        ] {
            let id = request_id(&with(&REQUEST_ID, ids));
            assert_eq!(id.len(), 32, "{ids:?}");
            assert_ne!(id, request_id(&with(&REQUEST_ID, ids)), "{ids:?}");
        }
    }

    #[test]
    fn the_trace_of_a_caller_is_read_strictly() {
        let (trace, parent) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
        for (good, is_sampled) in [
            (format!("00-{trace}-{parent}-01"), true),
            (format!("00-{trace}-{parent}-00"), false),
            (format!("cc-{trace}-{parent}-03-what-comes-later"), true),
        ] {
            let read = trace_parent(&with(&TRACE_PARENT, &[&good]))
                .map(|(trace, parent, is)| (trace.to_owned(), parent.to_owned(), is));
            assert_eq!(read, Some((trace.to_owned(), parent.to_owned(), is_sampled)));
        }
        for bad in [
            String::new(),
            format!("00-{trace}-{parent}"),
            format!("00-{trace}-{parent}-01-more"),
            format!("ff-{trace}-{parent}-01"),
            format!("00-{}-{parent}-01", trace.to_uppercase()),
            format!("00-{}-{parent}-01", "0".repeat(32)),
            format!("00-{trace}-{}-01", "0".repeat(16)),
            format!("00-{trace}x-{parent}-01"),
        ] {
            assert_eq!(trace_parent(&with(&TRACE_PARENT, &[&bad])), None, "{bad}");
        }
        let good = format!("00-{trace}-{parent}-01");
        assert_eq!(trace_parent(&with(&TRACE_PARENT, &[&good, &good])), None);
    }

    #[test]
    fn what_was_noted_of_a_trace_is_taken_over_if_it_can_be_read() {
        for (given, taken) in [
            (&[][..], ""),
            (&["vendor=a:1, other=2"][..], "vendor=a:1,other=2"),
            (&["vendor=a:1", "other=2"][..], "vendor=a:1,other=2"),
            (&["vendor"][..], ""),
            (&["Vendor=1"][..], ""),
        ] {
            assert_eq!(trace_state(&with(&TRACE_STATE, given)).header(), taken, "{given:?}");
        }
    }
}
