//! The worst that the edge lets through, and the worst that it refuses: bodies of requests at and just beyond its limits
//! (`api/src/http/limits.rs`).

use std::fmt::Write as _;

use serde_json::json;

/// A body of a request; each number gives another document of the same kind, so that none is known already.
pub(super) struct Worst {
    pub(super) name: &'static str,
    pub(super) body: fn(u32) -> String,
    /// Whether it is small and would become huge, so that it must be refused in milliseconds and megabytes.
    pub(super) is_trap: bool,
}

/// The groups, and whether the server is to accept what is in them; where nothing is said it may do either, in little
/// memory.
pub(super) const GROUPS: [(&str, Option<bool>, &[Worst]); 3] = [
    ("accepted", Some(true), &ACCEPTED),
    ("refused", Some(false), &REFUSED),
    ("one or the other", None, &EITHER),
];

const ACCEPTED: [Worst; 17] = [
    worst("a point read, to compare with", |n| {
        query("project(slug: \"project-1\") { id title }", n)
    }),
    worst("500 aliases, each a read of its own", |n| {
        query(
            &each(500, |i| {
                format!("a{i}: project(slug: \"project-{}\") {{ id title }} ", i % 20)
            }),
            n,
        )
    }),
    // Not the largest pages: the rows that there are, as often as the cost lets them be asked for.
    worst("all rows of 18 projects 5 times, at a cost of 27,725", |n| {
        let contributions = "contributions(first: 50) { nodes { id title body byline { name } } }";
        let projects =
            format!("projects(first: 18) {{ nodes {{ phases(first: 3) {{ nodes {{ {contributions} }} }} }} }} ");
        query(&each(5, |i| format!("a{i}: {projects}")), n)
    }),
    worst("32 selection sets within one another", |n| query(&deep(29), n)),
    worst("one field 4,900 times", |n| query(&"__typename ".repeat(4_900), n)),
    worst("one object 1,600 times, to be merged", |n| {
        query(&"dashboard { __typename } ".repeat(1_600), n)
    }),
    worst("fragments that double, 10 deep", |n| doubling(10, 2, n)),
    // Objects and not plain values: what is weighed is made of objects.
    worst("fragments of objects that double, 9 deep", |n| {
        body(&format!("query Q{n} {{ ...e }} {}", objects_that_double(9)))
    }),
    worst("1,500 operations, of which one is asked for", |n| {
        let others = each(1_500, |i| format!("query A{i} {{ __typename }} "));
        json!({ "query": format!("query Q{n} {{ __typename }} {others}"), "operationName": format!("Q{n}") })
            .to_string()
    }),
    worst("500 fields that fail", |n| {
        query(&each(500, |i| format!("a{i}: node(id: \"{i}\") {{ id }} ")), n)
    }),
    worst("64 KB of escapes in a string", |n| {
        query(
            &format!("project(slug: \"{}\") {{ id }}", "\\u{1F600}".repeat(7_200)),
            n,
        )
    }),
    worst("a variable of 240 KB", |n| {
        let slug = "a".repeat(240_000);
        let document = format!("query Q{n}($slug: String!) {{ project(slug: $slug) {{ id }} }}");
        json!({ "query": document, "variables": { "slug": slug } }).to_string()
    }),
    worst("1,400 variables that are not declared", |n| {
        let given: serde_json::Map<_, _> = (0..1_400).map(|i| (format!("v{i}"), json!([[[i]]]))).collect();
        json!({ "query": format!("query Q{n} {{ __typename }}"), "variables": given }).to_string()
    }),
    worst("100 operations that spread one fragment", |n| {
        let objects = "dashboard { __typename } ".repeat(20);
        let operations = each(99, |i| format!("query Q{n}x{i} {{ ...f }} "));
        let document = format!("query Q{n} {{ ...f }} {operations} fragment f on Query {{ {objects} }}");
        json!({ "query": document, "operationName": format!("Q{n}") }).to_string()
    }),
    worst("the whole schema", |n| query(SCHEMA, n)),
    worst("the whole schema 4 times", |n| {
        query(&each(4, |i| format!("a{i}: {SCHEMA} ")), n)
    }),
    // About as often as the cost lets it.
    worst("the names of all fields 40 times", |n| names(40, n)),
];

const REFUSED: [Worst; 20] = [
    worst("the whole schema 100 times", |n| {
        query(&each(100, |i| format!("a{i}: {SCHEMA} ")), n)
    }),
    worst("the names of all fields 180 times", |n| names(180, n)),
    worst("the schema's fields' fields' fields", |n| {
        query(
            "__schema { types { fields { type { fields { type { fields { name } } } } } } }",
            n,
        )
    }),
    trap("fragments that double, 24 deep", |n| doubling(24, 2, n)),
    trap("fragments that spread ten, 7 deep", |n| doubling(7, 10, n)),
    // Each of them may be asked for by itself.
    worst("1,300 operations, each with fragments of objects that double", |n| {
        let operations = each(1_300, |i| format!("query A{i} {{ ...e }} "));
        let document = format!("{operations} query Q{n} {{ ...e }} {}", objects_that_double(10));
        json!({ "query": document, "operationName": format!("Q{n}") }).to_string()
    }),
    worst("30,000 ids", |n| {
        let document = format!("query Q{n}($ids: [ID!]!) {{ nodes(ids: $ids) {{ id }} }}");
        let ids: Vec<_> = (0..30_000).map(|i| format!("project_{i}")).collect();
        json!({ "query": document, "variables": { "ids": ids } }).to_string()
    }),
    trap("a circle of 1,000 fragments", |n| {
        let circle = each(1_000, |i| {
            format!("fragment f{i} on Query {{ ...f{} }} ", (i + 1) % 1_000)
        });
        body(&format!("query Q{n} {{ ...f0 }} {circle}"))
    }),
    worst("64 KB of open brackets", |n| query(&"{a".repeat(32_000), n)),
    worst("64 KB of tokens", |n| query(&"a ".repeat(32_000), n)),
    worst("a document of 900 KB", |n| query(&"__typename ".repeat(82_000), n)),
    worst("a body of 2 MB", |n| query(&"__typename ".repeat(182_000), n)),
    worst("JSON 500,000 deep", |n| {
        format!(
            "{{\"query\":\"query Q{n}{{a}}\",\"variables\":{{\"a\":{}",
            "[".repeat(500_000)
        )
    }),
    worst("4,900 unknown fields", |n| {
        query(&each(4_900, |i| format!("unknown{i} ")), n)
    }),
    worst("4,900 unknown fragments", |n| {
        query(&each(4_900, |i| format!("...u{i} ")), n)
    }),
    worst("1,600 variables that nothing uses", |n| {
        let variables = each(1_600, |i| format!("$v{i}: [[Int]] "));
        body(&format!("query Q{n}({variables}) {{ __typename }}"))
    }),
    worst("500 aliases that conflict", |n| {
        let fields = "x: id x: title x: slug x: state x: summary ".repeat(100);
        query(&format!("project(slug: \"a\") {{ {fields} }}"), n)
    }),
    worst("501 aliases", |n| {
        query(&each(501, |i| format!("a{i}: __typename ")), n)
    }),
    worst("33 selection sets within one another", |n| query(&deep(30), n)),
    worst("pages within pages, at a cost of a million", |n| {
        let pages = "phases(first: 100) { nodes { contributions(first: 100) { nodes { id } } } }";
        query(&format!("projects(first: 100) {{ nodes {{ {pages} }} }}"), n)
    }),
];

const EITHER: [Worst; 4] = [
    worst("a variable of 900 KB", |n| {
        let slug = "a".repeat(900_000);
        let document = format!("query Q{n}($slug: String!) {{ project(slug: $slug) {{ id }} }}");
        json!({ "query": document, "variables": { "slug": slug } }).to_string()
    }),
    worst("1 MB of numbers in a variable that is not declared", |n| {
        let numbers = vec![0; 500_000];
        json!({ "query": format!("query Q{n} {{ __typename }}"), "variables": { "v": numbers } }).to_string()
    }),
    worst("1 MB of numbers in an extension that nobody knows", |n| {
        let numbers = vec![0; 500_000];
        json!({ "query": format!("query Q{n} {{ __typename }}"), "extensions": { "e": numbers } }).to_string()
    }),
    worst("20 texts of each of 22,500 rows that are 450", |n| {
        let texts = each(20, |i| format!("b{i}: body "));
        let rows = format!("contributions(first: 50) {{ nodes {{ {texts} }} }}");
        let around = format!("contributions(first: 50) {{ nodes {{ phase {{ {rows} }} }} }}");
        query(
            &format!("projects(first: 3) {{ nodes {{ phases(first: 3) {{ nodes {{ {around} }} }} }} }}"),
            n,
        )
    }),
];

const SCHEMA: &str = "__schema { types { kind name description fields { name description args { name description \
    defaultValue type { kind name ofType { kind name ofType { kind name } } } } type { kind name ofType { kind name } } } \
    inputFields { name description } enumValues { name description } } }";

const fn worst(name: &'static str, body: fn(u32) -> String) -> Worst {
    Worst {
        name,
        body,
        is_trap: false,
    }
}

const fn trap(name: &'static str, body: fn(u32) -> String) -> Worst {
    Worst {
        name,
        body,
        is_trap: true,
    }
}

fn body(document: &str) -> String {
    json!({ "query": document }).to_string()
}

fn query(fields: &str, number: u32) -> String {
    body(&format!("query Q{number} {{ {fields} }}"))
}

/// Little to ask, and much to tell.
fn names(times: usize, number: u32) -> String {
    query(
        &each(times, |i| {
            format!("a{i}: __schema {{ types {{ name fields {{ name }} }} }} ")
        }),
        number,
    )
}

fn each(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect()
}

/// A project's phase's project and so on, so many selection sets below the first.
fn deep(sets: usize) -> String {
    let around = ["phases(first: 1)", "nodes", "project"];
    let mut text = "projects(first: 1) { nodes ".to_owned();
    for field in around.iter().cycle().take(sets) {
        let _ = write!(text, "{{ {field} ");
    }
    text + "{ id }" + &" }".repeat(sets + 1)
}

/// A fragment `e` of the query whose objects hold each other twice, so deep.
fn objects_that_double(deep: usize) -> String {
    let node = "node(id: \"contribution_01h455vb4pex5vsknk084sn02q\")";
    let mut text = format!("fragment e on Query {{ {node} {{ ...f0 }} }}");
    for at in 0..deep {
        let twice = format!("inReplyTo {{ ...f{} }} ", at + 1).repeat(2);
        let _ = write!(text, " fragment f{at} on Contribution {{ {twice}}}");
    }
    let _ = write!(text, " fragment f{deep} on Contribution {{ id }}");
    text
}

/// Fragments that each spread the next one so often.
fn doubling(deep: usize, times: usize, number: u32) -> String {
    let mut text = format!("query Q{number} {{ ...f0 }}");
    for at in 0..deep {
        let spreads = format!("...f{} ", at + 1).repeat(times);
        let _ = write!(text, " fragment f{at} on Query {{ {spreads}}}");
    }
    let _ = write!(text, " fragment f{deep} on Query {{ __typename }}");
    body(&text)
}
