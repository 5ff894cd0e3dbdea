//! In which languages somebody reads.

use std::{cmp::Reverse, iter::successors};

use crate::scalar::LanguageTag;

/// The languages that somebody reads, what they like best first, and those that they do not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Languages {
    wanted: Vec<LanguageTag>,
    unwanted: Vec<LanguageTag>,
}

impl From<LanguageTag> for Languages {
    fn from(language: LanguageTag) -> Self {
        Self {
            wanted: vec![language],
            unwanted: Vec::new(),
        }
    }
}

impl Languages {
    /// These, each with how much it is liked, in thousandths: not at all at 0. What is no language is passed over.
    #[must_use]
    pub fn weighed<'t>(tags: impl IntoIterator<Item = (&'t str, u16)>) -> Self {
        let tags = tags.into_iter();
        let mut weighed: Vec<(LanguageTag, u16)> = tags
            .filter_map(|(tag, weight)| Some((tag.parse().ok()?, weight)))
            .collect();
        // Those of the same weight stay in the order that they came in.
        weighed.sort_by_key(|(_, weight)| Reverse(*weight));
        let (wanted, unwanted): (Vec<_>, Vec<_>) = weighed.into_iter().partition(|(_, weight)| *weight > 0);
        let tags = |weighed: Vec<(LanguageTag, u16)>| weighed.into_iter().map(|(tag, _)| tag).collect();
        Self {
            wanted: tags(wanted),
            unwanted: tags(unwanted),
        }
    }

    /// The best of these texts, each with its language: the first in a wanted language by lookup (RFC 4647, section 3.4) or
    /// with the same main language, or else the first that is not unwanted, or else the first.
    #[must_use]
    pub fn best<'t, T>(&self, texts: impl Iterator<Item = (&'t str, T)> + Clone) -> Option<T> {
        let open = texts.clone().filter(|(tag, _)| !self.is_unwanted(tag));
        let mut wanted = self.wanted.iter().map(LanguageTag::as_str);
        let found = wanted.find_map(|range| lookup(range, open.clone()));
        found.or_else(|| open.chain(texts).next().map(|(_, text)| text))
    }

    /// Whether what speaks most exactly of a language says that it is not read.
    fn is_unwanted(&self, tag: &str) -> bool {
        let longest = |ranges: &[LanguageTag]| {
            let ranges = ranges.iter().map(LanguageTag::as_str);
            ranges.filter(|range| covers(range, tag)).map(str::len).max()
        };
        longest(&self.unwanted) > longest(&self.wanted)
    }
}

/// The text in the language of the range, or of what is left where it loses one part after another at its end, or at last
/// in any that the main language covers.
fn lookup<'t, T>(range: &str, texts: impl Iterator<Item = (&'t str, T)> + Clone) -> Option<T> {
    let mut ranges = successors(Some(range), |range| range.rsplit_once('-').map(|(shorter, _)| shorter));
    let found = ranges.find_map(|range| texts.clone().find(|(tag, _)| *tag == range));
    let main = range.split('-').next().unwrap_or(range);
    let mut related = texts.filter(|(tag, _)| covers(main, tag));
    found.or_else(|| related.next()).map(|(_, text)| text)
}

/// Whether a tag is the range or something more exact.
fn covers(range: &str, tag: &str) -> bool {
    let rest = tag.strip_prefix(range);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The language that is chosen among these.
    fn chosen<'t>(weighed: &[(&str, u16)], tags: &[&'t str]) -> Option<&'t str> {
        Languages::weighed(weighed.iter().copied()).best(tags.iter().map(|tag| (*tag, *tag)))
    }

    #[test]
    fn what_is_liked_best_and_is_there_is_taken() {
        let weighed: [(&[(&str, u16)], &str); 9] = [
            (&[("es", 1000)], "es"),
            (&[("es-MX", 1000), ("en", 500)], "es"),
            (&[("en", 500), ("es-MX", 1000)], "es"),
            (&[("fr", 1000), ("en", 200), ("es", 900)], "es"),
            (&[("en", 300), ("de", 300)], "en"),
            (&[("ES-mx", 1)], "es"),
            (&[("zh-Hant-TW", 1000)], "zh-Hant"),
            (&[("zh", 1000)], "zh-Hant"),
            (&[("fr", 1000), ("it", 1000), ("*", 1000)], "de"),
        ];
        for (weighed, expected) in weighed {
            let found = chosen(weighed, &["de", "en", "es", "zh-Hant"]);
            assert_eq!(found, Some(expected), "{weighed:?}");
        }
        let british = [("en-GB", 1000)];
        assert_eq!(chosen(&british, &["fr", "en-US"]), Some("en-US"));
        assert_eq!(chosen(&british, &["fr", "en-US", "en"]), Some("en"));
        assert_eq!(chosen(&[("en", 1000), ("enm", 1000)], &["enm", "de"]), Some("enm"));
        assert_eq!(chosen(&british, &[]), None);
        assert_eq!(chosen(&[], &["de", "en"]), Some("de"));
    }

    #[test]
    fn what_somebody_does_not_read_comes_last() {
        let weighed: [(&[(&str, u16)], &str); 6] = [
            (&[("de", 0)], "en"),
            (&[("de", 0), ("fr", 1000)], "en"),
            (&[("*", 1000), ("de", 0)], "en"),
            (&[("de", 0), ("en", 0), ("es", 0)], "de"),
            (&[("de", 0), ("de", 1000)], "de"),
            (&[("es", 0), ("es-MX", 1000)], "de"),
        ];
        for (weighed, expected) in weighed {
            assert_eq!(chosen(weighed, &["de", "en", "es"]), Some(expected), "{weighed:?}");
        }
        let exactly = [("en", 0), ("en-GB", 1000)];
        assert_eq!(chosen(&exactly, &["de", "en", "en-GB"]), Some("en-GB"));
        let others = [("en-GB", 0), ("en", 1000)];
        assert_eq!(chosen(&others, &["en-GB", "en-US"]), Some("en-US"));
    }
}
