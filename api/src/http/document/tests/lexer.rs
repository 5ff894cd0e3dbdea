//! What is refused before a parser runs.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::http::document::lexer::scan;
use crate::http::{Limits, code_of};

fn refused(text: &str) -> String {
    code_of(&scan(text, &Limits::default()).unwrap_err())
        .unwrap()
        .to_owned()
}

fn taken(text: &str) -> String {
    scan(text, &Limits::default()).unwrap().into_owned()
}

#[test]
fn t112_nesting_of_any_kind_is_refused_before_a_parser() {
    for bracket in ["[", "{c:", "(", "{"] {
        let text = format!("{{a(b:{}", bracket.repeat(1_600));
        assert_eq!(refused(&text), "REQUEST_TOO_LARGE");
    }
    assert_eq!(refused(&format!("query($v:{}Int", "[".repeat(64))), "REQUEST_TOO_LARGE");
    let deepest = format!("{}{}", "[".repeat(64), "]".repeat(64));
    assert_eq!(taken(&deepest), deepest);
}

#[test]
fn t112_brackets_in_strings_and_comments_do_not_count() {
    let brackets = "[".repeat(100);
    for text in [
        format!("\"{brackets}\""),
        format!("#{brackets}"),
        format!("\"\"\"\\\"\"\"{brackets}\"\"\""),
    ] {
        assert_eq!(taken(&text), text);
    }
}

#[test]
fn t113_comments_commas_and_bytes_count() {
    assert_eq!(refused(&",".repeat(10_001)), "REQUEST_TOO_LARGE");
    assert_eq!(refused(&"#\n".repeat(10_001)), "REQUEST_TOO_LARGE");
    assert_eq!(refused(&" ".repeat(64 * 1024 + 1)), "REQUEST_TOO_LARGE");
    assert_eq!(taken(&" ".repeat(64 * 1024)).len(), 64 * 1024);
}

#[test]
fn t113_a_string_that_does_not_end_hides_nothing() {
    for text in [
        "{a(b:\"[[\n",
        "{a(b:\"[[",
        "\"\"\" [[ ",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u{110000000}\"",
    ] {
        assert_eq!(refused(text), "DOCUMENT_INVALID", "{text}");
    }
}

#[test]
fn t135_controls_and_lone_surrogates_are_refused() {
    for text in [
        "{a\u{0}}",
        "{a(b:\"\u{1}\")}",
        "\"\\u0000\"",
        "\"\\u{0}\"",
        "\"\\b\"",
        "\"\\uD800\"",
        "\"\\uD83Dx\"",
        "\"\\uDE00\"",
        "\"\\uD83D\\u0041\"",
        "\"\\u{D83D}\"",
        "\"\\u{110000}\"",
    ] {
        assert_eq!(refused(text), "BAD_INPUT", "{text}");
    }
}

#[test]
fn t135_escapes_that_the_library_cannot_read_are_written_out() {
    for (sent, written, free) in [
        ("{a(b:\"x\\uD83D\\uDE00y\\u{1F600}z\")}", ["{a(b:\"x😀y😀z\"", ")}"], 13),
        ("\"\\u{22}\\u{5C}\\u{a}\\u0041\"", ["\"\\\"\\\\\\n\\u0041\"", ""], 11),
    ] {
        let taken = taken(sent);
        assert_eq!(taken, written.join(&" ".repeat(free)));
        // What comes behind stands where it stood.
        assert_eq!(taken.len(), sent.len());
    }
}
