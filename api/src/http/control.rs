//! Characters that no text of ours holds: NUL and the other C0 controls but tab and line ends (T135).
//!
//! One database would store them and the other fail on them, so they end at the door.

use serde_json::Value;

/// Whether `character` is refused wherever it comes from.
pub(super) fn is_refused(character: char) -> bool {
    character < ' ' && !matches!(character, '\t' | '\n' | '\r')
}

/// The path of the first string or key of `value` that holds such a character.
pub(super) fn find(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => text.contains(is_refused).then(Vec::new),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| below(index.to_string(), item)),
        Value::Object(fields) => fields.iter().find_map(|(key, item)| {
            // The key itself is not repeated: it holds the very character.
            if key.contains(is_refused) {
                Some(Vec::new())
            } else {
                below(key.clone(), item)
            }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn below(step: String, value: &Value) -> Option<Vec<String>> {
    let mut path = find(value)?;
    path.insert(0, step);
    Some(path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn t135_controls_are_found_with_their_path() {
        assert_eq!(
            find(&json!({"input": {"titles": ["fine\t\r\n", "bad\u{0}"]}})),
            Some(path(&["input", "titles", "1"]))
        );
        assert_eq!(find(&json!({"input": {"a\u{1}": 1}})), Some(path(&["input"])));
        assert_eq!(find(&json!({"emoji": "😀", "delete": "\u{7f}", "n": 1})), None);
    }

    fn path(steps: &[&str]) -> Vec<String> {
        steps.iter().map(ToString::to_string).collect()
    }
}
