//! Texts in several languages, as they are answered and given.

use async_graphql::{InputObject, SimpleObject};
use entity::{scalar::LanguageTag, texts::Texts, vocabulary::AccessClass};

use crate::relay::{Faults, Given, access::access};

/// A text in one language.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct LocalizedText {
    /// Its language.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    language: LanguageTag,
    /// The text itself.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    text: String,
}

/// A text in one language.
#[derive(Clone, Debug, InputObject)]
pub(super) struct LocalizedTextInput {
    /// Language of the text; each language once in a list.
    pub language: Given<LanguageTag>,
    /// The text, 1 to 20000 characters.
    pub text: String,
}

/// The texts, as they are answered.
pub(super) fn shown(texts: &Texts) -> Vec<LocalizedText> {
    texts
        .iter()
        .map(|(language, text)| LocalizedText {
            language,
            text: text.to_owned(),
        })
        .collect()
}

/// The texts of a list of an input: one language at least, each once, 30 at most.
pub(super) fn checked(faults: &mut Faults, field: &str, given: &[LocalizedTextInput]) -> Texts {
    if given.is_empty() || given.len() > 30 {
        faults.add(field, "The list has 1 to 30 texts, each in another language.");
        return Texts::default();
    }
    let mut texts: Vec<(LanguageTag, String)> = Vec::new();
    for one in given {
        let text = faults.prose(field, &one.text, 1, 20_000);
        let Some(language) = faults.read(field, Some(&one.language)) else {
            continue;
        };
        if texts.iter().any(|(known, _)| *known == language) {
            faults.add(field, "A language stands in the list twice.");
        }
        texts.push((language, text));
    }
    Texts::of(texts.iter().map(|(language, text)| (language, text.as_str())))
}
