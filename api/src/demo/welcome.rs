//! What the demo says at the terminal: where to go, whom to sign in as, and three queries to paste.

use std::path::Path;

use super::page::{Page, Person};

/// What a visitor asks: what most people agreed with in a deliberation.
const WITHOUT_TOKEN: &str = r#"{ project(slug: \"youth-policing\") { title attribution contributions(first: 3, orderBy: AGREE_COUNT_DESC) { nodes { body stands { agree { value } disagree { value } } } } } }"#;
/// What a person asks who runs a project: what waits for moderation.
const AS_A_PERSON: &str = r#"{ viewer { kind } project(slug: \"night-bus\") { title contributions(filter: {states: [SUBMITTED, HELD]}) { nodes { state title body } } } }"#;
/// What a partner's program asks: the project that is shared with it.
const AS_THE_CLIENT: &str = "{ viewer { kind client { name organisation { name } projects { slug title summary phases { nodes { type state title } } } } } }";

/// Everything, with the words that open this very demo.
pub(super) fn text(page: &Page, file: &Path, explorer: Option<&str>) -> String {
    let mut lines = vec![format!("The demo is at {}", page.url)];
    lines.extend(explorer.map(|explorer| format!("In a browser, with a page to write queries in: {explorer}")));
    lines.extend([
        String::new(),
        format!("Sign in as one of these; everybody stands in {}:", file.display()),
    ]);
    let mut shown: Vec<&Person> = Vec::new();
    for person in &page.people {
        let alike = |other: &&Person| {
            (&other.tenant, &other.sector, &other.roles) == (&person.tenant, &person.sector, &person.roles)
                && in_projects(other) == in_projects(person)
        };
        if !shown.iter().any(alike) {
            shown.push(person);
        }
    }
    lines.extend(shown.into_iter().map(|person| {
        let roles = if person.roles.len() > 3 {
            "every role".to_owned()
        } else {
            person.roles.join(", ").to_lowercase().replace('_', " ")
        };
        format!(
            "  {:<12} {:<28} {:<26} {}{}",
            person.tenant,
            person.email,
            person.password,
            match &person.sector {
                Some(sector) => format!("{}: {roles}", sector.to_lowercase()),
                None => roles,
            },
            in_projects(person)
        )
    }));
    lines.push(String::new());
    lines.push("Three queries to paste, without a token, as a person and as a partner's program:".to_owned());
    for query in queries(page) {
        lines.push(String::new());
        lines.push(query);
    }
    lines.push(String::new());
    lines.join("\n")
}

/// What somebody is in projects beyond taking part.
fn in_projects(person: &Person) -> String {
    let beyond = person.project_roles.iter().map(|part| {
        let roles = part.roles.iter().filter(|role| *role != "PARTICIPANT");
        let roles: Vec<_> = roles.map(|role| role.to_lowercase()).collect();
        (roles.join(", "), &part.project)
    });
    let told = beyond.filter(|(roles, _)| !roles.is_empty());
    let told: Vec<_> = told.map(|(roles, project)| format!("; {roles} in {project}")).collect();
    told.concat()
}

/// Whether somebody runs projects and nothing else.
fn is_staff(person: &Person) -> bool {
    let is = |name: &str| person.roles.iter().any(|role| role == name);
    is("STAFF") && !is("ADMINISTRATOR")
}

/// The three queries, as lines for a shell.
fn queries(page: &Page) -> Vec<String> {
    let post = format!("curl -s {} -H 'Content-Type: application/json'", page.url);
    let take = |name: &str| format!("sed 's/.*\"{name}\":\"\\([^\"]*\\)\".*/\\1/'");
    let ask = |more: &str, query: &str| {
        format!("{post} -H \"Authorization: Bearer $token\"{more} -d '{{\"query\":\"{query}\"}}'")
    };
    let purpose = " -H 'Trialogue-Purpose: PARTICIPATION_ADMIN'";
    let mut queries = vec![format!(
        "{post} -H 'Trialogue-Tenant: london' -d '{{\"query\":\"{WITHOUT_TOKEN}\"}}'"
    )];
    let staff = page.people.iter().find(|person| is_staff(person));
    queries.extend(staff.map(|person| {
        let sign_in = format!(
            "mutation {{ signIn(input: {{tenant: \\\"{}\\\", email: \\\"{}\\\", password: \\\"{}\\\"}}) {{ accessToken {{ value }} }} }}",
            person.tenant, person.email, person.password
        );
        format!("token=$({post} -d '{{\"query\":\"{sign_in}\"}}' | {})\n{}", take("value"), ask(purpose, AS_A_PERSON))
    }));
    queries.extend(page.clients.first().map(|client| {
        let to = page.url.trim_end_matches("/graphql");
        let credential = format!("{}:{}", client.id, client.secret);
        format!(
            "token=$(curl -s {to}/oauth/token -u {credential} -d grant_type=client_credentials | {})\n{}",
            take("access_token"),
            ask("", AS_THE_CLIENT)
        )
    }));
    queries
}
