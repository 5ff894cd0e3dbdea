//! What differs from run to run takes a stable name, so that an answer can be compared with a file.

use std::collections::BTreeMap;

use serde_json::Value;

/// An answer as text in which each global id, version, cursor and secret is its sort and a number, by the order in
/// which they first stand there. What is equal stays equal, and what differs stays different.
#[must_use]
pub fn redacted(answer: &Value) -> String {
    let mut names = Names::default();
    let answer = names.value("", answer);
    let mut text = serde_json::to_string_pretty(&answer).expect("JSON is text");
    text.push('\n');
    text
}

#[derive(Default)]
struct Names {
    known: BTreeMap<String, String>,
    count: BTreeMap<String, usize>,
}

impl Names {
    fn value(&mut self, key: &str, value: &Value) -> Value {
        match value {
            Value::Object(fields) => fields
                .iter()
                .map(|(key, value)| (key.clone(), self.value(key, value)))
                .collect(),
            Value::Array(items) => items.iter().map(|item| self.value(key, item)).collect(),
            Value::String(text) => Value::String(self.text(key, text)),
            other => other.clone(),
        }
    }

    fn text(&mut self, key: &str, text: &str) -> String {
        let sort = match key {
            "version" | "cursor" => Some(key),
            "slug" if ends_at_random(text) => Some(key),
            "startCursor" | "endCursor" => Some("cursor"),
            "clientSecret" | "invitationToken" => Some("secret"),
            _ => None,
        };
        if let Some(sort) = sort {
            return self.named(sort, text);
        }
        let word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let mut done = String::new();
        let mut rest = text;
        while let Some(start) = rest.find(word) {
            let (before, from) = rest.split_at(start);
            let (found, after) = from.split_at(from.find(|c| !word(c)).unwrap_or(from.len()));
            done.push_str(before);
            match sort_of_id(found) {
                Some(sort) => done.push_str(&self.named(sort, found)),
                None => done.push_str(found),
            }
            rest = after;
        }
        done.push_str(rest);
        done
    }

    fn named(&mut self, sort: &str, text: &str) -> String {
        if let Some(name) = self.known.get(text) {
            return name.clone();
        }
        let count = self.count.entry(sort.to_owned()).or_default();
        *count += 1;
        let name = format!("<{sort} {count}>");
        self.known.insert(text.to_owned(), name.clone());
        name
    }
}

/// A short name that was taken has eight digits after it.
fn ends_at_random(slug: &str) -> bool {
    let (_, digits) = slug.rsplit_once('-').unwrap_or_default();
    digits.len() == 8 && digits.chars().all(|c| c.is_ascii_hexdigit())
}

/// `project` of a project's global id, which is 26 letters and digits after a prefix; and who goes by a pseudonym.
fn sort_of_id(word: &str) -> Option<&str> {
    if word.starts_with("participant-") {
        return Some("pseudonym");
    }
    let (sort, digits) = word.rsplit_once('_')?;
    let is_id = digits.len() == 26 && digits.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase());
    // A criterion's id never changes.
    (is_id && sort != "criterion").then_some(sort)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_stays_equal_and_different_stays_different() {
        let id = |digit: &str| format!("project_{}", digit.repeat(26));
        let answer =
            json!([{ "id": id("a") }, { "id": id("b"), "version": "x" }, { "hint": format!("See {}.", id("a")) }]);
        let expected = json!([{ "id": "<project 1>" }, { "id": "<project 2>", "version": "<version 1>" }, { "hint": "See <project 1>." }]);
        assert_eq!(
            redacted(&answer),
            format!("{}\n", serde_json::to_string_pretty(&expected).expect("JSON"))
        );
    }
}
