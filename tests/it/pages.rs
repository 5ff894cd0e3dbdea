//! Pages of other origins: who lets them in, and that nothing is told to or done for others.

use std::collections::BTreeMap;

use entity::vocabulary::TenantRole::{Administrator, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    listen::Stream,
    on_both,
    project::Project,
    socket::{PROTOCOL, Socket},
    world::Agency::{self, Alpha, Beta},
};
use reqwest::{Method, Response};
use serde_json::{Value, json};

const APP: &str = "https://app.example";
const CHANGED: &str = "subscription($project: ID!) { projectChanged(project: $project) { id } }";
const LIST: &str = "{ projects { totalCount } }";

fn page(who: &Actor) -> Actor {
    who.with("origin", APP)
}

/// Whether the page that asked may read the answer.
fn readable(answer: &Answer) -> bool {
    answer
        .headers
        .get("access-control-allow-origin")
        .is_some_and(|origin| origin == APP)
}

/// A refusal that a page cannot read, and the server's word on it.
fn shut_out(answer: &Answer) {
    assert_eq!(
        (answer.status, answer.codes()),
        (403, vec!["FORBIDDEN".to_owned()]),
        "{}",
        answer.text
    );
    assert_eq!(answer.headers.get("access-control-allow-origin"), None);
    assert!(answer.headers["vary"].to_str().unwrap().contains("origin"));
    assert_eq!(answer.headers["cache-control"], "private, no-store");
}

async fn lets_in(app: &App, agency: Agency, origins: Value) -> Answer {
    let administrator = app.person(agency, Administrator);
    let now = administrator.asks("{ tenant { id version } }").await.ok();
    let change =
        json!({ "tenant": now.data("/tenant/id"), "version": now.data("/tenant/version"), "allowedOrigins": origins });
    administrator
        .does("updateTenant", change, "tenant { allowedOrigins }")
        .await
}

/// What a browser asks before it asks.
async fn preflight(who: &Actor, origin: &str) -> Response {
    let request = who.request(Method::OPTIONS, "/graphql").header("origin", origin);
    let request = request.header("access-control-request-method", "POST");
    let request = request.header(
        "access-control-request-headers",
        "authorization,content-type,trialogue-tenant",
    );
    request.send().await.unwrap()
}

on_both! {
    async fn pages_ask_where_the_agency_lets_their_origin_in(app: App) {
        let (visitor, staff) = (page(&app.visitor(Alpha)), page(&app.person(Alpha, Staff)));
        for who in [&visitor, &staff] {
            shut_out(&who.asks(LIST).await);
        }
        let told = lets_in(&app, Alpha, json!([APP, "http://localhost:3000", APP])).await.ok();
        assert_eq!(told.data("/updateTenant/tenant/allowedOrigins"), &json!([APP, "http://localhost:3000"]));
        for who in [&visitor, &staff] {
            let answer = who.asks(LIST).await.ok();
            assert!(readable(&answer));
            assert_eq!(answer.headers["access-control-expose-headers"], "x-request-id, retry-after, www-authenticate");
        }
        // What is wrong with a request can be read too, and with a token, where the page names the agency.
        assert!(readable(&visitor.asks("{ nothing }").await));
        let ended = visitor.bearing("forged").asks(LIST).await;
        assert_eq!((ended.status, readable(&ended)), (401, true));
        shut_out(&visitor.without("trialogue-tenant").bearing("forged").asks(LIST).await);
        for other in ["https://app.example:8443", "http://app.example", "https://app.example.evil.test", "https://evil.test", "null"] {
            shut_out(&visitor.with("origin", other).asks(LIST).await);
        }
        assert_eq!(lets_in(&app, Alpha, json!([])).await.ok().data("/updateTenant/tenant/allowedOrigins"), &json!([]));
        shut_out(&staff.asks(LIST).await);
    }

    async fn what_one_agency_lets_in_another_does_not_and_nobody_learns_of_it(app: App) {
        lets_in(&app, Alpha, json!([APP])).await.ok();
        let beta = app.person(Beta, Staff);
        let shut = page(&beta).asks(LIST).await;
        shut_out(&shut);
        // Whatever agency is named, or none, or one that is not there: the same.
        for other in [app.visitor(Beta), app.stranger(), app.stranger().with("trialogue-tenant", "nowhere")] {
            let other = page(&other).asks(LIST).await;
            shut_out(&other);
            assert_eq!(other.text, shut.text);
        }
        // Nothing ran.
        let project = json!({ "title": "A project", "summary": "s", "objectOfCocreation": "SERVICE", "visibility": "PUBLIC", "joining": "OPEN" });
        shut_out(&page(&beta).does("createProject", project, "project { id }").await);
        assert_eq!(beta.asks(LIST).await.ok().data("/projects/totalCount"), 0);
    }

    async fn what_a_browser_asks_before_it_asks_is_answered_alike_for_every_origin(app: App) {
        lets_in(&app, Alpha, json!([APP])).await.ok();
        let mut answers = Vec::new();
        for (who, origin) in [
            (app.visitor(Alpha), APP), (app.visitor(Alpha), "https://evil.test"), (app.stranger(), APP),
            (app.stranger(), app.url.as_str()), (app.visitor(Beta), "null"),
        ] {
            let answer = preflight(&who, origin).await;
            let ours = |name: &str| name != "date" && name != "x-request-id";
            let headers = answer.headers().iter().map(|(name, value)| (name.as_str(), value));
            let headers: BTreeMap<_, _> = headers.filter(|(name, _)| ours(name)).collect();
            answers.push(format!("{} {headers:?}", answer.status()));
        }
        assert!(answers[0].contains("204") && answers[0].contains("\"access-control-allow-origin\": \"*\""), "{}", answers[0]);
        assert!(answers[0].contains("\"access-control-allow-methods\": \"GET, POST\""));
        assert!(!answers[0].contains("credentials"));
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
        // Where programs take tokens no page is let in.
        let token = app.stranger().with("origin", APP).request(Method::OPTIONS, "/oauth/token").send().await.unwrap();
        assert_eq!(token.headers().get("access-control-allow-origin"), None);
    }

    async fn a_client_has_a_list_of_its_own(app: App) {
        let administrator = app.person(Alpha, Administrator);
        let input = json!({ "name": "Partner", "sector": "SOCIETY", "expiresAt": "2026-12-01T00:00:00Z", "allowedOrigins": ["https://partner.example"] });
        let registered = administrator.does("registerClient", input, "client { id version allowedOrigins } clientSecret").await.ok();
        let client = registered.data("/registerClient/client");
        assert_eq!(client["allowedOrigins"], json!(["https://partner.example"]));
        let program = app.client(client["id"].as_str().unwrap(), &registered.text("/registerClient/clientSecret")).await;
        // That of the agency is for its people.
        lets_in(&app, Alpha, json!([APP])).await.ok();
        shut_out(&page(&program).asks(LIST).await);
        program.with("origin", "https://partner.example").asks(LIST).await.ok();
        shut_out(&app.visitor(Alpha).with("origin", "https://partner.example").asks(LIST).await);
        let change = json!({ "client": client["id"], "version": client["version"], "allowedOrigins": [APP] });
        let changed = administrator.does("updateClient", change, "client { allowedOrigins }").await.ok();
        assert_eq!(changed.data("/updateClient/client/allowedOrigins"), &json!([APP]));
        assert!(readable(&page(&program).asks(LIST).await.ok()));
        shut_out(&program.with("origin", "https://partner.example").asks(LIST).await);
    }

    async fn a_list_holds_origins_alone(app: App) {
        for (wrong, places) in [
            (json!(["*"]), vec![".0"]), (json!([APP, "https://app.example/"]), vec![".1"]), (json!(["https://*.example"]), vec![".0"]),
            (json!(["null", APP, "http://"]), vec![".0", ".2"]), (json!(vec![APP; 21]), vec![""]),
        ] {
            let inputs: Vec<_> = places.iter().map(|place| format!("input.allowedOrigins{place}")).collect();
            let refused = lets_in(&app, Alpha, wrong.clone()).await;
            assert_eq!((refused.codes(), refused.inputs()), (vec!["BAD_INPUT".to_owned(); inputs.len()], inputs.clone()), "{wrong}");
            let input = json!({ "name": "Partner", "sector": "SOCIETY", "expiresAt": "2026-12-01T00:00:00Z", "allowedOrigins": wrong });
            let refused = app.person(Alpha, Administrator).does("registerClient", input, "client { id }").await;
            assert_eq!(refused.inputs(), inputs);
        }
        assert_eq!(app.visitor(Alpha).asks("{ tenant { allowedOrigins } }").await.ok().data("/tenant/allowedOrigins"), &json!([]));
    }

    async fn t146_pages_listen_where_they_may_ask(app: App) {
        lets_in(&app, Alpha, json!([APP])).await.ok();
        let mut socket = Socket::of(&page(&app.visitor(Alpha))).await;
        socket.subscribe("1", LIST, json!({})).await;
        assert_eq!(socket.answer("1").await["data"]["projects"]["totalCount"], 0);
        // The agency may be named on the socket alone, as pages must.
        let mut socket = Socket::open(&page(&app.stranger()), PROTOCOL).await.expect("it opens");
        socket.init(json!({ "Trialogue-Tenant": "alpha" })).await;
        for other in [page(&app.visitor(Beta)), page(&app.stranger()), app.visitor(Alpha).with("origin", "https://evil.test")] {
            let mut socket = Socket::open(&other, PROTOCOL).await.expect("it opens");
            socket.send(json!({ "type": "connection_init" })).await;
            assert_eq!(socket.closed().await.0, 4403);
        }
        let stream = Stream::asked(&page(&app.visitor(Alpha)), "text/event-stream", LIST, json!({})).await;
        assert_eq!((stream.status(), stream.header("access-control-allow-origin")), (200, APP));
        let stream = Stream::asked(&page(&app.visitor(Beta)), "text/event-stream", LIST, json!({})).await;
        assert_eq!((stream.status(), stream.header("access-control-allow-origin")), (403, ""));
    }

    async fn pages_of_the_server_itself_ask(app: App) {
        for own in [app.url.as_str(), "http://trialogue.test"] {
            let answer = app.visitor(Alpha).with("origin", own).asks(LIST).await.ok();
            assert_eq!(answer.headers["access-control-allow-origin"], own);
            assert!(Socket::open(&app.visitor(Alpha).with("origin", own), PROTOCOL).await.is_ok());
        }
        // Programs send no origin, and are told nothing of it.
        assert_eq!(app.visitor(Alpha).asks(LIST).await.ok().headers.get("access-control-allow-origin"), None);
    }

    async fn t94_a_name_that_somebody_pointed_here_makes_no_page_of_ours(app: App) {
        let port = app.url.rsplit_once(':').unwrap().1;
        let rebound = format!("evil.test:{port}");
        let visitor = app.visitor(Alpha).with("host", rebound.as_str());
        let page = visitor.with("origin", format!("http://{rebound}"));
        shut_out(&page.asks(LIST).await);
        let mut socket = Socket::open(&page, PROTOCOL).await.expect("it opens");
        socket.send(json!({ "type": "connection_init" })).await;
        assert_eq!(socket.closed().await.0, 4403);
        // Where its browser takes it for the server's own and reads, it says no origin.
        let got = async |who: &Actor| {
            let request = who.request(Method::GET, "/graphql?query=%7B%20projects%20%7B%20totalCount%20%7D%20%7D");
            Answer::read(request.send().await.unwrap()).await
        };
        let misled = got(&visitor).await;
        assert_eq!((misled.status, misled.codes()), (421, vec!["FORBIDDEN".to_owned()]), "{}", misled.text);
        let stream = visitor.request(Method::GET, "/graphql?query=%7B__typename%7D").header("accept", "text/event-stream");
        assert_eq!(stream.send().await.unwrap().status(), 421);
        // Programs are answered by whatever name they found it, where they show who they are or post.
        got(&app.person(Alpha, Staff).with("host", rebound.as_str())).await.ok();
        visitor.asks(LIST).await.ok();
        for host in [app.url.trim_start_matches("http://"), &format!("localhost:{port}"), "trialogue.test", "192.0.2.1"] {
            got(&app.visitor(Alpha).with("host", host)).await.ok();
        }
        for (at, number) in [("request", 1), ("socket", 1), ("name", 2)] {
            assert_eq!(shut_out_at(&app, at).await, number, "{at}");
        }
        assert_eq!(figure(&app, "trialogue_requests_total{kind=\"none\",status=\"4xx\"}").await, 3);
    }

    async fn what_is_open_from_a_page_ends_when_its_origin_is_let_in_no_more(app: App) {
        let administrator = app.person(Alpha, Administrator);
        let input = json!({ "name": "Partner", "sector": "SOCIETY", "expiresAt": "2026-12-01T00:00:00Z", "allowedOrigins": [APP] });
        let registered = administrator.does("registerClient", input, "client { id version } clientSecret").await.ok();
        let client = registered.data("/registerClient/client").clone();
        let about = json!({ "project": Project::active(&app).await.id });
        let id = client["id"].as_str().unwrap();
        let program = app.client(id, &registered.text("/registerClient/clientSecret")).await;
        lets_in(&app, Alpha, json!([APP])).await.ok();

        let of_visitor = async |who: &Actor| {
            let mut socket = Socket::of(who).await;
            socket.listens("1", CHANGED, about.clone()).await;
            socket
        };
        let (visitor, staff) = (app.visitor(Alpha), app.person(Alpha, Staff).with("trialogue-tenant", "alpha"));
        let shut = [of_visitor(&page(&visitor)).await, of_visitor(&page(&staff)).await];
        let mut stream = Stream::asked(&page(&visitor), "text/event-stream", CHANGED, about.clone()).await;
        let mut of_program = of_visitor(&page(&program)).await;
        let mut of_nobody = of_visitor(&visitor).await;

        lets_in(&app, Alpha, json!(["https://another.example"])).await.ok();
        for socket in shut {
            assert_eq!(socket.closed().await.0, 4403);
        }
        let (name, said) = stream.event().await.unwrap();
        assert_eq!((name.as_str(), &said["errors"][0]["extensions"]["code"]), ("next", &json!("FORBIDDEN")));
        assert_eq!(stream.event().await.unwrap().0, "complete");
        // A client has a list of its own, and who comes from no page needs none.
        of_program.is_silent().await;
        of_nobody.is_silent().await;
        let change = json!({ "client": id, "version": client["version"], "allowedOrigins": [] });
        administrator.does("updateClient", change, "client { id }").await.ok();
        assert_eq!(of_program.closed().await.0, 4403);
        of_nobody.is_silent().await;
        assert_eq!(shut_out_at(&app, "stream").await, 4);
    }
}

/// How many pages were shut out there.
async fn shut_out_at(app: &App, at: &str) -> u64 {
    figure(app, &format!("trialogue_pages_shut_out_total{{at=\"{at}\"}}")).await
}

/// A figure that the server tells; nought where it does not.
async fn figure(app: &App, name: &str) -> u64 {
    let response = app.stranger().at(&app.metrics).request(Method::GET, "/metrics").send();
    let text = response.await.unwrap().text().await.unwrap();
    let number = text.lines().find_map(|line| line.strip_prefix(name));
    number.map_or(0, |number| number.trim().parse().unwrap())
}
