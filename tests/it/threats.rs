//! Attacks of docs/threats.md that no story of one domain tells.

use async_graphql::parser::{
    parse_schema,
    types::{BaseType, InputObjectType, TypeKind, TypeSystemDefinition},
};
use entity::vocabulary::TenantRole::{Auditor, Member, Staff};
use harness::{
    actor::Actor,
    contribution::{moves, submits},
    database::Database,
    on_both,
    world::Agency::Alpha,
};
use serde_json::{Value, json};
use trialogue::schema::sdl;

use crate::{operations::actor, street::Street};

/// Every way from which contributions can be reached, asked with ids of the phase, the project and two contributions.
const WAYS: &str = "query($phase: ID!, $project: ID!, $parent: ID!, $id: ID!) {
    node(id: $id) { id } nodes(ids: [$id]) { id }
    phase: node(id: $phase) { ... on Phase { contributions(first: 100) { nodes { id } } } }
    project: node(id: $project) { ... on Project { contributions(first: 100) { nodes { id } }
        phases { nodes { contributions(first: 100) { nodes { id } } } } } }
    parent: node(id: $parent) { ... on Contribution { replies { nodes { id } } phase { contributions(first: 100) { nodes { id } } } } }
}";

on_both! {
    async fn t05_every_way_to_a_row_asks_the_same_rule(base: Database) {
        let street = Street::of(base.kind()).await;
        let app = street.server().await;
        let (member, staff, parent) = (app.person(Alpha, Member), app.person(Alpha, Staff), street.id("contribution"));
        let reply = json!({ "inReplyTo": parent });
        let waiting = submits(&member, street.id("phase"), "Not yet read.", reply).await.ok();
        let id = waiting.text("/submitContribution/contribution/id");
        let ways = json!({ "phase": street.id("phase"), "project": street.id("project"), "parent": parent, "id": id });
        let found = async |who: &Actor| who.graphql(WAYS, ways.clone()).await.ok().text.matches(&id).count();
        for who in [app.visitor(Alpha), app.person(Alpha, Auditor)] {
            assert_eq!(found(&who).await, 0);
        }
        for who in [&member, &staff] {
            assert_eq!(found(who).await, 7);
        }
        moves(&staff, "publishContribution", &id, json!({})).await.ok();
        assert_eq!(found(&app.visitor(Alpha)).await, 7);
    }

    async fn t07_a_cursor_stands_on_what_was_returned_and_pages_have_no_holes(base: Database) {
        let street = Street::of(base.kind()).await;
        let app = street.server().await;
        let page = "query($id: ID!, $after: String) { node(id: $id) { ... on Phase { contributions(first: 1, after: $after) {
            totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id } } } } } }";
        // Between and after what the visitor reads stands what they may not know of.
        for (name, all) in [("visitor", 3), ("staff", 5), ("member", 6)] {
            let who = actor(&app, name);
            let (mut after, mut seen) = (Value::Null, Vec::new());
            loop {
                let variables = json!({ "id": street.id("phase"), "after": after });
                let answer = who.graphql(page, variables).await.ok();
                let list = answer.data("/node/contributions");
                assert_eq!(list["totalCount"], all);
                assert_eq!(list["edges"].as_array().map(Vec::len), Some(1), "{name}: {list}");
                assert_eq!(list["pageInfo"]["endCursor"], list["edges"][0]["cursor"]);
                seen.push(list["edges"][0]["node"]["id"].clone());
                after = list["pageInfo"]["endCursor"].clone();
                if list["pageInfo"]["hasNextPage"] == false {
                    break;
                }
            }
            let mut different: Vec<_> = seen.iter().map(Value::to_string).collect();
            different.sort();
            different.dedup();
            assert_eq!((seen.len(), different.len()), (all, all), "{name}");
        }
    }

    async fn t10_what_was_loaded_for_one_is_not_answered_to_another(base: Database) {
        let street = Street::of(base.kind()).await;
        let app = street.server().await;
        let query = "query($ids: [ID!]!, $project: ID!) { nodes(ids: $ids) { id ... on Contribution { body author { id } viewerReaction { stand } } }
            node(id: $project) { ... on Project { participations { nodes { person { email legalName } } } viewerParticipation { id } } } }";
        let ids = ["contribution", "held", "submitted", "own_draft", "draft"].map(|name| street.id(name));
        let variables = json!({ "ids": ids, "project": street.id("project") });
        let names = ["staff", "visitor", "member", "neighbour", "founder", "auditor"];
        let mut alone = Vec::new();
        for name in names {
            // Each on a server of its own, which nobody else has asked.
            alone.push(actor(&street.server().await, name).graphql(query, variables.clone()).await.ok().text);
        }
        for _ in 0..3 {
            let asked: Vec<_> = names.iter().map(|name| {
                let (who, variables) = (actor(&app, name), variables.clone());
                tokio::spawn(async move { who.graphql(query, variables).await.ok().text })
            }).collect();
            for ((name, alone), answer) in names.iter().zip(&alone).zip(asked) {
                assert_eq!(&answer.await.unwrap(), alone, "{name}");
            }
        }
    }

    async fn t27_a_filter_takes_what_its_type_says_and_nothing_that_looks_alike(base: Database) {
        let street = Street::of(base.kind()).await;
        let app = street.server().await;
        let query = "query($filter: ProjectFilter) { projects(filter: $filter) { totalCount } }";
        for filter in [
            json!({ "states": { "0": "DRAFT" } }), json!({ "states": { "ne": "DRAFT" } }), json!({ "states.0": "DRAFT" }),
            json!({ "visibility": "PUBLIC" }), json!({ "OR": [{ "states": ["DRAFT"] }] }), json!({ "states": ["DRAFT' OR 1=1"] }),
            json!({ "tenantId": "x" }), json!([{ "states": [["DRAFT"]] }]), json!("DRAFT"),
        ] {
            let answer = app.visitor(Alpha).graphql(query, json!({ "filter": filter })).await;
            assert_eq!((answer.status, answer.codes()), (400, vec!["BAD_INPUT".to_owned()]), "{filter} {}", answer.text);
        }
    }

    async fn t29_nothing_counts_or_groups_by_what_is_sealed(base: Database) {
        let street = Street::of(base.kind()).await;
        let app = street.server().await;
        for document in [
            "{ memberships { aggregate { max { email } } } }",
            "{ memberships(orderBy: EMAIL_ASC) { totalCount } }",
            "{ projects(filter: { lead: \"x\" }) { totalCount } }",
            "{ projects { nodes { participations(filter: { persons: [\"x\"] }) { totalCount } } } }",
            "{ projects { nodes { contributions(filter: { authors: [\"x\"] }) { totalCount } } } }",
            "{ projects { nodes { contributions(orderBy: AUTHOR_ASC) { totalCount } } } }",
        ] {
            let answer = app.founder(Alpha).asks(document).await;
            let codes = answer.codes();
            assert!(answer.status == 400 && !codes.is_empty() && codes.iter().all(|code| code == "DOCUMENT_INVALID"), "{document} {}", answer.text);
        }
    }

    async fn t33_what_is_hidden_has_no_type_and_leaves_no_mark(base: Database) {
        let street = Street::of(base.kind()).await;
        let app = street.server().await;
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { __typename } }";
        for (name, kind) in [("draft", "project"), ("held", "contribution"), ("assessment", "assessment"), ("client", "client"),
                             ("invitation", "invitation"), ("neighbour", "project"), ("neighbour_membership", "membership")] {
            let never = format!("{kind}_{}", "0".repeat(26));
            let visitor = app.visitor(Alpha);
            let hidden = visitor.graphql(query, json!({ "ids": [street.id(name), street.id("project")] })).await.ok();
            assert_eq!(hidden.data("/nodes"), &json!([null, { "__typename": "Project" }]), "{name}");
            let none = visitor.graphql(query, json!({ "ids": [never, street.id("project")] })).await.ok();
            assert_eq!(hidden.text, none.text);
        }
    }

    async fn t50_nobody_is_named_to_who_may_not_know_by_any_list(base: Database) {
        let street = Street::of(base.kind()).await;
        let app = street.server().await;
        let person = "person { email legalName }";
        let query = format!("query($project: ID!, $phase: ID!) {{
            memberships {{ nodes {{ {person} }} }} tenant {{ invitations {{ nodes {{ email }} }} }}
            project: node(id: $project) {{ ... on Project {{ participations {{ nodes {{ byline {{ name }} {person} }} }} }} }}
            phase: node(id: $phase) {{ ... on Phase {{ contributions {{ nodes {{ byline {{ name }} author {{ {person} }} moderation {{ moderator {{ {person} }} }} }} }} }} }}
            viewer {{ membership {{ {person} }} participations {{ nodes {{ {person} }} }} contributions {{ nodes {{ author {{ {person} }} }} }} }} }}");
        let variables = json!({ "project": street.id("project"), "phase": street.id("phase") });
        for name in ["visitor", "neighbour", "auditor", "member"] {
            let answer = actor(&app, name).administering().graphql(&query, variables.clone()).await.ok();
            let own = ["auditor", "member"].contains(&name);
            // One's own, and nobody else's.
            let text = if own { answer.text.replace(&format!("{name}@alpha.example.org"), "").replace(&format!("Legal {name}"), "") } else { answer.text };
            let text = text.replace("founder@beta.example.org", "").replace("Legal founder", "");
            assert!(!text.contains("@alpha.example.org") && !text.contains("Legal "), "{name} {text}");
        }
        let owner = app.person(Alpha, Staff).administering().graphql(&query, variables).await.ok();
        assert!(owner.text.contains("Legal member"), "who runs the project reads names, so that the question can find them");
    }
}

#[test]
fn t27_t29_filters_and_orders_name_columns_that_are_public() {
    let document = parse_schema(sdl()).unwrap();
    let mut classes = std::collections::BTreeMap::new();
    let mut filters = Vec::new();
    for definition in &document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else {
            continue;
        };
        let name = definition.node.name.node.to_string();
        match &definition.node.kind {
            TypeKind::Object(object) => {
                for field in &object.fields {
                    let access = field
                        .node
                        .directives
                        .iter()
                        .find(|directive| directive.node.name.node == "access");
                    let class = access
                        .and_then(|access| access.node.get_argument("class"))
                        .map(|class| class.node.to_string());
                    classes.insert(
                        (name.clone(), field.node.name.node.to_string()),
                        class.unwrap_or_default(),
                    );
                }
            }
            TypeKind::InputObject(input) if name.ends_with("Filter") => filters.push((name, input.clone())),
            TypeKind::Enum(of) if name.ends_with("Order") => {
                for value in &of.values {
                    let words = value.node.value.node.to_lowercase();
                    let words = words.trim_end_matches("_asc").trim_end_matches("_desc");
                    assert!(
                        ORDERED.contains(&words),
                        "{name} orders by {words}: is it public, and does its place tell nothing?"
                    );
                }
            }
            _ => {}
        }
    }
    assert!(filters.len() >= 7);
    for (name, filter) in filters {
        check_filter(&name, &filter, &classes);
    }
}

/// What lists may be ordered by: public columns, and dates whose field opens to who asks for the order: `FILTER_FORBIDDEN`.
const ORDERED: &[&str] = &[
    "created_at",
    "title",
    "name",
    "position",
    "closes_at",
    "joined_on",
    "agree_count",
    "stand_count",
    "due_at", // of requests
    "received_at",
];

/// Filters by what is not public open only with the list itself, whose field has a rule.
const GUARDED: &[&str] = &[
    "AccessLogFilter.from", // Query.myDataAccess opens to the person, Query.accessLog to who oversees
    "AccessLogFilter.to",
    "AccessLogFilter.purposes",
    "AccessLogFilter.outcomes",
    "AuditFilter.kinds", // Query.auditEntries opens to auditors and data-protection officers
    "AuditFilter.outcomes",
    "AuditFilter.object",
    "AuditFilter.from",
    "AuditFilter.to",
    "TenantPolicyFilter.states",       // Query.tenantPolicies opens to staff by role
    "ContributionReportFilter.states", // both lists of reports open to moderators and who oversees
    "DataSubjectRequestFilter.states", // Query.dataSubjectRequests opens to who handles them
    "DataSubjectRequestFilter.rights",
    "DataSubjectRequestFilter.isOverdue",
    "InvitationFilter.project", // Tenant.invitations opens to administrators and to who invites
    "InvitationFilter.states",
    "MembershipFilter.roles", // here each condition asks the rule of its field too: FILTER_FORBIDDEN
    "MembershipFilter.states",
    "ParticipationFilter.roles",
    "ParticipationFilter.sectors",
    "ParticipationFilter.states",
    "ViewerParticipationFilter.projectStates", // the list is one's own, and the projects are those that one may know of
    "ViewerParticipationFilter.states",
];

fn check_filter(name: &str, filter: &InputObjectType, classes: &std::collections::BTreeMap<(String, String), String>) {
    let noun = name.trim_end_matches("Filter");
    for field in &filter.fields {
        let field = &field.node;
        let singular = field.name.node.trim_end_matches('s').replace("objectsOf", "objectOf");
        let of_es = field.name.node.trim_end_matches("es");
        let class = [field.name.node.as_str(), &singular, of_es]
            .iter()
            .find_map(|name| classes.get(&(noun.to_owned(), (*name).to_owned())));
        let path = format!("{name}.{}", field.name.node);
        let known = class.map(String::as_str) == Some("PUBLIC")
            || path == "ContributionFilter.isReply"
            || GUARDED.contains(&path.as_str());
        assert!(known, "{path} asks for what is not public: {class:?}");
        let mut base = &field.ty.node.base;
        while let BaseType::List(inner) = base {
            base = &inner.base;
        }
        let BaseType::Named(kind) = base else { continue };
        assert!(kind != "JSON" && !kind.ends_with("Map"), "{path} takes anything");
    }
}
