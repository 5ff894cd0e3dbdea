//! What personal data are read for: declared by the request, and nothing is read for another purpose.

use entity::vocabulary::TenantRole::Staff;
use harness::{
    actor::Actor,
    answer::Answer,
    app::App,
    on_both,
    project::Project,
    world::Agency::{Alpha, Beta},
};
use reqwest::Method;
use serde_json::json;

const PEOPLE: &str = "query($id: ID!) { node(id: $id) { ... on Project { participations(first: 10) { nodes {
    sector person { displayName legalName } } } } } }";
const PERSON: &str = "node.participations.nodes[*].person";

async fn people(reader: &Actor, project: &Project) -> Answer {
    reader.graphql(PEOPLE, json!({ "id": project.id })).await.ok()
}

on_both! {
    async fn r19_without_a_purpose_others_are_not_read_and_siblings_stand(app: App) {
        let project = Project::active(&app).await;
        let seen = people(&project.owner, &project).await;
        assert!(seen.redacted().contains(&format!("PURPOSE_REQUIRED {PERSON}")), "{:?}", seen.redacted());
        let lift = "in the header Trialogue-Purpose: PARTICIPATION_ADMIN, SHARE_WITH_PARTNER.";
        assert!(seen.text.contains(lift), "which would do is told: {}", seen.text);
        assert!(seen.text.contains("SOCIETY"), "what needs no purpose stands");
        assert!(seen.text.contains("Legal staff") && !seen.text.contains("Legal member"), "one's own data need none");

        let seen = people(&project.owner.reading_for("RESEARCH"), &project).await;
        assert!(seen.redacted().contains(&format!("PURPOSE_NOT_PERMITTED {PERSON}")), "{:?}", seen.redacted());
        assert!(seen.text.contains("if it is yours: PARTICIPATION_ADMIN, SHARE_WITH_PARTNER."), "{}", seen.text);
        assert!(seen.text.contains("Legal staff") && !seen.text.contains("Legal member"));

        let seen = people(&project.owner.administering(), &project).await;
        assert_eq!(seen.redacted(), Vec::<String>::new());
        assert!(seen.text.contains("Legal member"));
    }

    async fn each_field_opens_for_its_own_purposes(app: App) {
        let project = Project::active(&app).await;
        // A partner may be shown who takes part where the person agreed, which nobody was asked for yet.
        let seen = people(&project.owner.reading_for("SHARE_WITH_PARTNER"), &project).await;
        assert_eq!(seen.redacted(), [format!("CONSENT_REQUIRED {PERSON}")]);
        assert!(!seen.text.contains("Legal member") && seen.text.contains("Legal staff"), "{}", seen.text);
    }

    async fn t38_no_purpose_helps_whom_the_rules_refuse_and_they_are_told_so(app: App) {
        let project = Project::active(&app).await;
        for reader in [project.society.clone(), app.founder(Alpha)] {
            let expected = people(&reader, &project).await;
            for purpose in ["PARTICIPATION_ADMIN", "RESEARCH", "SHARE_WITH_PARTNER"] {
                let seen = people(&reader.reading_for(purpose), &project).await;
                assert_eq!(seen.text, expected.text, "{purpose}");
            }
            assert!(!expected.redacted().iter().any(|entry| entry.contains("PURPOSE")), "{:?}", expected.redacted());
        }
        let neighbour = app.person(Beta, Staff).administering();
        assert_eq!(people(&neighbour, &project).await.data("/node"), &json!(null));
    }

    async fn what_is_no_purpose_is_bad_input_and_nothing_is_done(app: App) {
        let staff = app.person(Alpha, Staff);
        let input = json!({ "title": "Safer ways", "summary": "How?", "objectOfCocreation": "SERVICE",
                            "visibility": "PUBLIC", "joining": "OPEN" });
        for bad in ["", "participation_admin", "ANYTHING", "PARTICIPATION_ADMIN, RESEARCH"] {
            let refused = staff.reading_for(bad).does("createProject", input.clone(), "project { id }").await;
            assert_eq!((refused.status, refused.codes()), (400, vec!["BAD_INPUT".to_owned()]), "{bad}");
        }
        let query = json!({ "query": "mutation($input: CreateProjectInput!) { createProject(input: $input) { project { id } } }",
                            "variables": { "input": input } });
        let twice = staff.administering().request(Method::POST, "/graphql").header("trialogue-purpose", "RESEARCH");
        let twice = twice.header("content-type", "application/json").body(query.to_string()).send().await.unwrap();
        assert_eq!(twice.status(), 400);
        assert_eq!(staff.asks("{ projects { totalCount } }").await.ok().data("/projects/totalCount"), 0);
    }
}

#[test]
fn the_command_line_says_who_may_and_why() {
    let told = |arguments: &[&str]| {
        let call = std::process::Command::new(harness::process::binary())
            .arg("policy")
            .args(arguments)
            .output();
        let call = call.expect("the binary runs");
        (
            call.status.code(),
            String::from_utf8(call.stdout).unwrap(),
            String::from_utf8(call.stderr).unwrap(),
        )
    };
    let (code, checked, _) = told(&["check"]);
    assert!(code == Some(0) && checked.contains("validate strictly"), "{checked}");
    let (code, refused, _) = told(&["explain", "Person.email", "--project-role", "FACILITATOR"]);
    assert!(
        code == Some(0) && refused.starts_with("Person.email: refused, PURPOSE_REQUIRED\n"),
        "{refused}"
    );
    assert!(refused.contains("decided by: fields/purpose.001\n"), "{refused}");
    let (_, never, _) = told(&["explain", "Person.email", "--project-role", "OBSERVER"]);
    assert!(
        never.contains("refused, FIELD_FORBIDDEN") && never.contains("decided by: none opens it"),
        "{never}"
    );
    let allowed = [
        "explain",
        "Person.email",
        "--project-role",
        "FACILITATOR",
        "--purpose",
        "CONTACT_NEWS",
        "--consent",
        "STANDING",
    ];
    assert!(told(&allowed).1.starts_with("Person.email: allowed\n"));
    let (_, unasked, _) = told(allowed.get(..6).unwrap());
    assert!(
        unasked.starts_with("Person.email: refused, CONSENT_REQUIRED\n"),
        "{unasked}"
    );
    let (code, _, wrong) = told(&["explain", "Person.email", "--role", "KING"]);
    assert!(code == Some(2) && wrong.contains("AUDITOR"), "{wrong}");
    let page = std::fs::read_to_string(harness::source::root().join("docs/access-matrix.md")).unwrap();
    assert!(page.contains(&told(&["matrix"]).1));
}
