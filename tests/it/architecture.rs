//! The house as planned and the house as built are the same.

use std::collections::{BTreeMap, BTreeSet};

use harness::source::{Source, root, sources};

use crate::rooms::{COMMON, DOMAIN, DOMAINS, ROOMS, Room, TESTS};

#[test]
fn no_room_uses_what_it_may_not() {
    let mut found = BTreeSet::new();
    for source in sources("api/src").iter().filter(|source| !is_test(source)) {
        let name = room_of(source);
        let domain = DOMAINS.contains(&name.as_str());
        let listed = ROOMS.iter().find(|room| room.name == name);
        let room = if domain { Some(&DOMAIN) } else { listed };
        let Some(room) = room else {
            found.insert(format!("{}: the room {name} is not in the table", source.path));
            continue;
        };
        let crate_name = if name == "main" { "trialogue" } else { "crate" };
        for path in source.paths(crate_name) {
            if !may_use(room, &name, domain, &path) {
                found.insert(format!("{}: {path}", source.path));
            }
        }
        found.extend(forbidden_words(source, room.may_not));
        if source.paths("super").iter().any(|path| path.starts_with("super::")) {
            found.insert(format!("{}: super::super, which hides the room", source.path));
        }
    }
    assert_only_exceptions(&found);
}

fn may_use(room: &Room, name: &str, domain: bool, path: &str) -> bool {
    let begins_with = |allowed: &str| path == allowed || path.starts_with(&format!("{allowed}::"));
    let first = path.split("::").next().unwrap_or_default();
    // A macro of ours, exported at the root.
    let is_macro = !path.contains("::") && !is_room(first);
    let is_export = DOMAINS.contains(&first) && path.split("::").count() <= 2;
    is_macro
        || first == name
        || COMMON.iter().chain(room.may).any(|allowed| begins_with(allowed))
        || (domain && is_export)
}

fn is_room(name: &str) -> bool {
    DOMAINS.contains(&name) || ROOMS.iter().any(|room| room.name == name)
}

#[test]
fn what_is_stored_knows_nothing_of_what_is_answered() {
    for source in sources("entity/src") {
        let words = [
            "SimpleObject",
            "Object",
            "Serialize",
            "axum",
            "sqlx",
            "tokio",
            "trialogue",
            "migration",
        ];
        assert_eq!(forbidden_words(&source, &words), Vec::<String>::new());
    }
    for source in sources("migration/src") {
        assert_eq!(
            forbidden_words(&source, &["entity", "trialogue", "async_graphql", "axum"]),
            Vec::<String>::new()
        );
    }
}

#[test]
fn tests_use_the_application_and_http_and_no_resolver() {
    for source in sources("tests") {
        for path in source.paths("trialogue") {
            let allowed = |begin: &&str| path == **begin || path.starts_with(&format!("{begin}::"));
            assert!(TESTS.iter().any(allowed), "{}: {path}", source.path);
        }
    }
}

#[test]
fn rules_lifecycles_and_moves_form_no_circle_between_domains() {
    let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources("api/src") {
        let (room, file) = (room_of(&source), source.path.rsplit('/').next().unwrap_or_default());
        if DOMAINS.contains(&room.as_str()) && ["rules.rs", "lifecycle.rs", "moves.rs"].contains(&file) {
            let others = source
                .paths("crate")
                .into_iter()
                .filter_map(|path| Some(path.split("::").next()?.to_owned()));
            let others = others.filter(|other| *other != room && DOMAINS.contains(&other.as_str()));
            uses.entry(room.clone()).or_default().extend(others);
        }
    }
    // Take away, again and again, whoever uses nobody that is left: what cannot be taken away is a circle.
    loop {
        let left: BTreeSet<String> = uses.keys().cloned().collect();
        let Some(done) = uses
            .iter()
            .find(|(_, others)| others.is_disjoint(&left))
            .map(|(room, _)| room.clone())
        else {
            break;
        };
        uses.remove(&done);
    }
    assert_eq!(uses, BTreeMap::new());
}

#[test]
fn files_stay_small() {
    let mut sizes: Vec<(usize, String)> = ["api", "entity", "migration", "tests", "bench"]
        .iter()
        .flat_map(|member| sources(member))
        .map(|source| (source.text.lines().count(), source.path))
        .collect();
    sizes.sort_unstable();
    let at = |share: usize| &sizes[(sizes.len() - 1) * share / 100];
    assert!(at(50).0 <= 120, "the median file has {:?}", at(50));
    assert!(at(90).0 <= 300, "one file in ten has more than {:?}", at(90));
    assert!(at(100).0 <= 500, "the longest file has {:?}", at(100));
}

/// The exceptions are exactly those listed: one that is no longer needed must go, so the list only shrinks.
fn assert_only_exceptions(found: &BTreeSet<String>) {
    let file = root().join("tests/it/architecture.exceptions");
    let text = std::fs::read_to_string(file).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let listed: BTreeSet<String> = lines.map(str::to_owned).collect();
    let new: Vec<_> = found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(found).collect();
    assert!(
        new.is_empty(),
        "uses that the table in tests/it/rooms.rs does not allow: {new:#?}"
    );
    assert!(
        gone.is_empty(),
        "exceptions that are not needed any more, take them off the list: {gone:#?}"
    );
}

fn forbidden_words(source: &Source, words: &[&str]) -> Vec<String> {
    let said = words.iter().filter(|word| source.says(word));
    said.map(|word| format!("{}: {word}", source.path)).collect()
}

fn room_of(source: &Source) -> String {
    let inside = source.path.trim_start_matches("api/src/");
    let first = inside.split('/').next().unwrap_or_default();
    first.trim_end_matches(".rs").to_owned()
}

fn is_test(source: &Source) -> bool {
    source.path.ends_with("tests.rs")
}
