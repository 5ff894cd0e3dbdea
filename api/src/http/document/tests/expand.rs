//! Documents that are larger than they look.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;

use crate::http::Limits;
use crate::http::document::expand::{Excess, check};
use apollo_compiler::ast::Document;

fn checked(text: &str) -> Result<(), Excess> {
    check(&Document::parse(text, "document").unwrap(), &Limits::default()).map(|_| ())
}

fn too_large(text: &str) -> bool {
    matches!(checked(text), Err(Excess::TooLarge(_)))
}

/// Fragments that each spread the next one `times`, `deep` deep.
fn spreading(times: usize, deep: usize) -> String {
    let mut text = "{...F0}".to_owned();
    for level in 0..deep {
        let spreads = format!("...F{}", level + 1).repeat(times);
        write!(text, "fragment F{level} on Query{{{spreads}}}").unwrap();
    }
    write!(text, "fragment F{deep} on Query{{n}}").unwrap();
    text
}

#[test]
fn t110_expanded_size_is_counted_without_expanding() {
    let start = std::time::Instant::now();
    assert!(too_large(&spreading(2, 24)));
    assert!(too_large(&spreading(10, 7)));
    assert!(start.elapsed().as_millis() < 200);
    assert_eq!(checked(&spreading(2, 4)), Ok(()));
}

#[test]
fn t110_all_operations_of_a_document_are_counted_together() {
    let many = |times: usize| {
        let operations = (0..times).map(|n| format!("query Q{n}{{...F0}}"));
        let operations = operations.collect::<Vec<_>>().concat();
        operations + spreading(2, 8).trim_start_matches("{...F0}")
    };
    // One is no more than may be, and so are four.
    assert_eq!(checked(&many(1)), Ok(()));
    assert_eq!(checked(&many(4)), Ok(()));
    assert!(too_large(&many(40)));
    let aliases = "fragment A on Query{a:n b:n}";
    let many = (0..251).map(|n| format!("query Q{n}{{...A}}"));
    let many = many.collect::<Vec<_>>().concat();
    assert!(too_large(&(many + aliases)));
}

#[test]
fn t110_values_are_counted_wherever_their_fragment_is_spread() {
    let values = |spreads: usize| {
        let list = "1 ".repeat(400);
        format!("{{{}}} fragment A on Query{{n(a:[{list}])}}", "...A ".repeat(spreads))
    };
    assert_eq!(checked(&values(20)), Ok(()));
    assert!(too_large(&values(30)));
}

#[test]
fn t110_a_cycle_is_refused() {
    for text in [
        "{...A} fragment A on Query{...B} fragment B on Query{...A}",
        "{n} fragment A on Query{... {...A}}",
    ] {
        assert!(matches!(checked(text), Err(Excess::Invalid(..))), "{text}");
    }
}

#[test]
fn t112_a_long_chain_of_fragments_does_not_recurse() {
    assert!(too_large(&spreading(1, 2_000)));
    let backwards: String = (0..2_000)
        .rev()
        .map(|n| format!("fragment F{n} on Query{{...F{}}}", n + 1))
        .collect::<Vec<_>>()
        .concat();
    assert!(too_large(&format!("fragment F2000 on Query{{n}}{backwards}{{...F0}}")));
}

#[test]
fn t114_directives_and_aliases_are_bounded_with_fragments_written_out() {
    assert!(too_large(&format!("{{n {}}}", "@skip(if:false)".repeat(51))));
    assert_eq!(checked(&format!("{{n {}}}", "@skip(if:false)".repeat(50))), Ok(()));
    let twelve = format!("fragment A on Query{{n {}}}", "@a ".repeat(12));
    assert!(too_large(&format!(
        "{{a{{...A}}b{{...A}}c{{...A}}d{{...A}}e{{...A}}}}{twelve}"
    )));
    let aliases: String = (0..501).map(|n| format!("a{n}:n ")).collect::<Vec<_>>().concat();
    assert!(too_large(&format!("{{{aliases}}}")));
}

#[test]
fn t118_introspection_does_not_go_round() {
    let round = |times: usize| {
        format!(
            "{{__schema{{types{{{}name{}}}}}}}",
            "fields{type{".repeat(times),
            "}}".repeat(times)
        )
    };
    assert_eq!(checked(&round(3)), Ok(()));
    assert!(too_large(&round(4)));
}

#[test]
fn what_no_validator_looks_at_is_found() {
    for text in [
        "{n(a:{b:1 b:2})}",
        "{n(a:[{b:{c:1,c:1}}])}",
        "query($a:Int!=null){n(a:$a)}",
        "{n @d(a:{b:1 b:2})}",
    ] {
        assert!(matches!(checked(text), Err(Excess::Invalid(_, Some(_)))), "{text}");
    }
}
