//! What a request declares beside who asks.

pub use entity::{languages::Languages, vocabulary::Purpose};

/// What it reads for, and in which languages.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// What it reads personal data for.
    pub purpose: Option<Purpose>,
    /// The languages that texts are wanted in where a field is asked for none.
    pub languages: Languages,
}

/// The purpose of this name in GraphQL.
#[must_use]
pub fn purpose_named(name: &str) -> Option<Purpose> {
    let known = <Purpose as async_graphql::EnumType>::items();
    known.iter().find(|item| item.name == name).map(|item| item.value)
}
