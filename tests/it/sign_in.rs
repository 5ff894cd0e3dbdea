//! Signing in, and what a token is good for.

use entity::vocabulary::TenantRole::{Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    database::Kind,
    on_both,
    process::Process,
    story::{self, Fixture as _},
    world::{
        Agency::{Alpha, Beta},
        PASSWORD,
    },
};
use serde_json::{Value, json};

const WHO: &str = "{ viewer { kind membership { id } } tenant { slug } }";

on_both! {
    async fn a_member_signs_in_and_is_known(app: App) {
        let staff = app.world.person(Alpha, Staff);
        let token = sign_in(&app.stranger(), "alpha", &staff.email, PASSWORD).await.ok().text("/signIn/accessToken/value");
        let who = app.stranger().bearing(&token).asks(WHO).await.ok();
        assert_eq!(who.data("/viewer/kind"), "PERSON");
        assert_eq!(who.data("/viewer/membership/id"), &json!(staff.membership));
        assert_eq!(who.data("/tenant/slug"), "alpha");
    }

    async fn t89_whatever_is_wrong_the_refusal_is_the_same_byte_for_byte(app: App) {
        let (alpha, beta) = (app.world.person(Alpha, Staff), app.world.person(Beta, Staff));
        let someone = app.stranger();
        let wrong_password = sign_in(&someone, "alpha", &alpha.email, "kettle orchard 42 harbour").await.refused("INVALID_CREDENTIALS");
        assert_eq!(wrong_password.data("/signIn/accessToken"), &json!(null));
        for (tenant, email, password) in [
            ("alpha", "nobody@example.org", PASSWORD),
            ("alpha", beta.email.as_str(), PASSWORD),
            ("nowhere", alpha.email.as_str(), PASSWORD),
            ("alpha", "no address", PASSWORD),
            ("alpha", alpha.email.as_str(), ""),
        ] {
            let other = sign_in(&someone, tenant, email, password).await;
            assert_eq!(told(&other), told(&wrong_password), "{tenant} {email} {password}");
        }
    }

    async fn a_token_ends_in_time(app: App) {
        let staff = app.person(Alpha, Staff);
        staff.asks(WHO).await.ok();
        app.clock.advance(chrono::Duration::minutes(14));
        staff.asks(WHO).await.ok();
        app.clock.advance(chrono::Duration::minutes(2));
        unauthenticated(&staff.asks(WHO).await);
    }

    async fn t80_a_forged_token_is_refused_and_never_taken_for_a_visitor(app: App) {
        let token = &app.world.person(Alpha, Staff).token;
        let (head, signature) = token.rsplit_once('.').unwrap();
        let (header, claims) = head.split_once('.').unwrap();
        let (_, others_claims) = app.world.person(Beta, Staff).token.rsplit_once('.').unwrap().0.split_once('.').unwrap();
        let reversed: String = signature.chars().rev().collect();
        for forged in [
            format!("{head}.{reversed}"),
            format!("{head}."),
            format!("{header}.{others_claims}.{signature}"),
            format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{claims}."),
            "nonsense".to_owned(),
        ] {
            unauthenticated(&app.visitor(Alpha).bearing(&forged).asks(WHO).await);
        }
        let no_bearer = app.visitor(Alpha).with("authorization", format!("Basic {token}")).asks(WHO).await;
        unauthenticated(&no_bearer);
    }

    async fn t03_a_token_speaks_to_its_own_agency_alone(app: App) {
        let staff = app.person(Alpha, Staff);
        staff.with("trialogue-tenant", "alpha").asks(WHO).await.ok();
        unauthenticated(&staff.with("trialogue-tenant", "beta").asks(WHO).await);
        unauthenticated(&staff.with("trialogue-tenant", "nowhere").asks(WHO).await);
    }

    async fn t03_nobody_signs_in_to_another_agency_than_the_request_names(app: App) {
        let email = &app.world.person(Alpha, Staff).email;
        sign_in(&app.visitor(Alpha), "alpha", email, PASSWORD).await.ok();
        let torn = sign_in(&app.visitor(Beta), "alpha", email, PASSWORD).await.refused("BAD_INPUT");
        assert_eq!(torn.inputs(), ["input.tenant"]);
        // Before anybody looks whether the agency is there, or the password fits.
        let nowhere = sign_in(&app.visitor(Beta), "nowhere", email, "kettle orchard 42 harbour").await;
        assert_eq!(told(&nowhere), told(&torn));
    }

    async fn t03_a_host_names_the_agency_of_visitors_and_contradicts_what_names_another(app: App) {
        let email = app.world.person(Alpha, Staff).email.clone();
        let database = app.stop().await;
        let hosts = ("TRIALOGUE_TENANTS__BY_HOST", "alpha.test=alpha,beta.test=beta,gone.test=nowhere");
        let (server, _) = Process::serve_with(&database, &[hosts]);
        let at = |host: &str| server.stranger().with("host", host);
        let visits = |agency: Value| json!({ "viewer": { "kind": "VISITOR", "membership": null }, "tenant": agency });
        for (host, agency) in [("alpha.test", "alpha"), ("beta.test", "beta"), ("BETA.test.:8080", "beta")] {
            let seen = at(host).asks(WHO).await.ok();
            assert_eq!(seen.body["data"], visits(json!({ "slug": agency })), "{host}");
        }
        assert_eq!(at("other.test").asks(WHO).await.ok().body["data"], visits(json!(null)));
        assert_eq!(at("gone.test").asks(WHO).await.codes(), ["NOT_FOUND"]);
        at("alpha.test").with("trialogue-tenant", "alpha").asks(WHO).await.ok();
        let torn = at("alpha.test").with("trialogue-tenant", "beta").asks(WHO).await;
        assert_eq!((torn.status, torn.codes()), (400, vec!["BAD_INPUT".to_owned()]), "{}", torn.text);
        assert!(torn.body.get("data").is_none(), "{}", torn.text);

        sign_in(&at("beta.test"), "alpha", &email, PASSWORD).await.refused("BAD_INPUT");
        let token = sign_in(&at("alpha.test"), "alpha", &email, PASSWORD).await.ok().text("/signIn/accessToken/value");
        let staff = |host: &str| at(host).bearing(&token);
        for host in ["alpha.test", "other.test"] {
            assert_eq!(staff(host).asks(WHO).await.ok().data("/viewer/kind"), "PERSON", "{host}");
        }
        unauthenticated(&staff("beta.test").asks(WHO).await);
        unauthenticated(&staff("gone.test").asks(WHO).await);
        unauthenticated(&staff("beta.test").with("trialogue-tenant", "alpha").asks(WHO).await);
        unauthenticated(&staff("alpha.test").with("trialogue-tenant", "beta").asks(WHO).await);
        server.kill();
    }

    async fn a_suspended_member_is_out_at_once(app: App) {
        let staff = app.person(Alpha, Staff);
        let founder = app.founder(Alpha);
        let membership = &app.world.person(Alpha, Staff).membership;
        let node = "query($id: ID!) { node(id: $id) { ... on Membership { version } } }";
        let version = founder.graphql(node, json!({ "id": membership })).await.ok().text("/node/version");
        let input = json!({ "membership": membership, "version": version, "reason": "Left the office" });
        founder.does("suspendMembership", input, "membership { id }").await.ok();
        unauthenticated(&staff.asks(WHO).await);
        let again = sign_in(&app.stranger(), "alpha", &app.world.person(Alpha, Staff).email, PASSWORD).await;
        again.refused("INVALID_CREDENTIALS");
    }

    async fn a_new_password_ends_all_tokens_and_the_old_password(app: App) {
        let staff = app.person(Alpha, Staff);
        let email = &app.world.person(Alpha, Staff).email;
        let change = |current: &str| json!({ "currentPassword": current, "newPassword": "another kettle 42 harbour" });
        staff.does("changePassword", change("not the one in use"), "viewer { kind }").await.refused("INVALID_CREDENTIALS");
        staff.asks(WHO).await.ok();
        staff.does("changePassword", change(PASSWORD), "viewer { kind }").await.ok();
        unauthenticated(&staff.asks(WHO).await);
        sign_in(&app.stranger(), "alpha", email, PASSWORD).await.refused("INVALID_CREDENTIALS");
        sign_in(&app.stranger(), "alpha", email, "another kettle 42 harbour").await.ok();
    }

    async fn t101_of_two_changes_of_a_password_at_once_one_holds(app: App) {
        let staff = app.person(Alpha, Staff);
        let change = |new: &str| json!({ "currentPassword": PASSWORD, "newPassword": new });
        let (one, other) = tokio::join!(
            staff.does("changePassword", change("another kettle 42 harbour"), "viewer { kind }"),
            staff.does("changePassword", change("a third kettle 43 harbour"), "viewer { kind }"),
        );
        let refused = [one.codes(), other.codes()].concat();
        // The later one met the other's change when it wrote, when it compared, or when it showed its token.
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert!(["CONFLICT", "INVALID_CREDENTIALS", "UNAUTHENTICATED"].contains(&refused[0].as_str()), "{refused:?}");
    }

    async fn t122_t123_wrong_passwords_wait_and_nobody_else_does(app: App) {
        let (someone, email) = (app.stranger(), app.world.person(Alpha, Staff).email.clone());
        // Of two agencies and in two spellings.
        for number in 0..10_usize {
            let (tenant, email) = if number.is_multiple_of(2) { ("alpha", email.clone()) } else { ("beta", email.to_uppercase()) };
            sign_in(&someone, tenant, &email, &format!("wrong staple {number}")).await.refused("INVALID_CREDENTIALS");
        }
        let waits = sign_in(&someone, "alpha", &email, PASSWORD).await.refused("RATE_LIMITED");
        let after = waits.body["errors"][0]["extensions"]["retryAfter"].as_u64();
        assert!(after.is_some_and(|seconds| (1..=120).contains(&seconds)), "{}", waits.text);
        let elsewhere = sign_in(&someone, "nowhere", &email, PASSWORD).await.refused("RATE_LIMITED");
        assert_eq!(told(&elsewhere), told(&waits));
        // Who has signed in already is known all the same; another address from the same place is not kept out.
        app.person(Alpha, Staff).asks(WHO).await.ok();
        let other = app.world.person(Alpha, Member).email.clone();
        sign_in(&someone, "alpha", &other, PASSWORD).await.ok();
        // Nobody has this address, and that is not told either.
        for _ in 0..10 {
            sign_in(&someone, "alpha", "nobody@example.org", PASSWORD).await.refused("INVALID_CREDENTIALS");
        }
        let nobody = sign_in(&someone, "alpha", "nobody@example.org", PASSWORD).await.refused("RATE_LIMITED");
        assert_eq!(told(&nobody), told(&waits));
        // The right password by another verb waits, too.
        let change = json!({ "currentPassword": PASSWORD, "newPassword": "lantern river mosaic tram" });
        app.person(Alpha, Staff).does("changePassword", change, "viewer { kind }").await.refused("RATE_LIMITED");
    }

    async fn t102_an_operation_takes_one_password_or_nothing_of_it_is_done(app: App) {
        let (someone, email) = (app.stranger(), app.world.person(Alpha, Staff).email.clone());
        let one = |key: &str| format!("{key}: signIn(input: {{ tenant: \"alpha\", email: \"{email}\", password: \"{PASSWORD}\" }}) {{ accessToken {{ value }} }}");
        someone.asks(&format!("mutation {{ {} }}", one("a"))).await.ok();
        let refused = someone.asks(&format!("mutation {{ {} {} }}", one("a"), one("b"))).await;
        assert_eq!((refused.status, refused.codes()), (400, vec!["REQUEST_TOO_LARGE".to_owned()]), "{}", refused.text);
        assert!(refused.body.get("data").is_none(), "{}", refused.text);
    }

    async fn t123_one_who_tries_on_and_on_keeps_nobody_out_who_works_behind_the_same_address(app: App) {
        let someone = app.stranger();
        let (staff, member) = (app.world.person(Alpha, Staff).email.clone(), app.world.person(Alpha, Member).email.clone());
        sign_in(&someone, "alpha", &staff, PASSWORD).await.ok();
        let mut tried = 0;
        let waits = loop {
            let tries = (0..10).map(|_| {
                tried += 1;
                let (someone, email) = (someone.clone(), format!("nobody{tried}@example.org"));
                tokio::spawn(async move { sign_in(&someone, "alpha", &email, "wrong horse battery").await })
            });
            let tries: Vec<_> = tries.collect();
            let mut last = None;
            for one in tries {
                let answer = one.await.unwrap();
                if answer.codes() == ["RATE_LIMITED"] && answer.text.contains("wrong passwords") {
                    last = Some(answer);
                }
            }
            match last {
                Some(refused) => break refused,
                None => assert!(tried < 1_000, "nobody was refused"),
            }
        };
        assert_eq!(waits.data("/signIn/accessToken"), &json!(null));
        sign_in(&someone, "alpha", &staff, PASSWORD).await.ok();
        sign_in(&someone, "alpha", &member, PASSWORD).await.refused("RATE_LIMITED");
        // A wrong one is answered as if nobody knew the address.
        sign_in(&someone, "alpha", &staff, "wrong horse battery").await.refused("RATE_LIMITED");
    }

    async fn t89_a_right_password_for_another_agency_waits_like_a_wrong_one(app: App) {
        let email = app.world.person(Alpha, Staff).email.clone();
        for password in [PASSWORD, "wrong horse battery"] {
            let from = app.stranger();
            for _ in 0..5 {
                sign_in(&from, "beta", &email, password).await.refused("INVALID_CREDENTIALS");
            }
        }
        sign_in(&app.stranger(), "beta", &email, PASSWORD).await.refused("RATE_LIMITED");
    }

    async fn a_visitor_is_a_visitor_of_the_agency_that_the_header_names(app: App) {
        let visitor = app.visitor(Beta).asks(WHO).await.ok();
        assert_eq!(visitor.body["data"], json!({ "viewer": { "kind": "VISITOR", "membership": null }, "tenant": { "slug": "beta" } }));
        let stranger = app.stranger().asks(WHO).await.ok();
        assert_eq!(stranger.body["data"], json!({ "viewer": { "kind": "VISITOR", "membership": null }, "tenant": null }));
    }
}

/// On SQLite alone: what wrong passwords owe is shared through PostgreSQL by the database's own clock, which a story does not
/// move on, and what is heard of it takes back what the app's clock gave.
#[test]
fn t122_after_a_minute_the_right_password_is_good_again_and_counts_for_nothing() {
    story::tell(Kind::Sqlite, async |app: App| {
        let (someone, email) = (app.stranger(), app.world.person(Alpha, Staff).email.clone());
        for _ in 0..10 {
            let wrong = sign_in(&someone, "alpha", &email, "wrong horse battery").await;
            wrong.refused("INVALID_CREDENTIALS");
        }
        sign_in(&someone, "alpha", &email, PASSWORD)
            .await
            .refused("RATE_LIMITED");
        app.clock.advance(chrono::Duration::minutes(1));
        for _ in 0..12 {
            sign_in(&someone, "alpha", &email, PASSWORD).await.ok();
        }
        // One came back, and a wrong one takes it.
        let wrong = sign_in(&someone, "alpha", &email, "wrong horse battery").await;
        wrong.refused("INVALID_CREDENTIALS");
        sign_in(&someone, "alpha", &email, PASSWORD)
            .await
            .refused("RATE_LIMITED");
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn t123_behind_a_proxy_each_comes_from_where_the_proxy_says() {
    let app = App::fresh(Kind::Sqlite).await;
    let email = app.world.person(Alpha, Staff).email.clone();
    let (server, _) = Process::serve_with(&app.stop().await, &[("TRIALOGUE_PROXIES", "127.0.0.1/32")]);
    let from = |place: &str| server.stranger().with("x-forwarded-for", place);
    let victim = "198.51.100.7, 203.0.113.9";
    for _ in 0..10 {
        // What stands before the proxy's own word is the caller's, and moves nothing.
        let attacker = from(&format!("{victim}, 192.0.2.1"));
        let wrong = sign_in(&attacker, "alpha", &email, "wrong horse battery").await;
        wrong.refused("INVALID_CREDENTIALS");
    }
    let attacker = from("192.0.2.1");
    sign_in(&attacker, "alpha", &email, PASSWORD)
        .await
        .refused("RATE_LIMITED");
    sign_in(&from(victim), "alpha", &email, PASSWORD).await.ok();
    server.kill();
}

async fn sign_in(actor: &Actor, tenant: &str, email: &str, password: &str) -> Answer {
    let input = json!({ "tenant": tenant, "email": email, "password": password });
    actor.does("signIn", input, "accessToken { value expiresAt }").await
}

fn unauthenticated(answer: &Answer) {
    assert_eq!(
        (answer.status, answer.codes()),
        (401, vec!["UNAUTHENTICATED".to_owned()]),
        "{}",
        answer.text
    );
    assert!(answer.body.get("data").is_none(), "{}", answer.text);
    let challenge = answer
        .headers
        .get("www-authenticate")
        .and_then(|value| value.to_str().ok());
    assert!(
        challenge.is_some_and(|challenge| challenge.starts_with("Bearer")),
        "{challenge:?}"
    );
}

/// All that a caller can see: status, headers but for the date, body.
fn told(answer: &Answer) -> (u16, Vec<(String, String)>, &str) {
    let of_each = ["date", "x-request-id"];
    let headers = answer.headers.iter();
    let headers = headers.filter(|(name, _)| !of_each.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    (answer.status, headers.collect(), &answer.text)
}
