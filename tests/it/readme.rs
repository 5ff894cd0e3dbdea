//! The README's first command and its three queries, to the letter.

use std::fs;

use harness::{process::Process, source::root};
use serde_json::json;

use crate::demo;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_command_is_the_demo_and_its_three_queries_answer() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, part) = readme.split_once("\n## Try it\n").unwrap();
    let (part, _) = part.split_once("\n## ").unwrap();
    let blocks: Vec<&str> = part.split("```\n").skip(1).step_by(2).collect();
    let [first, queries @ ..] = blocks.as_slice() else {
        panic!("no command")
    };
    assert_eq!(*first, "script/demo\n");
    let script = fs::read_to_string(root().join("script/demo")).unwrap();
    assert!(
        script
            .trim_end()
            .ends_with("cargo run --locked --bin trialogue -- demo \"$@\"")
    );
    assert_eq!(queries.len(), 3);

    let folder = demo::folder().await;
    let (server, _) = Process::demo(folder.path());
    let file = folder.path().join("demo.json");
    let mut data = Vec::new();
    for lines in queries {
        assert!(lines.contains("http://127.0.0.1:8080/"), "where script/demo listens");
        let here = lines
            .replace("http://127.0.0.1:8080", server.url())
            .replace("data/demo/demo.json", file.to_str().unwrap());
        let answers = demo::answers(&here);
        assert_eq!(answers.len(), 1, "{lines}");
        assert_eq!(answers[0]["errors"], json!(null), "{}", answers[0]);
        data.push(answers[0]["data"].clone());
    }
    assert_eq!(
        data[0]["project"]["contributions"]["nodes"][0]["stands"],
        json!({ "agree": { "value": 16 }, "disagree": { "value": 5 } })
    );
    assert_eq!(data[1]["viewer"]["kind"], "PERSON");
    let states: Vec<_> = data[1]["project"]["contributions"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["state"].clone())
        .collect();
    assert_eq!(states, ["HELD", "SUBMITTED", "SUBMITTED"]);
    assert_eq!(data[2]["viewer"]["client"]["projects"][0]["slug"], "stop-and-search");

    // Those whose words waited find that they were read, in which role and what for.
    let page: serde_json::Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let mut told = Vec::new();
    for person in page["people"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|person| person["tenant"] == "london")
    {
        let input = json!({ "tenant": "london", "email": person["email"], "password": person["password"] });
        let token = server
            .stranger()
            .does("signIn", input, "accessToken { value }")
            .await
            .ok();
        let them = server.stranger().bearing(&token.text("/signIn/accessToken/value"));
        let mine = "{ myDataAccess { nodes { readerRole purpose fields outcome readerOrganisation } } }";
        let mine = them.asks(mine).await.ok();
        told.extend(mine.data("/myDataAccess/nodes").as_array().unwrap().clone());
    }
    let read = |entry: &serde_json::Value| {
        entry["purpose"] == "PARTICIPATION_ADMIN"
            && entry["outcome"] == "SHOWN"
            && entry["fields"]
                .as_array()
                .is_some_and(|fields| fields.contains(&json!("Contribution.body")))
    };
    assert!(told.iter().any(read), "{told:?}");
}
