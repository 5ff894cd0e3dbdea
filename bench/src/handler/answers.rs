//! The handler's items: rows of one statement each, written as the server writes them.

use chrono::{Months, NaiveDate};
use entity::{
    contribution,
    id::{Id, Identified, PhaseId},
    phase, project,
};
use serde_json::{Value, json};
use trialogue::{
    relay::{global_id, parse_id},
    statistics::{
        Statistic, Threshold,
        disclosure::{Acts, Sources, table_again, total},
    },
};
use uuid::Uuid;

use super::{
    Shared, Verified,
    db::Bind,
    sql::{COUNTS, LEVELS, LIST, POINT, TELL, WRITE},
};
use crate::{fault::Result, items::new_id};

/// A global id.
fn id<E: Identified>(id: Uuid) -> String {
    global_id(Id::<E>::from_uuid(id)).0
}

/// The values that each statement begins with.
const fn who<'v>(viewer: &Verified) -> [Bind<'v>; 3] {
    [
        Bind::Id(viewer.tenant),
        Bind::Id(viewer.subject),
        Bind::Number(viewer.generation),
    ]
}

fn text<'v>(variables: &'v Value, name: &str) -> Result<&'v str> {
    let text = variables.get(name).and_then(Value::as_str);
    text.ok_or_else(|| format!("{name} is missing").into())
}

pub(super) async fn point(shared: &Shared, viewer: &Verified, variables: &Value) -> Result<Value> {
    let [tenant, membership, generation] = who(viewer);
    let values = [tenant, membership, generation, Bind::Text(text(variables, "slug")?)];
    let rows: Vec<(Uuid, String, String, String, String)> = shared.db.read(viewer.tenant, POINT, &values).await?;
    let project = rows.into_iter().next().map(|(key, title, summary, state, visibility)| {
        json!({ "id": id::<project::Entity>(key), "title": title, "summary": summary, "state": state,
            "visibility": visibility })
    });
    Ok(json!({ "project": project }))
}

type Listed = (
    Uuid,
    String,
    String,
    Option<Uuid>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i32>,
);

pub(super) async fn list(shared: &Shared, viewer: &Verified) -> Result<Value> {
    let rows: Vec<Listed> = shared.db.read(viewer.tenant, LIST, &who(viewer)).await?;
    let projects = rows.chunk_by(|one, other| one.0 == other.0).map(|rows| {
        let phases = rows.iter().filter_map(|(_, _, _, key, title, kind, state, position)| {
            Some(
                json!({ "id": id::<phase::Entity>((*key)?), "title": title, "type": kind, "state": state,
                "position": position }),
            )
        });
        let phases: Vec<Value> = phases.collect();
        let first = rows.first();
        json!({ "id": first.map(|row| id::<project::Entity>(row.0)), "title": first.map(|row| &row.1),
            "state": first.map(|row| &row.2), "phases": { "nodes": phases } })
    });
    Ok(json!({ "projects": { "nodes": projects.collect::<Vec<_>>() } }))
}

type Leveled = (
    Uuid,
    String,
    Option<Uuid>,
    Option<String>,
    Option<Uuid>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i32>,
    Option<i32>,
    Option<i32>,
    Option<i32>,
    i32,
);

pub(super) async fn levels(shared: &Shared, viewer: &Verified) -> Result<Value> {
    let rows: Vec<Leveled> = shared.db.read(viewer.tenant, LEVELS, &who(viewer)).await?;
    let projects = rows.chunk_by(|one, other| one.0 == other.0).map(|rows| {
        let phases = rows.chunk_by(|one, other| one.2 == other.2).filter_map(|rows| {
            let first = rows.first()?;
            let contributions: Vec<Value> = rows.iter().filter_map(contribution).collect();
            Some(json!({ "id": id::<phase::Entity>(first.2?), "title": first.3,
                "contributions": { "nodes": contributions } }))
        });
        let phases: Vec<Value> = phases.collect();
        let first = rows.first();
        json!({ "id": first.map(|row| id::<project::Entity>(row.0)), "title": first.map(|row| &row.1),
            "phases": { "nodes": phases } })
    });
    Ok(json!({ "projects": { "nodes": projects.collect::<Vec<_>>() } }))
}

fn contribution(row: &Leveled) -> Option<Value> {
    let (_, _, _, _, key, title, body, pseudonym, public_name, total, agree, disagree, pass, threshold) = row;
    let byline = match (public_name, pseudonym) {
        (Some(name), _) => json!({ "name": name, "precision": "DISPLAY_NAME" }),
        (None, Some(name)) => json!({ "name": name, "precision": "PSEUDONYM" }),
        (None, None) => Value::Null,
    };
    let number = |figure: Option<i32>| figure.and_then(|figure| u32::try_from(figure).ok());
    let cells = [*agree, *disagree, *pass].map(number);
    let table = table_again(number(*total), cells, Threshold::of(*threshold));
    let [agree, disagree, pass] = table.cells.map(figure);
    Some(
        json!({ "id": id::<contribution::Entity>((*key)?), "title": title, "body": body, "byline": byline,
        "stands": { "total": figure(table.total), "agree": agree, "disagree": disagree, "pass": pass } }),
    )
}

fn figure(number: Statistic<u32>) -> Value {
    match number.value() {
        Some(value) => json!({ "value": value, "status": "PUBLISHED" }),
        None => json!({ "value": null, "status": "SUPPRESSED" }),
    }
}

/// Month, kind, acts and people of one project, those of what was done here, and the agency's threshold.
type Counted = (NaiveDate, String, i64, i64, i64, i64, i32);

pub(super) async fn counts(shared: &Shared, viewer: &Verified) -> Result<Value> {
    let first = NaiveDate::from_ymd_opt(2025, 10, 1).ok_or("no such day")?;
    let [tenant, membership, generation] = who(viewer);
    let last = first + Months::new(12);
    let values = [tenant, membership, generation, Bind::Day(first), Bind::Day(last)];
    let rows: Vec<Counted> = shared.db.read(viewer.tenant, COUNTS, &values).await?;
    let threshold = Threshold::of(rows.first().map_or(0, |row| row.6));
    let figure_of = |month: NaiveDate, kind: &str| {
        let parts = rows
            .iter()
            .filter(|row| row.0 == month && row.1 == kind)
            .map(|row| Sources::of(Acts::of(row.2, row.3), Acts::of(row.4, row.5)));
        figure(total(&parts.collect::<Vec<_>>(), threshold))
    };
    let months = (0..12).map(|month| {
        let month = first + Months::new(month);
        json!({ "startsOn": month, "contributions": figure_of(month, "CONTRIBUTION"),
            "reactions": figure_of(month, "REACTION") })
    });
    Ok(json!({ "dashboard": { "monthlyActivity": months.collect::<Vec<_>>() } }))
}

pub(super) async fn write(shared: &Shared, viewer: &Verified, variables: &Value) -> Result<Value> {
    let body = text(variables, "body")?;
    if body.is_empty() || body.len() > 10_000 {
        return Err("the text is too short or too long".into());
    }
    let phase = parse_id::<phase::Entity>(&text(variables, "phase")?.into()).ok_or("no such phase")?;
    let phase: PhaseId = phase;
    let [tenant, membership, generation] = who(viewer);
    let ((made, now), (event, _)) = (new_id(&shared.clock), new_id(&shared.clock));
    let (at, told) = (Bind::Time(now), Bind::Id(event));
    let values = [
        tenant,
        membership,
        generation,
        Bind::Id(phase.uuid()),
        at,
        Bind::Id(made),
        Bind::Text(body),
        told,
    ];
    let then = [tenant, told, Bind::Id(made), at];
    let row = shared.db.write(viewer.tenant, (WRITE, &values), (TELL, &then)).await?;
    let made = row.map(|(key, state, body): (Uuid, String, String)| {
        json!({ "id": id::<contribution::Entity>(key), "state": state, "body": body })
    });
    Ok(json!({ "draftContribution": { "contribution": made } }))
}
