//! Why the options cannot be used, in a sentence for whoever starts the server.

use std::{error::Error, fmt};

/// A fault in the options. No message holds the value of an option that may be secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// A file cannot be read.
    Unreadable {
        /// Which file, and for what.
        file: String,
        /// What the operating system says.
        reason: String,
    },
    /// A file is not TOML.
    Syntax {
        /// Which file.
        file: String,
        /// Line of the fault, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// Something sets an option that does not exist.
    Unknown {
        /// Which file, or the environment.
        from: String,
        /// The name as written.
        name: String,
        /// The known name that looks most like it, if any does.
        nearest: Option<String>,
    },
    /// One source sets a secret both as a value and by a file.
    Twice {
        /// Which file, or the environment.
        from: String,
        /// The option.
        key: String,
    },
    /// A value is of the wrong type or out of bounds.
    Invalid {
        /// The option, or the variable that sets it.
        key: String,
        /// What it has to be.
        reason: String,
    },
}

impl ConfigError {
    /// A value that is not what it has to be.
    pub(crate) fn invalid(key: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid {
            key: key.into(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, reason } => write!(f, "{file} cannot be read: {reason}."),
            Self::Syntax { file, line, reason } => write!(f, "{file} is not valid TOML, line {line}: {reason}."),
            Self::Unknown {
                from,
                name,
                nearest: Some(nearest),
            } => {
                write!(f, "{from} sets `{name}`, which is no option; did you mean `{nearest}`?")
            }
            Self::Unknown {
                from,
                name,
                nearest: None,
            } => {
                write!(
                    f,
                    "{from} sets `{name}`, which is no option; `trialogue doc configuration` lists all."
                )
            }
            Self::Twice { from, key } => write!(f, "{from} sets both `{key}` and `{key}_file`; leave one out."),
            Self::Invalid { key, reason } => write!(f, "`{key}` {reason}."),
        }
    }
}

impl Error for ConfigError {}
