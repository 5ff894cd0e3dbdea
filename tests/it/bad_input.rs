//! Requests that are not what they should be: refused early, all faults together, with a stable code.

use entity::vocabulary::TenantRole::Staff;
use harness::{answer::Answer, app::App, database::column, on_both, world::Agency::Alpha};
use reqwest::Method;
use serde_json::{Value, json};

const SHOWN: &str = "project { id title }";

on_both! {
    async fn a_body_that_is_no_request_is_refused(app: App) {
        let visitor = app.visitor(Alpha);
        for body in ["", "{", "[]", "null", "42", "{}", r#"{"query": 1}"#, r#"{"query": "{ viewer { kind } }", "variables": []}"#,
                     r#"{"query": "{ viewer { kind } }", "query": "{ tenant { slug } }"}"#] {
            let answer = visitor.post(body).await;
            assert_eq!(answer.status, 400, "{body}: {}", answer.text);
            assert!(answer.body.get("data").is_none(), "{}", answer.text);
            assert_eq!(answer.codes(), ["BAD_INPUT"], "{body}");
        }
    }

    async fn a_document_that_does_not_hold_is_refused_before_anything_runs(app: App) {
        let visitor = app.visitor(Alpha);
        for document in ["{", "{ nothing }", "{ viewer }", "{ viewer { kind { deeper } } }", "query($x: Nope) { viewer { kind } }",
                         "{ viewer { ...Missing } }", "query { viewer { kind } } query { viewer { kind } }",
                         "mutation { createProject { project { id } } }"] {
            let answer = visitor.asks(document).await;
            assert_eq!(answer.status, 400, "{document}: {}", answer.text);
            assert!(answer.codes().iter().all(|code| code == "DOCUMENT_INVALID"), "{document}: {}", answer.text);
            assert!(answer.body.get("data").is_none(), "{}", answer.text);
        }
    }

    async fn only_a_post_of_json_can_act(app: App) {
        let staff = app.person(Alpha, Staff);
        let query = "mutation{createProject(input:{title:\"t\",summary:\"s\",objectOfCocreation:SERVICE,visibility:PUBLIC,joining:OPEN}){project{id}}}";
        let got = staff.request(Method::GET, &format!("/graphql?query={}", encoded(query))).send().await.unwrap();
        let got = Answer::read(got).await;
        assert_eq!(got.status, 405, "{}", got.text);
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
            let body = json!({ "query": query }).to_string();
            let sent = staff.request(Method::POST, "/graphql").header("content-type", kind).body(body).send().await.unwrap();
            assert_eq!(sent.status().as_u16(), 415, "{kind}");
        }
        let packed = staff.request(Method::POST, "/graphql").header("content-type", "application/json").header("content-encoding", "gzip");
        let packed = Answer::read(packed.body(json!({ "query": query }).to_string()).send().await.unwrap()).await;
        assert_eq!((packed.status, packed.codes()), (415, vec!["BAD_INPUT".to_owned()]), "{}", packed.text);
        let read = staff.request(Method::GET, &format!("/graphql?query={}", encoded("{tenant{slug}}"))).send().await.unwrap();
        assert_eq!(Answer::read(read).await.ok().data("/tenant/slug"), "alpha");
        assert_eq!(projects(&app).await, 0);
    }

    async fn all_faults_of_an_input_are_told_together_with_their_places(app: App) {
        let staff = app.person(Alpha, Staff);
        let input = with(&[("title", json!(" ")), ("summary", json!("x".repeat(2001))), ("language", json!("not a language")), ("slug", json!("Not a slug"))]);
        let refused = staff.does("createProject", input, SHOWN).await;
        assert_eq!(refused.status, 200);
        assert_eq!(refused.codes(), ["BAD_INPUT"; 4], "{}", refused.text);
        let mut inputs = refused.inputs();
        inputs.sort();
        assert_eq!(inputs, ["input.language", "input.slug", "input.summary", "input.title"]);
        assert_eq!(refused.data("/createProject/project"), &json!(null));
        assert_eq!(projects(&app).await, 0);
    }

    async fn a_day_that_is_none_is_told_beside_the_other_faults(app: App) {
        let staff = app.person(Alpha, Staff);
        let made = staff.does("createProject", with(&[]), "project { id version language decisionOn }").await.ok();
        assert_eq!(made.data("/createProject/project/language"), "en");
        let change = |day: &str, title: &str| json!({
            "project": made.text("/createProject/project/id"), "version": made.text("/createProject/project/version"),
            "decisionOn": day, "title": title,
        });
        for day in ["2027-02-29", "2027-2-1", "01.02.2027", "2027-02-01T00:00:00Z", "tomorrow", ""] {
            let refused = staff.does("updateProject", change(day, " "), SHOWN).await;
            assert_eq!((refused.status, refused.codes()), (200, vec!["BAD_INPUT".to_owned(); 2]), "{day}: {}", refused.text);
            assert_eq!(refused.inputs(), ["input.title", "input.decisionOn"], "{day}");
        }
        let kept = staff.does("updateProject", change("2028-02-29", "Safer ways"), "project { decisionOn }").await.ok();
        assert_eq!(kept.data("/updateProject/project/decisionOn"), "2028-02-29");
    }

    async fn an_argument_that_is_no_day_or_no_language_is_refused_at_its_field(app: App) {
        let staff = app.person(Alpha, Staff);
        for (field, argument) in [
            ("dashboard", r#"{ dashboard { monthlyActivity(months: 1, until: "2026-02-30") { startsOn } } }"#),
            ("dashboard", "{ dashboard { monthlyActivity(months: 1, until: 20260201) { startsOn } } }"),
            ("criteria", r#"{ criteria { title(language: "not a language") } }"#),
        ] {
            let refused = staff.asks(argument).await;
            assert_eq!(refused.codes().first().map(String::as_str), Some("BAD_INPUT"), "{argument}: {}", refused.text);
            assert_eq!(refused.body["errors"][0]["path"][0], field, "{}", refused.text);
        }
    }

    async fn texts_are_trimmed_and_hold_no_control_characters(app: App) {
        let staff = app.person(Alpha, Staff);
        let title = json!("  Safer ways \u{65}\u{301}  ");
        let made = staff.does("createProject", with(&[("title", title)]), "project { id version title }").await.ok();
        assert_eq!(made.data("/createProject/project/title"), "Safer ways \u{e9}");
        let pasted = json!({ "project": made.text("/createProject/project/id"), "version": made.text("/createProject/project/version"),
                             "summary": "How should\r\nchildren\tget there?\r\n" });
        let kept = staff.does("updateProject", pasted, "project { summary }").await.ok();
        assert_eq!(kept.data("/updateProject/project/summary"), "How should\nchildren\tget there?");
        for title in ["null\u{0}byte", "bell\u{7}"] {
            let refused = staff.does("createProject", with(&[("title", json!(title))]), SHOWN).await;
            assert_eq!((refused.status, refused.codes()), (400, vec!["BAD_INPUT".to_owned()]), "{title:?}");
            assert_eq!(refused.inputs(), ["variables.input.title"], "{title:?}");
        }
        assert_eq!(projects(&app).await, 1);
    }

    async fn t133_a_title_turns_no_writing_round_and_stands_on_one_line(app: App) {
        let staff = app.person(Alpha, Staff);
        for title in ["turned\u{202e}round", "held\u{2066}apart", "one\nother", "one\r\nother", "one\u{2028}other", "tab\tbed"] {
            let refused = staff.does("createProject", with(&[("title", json!(title))]), SHOWN).await.refused("BAD_INPUT");
            assert_eq!(refused.inputs(), ["input.title"], "{title:?}");
        }
        assert_eq!(projects(&app).await, 0);
    }

    async fn variables_of_the_wrong_type_are_refused_before_anything_runs(app: App) {
        let staff = app.person(Alpha, Staff);
        for (field, value) in [("title", json!(1)), ("title", json!(null)), ("visibility", json!("SECRET")), ("unknown", json!("x")), ("decisionOn", json!(1))] {
            let refused = staff.does("createProject", with(&[(field, value.clone())]), SHOWN).await;
            assert_eq!(refused.status, 400, "{field} {value}: {}", refused.text);
            assert_eq!(refused.codes(), ["BAD_INPUT"], "{field} {value}: {}", refused.text);
            assert_eq!(refused.inputs(), [format!("variables.input.{field}")], "{value}");
        }
        assert_eq!(projects(&app).await, 0);
    }

    async fn t42_all_faults_of_variables_are_told_together_and_none_of_their_values(app: App) {
        let visitor = app.visitor(Alpha);
        let secret = "Unseen heron words";
        let phase = json!({ "type": secret, "title": 5, "opensAt": secret, "eligibleSectors": ["STATE", secret] });
        let refused = visitor.does("addPhase", phase, "phase { id }").await;
        let mut inputs = refused.inputs();
        inputs.sort();
        let of = |place: &str| format!("variables.input.{place}");
        assert_eq!(inputs, ["description", "eligibleSectors.1", "opensAt", "project", "title", "type"].map(of), "{}", refused.text);
        assert_eq!((refused.status, refused.codes()), (400, vec!["BAD_INPUT".to_owned(); 6]));
        assert!(refused.body.get("data").is_none() && !refused.text.contains("heron"), "{}", refused.text);
        let signs_in = json!({ "tenant": "alpha", "email": "heron@example.org", "password": { "a": secret } });
        let refused = visitor.does("signIn", signs_in, "accessToken { value }").await;
        assert_eq!(refused.inputs(), ["variables.input.password"]);
        assert!(!refused.text.contains("heron"), "{}", refused.text);
    }

    async fn t42_a_scalar_says_what_is_wrong_and_nothing_of_how_inputs_are_made(app: App) {
        let founder = app.founder(Alpha);
        let languages = "{ viewer { contributions(filter: { languages: [\"heron words\"] }) { totalCount } } }";
        let until = "{ dashboard { monthlyActivity(months: 1, until: 20260201) { startsOn } } }";
        let from = "{ auditEntries(filter: { from: \"heron\" }) { totalCount } }";
        for (document, told) in [
            (languages, "The language is not a tag such as en, pt-BR or zh-Hant."),
            (until, "The value is not of the type `Date`."),
            (from, "The instant is not written with its offset, like 2026-11-23T09:30:00Z."),
        ] {
            let refused = founder.asks(document).await;
            assert_eq!(refused.codes().first().map(String::as_str), Some("BAD_INPUT"), "{}", refused.text);
            assert_eq!(refused.body["errors"][0]["message"], told, "{document}");
        }
    }

    async fn a_name_that_is_misspelt_is_all_that_is_said_of_a_document(app: App) {
        let refused = app.visitor(Alpha).asks("{ viewer { nope } }").await;
        assert_eq!((refused.status, refused.codes()), (400, vec!["DOCUMENT_INVALID".to_owned()]), "{}", refused.text);
        assert!(refused.text.contains("nope"), "{}", refused.text);
    }

    async fn t112_each_way_in_which_json_is_none_is_told_apart(app: App) {
        let visitor = app.visitor(Alpha);
        let nested = format!("{}{}", "[".repeat(200), "]".repeat(200));
        let mut told = Vec::new();
        for (value, code) in [
            (r#""\ud800""#, "BAD_INPUT"), (r#"{"a":1,"a":2}"#, "BAD_INPUT"), ("1e400", "BAD_INPUT"), ("nil", "BAD_INPUT"),
            (nested.as_str(), "REQUEST_TOO_LARGE"),
        ] {
            let refused = visitor.post(format!(r#"{{"query":"{{ viewer {{ kind }} }}","variables":{{"x":{value}}}}}"#)).await;
            assert_eq!((refused.status, refused.codes()), (400, vec![code.to_owned()]), "{value}: {}", refused.text);
            let message = refused.body["errors"][0]["message"].as_str().unwrap().to_owned();
            told.push(message.split(" at line ").next().unwrap().to_owned());
        }
        told.sort();
        told.dedup();
        assert_eq!(told.len(), 5, "{told:?}");
    }

    async fn t06_pages_have_bounds_and_cursors_belong_to_their_list(app: App) {
        let staff = app.person(Alpha, Staff);
        for title in ["One", "Two", "Three"] {
            staff.does("createProject", with(&[("title", json!(title))]), SHOWN).await.ok();
        }
        for arguments in ["first: 0", "first: -1", "first: 101", "last: 101", "first: 1, last: 1"] {
            let refused = staff.asks(&format!("{{ projects({arguments}) {{ nodes {{ id }} }} }}")).await;
            assert_eq!((refused.status, refused.codes()), (200, vec!["BAD_INPUT".to_owned()]), "{arguments}: {}", refused.text);
            assert_eq!(refused.data("/projects"), &json!(null));
        }
        for (arguments, place) in [
            ("first: 1, last: 1", "last"), ("last: 2, after: \"x\"", "last"), ("first: 2, before: \"x\"", "before"),
            ("after: \"x\", before: \"x\"", "before"),
        ] {
            let torn = staff.asks(&format!("{{ projects({arguments}) {{ nodes {{ id }} }} }}")).await.refused("BAD_INPUT");
            assert_eq!(torn.inputs(), [place], "{arguments}");
        }
        let page = "query($after: String) { projects(first: 2, after: $after) { nodes { title } pageInfo { hasNextPage endCursor } } }";
        let first = staff.graphql(page, json!({})).await.ok();
        assert_eq!(first.data("/projects/pageInfo/hasNextPage"), &json!(true));
        let cursor = first.text("/projects/pageInfo/endCursor");
        let earlier = "query($before: String) { projects(before: $before) { nodes { title } pageInfo { hasPreviousPage } } }";
        let earlier = staff.graphql(earlier, json!({ "before": cursor })).await.ok();
        assert_eq!(earlier.data("/projects/nodes/0/title"), first.data("/projects/nodes/0/title"));
        assert_eq!(earlier.data("/projects/pageInfo/hasPreviousPage"), &json!(false));
        let second = staff.graphql(page, json!({ "after": cursor })).await.ok();
        assert_eq!(second.data("/projects/nodes").as_array().unwrap().len(), 1);
        assert_eq!(second.data("/projects/pageInfo/hasNextPage"), &json!(false));
        let elsewhere = "query($after: String) { projects(first: 2, after: $after, orderBy: TITLE_ASC) { nodes { title } } }";
        let reversed: String = cursor.chars().rev().collect();
        for (document, cursor) in [(elsewhere, cursor.as_str()), (page, reversed.as_str()), (page, "nonsense"), (page, "")] {
            let refused = staff.graphql(document, json!({ "after": cursor })).await;
            assert_eq!((refused.status, refused.codes()), (200, vec!["BAD_CURSOR".to_owned()]), "{cursor}: {}", refused.text);
        }
        let neighbour = app.person(harness::world::Agency::Beta, Staff).graphql(page, json!({ "after": cursor })).await;
        assert_eq!(neighbour.codes(), ["BAD_CURSOR"]);
    }

    async fn t02_an_id_of_another_kind_is_not_found(app: App) {
        let staff = app.person(Alpha, Staff);
        let membership = &app.world.person(Alpha, Staff).membership;
        for id in [membership.as_str(), "project_", "project_zzzzzzzzzzzzzzzzzzzzzzzzzz", "01h455vb4pex5vsknk084sn02q", ""] {
            let input = json!({ "project": id, "version": "v" });
            let refused = staff.does("startProjectReadiness", input, SHOWN).await.refused("NOT_FOUND");
            assert_eq!(refused.inputs(), ["input.project"], "{id}");
        }
    }

    async fn an_agency_that_is_not_there_is_not_found(app: App) {
        let lost = app.stranger().with("trialogue-tenant", "nowhere").asks("{ tenant { slug } }").await;
        assert_eq!(lost.codes(), ["NOT_FOUND"], "{}", lost.text);
        assert!(lost.body.get("data").is_none());
    }

    async fn aliases_keep_the_order_that_the_document_has(app: App) {
        let answer = app.person(Alpha, Staff).asks("{ z: tenant { slug name } a: viewer { kind } m: projects { nodes { id } } }").await.ok();
        let keys: Vec<&String> = answer.body["data"].as_object().unwrap().keys().collect();
        assert_eq!(keys, ["z", "a", "m"]);
    }
}

fn with(changes: &[(&str, Value)]) -> Value {
    let mut input = json!({
        "title": "Safer ways to school", "summary": "How should children get to school safely?",
        "objectOfCocreation": "SERVICE", "visibility": "PUBLIC", "joining": "OPEN",
    });
    for (field, value) in changes {
        input[field] = value.clone();
    }
    input
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

async fn projects(app: &App) -> i64 {
    column(&app.database.raw().await, "SELECT count(*) FROM project").await[0]
}
