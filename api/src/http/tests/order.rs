//! What an answer looks like once it is in order.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use async_graphql::ServerError;
use serde_json::{Value as Json, json};

use crate::http::Order;
use crate::http::{Checker, Limits, tests::small};
use async_graphql::{Response, Value, Variables};

/// What becomes of `data` and of errors at `paths`, as the text that leaves.
fn arranged(text: &str, variables: Json, data: Json, paths: &[Json]) -> (String, Vec<String>) {
    let checker = Checker::new(&small::schema().sdl(), Limits::default()).unwrap();
    let document = checker.check(text).map_err(|errors| format!("{errors:?}")).unwrap();
    let variables = Variables::from_json(variables);
    let mut response = Response::new(Value::from_json(data).unwrap());
    for path in paths {
        let mut error = ServerError::new("no", None);
        error.path = serde_json::from_value(path.clone()).unwrap();
        response.errors.push(error);
    }
    response.extensions.insert(
        "redactions".to_owned(),
        Value::from_json(json!(
            paths.iter().map(|path| json!({"path": path})).collect::<Vec<_>>()
        ))
        .unwrap(),
    );
    Order::new(document.written(), None, &variables, checker.schema())
        .unwrap()
        .arrange(&mut response, 50);
    let paths: Vec<String> = response
        .errors
        .iter()
        .map(|error| serde_json::to_string(&error.path).unwrap())
        .collect();
    let redactions: Vec<String> = match response.extensions.get("redactions").unwrap() {
        Value::List(items) => items.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    let expected: Vec<String> = response
        .errors
        .iter()
        .map(|error| Value::from_json(json!({"path": error.path})).unwrap().to_string())
        .collect();
    assert_eq!(redactions, expected);
    (serde_json::to_string(&response.data).unwrap(), paths)
}

fn data(text: &str, given: Json) -> String {
    arranged(text, json!({}), given, &[]).0
}

#[test]
fn keys_stand_in_the_order_of_the_document() {
    let given = json!({"me": {"title": "t", "n": 1}, "z": 2, "n": 1});
    assert_eq!(
        data("{n z:n me{n title}}", given),
        r#"{"n":1,"z":2,"me":{"n":1,"title":"t"}}"#
    );
    let rows = json!({"rows": [{"title": "t", "n": 1}, {"n": 2, "title": "u"}, null]});
    assert_eq!(
        data("{rows{n title}}", rows),
        r#"{"rows":[{"n":1,"title":"t"},{"n":2,"title":"u"},null]}"#
    );
}

#[test]
fn merged_selections_and_fragments_stand_where_they_first_come() {
    let text = "{me{title} ...F n me{...G}} fragment F on Query{z:n me{n}} fragment G on Item{me{n} title}";
    let given = json!({"n": 1, "z": 2, "me": {"n": 1, "me": {"n": 3}, "title": "t"}});
    assert_eq!(
        data(text, given),
        r#"{"me":{"title":"t","n":1,"me":{"n":3}},"z":2,"n":1}"#
    );
}

#[test]
fn what_is_skipped_takes_no_place() {
    let text = "query($no:Boolean=false,$yes:Boolean!){n @include(if:$no) z:n ...@skip(if:$yes){title:n} n title:n}";
    let (text, _) = arranged(text, json!({"yes": true}), json!({"title": 3, "n": 1, "z": 2}), &[]);
    assert_eq!(text, r#"{"z":2,"n":1,"title":3}"#);
}

#[test]
fn types_decide_which_fragments_count() {
    let text = "{pet(kind:CAT){... on Dog{name:barks} __typename ... on Cat{lives} ... on Pet{name}}}";
    let given = json!({"pet": {"lives": 9, "name": "x", "__typename": "Cat"}});
    // Two types may not give one key different shapes, so the document is kept simple here.
    let text = text.replace("name:barks", "name");
    assert_eq!(
        data(&text, given),
        r#"{"pet":{"__typename":"Cat","lives":9,"name":"x"}}"#
    );
}

#[test]
fn a_failed_field_is_null_and_errors_are_sorted() {
    let text = "{rows{n title} me{title}}";
    let given = json!({"me": {}, "rows": [{"n": 1}, {"title": "t", "n": 2}]});
    let paths = [
        json!(["me", "title"]),
        json!(["rows", 1, "title"]),
        json!(["rows", 0, "title"]),
        json!(["rows", 0, "n"]),
    ];
    let (text, paths) = arranged(text, json!({}), given, &paths);
    assert_eq!(
        text,
        r#"{"rows":[{"n":1,"title":null},{"n":2,"title":"t"}],"me":{"title":null}}"#
    );
    assert_eq!(
        paths,
        [
            r#"["rows",0,"n"]"#,
            r#"["rows",0,"title"]"#,
            r#"["rows",1,"title"]"#,
            r#"["me","title"]"#
        ]
    );
}

#[test]
fn nulls_rise_to_where_they_may_stand() {
    let lost = |text: &str, given: Json, path: Json| arranged(text, json!({}), given, &[path]).0;
    // All fields of an object failed: the library answers null for it.
    assert_eq!(
        lost("{me{title}}", json!({"me": null}), json!(["me", "title"])),
        r#"{"me":{"title":null}}"#
    );
    let inner = json!({"me": {"n": 1, "me": {"n": 1}}});
    let text = "{me{n me{n strictly}}}";
    assert_eq!(
        lost(text, inner, json!(["me", "me", "strictly"])),
        r#"{"me":{"n":1,"me":null}}"#
    );
    let rows = json!({"rows": [{"n": 1}, {"n": 1, "strictly": 2}], "n": 1});
    let text = "{rows{n strictly} n}";
    assert_eq!(
        lost(text, rows, json!(["rows", 0, "strictly"])),
        r#"{"rows":[null,{"n":1,"strictly":2}],"n":1}"#
    );
    assert_eq!(
        lost(
            "{n me{strictly}}",
            json!({"n": 1, "me": null}),
            json!(["me", "strictly"])
        ),
        "null"
    );
    assert_eq!(lost("{rows{n} n}", json!({"n": 1}), json!(["rows", 1])), "null");
    // Nothing was selected, and nothing failed.
    let skipped = arranged("{n @skip(if:true)}", json!({}), json!(null), &[]).0;
    assert_eq!(skipped, "{}");
}

#[test]
fn an_abstract_field_that_failed_is_null_where_only_the_error_tells() {
    let text = "{pet(kind:CAT){... on Cat{owner} name ... on Dog{barks}}}";
    let (text, _) = arranged(
        text,
        json!({}),
        json!({"pet": {"name": "x"}}),
        &[json!(["pet", "owner"])],
    );
    assert_eq!(text, r#"{"pet":{"owner":null,"name":"x"}}"#);
}

#[test]
fn t142_names_of_prototypes_are_keys_like_others() {
    let text = "{toString:n constructor:n __proto__:n}";
    let given = json!({"__proto__": 1, "constructor": 2, "toString": 3});
    assert_eq!(data(text, given), r#"{"toString":3,"constructor":2,"__proto__":1}"#);
}

#[test]
fn errors_are_bounded() {
    let rows: Vec<Json> = (0..100).map(|_| json!({})).collect();
    let paths: Vec<Json> = (0..100).rev().map(|row| json!(["rows", row, "title"])).collect();
    let checker = Checker::new(&small::schema().sdl(), Limits::default()).unwrap();
    let document = checker.check("{rows{title}}").ok().unwrap();
    let variables = Variables::default();
    let mut response = Response::new(Value::from_json(json!({"rows": rows})).unwrap());
    response.errors = paths
        .into_iter()
        .map(|path| {
            let mut error = ServerError::new("no", None);
            error.path = serde_json::from_value(path).unwrap();
            error
        })
        .collect();
    let arrange = |response: &mut Response, most| {
        let mut order = Order::new(document.written(), None, &variables, checker.schema()).unwrap();
        order.arrange(response, most);
    };
    arrange(&mut response, 100);
    assert_eq!(
        (response.errors.len(), &response.errors.last().unwrap().extensions),
        (100, &None)
    );
    arrange(&mut response, 50);
    assert_eq!(response.errors.len(), 50);
    let last = json!(response.errors.last().unwrap());
    assert_eq!(last.get("path"), Some(&json!(["rows", 49, "title"])));
    assert_eq!(last.get("extensions"), Some(&json!({ "omitted": 50 })));
    assert!(
        response
            .errors
            .iter()
            .rev()
            .skip(1)
            .all(|error| error.extensions.is_none())
    );
}
