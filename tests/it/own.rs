//! What is one's own, and where people take part: read by the person, and by who answers requests about data.

use entity::vocabulary::TenantRole::{Administrator, Auditor, DataProtectionOfficer, DataSteward};
use harness::{
    app::App,
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use serde_json::{Value, json};

const OWN: &str = "{ viewer { membership { id } participations { totalCount } assessments { totalCount }
    evaluationsToAssess { totalCount } contributions { totalCount } reactions { totalCount } invitations { totalCount } } }";
const PARTS: &str = "query($id: ID!) { node(id: $id) { ... on Person {
    participations(first: 10) { totalCount nodes { project { id } sector } } } } }";

on_both! {
    async fn everybody_reads_what_is_their_own_and_a_visitor_has_nothing(app: App) {
        let own = app.person(Alpha, Auditor).asks(OWN).await.ok();
        let none = json!({ "totalCount": 0 });
        assert_eq!(own.data("/viewer"), &json!({
            "membership": { "id": app.world.person(Alpha, Auditor).membership }, "participations": none, "assessments": none,
            "evaluationsToAssess": none, "contributions": none, "reactions": none, "invitations": none,
        }));
        let visitor = app.visitor(Alpha).asks(OWN).await.ok();
        let fields = visitor.data("/viewer").as_object().unwrap();
        assert!(fields.len() == 7 && fields.values().all(Value::is_null), "{fields:?}");
        assert_eq!((own.redacted(), visitor.redacted()), (Vec::new(), Vec::new()));
    }

    async fn where_a_person_takes_part_is_read_by_the_person_and_the_data_steward(app: App) {
        let project = Project::active(&app).await;
        let id = project.society.asks("{ viewer { membership { person { id } } } }").await.ok()
            .text("/viewer/membership/person/id");
        for reader in [project.society.clone(), app.person(Alpha, DataSteward), app.founder(Alpha)] {
            let seen = reader.administering().graphql(PARTS, json!({ "id": id })).await.ok();
            assert_eq!(seen.data("/node/participations"), &json!({ "totalCount": 1,
                "nodes": [{ "project": { "id": project.id }, "sector": "SOCIETY" }] }));
            assert_eq!(seen.redacted(), Vec::<String>::new());
        }
        // Among them who runs the project and knows the person by name.
        for reader in [project.owner.clone(), app.person(Alpha, Administrator), app.person(Alpha, Auditor),
                       app.person(Alpha, DataProtectionOfficer)] {
            let seen = reader.administering().graphql(PARTS, json!({ "id": id })).await.ok();
            assert_eq!(seen.data("/node/participations"), &json!(null));
            assert_eq!(seen.redacted(), ["FIELD_FORBIDDEN node.participations"]);
        }
        for reader in [app.visitor(Alpha), app.founder(Beta), app.person(Beta, DataSteward)] {
            assert_eq!(reader.administering().graphql(PARTS, json!({ "id": id })).await.ok().data("/node"), &json!(null));
        }
    }

    async fn t45_a_data_steward_reads_of_no_part_in_a_project_that_they_may_not_know_of(app: App) {
        let hidden = Project::draft(&app, "PARTICIPANTS").await;
        let id = hidden.owner.asks("{ viewer { membership { person { id } } } }").await.ok()
            .text("/viewer/membership/person/id");
        let own = hidden.owner.graphql(PARTS, json!({ "id": id })).await.ok();
        assert_eq!(own.data("/node/participations/totalCount"), 1);
        let steward = app.person(Alpha, DataSteward).administering().graphql(PARTS, json!({ "id": id })).await.ok();
        assert_eq!(steward.data("/node/participations"), &json!({ "totalCount": 0, "nodes": [] }));
    }

    async fn the_parts_of_each_person_are_their_own(app: App) {
        let project = Project::active(&app).await;
        let mut ids = Vec::new();
        for person in [&project.society, &project.economy, &project.owner, &app.person(Alpha, DataSteward)] {
            let own = person.asks("{ viewer { membership { person { id } } } }").await.ok();
            ids.push(own.text("/viewer/membership/person/id"));
        }
        let people = "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Person { participations { nodes { sector } } } } }";
        let seen = app.person(Alpha, DataSteward).administering().graphql(people, json!({ "ids": ids })).await.ok();
        let one = |sector: &str| json!({ "participations": { "nodes": [{ "sector": sector }] } });
        let none = json!({ "participations": { "nodes": [] } });
        assert_eq!(seen.data("/nodes"), &json!([one("SOCIETY"), one("ECONOMY"), one("STATE"), none]));
    }
}
