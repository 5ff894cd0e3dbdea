//! Checks that every input passes: all faults of one input together, each with its path.

use std::str::FromStr;

use chrono::{DateTime, SubsecRound, Utc};
use entity::{
    origins::{Origins, is_origin},
    scalar::Flaw,
};
use unicode_normalization::UnicodeNormalization;

use super::given::Given;
use crate::error::{Code, Error, Refusal, Result};

/// The faults found so far.
#[derive(Default)]
pub struct Faults(Vec<Refusal>);

impl Faults {
    /// Notes a fault of `field` of the input.
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(Refusal::new(Code::BadInput, message).at(&["input", field]));
    }

    /// Notes a refusal.
    pub fn push(&mut self, refusal: Refusal) {
        self.0.push(refusal);
    }

    /// Ends the checking: an error that holds every fault, if there are any.
    pub fn done(self) -> Result<()> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::Refused(self.0))
        }
    }

    /// A text of `min` to `max` characters: trimmed, NFC, without control characters, its lines ended by LF.
    pub fn text(&mut self, field: &str, value: &str, min: usize, max: usize) -> String {
        match check_text(value, min, max) {
            Ok(text) => text,
            Err(message) => {
                self.add(field, message);
                String::new()
            }
        }
    }

    /// The same for what stands on one line, such as a name or a title: no line break, and nothing that turns the
    /// writing round, with which a name could pass for another (T133).
    pub fn line(&mut self, field: &str, value: &str, min: usize, max: usize) -> String {
        if value
            .trim()
            .chars()
            .any(|c| matches!(c, '\n' | '\t' | '\u{2028}' | '\u{2029}') || is_bidi_control(c))
        {
            self.add(
                field,
                "The text stands on one line: take out line breaks and marks that turn the writing round.",
            );
            return String::new();
        }
        self.text(field, value, min, max)
    }

    /// The same where the field may be left out.
    pub fn optional_line(&mut self, field: &str, value: Option<&str>, min: usize, max: usize) -> Option<String> {
        value.map(|value| self.line(field, value, min, max))
    }

    /// The same for what people say at length: marks that turn the writing round stay, as languages need them, but each
    /// paragraph closes what it opens, so that none reaches into what stands around it (T133).
    pub fn prose(&mut self, field: &str, value: &str, min: usize, max: usize) -> String {
        if !value.lines().all(closes_what_it_opens) {
            self.add(
                field,
                "A paragraph opens marks that turn the writing round and does not close them: close them or take them out.",
            );
            return String::new();
        }
        self.text(field, value, min, max)
    }

    /// A scalar, from what was written for it.
    pub fn read<T: FromStr<Err = Flaw>>(&mut self, field: &str, value: Option<&Given<T>>) -> Option<T> {
        let read = value?.text.parse();
        read.map_err(|flaw| self.add(field, flaw)).ok()
    }

    /// A list of origins that may be left out.
    pub fn origins(&mut self, given: Option<&[String]>) -> Option<Origins> {
        let given = given?;
        let flaw = match Origins::of(given) {
            Ok(origins) => return Some(origins),
            Err(flaw) => flaw,
        };
        if given.len() > Origins::MOST {
            self.add("allowedOrigins", flaw);
            return None;
        }
        for (place, _) in given.iter().enumerate().filter(|(_, text)| !is_origin(text)) {
            let refusal = Refusal::new(Code::BadInput, flaw);
            self.push(refusal.at(&["input", "allowedOrigins", &place.to_string()]));
        }
        None
    }

    /// The reason of a step, which must be there: at most 2000 characters.
    pub fn reason(&mut self, given: &str) -> String {
        self.reason_up_to(given, 2000)
    }

    /// The same of so many characters at most.
    pub fn reason_up_to(&mut self, given: &str, most: usize) -> String {
        if given.trim().is_empty() {
            self.push(Refusal::new(Code::ReasonRequired, "The step needs a reason.").at(&["input", "reason"]));
            return String::new();
        }
        self.text("reason", given, 1, most)
    }

    /// A text where the field may be left out.
    pub fn optional(&mut self, field: &str, value: Option<&str>, min: usize, max: usize) -> Option<String> {
        value.map(|value| self.text(field, value, min, max))
    }
}

/// Embeddings, overrides and isolates of the bidirectional algorithm (UAX 9), and the marks.
const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether every embedding, override and isolate of a paragraph is closed by its own kind, the last one first.
fn closes_what_it_opens(paragraph: &str) -> bool {
    let mut open = Vec::new();
    for c in paragraph.chars() {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => open.push('\u{202c}'),
            '\u{2066}'..='\u{2068}' => open.push('\u{2069}'),
            '\u{202c}' | '\u{2069}' if open.pop() != Some(c) => return false,
            _ => {}
        }
    }
    open.is_empty()
}

/// A list in a filter, where it is as short as one has to be.
pub fn short<'v, T>(field: &str, values: &'v [T], most: usize) -> Result<&'v [T]> {
    if values.len() > most {
        let refusal = Refusal::new(Code::BadInput, format!("The list is too long: {most} entries at most."));
        return Err(refusal.at(&["filter", field]).into());
    }
    Ok(values)
}

/// The scalars of a list in a filter, from what was written for them; all flaws of them together.
pub fn each_read<T: FromStr<Err = Flaw>>(field: &str, values: &[Given<T>]) -> Result<Vec<T>> {
    let mut faults = Faults::default();
    let mut read = Vec::with_capacity(values.len());
    for (place, value) in values.iter().enumerate() {
        match value.text.parse::<T>() {
            Ok(value) => read.push(value),
            Err(flaw) => {
                let refusal = Refusal::new(Code::BadInput, flaw);
                faults.push(refusal.at(&["filter", field, &place.to_string()]));
            }
        }
    }
    faults.done()?;
    Ok(read)
}

/// The text, trimmed, in NFC and with LF for CRLF; or a sentence on what is wrong with it, which does not repeat it.
pub fn check_text(value: &str, min: usize, max: usize) -> std::result::Result<String, String> {
    if value.len() > max.saturating_mul(16) {
        return Err(format!("The text is too long: {max} characters at most."));
    }
    let text: String = value.trim().replace("\r\n", "\n").nfc().collect();
    let length = text.chars().count();
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err("The text holds a control character: take it out.".to_owned());
    }
    if length == 0 && min > 0 {
        return Err("The text is empty.".to_owned());
    }
    if length < min {
        return Err(format!("The text is too short: {min} characters at least."));
    }
    if length > max {
        return Err(format!("The text is too long: {max} characters at most."));
    }
    Ok(text)
}

/// An instant as both databases keep it: in whole milliseconds.
#[must_use]
pub fn whole_millis(value: DateTime<Utc>) -> DateTime<Utc> {
    value.trunc_subsecs(3)
}

/// A short name for addresses out of a title; may be shorter than a slug must be.
#[must_use]
pub fn slug_of(title: &str) -> String {
    let mut slug = String::new();
    for c in title
        .nfkd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
    {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_composed_and_bounded_in_characters() {
        assert_eq!(check_text("  e\u{301}  ", 1, 1), Ok("\u{e9}".to_owned()));
        assert_eq!(check_text("a\r\n\r\nb\r\n", 1, 4), Ok("a\n\nb".to_owned()));
        assert!(check_text("a\rb", 1, 5).is_err());
        assert!(check_text("", 1, 5).is_err());
        assert!(check_text("abcdef", 1, 5).is_err());
        assert!(check_text("a\u{0}b", 1, 5).is_err());
        assert!(check_text("a\u{1b}[31mb", 1, 50).is_err());
    }

    #[test]
    fn t133_a_paragraph_closes_what_turns_its_writing_round() {
        for whole in [
            "plain",
            "\u{202b}a\u{202c}",
            "\u{2067}a\u{202a}b\u{202c}\u{2069} c",
            "\u{200f}mark",
        ] {
            assert!(closes_what_it_opens(whole), "{whole:?}");
        }
        for open in [
            "\u{202e}a",
            "a\u{202c}",
            "\u{2066}a\u{202c}",
            "\u{2067}a\u{202a}b\u{2069}\u{202c}",
        ] {
            assert!(!closes_what_it_opens(open), "{open:?}");
        }
        let mut faults = Faults::default();
        faults.prose("body", "\u{202b}one\ntwo\u{202c}", 1, 50);
        assert!(faults.done().is_err());
    }

    #[test]
    fn a_title_becomes_an_address() {
        assert_eq!(slug_of("  Très  bien: Policing, 2022! "), "tres-bien-policing-2022");
        assert_eq!(slug_of("優步"), "");
    }
}
