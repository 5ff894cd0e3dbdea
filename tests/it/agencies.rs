//! The agencies of one account, which nobody reads but who signed in with it; how an agency comes about, and its
//! administrators.

use std::process::{Output, Stdio};

use entity::{
    set::Member as _,
    vocabulary::TenantRole::{self, Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff},
};
use harness::{
    actor::Actor,
    app::App,
    database::{Database, Kind, column, rows},
    on_both,
    process::{Process, command},
    world::{
        Agency::{self, Alpha, Beta},
        PASSWORD, role_name,
    },
};
use serde_json::{Value, json};

const TENANTS: &str = "{ viewer { tenants { slug isCurrent } } }";
const NEW: &str = "vera@example.org";

on_both! {
    async fn an_account_reads_the_agencies_that_it_can_sign_in_to(app: App) {
        let (alpha, _) = joins(&app, Alpha, PASSWORD).await;
        assert_eq!(tenants(&alpha).await, json!([{ "slug": "alpha", "isCurrent": true }]));
        let (beta, _) = joins(&app, Beta, PASSWORD).await;
        let both = |current: &str| {
            json!([{ "slug": "alpha", "isCurrent": current == "alpha" }, { "slug": "beta", "isCurrent": current == "beta" }])
        };
        assert_eq!((tenants(&alpha).await, tenants(&beta).await), (both("alpha"), both("beta")));
        let named = beta.asks("{ viewer { tenants { name } } tenant { name } }").await.ok();
        assert_eq!(named.data("/viewer/tenants/1"), named.data("/tenant"));
    }

    async fn t01_nobody_else_reads_that_an_account_belongs_to_another_agency(app: App) {
        joins(&app, Alpha, PASSWORD).await;
        joins(&app, Beta, PASSWORD).await;
        for role in [Administrator, Staff, DataSteward, DataProtectionOfficer, Auditor, Member] {
            assert_eq!(tenants(&app.person(Alpha, role)).await, json!([{ "slug": "alpha", "isCurrent": true }]));
        }
        assert_eq!(tenants(&app.founder(Beta)).await, json!([{ "slug": "beta", "isCurrent": true }]));
        let visitor = app.visitor(Alpha).asks(TENANTS).await.ok();
        assert_eq!((visitor.data("/viewer/tenants"), visitor.redacted()), (&json!(null), Vec::new()));
    }

    async fn t01_an_account_that_one_agency_alone_trusts_knows_of_no_other(app: App) {
        let (alpha, _) = joins(&app, Alpha, PASSWORD).await;
        let (beta, _) = joins(&app, Beta, "another kettle 42 harbour").await;
        assert_eq!(tenants(&alpha).await, json!([{ "slug": "alpha", "isCurrent": true }]));
        assert_eq!(tenants(&beta).await, json!([{ "slug": "beta", "isCurrent": true }]));
    }

    async fn an_agency_that_suspended_the_member_is_not_among_them(app: App) {
        let (alpha, _) = joins(&app, Alpha, PASSWORD).await;
        let (beta, membership) = joins(&app, Beta, PASSWORD).await;
        let of = |version: &str| json!({ "membership": membership, "version": version });
        let founder = app.founder(Beta);
        let mut suspend = of(&version(&founder, &membership).await);
        suspend["reason"] = json!("Away.");
        founder.does("suspendMembership", suspend, "membership { id }").await.ok();
        assert_eq!(tenants(&alpha).await, json!([{ "slug": "alpha", "isCurrent": true }]));
        assert_eq!(beta.asks(TENANTS).await.codes(), ["UNAUTHENTICATED"]);
        let back = of(&version(&founder, &membership).await);
        founder.does("reinstateMembership", back, "membership { id }").await.ok();
        assert_eq!(tenants(&alpha).await.as_array().map(Vec::len), Some(2));
    }

    async fn what_is_kept_of_memberships_fits_them_also_where_they_were_there_before(app: App) {
        joins(&app, Alpha, PASSWORD).await;
        let (_, membership) = joins(&app, Beta, PASSWORD).await;
        let founder = app.founder(Beta);
        let suspend = json!({ "membership": membership, "version": version(&founder, &membership).await, "reason": "Away." });
        founder.does("suspendMembership", suspend, "membership { id }").await.ok();
        let database = app.stop().await;
        assert_eq!(fitting(&database).await, [16; 3]);

        let raw = database.raw().await;
        for sql in ["DROP TABLE account_tenant", "DELETE FROM seaql_migrations WHERE version LIKE '%agencies_of_accounts'"] {
            rows(&raw, sql).await.expect("it is there");
        }
        raw.close().await.expect("it is open");
        let role: &[&str] = if database.kind() == Kind::Sqlite { &["migrate"] } else { &["migrate", "--role", "trialogue_app"] };
        assert!(command(&database, database.owner_url(), role).status().expect("the binary runs").success());
        assert_eq!(fitting(&database).await, [16; 3]);
    }

    async fn the_operator_makes_an_agency_by_the_command_line(database: Database) {
        let made = creates(&database, &["--slug", "graz", "--admin", "ada@example.org", "--jurisdiction", "AT"]);
        let (said, complaint) = (String::from_utf8_lossy(&made.stdout), String::from_utf8_lossy(&made.stderr));
        assert_eq!(made.status.code(), Some(0), "{complaint}");
        let lines: Vec<_> = said.lines().collect();
        assert_eq!(lines[0], "The agency graz is there. Its first administrator accepts this invitation within 14 days, once, with \
                              the mutation acceptInvitation:");
        let [_, token] = lines[..] else { panic!("{said}") };
        assert!(token.starts_with("graz.tri_inv_") && !complaint.contains(token), "{token} {complaint}");

        // Whatever is wrong is told together, and nothing is kept of it.
        let taken = creates(&database, &["--slug", "graz", "--admin", "bo@example.org", "--jurisdiction", "AT"]);
        let wrong = creates(&database, &["--slug", "G", "--admin", "nobody", "--jurisdiction", "Austria", "--time-zone", "Mars"]);
        for (run, whys) in [(taken, &["An agency has this short name already."][..]),
                            (wrong, &["not an e-mail address", "A short name has 2 to 60", "such as AT", "Europe/Vienna"])] {
            let complaint = String::from_utf8_lossy(&run.stderr);
            assert_eq!((run.status.code(), run.stdout.len()), (Some(1), 0), "{complaint}");
            assert!(whys.iter().all(|why| complaint.contains(why)), "{complaint}");
        }
        for table in ["tenant", "invitation"] {
            let counted = column::<i64>(&database.raw().await, &format!("SELECT count(*) FROM {table}")).await;
            assert_eq!(counted, [1], "{table}");
        }

        let server = Process::serve(&database);
        let input = json!({ "token": token, "password": PASSWORD, "legalName": "Ada Example" });
        let accepted = server.stranger().does("acceptInvitation", input, "accessToken { value }").await.ok();
        let ada = server.stranger().bearing(&accepted.text("/acceptInvitation/accessToken/value"));
        let seen = ada.asks("{ viewer { membership { roles } } tenant { slug name kind jurisdiction language timeZone
            controllerContact dataProtectionContact disclosureThreshold phaseTypes } }").await.ok();
        let roles: Vec<_> = TenantRole::ALL.iter().map(|role| role_name(*role)).collect();
        assert_eq!(seen.data("/viewer/membership/roles"), &json!(roles));
        assert_eq!(seen.data("/tenant"), &json!({
            "slug": "graz", "name": "Graz", "kind": "AGENCY", "jurisdiction": "AT", "language": "en", "timeZone": "UTC",
            "controllerContact": "ada@example.org", "dataProtectionContact": "ada@example.org", "disclosureThreshold": 5,
            "phaseTypes": ["CO_DESIGN", "CO_DELIVERY", "CO_ASSESSMENT"],
        }));
        server.kill();
    }

    async fn a_threshold_is_neither_below_what_the_server_allows_nor_out_of_bounds(app: App) {
        let administrator = app.person(Alpha, Administrator);
        let seen = async || administrator.asks("{ tenant { id version name disclosureThreshold } }").await.ok();
        let before = seen().await;
        assert_eq!(before.data("/tenant/disclosureThreshold"), 5);
        let threshold = async |k: i32| {
            let now = seen().await;
            let input = json!({ "tenant": now.text("/tenant/id"), "version": now.text("/tenant/version"),
                                "name": "Mine", "disclosureThreshold": k });
            administrator.does("updateTenant", input, "tenant { disclosureThreshold }").await
        };
        for (k, code) in [(2, "POLICY_FLOOR"), (0, "POLICY_FLOOR"), (-5, "POLICY_FLOOR"), (101, "BAD_INPUT")] {
            let refused = threshold(k).await.refused(code);
            assert_eq!(refused.inputs(), ["input.disclosureThreshold"], "{k}");
            assert_eq!(refused.data("/updateTenant/tenant"), &json!(null));
        }
        assert_eq!(seen().await.text, before.text);
        for k in [3, 100] {
            assert_eq!(threshold(k).await.ok().data("/updateTenant/tenant/disclosureThreshold"), k);
        }
    }

    async fn from_where_on_readers_are_told_of_is_known_to_who_sets_it_and_who_oversees(app: App) {
        let limit = "{ tenant { id version spreadLimit } }";
        for role in [Administrator, DataSteward, DataProtectionOfficer, Auditor] {
            let seen = app.person(Alpha, role).asks(limit).await.ok();
            assert_eq!((seen.data("/tenant/spreadLimit"), seen.redacted()), (&json!(200), Vec::new()), "{role:?}");
        }
        for reader in [app.person(Alpha, Staff), app.person(Alpha, Member), app.visitor(Alpha)] {
            let seen = reader.asks(limit).await.ok();
            assert_eq!(seen.data("/tenant/spreadLimit"), &json!(null));
            assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN tenant.spreadLimit"]);
        }
        let administrator = app.person(Alpha, Administrator);
        let sets = async |limit: i32| {
            let now = administrator.asks("{ tenant { id version } }").await.ok();
            let input = json!({ "tenant": now.text("/tenant/id"), "version": now.text("/tenant/version"), "spreadLimit": limit });
            administrator.does("updateTenant", input, "tenant { spreadLimit }").await
        };
        for beyond in [0, -1, 100_001] {
            assert_eq!(sets(beyond).await.refused("BAD_INPUT").inputs(), ["input.spreadLimit"], "{beyond}");
        }
        assert_eq!(administrator.asks(limit).await.ok().data("/tenant/spreadLimit"), 200);
        for within in [1, 100_000] {
            assert_eq!(sets(within).await.ok().data("/updateTenant/tenant/spreadLimit"), within);
        }
    }

    async fn t40_a_new_limit_shows_to_nobody_who_may_not_read_it(app: App) {
        let (administrator, visitor) = (app.person(Alpha, Administrator), app.visitor(Alpha));
        let raw = app.database.raw().await;
        let told = async || {
            let seen = visitor.asks("{ tenant { id name version } }").await.ok();
            (seen.text, column::<i64>(&raw, "SELECT count(*) FROM event WHERE kind = 'tenant.changed'").await)
        };
        let changes = async |more: Value| {
            let now = administrator.asks("{ tenant { id name version } }").await.ok();
            let mut input = json!({ "tenant": now.text("/tenant/id"), "version": now.text("/tenant/version"), "name": now.text("/tenant/name") });
            input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            administrator.does("updateTenant", input, "tenant { spreadLimit }").await.ok()
        };
        let before = told().await;
        // Nor where what all read is sent along as it was.
        assert_eq!(changes(json!({ "spreadLimit": 7 })).await.data("/updateTenant/tenant/spreadLimit"), 7);
        assert_eq!(told().await, before);
        let acts = "SELECT count(*) FROM (SELECT action FROM audit_waiting UNION ALL SELECT action FROM audit_entry) acts
                    WHERE action = 'updateTenant'";
        harness::soon::eventually(async || column::<i64>(&raw, acts).await == [1]).await;
        changes(json!({ "spreadLimit": 8, "name": "Alpha anew" })).await;
        let after = told().await;
        assert!(after.0 != before.0 && after.1 != before.1, "{after:?}");
        // A change of nothing is none.
        for nothing in [json!({}), json!({ "spreadLimit": 8 })] {
            changes(nothing).await;
            assert_eq!(told().await, after);
            crate::audit::chained(&app).await;
            assert_eq!(column::<i64>(&raw, acts).await, [2]);
        }
    }

    async fn the_last_administrator_stays_one(app: App) {
        let founder = app.founder(Alpha);
        let (first, second) = (app.world.founder(Alpha).membership.clone(), app.world.person(Alpha, Administrator).membership.clone());
        let revoke = async |who: &Actor, membership: &str| {
            let input = json!({ "membership": membership, "version": version(who, membership).await, "role": "ADMINISTRATOR" });
            who.does("revokeTenantRole", input, "membership { roles }").await
        };
        revoke(&founder, &second).await.ok();
        revoke(&founder, &first).await.refused("LAST_ADMINISTRATOR");
        let roles = founder.asks("{ viewer { membership { roles } } }").await.ok();
        assert!(roles.text.contains("ADMINISTRATOR"), "{}", roles.text);
    }
}

/// `trialogue tenant create` of an agency called Graz, to its end.
fn creates(database: &Database, more: &[&str]) -> Output {
    let arguments = [&["tenant", "create", "--name", "Graz"][..], more].concat();
    let mut call = command(database, database.url(), &arguments);
    let call = call.stdout(Stdio::piped()).stderr(Stdio::piped());
    call.output().expect("the binary runs")
}

async fn tenants(who: &Actor) -> Value {
    who.asks(TENANTS).await.ok().data("/viewer/tenants").clone()
}

/// Lets the same new person into an agency with this password; answers with them and the id of their membership.
async fn joins(app: &App, agency: Agency, password: &str) -> (Actor, String) {
    let input = json!({ "email": NEW, "roles": ["MEMBER"] });
    let invited = app
        .founder(agency)
        .does("inviteMember", input, "invitationToken")
        .await
        .ok();
    let secret = invited.text("/inviteMember/invitationToken");
    let input = json!({ "token": secret, "password": password, "legalName": "Vera Example" });
    let shown = "membership { id } accessToken { value }";
    let accepted = app.stranger().does("acceptInvitation", input, shown).await.ok();
    let token = accepted.text("/acceptInvitation/accessToken/value");
    (
        app.stranger().bearing(&token),
        accepted.text("/acceptInvitation/membership/id"),
    )
}

async fn version(reader: &Actor, membership: &str) -> String {
    let query = "query($id: ID!) { node(id: $id) { ... on Membership { version } } }";
    let seen = reader.graphql(query, json!({ "id": membership })).await.ok();
    seen.text("/node/version")
}

/// How many memberships there are, how many rows are kept of them, and how many of those fit.
async fn fitting(database: &Database) -> [i64; 3] {
    let raw = database.raw().await;
    let fit = "SELECT count(*) FROM membership m JOIN account_tenant a
               ON a.account_id = m.account_id AND a.tenant_id = m.tenant_id WHERE a.is_active = (m.state = 'ACTIVE')";
    let mut counts = [0; 3];
    let all = [
        "SELECT count(*) FROM membership",
        "SELECT count(*) FROM account_tenant",
        fit,
    ];
    for (count, sql) in counts.iter_mut().zip(all) {
        *count = column(&raw, sql).await[0];
    }
    counts
}
