//! That documents are validated as strictly as the reference implementation does it, and no more strictly.

use std::{collections::BTreeSet, fs};

use harness::{actor::Actor, app::App, database::Kind, foreign, source::root, story, world::Agency::Alpha};
use serde_json::{Map, Value, json};

/// A document that is to run or to be refused.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) query: String,
    pub(crate) variables: Map<String, Value>,
}

impl Case {
    /// Of several operations it is the one of this name.
    pub(crate) fn operation(&self) -> Option<&'static str> {
        let names = ["query Asked", "mutation Asked"];
        names.iter().any(|name| self.query.contains(name)).then_some("Asked")
    }

    fn body(&self) -> Value {
        json!({ "query": self.query, "operationName": self.operation(), "variables": self.variables })
    }

    /// Whether the server runs it for somebody: what is refused before it runs has no data at all.
    pub(crate) async fn runs_for(&self, who: &Actor) -> bool {
        who.post(self.body().to_string()).await.body.get("data").is_some()
    }
}

/// The cases of the table: a name behind `###`, a document, and perhaps a remark of values for its variables.
pub(crate) fn cases() -> Vec<Case> {
    let text = fs::read_to_string(root().join("tests/data/validation.graphql")).unwrap();
    let cases = text.split("### ").filter(|case| !case.is_empty()).map(|case| {
        let (name, query) = case.split_once('\n').unwrap();
        let values = query.lines().last().and_then(|last| last.strip_prefix("# "));
        Case {
            name: name.to_owned(),
            query: query.to_owned(),
            variables: values.map_or_else(Map::new, |values| serde_json::from_str(values).unwrap()),
        }
    });
    cases.collect()
}

/// The differences that are known.
fn open() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("tests/it/validation.open")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(str::to_owned).collect()
}

#[test]
fn documents_run_and_are_refused_as_the_reference_implementation_would() {
    story::tell(Kind::Sqlite, async |app: App| {
        let cases = cases();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("documents.json");
        let named = cases.iter().map(|case| {
            let mut body = case.body();
            body["name"] = json!(case.name);
            body
        });
        fs::write(&file, json!(named.collect::<Vec<_>>()).to_string()).unwrap();
        let schema = root().join("schema.graphql");
        let arguments = [schema.to_str().unwrap(), file.to_str().unwrap()];
        let expected = foreign::node("validation.mjs", &arguments).await;
        assert_eq!(expected.len(), cases.len());

        let visitor = app.visitor(Alpha);
        let mut differences = BTreeSet::new();
        for (case, expected) in cases.iter().zip(&expected) {
            assert_eq!(expected["name"], json!(case.name));
            let runs = case.runs_for(&visitor).await;
            if json!(runs) != expected["runs"] {
                let what = if runs { "runs here" } else { "is refused here" };
                differences.insert(format!("{}: {what}", case.name));
            }
        }
        let open = open();
        let new: Vec<_> = differences.difference(&open).collect();
        let gone: Vec<_> = open.difference(&differences).collect();
        assert!(
            new.is_empty(),
            "differences from the reference implementation: {new:#?}"
        );
        assert!(
            gone.is_empty(),
            "no differences any more, take them off the list: {gone:#?}"
        );
    });
}
