//! In which language a text is answered that stands in several.

use std::borrow::Cow;

use async_graphql::Context;
use entity::{languages::Languages, scalar::LanguageTag};

use super::operation;

/// The language that a field is asked for, or else those that the request declares.
#[must_use]
pub fn wanted<'c>(ctx: &Context<'c>, language: Option<LanguageTag>) -> Cow<'c, Languages> {
    match (language, operation(ctx)) {
        (Some(language), _) => Cow::Owned(language.into()),
        (None, Ok(operation)) => Cow::Borrowed(operation.languages()),
        (None, Err(_)) => Cow::default(),
    }
}
