//! What a request declares beside who asks: in its headers what it reads personal data for and which languages its reader
//! takes; the former in its `extensions` too, or alike in both (T65).

use axum::http::{HeaderMap, header};

use super::{accept::thousandths, credential::one};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Declared, Languages, Purpose, purpose_named},
};

/// The header that names what personal data is read for.
const PURPOSE: &str = "trialogue-purpose";

/// How many entries of `Accept-Language` are looked at; people read fewer languages.
const MOST: usize = 20;

/// What the headers declare.
pub(super) fn declared(headers: &HeaderMap) -> Result<Declared> {
    Ok(Declared {
        purpose: purpose(headers)?,
        languages: languages(headers),
    })
}

/// What the headers declare to read personal data for; nothing where they declare none.
fn purpose(headers: &HeaderMap) -> Result<Option<Purpose>> {
    let Some(name) = one(headers, PURPOSE)? else {
        return Ok(None);
    };
    purpose_named(name.trim()).map(Some).ok_or_else(|| {
        Refusal::new(Code::BadInput, "The header Trialogue-Purpose names no purpose.")
            .hint("The schema's enum Purpose lists them, such as PARTICIPATION_ADMIN.")
            .into()
    })
}

/// What an operation declares to read personal data for whose `extensions` name this and whose headers declare that; two that
/// differ are a contradiction.
pub(super) fn declared_once(named: Option<&str>, in_headers: Option<Purpose>) -> Result<Option<Purpose>, Refusal> {
    let Some(name) = named else {
        return Ok(in_headers);
    };
    let bad = |message: &str| Refusal::new(Code::BadInput, message).at(&["extensions", "purpose"]);
    let Some(named) = purpose_named(name) else {
        return Err(bad(
            "extensions.purpose names no purpose; the schema's enum Purpose lists them.",
        ));
    };
    if in_headers.is_some_and(|other| other != named) {
        return Err(bad("extensions.purpose contradicts the header Trialogue-Purpose."));
    }
    Ok(Some(named))
}

/// The languages that the reader takes (RFC 9110, section 12.5.4). They are a wish, so that what cannot be read is passed over;
/// `*` too, because some language comes at last anyway.
fn languages(headers: &HeaderMap) -> Languages {
    let lines = headers.get_all(header::ACCEPT_LANGUAGE).iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    let entries = lines.flat_map(|line| line.split(',')).take(MOST);
    Languages::weighed(entries.filter_map(weighed))
}

/// A language and how much it is liked, in thousandths.
fn weighed(entry: &str) -> Option<(&str, u16)> {
    let Some((tag, weight)) = entry.split_once(';') else {
        return Some((entry.trim(), 1_000));
    };
    let (name, value) = weight.split_once('=')?;
    let weight = thousandths(value.trim())?;
    name.trim().eq_ignore_ascii_case("q").then(|| (tag.trim(), weight))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    /// The language that whoever sends these lines gets.
    fn chosen(lines: &[&str]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for line in lines {
            if let Ok(line) = HeaderValue::from_bytes(line.as_bytes()) {
                headers.append(header::ACCEPT_LANGUAGE, line);
            }
        }
        let texts = ["en", "es", "de"].into_iter().map(|tag| (tag, tag));
        languages(&headers).best(texts)
    }

    #[test]
    fn the_header_says_what_is_liked_best() {
        for (line, expected) in [
            ("es", "es"),
            ("es-MX, en;q=0.5", "es"),
            ("en;q=0.5,es-MX", "es"),
            ("en ; q=0.9 , es;Q=0.999", "es"),
            ("fr, de;q=1.000, es;q=1", "de"),
            ("*, de;q=0.1", "de"),
            ("en;q=0", "es"),
        ] {
            assert_eq!(chosen(&[line]), Some(expected), "{line}");
        }
        assert_eq!(chosen(&["es;q=0.5", "fr, de"]), Some("de"), "it may stand there twice");
    }

    #[test]
    fn who_says_nothing_of_use_gets_the_first() {
        for line in [
            "",
            "*",
            "*;q=0.5",
            "*, es;q=0",
            "nonsense",
            ";q=1",
            ",,,",
            "es;q=2",
            "es;q=-1",
            "es;q=0.1234",
            "es;q=1.001",
            "es;q=0,5",
            "es;level=1",
            "es;q",
            "es;q=0.5;x=1",
            "es_MX",
            "\u{fffd}",
        ] {
            assert_eq!(chosen(&[line]), Some("en"), "{line}");
        }
        assert_eq!(chosen(&[]), Some("en"));
    }

    #[test]
    fn a_header_is_read_as_far_as_anybody_writes_one() {
        let last = "fr,".repeat(MOST - 1) + "es";
        assert_eq!(chosen(&[&last]), Some("es"));
        let later = "fr,".repeat(MOST) + "es";
        assert_eq!(chosen(&[&later]), Some("en"));
        let long = format!("es-{}, de", "a".repeat(90_000));
        assert_eq!(chosen(&[&long]), Some("de"));
    }
}
