//! Where a fault stands: whatever argument a refusal is about, `extensions.input` leads to the value.

use entity::vocabulary::TenantRole::Staff;
use harness::{actor::Actor, app::App, on_both, project::Project, socket::Socket, world::Agency::Alpha};
use serde_json::json;

on_both! {
    async fn a_refusal_of_an_argument_of_a_list_says_where_in_it_the_fault_is(app: App) {
        let project = Project::active(&app).await.id;
        let founder = app.founder(Alpha);
        let many = |value: &str, count: usize| format!("[{}]", vec![value; count].join(", "));
        for (list, arguments, code, place) in [
            ("projects", "first: 0".to_owned(), "BAD_INPUT", "first"),
            ("projects", "last: 101".to_owned(), "BAD_INPUT", "last"),
            ("projects", "after: \"x\"".to_owned(), "BAD_CURSOR", "after"),
            ("organisations", "before: \"x\"".to_owned(), "BAD_CURSOR", "before"),
            ("organisations", format!("filter: {{ sectors: {} }}", many("STATE", 4)), "BAD_INPUT", "filter.sectors"),
            ("organisations", format!("filter: {{ actorTypes: {} }}", many("NGO", 14)), "BAD_INPUT", "filter.actorTypes"),
            ("projects", format!("filter: {{ publicService: \"{project}\" }}"), "NOT_FOUND", "filter.publicService"),
            ("clients", format!("filter: {{ organisation: \"{project}\" }}"), "NOT_FOUND", "filter.organisation"),
            ("auditEntries", "filter: { from: \"heron\" }".to_owned(), "BAD_INPUT", "filter.from"),
            ("auditEntries", "filter: { kinds: [GRANT], to: 5 }".to_owned(), "BAD_INPUT", "filter.to"),
            ("myDataAccess", "first: 1, filter: { from: TODAY }".to_owned(), "BAD_INPUT", "filter.from"),
            ("search", "query: \"a\"".to_owned(), "BAD_INPUT", "query"),
        ] {
            is_refused(&founder, &format!("{{ {list}({arguments}) {{ totalCount }} }}"), code, place).await;
        }
        for (list, arguments, code, place) in [
            ("phases", "first: 101".to_owned(), "BAD_INPUT", "first"),
            ("phases", "after: \"x\"".to_owned(), "BAD_CURSOR", "after"),
            ("contributions", "last: 1, before: \"\"".to_owned(), "BAD_CURSOR", "before"),
            ("evaluations", format!("filter: {{ states: {} }}", many("DRAFT", 8)), "BAD_INPUT", "filter.states"),
            ("evaluations", format!("filter: {{ timings: {} }}", many("CONCURRENT", 4)), "BAD_INPUT", "filter.timings"),
            ("contributions", format!("filter: {{ languages: {} }}", many("\"en\"", 11)), "BAD_INPUT", "filter.languages"),
            ("contributions", "filter: { languages: [\"en\", \"heron\"] }".to_owned(), "BAD_INPUT", "filter.languages.1"),
            ("contributions", "filter: { languages: [\"en\", 5] }".to_owned(), "BAD_INPUT", "filter.languages.1"),
            ("contributions", format!("filter: {{ phase: \"{project}\" }}"), "NOT_FOUND", "filter.phase"),
        ] {
            let document = format!("{{ node(id: \"{project}\") {{ ... on Project {{ {list}({arguments}) {{ totalCount }} }} }} }}");
            is_refused(&founder, &document, code, place).await;
        }
    }

    async fn a_refusal_of_any_other_argument_says_it_too(app: App) {
        let founder = app.founder(Alpha);
        let many = format!("{{ tenant {{ viewerCan(actions: [{}]) {{ allowed }} }} }}", ["UPDATE_TENANT"; 21].join(", "));
        for (document, place) in [
            ("{ tenant { viewerCan(actions: [UPDATE_TENANT, OPEN_PHASE]) { allowed } } }", "actions.1"),
            (many.as_str(), "actions"),
            ("{ accessMatrix(fields: [\"Person.email\", \"Person.shoeSize\"]) { field } }", "fields.1"),
            ("{ explainAccess(field: \"Person.shoeSize\") { decision } }", "field"),
            ("{ dashboard { monthlyActivity(months: 25) { startsOn } } }", "months"),
            ("{ dashboard { monthlyActivity(months: 1, until: \"2026-02-30\") { startsOn } } }", "until"),
            ("{ dashboard { monthlyActivity(months: 1, until: 20260201) { startsOn } } }", "until"),
            ("{ criteria { title(language: \"not a language\") } }", "language"),
            ("query { ...F } fragment F on Query { ... { log: auditEntries(filter: { to: \"2026-02-30T00:00:00Z\" }) { totalCount } } }", "filter.to"),
            ("mutation { inviteMember(input: { email: \"a@example.org\", roles: [MEMBER], expiresAt: \"heron\" }) { invitation { id } } }", "input.expiresAt"),
            ("mutation { updateProject(input: { project: \"x\", version: \"v\", decisionOn: 5 }) { project { id } } }", "input.decisionOn"),
            ("mutation { publishNotice(input: { purpose: CONTACT_NEWS, texts: [{ language: \"en\", text: \"One.\" }, { language: 5, text: \"Two.\" }],
                retention: \"P1Y\", isMaterialChange: true, takesEffectAt: \"heron\" }) { notice { id } } }", "input.texts.1.language"),
        ] {
            is_refused(&founder, document, "BAD_INPUT", place).await;
        }
    }

    async fn languages_of_a_filter_are_told_together_and_right_ones_are_taken(app: App) {
        let project = Project::active(&app).await;
        let listed = "query($id: ID!, $filter: ContributionFilter) { node(id: $id) { ... on Project { contributions(filter: $filter) { totalCount } } } }";
        let asked = async |languages: &[&str]| {
            let variables = json!({ "id": project.id, "filter": { "languages": languages } });
            app.person(Alpha, Staff).graphql(listed, variables).await
        };
        let refused = asked(&["heron", "en", "x"]).await;
        assert_eq!((refused.status, refused.codes()), (200, vec!["BAD_INPUT".to_owned(); 2]), "{}", refused.text);
        assert_eq!(refused.inputs(), ["filter.languages.0", "filter.languages.2"]);
        assert_eq!(refused.data("/node/contributions"), &json!(null));
        assert_eq!(asked(&["EN", "pt-br"]).await.ok().data("/node/contributions/totalCount"), 0);
    }

    async fn what_stands_in_a_variable_is_found_in_it_or_in_its_argument(app: App) {
        let founder = app.founder(Alpha);
        let log = "query($filter: AuditFilter) { auditEntries(filter: $filter) { totalCount } }";
        let from = founder.graphql(log, json!({ "filter": { "from": "heron" } })).await;
        assert_eq!((from.status, from.inputs()), (400, vec!["variables.filter.from".to_owned()]), "{}", from.text);
        founder.graphql(log, json!({ "filter": { "from": "2026-06-01T00:00:00Z" } })).await.ok();
        let until = "query($until: Date) { dashboard { monthlyActivity(months: 1, until: $until) { startsOn } } }";
        let refused = founder.graphql(until, json!({ "until": "2026-02-30" })).await;
        assert_eq!((refused.codes(), refused.inputs()), (vec!["BAD_INPUT".to_owned()], vec!["until".to_owned()]), "{}", refused.text);
        founder.graphql(until, json!({ "until": "2026-02-28" })).await.ok();
        let default = "query($from: DateTime = \"heron\") { auditEntries(filter: { from: $from }) { totalCount } }";
        is_refused(&founder, default, "BAD_INPUT", "filter.from").await;
    }

    async fn a_socket_says_it_too(app: App) {
        let mut socket = Socket::of(&app.founder(Alpha)).await;
        socket.subscribe("q", "{ auditEntries(filter: { from: \"heron\" }) { totalCount } }", json!({})).await;
        let told = socket.answer("q").await;
        assert_eq!(told["errors"][0]["extensions"]["code"], "BAD_INPUT", "{told}");
        assert_eq!(told["errors"][0]["extensions"]["input"], json!(["filter", "from"]), "{told}");
    }

    async fn an_operation_that_is_not_there_is_looked_for_by_its_name(app: App) {
        let body = json!({ "query": "query Asked { viewer { kind } }", "operationName": "Other" });
        let refused = app.visitor(Alpha).post(body.to_string()).await;
        assert_eq!((refused.status, refused.codes()), (400, vec!["BAD_INPUT".to_owned()]), "{}", refused.text);
        assert_eq!(refused.inputs(), ["operationName"]);
    }
}

/// Refuses a document with this code for a fault at this place, and for nothing else.
async fn is_refused(who: &Actor, document: &str, code: &str, place: &str) {
    let refused = who.asks(document).await;
    let (mut codes, mut inputs) = (refused.codes(), refused.inputs());
    // Rows of a list fail alike.
    codes.dedup();
    inputs.dedup();
    assert_eq!(
        (codes, inputs),
        (vec![code.to_owned()], vec![place.to_owned()]),
        "{document}: {}",
        refused.text
    );
}
