//! A partner's program, which sees one project that others do not.

use chrono::{Duration, SecondsFormat};
use serde_json::{Value as Json, json};

use super::{
    Result,
    open::{TO_ACTIVE, note_roles},
    page::Client,
    stage::{Scene, text},
};

const NAME: &str = "Streetlight Youth Forum";

/// Makes a project for its participants alone, and a client of the organisation that works on it too.
pub(super) async fn come(scene: &mut Scene<'_>) -> Result<()> {
    let Some(first) = scene.agency.people.first() else {
        return Ok(());
    };
    let input = json!({
        "slug": "stop-and-search", "title": "What young people told us of stop and search",
        "summary": "Accounts that their authors shared with the office and with one partner, and with nobody else.",
        "visibility": "PARTICIPANTS", "objectOfCocreation": "POLICY", "joining": "INVITATION",
    });
    let project = scene.makes(first.local, "createProject", "project", input).await?;
    scene.leads(first.local, ("project", &project), TO_ACTIVE).await?;
    let planned = json!({ "project": project, "type": "CO_DESIGN", "title": "What should change",
                          "description": "Participants and the office write rules that both can keep." });
    scene.makes(first.local, "addPhase", "phase", planned).await?;
    note_roles(scene, &project, [first.local]).await?;
    let query = "{ organisations { nodes { id name } } }";
    let seen = scene.asks(Some(first.local), query, json!({})).await?;
    let all = seen.pointer("/organisations/nodes").and_then(Json::as_array);
    let is_it = |known: &&Json| known.get("name").is_some_and(|name| name == NAME);
    let organisation = text(all.into_iter().flatten().find(is_it).unwrap_or(&Json::Null), "/id")?;
    let ends = scene.now() + Duration::days(700);
    let input = json!({ "name": NAME, "organisation": organisation, "sector": "SOCIETY", "projects": [project],
                        "expiresAt": ends.to_rfc3339_opts(SecondsFormat::Millis, true) });
    let made = scene
        .does(first.local, "registerClient", input, "client { id } clientSecret")
        .await?;
    let client = Client {
        name: NAME.to_owned(),
        tenant: scene.agency.slug.to_owned(),
        id: text(&made, "/client/id")?,
        secret: text(&made, "/clientSecret")?,
    };
    scene.stage.page.clients.push(client);
    scene.later(Duration::hours(1));
    Ok(())
}
