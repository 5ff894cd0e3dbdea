//! Documents that are refused, and documents that are not.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::json;

use std::sync::Arc;

use crate::http::{Checker, Kind, Limits};
use crate::http::{code_of, tests::small};
use async_graphql::{Pos, ServerError};

fn checker() -> Checker {
    Checker::new(&small::schema().sdl(), Limits::default()).unwrap()
}

fn codes(text: &str) -> Vec<String> {
    match checker().check(text) {
        Ok(_) => Vec::new(),
        Err(errors) => errors
            .iter()
            .map(|error| code_of(error).unwrap_or_default().to_owned())
            .collect(),
    }
}

/// Where the faults of the values are, if there are any.
fn misfits(text: &str, given: serde_json::Value) -> Vec<String> {
    let checker = checker();
    let document = checker.check(text).map_err(|errors| format!("{errors:?}")).unwrap();
    let serde_json::Value::Object(given) = given else {
        return Vec::new();
    };
    let errors = checker.variables(&document, None, given).err().unwrap_or_default();
    let place = |error: &ServerError| {
        assert!(error.path.is_empty());
        assert_eq!(code_of(error), Some("BAD_INPUT"));
        let input = error.extensions.as_ref().and_then(|told| told.get("input")).cloned();
        let input = input.and_then(|steps| serde_json::to_value(steps).ok()).unwrap();
        let steps: Vec<String> = serde_json::from_value(input).unwrap();
        steps.join(".")
    };
    errors.iter().map(place).collect()
}

#[test]
fn t110_the_measured_documents_are_refused_at_once() {
    let checker = checker();
    for (times, deep) in [(2, 24), (10, 7)] {
        let text = small::spreading(times, deep);
        let start = std::time::Instant::now();
        let errors = checker.check(&text).err().unwrap();
        assert!(start.elapsed().as_millis() < 500, "{:?}", start.elapsed());
        assert_eq!(errors.first().and_then(code_of), Some("REQUEST_TOO_LARGE"));
    }
    assert_eq!(
        codes("{...A} fragment A on Query{...B} fragment B on Query{...A}"),
        ["DOCUMENT_INVALID"]
    );
    assert!(!codes("{...A} fragment A on Query{n} fragment A on Query{n}").is_empty());
}

#[test]
fn t110_the_operations_of_a_document_are_refused_where_they_are_too_many_together() {
    let many = |times: usize| {
        let operations = (0..times).map(|n| format!("query Q{n}{{...F}}"));
        let operations = operations.collect::<Vec<_>>().concat();
        format!("{operations} fragment F on Query{{{}}}", "me{me{n}}".repeat(100))
    };
    assert!(codes(&many(10)).is_empty());
    assert_eq!(codes(&many(1_300)), ["REQUEST_TOO_LARGE"]);
}

#[test]
fn t110_what_is_kept_is_weighed_by_what_it_holds() {
    let weight = |text: &str| checker().check(text).ok().unwrap().bytes();
    let fragments = |times: usize, deep: usize| {
        let levels = (0..deep).map(|level| {
            let spreads = format!("me{{...F{}}}", level + 1).repeat(times);
            format!("fragment F{level} on Item{{{spreads}}}")
        });
        let levels = levels.collect::<Vec<_>>().concat();
        format!("{{me{{...F0}}}}{levels}fragment F{deep} on Item{{n}}")
    };
    let (small, large) = (fragments(1, 9), fragments(2, 9));
    assert!(large.len() < small.len() * 2);
    // 1,023 objects, each of which takes a place in the tree of costs.
    assert!(weight(&large) > weight(&small) + 1_000 * 100, "{}", weight(&large));
    // Of a mutation the fields of fragments are written out where they are spread.
    let flat = |times: usize| {
        let spreads = "...F @include(if:true)".repeat(times);
        format!(
            "mutation{{{spreads}}} fragment F on Mutation{{{}}}",
            "count ".repeat(90)
        )
    };
    assert!(weight(&flat(40)) > weight(&flat(1)) + 3_000 * 256);
    // So many of these fit, however short they are.
    let most = Limits::default().kept_bytes / weight(&large);
    assert!(most < 1_000, "{most}");
}

#[test]
fn t112_deep_values_types_and_selections_are_refused() {
    for text in [
        format!("{{a(b:{}", "[".repeat(1_600)),
        format!("{{a(b:{}", "{c:".repeat(1_400)),
        format!("query($v:{}Int", "[".repeat(1_000)),
        "{me".repeat(1_000),
    ] {
        assert_eq!(codes(&text), ["REQUEST_TOO_LARGE"]);
    }
}

#[test]
fn t114_errors_are_few_and_short() {
    let unknown: String = (0..4_000).map(|n| format!("u{n} ")).collect::<Vec<_>>().concat();
    assert_eq!(codes(&format!("{{{unknown}}}")), ["DOCUMENT_INVALID"; 5]);
    let long = format!("{{{}}}", "x".repeat(60_000));
    let errors = checker().check(&long).err().unwrap();
    assert!(errors.iter().all(|error| error.message.chars().count() < 400));
}

#[test]
fn t115_overlapping_fields_are_merged_in_linear_time() {
    let start = std::time::Instant::now();
    assert!(codes(&format!("{{{}}}", "me{n}".repeat(2_000))).is_empty());
    assert!(codes(&format!("{{{}}}", "n ".repeat(5_000))).is_empty());
    assert_eq!(codes(&format!("{{{}}}", "n ".repeat(5_001))), ["REQUEST_TOO_LARGE"]);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn t111_rules_that_the_library_lacks_are_kept() {
    for text in [
        "{__typename @unknown}",
        "query($a:Boolean){__typename @skip(if:$a)}",
        "query($a:Int){echo(number:$a)}",
        "query($a:ID!){echo(number:1 text:$a)}",
        "{me{n} me{n:title}}",
        "{me{me{x:n}} me{me{x:title}}}",
        "{echo(number:\"1\")}",
        "{me}",
        "{n{x}}",
        "{__typename{x}}",
        "{nothing}",
        "{pet(kind:\"CAT\"){name}}",
        "mutation{nothing}",
        "{n} {n}",
        "query A{n} query A{n}",
        "query A{n} {n}",
        "{echo(number:1 input:{text:\"a\" text:\"b\"})}",
        "type Query{a:Int}",
        "{n",
        "",
        "#",
    ] {
        assert!(
            codes(text).iter().any(|code| code == "DOCUMENT_INVALID"),
            "{text}: {:?}",
            codes(text)
        );
    }
    for text in [
        "query($a:Boolean!){__typename @skip(if:$a)}",
        "query($a:Int=1){echo(number:$a)}",
        "{pet(kind:CAT){__typename name ... on Cat{lives}}}",
        "mutation Named{rename(title:\"x\")}",
        "{echo(number:1 text:\"\\uD83D\\uDE00\\u{1F600}\")}",
        "\u{feff}{n}",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}

#[test]
fn syntax_errors_tell_where_and_show_nothing_of_the_source() {
    let errors = checker().check("{\n  n(\n}").err().unwrap();
    let error = errors.first().unwrap();
    assert!(
        error.message.starts_with("syntax error at line 3, column 1: "),
        "{}",
        error.message
    );
    assert_eq!(error.locations, [Pos { line: 3, column: 1 }]);
    assert!(!error.message.contains('\n'));
    // What follows a first error of syntax is guessing.
    assert_eq!(codes("{n("), ["DOCUMENT_INVALID"]);
    let errors = checker().check("{n").err().unwrap();
    assert_eq!(
        errors.first().unwrap().message,
        "syntax error at line 1, column 3: expected `}`, got the end"
    );
}

#[test]
fn columns_are_those_of_the_text_as_it_was_sent_and_count_as_the_reference_does() {
    for (text, line, column) in [
        ("{ echo(number:1 text:\"é\") nope }", 1, 27),
        ("{ echo(number:1 text:\"😀\") nope }", 1, 28),
        ("{ echo(number:1 text:\"\\uD83D\\uDE00\") nope }", 1, 38),
        ("{ echo(number:1 text:\"\\u{1F600}\") nope }", 1, 35),
        ("{ echo(number:1 text:\"\\u{1F600}\")\r\n nope }", 2, 2),
        ("{ echo(number:1 text:\"\\u{1F600}\" }", 1, 34),
        ("{ n #\u{2028}\r nope }", 2, 2),
        ("{\n", 2, 1),
        ("{\n\n", 3, 1),
        ("{ n(\"😀\" \"", 1, 10),
    ] {
        let errors = checker().check(text).err().unwrap();
        assert_eq!(errors.first().unwrap().locations, [Pos { line, column }], "{text}");
    }
}

#[test]
fn t118_the_standard_introspection_query_and_one_of_pass() {
    assert_eq!(codes(small::INTROSPECTION), [""; 0]);
    assert_eq!(
        codes("{__type(name:\"Pick\"){isOneOf inputFields(includeDeprecated:true){name}}}"),
        [""; 0]
    );
}

#[test]
fn t116_documents_are_kept_by_text_alone() {
    let checker = checker();
    let first = checker.check("{n}").ok().unwrap();
    assert!(Arc::ptr_eq(&first, &checker.check("{n}").ok().unwrap()));
    assert!(!Arc::ptr_eq(&first, &checker.check("{n }").ok().unwrap()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn t116_a_document_that_several_ask_for_at_once_is_read_once() {
    let checker = Arc::new(checker());
    // Long enough for all to come while it is read.
    let text: Arc<str> = format!("{{{}}}", "me{n}".repeat(1_000)).into();
    let here = (0..4).map(|_| {
        let (checker, text) = (Arc::clone(&checker), Arc::clone(&text));
        tokio::spawn(async move { checker.check_here(&text).await.ok() })
    });
    let beside = (0..4).map(|_| {
        let (checker, text) = (Arc::clone(&checker), Arc::clone(&text));
        tokio::task::spawn_blocking(move || checker.check(&text).ok())
    });
    let reading: Vec<_> = here.chain(beside).collect();
    let mut read = Vec::new();
    for one in reading {
        read.push(one.await.unwrap().unwrap());
    }
    let first = read.first().unwrap();
    assert!(read.iter().all(|document| Arc::ptr_eq(first, document)));
}

#[test]
fn t116_documents_that_come_once_push_out_none_that_came_again() {
    let limits = Limits {
        kept_bytes: 100_000,
        ..Limits::default()
    };
    let checker = Checker::new(&small::schema().sdl(), limits).unwrap();
    let comes = |text: &str| assert!(checker.check(text).is_ok(), "{text}");
    let once = |numbers: std::ops::Range<u32>| numbers.for_each(|number| comes(&format!("{{n}}#{number}")));
    for _ in 0..2 {
        comes("{early:n}");
    }
    once(0..1_000);
    assert!(checker.known("{n}#500").is_none(), "there is room for fewer");
    for others in [1_000..1_050, 1_050..1_100] {
        comes("{late:n}");
        once(others);
    }
    once(2_000..3_000);
    assert!(checker.known("{early:n}").is_some());
    assert!(checker.known("{late:n}").is_some());
}

#[test]
fn t136_variables_are_checked_before_resolvers() {
    let number = "query($v:Int!){echo(number:$v)}";
    for bad in [
        json!(null),
        json!(2_147_483_648_i64),
        json!(18_446_744_073_709_551_615_u64),
        json!(1.5),
        json!("1"),
        json!([1]),
        json!(true),
    ] {
        assert_eq!(misfits(number, json!({ "v": bad })), ["variables.v"], "{bad}");
    }
    assert_eq!(misfits(number, json!({})), ["variables.v"]);
    // JSON does not tell it from 1.
    assert_eq!(misfits(number, json!({"v": 1.0})), [""; 0]);
    assert_eq!(misfits(number, json!({"v": -2_147_483_648_i64, "other": 1})), [""; 0]);
    let input = "query($i:Echoed!){echo(number:1 input:$i)}";
    for (bad, place) in [
        (json!({"text": "a", "unknown": 1}), "variables.i.unknown"),
        (json!({}), "variables.i.text"),
        (json!({"text": null}), "variables.i.text"),
        (json!("a"), "variables.i"),
        (json!([]), "variables.i"),
        (json!({"text": 1}), "variables.i.text"),
    ] {
        assert_eq!(misfits(input, json!({ "i": bad })), [place], "{bad}");
    }
    assert_eq!(misfits(input, json!({"i": {"text": "a"}})), [""; 0]);
    let kind = "query($k:Kind!){pet(kind:$k){name}}";
    assert_eq!(misfits(kind, json!({"k": "FISH"})), ["variables.k"]);
    assert_eq!(
        misfits("query($by:Pick!){pick(by:$by)}", json!({"by": {}})),
        ["variables.by"]
    );
}

#[test]
fn the_values_of_an_enum_are_told_where_another_was_given_unless_the_schema_is_kept() {
    let told = |tells_names: bool| {
        let limits = Limits {
            tells_names,
            ..Limits::default()
        };
        let checker = Checker::new(&small::schema().sdl(), limits).unwrap();
        let document = checker.check("query($k:Kind!){pet(kind:$k){name}}").ok().unwrap();
        let given = serde_json::Map::from_iter([("k".to_owned(), json!("FISH"))]);
        let mut errors = checker.variables(&document, None, given).err().unwrap();
        errors.extend(checker.check("{pet(kind:FISH){name}}").err().unwrap());
        errors.extend(checker.check("{pet(kind:\"CAT\"){name}}").err().unwrap());
        let hint = |error: ServerError| {
            error
                .extensions
                .and_then(|told| told.get("hint").map(ToString::to_string))
        };
        errors.into_iter().map(hint).collect::<Vec<_>>()
    };
    assert_eq!(told(true), vec![Some("\"It is one of CAT, DOG.\"".to_owned()); 3]);
    assert!(told(false).iter().all(Option::is_none));
}

#[test]
fn faults_of_variables_are_told_together_as_far_as_so_many_are() {
    let both = "query($v:Int! $i:Echoed!){echo(number:$v input:$i)}";
    let given = json!({"v": "a", "i": {"text": 1, "unknown": {}}});
    assert_eq!(
        misfits(both, given),
        ["variables.v", "variables.i.unknown", "variables.i.text"]
    );
    let unknown: serde_json::Map<_, _> = (0..100).map(|n| (format!("u{n}"), json!(n))).collect();
    let given = json!({"v": 1, "i": unknown});
    assert_eq!(misfits(both, given).len(), Limits::default().errors);
    // A name that is not known is as long as the caller likes.
    let long = "x".repeat(10_000);
    let given = json!({"v": 1, "i": {"text": "a", long: 1}});
    assert!(misfits(both, given).iter().all(|place| place.len() < 100));
}

#[test]
fn a_field_of_which_all_that_it_selects_is_unknown_is_not_said_to_select_nothing() {
    let told = |text: &str| checker().check(text).err().unwrap();
    let errors = told("{me{nothing}}");
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors.first().unwrap().locations, [Pos { line: 1, column: 5 }]);
    assert_eq!(told("{me{me{n{x}}}}").len(), 1);
    assert_eq!(told("{me}").len(), 1);
    assert_eq!(told("{me # }\n}").len(), 1);
}

#[test]
fn variables_within_values_fit_their_places_and_of_several_inputs_one_is_given() {
    for text in [
        "query($t:String){echo(number:1 input:{text:$t})}",
        "query($t:Int!){echo(number:1 input:{text:$t})}",
        "query($n:Int=null){echo(number:$n)}",
        "query($n:Int=null){...f} fragment f on Query{echo(number:$n)}",
        "query($if:Boolean=null){n @skip(if:$if)}",
        "{pick(by:{})}",
        "{pick(by:{number:null})}",
        "{pick(by:{number:1 text:\"a\"})}",
        "query($by:Pick!={}){pick(by:$by)}",
    ] {
        assert_eq!(codes(text), ["DOCUMENT_INVALID"], "{text}");
    }
    for text in [
        "query($t:String!){echo(number:1 input:{text:$t})}",
        "query($t:String=\"a\"){echo(number:1 input:{text:$t})}",
        "query($n:Int=1){...f} fragment f on Query{echo(number:$n)}",
        "query($n:Int!){pick(by:{number:$n})}",
        "query($by:Pick!={number:1}){pick(by:$by)}",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
}

#[test]
fn t144_a_lone_named_mutation_is_known_for_one() {
    let checker = checker();
    let document = checker.check("mutation Named{rename(title:\"x\")}").ok().unwrap();
    assert_eq!(document.kind(None).ok(), Some(Kind::Mutation));
    assert_eq!(document.kind(Some("Named")).ok(), Some(Kind::Mutation));
    assert!(document.kind(Some("Other")).is_err());
    let two = checker
        .check("query A{n} mutation B{rename(title:\"x\")}")
        .ok()
        .unwrap();
    assert!(two.kind(None).is_err());
    assert_eq!(two.kind(Some("B")).ok(), Some(Kind::Mutation));
}
