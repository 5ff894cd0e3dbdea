//! The demo: three agencies with made-up people and projects, made through the same doors as anybody's.
//!
//! Its passwords are random and stand in `demo.json` of its own data folder, so that they open a demo and nothing else.

mod people;
mod projects;

use std::{fs, path::Path};

use async_graphql::Value;
use serde::Serialize;

use self::people::{AGENCIES, Agency, Someone};
use crate::{
    app::App,
    clock::Clock,
    error::{Error, Fault, Result},
    tenancy::NewTenant,
};

/// What `demo.json` holds.
#[derive(Serialize)]
struct Page {
    url: String,
    tenants: Vec<Tenant>,
    people: Vec<Person>,
}

#[derive(Serialize)]
struct Tenant {
    slug: &'static str,
    name: &'static str,
}

#[derive(Serialize)]
struct Person {
    name: &'static str,
    tenant: &'static str,
    email: String,
    password: String,
    sector: Option<&'static str>,
    roles: &'static [&'static str],
}

/// Fills an empty database; a filled one is left as it is. Answers what to tell the person at the terminal.
pub async fn prepare(app: &App, clock: &Clock, folder: &Path) -> Result<String> {
    let file = folder.join("demo.json");
    let url = format!("http://{}/graphql", app.address);
    if app.has_tenants().await? {
        let text = fs::read_to_string(&file).map_err(|_| fault("demo.json cannot be read"))?;
        let mut known: serde_json::Value = serde_json::from_str(&text).map_err(|_| fault("demo.json is not JSON"))?;
        if let Some(place) = known.get_mut("url") {
            *place = url.clone().into();
        }
        write(&file, &known)?;
        return Ok(welcome(&url, &file, &known));
    }
    let mut page = Page {
        url: url.clone(),
        tenants: Vec::new(),
        people: Vec::new(),
    };
    for agency in AGENCIES {
        page.tenants.push(Tenant {
            slug: agency.slug,
            name: agency.name,
        });
        fill(app, clock, agency, &mut page).await?;
    }
    let known = serde_json::to_value(&page).map_err(|_| fault("demo.json cannot be made"))?;
    write(&file, &known)?;
    Ok(welcome(&url, &file, &known))
}

async fn fill(app: &App, clock: &Clock, agency: &Agency, page: &mut Page) -> Result<()> {
    let Some((first, others)) = agency.people.split_first() else {
        return Ok(());
    };
    let invited = app
        .create_tenant(&NewTenant {
            slug: agency.slug.to_owned(),
            name: agency.name.to_owned(),
            admin: first.email(agency),
            jurisdiction: agency.jurisdiction.to_owned(),
            kind: agency.kind,
            language: agency.language.to_owned(),
            time_zone: agency.time_zone.to_owned(),
        })
        .await?;
    let administrator = join(app, clock, agency, first, &invited.token, page).await?;
    for someone in others {
        let roles: Vec<Value> = someone
            .roles
            .iter()
            .map(|role| Value::Enum(async_graphql::Name::new(role)))
            .collect();
        let document = "mutation($email: String!, $roles: [TenantRole!]!) {
            inviteMember(input: {email: $email, roles: $roles}) { invitationToken } }";
        let variables = object([("email", someone.email(agency).into()), ("roles", Value::List(roles))]);
        let data = run(app, Some(&administrator), document, variables).await?;
        let token = text(&data, "/inviteMember/invitationToken")?;
        let access = join(app, clock, agency, someone, &token, page).await?;
        if someone.roles.contains(&"STAFF") {
            projects::make(app, &access, agency).await?;
        }
        if let Some(sector) = someone.sector {
            projects::take_part(app, &access, sector).await?;
        }
    }
    Ok(())
}

async fn join(
    app: &App,
    clock: &Clock,
    agency: &Agency,
    someone: &Someone,
    token: &str,
    page: &mut Page,
) -> Result<String> {
    let password = format!("demo-{}", clock.random_hex::<10>());
    let document = "mutation($token: String!, $password: String!, $name: String!) {
        acceptInvitation(input: {token: $token, password: $password, legalName: $name}) { accessToken { value } } }";
    let variables = object([
        ("token", token.into()),
        ("password", password.as_str().into()),
        ("name", someone.name.into()),
    ]);
    let data = run(app, None, document, variables).await?;
    page.people.push(Person {
        name: someone.name,
        tenant: agency.slug,
        email: someone.email(agency),
        password,
        sector: someone.sector,
        roles: someone.roles,
    });
    text(&data, "/acceptInvitation/accessToken/value")
}

/// The data of a document that must succeed: the demo is our own doing.
async fn run(app: &App, token: Option<&str>, document: &str, variables: Value) -> Result<serde_json::Value> {
    let response = app.run(token, document, variables).await?;
    if let Some(error) = response.errors.first() {
        return Err(fault(&format!("the demo cannot be made: {}", error.message)));
    }
    response
        .data
        .into_json()
        .map_err(|_| fault("an answer that is not JSON"))
}

fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Object(
        entries
            .into_iter()
            .map(|(name, value)| (async_graphql::Name::new(name), value))
            .collect(),
    )
}

fn text(data: &serde_json::Value, place: &str) -> Result<String> {
    let found = data.pointer(place).and_then(serde_json::Value::as_str);
    found
        .map(ToOwned::to_owned)
        .ok_or_else(|| fault("the demo misses an answer"))
}

fn fault(what: &str) -> Error {
    Fault::logged(what).into()
}

/// The file holds passwords: only its owner reads it.
fn write(file: &Path, page: &serde_json::Value) -> Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let text = serde_json::to_string_pretty(page).map_err(|_| fault("demo.json cannot be made"))?;
    let beside = file.with_extension("json.new");
    fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)
        .and_then(|mut open| open.write_all(text.as_bytes()))
        .and_then(|()| fs::rename(&beside, file))
        .map_err(|_| fault("demo.json cannot be written"))
}

fn welcome(url: &str, file: &Path, page: &serde_json::Value) -> String {
    let people = page.get("people").and_then(serde_json::Value::as_array);
    let mut lines = vec![
        format!("The demo is at {url}"),
        String::new(),
        format!("Sign in as one of these; all of them stand in {}:", file.display()),
    ];
    for person in people.into_iter().flatten() {
        let part = |name: &str| person.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
        lines.push(format!(
            "  {:<14} {:<34} {}",
            part("tenant"),
            part("email"),
            part("password")
        ));
    }
    lines.push(String::new());
    lines.push("Three queries to paste:".to_owned());
    for query in [
        r#"{"query":"{ tenant { name timeZone } projects { nodes { slug title state } } }"}"#,
        r#"{"query":"mutation { signIn(input: {tenant: \"london\", email: \"…\", password: \"…\"}) { accessToken { value } } }"}"#,
        r#"{"query":"{ viewer { kind membership { roles person { legalName } } } projects { totalCount } }"}"#,
    ] {
        let by = if query.contains("viewer") {
            "Authorization: Bearer …"
        } else {
            "Trialogue-Tenant: london"
        };
        lines.push(format!(
            "  curl -s {url} -H 'Content-Type: application/json' -H '{by}' -d '{query}'"
        ));
    }
    lines.push(String::new());
    lines.join("\n")
}
