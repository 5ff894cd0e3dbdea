//! Twin worlds: they differ in what somebody may not know, and answer them byte for byte alike.
//!
//! Both are copies of one world, with its secret and its ids. In one of them something hidden is then done, last and by
//! the ways that are open to people, so that nothing else differs.

use entity::vocabulary::TenantRole::{Member, Staff};
use harness::{
    actor::Actor,
    app::App,
    contribution::{drafts, moves, submitted},
    database::{Database, column, rows},
    on_both,
    world::Agency::{Alpha, Beta},
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
