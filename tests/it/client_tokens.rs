//! Where programs take tokens: the `client_credentials` grant at `/oauth/token`.

use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    database::{Kind, column},
    on_both,
    process::Process,
    story::Fixture,
    world::Agency::{Alpha, Beta},
};
use reqwest::Method;
use serde_json::{Value, json};

const FORM: &str = "application/x-www-form-urlencoded";
const GRANT: &str = "grant_type=client_credentials";
const CHALLENGE: &str = "Basic realm=\"trialogue\", charset=\"UTF-8\"";

on_both! {
    async fn a_program_takes_a_token_both_ways(app: App) {
        let (id, secret) = register(&app).await;
        let in_form = app.stranger().takes_token(&id, &secret).await;
        let by_basic = basic(&app.stranger(), &id, &secret).posts_form(GRANT).await;
        // The halves may be encoded, the id may be named once more, and what is not known is passed over.
        let encoded = basic(&app.stranger(), &id.replace('_', "%5F"), &secret.replace('.', "%2e"));
        let more = encoded.posts_form(&format!("{GRANT}&client_id={id}&scope=&client_secret=&audience=x")).await;
        for taken in [in_form, by_basic, more] {
            assert_eq!(taken.status, 200, "{}", taken.text);
            assert_eq!((&taken.body["token_type"], &taken.body["expires_in"]), (&json!("Bearer"), &json!(900)));
            assert_eq!(taken.body.as_object().unwrap().len(), 3);
            headers(&taken, None, None);
            let program = app.stranger().bearing(taken.body["access_token"].as_str().unwrap());
            assert_eq!(program.asks("{ viewer { kind } }").await.ok().data("/viewer/kind"), "CLIENT");
        }
        let used: Vec<i64> = column(&app.database.raw().await, "SELECT count(*) FROM client WHERE last_used_on = '2026-06-15'").await;
        assert_eq!(used, [1]);
    }

    async fn t03_a_token_of_a_program_speaks_to_its_own_agency_alone(app: App) {
        let (id, secret) = register(&app).await;
        let program = app.client(&id, &secret).await;
        program.with("trialogue-tenant", "alpha").asks("{ viewer { kind } }").await.ok();
        assert_eq!(program.with("trialogue-tenant", "beta").asks("{ viewer { kind } }").await.status, 401);
        assert_eq!(app.visitor(Alpha).takes_token(&id, &secret).await.status, 200);
        refused(&app.visitor(Beta).takes_token(&id, &secret).await, 401, "invalid_client");
        let moved = secret.replacen("alpha.", "beta.", 1);
        refused(&app.stranger().takes_token(&id, &moved).await, 401, "invalid_client");
        app.clock.advance(chrono::Duration::minutes(15));
        assert_eq!(program.asks("{ viewer { kind } }").await.status, 401);
    }

    async fn t83_t89_whatever_is_wrong_with_client_or_secret_the_answer_is_the_same(app: App) {
        let (id, secret) = register(&app).await;
        let (_, others) = register(&app).await;
        let unknown = "client_01h455vb4pex5vsknk084sn02q";
        let first = app.stranger().takes_token(unknown, &secret).await;
        refused(&first, 401, "invalid_client");
        let (slug, bare) = secret.split_once('.').unwrap();
        let reversed: String = bare.chars().rev().collect();
        for (id, secret) in [
            (id.as_str(), others.as_str()), (&id, bare), (&id, "x"), (&id, "."), (&id, &format!("{slug}.{reversed}")),
            (&id, &format!("nowhere.{bare}")), (&id, &format!("{secret}x")), (unknown, "alpha.x"), ("x", &secret),
            (&id.replace("client", "project"), &secret), (&id.to_uppercase(), &secret),
        ] {
            let by_form = app.stranger().takes_token(id, secret).await;
            let by_basic = basic(&app.stranger(), id, secret).posts_form(GRANT).await;
            for other in [by_form, by_basic] {
                refused(&other, 401, "invalid_client");
                assert_eq!(other.text, first.text, "{id} {secret}");
            }
        }
    }

    async fn t145_what_is_malformed_is_refused_by_name(app: App) {
        let (id, secret) = register(&app).await;
        let good = format!("{GRANT}&client_id={id}&client_secret={secret}");
        let large = format!("{good}&more={}", "x".repeat(8192));
        let someone = app.stranger();
        let shown = basic(&someone, &id, &secret);
        for (who, form, status, error) in [
            (&someone, "", 400, "invalid_request"),
            (&someone, "client_id=x&client_secret=y", 400, "invalid_request"),
            (&someone, "grant_type=&client_id=x&client_secret=y", 400, "invalid_request"),
            (&someone, "grant_type=password&username=x&password=y", 400, "unsupported_grant_type"),
            (&someone, "grant_type=authorization_code&code=x", 400, "unsupported_grant_type"),
            (&someone, "grant_type=Client_Credentials", 400, "unsupported_grant_type"),
            (&someone, &format!("{good}&{GRANT}"), 400, "invalid_request"),
            (&someone, &format!("{good}&client_id={id}"), 400, "invalid_request"),
            (&someone, &format!("{good}&more=1&more=2"), 400, "invalid_request"),
            (&someone, &format!("{good}&x=%zz"), 400, "invalid_request"),
            (&someone, &format!("{good}&x=%C3"), 400, "invalid_request"),
            (&someone, &format!("{good}&x=%00"), 400, "invalid_request"),
            (&someone, &format!("{good}&scope=projects"), 400, "invalid_scope"),
            (&someone, &large, 413, "invalid_request"),
            (&someone, GRANT, 401, "invalid_client"),
            (&someone, &format!("{GRANT}&client_id={id}"), 401, "invalid_client"),
            (&someone, &format!("{GRANT}&client_id={id}&client_secret="), 401, "invalid_client"),
            (&shown, &good, 400, "invalid_request"),
            (&shown, &format!("{GRANT}&client_id=x"), 400, "invalid_request"),
            (&someone.with("authorization", "Bearer x"), GRANT, 401, "invalid_client"),
            (&someone.with("authorization", "Basic"), GRANT, 401, "invalid_client"),
            (&someone.with("authorization", "Basic %%%"), GRANT, 401, "invalid_client"),
            (&someone.with("authorization", "Basic eA=="), GRANT, 401, "invalid_client"),
            (&app.founder(Alpha), GRANT, 401, "invalid_client"),
        ] {
            let answer = who.posts_form(form).await;
            assert_eq!(answer.status, status, "{form} {}", answer.text);
            refused(&answer, status, error);
        }
    }

    async fn t144_only_a_form_in_the_body_of_a_post_is_read(app: App) {
        let (id, secret) = register(&app).await;
        let good = format!("{GRANT}&client_id={id}&client_secret={secret}");
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let answer = send(&app, method.clone(), "/oauth/token", Some(FORM), &good).await;
            assert_eq!((answer.status, &answer.body["error"]), (405, &json!("invalid_request")), "{method}");
            headers(&answer, None, Some("POST"));
        }
        for kind in [None, Some("application/json"), Some("text/plain"), Some("application/x-www-form-urlencoded; charset=latin1")] {
            refused(&send(&app, Method::POST, "/oauth/token", kind, &good).await, 400, "invalid_request");
        }
        refused(&send(&app, Method::POST, &format!("/oauth/token?{good}"), Some(FORM), &good).await, 400, "invalid_request");
        let spelt = Some("Application/X-WWW-Form-Urlencoded; charset=UTF-8");
        assert_eq!(send(&app, Method::POST, "/oauth/token", spelt, &good).await.status, 200);
    }
}

#[tokio::test]
async fn t42_no_log_line_holds_a_secret_or_a_token_of_a_program() {
    let app = App::fresh(Kind::Sqlite).await;
    let founder = app.world.founder(Alpha).email.clone();
    let database = app.stop().await;
    let (process, log) = Process::serve_logging(&database, "trace");
    let someone = process.stranger();
    let founder = someone.signed_in(&founder).await;
    let input = json!({ "name": "Riverside dashboard", "sector": "ECONOMY", "expiresAt": "2027-06-15T10:00:00Z" });
    let made = founder
        .does("registerClient", input, "client { id version } clientSecret")
        .await
        .ok();
    let part = |name: &str| made.text(&format!("/registerClient/{name}"));
    let (id, first) = (part("client/id"), part("clientSecret"));
    let answer = someone.takes_token(&id, &first).await;
    let token = answer.body["access_token"].as_str().unwrap().to_owned();
    someone
        .bearing(&token)
        .asks("{ viewer { client { name } } }")
        .await
        .ok();
    someone
        .posts_form(&format!("{GRANT}&client_secret={first}&x=%zz"))
        .await;
    basic(&someone, &format!("{id}x"), &first).posts_form(GRANT).await;
    let input = json!({ "client": id, "version": part("client/version") });
    let rotated = founder.does("rotateClientSecret", input, "clientSecret").await.ok();
    let second = rotated.text("/rotateClientSecret/clientSecret");
    process.kill();
    let text = std::fs::read_to_string(log).unwrap();
    assert!(text.lines().count() > 1, "it logs something: {text}");
    for secret in [&first, &second] {
        let (_, bare) = secret.split_once("tri_cli_").unwrap();
        assert!(!text.contains(bare) && !text.contains(&base64(&format!("{id}:{secret}"))));
    }
    assert!(!text.contains(&token));
}

async fn register(app: &App) -> (String, String) {
    let input = json!({ "name": "Riverside dashboard", "sector": "ECONOMY", "expiresAt": "2027-06-15T10:00:00Z" });
    let made = app
        .founder(Alpha)
        .does("registerClient", input, "client { id } clientSecret")
        .await
        .ok();
    (
        made.text("/registerClient/client/id"),
        made.text("/registerClient/clientSecret"),
    )
}

fn basic(actor: &Actor, id: &str, secret: &str) -> Actor {
    actor.with("authorization", format!("Basic {}", base64(&format!("{id}:{secret}"))))
}

/// Base 64, with padding (RFC 4648, section 4).
fn base64(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, at| {
            bits << 8 | u32::from(chunk.get(at).copied().unwrap_or_default())
        });
        for place in 0..4_usize {
            let digit = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap();
            encoded.push(if place <= chunk.len() {
                char::from(ALPHABET[digit])
            } else {
                '='
            });
        }
    }
    encoded
}

async fn send(app: &App, method: Method, path: &str, kind: Option<&str>, body: &str) -> Answer {
    let request = app.stranger().request(method, path).body(body.to_owned());
    let request = match kind {
        Some(kind) => request.header("content-type", kind),
        None => request,
    };
    Answer::read(request.send().await.unwrap()).await
}

fn refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!(
        (answer.status, &answer.body["error"]),
        (status, &json!(error)),
        "{}",
        answer.text
    );
    let keys: Vec<&String> = answer.body.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["error", "error_description"]);
    let description = answer.body["error_description"].as_str().unwrap();
    // The characters that RFC 6749, section 5.2, lets stand there.
    assert!(
        description
            .bytes()
            .all(|b| (0x20..0x7f).contains(&b) && !b"\"\\".contains(&b)),
        "{description}"
    );
    headers(answer, (status == 401).then_some(CHALLENGE), None);
}

/// What every answer says to caches, and what only some say.
fn headers(answer: &Answer, challenge: Option<&str>, allow: Option<&str>) {
    let header = |name: &str| answer.headers.get(name).map(|value| value.to_str().unwrap());
    assert_eq!(header("content-type"), Some("application/json"));
    assert_eq!(
        (header("cache-control"), header("pragma")),
        (Some("no-store"), Some("no-cache"))
    );
    assert_eq!((header("www-authenticate"), header("allow")), (challenge, allow));
    assert_eq!(header("access-control-allow-origin"), None);
    assert_ne!(answer.body, Value::Null, "{}", answer.text);
}
