//! Why the policies cannot be used.

use std::fmt;

/// Why the policies cannot be used; the server does not start with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyError {
    /// The schema does not parse.
    Schema(String),
    /// A policy does not parse.
    Syntax(String),
    /// Policies do not validate strictly: a misspelt fact, a wrong type, a rule that can never hold.
    Invalid(Vec<String>),
    /// A policy lacks an annotation, or the annotation says what nothing knows.
    Annotation {
        /// The policy, by file and place.
        policy: String,
        /// The annotation.
        key: &'static str,
    },
    /// A permit does not name the field or the actions that it opens, so that a refusal could not say what lifts it.
    Unnamed(String),
    /// No policy names this field or action; what nobody may do has a forbid that says so.
    Unruled(String),
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schema(what) => write!(f, "the policies' schema does not parse: {what}"),
            Self::Syntax(what) => write!(f, "a policy does not parse: {what}"),
            Self::Invalid(faults) => write!(f, "policies do not validate: {}", faults.join("; ")),
            Self::Annotation { policy, key } => write!(f, "policy {policy} lacks a valid @{key}"),
            Self::Unnamed(policy) => write!(f, "policy {policy} does not name what it rules on"),
            Self::Unruled(what) => write!(f, "no policy names {what}"),
        }
    }
}

impl std::error::Error for PolicyError {}
