//! The part of a text around the words that were found.

use unicode_segmentation::UnicodeSegmentation;

use crate::store::search::terms_of;

/// How many characters an excerpt has at most.
const LONGEST: usize = 200;
/// How many characters stand before the first word found.
const BEFORE: usize = 60;

/// Up to 200 characters of the first of `texts` that holds one of `terms`, whole words with an ellipsis where text was
/// left out; none where none holds one.
#[must_use]
pub(super) fn excerpt<'t>(texts: impl IntoIterator<Item = &'t str>, terms: &[String]) -> Option<String> {
    texts
        .into_iter()
        .find_map(|text| first_hit(text, terms).map(|at| around(text, at)))
}

/// The character at which the first word, or pair of characters of writing without spaces, with one of the terms begins.
fn first_hit(text: &str, terms: &[String]) -> Option<usize> {
    let holds = |piece: &str| terms_of(piece).iter().any(|term| terms.contains(term));
    let mut run: Option<(usize, &str)> = None;
    let words = text
        .split_word_bound_indices()
        .filter(|(_, word)| !word.trim().is_empty());
    for (at, word) in words {
        // Writing without spaces comes character by character; a pair is two that touch.
        let pair = run
            .filter(|(start, before)| start + before.len() == at)
            .and_then(|(start, _)| text.get(start..at + word.len()).map(|pair| (start, pair)));
        if let Some((start, _)) = pair.filter(|(_, pair)| pair.chars().count() == 2 && holds(pair)) {
            return Some(characters(text, start));
        }
        if holds(word) {
            return Some(characters(text, at));
        }
        run = Some((at, word));
    }
    None
}

/// How many characters stand before this byte.
fn characters(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or(0, |before| before.chars().count())
}

fn is_start(characters: &[char], at: usize) -> bool {
    let here = characters.get(at).is_some_and(|c| !c.is_whitespace());
    here && (at == 0 || characters.get(at - 1).is_some_and(|c| c.is_whitespace()))
}

fn around(text: &str, at: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= LONGEST {
        return text.to_owned();
    }
    // Two characters are kept for the ellipses.
    let room = LONGEST - 2;
    let last_start = characters.len().saturating_sub(room);
    let from = at.saturating_sub(BEFORE).min(last_start);
    let word = (from..at).find(|start| *start == 0 || is_start(&characters, *start));
    let from = word.unwrap_or(from);
    let mut to = (from + room).min(characters.len());
    while to < characters.len() && to > at + 1 && characters.get(to).is_some_and(|c| !c.is_whitespace()) {
        to -= 1;
        if to + 40 < from + room {
            // A text without spaces is cut where the room ends.
            to = from + room;
            break;
        }
    }
    let middle: String = characters.iter().skip(from).take(to - from).collect();
    let before = if from > 0 { "…" } else { "" };
    let after = if to < characters.len() { "…" } else { "" };
    format!("{before}{}{after}", middle.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::search::terms_to_find;

    fn of(text: &str, words: &str) -> Option<String> {
        excerpt([text], &terms_to_find(words))
    }

    #[test]
    fn a_short_text_is_shown_whole_and_one_without_the_words_not_at_all() {
        assert_eq!(
            of("More policing at night.", "POLICING").as_deref(),
            Some("More policing at night.")
        );
        assert_eq!(of("More policing at night.", "day"), None);
    }

    #[test]
    fn a_long_text_is_cut_around_the_word() {
        let text = format!("{} policing {}", "before ".repeat(100), "after ".repeat(100));
        let cut = of(&text, "policing").unwrap_or_default();
        assert!(cut.chars().count() <= LONGEST && cut.contains(" policing "), "{cut}");
        assert!(cut.starts_with("…before ") && cut.ends_with(" after…"), "{cut}");
    }

    #[test]
    fn a_word_without_spaces_round_it_is_found_where_it_stands() {
        let text = format!("{}needle{}", "xx,".repeat(200), ",yy".repeat(200));
        let cut = of(&text, "needle").unwrap_or_default();
        assert!(cut.chars().count() <= LONGEST && cut.contains(",needle,"), "{cut}");
    }

    #[test]
    fn writing_without_spaces_is_cut_too() {
        let text = format!("{}優步{}", "車".repeat(300), "路".repeat(300));
        let cut = of(&text, "優步").unwrap_or_default();
        assert!(cut.chars().count() <= LONGEST && cut.contains("優步"), "{cut}");
    }
}
