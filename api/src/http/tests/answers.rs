//! What comes back of a request that ran.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use serde_json::{Value, json};

use super::client::{Client, GRAPHQL};
use super::small;

#[tokio::test]
async fn field_errors_come_with_data_in_the_order_of_the_document() {
    let client = Client::new();
    let query = "{n rows{failing n title b:failing} me{failing me{strictly}} z:n}";
    let answer = client.post(GRAPHQL, &json!({ "query": query })).await;
    assert_eq!(answer.status, 200);
    let row = r#"{"failing":null,"n":1,"title":"title","b":null}"#;
    let data = format!(r#""data":{{"n":1,"rows":[{row},null,{row}],"me":{{"failing":null,"me":null}},"z":1}}}}"#);
    assert!(answer.text.ends_with(&data), "{}", answer.text);
    let json = answer.json();
    let paths: Vec<String> = json["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["path"].to_string())
        .collect();
    assert_eq!(
        paths,
        [
            r#"["rows",0,"failing"]"#,
            r#"["rows",0,"b"]"#,
            r#"["rows",2,"failing"]"#,
            r#"["rows",2,"b"]"#,
            r#"["me","failing"]"#,
            r#"["me","me","strictly"]"#,
        ]
    );
    let answer = client.post(GRAPHQL, &json!({"query": "{me{strictly}}"})).await;
    assert_eq!((answer.status, answer.json()["data"].clone()), (200, Value::Null));
    assert!(answer.json().as_object().unwrap().contains_key("data"));
}

#[tokio::test]
async fn t135_escaped_emoji_reach_a_resolver_and_t136_one_of_takes_one() {
    let client = Client::new();
    let query = r#"{echo(number:1 text:"\uD83D\uDE00\u{1F600}")}"#;
    assert_eq!(
        client.post(GRAPHQL, &json!({ "query": query })).await.json()["data"]["echo"],
        "1😀😀"
    );
    let query = "query($by:Pick!){pick(by:$by)}";
    assert_eq!(
        client
            .post(GRAPHQL, &json!({"query": query, "variables": {"by": {"number": 1}}}))
            .await
            .json()["data"]["pick"],
        "1"
    );
    for by in [json!({"number": 1, "text": "a"}), json!({}), json!({"number": null})] {
        let answer = client
            .post(GRAPHQL, &json!({"query": query, "variables": {"by": by}}))
            .await;
        assert_eq!(answer.code(), "BAD_INPUT", "{by}");
    }
}

#[tokio::test]
async fn t118_introspection_is_answered() {
    let client = Client::new();
    let answer = client.post(GRAPHQL, &json!({"query": small::INTROSPECTION})).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json().get("errors"), None);
    assert!(
        answer.text.starts_with(r#"{"data":{"__schema":{"description":"#),
        "{}",
        &answer.text[..100]
    );
}

#[tokio::test]
async fn a_mutation_runs_once_for_each_key() {
    let client = Client::new();
    for query in [
        "mutation{a:count a:count b:count}",
        "mutation{a:count ...F ...F b:count} fragment F on Mutation{a:count ...{a:count}}",
        "mutation($y:Boolean=true){a:count @include(if:$y) ...@include(if:$y){a:count} b:count}",
    ] {
        let answer = client.post(GRAPHQL, &json!({ "query": query })).await;
        assert_eq!(answer.text, r#"{"data":{"a":1,"b":2}}"#, "{query}");
    }
    let answer = client
        .post(GRAPHQL, &json!({"query": "mutation{a:count a:count @skip(if:true)}"}))
        .await;
    assert_eq!(answer.code(), "DOCUMENT_INVALID");
    let answer = client.post(GRAPHQL, &json!({"query": "{me{failing} me{n}}"})).await;
    assert_eq!(answer.json()["data"], json!({"me": {"failing": null, "n": 1}}));
}

/// Runs on the stack of a test's thread, which is as large as that of a worker.
#[tokio::test]
async fn t112_the_deepest_that_is_taken_fits_the_stack() {
    let client = Client::new();
    let deep = format!("{{{}n{}}}", "me{".repeat(31), "}".repeat(31));
    let answer = client.post(GRAPHQL, &json!({ "query": deep })).await;
    assert_eq!((answer.status, answer.json().get("errors").cloned()), (200, None));
    let deeper = format!("{{{}n{}}}", "me{".repeat(32), "}".repeat(32));
    assert_eq!(
        client.post(GRAPHQL, &json!({ "query": deeper })).await.code(),
        "REQUEST_TOO_LARGE"
    );
    for (open, close) in [("[", "]"), ("{c:", "}")] {
        let value = format!("{}1{}", open.repeat(62), close.repeat(62));
        let answer = client
            .post(GRAPHQL, &json!({"query": format!("{{echo(number:{value})}}")}))
            .await;
        assert_eq!(answer.code(), "DOCUMENT_INVALID");
        let type_of = format!("query($v:{}Int{}){{echo(number:$v)}}", "[".repeat(60), "]".repeat(60));
        assert_eq!(
            client.post(GRAPHQL, &json!({ "query": type_of })).await.code(),
            "DOCUMENT_INVALID"
        );
    }
}
