//! The demo as its user meets it: a process in an empty folder, which is killed and started again.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Command, Output},
    time::Duration,
};

use harness::{
    actor::Actor,
    app::App,
    database::{Database, column},
    on_both,
    process::{self, Process},
    source::root,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// A demo that is there; it is made once, and each story has a copy of its folder.
pub(crate) async fn folder() -> TempDir {
    static MADE: OnceCell<TempDir> = OnceCell::const_new();
    let made = MADE
        .get_or_init(|| async {
            let folder = tempfile::tempdir().unwrap();
            let (server, _) = Process::demo(folder.path());
            server.kill();
            folder
        })
        .await;
    let copy = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(made.path()).unwrap().flatten() {
        fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
    }
    copy
}

/// What `demo.json` holds.
pub(crate) fn page(folder: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join("demo.json")).unwrap()).unwrap()
}

/// The answers of a few lines for a shell, one JSON document after the other.
pub(crate) fn answers(lines: &str) -> Vec<Value> {
    let run = Command::new("bash").args(["-euc", lines]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let said = serde_json::Deserializer::from_slice(&run.stdout).into_iter::<Value>();
    said.collect::<Result<_, _>>().unwrap()
}

async fn signed_in(server: &Process, page: &Value, name: &str) -> Actor {
    let person = page["people"]
        .as_array()
        .unwrap()
        .iter()
        .find(|person| person["name"] == name)
        .unwrap();
    let input = json!({ "tenant": person["tenant"], "email": person["email"], "password": person["password"] });
    let token = server
        .stranger()
        .does("signIn", input, "accessToken { value }")
        .await
        .ok();
    server.stranger().bearing(&token.text("/signIn/accessToken/value"))
}

/// What a run that fails ends with, and its sentence.
fn refused(run: &Output) -> (Option<i32>, String) {
    let said = String::from_utf8_lossy(&run.stderr);
    let last = said.lines().last().unwrap_or_default().to_owned();
    (run.status.code(), last)
}

fn ends(mut command: Command) -> Output {
    command.stderr(std::process::Stdio::piped()).output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_where_to_go_and_three_queries_that_answer() {
    let folder = folder().await;
    let (server, said) = Process::demo(folder.path());
    let page = page(folder.path());
    assert_eq!(page["url"], format!("{}/graphql", server.url()));
    assert!(
        said.starts_with(&format!("The demo is at {}/graphql\n", server.url())),
        "{said}"
    );
    assert!(said.contains(&format!("{}/explorer\n", server.url())), "{said}");
    let mode = fs::metadata(folder.path().join("demo.json"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);

    let lines: Vec<&str> = said
        .lines()
        .filter(|line| line.starts_with("curl") || line.starts_with("token="))
        .collect();
    let answers = answers(&lines.join("\n"));
    assert_eq!(answers.len(), 3, "{answers:?}");
    for answer in &answers {
        assert_eq!(answer["errors"], json!(null), "{answer}");
    }
    let [visitor, person, client] = answers.as_slice() else {
        panic!("three")
    };
    assert_eq!(
        visitor["data"]["project"]["contributions"]["nodes"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert_eq!(person["data"]["viewer"]["kind"], "PERSON");
    assert_eq!(
        person["data"]["project"]["contributions"]["nodes"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
    assert_eq!(
        client["data"]["viewer"]["client"]["projects"][0]["slug"],
        "stop-and-search"
    );
    assert_eq!(
        client["data"]["viewer"]["client"]["organisation"]["name"],
        "Streetlight Youth Forum"
    );

    let tenants: Vec<_> = page["tenants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tenant| tenant["slug"].clone())
        .collect();
    assert_eq!(tenants, ["london", "new-zealand", "taiwan"]);
    for sector in ["STATE", "ECONOMY", "SOCIETY"] {
        for tenant in &tenants {
            let people = page["people"].as_array().unwrap();
            assert!(
                people
                    .iter()
                    .any(|person| person["sector"] == sector && person["tenant"] == *tenant)
            );
        }
    }
    // Everybody can sign in, and has the roles that the file says.
    let own = "{ viewer { membership { roles } participations(first: 100) { nodes { roles project { slug } } } } }";
    let mut at_school = BTreeSet::new();
    for person in page["people"].as_array().unwrap() {
        let name = person["name"].as_str().unwrap();
        let seen = signed_in(&server, &page, name).await.asks(own).await.ok();
        assert_eq!(seen.data("/viewer/membership/roles"), &person["roles"], "{name}");
        let of = |list: &Value, slug: &str| -> BTreeMap<String, String> {
            let part = |part: &Value| {
                let slug = part.pointer(slug).and_then(Value::as_str).unwrap();
                (slug.to_owned(), part["roles"].to_string())
            };
            list.as_array().unwrap().iter().map(part).collect()
        };
        let listed = of(&person["projectRoles"], "/project");
        assert_eq!(
            listed,
            of(seen.data("/viewer/participations/nodes"), "/project/slug"),
            "{name}"
        );
        at_school.extend(listed.get("school-street").cloned());
    }
    for role in ["OWNER", "FACILITATOR", "DELIVERER", "ASSESSOR", "PARTICIPANT"] {
        assert!(
            at_school.iter().any(|roles| roles.contains(role)),
            "{role}: {at_school:?}"
        );
    }
    assert!(said.contains("; deliverer in school-street\n"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_in_taiwan_is_found_by_words_without_spaces() {
    let folder = folder().await;
    let (server, _) = Process::demo(folder.path());
    let visitor = server.stranger().with("trialogue-tenant", "taiwan");
    let query = "{ search(query: \"優步\") { totalCount nodes { kind } } }";
    let seen = visitor.asks(query).await.ok();
    let one = json!({ "totalCount": 1, "nodes": [{ "kind": "CONTRIBUTION" }] });
    assert_eq!(seen.data("/search"), &one);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_agencies_promise_something_about_data_and_its_people_have_decided_about_theirs() {
    let folder = folder().await;
    let (server, _) = Process::demo(folder.path());
    let page = page(folder.path());
    let promises = "{ tenantPolicies { nodes { state } } retentionRules { purpose duration isActive }
        dataSubjectRequests { nodes { right state } } }";
    for (administrator, requests) in [("Ada Administrator", 1), ("Aroha Administrator", 0), ("安管理", 0)] {
        let steward = signed_in(&server, &page, administrator).await.administering();
        let seen = steward.asks(promises).await.ok();
        assert_eq!(seen.data("/tenantPolicies/nodes/0/state"), "ACTIVE", "{}", seen.text);
        assert_eq!(seen.data("/retentionRules").as_array().unwrap().len(), 2);
        assert_eq!(
            seen.data("/dataSubjectRequests/nodes").as_array().unwrap().len(),
            requests
        );
    }
    // What she told is hers to read, with the consents that it rests on; one who thought better of news gets none.
    let own = "{ viewer { profile { birthYear municipality } consents { state } } }";
    let given = |seen: &str, state: &str| seen.matches(state).count();
    let rosa = signed_in(&server, &page, "Rosa Resident").await.asks(own).await.ok();
    let profile = json!({ "birthYear": 1984, "municipality": "Camden" });
    assert_eq!(rosa.data("/viewer/profile"), &profile, "{}", rosa.text);
    assert_eq!(given(&rosa.text, "\"GIVEN\""), 4, "{}", rosa.text);
    let ryan = signed_in(&server, &page, "Ryan Resident").await.asks(own).await.ok();
    let states = ["\"GIVEN\"", "\"WITHDRAWN\""].map(|state| given(&ryan.text, state));
    assert_eq!(states, [0, 1], "{}", ryan.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_group_s_figures_are_released_and_small_groups_are_withheld() {
    let folder = folder().await;
    let (server, _) = Process::demo(folder.path());
    let query =
        "{ project(slug: \"school-street\") { state evaluations { nodes { state closesAt results { caveats criteria {
        criterion { key } groups { sector relation figures { status n median } } } } } } } }";
    let visitor = server.stranger().with("trialogue-tenant", "london");
    let seen = visitor.asks(query).await.ok();
    assert_eq!(seen.data("/project/state"), "EVALUATED");
    let evaluation = seen.data("/project/evaluations/nodes/0");
    assert_eq!(evaluation["state"], "RELEASED");
    let criteria = evaluation["results"]["criteria"].as_array().unwrap();
    assert_eq!(criteria.len(), 3);
    for (criterion, n) in criteria.iter().zip([8, 7, 8]) {
        let of = |sector: &str| {
            let mut groups = criterion["groups"].as_array().unwrap().iter();
            let group = groups.find(|group| group["sector"] == sector && group["relation"] == "PARTICIPANT");
            group.unwrap()["figures"].clone()
        };
        assert_eq!(
            (&of("SOCIETY")["status"], &of("SOCIETY")["n"]),
            (&json!("PUBLISHED"), &json!(n))
        );
        assert_eq!(
            of("ECONOMY"),
            json!({ "status": "SUPPRESSED", "n": null, "median": null })
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_sees_of_a_deliberation_what_was_published_with_its_figures_and_its_source() {
    let folder = folder().await;
    let (server, _) = Process::demo(folder.path());
    for (tenant, project, source) in [
        ("london", "youth-policing", "london.youth.policing"),
        ("new-zealand", "biodiversity", "scoop-hivemind.biodiversity"),
        ("taiwan", "uberx", "vtaiwan.uberx"),
    ] {
        let told = Told::read(source);
        let visitor = server.stranger().with("trialogue-tenant", tenant);
        let query = "query($slug: String!, $after: String) { project(slug: $slug) { state attribution
            phases { nodes { type state openedAt } } contributions(first: 100, after: $after) { totalCount
            pageInfo { hasNextPage endCursor } nodes { state body stands { total { value } agree { value } disagree { value }
            pass { value } } } } } }";
        let (mut after, mut nodes) = (json!(null), Vec::new());
        let first = loop {
            let seen = visitor
                .graphql(query, json!({ "slug": project, "after": after }))
                .await
                .ok();
            let page = seen.data("/project/contributions").clone();
            nodes.extend(page["nodes"].as_array().unwrap().iter().cloned());
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                break seen;
            }
        };
        assert_eq!(first.data("/project/state"), "ACTIVE");
        let attribution = first.text("/project/attribution");
        assert!(
            attribution.contains("CC BY 4.0 with Attribution to The Computational Democracy Project"),
            "{attribution}"
        );
        assert_eq!(first.data("/project/phases/nodes").as_array().unwrap().len(), 1);
        assert_eq!(first.data("/project/phases/nodes/0/state"), "CLOSED");
        assert_eq!(nodes.len(), told.published.len(), "{project}");
        assert_eq!(first.data("/project/contributions/totalCount"), &json!(nodes.len()));
        let mut shown = 0;
        for node in &nodes {
            assert_eq!(node["state"], "PUBLISHED");
            let figure = |name: &str| node["stands"][name]["value"].as_i64();
            let figures = [figure("agree"), figure("disagree"), figure("pass")];
            let fits = |counts: &[i64; 3]| {
                let total = figure("total").is_none_or(|total| total == counts.iter().sum::<i64>());
                total
                    && figures
                        .iter()
                        .zip(counts)
                        .all(|(figure, count)| figure.is_none_or(|figure| figure == *count))
            };
            let body = node["body"].as_str().unwrap();
            assert!(
                told.published[body].iter().any(fits),
                "{body}: {figures:?} and not {:?}",
                told.published[body]
            );
            shown += usize::from(figures.iter().all(Option::is_some));
        }
        assert!(shown > 0, "{project}");
    }
}

/// What an export says of the statements that were published: agree, disagree and pass of the latest votes, by text.
struct Told {
    published: BTreeMap<String, Vec<[i64; 3]>>,
}

impl Told {
    fn read(source: &str) -> Self {
        let file = |name: &str| fs::read_to_string(root().join("tests/data/polis").join(source).join(name)).unwrap();
        let mut latest: BTreeMap<(String, String), (i64, usize)> = BTreeMap::new();
        for row in file("votes.csv").lines().skip(1) {
            let cells: Vec<_> = row.split(',').collect();
            let [at, .., statement, voter, vote] = cells.as_slice() else {
                panic!("{row}")
            };
            let (at, place) = (
                at.parse().unwrap(),
                match *vote {
                    "1" => 0,
                    "-1" => 1,
                    _ => 2,
                },
            );
            let known = latest
                .entry(((*statement).to_owned(), (*voter).to_owned()))
                .or_insert((at, place));
            if at >= known.0 {
                *known = (at, place);
            }
        }
        let mut published: BTreeMap<String, Vec<[i64; 3]>> = BTreeMap::new();
        for row in rows(&file("comments.csv")).iter().skip(1) {
            let [_, _, id, _, _, _, moderated, body] = row.as_slice() else {
                panic!("{row:?}")
            };
            if moderated == "1" {
                let mut counts = [0; 3];
                for (_, (_, place)) in latest.iter().filter(|((statement, _), _)| statement == id) {
                    counts[*place] += 1;
                }
                let body = body.replace("\r\n", "\n").trim().to_owned();
                published.entry(body).or_default().push(counts);
            }
        }
        Self { published }
    }
}

/// The rows of a file with commas, where quotes hold a cell together.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell).trim_end_matches('\r').to_owned());
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    rows
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_comes_up_with_what_is_there_after_a_power_cut() {
    let folder = folder().await;
    let before = page(folder.path());
    let (server, _) = Process::demo(folder.path());
    let rita = signed_in(&server, &before, "Rita Resident").await;
    let found = rita
        .asks("{ project(slug: \"night-bus\") { phases(filter: { states: [OPEN] }) { nodes { id } } } }")
        .await
        .ok();
    let phase = found.text("/project/phases/nodes/0/id");
    let input = json!({ "phase": phase, "kind": "IDEA", "body": "Seats near the driver." });
    let said = rita.does("submitContribution", input, "contribution { id }").await.ok();
    let said = said.text("/submitContribution/contribution/id");

    // One folder, one server.
    for other in [process::demo(folder.path()), process::serve_in(folder.path())] {
        let (code, why) = refused(&ends(other));
        assert_eq!(code, Some(1), "{why}");
        assert!(why.starts_with("trialogue: Another server runs in "), "{why}");
    }
    server.kill();

    let (server, _) = Process::demo(folder.path());
    let mut after = page(folder.path());
    assert_eq!(after["url"], format!("{}/graphql", server.url()));
    after["url"] = before["url"].clone();
    assert_eq!(after, before);
    let rita = signed_in(&server, &after, "Rita Resident").await;
    let seen = rita
        .graphql(
            "query($id: ID!) { node(id: $id) { ... on Contribution { body } } }",
            json!({ "id": said }),
        )
        .await
        .ok();
    assert_eq!(seen.data("/node/body"), "Seats near the driver.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_that_was_killed_while_it_was_made_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    for pause in [5, 40, 150, 400, 900, 1700, 3000] {
        let mut making = process::demo(folder.path()).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(pause)).await;
        making.kill().unwrap();
        making.wait().unwrap();
    }
    // Half made, it is served by nobody.
    let (code, why) = refused(&ends(process::serve_in(folder.path())));
    assert_eq!(code, Some(2), "{why}");
    let (server, said) = Process::demo(folder.path());
    assert!(said.starts_with("The demo is at "));
    for (tenant, projects) in [("london", 3), ("new-zealand", 2), ("taiwan", 2)] {
        let visitor = server.stranger().with("trialogue-tenant", tenant);
        let seen = visitor
            .asks("{ projects { totalCount } projectTemplates { totalCount } }")
            .await
            .ok();
        assert_eq!(seen.data("/projects/totalCount"), projects, "{tenant}");
        assert_eq!(seen.data("/projectTemplates/totalCount"), 4, "{tenant}");
    }
    assert!(!folder.path().join("demo.import").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_is_not_served_as_somebody_s_work_wherever_its_file_goes() {
    let folder = folder().await;
    let elsewhere = tempfile::tempdir().unwrap();
    fs::copy(
        folder.path().join("trialogue.sqlite"),
        elsewhere.path().join("trialogue.sqlite"),
    )
    .unwrap();
    for place in [folder.path(), elsewhere.path()] {
        let (code, why) = refused(&ends(process::serve_in(place)));
        assert_eq!(code, Some(2), "{why}");
        assert!(why.contains("is a demo's"), "{why}");
    }
    // Without its passwords it is of no use, and is not made anew over what people did in it.
    let (code, why) = refused(&ends(process::demo(elsewhere.path())));
    assert_eq!(code, Some(1), "{why}");
    assert!(why.contains("remove the folder"), "{why}");
}

on_both! {
    async fn made_up_people_do_not_get_into_somebody_s_work(app: App) {
        let database: Database = app.stop().await;
        let count = async || column::<i64>(&database.raw().await, "SELECT count(*) FROM tenant").await;
        let before = count().await;
        let mut command = process::demo(database.folder());
        if let Some(url) = database.url() {
            command.arg("--database-url").arg(url);
        }
        let (code, why) = refused(&ends(command));
        assert_eq!(code, Some(2), "{why}");
        assert_eq!(count().await, before);
        assert!(!database.folder().join("demo.json").exists());
    }
}
