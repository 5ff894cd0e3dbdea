//! Codes to statuses: only those that concern the request as a whole have one of their own.

use async_graphql::{ServerError, Value};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::{
    error::{Code, SOON},
    http::{accept::Media, code_of},
};

/// What a 401 asks for: whoever shows no token is a visitor, so that one was shown that is no good (RFC 6750, section 3.1).
const CHALLENGE: HeaderValue = HeaderValue::from_static("Bearer error=\"invalid_token\"");

/// The status of a request that is refused with `error` before any field ran; adds what the status demands.
pub(in crate::http) fn of(error: Option<&ServerError>, media: Media, headers: &mut HeaderMap) -> StatusCode {
    let code = error.and_then(code_of);
    let is = |one: Code| code == Some(one.name().as_str());
    if is(Code::Unauthenticated) {
        headers.entry(header::WWW_AUTHENTICATE).or_insert(CHALLENGE);
        StatusCode::UNAUTHORIZED
    } else if is(Code::RateLimited) {
        headers.insert(header::RETRY_AFTER, after(error));
        StatusCode::TOO_MANY_REQUESTS
    } else if is(Code::Unavailable) {
        headers.insert(header::RETRY_AFTER, after(error));
        StatusCode::SERVICE_UNAVAILABLE
    } else if is(Code::Internal) {
        StatusCode::INTERNAL_SERVER_ERROR
    } else {
        media.request_error()
    }
}

/// After how many seconds to come back, as the error itself says.
fn after(error: Option<&ServerError>) -> HeaderValue {
    let told = error.and_then(|error| error.extensions.as_ref()?.get("retryAfter"));
    HeaderValue::from(match told {
        Some(Value::Number(seconds)) => seconds.as_u64().unwrap_or(SOON.into()),
        _ => SOON.into(),
    })
}
