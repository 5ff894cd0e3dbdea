//! In which language texts are answered that stand in several: the one that a field is asked for, or else what the request
//! accepts (RFC 9110, section 12.5.4), or else the first.

use entity::vocabulary::TenantRole::{Administrator, Staff};
use harness::{
    actor::Actor,
    app::App,
    listen::Stream,
    on_both,
    socket::{PROTOCOL, Socket},
    world::Agency::Alpha,
};
use serde_json::{Value, json};

use crate::{
    judged::{self, Story},
    streams_shared::told,
};

const TITLES: &str = "{ criteria { key title } }";
const DUTCH: &str = r#"{ criteria { key title(language: "nl") } }"#;
const NULL: &str = "{ criteria { key title(language: null) } }";

/// The same, whose requests accept these languages.
fn accepting(who: &Actor, languages: &str) -> Actor {
    who.with("accept-language", languages)
}

/// How satisfaction is called in an answer.
fn title(answer: &Value) -> &str {
    let all = answer["data"]["criteria"].as_array().unwrap();
    let one = all.iter().find(|one| one["key"] == "SA-01").unwrap();
    one["title"].as_str().unwrap()
}

/// Who accepts these languages, and listens.
async fn listening(app: &App, languages: &str, query: &str, project: &str) -> Socket {
    let mut socket = Socket::of(&accepting(&app.visitor(Alpha), languages)).await;
    socket.listens("1", query, json!({ "project": project })).await;
    socket
}

on_both! {
    async fn a_request_is_answered_in_the_language_that_it_accepts_best(app: App) {
        let visitor = app.visitor(Alpha);
        for (languages, expected) in [
            ("es-MX, en;q=0.5", "Satisfacción"),
            ("en;q=0.5, es-MX", "Satisfacción"),
            ("zh-Hant, de-AT;q=0.9, en;q=0.8", "Zufriedenheit"),
            ("*", "Satisfaction"),
            ("*, de;q=0.1", "Zufriedenheit"),
            ("nonsense", "Satisfaction"),
            ("es;q=high, de;q=7, nl;q=0.4", "Tevredenheid"),
            ("es;q=0", "Satisfaction"),
            ("es;q=0, nl;q=0.2", "Tevredenheid"),
            ("zh-Hant", "Satisfaction"),
        ] {
            let reader = accepting(&visitor, languages);
            assert_eq!(title(&reader.asks(TITLES).await.ok().body), expected, "{languages}");
            assert_eq!(title(&reader.asks(NULL).await.ok().body), expected, "{languages}");
            assert_eq!(title(&reader.asks(DUTCH).await.ok().body), "Tevredenheid", "the field says which");
        }
        assert_eq!(title(&visitor.asks(TITLES).await.ok().body), "Satisfaction");
    }

    async fn what_an_agency_wrote_in_several_languages_falls_back_to_its_first(app: App) {
        let all = "{ purposes { purpose version description } }";
        let research = |seen: &Value| {
            let all = seen["data"]["purposes"].as_array().unwrap();
            all.iter().find(|one| one["purpose"] == "RESEARCH").unwrap().clone()
        };
        let administrator = app.person(Alpha, Administrator);
        let version = research(&administrator.asks(all).await.ok().body)["version"].clone();
        let words = json!({ "purpose": "RESEARCH", "version": version,
            "descriptions": [{ "language": "de", "text": "Zum Forschen." }, { "language": "en", "text": "To study." }] });
        let done = accepting(&administrator, "en").does("updateProcessingPurpose", words, "processingPurpose { description }").await.ok();
        assert_eq!(done.text("/updateProcessingPurpose/processingPurpose/description"), "To study.");
        for (reader, expected) in [
            (app.visitor(Alpha), "Zum Forschen."),
            (accepting(&app.visitor(Alpha), "en-GB, de;q=0.1"), "To study."),
            (accepting(&app.visitor(Alpha), "fr"), "Zum Forschen."),
            (accepting(&app.visitor(Alpha), "fr, de;q=0"), "To study."),
            (accepting(&app.person(Alpha, Staff), "en"), "To study."),
        ] {
            assert_eq!(research(&reader.asks(all).await.ok().body)["description"], expected);
        }
    }

    async fn what_was_done_before_is_told_in_the_language_of_who_asks_again(app: App) {
        let project = judged::project(&app).await;
        let mut input = judged::input(&project, "CONCURRENT", &["SA-01"]);
        input["idempotencyKey"] = json!("once");
        let mut told = Vec::new();
        for languages in ["de", "es"] {
            let staff = accepting(&app.person(Alpha, Staff), languages);
            let made = staff.does("createEvaluation", input.clone(), "evaluation { id criteria { title } }").await.ok();
            told.push((made.text("/createEvaluation/evaluation/id"), made.text("/createEvaluation/evaluation/criteria/0/title")));
        }
        assert_eq!(told[0].0, told[1].0, "it was done once");
        assert_eq!((told[0].1.as_str(), told[1].1.as_str()), ("Zufriedenheit", "Satisfacción"));
    }

    async fn a_socket_speaks_the_language_of_its_opener_or_of_what_the_page_says(app: App) {
        let spanish = accepting(&app.visitor(Alpha), "es, en;q=0.5");
        for (payload, expected) in [
            (json!({}), "Satisfacción"),
            // A browser sends the header whatever its page wants.
            (json!({ "Accept-Language": "de" }), "Zufriedenheit"),
            (json!({ "Accept-Language": "nonsense" }), "Satisfaction"),
        ] {
            let mut socket = Socket::open(&spanish, PROTOCOL).await.expect("it opens");
            socket.init(payload).await;
            socket.subscribe("q", TITLES, json!({})).await;
            assert_eq!(title(&socket.answer("q").await), expected);
        }
        let mut stream = Stream::asked(&spanish, "text/event-stream", TITLES, json!({})).await;
        let (_, answer) = stream.event().await.expect("it answers");
        assert_eq!(title(&answer), "Satisfacción");
    }

    async fn who_reads_another_language_is_told_by_a_run_of_their_own(app: App) {
        let story = Story::draft(&app, "CONCURRENT", &["SA-01"]).await;
        let query = "subscription($project: ID!) { evaluationChanged(project: $project) { node { criteria { title } } } }";
        let mut listeners = Vec::new();
        for (languages, expected) in [("es", "Satisfacción"), ("de", "Zufriedenheit"), ("es", "Satisfacción"), ("xx", "Satisfaction")] {
            listeners.push((listening(&app, languages, query, &story.project).await, expected));
        }
        let before = told(&app).await;
        story.moves("lockEvaluation", &story.version).await;
        for (socket, expected) in &mut listeners {
            let event = socket.answer("1").await["data"]["evaluationChanged"].take();
            assert_eq!(event, json!({ "node": { "criteria": [{ "title": *expected }] } }));
        }
        assert_eq!(told(&app).await, before + 3);
    }

    async fn what_is_the_same_in_every_language_is_told_by_one_run(app: App) {
        let story = Story::draft(&app, "CONCURRENT", &["SA-01"]).await;
        let mut listeners = Vec::new();
        // The second is not listed as answered alike to everybody, and asks for a language itself.
        for query in [
            "subscription($project: ID!) { evaluationChanged(project: $project) { node { title } } }",
            "subscription($project: ID!) { evaluationChanged(project: $project) { node { title criteria { title(language: \"de\") } } } }",
        ] {
            for languages in ["es", "de"] {
                listeners.push(listening(&app, languages, query, &story.project).await);
            }
        }
        let before = told(&app).await;
        story.moves("lockEvaluation", &story.version).await;
        for socket in &mut listeners {
            assert_eq!(socket.answer("1").await["data"]["evaluationChanged"]["node"]["title"], "How was it?");
        }
        assert_eq!(told(&app).await, before + 2);
    }
}
