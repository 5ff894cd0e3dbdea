//! The catalogue of criteria in other languages than English, in which it stands. All languages say the same: a question
//! that is asked in several of them is answered once.

mod de;
mod es;
mod fr;
mod nl;

use std::iter::once;

use entity::languages::Languages;

use super::catalogue::{CHANGE, Entry, Steps};

/// What a criterion is called and asked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    pub(super) definition: &'static str,
    pub(super) question: Option<&'static str>,
}

/// The whole catalogue in one language.
struct Language {
    tag: &'static str,
    /// What the lowest and the highest step of agreement mean.
    agreement: [&'static str; 2],
    /// The same of gain and loss.
    change: [&'static str; 2],
    /// In the order of the keys.
    words: &'static [Words],
}

const LANGUAGES: &[Language] = &[de::LANGUAGE, es::LANGUAGE, fr::LANGUAGE, nl::LANGUAGE];

/// The language that suits best who reads these, unless that is English.
fn wanted(languages: &Languages) -> Option<&'static Language> {
    let others = LANGUAGES.iter().map(|language| (language.tag, Some(language)));
    languages.best(once(("en", None)).chain(others)).flatten()
}

/// The words of a criterion in a wanted language, or else in English.
pub(super) fn words_of(entry: &Entry, languages: &Languages) -> Words {
    let words = wanted(languages).and_then(|language| language.words.iter().find(|words| words.key == entry.key));
    words.copied().unwrap_or(Words {
        key: entry.key,
        title: entry.title,
        definition: entry.definition,
        question: entry.question,
    })
}

/// What the lowest and the highest step of a scale mean, in a wanted language or else in English.
pub(super) fn labels_of(steps: &Steps, languages: &Languages) -> [&'static str; 2] {
    match wanted(languages) {
        Some(language) if *steps == CHANGE => language.change,
        Some(language) => language.agreement,
        None => [steps.lowest_label, steps.highest_label],
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use std::collections::HashSet;

    use super::{super::catalogue::CATALOGUE, *};

    fn weighed(tag: Option<&str>) -> Languages {
        Languages::weighed(tag.map(|tag| (tag, 1_000)))
    }

    #[test]
    fn every_language_has_words_of_its_own_for_every_criterion() {
        for language in LANGUAGES {
            let keys: Vec<_> = language.words.iter().map(|words| words.key).collect();
            let expected: Vec<_> = CATALOGUE.iter().map(|entry| entry.key).collect();
            assert_eq!(keys, expected, "{}", language.tag);
            for (words, entry) in language.words.iter().zip(CATALOGUE) {
                let here = format!("{} {}", language.tag, entry.key);
                assert_eq!(words.question.is_some(), entry.question.is_some(), "{here}");
                assert_ne!(words.definition, entry.definition, "{here}");
                assert!(!words.title.is_empty() && words.definition.ends_with('.'), "{here}");
                assert!(words.question.is_none_or(|question| question.ends_with('.')), "{here}");
            }
            let titles: HashSet<_> = language.words.iter().map(|words| words.title).collect();
            assert_eq!(titles.len(), CATALOGUE.len(), "{}", language.tag);
        }
    }

    #[test]
    fn the_wanted_language_or_its_main_one_or_english_is_taken() {
        let entry = CATALOGUE.iter().find(|entry| entry.key == "SA-01").unwrap();
        for (tag, expected) in [
            (Some("de"), "Zufriedenheit"),
            (Some("de-AT"), "Zufriedenheit"),
            (Some("nl-BE"), "Tevredenheid"),
            (Some("en-GB"), "Satisfaction"),
            (Some("zh-Hant"), "Satisfaction"),
            (None, "Satisfaction"),
        ] {
            assert_eq!(words_of(entry, &weighed(tag)).title, expected);
        }
        let german = weighed(Some("de"));
        assert_eq!(labels_of(&CHANGE, &german), ["Viel schlechter", "Viel besser"]);
        assert_eq!(labels_of(&CHANGE, &Languages::default()), ["Much worse", "Much better"]);
        assert_eq!(labels_of(entry.scale.unwrap(), &german)[1], "Stimme voll zu");
    }
}
