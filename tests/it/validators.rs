//! The two validators that a document passes, each alone (T111): the server's own, and the GraphQL library's, which it leaves
//! out. What the server refuses and one of them alone lets through stands in `validators.open`, which only shrinks: each line of
//! it is something that this one would not keep out by itself. What is refused though the server runs it is none, since that is
//! held against the reference implementation. `UPDATE_GOLDENS=1 cargo test --workspace validators` writes it: read the diff.

use std::{collections::BTreeSet, env, fs, path::PathBuf, sync::Arc};

use apollo_compiler::{
    ExecutableDocument, Schema,
    request::coerce_variable_values,
    response::{JsonMap, JsonValue},
    validation::Valid,
};
use async_graphql::{
    Request, Response, Value, Variables,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute},
};
use async_trait::async_trait;
use harness::{app::App, database::Kind, source::root, story, world::Agency::Alpha};
use serde_json::json;
use trialogue::schema::{Mutation, Query, Subscription, sdl};

use crate::validation::{Case, cases};

/// The library's own schema, strict as it comes, but that nothing of a document runs.
type Library = async_graphql::Schema<Query, Mutation, Subscription>;

/// Ends each request where it would begin to run.
struct Halt;

impl ExtensionFactory for Halt {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for Halt {
    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::new(Value::Null)
    }
}

async fn library_takes(library: &Library, case: &Case) -> bool {
    let variables = Variables::from_json(json!(case.variables));
    let mut request = Request::new(&case.query).variables(variables);
    if let Some(name) = case.operation() {
        request = request.operation_name(name);
    }
    Box::pin(library.execute(request)).await.is_ok()
}

fn apollo_takes(schema: &Valid<Schema>, case: &Case) -> bool {
    let Ok(document) = ExecutableDocument::parse_and_validate(schema, &case.query, "document.graphql") else {
        return false;
    };
    let Ok(operation) = document.operations.get(case.operation()) else {
        return false;
    };
    let values = case.variables.iter();
    let values: JsonMap = values
        .map(|(name, value)| (name.as_str().into(), JsonValue::from(value.clone())))
        .collect();
    coerce_variable_values(schema, operation, &values).is_ok()
}

/// What the server refuses and one of them alone lets through.
async fn holes(app: &App) -> BTreeSet<String> {
    let library = Library::build(Query::default(), Mutation::default(), Subscription::default())
        .extension(Halt)
        .finish();
    let schema = Schema::parse_and_validate(sdl(), "schema.graphql").expect("the printed schema is valid");
    let visitor = app.visitor(Alpha);
    let mut holes = BTreeSet::new();
    for case in cases() {
        let lets_through = match (apollo_takes(&schema, &case), library_takes(&library, &case).await) {
            (true, false) => "apollo-compiler",
            (false, true) => "async-graphql",
            _ => continue,
        };
        if !case.runs_for(&visitor).await {
            holes.insert(format!("{}: {lets_through} lets it through", case.name));
        }
    }
    holes
}

#[test]
fn t111_neither_validator_lets_more_through_alone_than_is_known() {
    story::tell(Kind::Sqlite, async |app: App| are_known(&holes(&app).await));
}

/// Holds what was found to the list.
fn are_known(holes: &BTreeSet<String>) {
    assert!(!holes.is_empty(), "two validators that never differ are one");
    if env::var_os("UPDATE_GOLDENS").is_some() {
        let lines: String = holes.iter().flat_map(|hole| [hole.as_str(), "\n"]).collect();
        fs::write(list(), format!("{HEAD}\n{lines}")).unwrap();
    }
    let text = fs::read_to_string(list()).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let open: BTreeSet<_> = lines.map(str::to_owned).collect();
    let new: Vec<_> = holes.difference(&open).collect();
    let gone: Vec<_> = open.difference(holes).collect();
    assert!(new.is_empty(), "let through by one of the validators alone: {new:#?}");
    assert!(gone.is_empty(), "no holes any more, take them off the list: {gone:#?}");
}

fn list() -> PathBuf {
    root().join("tests/it/validators.open")
}

const HEAD: &str = "# Documents of tests/data/validation.graphql that the server refuses and one of the two validators lets through alone. This list
# only shrinks.
";
