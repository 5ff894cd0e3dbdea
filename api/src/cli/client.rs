//! `trialogue client`: programs of partners.

use std::{collections::BTreeMap, fs, path::PathBuf};

use clap::{Args, Subcommand};
use serde_json::Value;

use super::{Failure, block_on, options::Options, output::say, wiring};
use crate::{error::io_words, http::digest};

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
    #[arg(long, value_name = "SLUG")]
    tenant: String,
    /// Id of the client, as `registerClient` answered it: `client_…`.
    #[arg(long, value_name = "ID")]
    client: String,
}

#[derive(Debug, Args)]
struct Publish {
    #[command(flatten)]
    whose: Whose,
    /// The documents: a manifest of Apollo's tools, or a JSON object from hashes to documents as Relay's compiler (with
    /// `algorithm`: `SHA256` in `persistConfig`) and graphql-codegen (with `hashAlgorithm`: `sha256` in `persistedDocuments`)
    /// write it. Hashes are SHA-256, which is what the server is asked for.
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
    let text_of = |operation: &Value, key: &str| operation.get(key)?.as_str().map(ToOwned::to_owned);
    let listed: Option<Vec<(String, String)>> = match file.get("operations") {
        Some(Value::Array(operations)) => operations
            .iter()
            .map(|operation| text_of(operation, "id").zip(text_of(operation, "body")))
            .collect(),
        Some(_) => None,
        None => file
            .iter()
            .map(|(hash, document)| Some((hash.clone(), document.as_str()?.to_owned())))
            .collect(),
    };
    let listed = listed.ok_or_else(malformed)?;
    if listed.is_empty() {
        return Err("The file holds no document.".to_owned());
    }
    let fitting = listed.into_iter().map(|(hash, document)| {
        if hash.eq_ignore_ascii_case(&digest(&document)) {
            Ok(document)
        } else {
            Err(misfit(&hash))
        }
    });
    fitting.collect()
}

/// What to do about a hash that the server would never know.
fn misfit(hash: &str) -> String {
    let begin: String = hash.chars().take(64).collect();
    format!(
        "{begin:?} is not the SHA-256 of its document, which is the only hash that the server takes. Have the file written \
         with it: Relay's compiler does with `algorithm`: `SHA256` in `persistConfig`, graphql-codegen with `hashAlgorithm`: \
         `sha256` in `persistedDocuments`, Apollo's tools where they are not told otherwise."
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::collections::BTreeSet;

    use serde_json::json;

    use super::*;

    #[test]
    fn manifests_of_either_form_are_read() {
        let apollo = |id: &str| {
            let operation = json!({ "id": id, "name": "A", "type": "query", "body": "query A { a }" });
            json!({ "format": "apollo-persisted-query-manifest", "version": 1, "operations": [operation] }).to_string()
        };
        let hash = digest("query A { a }");
        assert_eq!(documents(&apollo(&hash)), Ok(vec!["query A { a }".to_owned()]));
        let (a, b) = (digest("{ a }"), digest("{ b }").to_ascii_uppercase());
        let map = |a: &str, b: &str| {
            let listed = documents(&json!({ a: "{ a }", b: "{ b }" }).to_string());
            listed.map(|listed| listed.into_iter().collect::<BTreeSet<_>>())
        };
        assert_eq!(
            map(&a, &b),
            Ok(BTreeSet::from(["{ a }".to_owned(), "{ b }".to_owned()]))
        );
        // Of another text, or of another kind, such as MD5.
        assert!(map(&b, &a).is_err());
        for wrong in ["0cc175b9c0f1b6a831c399e269772661", &hash] {
            let refused = map(&a, wrong).unwrap_err();
            assert!(
                refused.contains(wrong) && refused.contains("persistConfig"),
                "{refused}"
            );
        }
        assert!(documents(&apollo("1")).is_err());
        for bad in [
            "",
            "[]",
            "{}",
            "{\"operations\":[]}",
            "{\"operations\":1}",
            "{\"1\":2}",
            "{\"operations\":[{\"id\":\"1\"}]}",
            "{\"operations\":[{\"body\":\"{ a }\"}]}",
        ] {
            assert!(documents(bad).is_err(), "{bad}");
        }
    }
}
