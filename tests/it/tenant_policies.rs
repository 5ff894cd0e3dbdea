//! Rules that an agency adds: they close fields to roles and purposes, at once and on every server.

use std::process::Stdio;

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    contribution::published,
    database::rows,
    on_both,
    process::{Process, command},
    project::Project,
    soon::eventually,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const SHOWN: &str = "policy { id version name field roles purposes reason state retiredReason createdAt activatedAt
    dryRun { changedCount changes { tenantRole projectRole relation purpose } } }";
const PEOPLE: &str = "query($id: ID!) { node(id: $id) { ... on Project { participations(first: 10) { nodes {
    sector person { displayName } } } } } }";
const NAME: &str = "node.participations.nodes[*].person.displayName";

on_both! {
    async fn a_rule_is_tried_put_in_force_and_retired_and_each_counts_from_the_next_read(app: App) {
        let project = Project::active(&app).await;
        let officer = app.person(Alpha, DataProtectionOfficer);
        let drafted = drafts(&officer, json!({ "purposes": ["PARTICIPATION_ADMIN"] })).await.ok();
        let policy = drafted.data("/draftTenantPolicy/policy").clone();
        assert_eq!(without_ids(&policy), json!({
            "name": "No partners", "field": "Person.displayName", "roles": [], "purposes": ["PARTICIPATION_ADMIN"],
            "reason": "We \"share\" with nobody\\; permit.", "state": "DRAFT", "retiredReason": null,
            "createdAt": "2026-06-15T10:00:00+00:00", "activatedAt": null,
        }));
        let role = |tenant: Option<&str>, project: &str| json!({ "tenantRole": tenant, "projectRole": project, "relation": "NONE", "purpose": "PARTICIPATION_ADMIN" });
        let changes = policy["dryRun"]["changes"].as_array().unwrap();
        assert_eq!(policy["dryRun"]["changedCount"], json!(changes.len()));
        assert!(changes.len() == 14 && changes.contains(&role(None, "OWNER")) && changes.contains(&role(Some("STAFF"), "FACILITATOR")), "{changes:?}");
        let partner = project.owner.administering();
        let sharing = project.owner.reading_for("SHARE_WITH_PARTNER");
        let otherwise = names(&sharing, &project).await;
        assert!(names(&partner, &project).await.0.contains(&json!("Legal member")), "a draft closes nothing");

        let activated = moves(&officer, "activateTenantPolicy", &policy, json!({})).await.ok();
        let policy = activated.data("/activateTenantPolicy/policy").clone();
        assert_eq!([&policy["state"], &policy["activatedAt"]], [&json!("ACTIVE"), &json!("2026-06-15T10:00:00+00:00")]);
        assert_eq!(policy["dryRun"], json!({ "changedCount": 0, "changes": [] }));
        let (seen, redacted, text) = names(&partner, &project).await;
        assert_eq!(redacted, [format!("FIELD_FORBIDDEN {NAME}")]);
        assert!(text.contains("We \\\"share\\\" with nobody\\\\; permit."), "{text}");
        // One's own stays, and so does every other purpose.
        assert_eq!(seen, [json!(null), json!(null), json!("Legal staff")]);
        assert_eq!(names(&sharing, &project).await, otherwise);

        let retired = moves(&app.person(Alpha, Administrator), "retireTenantPolicy", &policy, json!({ "reason": "We do." })).await.ok();
        let policy = retired.data("/retireTenantPolicy/policy");
        assert_eq!([&policy["state"], &policy["retiredReason"]], [&json!("RETIRED"), &json!("We do.")]);
        assert_eq!(names(&partner, &project).await.1, Vec::<String>::new());
    }

    async fn a_rule_binds_the_roles_that_it_names_and_no_other_agency(app: App) {
        let members = "{ memberships(first: 3) { nodes { state } } }";
        let redacted = async |reader: Actor| reader.asks(members).await.ok().redacted();
        let rule = json!({ "name": "Staff", "field": "Membership.state", "roles": ["STAFF"], "purposes": [], "reason": "Why." });
        let drafted = app.founder(Alpha).does("draftTenantPolicy", rule, SHOWN).await.ok();
        moves(&app.founder(Alpha), "activateTenantPolicy", drafted.data("/draftTenantPolicy/policy"), json!({})).await.ok();
        assert_eq!(redacted(app.person(Alpha, Staff)).await, ["FIELD_FORBIDDEN memberships.nodes[*].state"]);
        assert_eq!(redacted(app.person(Alpha, Administrator)).await, Vec::<String>::new());
        assert_eq!(redacted(app.person(Beta, Staff)).await, Vec::<String>::new());
        let list = app.person(Beta, Auditor).asks("{ tenantPolicies { totalCount } }").await.ok();
        assert_eq!(list.data("/tenantPolicies/totalCount"), 0);
    }

    async fn a_rule_shows_that_it_would_close_an_address_to_who_wrote_it_down(app: App) {
        let staff = app.person(Alpha, Staff);
        let project = Project::active(&app).await;
        let offer = json!({ "project": project.id, "email": app.world.person(Alpha, Administrator).email, "sector": "SOCIETY",
            "expertise": "LAY", "roles": ["PARTICIPANT"] });
        let invited = staff.administering().does("inviteParticipant", offer, "invitation { id email }").await.ok();
        let id = invited.text("/inviteParticipant/invitation/id");
        let rule = json!({ "name": "No addresses", "field": "Invitation.email", "roles": ["STAFF"], "reason": "Why." });
        let drafted = app.founder(Alpha).does("draftTenantPolicy", rule, SHOWN).await.ok();
        let policy = drafted.data("/draftTenantPolicy/policy");
        let who = json!({ "tenantRole": "STAFF", "projectRole": null, "relation": "INVITER", "purpose": "PARTICIPATION_ADMIN" });
        assert_eq!((&policy["dryRun"]["changedCount"], &policy["dryRun"]["changes"][0]), (&json!(7), &who));
        let email = "query($id: ID!) { node(id: $id) { ... on Invitation { email } } }";
        let email = async || staff.administering().graphql(email, json!({ "id": id })).await.ok();
        assert_eq!(email().await.data("/node/email"), &json!(app.world.person(Alpha, Administrator).email));
        moves(&app.founder(Alpha), "activateTenantPolicy", policy, json!({})).await.ok();
        assert_eq!(email().await.redacted(), ["FIELD_FORBIDDEN node.email"]);
    }

    async fn what_a_rule_closes_is_not_filtered_by_either(app: App) {
        let project = Project::active(&app).await;
        let members = "query($filter: MembershipFilter) { memberships(filter: $filter) { totalCount } }";
        let parts = "query($id: ID!, $filter: ParticipationFilter) { node(id: $id) { ... on Project {
            participations(filter: $filter) { totalCount } } } }";
        let of_agency = async |who: &Actor, filter: Value| who.graphql(members, json!({ "filter": filter })).await;
        let of_project = async |who: &Actor, filter: Value| {
            who.graphql(parts, json!({ "id": project.id, "filter": filter })).await
        };
        let (staff, administrator) = (&project.owner, &app.person(Alpha, Administrator));
        // The founder holds every role, and everybody is a member.
        for (roles, count) in [(json!(["AUDITOR"]), 2), (json!(["AUDITOR", "STAFF"]), 3), (json!(["MEMBER"]), 7), (json!([]), 0)] {
            let seen = of_agency(staff, json!({ "roles": roles, "states": ["ACTIVE"] })).await.ok();
            assert_eq!(seen.data("/memberships/totalCount"), count, "{roles}");
        }
        for (roles, count) in [(json!(["OWNER"]), 1), (json!(["OWNER", "PARTICIPANT"]), 3), (json!(["ASSESSOR"]), 0), (json!([]), 0)] {
            let seen = of_project(staff, json!({ "roles": roles, "states": ["ACTIVE"] })).await.ok();
            assert_eq!(seen.data("/node/participations/totalCount"), count, "{roles}");
        }
        for field in ["Membership.roles", "Participation.roles", "Participation.sector"] {
            let rule = json!({ "field": field, "roles": ["STAFF"], "purposes": [] });
            let drafted = drafts(&app.founder(Alpha), rule).await.ok();
            moves(&app.founder(Alpha), "activateTenantPolicy", drafted.data("/draftTenantPolicy/policy"), json!({})).await.ok();
        }
        let refused = of_agency(staff, json!({ "roles": ["AUDITOR"] })).await.refused("FILTER_FORBIDDEN");
        assert_eq!((refused.data("/memberships"), refused.inputs()), (&json!(null), vec!["filter.roles".to_owned()]));
        for (name, value) in [("roles", "OWNER"), ("sectors", "SOCIETY")] {
            let refused = of_project(staff, json!({ name: [value] })).await.refused("FILTER_FORBIDDEN");
            assert_eq!(refused.inputs(), [format!("filter.{name}")]);
            of_project(&project.society, json!({ name: [value] })).await.ok();
        }
        // What is open, and who is not bound.
        of_agency(staff, json!({ "states": ["ACTIVE"] })).await.ok();
        of_project(staff, json!({ "states": ["ACTIVE"] })).await.ok();
        assert_eq!(of_agency(administrator, json!({ "roles": ["AUDITOR"] })).await.ok().data("/memberships/totalCount"), 2);
    }

    async fn words_that_a_rule_closes_find_nothing(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        published(&project.society, &project.owner, &phase, "A zebra crossing by the mill.").await;
        let found = async |who: &Actor| who.asks("{ search(query: \"zebra\") { totalCount } }").await.ok().data("/search/totalCount").clone();
        assert_eq!(found(&app.visitor(Alpha)).await, 1);
        let rule = json!({ "field": "Contribution.body", "roles": ["STAFF"], "purposes": [] });
        let drafted = drafts(&app.founder(Alpha), rule).await.ok();
        moves(&app.founder(Alpha), "activateTenantPolicy", drafted.data("/draftTenantPolicy/policy"), json!({})).await.ok();
        assert_eq!((found(&project.owner).await, found(&project.society).await), (json!(0), json!(1)));
    }

    async fn another_server_over_the_database_follows_with_its_next_read(app: App) {
        let project = Project::active(&app).await;
        let email = &app.world.person(Alpha, Staff).email;
        let other = Process::serve(&app.database);
        let partner = other.stranger().signed_in(email).await.reading_for("PARTICIPATION_ADMIN");
        assert_eq!(names(&partner, &project).await.1, Vec::<String>::new());
        let drafted = drafts(&app.founder(Alpha), json!({})).await.ok();
        let activated = moves(&app.founder(Alpha), "activateTenantPolicy", drafted.data("/draftTenantPolicy/policy"), json!({})).await.ok();
        assert_eq!(names(&partner, &project).await.1, [format!("FIELD_FORBIDDEN {NAME}")]);
        let retired = json!({ "reason": "Enough." });
        moves(&app.founder(Alpha), "retireTenantPolicy", activated.data("/activateTenantPolicy/policy"), retired).await.ok();
        assert_eq!(names(&partner, &project).await.1, Vec::<String>::new());
    }

    async fn only_administrators_and_data_protection_officers_change_rules(app: App) {
        let drafted = drafts(&app.founder(Alpha), json!({})).await.ok();
        let policy = drafted.data("/draftTenantPolicy/policy").clone();
        let query = "query($id: ID!) { node(id: $id) { ... on TenantPolicy { version state } } tenantPolicies { nodes { version } } }";
        let state = async || app.founder(Alpha).graphql(query, json!({ "id": policy["id"] })).await.ok().body;
        let before = state().await;
        for (who, code) in [
            (app.person(Alpha, Auditor), "FORBIDDEN"), (app.person(Alpha, DataSteward), "FORBIDDEN"),
            (app.person(Alpha, Staff), "NOT_FOUND"), (app.person(Alpha, Member), "NOT_FOUND"),
            (app.visitor(Alpha), "NOT_FOUND"), (app.founder(Beta), "NOT_FOUND"),
        ] {
            let from_elsewhere = code == "NOT_FOUND";
            if !from_elsewhere || who.asks("{ tenant { slug } }").await.text.contains("alpha") {
                drafts(&who, json!({})).await.refused("FORBIDDEN");
            }
            moves(&who, "activateTenantPolicy", &policy, json!({})).await.refused(code);
            moves(&who, "retireTenantPolicy", &policy, json!({ "reason": "No." })).await.refused(code);
            let seen = who.graphql(query, json!({ "id": policy["id"] })).await.ok();
            if from_elsewhere {
                assert_eq!(seen.data("/node"), &json!(null));
            } else {
                assert_eq!(seen.data("/node/state"), "DRAFT");
            }
        }
        for role in [Staff, Member] {
            let list = app.person(Alpha, role).asks("{ tenantPolicies { totalCount } }").await.ok();
            assert_eq!((list.data("/tenantPolicies"), list.redacted()), (&json!(null), vec!["FIELD_FORBIDDEN tenantPolicies".to_owned()]));
        }
        assert_eq!(state().await, before);
    }

    async fn rules_go_forward_only_and_say_why_they_end(app: App) {
        let founder = app.founder(Alpha);
        let drafted = drafts(&founder, json!({})).await.ok();
        let policy = drafted.data("/draftTenantPolicy/policy").clone();
        let mut stale = policy.clone();
        stale["version"] = json!("x");
        moves(&founder, "activateTenantPolicy", &stale, json!({})).await.refused("CONFLICT");
        moves(&founder, "retireTenantPolicy", &policy, json!({ "reason": " " })).await.refused("REASON_REQUIRED");
        let activated = moves(&founder, "activateTenantPolicy", &policy, json!({ "idempotencyKey": "one" })).await.ok();
        let again = moves(&founder, "activateTenantPolicy", &policy, json!({ "idempotencyKey": "one" })).await.ok();
        assert_eq!(again.text, activated.text);
        let policy = activated.data("/activateTenantPolicy/policy").clone();
        moves(&founder, "activateTenantPolicy", &policy, json!({})).await.refused("INVALID_TRANSITION");
        let retired = moves(&founder, "retireTenantPolicy", &policy, json!({ "reason": "Enough." })).await.ok();
        let policy = retired.data("/retireTenantPolicy/policy").clone();
        moves(&founder, "retireTenantPolicy", &policy, json!({ "reason": "Again." })).await.refused("INVALID_TRANSITION");
        moves(&founder, "activateTenantPolicy", &policy, json!({})).await.refused("INVALID_TRANSITION");
        let list = founder.asks("{ tenantPolicies(filter: { states: [RETIRED] }) { totalCount } none: tenantPolicies(filter: { states: [ACTIVE, DRAFT] }) { totalCount } }").await.ok();
        assert_eq!([list.data("/tenantPolicies/totalCount"), list.data("/none/totalCount")], [&json!(1), &json!(0)]);
        // The audit log is told of each step.
        let log = "{ auditEntries(filter: { kinds: [POLICY] }) { nodes { action object } } }";
        let mut actions = Vec::new();
        eventually(async || {
            let told = app.person(Alpha, Auditor).asks(log).await.ok();
            actions = told.data("/auditEntries/nodes").as_array().unwrap().iter()
                .filter(|entry| entry["object"] == policy["id"])
                .map(|entry| entry["action"].as_str().unwrap().to_owned()).collect();
            actions.len() == 3
        }).await;
        actions.sort_unstable();
        assert_eq!(actions, ["activateTenantPolicy", "draftTenantPolicy", "retireTenantPolicy"]);
    }

    async fn a_rule_whose_field_is_gone_closes_what_it_may_have_become_until_it_is_retired(app: App) {
        let project = Project::active(&app).await;
        let (founder, owner) = (app.founder(Alpha), project.owner.administering());
        let drafted = drafts(&founder, json!({ "field": "Person.email" })).await.ok();
        let active = moves(&founder, "activateTenantPolicy", drafted.data("/draftTenantPolicy/policy"), json!({})).await.ok();
        let active = active.data("/activateTenantPolicy/policy").clone();
        let draft = drafts(&founder, json!({ "name": "Later" })).await.ok().data("/draftTenantPolicy/policy").clone();
        assert_eq!(names(&owner, &project).await.1, Vec::<String>::new());
        let members = "{ memberships(first: 3) { nodes { state } } retentionRules { id } }";
        let read = async || project.owner.asks(members).await.ok().redacted();
        assert_eq!(read().await, Vec::<String>::new());

        // A later version has no such field: all of its noun is closed, and nothing else.
        renamed(&app, "Person.shoeSize").await;
        assert_eq!(names(&owner, &project).await.1, [format!("FIELD_FORBIDDEN {NAME}")]);
        assert_eq!(read().await, Vec::<String>::new());
        // It has no such noun: all is closed that can be, and acts and oversight go on.
        renamed(&app, "Weather.rain").await;
        assert_eq!(read().await, ["FIELD_FORBIDDEN memberships"]);
        let list = "{ tenantPolicies { nodes { field state dryRun { changedCount } } } }";
        let told = founder.asks(list).await.ok();
        let gone = |state: &str| json!({ "field": "Weather.rain", "state": state, "dryRun": null });
        let told = told.data("/tenantPolicies/nodes").as_array().unwrap();
        assert!(told.len() == 2 && told.contains(&gone("DRAFT")) && told.contains(&gone("ACTIVE")), "{told:?}");
        moves(&founder, "activateTenantPolicy", &draft, json!({})).await.refused("PRECONDITION_UNMET");
        let (code, said) = checked(&app);
        assert!(code == Some(1) && said.contains("alpha: the rule ") && said.contains("names Weather.rain"), "{said}");

        moves(&founder, "retireTenantPolicy", &active, json!({ "reason": "It is gone." })).await.ok();
        assert_eq!((names(&owner, &project).await.1, read().await), (Vec::new(), Vec::new()));
        assert_eq!(checked(&app).0, Some(0));

        // What nobody can close any more is open, whatever a rule of before says.
        renamed(&app, "RetentionRule.duration").await;
        moves(&founder, "activateTenantPolicy", &draft, json!({})).await.refused("PRECONDITION_UNMET");
    }

    async fn what_cannot_be_closed_or_is_too_long_is_told_together(app: App) {
        let founder = app.founder(Alpha);
        let overseen = ["Query.pseudonymReveals", "PseudonymReveal.reason", "ContributionReport.reporter", "Project.contributionReports",
            "Contribution.reports", "Query.legalHolds", "LegalHold.records", "HeldRecord.document", "Query.retentionRuns", "RetentionRule.duration"];
        let records = ["Query.auditEntries", "AuditEntry.actor", "TenantPolicy.state", "Query.tenantPolicies", "Person.shoeSize", "Project.title"];
        for field in records.into_iter().chain(overseen) {
            let refused = drafts(&founder, json!({ "field": field })).await.refused("BAD_INPUT");
            assert_eq!(refused.inputs(), ["input.field"], "{field}");
        }
        let wrong = json!({ "field": "x", "name": "", "reason": "", "roles": vec!["STAFF"; 7], "purposes": vec!["RESEARCH"; 21] });
        let mut told = drafts(&founder, wrong).await.inputs();
        told.sort_unstable();
        assert_eq!(told, ["input.field", "input.name", "input.purposes", "input.reason", "input.roles"]);
        let list = founder.asks("{ tenantPolicies { totalCount } }").await.ok();
        assert_eq!(list.data("/tenantPolicies/totalCount"), 0);
    }
}

/// Has somebody draft a rule that closes display names, with `more` of the input.
async fn drafts(who: &Actor, more: Value) -> Answer {
    let mut input = json!({ "name": "No partners", "field": "Person.displayName", "reason": "We \"share\" with nobody\\; permit." });
    merge(&mut input, more);
    who.does("draftTenantPolicy", input, SHOWN).await
}

async fn moves(who: &Actor, verb: &str, policy: &Value, more: Value) -> Answer {
    let mut input = json!({ "policy": policy["id"], "version": policy["version"] });
    merge(&mut input, more);
    who.does(verb, input, SHOWN).await
}

/// Has every rule name another field, as a later version of the server finds them.
async fn renamed(app: &App, field: &str) {
    let raw = app.database.raw().await;
    for sql in [
        format!("UPDATE tenant_policy SET field = '{field}'"),
        "UPDATE tenant SET policies = policies + 1".to_owned(),
    ] {
        rows(&raw, &sql).await.expect("the superuser may");
    }
}

/// What `trialogue policy check --agencies` ends with, and what it complains of.
fn checked(app: &App) -> (Option<i32>, String) {
    let mut call = command(&app.database, app.database.url(), &["policy", "check", "--agencies"]);
    let output = call.stderr(Stdio::piped()).output().expect("the binary runs");
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// The display names that somebody reads of a project's people, what was redacted, and the whole answer.
async fn names(reader: &Actor, project: &Project) -> (Vec<Value>, Vec<String>, String) {
    let seen = reader.graphql(PEOPLE, json!({ "id": project.id })).await.ok();
    let nodes = seen.data("/node/participations/nodes").as_array().unwrap();
    let mut names: Vec<Value> = nodes.iter().map(|node| node["person"]["displayName"].clone()).collect();
    names.sort_by_key(ToString::to_string);
    names.sort_by_key(Value::is_string);
    (names, seen.redacted(), seen.text.clone())
}

fn without_ids(policy: &Value) -> Value {
    let mut policy = policy.clone();
    for name in ["id", "version", "dryRun"] {
        policy.as_object_mut().unwrap().remove(name);
    }
    policy
}

fn merge(into: &mut Value, more: Value) {
    if let (Some(into), Value::Object(more)) = (into.as_object_mut(), more) {
        into.extend(more);
    }
}
