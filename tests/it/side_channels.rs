//! Ways to learn of people beside the field that is closed (docs/threats.md). What has no story yet stands in `threats.open`.

use std::{collections::BTreeSet, fs};

use async_graphql::parser::{
    parse_schema,
    types::{TypeKind, TypeSystemDefinition},
};
use entity::vocabulary::TenantRole::{DataProtectionOfficer, DataSteward, Member, Staff};
use harness::{
    actor::Actor,
    app::{App, NOW},
    contribution::{drafts, moves_from, published, seen},
    on_both,
    project::{Project, version},
    source::{root, sources},
    world::Agency::{Alpha, Beta},
};
use reqwest::Method;
use serde_json::{Value, json};
use trialogue::schema::sdl;

use crate::consents::{consents_to_a_name, gives, person_of, publishes};

const PEOPLE: &str = "query($id: ID!) { node(id: $id) { ... on Project { participations(first: 10) { totalCount
    pageInfo { hasNextPage endCursor } nodes { id byline { name } stateReason person { legalName } } } } } }";
const PROFILE: &str =
    "query($id: ID!) { node(id: $id) { ... on Person { profile { version ageBand birthYear municipality
    gender } } } }";

on_both! {
    async fn t12_a_document_that_somebody_asked_before_tells_nothing_to_who_asks_it_next(app: App) {
        let project = Project::draft(&app, "PARTICIPANTS").await;
        let asked = format!("{{ node(id: \"{}\") {{ ... on Project {{ title summary }} }} }}", project.id);
        let fresh = asked.replace(&project.id, "project_01h455vb4pex5vsknk084sn02q");
        project.owner.asks(&asked).await.ok();
        for stranger in [app.visitor(Alpha), app.person(Alpha, Member), app.founder(Beta)] {
            let (known, unknown) = (stranger.asks(&asked).await, stranger.asks(&fresh).await);
            assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
        }
    }

    async fn t30_a_list_of_people_that_is_closed_tells_no_count_page_or_cursor_either(app: App) {
        let project = Project::active(&app).await;
        for reader in [app.visitor(Alpha), app.stranger().with("trialogue-tenant", "alpha")] {
            for size in ["first: 1", "first: 100", "last: 2"] {
                let query = PEOPLE.replace("first: 10", size);
                let answer = reader.graphql(&query, json!({ "id": project.id })).await;
                assert!(answer.data("/node/participations").is_null(), "{}", answer.text);
                assert!(!answer.text.contains("totalCount") && !answer.text.contains("participant-"));
            }
        }
        // Who takes a stand is in no list, and no figure of fewer than the threshold leaves.
        let phase = project.open_phase("CO_DESIGN").await;
        let shown = published(&project.society, &project.owner, &phase, "A crossing.").await;
        let stands = "query($id: ID!) { node(id: $id) { ... on Contribution { stands { total { value status } } } } }";
        let before = app.visitor(Alpha).graphql(stands, json!({ "id": shown })).await.ok();
        project.economy.does("reactToContribution", json!({ "contribution": shown, "stand": "AGREE" }), "contribution { id }").await.ok();
        let after = app.visitor(Alpha).graphql(stands, json!({ "id": shown })).await.ok();
        assert_eq!((before.text.len(), before.text), (after.text.len(), after.text));
    }

    async fn r20_what_one_may_not_read_is_refused_alike_in_filter_order_and_search_and_moves_no_count(app: App) {
        let project = Project::active(&app).await;
        let (visitor, member) = (app.visitor(Alpha), app.person(Alpha, Member));
        let id = json!({ "id": project.id });
        let parts = async |more: &str| {
            let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Project {{
                participations{more} {{ totalCount nodes {{ sector }} }} }} }} }}");
            visitor.graphql(&query, id.clone()).await.ok()
        };
        let closed = parts("").await;
        assert_eq!((closed.data("/node/participations"), closed.redacted()), (&Value::Null, vec!["FIELD_FORBIDDEN node.participations".to_owned()]));
        for more in ["(filter: { sectors: [SOCIETY] })", "(filter: { sectors: [STATE], states: [REMOVED] })", "(orderBy: JOINED_ON_ASC)"] {
            assert_eq!(parts(more).await.text, closed.text, "{more}");
        }
        let members = async |more: &str| member.asks(&format!("{{ memberships{more} {{ totalCount nodes {{ state }} }} }}")).await.ok();
        let closed = members("").await;
        assert_eq!((closed.data("/memberships"), closed.redacted()), (&Value::Null, vec!["FIELD_FORBIDDEN memberships".to_owned()]));
        for more in ["(filter: { states: [ACTIVE] })", "(filter: { states: [SUSPENDED] })", "(orderBy: CREATED_AT_ASC)"] {
            assert_eq!(members(more).await.text, closed.text, "{more}");
        }
        // By what is sealed nobody filters, orders or groups, not even who may read it.
        for list in [
            "participations(filter: { persons: [\"x\"] })", "participations(orderBy: SECTOR_ASC)",
            "participations(groupBy: SECTOR)", "participations(filter: { emails: [\"x\"] })",
        ] {
            for reader in [&visitor, &member, &project.owner.administering()] {
                let query = format!("query($id: ID!) {{ node(id: $id) {{ ... on Project {{ {list} {{ totalCount }} }} }} }}");
                let answer = reader.graphql(&query, id.clone()).await;
                let codes = answer.codes();
                assert!(answer.status == 400 && !codes.is_empty() && codes.iter().all(|code| code == "DOCUMENT_INVALID"), "{list} {}", answer.text);
            }
        }
        // Nor does anybody find people, or words that wait, and lists of what is public count neither.
        let phase = project.open_phase("CO_DESIGN").await;
        let count = "query($id: ID!) { node(id: $id) { ... on Phase { contributions { totalCount }
            waiting: contributions(filter: { states: [SUBMITTED] }) { totalCount } } } }";
        let counted = async || visitor.graphql(count, json!({ "id": phase })).await.ok().text;
        let before = counted().await;
        drafts(&project.society, &phase, "Quixotry drafted.", json!({})).await.ok();
        harness::contribution::submitted(&project.society, &phase, "Quixotry submitted.").await;
        assert_eq!(counted().await, before);
        let search = "query($query: String!) { search(query: $query) { totalCount nodes { kind } } }";
        for reader in [&visitor, &member, &project.owner.administering()] {
            let nowhere = reader.graphql(search, json!({ "query": "zyzzyva" })).await.ok();
            assert_eq!(nowhere.data("/search/totalCount"), 0);
            for words in ["Legal member", "member@alpha.example.org", "quixotry"] {
                let found = reader.graphql(search, json!({ "query": words })).await.ok();
                assert_eq!(found.text, nowhere.text, "{words}");
            }
        }
    }

    async fn t37_a_refused_field_answers_alike_whether_something_stands_in_it_or_not(app: App) {
        let project = Project::active(&app).await;
        let query = "query($id: ID!) { node(id: $id) { ... on Participation { stateReason } } }";
        let parts = project.owner.graphql(PEOPLE, json!({ "id": project.id })).await;
        let ids: Vec<String> = parts.data("/node/participations/nodes").as_array().unwrap().iter()
            .map(|node| node["id"].as_str().unwrap().to_owned()).collect();
        let before: Vec<String> = reads_each(&project.economy, query, &ids).await;
        let societys = own_part(&project.society, &project.id).await;
        let remove = json!({ "participation": societys.0, "version": societys.1, "reason": "Because of what was said." });
        project.owner.does("removeParticipation", remove, "participation { id }").await.ok();
        assert_eq!(reads_each(&project.economy, query, &ids).await, before);
        assert!(before.iter().any(|text| text.contains("FIELD_FORBIDDEN")), "{before:?}");
    }

    async fn t38_refusals_of_a_page_are_one_and_do_not_count_the_people(app: App) {
        let project = Project::active(&app).await;
        let answer = project.owner.graphql(PEOPLE, json!({ "id": project.id })).await;
        assert_eq!(answer.data("/node/participations/totalCount"), 3);
        assert_eq!(answer.redacted(), [
            "PURPOSE_REQUIRED node.participations.nodes[*].person",
            "PURPOSE_REQUIRED node.participations.nodes[*].stateReason",
        ]);
    }

    async fn t40_what_is_told_for_statistics_moves_nothing_that_others_read(app: App) {
        let (member, steward) = (app.person(Alpha, Member), app.person(Alpha, DataSteward).reading_for("REPRESENTATIVENESS"));
        let notice = publishes(&app, "REPRESENTATIVENESS", false, NOW).await;
        gives(&member, "REPRESENTATIVENESS", &notice, json!({ "attribute": "GENDER" })).await.ok();
        let person = person_of(&member).await;
        let read = async || steward.graphql(PROFILE, json!({ "id": person })).await.ok().text;
        let nothing = read().await;
        let own = "profile { version gender }";
        let told = member.does("updateMyProfile", json!({ "gender": "FEMALE" }), own).await.ok();
        assert_eq!(read().await, nothing);
        let first = told.text("/updateMyProfile/profile/version");
        let told = member.does("updateMyProfile", json!({ "gender": "DIVERSE", "version": first }), own).await.ok();
        assert_eq!(read().await, nothing);
        assert_ne!(told.text("/updateMyProfile/profile/version"), first, "the person needs it for the next change");
    }

    async fn t41_a_conflict_says_read_again_and_no_version_name_or_value(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let old = version(&project.owner, &project.id).await;
        project.moves("updateProject", json!({ "title": "A title nobody else knows" })).await.ok();
        let now = version(&project.owner, &project.id).await;
        let update = json!({ "project": project.id, "version": old, "title": "Mine" });
        let refused = project.owner.does("updateProject", update, "project { id }").await.refused("CONFLICT");
        assert!(!refused.text.contains(&now) && !refused.text.contains("nobody else knows"), "{}", refused.text);
        let draft = drafts(&project.society, &phase, "Words.", json!({})).await.ok().text("/draftContribution/contribution/id");
        let other = moves_from(&project.society, "withdrawContribution", &draft, "old", json!({})).await.refused("CONFLICT");
        let error = |answer: &harness::answer::Answer| {
            let mut error = answer.body["errors"][0].clone();
            error["path"] = Value::Null;
            error
        };
        assert_eq!(error(&refused), error(&other), "whatever changed, whoever changed it");
    }

    async fn t65_a_purpose_is_declared_in_one_place_and_once(app: App) {
        let staff = app.person(Alpha, Staff);
        let ask = async |first: &str, second: &str, extensions: Value| {
            let body = json!({ "query": "{ viewer { __typename } }", "extensions": extensions }).to_string();
            let request = staff.reading_for(first).request(Method::POST, "/graphql").header("content-type", "application/json");
            let request = if second.is_empty() { request } else { request.header("trialogue-purpose", second) };
            harness::answer::Answer::read(request.body(body).send().await.unwrap()).await
        };
        ask("RESEARCH", "", json!({})).await.ok();
        for (first, second) in [("RESEARCH", "PARTICIPATION_ADMIN"), ("research", ""), ("RESEARCH,EVALUATION", ""), (" ", "")] {
            let refused = ask(first, second, json!({})).await;
            assert_eq!((refused.status, refused.codes()), (400, vec!["BAD_INPUT".to_owned()]), "{first} {second}");
        }
        let query = "query($purpose: String) { viewer { __typename } }";
        let variables = staff.graphql(query, json!({ "purpose": "PARTICIPATION_ADMIN" })).await;
        assert_eq!(variables.status, 400, "a variable declares nothing: {}", variables.text);
        // In extensions it is declared as well; where it is in both, alike.
        let opens = json!({ "purpose": "PARTICIPATION_ADMIN" });
        ask("PARTICIPATION_ADMIN", "", opens.clone()).await.ok();
        for (first, extensions) in [("RESEARCH", opens.clone()), ("RESEARCH", json!({ "purpose": "research" })), ("RESEARCH", json!({ "purpose": ["RESEARCH"] }))] {
            let refused = ask(first, "", extensions.clone()).await;
            assert_eq!((refused.status, refused.codes()), (400, vec!["BAD_INPUT".to_owned()]), "{extensions}");
            assert_eq!(refused.inputs(), ["extensions.purpose"]);
        }
        let project = Project::active(&app).await;
        let body = json!({ "query": PEOPLE, "variables": { "id": project.id }, "extensions": opens });
        let read = project.owner.post(body.to_string()).await.ok();
        assert!(read.text.contains("Legal member") && read.redactions().is_empty(), "{}", read.text);
    }

    async fn t71_the_answer_of_a_mutation_passes_the_gate_with_its_own_purpose(app: App) {
        let project = Project::active(&app).await;
        let societys = own_part(&project.society, &project.id).await;
        let grant = |version: &str, role: &str| json!({ "participation": societys.0, "version": version, "role": role });
        let shown = "participation { version person { legalName } }";
        let refused = project.owner.does("grantProjectRole", grant(&societys.1, "ASSESSOR"), shown).await.ok();
        assert_eq!(refused.redacted(), ["PURPOSE_REQUIRED grantProjectRole.participation.person"]);
        assert!(!refused.text.contains("Legal member"));
        let next = refused.text("/grantProjectRole/participation/version");
        let other = project.owner.reading_for("EVALUATION").does("grantProjectRole", grant(&next, "OBSERVER"), shown).await.ok();
        assert_eq!(other.redacted(), ["PURPOSE_NOT_PERMITTED grantProjectRole.participation.person"]);
        let next = other.text("/grantProjectRole/participation/version");
        let read = project.owner.administering().does("grantProjectRole", grant(&next, "DELIVERER"), shown).await.ok();
        assert!(read.text.contains("Legal member"));
        let mine = "{ myDataAccess(first: 100) { nodes { purpose outcome } } }";
        let mine = project.society.asks(mine).await.ok();
        let outcomes: BTreeSet<String> = mine.data("/myDataAccess/nodes").as_array().unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(outcomes, BTreeSet::from([
            json!({ "purpose": null, "outcome": "REFUSED" }).to_string(),
            json!({ "purpose": "EVALUATION", "outcome": "REFUSED" }).to_string(),
            json!({ "purpose": "PARTICIPATION_ADMIN", "outcome": "SHOWN" }).to_string(),
        ]));
    }

    async fn t75_a_pseudonym_is_of_one_project_and_leads_to_no_other(app: App) {
        let mut names = BTreeSet::new();
        for _ in 0..3 {
            let project = Project::active(&app).await;
            let answer = project.society.graphql(PEOPLE, json!({ "id": project.id })).await;
            names.extend(answer.data("/node/participations/nodes").as_array().unwrap().iter()
                .map(|node| node["byline"]["name"].as_str().unwrap().to_owned()));
        }
        assert_eq!(names.len(), 9, "three people in three projects: {names:?}");
        assert!(names.iter().all(|name| name.strip_prefix("participant-").is_some_and(|rest| rest.len() == 12)), "{names:?}");
    }

    async fn t78_nothing_shows_that_a_stand_or_an_answer_was_revised(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let shown = published(&project.society, &project.owner, &phase, "A crossing.").await;
        let react = json!({ "contribution": shown, "stand": "AGREE" });
        project.economy.does("reactToContribution", react, "contribution { id }").await.ok();
        let before = seen(&project.society, &shown).await.text;
        app.clock.advance(chrono::TimeDelta::minutes(1));
        let react = json!({ "contribution": shown, "stand": "DISAGREE" });
        project.economy.does("reactToContribution", react, "contribution { id }").await.ok();
        assert_eq!(seen(&project.society, &shown).await.text, before);
        project.economy.does("withdrawReaction", json!({ "contribution": shown }), "contribution { id }").await.ok();
        assert_eq!(seen(&project.society, &shown).await.text, before);
    }

    async fn t79_who_changed_their_name_goes_by_the_new_one_everywhere(app: App) {
        let project = Project::active(&app).await;
        let phase = project.open_phase("CO_DESIGN").await;
        let rename = async |name: &str| {
            let own = "{ viewer { membership { person { version } } } }";
            let now = project.society.asks(own).await.ok().text("/viewer/membership/person/version");
            let input = json!({ "version": now, "displayName": name });
            project.society.does("updateMyPerson", input, "person { id }").await.ok();
        };
        rename("Robin Before").await;
        consents_to_a_name(&app, &project.society).await;
        let part = own_part(&project.society, &project.id).await;
        let choose = json!({ "participation": part.0, "version": part.1, "precision": "DISPLAY_NAME" });
        project.society.does("chooseByline", choose, "participation { id }").await.ok();
        let shown = published(&project.society, &project.owner, &phase, "A crossing.").await;
        assert!(seen(&app.visitor(Alpha), &shown).await.text.contains("Robin Before"));
        rename("Robin After").await;
        let words = seen(&app.visitor(Alpha), &shown).await.text;
        let people = project.owner.administering().graphql(PEOPLE, json!({ "id": project.id })).await.text;
        for text in [&words, &people] {
            assert!(text.contains("Robin After") && !text.contains("Robin Before"), "{text}");
        }
    }

    async fn t151_an_entry_of_the_log_names_no_third_person_and_no_reader(app: App) {
        let project = Project::active(&app).await;
        project.owner.administering().graphql(PEOPLE, json!({ "id": project.id })).await.ok();
        let mine = "{ myDataAccess(first: 100) { nodes { occurredAt readerOrganisation readerRole purpose classes fields outcome
            code count reader { __typename } } } }";
        let mine = project.society.asks(mine).await.ok();
        assert!(!mine.data("/myDataAccess/nodes").as_array().unwrap().is_empty());
        for name in ["Legal staff", "Legal auditor", &app.world.person(Alpha, Staff).membership, "staff@", "participant-"] {
            assert!(!mine.text.contains(name), "{name} in {}", mine.text);
        }
    }

    async fn t152_reads_of_one_person_by_many_credentials_are_one_entry(app: App) {
        let project = Project::active(&app).await;
        for _ in 0..3 {
            let session = app.stranger().signed_in(&app.world.person(Alpha, Staff).email).await;
            session.administering().graphql(PEOPLE, json!({ "id": project.id })).await.ok();
        }
        let log = app.person(Alpha, DataProtectionOfficer).reading_for("SECURITY_AUDIT");
        let log = log.asks("{ accessLog(first: 100) { nodes { count reader { ... on Membership { id } } fields } } }").await.ok();
        let counts: BTreeSet<String> = log.data("/accessLog/nodes").as_array().unwrap().iter()
            .map(|entry| format!("{} {}", entry["count"], entry["reader"]["id"])).collect();
        assert_eq!(counts, BTreeSet::from([format!("3 {}", json!(app.world.person(Alpha, Staff).membership))]));
    }
}

async fn reads_each(reader: &Actor, query: &str, ids: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for id in ids {
        all.push(reader.graphql(query, json!({ "id": id })).await.text);
    }
    all
}

/// Id and version of somebody's own part in a project.
async fn own_part(who: &Actor, project: &str) -> (String, String) {
    let query = "query($id: ID!) { node(id: $id) { ... on Project { viewerParticipation { id version } } } }";
    let seen = who.graphql(query, json!({ "id": project })).await.ok();
    let part = |name: &str| seen.text(&format!("/node/viewerParticipation/{name}"));
    (part("id"), part("version"))
}

#[test]
fn t77_beside_a_pseudonym_stands_nothing_that_could_be_joined_to_a_person() {
    let document = parse_schema(sdl()).unwrap();
    let public = |wanted: &str| -> BTreeSet<String> {
        let found = document.definitions.iter().find_map(|definition| match definition {
            TypeSystemDefinition::Type(found) if found.node.name.node == wanted => Some(&found.node.kind),
            _ => None,
        });
        let Some(TypeKind::Object(object)) = found else {
            panic!("{wanted} is an object");
        };
        let open = object.fields.iter().filter(|field| {
            let access = field
                .node
                .directives
                .iter()
                .find(|directive| directive.node.name.node == "access");
            access.is_some_and(|access| {
                access
                    .node
                    .arguments
                    .iter()
                    .any(|(_, class)| class.node.to_string() == "PUBLIC")
            })
        });
        open.map(|field| field.node.name.node.to_string()).collect()
    };
    assert_eq!(public("Byline"), ["name", "precision"].map(str::to_owned).into());
    let part = ["byline", "id", "project", "version", "viewerCan"];
    assert_eq!(public("Participation"), part.map(str::to_owned).into());
    assert_eq!(public("Reaction"), ["id"].map(str::to_owned).into());
}

/// The threats to the field rules; each has a story of its number, or stands in the list, which only shrinks.
#[test]
fn every_threat_to_field_rules_has_a_story_or_waits_for_what_it_attacks() {
    let named = [12, 30, 44, 98, 143]
        .into_iter()
        .chain(36..=41)
        .chain(64..=79)
        .chain(148..=156);
    only_shrinks("tests/it/threats.open", named);
}

/// The same of those that ask for more than the server can do, which come in by its edge.
#[test]
fn every_threat_to_the_edge_has_a_story_or_waits_for_what_it_attacks() {
    only_shrinks("tests/it/threats_edge.open", 110..=129);
}

/// Holds the list in a file to the stories: what has one of its number is not on it, and everything else is.
fn only_shrinks(file: &str, named: impl Iterator<Item = u32>) {
    let stories: String = sources("tests/it")
        .into_iter()
        .chain(sources("api/src"))
        .map(|source| source.text)
        .collect();
    let told = told_in(&stories);
    let missing: BTreeSet<String> = named
        .filter(|number| !told.contains(number))
        .map(|number| format!("T{number:02}"))
        .collect();
    let list = fs::read_to_string(root().join(file)).unwrap();
    let lines = list.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let listed: BTreeSet<String> = lines
        .map(|line| {
            line.split_once(' ')
                .expect("a number, and what it waits for")
                .0
                .to_owned()
        })
        .collect();
    assert_eq!(
        missing, listed,
        "{file}: what has a story goes off the list, and nothing new comes onto it"
    );
}

#[test]
fn every_number_that_code_or_a_story_names_stands_on_the_page_of_threats() {
    let page = fs::read_to_string(root().join("docs/threats.md")).unwrap();
    let text: String = ["api/src", "bench/src", "tests"]
        .into_iter()
        .flat_map(sources)
        .map(|source| source.text)
        .collect();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let mut named = told_in(&text);
    named.extend(words.filter_map(|word| word.strip_prefix('T')?.parse::<u32>().ok()));
    let unknown: Vec<u32> = named
        .into_iter()
        .filter(|number| !page.contains(&format!("| T{number:02} |")))
        .collect();
    assert_eq!(unknown, Vec::<u32>::new());
}

/// The requirements on access, consent and rights, with that on authors and that on answers of assessments: each has a story
/// of its number.
#[test]
fn every_requirement_on_who_reads_what_has_a_story_of_its_number() {
    let stories: String = sources("tests/it").into_iter().map(|source| source.text).collect();
    let told = |number: &u32| stories.contains(&format!("async fn r{number}_"));
    let missing: Vec<u32> = [9, 12]
        .into_iter()
        .chain(19..=27)
        .filter(|number| !told(number))
        .collect();
    assert_eq!(
        missing,
        Vec::<u32>::new(),
        "a story says in its name, r and number, what its requirement asks"
    );
}

/// The numbers of threats with which names of stories begin, such as `t122_t123_wrong_passwords_wait`: three at most.
fn told_in(stories: &str) -> BTreeSet<u32> {
    let names = stories
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|name| name.contains('_'));
    let words = names.flat_map(|name| name.split('_').take(3));
    words.filter_map(|word| word.strip_prefix('t')?.parse().ok()).collect()
}
