//! Verbs that no other story tries twice: who may, and who may not.

use entity::vocabulary::TenantRole::{Auditor, Member, Staff};
use harness::{
    app::App,
    database::Database,
    on_both,
    project::{Project, version},
    world::Agency::Alpha,
};
use serde_json::{Value, json};

use crate::street::Street;

on_both! {
    async fn t97_who_does_not_run_a_project_moves_it_nowhere(app: App) {
        let project = Project::draft(&app, "TENANT").await;
        let founder = app.founder(Alpha);
        for verb in ["returnProjectToDraft", "declineProject", "activateProject", "pauseProject", "resumeProject", "concludeProject"] {
            let mut input = json!({ "project": project.id, "version": version(&project.owner, &project.id).await });
            if ["returnProjectToDraft", "declineProject", "pauseProject"].contains(&verb) {
                input["reason"] = json!("None.");
            }
            founder.does(verb, input, "project { id }").await.refused("FORBIDDEN");
        }
        project.moves("startProjectReadiness", json!({})).await.ok();
        let back = project.moves("returnProjectToDraft", json!({ "reason": "The question is not clear." })).await.ok();
        assert_eq!(back.data("/returnProjectToDraft/project/state"), "DRAFT");
        project.moves("startProjectReadiness", json!({})).await.ok();
        let declined = project.moves("declineProject", json!({ "reason": "Another agency answers for it." })).await.ok();
        assert_eq!(declined.data("/declineProject/project/state"), "DECLINED");
    }

    async fn t97_who_does_not_run_an_evaluation_brings_out_no_results(base: Database) {
        let street = Street::of(base.kind()).await;
        let app = street.server().await;
        for verb in ["computeEvaluation", "releaseEvaluation"] {
            let input = json!({ "evaluation": street.id("open_evaluation"), "version": "x" });
            app.person(Alpha, Member).does(verb, input, "evaluation { id }").await.refused("FORBIDDEN");
        }
    }

    async fn t97_administrators_give_roles_and_change_the_agency_and_nobody_else(app: App) {
        let membership = &app.world.person(Alpha, Auditor).membership;
        let founder = app.founder(Alpha);
        let seen = "query($id: ID!) { node(id: $id) { ... on Membership { version roles } } tenant { id version } }";
        let seen = async || founder.graphql(seen, json!({ "id": membership })).await.ok();
        let input = async |role: &str| json!({ "membership": membership, "version": seen().await.text("/node/version"), "role": role });
        let roles = async || seen().await.data("/node/roles").clone();
        let member = app.person(Alpha, Member);
        let before = roles().await;
        for verb in ["grantTenantRole", "revokeTenantRole"] {
            // A member knows of no membership but their own.
            member.does(verb, input("STAFF").await, "membership { id }").await.refused("NOT_FOUND");
            app.person(Alpha, Staff).does(verb, input("STAFF").await, "membership { id }").await.refused("FORBIDDEN");
        }
        assert_eq!(roles().await, before);
        founder.does("grantTenantRole", input("STAFF").await, "membership { id }").await.ok();
        assert!(roles().await.as_array().unwrap().contains(&json!("STAFF")));
        founder.does("revokeTenantRole", input("STAFF").await, "membership { id }").await.ok();
        assert_eq!(roles().await, before);
        let tenant = seen().await;
        let change = json!({ "tenant": tenant.text("/tenant/id"), "version": tenant.text("/tenant/version"), "name": "Mine" });
        for who in [member, app.person(Alpha, Staff), app.visitor(Alpha)] {
            who.does("updateTenant", change.clone(), "tenant { id }").await.refused("FORBIDDEN");
        }
        assert_eq!(seen().await.data("/tenant/version"), tenant.data("/tenant/version"));
    }

    async fn what_asks_too_much_is_refused_whoever_asks(app: App) {
        let deep = format!("{{ {} id {} }}", "node(id: \"x\") { ... on Project { ".repeat(40), "} }".repeat(40));
        let answer = app.visitor(Alpha).graphql(&deep, Value::Null).await;
        assert_eq!(answer.codes(), ["REQUEST_TOO_LARGE"], "{}", answer.text);
    }
}
