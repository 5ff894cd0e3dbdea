//! Values of one word that are stored as they are answered: a day, a language, an address. Each is made from a text that
//! is one, so that nothing else gets into a table.

use std::str::FromStr;

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use sea_orm::{DeriveValueType, prelude::Date};

/// A calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct Day(Date);

/// A language (BCP 47) in its usual spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType)]
pub struct LanguageTag(String);

/// An absolute address on the web.
#[derive(Clone, Debug, PartialEq, Eq, Hash, DeriveValueType)]
pub struct Url(String);

/// What is wrong with a text, in a sentence that does not repeat it.
pub type Flaw = &'static str;

impl Day {
    /// The day as time is counted with.
    #[must_use]
    pub const fn date(self) -> Date {
        self.0
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl FromStr for Day {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let flaw = "The day is not one of the calendar, written like 2026-11-23.";
        // One spelling: years of four digits, months and days of two.
        let is_written_so = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if !is_written_so {
            return Err(flaw);
        }
        text.parse().map(Self).map_err(|_| flaw)
    }
}

impl LanguageTag {
    /// English, for whom nothing says another language.
    #[must_use]
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// The tag as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LanguageTag {
    type Err = Flaw;

    /// 2 or 3 letters, then subtags of 2 to 8 letters or digits; 35 characters at most.
    fn from_str(text: &str) -> Result<Self, Flaw> {
        spelled(text)
            .map(Self)
            .ok_or("The language is not a tag such as en, pt-BR or zh-Hant.")
    }
}

fn spelled(text: &str) -> Option<String> {
    let mut subtags = text.split('-');
    let language = subtags.next()?;
    if !(2..=3).contains(&language.len()) || !language.bytes().all(|b| b.is_ascii_alphabetic()) || text.len() > 35 {
        return None;
    }
    let mut tag = language.to_ascii_lowercase();
    for subtag in subtags {
        if !(2..=8).contains(&subtag.len()) || !subtag.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        let letters = subtag.bytes().all(|b| b.is_ascii_alphabetic());
        tag.push('-');
        match subtag.len() {
            2 if letters => tag.push_str(&subtag.to_ascii_uppercase()),
            4 if letters => {
                let mut characters = subtag.chars();
                tag.extend(characters.next().map(|c| c.to_ascii_uppercase()));
                tag.extend(characters.map(|c| c.to_ascii_lowercase()));
            }
            _ => tag.push_str(&subtag.to_ascii_lowercase()),
        }
    }
    Some(tag)
}

impl Url {
    /// The address as a text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Url {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        let text = text.trim();
        if text.chars().count() > 2000 {
            return Err("The address is too long: 2000 characters at most.");
        }
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
        // No name and password before the host: it would pass for another.
        let has_host = host.is_some_and(|host| !host.is_empty() && !host.contains('@'));
        // No sign that would end it in a text, and none that turns the writing round.
        let ends = |c: char| {
            let turns =
                matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            c.is_whitespace() || c.is_control() || turns || matches!(c, '"' | '<' | '>' | '\\')
        };
        if has_host && !text.chars().any(ends) {
            Ok(Self(text.to_owned()))
        } else {
            Err("The address does not begin with https:// or http:// and a host.")
        }
    }
}

/// A scalar that is a text and says what is wrong with one.
fn parse<T: ScalarType + async_graphql::InputType + FromStr<Err = Flaw>>(value: Value) -> InputValueResult<T> {
    match value {
        Value::String(text) => text.parse().map_err(InputValueError::custom),
        other => Err(InputValueError::expected_type(other)),
    }
}

/// A calendar day, such as 2026-11-23.
#[Scalar(
    name = "Date",
    specified_by_url = "https://scalars.graphql.org/andimarek/local-date.html"
)]
impl ScalarType for Day {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse(value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.format("%Y-%m-%d").to_string())
    }
}

/// A language (BCP 47), such as en, pt-BR or zh-Hant.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc5646")]
impl ScalarType for LanguageTag {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse(value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An absolute address on the web, https or http, of at most 2000 characters.
#[Scalar(name = "URL", specified_by_url = "https://url.spec.whatwg.org/")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        parse(value)
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn a_day_has_one_spelling_and_is_in_the_calendar() {
        let day: Day = "2024-02-29".parse().unwrap();
        assert_eq!(ScalarType::to_value(&day), Value::from("2024-02-29"));
        for bad in [
            "",
            "2023-02-29",
            "2024-2-29",
            "24-02-29",
            "2024-02-29T00:00:00Z",
            "+2024-02-2",
            "29.02.2024",
            "2024/02/29",
            " 2024-02-2",
        ] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }

    #[test]
    fn tags_have_one_spelling() {
        for (given, expected) in [
            ("EN", "en"),
            ("zh-hant", "zh-Hant"),
            ("pt-br", "pt-BR"),
            ("zh-hant-tw", "zh-Hant-TW"),
        ] {
            assert_eq!(given.parse::<LanguageTag>().unwrap().as_str(), expected);
        }
        for bad in ["", "e", "english", "en_GB", "en-", "12"] {
            assert!(bad.parse::<LanguageTag>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_address_names_a_host_and_nothing_that_passes_for_another() {
        for good in [
            "https://example.org/",
            " http://example.org/a?b#c ",
            "https://ex\u{e4}mple.org",
        ] {
            assert_eq!(good.parse::<Url>().unwrap().as_str(), good.trim());
        }
        for bad in [
            "",
            "https://",
            "ftp://example.org",
            "javascript:alert(1)",
            "https://a@example.org",
            "https://example.org/ b",
            "https://example.org/<b>",
            "https://example.org/\u{202e}b",
        ] {
            assert!(bad.parse::<Url>().is_err(), "{bad}");
        }
    }
}
