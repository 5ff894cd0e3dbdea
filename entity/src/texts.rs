//! The same text in several languages, in one column.

use sea_orm::DeriveValueType;

use crate::scalar::LanguageTag;

/// Between a language and its text, and after each text; no text that passed its checks holds them.
const AFTER_LANGUAGE: char = '\u{1f}';
const AFTER_TEXT: char = '\u{1e}';

/// The same text in several languages, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveValueType)]
pub struct Texts(String);

impl Texts {
    /// These texts.
    #[must_use]
    pub fn of<'t>(texts: impl IntoIterator<Item = (&'t LanguageTag, &'t str)>) -> Self {
        let mut all = String::new();
        for (language, text) in texts {
            all.push_str(language.as_str());
            all.push(AFTER_LANGUAGE);
            all.push_str(text);
            all.push(AFTER_TEXT);
        }
        Self(all)
    }

    /// Each language with its text, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = (LanguageTag, &str)> {
        self.0.split(AFTER_TEXT).filter_map(|entry| {
            let (language, text) = entry.split_once(AFTER_LANGUAGE)?;
            Some((language.parse().ok()?, text))
        })
    }

    /// The text in the wanted language, or else in one with the same main language, or else the first.
    #[must_use]
    pub fn best(&self, wanted: Option<&LanguageTag>) -> Option<&str> {
        let main = |tag: &LanguageTag| tag.as_str().split('-').next().map(ToOwned::to_owned);
        let exact = |tag: &LanguageTag| self.iter().find(|(language, _)| language == tag);
        let related = |tag: &LanguageTag| self.iter().find(|(language, _)| main(language) == main(tag));
        let found = wanted
            .and_then(|tag| exact(tag).or_else(|| related(tag)))
            .or_else(|| self.iter().next());
        found.map(|(_, text)| text)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    fn tag(text: &str) -> LanguageTag {
        text.parse().unwrap()
    }

    #[test]
    fn the_best_text_is_taken_and_none_is_lost() {
        let (de, en, fr) = (tag("de"), tag("en"), tag("fr-CA"));
        let texts = Texts::of([(&de, "Guten Tag"), (&en, "Good day"), (&fr, "Bonjour")]);
        let kept: Vec<_> = texts.iter().collect();
        assert_eq!(
            kept,
            [(de.clone(), "Guten Tag"), (en.clone(), "Good day"), (fr, "Bonjour")]
        );
        for (wanted, expected) in [
            (Some("de"), "Guten Tag"),
            (Some("de-AT"), "Guten Tag"),
            (Some("fr"), "Bonjour"),
            (Some("zh-Hant"), "Guten Tag"),
            (None, "Guten Tag"),
        ] {
            assert_eq!(texts.best(wanted.map(tag).as_ref()), Some(expected), "{wanted:?}");
        }
        assert_eq!(Texts::default().best(None), None);
    }
}
