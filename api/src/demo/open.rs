//! A project of each agency that people can take part in at once, in the middle of co-design.

use chrono::Duration;
use serde_json::{Value as Json, json};

use super::{
    Result,
    page::InProject,
    stage::{Scene, text, texts},
    words::{self, Fate, Open, Said},
};

/// From draft to where people work together.
pub(super) const TO_ACTIVE: &[&str] = &["startProjectReadiness", "announceProject", "activateProject"];
/// From open to completed.
pub(super) const TO_COMPLETED: &[&str] = &["closePhase", "startPhaseReview", "reportPhase", "completePhase"];

/// Tells the story up to where the reader comes in.
pub(super) async fn tell(scene: &mut Scene<'_>) -> Result<()> {
    let Some(open) = words::OPEN.iter().find(|open| open.tenant == scene.agency.slug) else {
        return Ok(());
    };
    let project = project(scene, open).await?;
    let phase = phases(scene, open, &project).await?;
    let [by, summary, detail] = open.interest;
    let part = part_of(scene, by, &project).await?;
    let input =
        json!({ "participation": part, "relationship": "EMPLOYMENT", "publicSummary": summary, "detail": detail });
    scene.makes(by, "declareInterest", "declaration", input).await?;
    for said in open.said {
        say(scene, &phase, said).await?;
        scene.later(Duration::hours(5));
    }
    draft(scene, open).await
}

/// A draft that nobody but its maker works on yet, with the phases of the template that has most.
async fn draft(scene: &mut Scene<'_>, open: &Open) -> Result<()> {
    let (staff, _) = hosts(scene);
    let (slug, title, summary) = open.draft;
    let seen = scene
        .asks(
            Some(staff),
            "{ projectTemplates { nodes { id phases { id } } } }",
            json!({}),
        )
        .await?;
    let templates = seen.pointer("/projectTemplates/nodes").and_then(Json::as_array);
    let phases = |template: &&Json| template.get("phases").and_then(Json::as_array).map_or(0, Vec::len);
    let longest = templates.into_iter().flatten().max_by_key(phases);
    let input = json!({ "slug": slug, "title": title, "summary": summary, "visibility": "PUBLIC", "joining": "OPEN",
                        "objectOfCocreation": "SERVICE", "template": longest.and_then(|template| template.get("id")) });
    let draft = scene.makes(staff, "createProject", "project", input).await?;
    note_roles(scene, &draft, [staff]).await
}

/// Staff and helper of an agency.
pub(super) fn hosts(scene: &Scene<'_>) -> (&'static str, &'static str) {
    let name = |place: usize| scene.agency.people.get(place).map_or("", |someone| someone.local);
    (name(1), name(2))
}

async fn project(scene: &mut Scene<'_>, open: &Open) -> Result<String> {
    let (staff, helper) = hosts(scene);
    let input = json!({ "slug": open.slug, "title": open.title, "summary": open.summary, "visibility": "PUBLIC",
                        "objectOfCocreation": open.object, "joining": "OPEN" });
    let project = scene.makes(staff, "createProject", "project", input).await?;
    let told = json!({ "problemStatement": open.problem });
    scene.moves(staff, "updateProject", ("project", &project), told).await?;
    scene.leads(staff, ("project", &project), TO_ACTIVE).await?;
    join(scene, &project).await?;
    let part = part_of(scene, helper, &project).await?;
    let role = json!({ "role": "FACILITATOR" });
    scene
        .moves(staff, "grantProjectRole", ("participation", &part), role)
        .await?;
    let joined = who_joined(scene);
    note_roles(scene, &project, joined).await?;
    Ok(project)
}

/// Those who take part in the agency's projects.
pub(super) fn who_joined(scene: &Scene<'_>) -> Vec<&'static str> {
    let people = scene.agency.people.iter();
    people
        .filter(|someone| someone.sector.is_some())
        .map(|someone| someone.local)
        .collect()
}

/// Puts into the page which roles these people have in a project, as they see it themselves.
pub(super) async fn note_roles(
    scene: &mut Scene<'_>,
    project: &str,
    people: impl IntoIterator<Item = &'static str>,
) -> Result<()> {
    let query = "query($id: ID!) { node(id: $id) { ... on Project { slug viewerParticipation { roles } } } }";
    for who in people {
        let seen = scene.asks(Some(who), query, json!({ "id": project })).await?;
        let part = InProject {
            project: text(&seen, "/node/slug")?,
            roles: texts(&seen, "/node/viewerParticipation/roles"),
        };
        scene.person(who)?.project_roles.push(part);
    }
    Ok(())
}

/// Everybody who takes part joins, but for who made the project; the economy for its organisation.
pub(super) async fn join(scene: &mut Scene<'_>, project: &str) -> Result<()> {
    let (staff, _) = hosts(scene);
    let agency = scene.agency;
    let seen = scene
        .asks(Some(staff), "{ organisations { nodes { id name } } }", json!({}))
        .await?;
    let known = seen.pointer("/organisations/nodes").and_then(Json::as_array);
    let id_of = |place: usize| {
        let (name, ..) = agency.organisations.get(place)?;
        let mut all = known.into_iter().flatten();
        let found = all.find(|organisation| organisation.get("name").is_some_and(|known| known == name));
        found?.get("id").cloned()
    };
    let (mut association, mut company) = (id_of(0), id_of(1));
    for someone in agency.people.iter().filter(|someone| someone.local != staff) {
        let Some((sector, expertise)) = someone.sector else {
            continue;
        };
        // One person of each speaks for an organisation.
        let organisation = match sector {
            "SOCIETY" => association.take(),
            "ECONOMY" => company.take(),
            _ => None,
        };
        let input =
            json!({ "project": project, "sector": sector, "expertise": expertise, "organisation": organisation });
        scene
            .does(someone.local, "joinProject", input, "participation { id }")
            .await?;
    }
    Ok(())
}

/// The participation of somebody in a project.
pub(super) async fn part_of(scene: &mut Scene<'_>, who: &str, project: &str) -> Result<String> {
    let query = "query($id: ID!) { node(id: $id) { ... on Project { viewerParticipation { id } } } }";
    let seen = scene.asks(Some(who), query, json!({ "id": project })).await?;
    text(&seen, "/node/viewerParticipation/id")
}

/// Phases in several states; answers with the one that takes contributions.
async fn phases(scene: &mut Scene<'_>, open: &Open, project: &str) -> Result<String> {
    let (staff, _) = hosts(scene);
    let mut ids = Vec::new();
    for (kind, (title, description)) in words::KINDS.iter().zip(open.phases) {
        let input = json!({ "project": project, "type": kind, "title": title, "description": description,
                            "methods": ["OPEN_INNOVATION"] });
        ids.push(scene.makes(staff, "addPhase", "phase", input).await?);
    }
    let [first, second, ..] = ids.as_slice() else {
        return Ok(String::new());
    };
    scene.moves(staff, "openPhase", ("phase", first), json!({})).await?;
    scene.later(Duration::days(2));
    scene.leads(staff, ("phase", first), TO_COMPLETED).await?;
    scene.moves(staff, "openPhase", ("phase", second), json!({})).await?;
    Ok(second.clone())
}

/// Says something, has it moderated, and lets others answer and weigh it; answers with its id.
pub(super) async fn say(scene: &mut Scene<'_>, phase: &str, said: &Said) -> Result<String> {
    let (staff, _) = hosts(scene);
    let input = json!({ "phase": phase, "kind": said.kind, "title": said.title, "body": said.body });
    if said.fate == Fate::Draft {
        return scene.makes(said.by, "draftContribution", "contribution", input).await;
    }
    let id = scene
        .makes(said.by, "submitContribution", "contribution", input)
        .await?;
    match said.fate {
        Fate::Published => {
            scene
                .moves(staff, "publishContribution", ("contribution", &id), json!({}))
                .await?;
        }
        Fate::Held => {
            let why = json!({ "rule": "PERSONAL_DATA_OF_OTHERS", "reason": words::HELD });
            scene
                .moves(staff, "holdContribution", ("contribution", &id), why)
                .await?;
        }
        Fate::Waiting | Fate::Draft => {}
    }
    for (by, body) in said.replies {
        let input = json!({ "phase": phase, "kind": "FEEDBACK", "body": body, "inReplyTo": id });
        let reply = scene.makes(by, "submitContribution", "contribution", input).await?;
        scene
            .moves(staff, "publishContribution", ("contribution", &reply), json!({}))
            .await?;
    }
    for (stand, people) in ["AGREE", "DISAGREE", "PASS"].into_iter().zip(said.stands) {
        for by in people {
            let input = json!({ "contribution": id, "stand": stand });
            scene
                .does(by, "reactToContribution", input, "contribution { id }")
                .await?;
        }
    }
    Ok(id)
}
