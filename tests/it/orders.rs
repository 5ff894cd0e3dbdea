//! By what one may not read one gets nothing in order: an order that is asked for is refused, and where none is, ids decide,
//! which tell no time.

use std::collections::BTreeSet;

use chrono::Duration;
use entity::vocabulary::TenantRole::{Administrator, DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{actor::Actor, answer::Answer, app::App, on_both, project::Project, world::Agency::Alpha};
use serde_json::{Value, json};

use crate::pseudonyms::reveals;

/// Has the agency close a field to whoever holds a role.
async fn closes(app: &App, field: &str, readers: &str) {
    let founder = app.founder(Alpha);
    let rule = json!({ "name": "Closed", "field": field, "roles": [readers], "reason": "Why." });
    let drafted = founder
        .does("draftTenantPolicy", rule, "policy { id version }")
        .await
        .ok();
    let policy = drafted.data("/draftTenantPolicy/policy");
    let drafted = json!({ "policy": policy["id"], "version": policy["version"] });
    founder
        .does("activateTenantPolicy", drafted, "policy { state }")
        .await
        .ok();
}

/// The ids of a list, as an answer has them that keeps nothing back.
fn ids(seen: Answer, list: &str) -> Vec<String> {
    let seen = seen.ok();
    assert_eq!(seen.redacted(), Vec::<String>::new());
    let nodes = seen.data(&format!("{list}/nodes")).as_array().unwrap();
    nodes
        .iter()
        .map(|node| node["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The same ids as nothing but themselves puts them in order.
fn by_ids(ids: &[String]) -> Vec<String> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids
}

fn reversed(ids: &[String]) -> Vec<String> {
    ids.iter().rev().cloned().collect()
}

/// That the order is refused and the list with it, and it is said what would change that.
fn forbidden(seen: Answer, list: &str) {
    let seen = seen.refused("FILTER_FORBIDDEN");
    assert_eq!(
        (seen.data(list), seen.inputs()),
        (&Value::Null, vec!["orderBy".to_owned()])
    );
    let hint = seen.body.pointer("/errors/0/extensions/hint");
    assert!(hint.is_some_and(Value::is_string), "{}", seen.text);
}

/// That ids of some minutes begin with none of them: one that tells its moment has that in front.
fn tell_no_time(ids: &[String]) {
    let begins: BTreeSet<_> = ids.iter().map(|id| &id.rsplit_once('_').unwrap().1[..6]).collect();
    assert_eq!(begins.len(), ids.len(), "{ids:?}");
}

on_both! {
    async fn r20_who_takes_part_is_in_the_order_of_days_for_whom_these_are_open_to(app: App) {
        let project = Project::active(&app).await;
        let facilitator = app.person(Alpha, Administrator);
        project.facilitated_by(&facilitator).await;
        let list = "/node/participations";
        let all = async |who: &Actor, order: &str| {
            let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Project {{ participations{order} {{ nodes {{ id }} }} }} }} }}");
            who.graphql(&query, json!({ "id": project.id })).await
        };
        let lead = async |who: &Actor| {
            let query = "query($id: ID!) { node(id: $id) { ... on Project { lead { legalName } } } }";
            who.administering().graphql(query, json!({ "id": project.id })).await.ok()
        };
        let own = "{ viewer { participations(orderBy: JOINED_ON_ASC) { nodes { id } } } }";
        // All joined on one day, so that ids decide, the way that the days go.
        let (oldest, newest) = ("(orderBy: JOINED_ON_ASC)", "(orderBy: JOINED_ON_DESC)");
        let owner = &project.owner;
        let first = ids(all(owner, oldest).await, list);
        assert_eq!((first.len(), &first), (4, &by_ids(&first)));
        for order in ["", newest] {
            assert_eq!(ids(all(owner, order).await, list), reversed(&first));
        }
        assert_eq!(lead(owner).await.text("/node/lead/legalName"), "Legal staff");

        closes(&app, "Participation.joinedOn", "STAFF").await;
        for order in [oldest, newest] {
            forbidden(all(owner, order).await, list);
        }
        assert_eq!(ids(all(owner, "").await, list), first);
        // Which of the owners leads tells who joined first.
        let closed = lead(owner).await;
        assert_eq!((closed.data("/node/lead"), closed.redacted()), (&Value::Null, vec!["FIELD_FORBIDDEN node.lead".to_owned()]));

        // One's own days stay open, and so do all to whom the rule does not bind; others are refused as before.
        assert_eq!(ids(owner.asks(own).await, "/viewer/participations").len(), 1);
        assert_eq!(ids(all(&project.society, oldest).await, list), first);
        assert_eq!(ids(all(&project.society, "").await, list), reversed(&first));
        assert_eq!(lead(&facilitator).await.text("/node/lead/legalName"), "Legal staff");
        let stranger = lead(&project.society).await;
        assert_eq!(stranger.redacted(), ["FIELD_FORBIDDEN node.lead"]);
        assert!(stranger.text.contains("Who answers for a project is a person"), "{}", stranger.text);
    }

    async fn r20_members_are_in_the_order_in_which_they_came_for_whom_that_is_open_to(app: App) {
        let (list, staff, administrator) = ("/memberships", app.person(Alpha, Staff), app.person(Alpha, Administrator));
        let all = async |who: &Actor, order: &str| who.asks(&format!("{{ memberships{order} {{ nodes {{ id }} }} }}")).await;
        let before = ids(all(&staff, "").await, list);
        assert_eq!(ids(all(&staff, "(orderBy: CREATED_AT_ASC)").await, list), reversed(&before));
        assert_ne!(before, by_ids(&before));

        closes(&app, "Membership.createdAt", "STAFF").await;
        for order in ["(orderBy: CREATED_AT_ASC)", "(orderBy: CREATED_AT_DESC)"] {
            forbidden(all(&staff, order).await, list);
            // What else is asked stands.
            let filter = order.replace(')', ", filter: { states: [ACTIVE] })");
            forbidden(all(&staff, &filter).await, list);
        }
        assert_eq!(ids(all(&staff, "").await, list), by_ids(&before));
        assert_eq!(ids(all(&administrator, "(orderBy: CREATED_AT_DESC)").await, list), before);
        assert_eq!(ids(all(&administrator, "").await, list), before);
    }

    async fn r20_invitations_are_in_the_order_in_which_they_were_made_for_whom_that_is_open_to(app: App) {
        let project = Project::active(&app).await;
        let mut made = Vec::new();
        for name in ["heron", "stork", "crane"] {
            let offer = json!({ "project": project.id, "email": format!("{name}@example.org"), "sector": "SOCIETY",
                "expertise": "LAY", "roles": ["PARTICIPANT"] });
            let invited = project.owner.does("inviteParticipant", offer, "invitation { id }").await.ok();
            made.push(invited.text("/inviteParticipant/invitation/id"));
            app.clock.advance(Duration::minutes(1));
        }
        tell_no_time(&made);
        let administrator = app.person(Alpha, Administrator);
        let of = async |who: &Actor| {
            let list = "{ tenant { invitations(filter: { states: [INVITED] }) { nodes { id } } } }";
            ids(who.asks(list).await, "/tenant/invitations")
        };
        for reader in [&administrator, &project.owner] {
            assert_eq!(of(reader).await, reversed(&made));
        }
        closes(&app, "Invitation.createdAt", "ADMINISTRATOR").await;
        assert_eq!(of(&administrator).await, by_ids(&made));
        assert_eq!(of(&project.owner).await, reversed(&made));
    }

    async fn r20_programs_are_in_the_order_in_which_they_came_for_whom_that_is_open_to(app: App) {
        let (list, founder, administrator) = ("/clients", app.founder(Alpha), app.person(Alpha, Administrator));
        let mut made = Vec::new();
        for name in ["Heron", "Crane", "Stork"] {
            let program = json!({ "name": name, "sector": "ECONOMY", "expiresAt": "2027-06-15T10:00:00Z", "projects": [] });
            let registered = administrator.does("registerClient", program, "client { id }").await.ok();
            made.push(registered.text("/registerClient/client/id"));
            app.clock.advance(Duration::minutes(1));
        }
        tell_no_time(&made);
        let all = async |who: &Actor, order: &str| who.asks(&format!("{{ clients{order} {{ nodes {{ id }} }} }}")).await;
        assert_eq!(ids(all(&founder, "").await, list), reversed(&made));
        // The founder has every role, and whoever administers alone has no other.
        closes(&app, "Client.createdAt", "AUDITOR").await;
        for order in ["(orderBy: CREATED_AT_ASC)", "(orderBy: CREATED_AT_DESC)"] {
            forbidden(all(&founder, order).await, list);
        }
        assert_eq!(ids(all(&founder, "").await, list), by_ids(&made));
        // Names are public.
        let named = vec![made[1].clone(), made[0].clone(), made[2].clone()];
        assert_eq!(ids(all(&founder, "(orderBy: NAME_ASC)").await, list), named);
        assert_eq!(ids(all(&administrator, "(orderBy: CREATED_AT_ASC)").await, list), made);
        assert_eq!(ids(all(&administrator, "").await, list), reversed(&made));
    }

    async fn r20_requests_are_in_the_order_in_which_they_are_due_for_who_reads_that_for_its_purpose(app: App) {
        let list = "/dataSubjectRequests";
        let mut made = Vec::new();
        for role in [Member, Staff, Administrator] {
            let asked = json!({ "details": "What you have of me is wrong." });
            let asked = app.person(Alpha, role).does("requestRestriction", asked, "request { id }").await.ok();
            made.push(asked.text("/requestRestriction/request/id"));
            app.clock.advance(Duration::minutes(1));
        }
        tell_no_time(&made);
        let all = async |who: &Actor, order: &str| who.asks(&format!("{{ dataSubjectRequests{order} {{ nodes {{ id }} }} }}")).await;
        for role in [DataSteward, DataProtectionOfficer] {
            let bare = app.person(Alpha, role);
            let (administering, auditing) = (bare.administering(), bare.reading_for("SECURITY_AUDIT"));
            for column in ["DUE_AT", "RECEIVED_AT"] {
                let (up, down) = (format!("(orderBy: {column}_ASC)"), format!("(orderBy: {column}_DESC)"));
                assert_eq!(ids(all(&administering, &up).await, list), made);
                assert_eq!(ids(all(&administering, &down).await, list), reversed(&made));
                for reader in [&bare, &auditing] {
                    forbidden(all(reader, &up).await, list);
                    forbidden(all(reader, &down).await, list);
                }
            }
            assert_eq!(ids(all(&administering, "").await, list), made);
            for reader in [&bare, &auditing] {
                assert_eq!(ids(all(reader, "").await, list), by_ids(&made));
            }
        }
        // A cursor of the one order is none of the other.
        let page = "query($after: String) { dataSubjectRequests(first: 2, after: $after) { nodes { id } pageInfo { endCursor } } }";
        let steward = app.person(Alpha, DataSteward);
        let first = steward.graphql(page, json!({})).await.ok();
        let after = json!({ "after": first.text("/dataSubjectRequests/pageInfo/endCursor") });
        assert_eq!(ids(steward.graphql(page, after.clone()).await, list), by_ids(&made)[2..]);
        steward.administering().graphql(page, after).await.refused("BAD_CURSOR");
    }

    async fn r20_reveals_are_in_the_order_in_which_they_were_done_for_who_reads_that_for_its_purpose(app: App) {
        let project = Project::active(&app).await;
        let steward = app.person(Alpha, DataSteward).reading_for("LEGAL_RECORD");
        let parts = "query($id: ID!) { node(id: $id) { ... on Project { participations { nodes { id } } } } }";
        let parts = project.owner.graphql(parts, json!({ "id": project.id })).await;
        let mut made = Vec::new();
        for part in ids(parts, "/node/participations") {
            made.push(reveals(&steward, &part).await.ok().text("/revealPseudonym/reveal/id"));
            app.clock.advance(Duration::minutes(1));
        }
        tell_no_time(&made);
        let officer = app.person(Alpha, DataProtectionOfficer);
        let of = async |who: &Actor| ids(who.asks("{ pseudonymReveals { nodes { id } } }").await, "/pseudonymReveals");
        assert_eq!(of(&officer.reading_for("SECURITY_AUDIT")).await, reversed(&made));
        for reader in [officer.clone(), officer.reading_for("LEGAL_RECORD")] {
            assert_eq!(of(&reader).await, by_ids(&made));
        }
    }
}
