//! How people come into an agency.

use entity::vocabulary::TenantRole::{Administrator, Member, Staff};
use harness::{
    answer::Answer,
    app::App,
    database::column,
    on_both,
    soon::eventually,
    statements::sent,
    world::{
        Agency::{Alpha, Beta},
        PASSWORD,
    },
};
use serde_json::{Value, json};

const INVITED: &str = "invitation { id } invitationToken";
const ACCEPTED: &str = "membership { id } accessToken { value }";
const NEW: &str = "vera@example.org";
const OTHER: &str = "another kettle 42 harbour";

on_both! {
    async fn t90_an_invited_person_becomes_a_member_once(app: App) {
        let invited = app.person(Alpha, Administrator).does("inviteMember", invite(&["ADMINISTRATOR"]), INVITED).await.ok();
        let secret = invited.text("/inviteMember/invitationToken");
        let accepted = accept(&app, &secret, PASSWORD).await.ok();
        let token = accepted.text("/acceptInvitation/accessToken/value");
        let who = app.stranger().bearing(&token).asks("{ viewer { kind } tenant { slug } }").await.ok();
        assert_eq!(who.body["data"], json!({ "viewer": { "kind": "PERSON" }, "tenant": { "slug": "alpha" } }));
        let again = accept(&app, &secret, PASSWORD).await.refused("INVITATION_INVALID");
        assert_eq!(again.data("/acceptInvitation"), &json!({ "membership": null, "accessToken": null }));
        assert_eq!(count(&app, "membership").await, 15);
    }

    async fn who_accepts_reads_the_answer_with_their_own_rights(app: App) {
        let shown = "membership { roles person { legalName } viewerCan(actions: [SUSPEND_MEMBERSHIP]) { allowed } } accessToken { value }";
        for (number, from) in [app.stranger(), app.visitor(Alpha)].into_iter().enumerate() {
            let input = json!({ "email": format!("vera{number}@example.org"), "roles": ["MEMBER"] });
            let invited = app.founder(Alpha).does("inviteMember", input, INVITED).await.ok();
            let input = json!({ "token": invited.text("/inviteMember/invitationToken"), "password": PASSWORD, "legalName": "Vera Example" });
            let accepted = from.does("acceptInvitation", input, shown).await.ok();
            let own = json!({ "roles": ["MEMBER"], "person": { "legalName": "Vera Example" }, "viewerCan": [{ "allowed": false }] });
            assert_eq!(accepted.data("/acceptInvitation/membership"), &own);
        }
    }

    async fn t03_an_invitation_is_not_spent_in_a_request_to_another_agency(app: App) {
        let invited = app.founder(Alpha).does("inviteMember", invite(&["MEMBER"]), INVITED).await.ok();
        let secret = invited.text("/inviteMember/invitationToken");
        for from in [app.visitor(Beta), app.person(Beta, Staff)] {
            let input = json!({ "token": secret, "password": PASSWORD, "legalName": "Vera Example" });
            let refused = from.does("acceptInvitation", input, ACCEPTED).await.refused("BAD_INPUT");
            assert_eq!(refused.inputs(), ["input.token"]);
        }
        accept(&app, &secret, PASSWORD).await.ok();
    }

    async fn a_member_may_not_invite(app: App) {
        for role in [Member, Staff] {
            let refused = app.person(Alpha, role).does("inviteMember", invite(&["MEMBER"]), INVITED).await.refused("FORBIDDEN");
            assert_eq!(refused.data("/inviteMember"), &json!({ "invitation": null, "invitationToken": null }));
        }
        app.visitor(Alpha).does("inviteMember", invite(&["MEMBER"]), INVITED).await.refused("FORBIDDEN");
        assert_eq!(count(&app, "invitation").await, 14);
    }

    async fn t96_nobody_gives_what_they_do_not_hold(app: App) {
        let administrator = app.person(Alpha, Administrator);
        let refused = administrator.does("inviteMember", invite(&["ADMINISTRATOR", "STAFF"]), INVITED).await.refused("FORBIDDEN");
        assert_eq!(refused.data("/inviteMember/invitation"), &json!(null));
        assert_eq!(count(&app, "invitation").await, 14);
    }

    async fn an_invitation_ends_in_time(app: App) {
        let invited = app.founder(Alpha).does("inviteMember", invite(&["STAFF"]), INVITED).await.ok();
        app.clock.advance(chrono::Duration::days(14));
        accept(&app, &invited.text("/inviteMember/invitationToken"), PASSWORD).await.refused("INVITATION_INVALID");
        assert_eq!(count(&app, "membership").await, 14);
    }

    async fn t90_whatever_is_wrong_with_a_secret_the_refusal_is_the_same(app: App) {
        let invited = app.founder(Alpha).does("inviteMember", invite(&["STAFF"]), INVITED).await.ok();
        let secret = invited.text("/inviteMember/invitationToken");
        let (agency, rest) = secret.rsplit_once('.').unwrap();
        accept(&app, &secret, PASSWORD).await.ok();
        let used = accept(&app, &secret, PASSWORD).await.refused("INVITATION_INVALID");
        let reversed: String = rest.chars().rev().collect();
        for wrong in [format!("beta.{rest}"), format!("nowhere.{rest}"), format!("{agency}.{reversed}"), rest.to_owned(), String::new()] {
            assert_eq!(accept(&app, &wrong, PASSWORD).await.text, used.text, "{wrong}");
        }
    }

    async fn a_secret_is_told_once_and_kept_as_a_digest_only(app: App) {
        let founder = app.founder(Alpha);
        let mut input = invite(&["STAFF"]);
        input["idempotencyKey"] = json!("invite-vera");
        let first = founder.does("inviteMember", input.clone(), INVITED).await.ok();
        let again = founder.does("inviteMember", input.clone(), INVITED).await.ok();
        assert_eq!(again.data("/inviteMember/invitation"), first.data("/inviteMember/invitation"));
        assert_eq!(again.data("/inviteMember/invitationToken"), &json!(null));
        input["roles"] = json!(["MEMBER"]);
        founder.does("inviteMember", input, INVITED).await.refused("IDEMPOTENCY_CONFLICT");
        assert_eq!(count(&app, "invitation").await, 15);
        let secret = first.text("/inviteMember/invitationToken");
        let secret = secret.rsplit_once('.').unwrap().1;
        let raw = app.database.raw().await;
        let kept: Vec<String> = column(&raw, "SELECT token_digest FROM invitation").await;
        assert!(kept.iter().all(|digest| !digest.contains(secret)));
    }

    async fn who_has_an_account_joins_another_agency_with_its_password(app: App) {
        let email = app.world.person(Beta, Staff).email.clone();
        let input = json!({ "email": email, "roles": ["STAFF"] });
        let invited = app.founder(Alpha).does("inviteMember", input, INVITED).await.ok();
        accept(&app, &invited.text("/inviteMember/invitationToken"), PASSWORD).await.ok();
        assert_eq!(count(&app, "account").await, 14);
        assert_eq!(count(&app, "membership").await, 15);
        for agency in ["alpha", "beta"] {
            sign_in(&app, agency, &email, PASSWORD).await.ok();
        }
    }

    async fn t89_an_address_known_elsewhere_and_a_new_one_are_accepted_alike(app: App) {
        let mut told = Vec::new();
        for email in [app.world.person(Beta, Staff).email.clone(), "nobody@example.org".to_owned()] {
            let input = json!({ "email": email, "roles": ["STAFF"] });
            let invited = app.founder(Alpha).does("inviteMember", input, INVITED).await.ok();
            let input = json!({ "token": invited.text("/inviteMember/invitationToken"), "password": OTHER, "legalName": "Vera Example" });
            told.push(app.stranger().does("acceptInvitation", input, "membership { roles state }").await.ok().text);
            sign_in(&app, "alpha", &email, OTHER).await.ok();
            sign_in(&app, "alpha", &email, PASSWORD).await.refused("INVALID_CREDENTIALS");
        }
        assert_eq!(told[0], told[1]);
    }

    async fn t90_the_secret_of_one_agency_does_nothing_to_the_account_at_another(app: App) {
        let email = app.world.person(Beta, Staff).email.clone();
        let input = json!({ "email": email, "roles": ["STAFF"] });
        let invited = app.founder(Alpha).does("inviteMember", input, INVITED).await.ok();
        let accepted = accept(&app, &invited.text("/inviteMember/invitationToken"), OTHER).await.ok();
        let token = accepted.text("/acceptInvitation/accessToken/value");
        let change = json!({ "currentPassword": OTHER, "newPassword": "a third kettle 43 harbour" });
        app.stranger().bearing(&token).does("changePassword", change, "viewer { kind }").await.ok();
        app.person(Beta, Staff).asks("{ viewer { kind } }").await.ok();
        sign_in(&app, "beta", &email, PASSWORD).await.ok();
        for password in [OTHER, "a third kettle 43 harbour"] {
            sign_in(&app, "beta", &email, password).await.refused("INVALID_CREDENTIALS");
        }
        sign_in(&app, "alpha", &email, "a third kettle 43 harbour").await.ok();
    }

    async fn t90_who_claims_an_address_first_keeps_nobody_else_from_it(app: App) {
        let invite = json!({ "email": NEW, "roles": ["MEMBER"] });
        let squat = app.founder(Beta).does("inviteMember", invite.clone(), INVITED).await.ok();
        accept(&app, &squat.text("/inviteMember/invitationToken"), OTHER).await.ok();
        let own = app.founder(Alpha).does("inviteMember", invite, INVITED).await.ok();
        accept(&app, &own.text("/inviteMember/invitationToken"), PASSWORD).await.ok();
        sign_in(&app, "alpha", NEW, PASSWORD).await.ok();
        sign_in(&app, "alpha", NEW, OTHER).await.refused("INVALID_CREDENTIALS");
        sign_in(&app, "beta", NEW, PASSWORD).await.refused("INVALID_CREDENTIALS");
        assert_eq!(count(&app, "account").await, 16);
    }

    async fn t96_a_member_gets_no_roles_back_by_an_invitation_of_before(app: App) {
        let email = app.world.person(Alpha, Member).email.clone();
        let invited = app.founder(Alpha).does("inviteMember", json!({ "email": email, "roles": ["ADMINISTRATOR"] }), INVITED).await.ok();
        let secret = invited.text("/inviteMember/invitationToken");
        accept(&app, &secret, OTHER).await.refused("INVALID_CREDENTIALS");
        accept(&app, &secret, PASSWORD).await.refused("INVITATION_INVALID");
        let own = app.person(Alpha, Member).asks("{ viewer { membership { roles } } }").await.ok();
        assert_eq!(own.data("/viewer/membership/roles"), &json!(["MEMBER"]));
        assert_eq!(count(&app, "membership").await, 14);
    }

    async fn t89_the_form_of_a_password_does_not_tell_whether_there_is_an_account(app: App) {
        let mut answers = Vec::new();
        for email in [app.world.person(Beta, Staff).email.clone(), "nobody@example.org".to_owned()] {
            let input = json!({ "email": email, "roles": ["STAFF"] });
            let invited = app.founder(Alpha).does("inviteMember", input, INVITED).await.ok();
            let secret = invited.text("/inviteMember/invitationToken");
            answers.push(accept(&app, &secret, "short").await.refused("BAD_INPUT").text);
        }
        assert_eq!(answers[0], answers[1]);
    }

    async fn t96_a_role_given_up_is_gone_for_the_next_mutation_of_the_document(app: App) {
        let founder = app.founder(Alpha);
        let own = founder.asks("{ viewer { membership { id version } } }").await.ok();
        let document = "mutation($id: ID!, $version: String!) {
            a: revokeTenantRole(input: { membership: $id, version: $version, role: ADMINISTRATOR }) { membership { id } }
            b: inviteMember(input: { email: \"new@example.org\", roles: [MEMBER] }) { invitationToken } }";
        let before = count(&app, "invitation").await;
        let part = |name: &str| own.text(&format!("/viewer/membership/{name}"));
        let seen = founder.graphql(document, json!({ "id": part("id"), "version": part("version") })).await;
        assert_eq!(seen.codes(), ["FORBIDDEN"], "{}", seen.text);
        assert_eq!(seen.data("/b/invitationToken"), &json!(null));
        assert_eq!(count(&app, "invitation").await, before);
    }

    async fn t96_a_role_taken_while_passwords_are_looked_at_is_gone_for_the_next_mutation_of_the_document(app: App) {
        // One password is looked at at a time, so that hers waits for those of others.
        let app = app.limited(&[("limits.concurrent", "32"), ("passwords.parallel", "1")]).await;
        let founder = app.founder(Alpha);
        for round in 0..5 {
            // Other addresses each time, for the tries of before are remembered: by the database's clock on PostgreSQL, so that
            // moving the app's on would not make them forgotten.
            let attempt = |who: &str| format!("signIn(input: {{ tenant: \"alpha\", email: \"{who}{round}@example.org\", password: \"{OTHER}\" }}) {{ accessToken {{ value }} }}");
            let input = json!({ "email": format!("vera{round}@example.org"), "roles": ["ADMINISTRATOR", "MEMBER"] });
            let secret = founder.does("inviteMember", input, INVITED).await.ok().text("/inviteMember/invitationToken");
            let input = json!({ "token": secret, "password": PASSWORD, "legalName": "Vera Example" });
            let vera = app.stranger().does("acceptInvitation", input, "membership { id version } accessToken { value }").await.ok();
            let part = |name: &str| vera.text(&format!("/acceptInvitation/{name}"));
            let revoke = json!({ "membership": part("membership/id"), "version": part("membership/version"), "role": "ADMINISTRATOR" });
            let vera = app.stranger().bearing(&part("accessToken/value"));
            let document = format!("mutation {{ {} b: inviteMember(input: {{ email: \"new{round}@example.org\", roles: [MEMBER] }}) {{
                invitationToken }} }}", attempt("nobody"));
            let before = count(&app, "invitation").await;

            drop(sent());
            let others: Vec<_> = (0..12).map(|number| {
                let (stranger, document) = (app.stranger(), format!("mutation {{ {} }}", attempt(&format!("other{number}-"))));
                tokio::spawn(async move { stranger.asks(&document).await })
            }).collect();
            eventually(async || sent().iter().any(|sql| sql.contains("account"))).await;
            drop(sent());
            let asked = tokio::spawn(async move { vera.asks(&document).await });
            // Her roles are read, and the password is looked at or waits for that.
            eventually(async || sent().iter().any(|sql| sql.contains("membership"))).await;
            founder.does("revokeTenantRole", revoke, "membership { id }").await.ok();
            let answer = asked.await.expect("it answers");
            for other in others {
                assert_eq!(other.await.expect("it answers").codes(), ["INVALID_CREDENTIALS"]);
            }
            let codes = answer.codes();
            assert_eq!(codes[0], "INVALID_CREDENTIALS", "{}", answer.text);
            if codes.len() == 2 {
                assert_eq!(codes[1], "FORBIDDEN");
                assert_eq!(answer.data("/b/invitationToken"), &json!(null));
                assert_eq!(count(&app, "invitation").await, before);
                return;
            }
            // The role was taken when the document was at its end; with luck it goes sooner the next time.
        }
        panic!("her roles of the beginning held to the end of each document");
    }

    async fn t89_a_password_is_tried_five_times_with_an_invitation_however_many_try_at_once(app: App) {
        let email = app.world.person(Alpha, Staff).email.clone();
        let invited = app.founder(Alpha).does("inviteMember", json!({ "email": email.clone(), "roles": ["STAFF"] }), INVITED).await.ok();
        let secret = invited.text("/inviteMember/invitationToken");
        let tries = (0..8).map(|_| {
            let (stranger, secret) = (app.stranger(), secret.clone());
            let input = json!({ "token": secret, "password": "some other password 17", "legalName": "Vera Example" });
            tokio::spawn(async move { stranger.does("acceptInvitation", input, ACCEPTED).await.codes() })
        });
        let mut codes = Vec::new();
        for attempt in tries.collect::<Vec<_>>() {
            codes.extend(attempt.await.expect("it answers"));
        }
        codes.sort_unstable();
        assert_eq!(codes[..5], ["INVALID_CREDENTIALS"; 5]);
        assert_eq!(codes[5..], ["INVITATION_INVALID"; 3]);
        accept(&app, &secret, PASSWORD).await.refused("INVITATION_INVALID");
        sign_in(&app, "alpha", &email, PASSWORD).await.ok();
        assert_eq!(count(&app, "membership").await, 14);
    }

    async fn t89_an_address_has_ten_tries_a_day_however_often_an_agency_invites_it(app: App) {
        // One that has an account elsewhere, and one that has none.
        for email in [app.world.person(Beta, Staff).email.clone(), "nobody@example.org".to_owned()] {
            let invited = async || {
                let input = json!({ "email": email, "roles": ["STAFF"] });
                app.founder(Alpha).does("inviteMember", input, INVITED).await.ok().text("/inviteMember/invitationToken")
            };
            accept(&app, &invited().await, OTHER).await.ok();
            // Their own password uses up none.
            let secret = invited().await;
            for _ in 0..3 {
                accept(&app, &secret, OTHER).await.refused("INVITATION_INVALID");
            }
            // The one that made them a member was the first.
            for tries in [5, 4] {
                let secret = invited().await;
                for _ in 0..tries {
                    accept(&app, &secret, PASSWORD).await.refused("INVALID_CREDENTIALS");
                }
            }
            let secret = invited().await;
            for password in [PASSWORD, OTHER] {
                let waits = accept(&app, &secret, password).await.refused("RATE_LIMITED");
                let after = waits.body["errors"][0]["extensions"]["retryAfter"].as_u64();
                assert!(after.is_some_and(|seconds| (1..=8_641).contains(&seconds)), "{}", waits.text);
                assert_eq!(waits.data("/acceptInvitation"), &json!({ "membership": null, "accessToken": null }));
            }
            // That used up nothing of the invitation.
            let sql = format!("SELECT count(*) FROM invitation WHERE email_key = '{email}' AND failed_tries = 0 AND state = 'INVITED'");
            let untried: Vec<i64> = column(&app.database.raw().await, &sql).await;
            assert_eq!(untried, [1]);
            // Nobody else waits, nor do they elsewhere.
            sign_in(&app, "alpha", &email, OTHER).await.ok();
        }
        for (agency, email) in [(Alpha, NEW), (Beta, "nobody@example.org")] {
            let invited = app.founder(agency).does("inviteMember", json!({ "email": email, "roles": ["MEMBER"] }), INVITED).await.ok();
            accept(&app, &invited.text("/inviteMember/invitationToken"), PASSWORD).await.ok();
        }
    }

    async fn t101_of_two_who_accept_at_once_one_becomes_a_member(app: App) {
        // Who is new, and whose account is there.
        for (email, members, accounts) in [(NEW.to_owned(), 15, 15), (app.world.person(Beta, Staff).email.clone(), 16, 15)] {
            let invited = app.founder(Alpha).does("inviteMember", json!({ "email": email, "roles": ["STAFF"] }), INVITED).await.ok();
            let secret = invited.text("/inviteMember/invitationToken");
            let (one, other) = tokio::join!(accept(&app, &secret, PASSWORD), accept(&app, &secret, PASSWORD));
            assert_eq!([one.codes(), other.codes()].concat(), ["INVITATION_INVALID"], "{} {}", one.text, other.text);
            let won = if one.codes().is_empty() { one } else { other };
            let token = won.text("/acceptInvitation/accessToken/value");
            let who = app.stranger().bearing(&token).asks("{ viewer { membership { id } } }").await.ok();
            assert_eq!(who.data("/viewer/membership/id"), won.data("/acceptInvitation/membership/id"));
            assert_eq!((count(&app, "membership").await, count(&app, "person").await), (members, members));
            assert_eq!(count(&app, "account").await, accounts);
        }
    }

    async fn all_faults_of_an_acceptance_are_told_together(app: App) {
        let invited = app.founder(Alpha).does("inviteMember", invite(&["STAFF"]), INVITED).await.ok();
        let secret = invited.text("/inviteMember/invitationToken");
        let input = json!({ "token": secret, "password": PASSWORD, "legalName": "", "displayName": "x".repeat(101) });
        let refused = app.stranger().does("acceptInvitation", input, ACCEPTED).await;
        assert_eq!(refused.codes(), ["BAD_INPUT", "BAD_INPUT"], "{}", refused.text);
        assert_eq!(refused.inputs(), ["input.legalName", "input.displayName"]);
        let weak = accept(&app, &secret, "short").await.refused("BAD_INPUT");
        assert_eq!(weak.inputs(), ["input.password"]);
        accept(&app, &secret, PASSWORD).await.ok();
    }
}

fn invite(roles: &[&str]) -> Value {
    json!({ "email": NEW, "roles": roles })
}

async fn accept(app: &App, secret: &str, password: &str) -> Answer {
    let input = json!({ "token": secret, "password": password, "legalName": "Vera Example" });
    app.stranger().does("acceptInvitation", input, ACCEPTED).await
}

async fn sign_in(app: &App, agency: &str, email: &str, password: &str) -> Answer {
    let input = json!({ "tenant": agency, "email": email, "password": password });
    app.stranger().does("signIn", input, "accessToken { value }").await
}

/// Rows of both agencies; the world has seven members in each.
async fn count(app: &App, table: &str) -> i64 {
    column(&app.database.raw().await, &format!("SELECT count(*) FROM {table}")).await[0]
}
