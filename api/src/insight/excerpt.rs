//! The part of a text around the words that were found.

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

/// The character at which the first word with one of the terms begins.
fn first_hit(text: &str, terms: &[String]) -> Option<usize> {
    let holds = |piece: &str| terms_of(piece).iter().any(|term| terms.contains(term));
    if !holds(text) {
        return None;
    }
    let characters: Vec<char> = text.chars().collect();
    let starts = (0..characters.len()).filter(|at| is_start(&characters, *at));
    // A text without spaces is one word; its pairs are found from the character on.
    let starts: Vec<usize> = starts.collect();
    let word = starts.iter().enumerate().find_map(|(place, at)| {
        let end = starts.get(place + 1).copied().unwrap_or(characters.len());
        let piece: String = characters.get(*at..end)?.iter().collect();
        holds(&piece).then_some((*at, end))
    });
    let (at, end) = word.unwrap_or((0, characters.len()));
    let inside = (at..end).find(|from| {
        let piece: String = characters.iter().skip(*from).take(2).collect();
        terms_of(&piece).iter().any(|term| terms.contains(term))
    });
    Some(inside.unwrap_or(at))
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
    let mut from = at.saturating_sub(BEFORE).min(last_start);
    while from > 0 && from < at && !is_start(&characters, from) {
        from += 1;
    }
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
    fn writing_without_spaces_is_cut_too() {
        let text = format!("{}優步{}", "車".repeat(300), "路".repeat(300));
        let cut = of(&text, "優步").unwrap_or_default();
        assert!(cut.chars().count() <= LONGEST && cut.contains("優步"), "{cut}");
    }
}
