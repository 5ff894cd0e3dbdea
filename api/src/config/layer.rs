//! One source of options: the built-in text, a file, the environment or the flags. Each becomes the same flat map from
//! key to value, checked by name and kind; laying one over another is then `extend`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde::Deserialize as _;
use toml::{Table, Value};

use super::{
    ConfigError,
    expected::must_be,
    options::{self, Kind, Known},
};
use crate::error::io_words;

/// Values by key, such as `token.minutes`.
pub(super) type Values = BTreeMap<String, Value>;

/// Names that begin like ours and are not: variables of flags, and what Kubernetes sets for a service of our name.
const NOT_OPTIONS: &[&str] = &["CONFIG", "DATABASE_URL", "PORT", "SERVICE_HOST", "SERVICE_PORT"];

/// The options of a TOML text that is called `from` in messages.
pub(super) fn text(known: &[Known], from: &str, text: &str) -> Result<Values, ConfigError> {
    let fault = |error: &toml::de::Error, reason: String| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        ConfigError::Syntax {
            file: from.to_owned(),
            line: before.matches('\n').count() + 1,
            reason,
        }
    };
    let document = toml::Deserializer::parse(text).map_err(|error| {
        // Only the message: the whole error shows the line, and that line may hold a secret.
        fault(&error, error.message().lines().collect::<Vec<_>>().join(", "))
    })?;
    // What is well formed fits but for numbers.
    let table =
        Table::deserialize(document).map_err(|error| fault(&error, "a number is larger than any may be".to_owned()))?;
    let mut values = Values::new();
    for (name, value) in table {
        let is_section = known
            .iter()
            .any(|known| known.key.split_once('.').is_some_and(|(section, _)| section == name));
        let is_option = known.iter().any(|known| known.key == name);
        match value {
            // What is no section is taken apart too, so that the message names the option that was meant.
            Value::Table(inner) if is_section || !(is_option || inner.is_empty()) => {
                values.extend(
                    inner
                        .into_iter()
                        .map(|(inner, value)| (format!("{name}.{inner}"), value)),
                );
            }
            _ if is_section => return Err(ConfigError::invalid(name, "is a section, not an option")),
            value => {
                values.insert(name, value);
            }
        }
    }
    for (key, value) in &values {
        let option = known
            .iter()
            .find(|known| known.key == *key)
            .ok_or_else(|| ConfigError::Unknown {
                from: from.to_owned(),
                name: key.clone(),
                nearest: nearest(key, known.iter().map(|known| known.key.clone())),
            })?;
        if options::kind(value) != Some(option.kind) {
            return Err(ConfigError::invalid(key, must_be(option)));
        }
    }
    secrets_from_files(from, values)
}

/// The options of a file.
pub(super) fn file(known: &[Known], path: &Path) -> Result<Values, ConfigError> {
    let from = format!("The file {}", path.display());
    let content = read(&from, path)?;
    text(known, &from, &content)
}

/// The options of environment variables; those without our prefix are not ours.
pub(super) fn environment(
    known: &[Known],
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Values, ConfigError> {
    let from = "The environment";
    let mut values = Values::new();
    for (name, written) in variables {
        let Some(bare) = name.strip_prefix(super::PREFIX) else {
            continue;
        };
        if NOT_OPTIONS.contains(&bare) || bare.starts_with("PORT_") || bare.starts_with("SERVICE_PORT_") {
            continue;
        }
        let option = known
            .iter()
            .find(|known| known.variable() == name)
            .ok_or_else(|| ConfigError::Unknown {
                from: from.to_owned(),
                name: name.clone(),
                nearest: nearest(&name, known.iter().map(Known::variable)),
            })?;
        if let (Kind::Map, Some(key)) = (option.kind, twice(&written)) {
            let reason = format!("names {key:?} twice, and only one can hold; leave one out");
            return Err(ConfigError::invalid(&name, reason));
        }
        let value = parse(option.kind, &written).ok_or_else(|| ConfigError::invalid(&name, must_be(option)))?;
        values.insert(option.key.clone(), value);
    }
    secrets_from_files(from, values)
}

/// The options that flags set, by key.
pub(super) fn flags(known: &[Known], flags: &[(&str, String)]) -> Result<Values, ConfigError> {
    let mut values = Values::new();
    for (key, written) in flags {
        let option = known.iter().find(|known| known.key == *key);
        let value = option.and_then(|option| parse(option.kind, written));
        values.insert(
            (*key).to_owned(),
            value.ok_or_else(|| ConfigError::invalid(*key, "cannot be set by a flag"))?,
        );
    }
    Ok(values)
}

/// Replaces each `…_file` by what the file holds, without the line's end.
fn secrets_from_files(from: &str, mut values: Values) -> Result<Values, ConfigError> {
    let files: Vec<(String, String)> = values
        .iter()
        .filter_map(|(key, value)| Some((key.strip_suffix("_file")?.to_owned(), value.as_str()?.to_owned())))
        .collect();
    for (key, path) in files {
        values.remove(&format!("{key}_file"));
        let content = read(&format!("The file of `{key}_file`"), Path::new(&path))?;
        if values
            .insert(key.clone(), Value::String(content.trim_end().to_owned()))
            .is_some()
        {
            return Err(ConfigError::Twice {
                from: from.to_owned(),
                key,
            });
        }
    }
    Ok(values)
}

fn read(what: &str, path: &Path) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|error| ConfigError::Unreadable {
        file: what.to_owned(),
        reason: io_words(&error),
    })
}

/// A key that stands twice in the text of a table. In a file the language refuses that.
fn twice(written: &str) -> Option<&str> {
    let keys = written.split(',').filter_map(|item| item.split_once('='));
    let mut seen = BTreeSet::new();
    keys.map(|(key, _)| key.trim()).find(|key| !seen.insert(*key))
}

fn parse(kind: Kind, written: &str) -> Option<Value> {
    let items = || written.split(',').map(str::trim).filter(|item| !item.is_empty());
    match kind {
        Kind::Text => Some(Value::String(written.to_owned())),
        Kind::Whole => written.trim().parse().ok().map(Value::Integer),
        Kind::Choice => written.trim().parse().ok().map(Value::Boolean),
        Kind::List => Some(Value::Array(
            items().map(|item| Value::String(item.to_owned())).collect(),
        )),
        Kind::Map => items()
            .map(|item| {
                let (key, value) = item.split_once('=')?;
                Some((key.trim().to_owned(), Value::String(value.trim().to_owned())))
            })
            .collect::<Option<Table>>()
            .map(Value::Table),
    }
}

/// The candidate that looks most like `name`, if one is near enough to have been meant.
///
/// The part after the last dot counts alone too: a right name in a wrong section is meant as well.
fn nearest(name: &str, candidates: impl Iterator<Item = String>) -> Option<String> {
    let last = |key: &str| key.rsplit('.').next().unwrap_or_default().to_owned();
    candidates
        .map(|candidate| {
            let whole = distance(name, &candidate);
            (whole.min(distance(&last(name), &last(&candidate)) + 1), candidate)
        })
        .min()
        .filter(|(distance, _)| *distance <= (name.len() / 3).max(2))
        .map(|(_, candidate)| candidate)
}

/// How many letters must be put in, taken out or changed (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((b, replaced), removed) in b.chars().zip(&row).zip(row.iter().skip(1)) {
            let inserted = next.last().copied().unwrap_or_default() + 1;
            next.push(inserted.min(removed + 1).min(replaced + usize::from(a != b)));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_changed_letters() {
        let cases = [
            ("", "", 0),
            ("port", "port", 0),
            ("port", "prt", 1),
            ("minuets", "minutes", 2),
            ("", "abc", 3),
        ];
        for (a, b, expected) in cases {
            assert_eq!(distance(a, b), expected, "{a} → {b}");
        }
    }

    #[test]
    fn a_name_like_none_has_no_nearest() {
        assert_eq!(nearest("zzzz", ["listen".to_owned()].into_iter()), None);
        assert_eq!(
            nearest("lisen", ["listen".to_owned()].into_iter()),
            Some("listen".to_owned())
        );
        assert_eq!(
            nearest("db.minutes", ["token.minutes".to_owned()].into_iter()),
            Some("token.minutes".to_owned())
        );
    }
}
