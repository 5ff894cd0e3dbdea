//! `trialogue doc`: the pages of the documentation that are made from the code; `script/generate` writes them.

use async_graphql::{
    InputType as _,
    registry::{MetaType, Registry},
};
use clap::{Args, ValueEnum};

use super::{Failure, output::say, wiring};
use crate::{config, consent, error::Code};

/// Arguments of `doc`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Which page.
    page: Page,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Page {
    /// The codes of errors: docs/errors.md
    Errors,
    /// Every option, its default and why: docs/configuration.md
    Configuration,
    /// Who may read and do what: docs/access-matrix.md
    AccessMatrix,
    /// The record of GDPR article 30: docs/records-of-processing.md
    RecordsOfProcessing,
}

/// Runs the command.
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let page = match arguments.page {
        Page::Errors => errors(),
        Page::Configuration => config::documentation()?,
        Page::AccessMatrix => wiring::access_matrix()?,
        Page::RecordsOfProcessing => consent::records_of_processing(),
    };
    say(&page)
}

const ERRORS: &str = "\
# Errors

Made from `api/src/error.rs` by `script/generate`; change that file, not this one.

A refused request answers with entries in `errors`. Each has a `message` for people, which may change, and
`extensions.code`, which programs may rely on. Further extensions, where they apply: `hint` says what would change the
answer, `input` is the path of the value at fault, `retryAfter` is the number of seconds after which to come back, and
`reference` finds a fault of ours in the server's log. The path begins with `variables` where a value does not fit its
variable, and with the argument (`input`, `filter`) where it does. All faults of the variables come together, or else all
of a mutation's input, as far as so many errors are told: `omitted` in the last of 50 errors of one run is how many more
there were. A redaction in `extensions.redactions` has one of these codes too, and fields that answer one have the type
`ErrorCode`. The list may grow.

What is no request of HTTP/1.1 yet has no code: the library that reads HTTP answers it with a status and an empty body, before
the server has a part in it, and ends the connection. That is 400 where a head is malformed, 414 where an address has more
than 65,534 bytes, and 431 where a head is longer than 72 KiB or has more than 100 fields.

| code | what it means |
|---|---|
";

/// The page about error codes, from the descriptions that the schema has too.
fn errors() -> String {
    let mut page = ERRORS.to_owned();
    let mut registry = Registry::default();
    let name = Code::create_type_info(&mut registry);
    if let Some(MetaType::Enum { enum_values, .. }) = registry.types.get(name.trim_end_matches('!')) {
        for value in enum_values.values() {
            let text = value
                .description
                .as_deref()
                .unwrap_or_default()
                .replace('\n', " ")
                .replace('|', "\\|");
            page.extend(["| `", &value.name, "` | ", &text, " |\n"]);
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use async_graphql::resolver_utils::EnumType as _;

    use super::*;

    #[test]
    fn the_committed_page_has_every_code() {
        assert_eq!(errors(), include_str!("../../../docs/errors.md"), "run script/generate");
        for item in Code::items() {
            assert!(errors().contains(&format!("| `{}` | ", item.name)), "{}", item.name);
        }
    }

    #[test]
    fn every_code_is_explained() {
        assert!(!errors().contains("` |  |"));
    }
}
