//! The options that exist, read from the comments and lines of `config.default.toml`: what is not written there is not
//! an option, so the file cannot fall behind the server.

use toml::{Table, Value};

use super::ConfigError;

/// The text that is built in.
pub(super) const DEFAULT: &str = include_str!("../../config.default.toml");

/// What a value looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Whole,
    Choice,
    List,
    Map,
}

/// One option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// Section and name, such as `token.minutes`.
    pub(super) key: String,
    pub(super) kind: Kind,
    /// The value as written in the file: the default, or only an example.
    pub(super) written: String,
    /// Whether `written` is the default.
    pub(super) set: bool,
    /// The remark above it.
    pub(super) text: String,
}

impl Known {
    /// The variable that sets it.
    pub(super) fn variable(&self) -> String {
        format!("{}{}", super::PREFIX, self.key.to_uppercase().replace('.', "__"))
    }
}

/// The options under one heading; the first section has no name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) options: Vec<Known>,
}

/// All options, in the file's order.
pub(super) fn sections() -> Result<Vec<Section>, ConfigError> {
    let mut sections = vec![Section::default()];
    let mut remark: Vec<&str> = Vec::new();
    for line in DEFAULT.lines().map(str::trim) {
        if line.is_empty() {
            remark.clear();
        } else if let Some(text) = line.strip_prefix("# ") {
            remark.push(text);
        } else if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            sections.push(Section {
                name: name.to_owned(),
                text: remark.join(" "),
                options: Vec::new(),
            });
            remark.clear();
        } else if let Some(section) = sections.last_mut() {
            let known = option(&section.name, line, &remark.join(" "))?;
            section.options.push(known);
        }
    }
    Ok(sections)
}

fn option(section: &str, line: &str, text: &str) -> Result<Known, ConfigError> {
    let bare = line.strip_prefix('#').unwrap_or(line);
    let broken = || ConfigError::invalid(bare, "is not an option line of the built-in defaults");
    let (name, written) = bare.split_once(" = ").ok_or_else(broken)?;
    let value = toml::from_str::<Table>(bare)
        .ok()
        .and_then(|mut table| table.remove(name))
        .ok_or_else(broken)?;
    Ok(Known {
        key: if section.is_empty() {
            name.to_owned()
        } else {
            format!("{section}.{name}")
        },
        kind: kind(&value).ok_or_else(broken)?,
        written: written.to_owned(),
        set: !line.starts_with('#'),
        text: text.to_owned(),
    })
}

/// The kind of a value, if options may have such a one.
pub(super) fn kind(value: &Value) -> Option<Kind> {
    match value {
        Value::String(_) => Some(Kind::Text),
        Value::Integer(_) => Some(Kind::Whole),
        Value::Boolean(_) => Some(Kind::Choice),
        Value::Array(items) if items.iter().all(Value::is_str) => Some(Kind::List),
        Value::Table(inner) if inner.values().all(Value::is_str) => Some(Kind::Map),
        _ => None,
    }
}
