//! `trialogue client`: programs of partners.

use std::{collections::BTreeMap, fs, path::PathBuf};

use clap::{Args, Subcommand};
use serde_json::Value;

use super::{Failure, block_on, options::Options, output::say, wiring};
use crate::error::io_words;

/// Arguments of `client`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Say which documents a client may run.
    #[command(subcommand)]
    Operations(Operations),
}

#[derive(Debug, Subcommand)]
enum Operations {
    /// Let a client run the documents of a file and no others; it asks for them by their hashes, or sends them whole.
    Publish(Publish),
    /// Let a client run any document again.
    Lift(Whose),
}

#[derive(Debug, Args)]
struct Whose {
    /// Short name of the agency.
    #[arg(long)]
    tenant: String,
    /// Id of the client.
    #[arg(long)]
    client: String,
}

#[derive(Debug, Args)]
struct Publish {
    #[command(flatten)]
    whose: Whose,
    /// The documents: a manifest of Apollo's tools, or a JSON object from hashes to documents as Relay's compiler and
    /// graphql-codegen write it.
    file: PathBuf,
}

/// Runs the command.
pub(super) fn run(options: &Options, arguments: Arguments) -> Result<(), Failure> {
    let config = options.logging()?;
    let Command::Operations(command) = arguments.command;
    let (whose, documents) = match command {
        Operations::Publish(Publish { whose, file }) => {
            let text = fs::read_to_string(&file)
                .map_err(|error| Failure::usage(format!("{} cannot be read: {}.", file.display(), io_words(&error))))?;
            (whose, Some(documents(&text).map_err(Failure::usage)?))
        }
        Operations::Lift(whose) => (whose, None),
    };
    let done = wiring::list_operations(config, &whose.tenant, &whose.client, documents);
    say(&block_on(done)?)
}

/// The texts of a file's documents.
fn documents(text: &str) -> Result<Vec<String>, String> {
    let malformed =
        || "The file is neither a manifest of Apollo's tools nor a JSON object from hashes to documents.".to_owned();
    let file: BTreeMap<String, Value> = serde_json::from_str(text).map_err(|_| malformed())?;
    let one = |document: Option<&Value>| document.and_then(Value::as_str).map(ToOwned::to_owned);
    let documents: Option<Vec<String>> = match file.get("operations") {
        Some(Value::Array(operations)) => operations.iter().map(|operation| one(operation.get("body"))).collect(),
        Some(_) => None,
        None => file.values().map(|document| one(Some(document))).collect(),
    };
    match documents {
        Some(documents) if documents.is_empty() => Err("The file holds no document.".to_owned()),
        Some(documents) => Ok(documents),
        None => Err(malformed()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_of_either_form_are_read() {
        let apollo = r#"{"format":"apollo-persisted-query-manifest","version":1,
            "operations":[{"id":"1","name":"A","type":"query","body":"query A { a }"}]}"#;
        assert_eq!(documents(apollo), Ok(vec!["query A { a }".to_owned()]));
        assert_eq!(
            documents(r#"{"1":"{ a }","2":"{ b }"}"#),
            Ok(vec!["{ a }".to_owned(), "{ b }".to_owned()])
        );
        for bad in [
            "",
            "[]",
            "{}",
            "{\"operations\":[]}",
            "{\"operations\":1}",
            "{\"1\":2}",
            "{\"operations\":[{\"id\":\"1\"}]}",
        ] {
            assert!(documents(bad).is_err(), "{bad}");
        }
    }
}
