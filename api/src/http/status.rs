//! Codes to statuses: only those that concern the request as a whole have one of their own.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use super::accept::Media;
use crate::error::Code;

/// Seconds after which to come back, where nobody knows better.
const SOON: HeaderValue = HeaderValue::from_static("1");

/// What a 401 asks for: whoever shows no token is a visitor, so that one was shown that is no good (RFC 6750, section 3.1).
const CHALLENGE: HeaderValue = HeaderValue::from_static("Bearer error=\"invalid_token\"");

/// The status of a request that is refused with `code` before any field ran; adds what the status demands.
pub(super) fn of(code: Option<&str>, media: Media, headers: &mut HeaderMap) -> StatusCode {
    let is = |one: Code| code == Some(one.name().as_str());
    if is(Code::Unauthenticated) {
        headers.entry(header::WWW_AUTHENTICATE).or_insert(CHALLENGE);
        StatusCode::UNAUTHORIZED
    } else if is(Code::RateLimited) {
        headers.entry(header::RETRY_AFTER).or_insert(SOON);
        StatusCode::TOO_MANY_REQUESTS
    } else if is(Code::Unavailable) {
        headers.entry(header::RETRY_AFTER).or_insert(SOON);
        StatusCode::SERVICE_UNAVAILABLE
    } else if is(Code::Internal) {
        StatusCode::INTERNAL_SERVER_ERROR
    } else {
        media.request_error()
    }
}
