//! The same text in several languages, in one column.

use sea_orm::DeriveValueType;

use crate::{languages::Languages, scalar::LanguageTag};

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
        self.entries()
            .filter_map(|(language, text)| Some((language.parse().ok()?, text)))
    }

    /// The text that suits best who reads these languages, or else the first.
    #[must_use]
    pub fn best(&self, wanted: &Languages) -> Option<&str> {
        wanted.best(self.entries())
    }

    fn entries(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.0
            .split(AFTER_TEXT)
            .filter_map(|entry| entry.split_once(AFTER_LANGUAGE))
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
            let wanted = wanted.map(|text| Languages::from(tag(text))).unwrap_or_default();
            assert_eq!(texts.best(&wanted), Some(expected), "{wanted:?}");
        }
        assert_eq!(Texts::default().best(&Languages::default()), None);
    }
}
