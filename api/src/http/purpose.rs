//! What a request declares to read personal data for: in a header, in its `extensions`, or alike in both (T65).

use axum::http::HeaderMap;

use super::execute::one;
use crate::{
    error::{Code, Refusal, Result},
    operation::{Purpose, purpose_named},
};

/// The header.
const PURPOSE: &str = "trialogue-purpose";

/// What the headers declare; nothing where they declare none.
pub(super) fn declared(headers: &HeaderMap) -> Result<Option<Purpose>> {
    let Some(name) = one(headers, PURPOSE)? else {
        return Ok(None);
    };
    purpose_named(name.trim()).map(Some).ok_or_else(|| {
        Refusal::new(Code::BadInput, "The header Trialogue-Purpose names no purpose.")
            .hint("The schema's enum Purpose lists them, such as PARTICIPATION_ADMIN.")
            .into()
    })
}

/// What an operation declares whose `extensions` name this and whose headers declare that; two that differ are a
/// contradiction.
pub(super) fn declared_once(named: Option<&str>, in_headers: Option<Purpose>) -> Result<Option<Purpose>, Refusal> {
    let Some(name) = named else {
        return Ok(in_headers);
    };
    let bad = |message: &str| Refusal::new(Code::BadInput, message).at(&["extensions", "purpose"]);
    let Some(named) = purpose_named(name) else {
        return Err(bad(
            "extensions.purpose names no purpose; the schema's enum Purpose lists them.",
        ));
    };
    if in_headers.is_some_and(|other| other != named) {
        return Err(bad("extensions.purpose contradicts the header Trialogue-Purpose."));
    }
    Ok(Some(named))
}
