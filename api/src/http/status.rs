//! Codes to statuses: only those that concern the request as a whole have one of their own.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

use super::accept::Media;
use crate::error::Code;

/// The status of a request that is refused with `code` before any field ran; adds what the status demands.
pub(super) fn of(code: Option<&str>, media: Media, headers: &mut HeaderMap) -> StatusCode {
    let is = |one: Code| code == Some(one.name().as_str());
    if is(Code::Unauthenticated) {
        headers
            .entry(header::WWW_AUTHENTICATE)
            .or_insert(HeaderValue::from_static("Bearer"));
        StatusCode::UNAUTHORIZED
    } else if is(Code::RateLimited) {
        StatusCode::TOO_MANY_REQUESTS
    } else if is(Code::Unavailable) {
        StatusCode::SERVICE_UNAVAILABLE
    } else if is(Code::Internal) {
        StatusCode::INTERNAL_SERVER_ERROR
    } else {
        media.request_error()
    }
}
