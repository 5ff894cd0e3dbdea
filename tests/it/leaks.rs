//! Twin worlds: they differ in what somebody may not know, and answer them byte for byte alike.
//!
//! Both are copies of one world, with its secret and its ids. In one of them something hidden is then done, last and by
//! the ways that are open to people, so that nothing else differs.

use std::{fs, sync::Arc};

use entity::{
    set::Member as _,
    vocabulary::TenantRole::{self, Member, Staff},
};
use harness::{
    actor::Actor,
    app::App,
    contribution::{drafts, moves, submits, submitted},
    database::{Database, Kind, column, rows},
    on_both,
    process::Process,
    project::Project,
    world::{
        Agency::{Alpha, Beta},
        PASSWORD,
    },
};
use serde_json::{Value, json};

use crate::{
    judged::{criterion, step},
    operations::actor,
    street::Street,
};

/// What everybody asks. `$` is what they can name of the world, and `?` the id of what is hidden.
const QUESTIONS: &[&str] = &[
    "{ projects(orderBy: TITLE_ASC) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id title state updatedAt version } } } }",
    "{ projects(first: 1) { totalCount pageInfo { hasNextPage } nodes { title } } }",
    "{ projects(last: 1, orderBy: CREATED_AT_ASC) { totalCount pageInfo { hasPreviousPage startCursor } } }",
    "{ projects(filter: { states: [DRAFT] }) { totalCount nodes { id } } }",
    "{ project(slug: \"quiet-nights\") { id } }",
    "{ node(id: \"?\") { __typename id } }",
    "{ nodes(ids: [\"$project\", \"?\", \"$contribution\", \"?\"]) { __typename id } }",
    "{ evaluation(id: \"?\") { title } }",
    "{ search(query: \"nights quiet bench thought dentist\") { totalCount pageInfo { hasNextPage endCursor } nodes { title excerpt } } }",
    "{ search(query: \"school\", project: \"?\") { totalCount nodes { title } } }",
    "{ memberships { totalCount nodes { state } } clients { totalCount } organisations { totalCount nodes { name } } }",
    "{ tenant { name invitations { totalCount } } viewer { kind participations { totalCount } contributions { totalCount nodes { id } }
       reactions { totalCount } assessments { totalCount nodes { answers { score } } } evaluationsToAssess { totalCount nodes { id } } } }",
    "{ node(id: \"$project\") { ... on Project { version updatedAt history { totalCount } participations { totalCount nodes { roles } }
       contributions { totalCount nodes { id } } evaluations { totalCount } } } }",
    "{ node(id: \"$phase\") { ... on Phase { version contributionCounts { kind count }
       a: contributions { totalCount pageInfo { endCursor } edges { cursor node { id state body updatedAt version } } }
       b: contributions(filter: { states: [DRAFT, SUBMITTED, HELD] }) { totalCount nodes { id } }
       c: contributions(orderBy: AGREE_COUNT_DESC) { nodes { id } }
       d: contributions(first: 1, orderBy: CREATED_AT_ASC) { pageInfo { hasNextPage endCursor } nodes { id } }
       e: contributions(filter: { isReply: true }, last: 2) { totalCount pageInfo { hasPreviousPage } nodes { id } } } } }",
    "{ node(id: \"$contribution\") { ... on Contribution { version updatedAt state body title byline { name } author { id }
       stands { total { value status } agree { value status } disagree { value status } publishedAt }
       viewerReaction { stand } replies { totalCount nodes { id } } mergedContributions { totalCount } trace { kind } } } }",
    "{ node(id: \"$judged\") { ... on Project { version updatedAt evaluations { totalCount nodes { id title state version
       results { inference criteria { groups { figures { n } } } } viewerAssessment { id } } } } } }",
    "{ node(id: \"$project\") { ... on Project { interestDeclarations { totalCount nodes { id state version relationship publicSummary
       detail updatedOn byline { name } viewerCan { action allowed } } } } } }",
    "{ node(id: \"$project\") { ... on Project { contributionReports { totalCount nodes { id } } } }
       second: node(id: \"$second\") { ... on Contribution { version updatedAt reports { totalCount nodes { id rule reportedOn } }
       viewerCan { action allowed reasons { code } } } } viewer { contributionReports { totalCount } } }",
];

/// Attempts on what is hidden, which are refused alike.
const ATTEMPTS: &[(&str, &str, &str)] = &[
    ("updateProject", "project", "project { id }"),
    ("cancelProject", "project", "project { id }"),
    ("publishContribution", "contribution", "contribution { id }"),
    ("withdrawContribution", "contribution", "contribution { id }"),
    ("reactToContribution", "contribution", "contribution { id }"),
    ("lockEvaluation", "evaluation", "evaluation { id }"),
    ("openPhase", "phase", "phase { id }"),
];

on_both! {
    async fn t09_a_hidden_project_is_not_there(base: Database) {
        let story = twins(&base, &["visitor", "neighbour", "auditor"], "staff", async |app, _| {
            let input = json!({ "title": "Quiet nights", "summary": "Bench, thought, dentist?", "objectOfCocreation": "SERVICE",
                                "visibility": "PARTICIPANTS", "joining": "OPEN" });
            let made = app.person(Alpha, Staff).does("createProject", input, "project { id }").await.ok();
            made.text("/createProject/project/id")
        });
        story.await;
    }

    async fn t26_a_draft_of_another_is_not_there(base: Database) {
        let story = twins(&base, &["visitor", "neighbour", "auditor", "staff", "founder"], "member", async |app, street| {
            let drafted = drafts(&app.person(Alpha, Member), street.id("phase"), "Quiet nights.", json!({})).await.ok();
            drafted.text("/draftContribution/contribution/id")
        });
        story.await;
    }

    async fn t26_what_waits_or_is_held_is_there_for_its_author_and_moderators_only(base: Database) {
        let story = twins(&base, &["visitor", "neighbour", "auditor", "founder"], "staff", async |app, street| {
            let (member, staff) = (app.person(Alpha, Member), app.person(Alpha, Staff));
            submitted(&member, street.id("phase"), "Quiet nights.").await;
            let held = submitted(&member, street.id("phase"), "A bench for the dentist.").await;
            let why = json!({ "rule": "ABUSE", "reason": "It is." });
            moves(&staff, "holdContribution", &held, why).await.ok();
            held
        });
        story.await;
    }

    async fn r21_t01_what_another_agency_has_is_not_there(base: Database) {
        let story = twins(&base, &["visitor", "auditor", "member", "founder"], "neighbour", async |app, _| {
            let founder = app.founder(Beta);
            let bench = json!({ "name": "Bench", "actorType": "NGO" });
            founder.does("createOrganisation", bench, "organisation { id }").await.ok();
            let invited = json!({ "email": "new@example.org", "roles": ["MEMBER"] });
            founder.does("inviteMember", invited, "invitation { id }").await.ok();
            let input = json!({ "title": "Quiet nights", "summary": "Bench?", "objectOfCocreation": "SERVICE",
                                "visibility": "PUBLIC", "joining": "OPEN" });
            let made = founder.does("createProject", input, "project { id version }").await.ok();
            let id = made.text("/createProject/project/id");
            let mut version = made.text("/createProject/project/version");
            for verb in ["startProjectReadiness", "announceProject"] {
                let moved = json!({ "project": id, "version": version });
                let moved = founder.does(verb, moved, "project { version }").await.ok();
                version = moved.text(&format!("/{verb}/project/version"));
            }
            id
        });
        story.await;
    }

    async fn t45_a_stand_below_the_threshold_shows_to_nobody_else(base: Database) {
        let story = twins(&base, &["visitor", "neighbour", "auditor", "staff", "founder"], "member", async |app, street| {
            let member = app.person(Alpha, Member);
            for name in ["contribution", "second"] {
                let stand = json!({ "contribution": street.id(name), "stand": "DISAGREE" });
                member.does("reactToContribution", stand, "contribution { id }").await.ok();
            }
            let raw = app.database.raw().await;
            assert_eq!(column::<i64>(&raw, "SELECT count(*) FROM reaction").await, [4]);
            street.id("contribution").replace("contribution_", "reaction_")
        });
        story.await;
    }

    async fn t36_answers_to_an_evaluation_show_to_nobody_before_it_is_released(base: Database) {
        let story = twins(&base, &["visitor", "neighbour", "auditor", "staff", "founder"], "member", async |app, street| {
            let answers = json!([{ "criterion": criterion("TR-01"), "answer": { "score": 1 } },
                                 { "criterion": criterion("TR-02"), "answer": { "score": 5 } }]);
            let input = json!({ "evaluation": street.id("open_evaluation"), "answers": answers });
            // The member's part in it was given anew in the world; in this twin it has answered otherwise.
            app.person(Alpha, Member).does("submitAssessment", input, "assessment { id }").await.ok();
            street.id("assessment").to_owned()
        });
        story.await;
    }

    async fn t40_what_is_told_to_few_of_an_interest_shows_to_nobody_else(base: Database) {
        let story = twins(&base, &["visitor", "neighbour", "auditor", "staff", "founder"], "member", async |app, street| {
            let member = app.person(Alpha, Member);
            let seen = "query($id: ID!) { node(id: $id) { ... on InterestDeclaration { version } } }";
            let version = member.graphql(seen, json!({ "id": street.id("interest") })).await.ok().text("/node/version");
            let told = json!({ "declaration": street.id("interest"), "version": version, "detail": "A bench for the dentist." });
            member.does("updateInterestDeclaration", told, "declaration { id }").await.ok();
            street.id("interest").to_owned()
        });
        story.await;
    }

    async fn t151_a_report_shows_to_nobody_but_who_moderates_and_who_reported(base: Database) {
        let story = twins(&base, &["visitor", "neighbour", "auditor"], "staff", async |app, street| {
            let input = json!({ "contribution": street.id("second"), "rule": "SPAM", "reason": "Quiet nights, dentist." });
            let made = app.person(Alpha, Member).does("reportContribution", input, "report { id }").await.ok();
            made.text("/reportContribution/report/id")
        });
        story.await;
    }

    async fn t42_neither_the_log_nor_a_refusal_nor_a_fault_says_what_people_said(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        submitted(&project.society, &phase, "Unseen heron words.").await;
        let world = Arc::clone(&app.world);
        let database = app.stop().await;
        // A rule that the server knows nothing of, and whose violation tells the row.
        let rule = match database.kind() {
            Kind::Sqlite => "CREATE TRIGGER canary BEFORE UPDATE ON person WHEN NEW.display_name = 'Vera Heron'
                             BEGIN SELECT RAISE(ABORT, 'Failing row contains (Ingrid Heron, Vera Heron).'); END",
            Kind::Postgres => "ALTER TABLE person ADD CONSTRAINT canary CHECK (display_name <> 'Vera Heron')",
        };
        rows(&database.raw().await, rule).await.expect("the superuser may");
        let (server, log) = Process::serve_logging(&database, "trace");
        let someone = server.stranger();
        let signs_in = async |email: &str, password: &str| {
            let input = json!({ "tenant": "alpha", "email": email, "password": password });
            someone.does("signIn", input, "accessToken { value }").await
        };
        let mut secrets: Vec<String> = ["Unseen heron", "Ingrid Heron", "Vera Heron", "heron@example.org", PASSWORD, "heron orchard 43"]
            .map(str::to_owned).into();
        for person in TenantRole::ALL.iter().map(|role| world.person(Alpha, *role)) {
            secrets.extend([person.email.clone(), format!("Legal {}", person.email.split_once('@').unwrap().0)]);
        }
        let mut tokens = Vec::new();
        for role in [Member, Staff] {
            let signed_in = signs_in(&world.person(Alpha, role).email, PASSWORD).await.ok();
            tokens.push(signed_in.text("/signIn/accessToken/value"));
        }
        let (member, staff) = (someone.bearing(&tokens[0]), someone.bearing(&tokens[1]).administering());
        secrets.extend(tokens);
        // What is read, so that it went through the server, and what nobody is told of but who sent it.
        let people = "query($id: ID!) { node(id: $id) { ... on Project { participations { nodes { person { email legalName } } }
            contributions { nodes { body author { person { email } } } } } } }";
        let read = staff.graphql(people, json!({ "id": project.id })).await.ok().text;
        assert!(read.contains("Legal member") && read.contains("Unseen heron words."), "{read}");
        someone.post("{ \"query\": \"heron@example.org").await;
        member.asks("{ project(slug: \"Unseen heron words.\") { heron(email: \"heron@example.org\") } }").await;
        let first = "query($first: Int) { projects(first: $first) { totalCount } }";
        member.graphql(first, json!({ "first": "Unseen heron words." })).await;

        let staffs = &world.person(Alpha, Staff).email;
        let mut refused = vec![
            signs_in(staffs, "heron orchard 43").await,
            signs_in("heron@example.org", "heron orchard 43").await,
            someone.bearing("heron orchard 43").asks("{ viewer { kind } }").await,
            submits(&member, &phase, &"Unseen heron words. ".repeat(2000), json!({})).await,
        ];
        let invited = json!({ "email": "heron@example.org", "roles": ["MEMBER"] });
        refused.push(member.does("inviteMember", invited, "invitation { id }").await);
        let input = json!({ "token": "alpha.heron orchard 43", "password": "heron orchard 43", "legalName": "Ingrid Heron" });
        refused.push(someone.does("acceptInvitation", input, "membership { id }").await);
        let own = member.asks("{ viewer { membership { person { version } } } }").await.ok();
        let input = json!({ "version": own.text("/viewer/membership/person/version"),
                            "displayName": "Vera Heron", "legalName": "Ingrid Heron" });
        let fault = member.does("updateMyPerson", input, "person { id }").await;
        assert_eq!(fault.codes(), ["INTERNAL"], "{}", fault.text);
        let reference = fault.body["errors"][0]["extensions"]["reference"].as_str().unwrap().to_owned();
        refused.push(fault);
        server.kill();
        let text = fs::read_to_string(log).unwrap();
        let line = text.lines().find(|line| line.contains(&reference)).expect("a fault is in the log");
        assert!(line.contains("database error"), "{line}");
        for secret in &secrets {
            let line = text.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret}");
        }
        for answer in &refused {
            assert_ne!(answer.codes(), Vec::<String>::new(), "{}", answer.text);
            let said = format!("{} {:?}", answer.text, answer.headers);
            assert!(secrets.iter().all(|secret| !said.contains(secret)), "{said}");
        }
    }

    async fn t26_words_that_are_taken_back_are_withheld_whatever_they_were(base: Database) {
        // Not one world and its twin, but two that differ in the words alone.
        let street = Street::of(base.kind()).await;
        let origin = street.server().await;
        let (member, staff) = (origin.person(Alpha, Member), origin.person(Alpha, Staff));
        let id = submitted(&member, street.id("phase"), "Quiet nights.").await;
        moves(&staff, "publishContribution", &id, json!({})).await.ok();
        moves(&member, "withdrawContribution", &id, json!({})).await.ok();
        let database = origin.stop().await;
        let twin = database.copy().await;
        rows(&twin.raw().await, "UPDATE contribution SET body = 'A bench for the dentist.' WHERE body = 'Quiet nights.'").await.unwrap();
        let (one, two) = (street.server_over(database).await, street.server_over(twin).await);
        for name in ["visitor", "neighbour", "auditor", "staff", "founder"] {
            alike(street, &one, &two, name, &id).await;
        }
    }
}

/// Does something in one of two copies of the world, and asks both as each of these. `hidden` answers with the id of
/// what nobody of them may know of; `knows` may, and sees the difference.
async fn twins(base: &Database, readers: &[&str], knows: &str, hidden: impl AsyncFnOnce(&App, &Street) -> String) {
    let street = Street::of(base.kind()).await;
    let (without, with) = (street.server().await, street.server().await);
    let id = hidden(&with, street).await;
    for reader in readers {
        alike(street, &without, &with, reader, &id).await;
    }
    let (one, two) = (actor(&without, knows), actor(&with, knows));
    let mut differences = 0;
    for question in QUESTIONS {
        let document = document(street, question, &id);
        differences += usize::from(one.asks(&document).await.text != two.asks(&document).await.text);
    }
    assert!(
        differences > 0,
        "{knows} sees no difference, so that the others need not be kept from it"
    );
}

fn document(street: &Street, question: &str, hidden: &str) -> String {
    let mut document = question.replace('?', hidden);
    for (name, id) in street.ids.iter().rev() {
        document = document.replace(&format!("${name}"), id);
    }
    document
}

async fn alike(street: &Street, without: &App, with: &App, reader: &str, hidden: &str) {
    let (one, two) = (actor(without, reader), actor(with, reader));
    for question in QUESTIONS {
        let document = document(street, question, hidden);
        let answers = (one.asks(&document).await, two.asks(&document).await);
        assert_eq!(answers.0.status, 200, "{document} {}", answers.0.text);
        assert_eq!(
            (answers.0.status, &answers.0.text),
            (answers.1.status, &answers.1.text),
            "{reader} asks {document}"
        );
    }
    for (verb, noun, selection) in ATTEMPTS {
        let (one, two) = (
            attempt(&one, verb, noun, hidden, selection).await,
            attempt(&two, verb, noun, hidden, selection).await,
        );
        assert_eq!(one, two, "{reader} tries {verb}");
        assert!(one.contains("\"errors\""), "{reader} tries {verb}: {one}");
    }
}

/// What is said to somebody who tries this on what they may not know of.
async fn attempt(who: &Actor, verb: &str, noun: &str, id: &str, selection: &str) -> String {
    let mut input = if noun == "evaluation" {
        step(id, "x")
    } else {
        json!({ "version": "x" })
    };
    input[noun] = json!(id);
    let more = match verb {
        "cancelProject" => Some(("reason", "None.")),
        "updateProject" => Some(("title", "Mine")),
        "reactToContribution" => Some(("stand", "AGREE")),
        _ => None,
    };
    if let Some((name, value)) = more {
        input[name] = Value::from(value);
    }
    if verb == "reactToContribution" {
        input.as_object_mut().map(|input| input.remove("version"));
    }
    who.does(verb, input, selection).await.text
}
