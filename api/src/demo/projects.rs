//! The projects of the demo's agencies.

use async_graphql::Value;

use super::{object, people::Agency, run, text};
use crate::{app::App, error::Result};

struct Project {
    tenant: &'static str,
    slug: &'static str,
    title: &'static str,
    summary: &'static str,
    visibility: &'static str,
    /// The moves after it was created.
    moves: &'static [&'static str],
}

const TO_ACTIVE: &[&str] = &["startProjectReadiness", "announceProject", "activateProject"];

const PROJECTS: &[Project] = &[
    Project {
        tenant: "london",
        slug: "youth-policing",
        title: "How young people scrutinise local policing",
        summary: "How can young people in London hold their local police to account?",
        visibility: "PUBLIC",
        moves: TO_ACTIVE,
    },
    Project {
        tenant: "london",
        slug: "night-bus",
        title: "Safer night buses",
        summary: "A draft that only the agency's staff knows of.",
        visibility: "PUBLIC",
        moves: &[],
    },
    Project {
        tenant: "new-zealand",
        slug: "biodiversity",
        title: "Protecting biodiversity",
        summary: "What should the country do to protect its native plants and animals?",
        visibility: "PUBLIC",
        moves: TO_ACTIVE,
    },
    Project {
        tenant: "taiwan",
        slug: "uberx",
        title: "如何規範優步",
        summary: "政府應如何規範優步與自用載客？",
        visibility: "PUBLIC",
        moves: TO_ACTIVE,
    },
];

/// Makes the projects of an agency, as a member of its staff.
pub(super) async fn make(app: &App, token: &str, agency: &Agency) -> Result<()> {
    for project in PROJECTS.iter().filter(|project| project.tenant == agency.slug) {
        let document = "mutation($slug: String!, $title: String!, $summary: String!, $visibility: ProjectVisibility!) {
            createProject(input: {slug: $slug, title: $title, summary: $summary, visibility: $visibility,
                                  objectOfCocreation: POLICY, joining: OPEN}) { project { id version } } }";
        let variables = object([
            ("slug", project.slug.into()),
            ("title", project.title.into()),
            ("summary", project.summary.into()),
            ("visibility", Value::Enum(async_graphql::Name::new(project.visibility))),
        ]);
        let data = run(app, Some(token), document, variables).await?;
        let id = text(&data, "/createProject/project/id")?;
        let mut version = text(&data, "/createProject/project/version")?;
        for name in project.moves {
            let document = format!(
                "mutation($id: ID!, $version: String!) {{
                    {name}(input: {{project: $id, version: $version}}) {{ project {{ version }} }} }}"
            );
            let variables = object([("id", id.as_str().into()), ("version", version.as_str().into())]);
            let data = run(app, Some(token), &document, variables).await?;
            version = text(&data, &format!("/{name}/project/version"))?;
        }
    }
    Ok(())
}

/// Joins every active project of the agency, as somebody whom the agency invited after its staff.
pub(super) async fn take_part(app: &App, token: &str, sector: &str) -> Result<()> {
    let active = "{ projects(filter: {states: [ACTIVE]}) { nodes { id } } }";
    let data = run(app, Some(token), active, object([])).await?;
    let projects = data.pointer("/projects/nodes").and_then(serde_json::Value::as_array);
    for project in projects.into_iter().flatten() {
        let document = "mutation($project: ID!, $sector: Sector!) {
            joinProject(input: {project: $project, sector: $sector, expertise: LAY}) { participation { id } } }";
        let variables = object([
            ("project", text(project, "/id")?.into()),
            ("sector", Value::Enum(async_graphql::Name::new(sector))),
        ]);
        run(app, Some(token), document, variables).await?;
    }
    Ok(())
}
