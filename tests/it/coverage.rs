//! Everything that the schema and the lists name is used, and was tried: success and refusal. What is not stands in
//! `coverage.exceptions`, which only shrinks.

use std::{collections::BTreeSet, fs};

use async_graphql::parser::{
    parse_schema,
    types::{TypeKind, TypeSystemDefinition},
};
use harness::{
    record,
    source::{root, sources},
};
use trialogue::schema::sdl;

/// Codes that say who may, or who somebody is.
const REFUSALS: &[&str] = &[
    "FORBIDDEN",
    "NOT_FOUND",
    "UNAUTHENTICATED",
    "INVALID_CREDENTIALS",
    "INVITATION_INVALID",
    "SUBJECT_ONLY",
];

#[test]
#[ignore = "it reads what all other tests asked, so that script/test runs it after them"]
fn every_mutation_was_allowed_and_refused_and_every_code_was_answered() {
    let file = record::file().expect("STORIES_RECORD names the record of a whole run");
    let text = fs::read_to_string(file).expect("all other tests ran before, and wrote it");
    let notes: BTreeSet<&str> = text.lines().collect();
    let mut missing = BTreeSet::new();
    for mutation in mutations() {
        if !notes.contains(format!("ok {mutation}").as_str()) {
            missing.insert(format!("{mutation} was never allowed"));
        }
        if !REFUSALS
            .iter()
            .any(|code| notes.contains(format!("{code} {mutation}").as_str()))
        {
            missing.insert(format!("{mutation} was never refused"));
        }
    }
    let page = fs::read_to_string(root().join("docs/errors.md")).unwrap();
    let codes = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    for (code, _) in codes {
        let begin = format!("{code} ");
        if !notes.iter().any(|note| note.starts_with(&begin)) {
            missing.insert(format!("{code} was never answered"));
        }
    }
    assert_only_exceptions(&missing, "was never");
}

#[test]
fn every_guarded_field_is_asked_about_by_the_noun_that_has_it() {
    let list = fs::read_to_string(root().join("api/src/policy/list.rs")).unwrap();
    let (_, fields) = list.split_once("fields! {").unwrap();
    let (fields, _) = fields.split_once("\n}").unwrap();
    let sources = sources("api/src");
    let mut missing = BTreeSet::new();
    for line in fields.lines().filter(|line| !line.trim().is_empty()) {
        let (field, _) = line.trim().split_once(" = ").expect("a line for each field");
        let asked = format!("Field::{field}");
        let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric());
        let asks = |code: &str| {
            code.match_indices(&asked)
                .any(|(at, _)| ends(&code[at + asked.len()..]))
        };
        if !sources
            .iter()
            .any(|source| !source.path.contains("/policy/") && asks(&source.code))
        {
            missing.insert(format!("{field} is asked by no noun"));
        }
    }
    assert_only_exceptions(&missing, "is asked by");
}

fn mutations() -> Vec<String> {
    let document = parse_schema(sdl()).unwrap();
    let of = document.definitions.iter().find_map(|definition| match definition {
        TypeSystemDefinition::Type(found) if found.node.name.node == "Mutation" => Some(&found.node.kind),
        _ => None,
    });
    let Some(TypeKind::Object(object)) = of else {
        panic!("the schema has mutations");
    };
    object
        .fields
        .iter()
        .map(|field| field.node.name.node.to_string())
        .collect()
}

/// The exceptions of this sort are exactly those listed: one that is no longer needed must go, so the list only shrinks.
fn assert_only_exceptions(missing: &BTreeSet<String>, sort: &str) {
    let text = fs::read_to_string(root().join("tests/it/coverage.exceptions")).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && line.contains(sort));
    let listed: BTreeSet<String> = lines.map(str::to_owned).collect();
    let new: Vec<_> = missing.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(missing).collect();
    assert!(new.is_empty(), "{new:#?}");
    assert!(
        gone.is_empty(),
        "exceptions that are not needed any more, take them off the list: {gone:#?}"
    );
}
