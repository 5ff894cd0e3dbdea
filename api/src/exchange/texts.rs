//! Texts in several languages, as a JSON object of language and text.

use entity::{languages::Languages, scalar::LanguageTag};
use serde_json::{Map, Value};

/// The text that suits best who reads these languages, or else the first.
pub(super) fn in_language(texts: &str, wanted: &Languages) -> String {
    let texts: Map<String, Value> = serde_json::from_str(texts).unwrap_or_default();
    let all = texts.iter().map(|(language, text)| (language.as_str(), text));
    let chosen = wanted.best(all).and_then(Value::as_str);
    chosen.unwrap_or_default().to_owned()
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
            (["en", "lv"], "one"),
            (["en-GB", "fr"], "one"),
            (["fr", "en"], "one"),
            (["fr", "it"], "viens"),
        ] {
            let wanted = Languages::weighed(wanted.map(|tag| (tag, 1_000)));
            assert_eq!(in_language(texts, &wanted), expected);
        }
    }
}
