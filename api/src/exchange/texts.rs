//! Texts in several languages, as a JSON object of language and text.

use entity::scalar::LanguageTag;
use serde_json::{Map, Value};

/// The text in the wanted language, or else the first. A wanted `en-GB` is content with `en`.
pub(super) fn in_language(texts: &str, wanted: Option<&str>) -> String {
    let texts: Map<String, Value> = serde_json::from_str(texts).unwrap_or_default();
    let main = wanted.and_then(|wanted| wanted.split('-').next());
    let chosen = [wanted, main]
        .into_iter()
        .flatten()
        .find_map(|wanted| texts.get(wanted));
    let chosen = chosen.or_else(|| texts.values().next());
    chosen.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The texts of a JSON array.
pub(super) fn list(texts: &str) -> Vec<String> {
    serde_json::from_str(texts).unwrap_or_default()
}

/// The languages of a JSON array.
pub(super) fn languages(tags: &str) -> Vec<LanguageTag> {
    list(tags).iter().filter_map(|tag| tag.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wanted_language_or_its_main_one_or_the_first_is_taken() {
        let texts = r#"{"lv": "viens", "en": "one"}"#;
        for (wanted, expected) in [
            (Some("en"), "one"),
            (Some("en-GB"), "one"),
            (Some("fr"), "viens"),
            (None, "viens"),
        ] {
            assert_eq!(in_language(texts, wanted), expected);
        }
    }
}
