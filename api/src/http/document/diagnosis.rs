//! What is said of a document that does not parse or fit the schema, and where in it.

use std::path::Path;

use apollo_compiler::{
    Schema,
    diagnostic::ToCliReport as _,
    parser::{SourceMap, SourceSpan},
    validation::DiagnosticList,
};
use async_graphql::{Pos, ServerError};

use super::{names, place::place};
use crate::error::Code;
use crate::http::flaw;

/// What is said of a field that is to select something and does not.
const NOTHING_SELECTED: &str = "interface, union and object types must have a subselection set";

/// What the parser calls the text of a document, among the texts that it knows.
pub(super) const NAME: &str = "document.graphql";

/// What the parser or the validator says of a text, of which no more is told than so much; with a schema, which values its
/// enums have too.
pub(super) fn told(list: &DiagnosticList, sent: &str, most: usize, schema: Option<&Schema>) -> Vec<ServerError> {
    let mut told = Vec::new();
    let spans: Vec<_> = list.iter().filter_map(|one| one.error.location()).collect();
    for one in list.iter() {
        if told.len() >= most {
            break;
        }
        let at = position(one.error.location(), one.sources, sent);
        let text = one.error.to_string();
        if text == NOTHING_SELECTED && selects(one.error.location(), &spans, one.sources) {
            continue;
        }
        if let Some(what) = text.strip_prefix("syntax error: ") {
            // What follows a first error of syntax is guessing.
            return vec![flaw(Code::DocumentInvalid, syntax(at, &short(&in_signs(what))), at)];
        }
        let mut error = flaw(Code::DocumentInvalid, short(&text), at);
        if let Some(of_type) = schema.and_then(|schema| names::wanted(&text, schema)) {
            error
                .extensions
                .get_or_insert_default()
                .set("hint", names::hint(of_type));
        }
        told.push(error);
    }
    told
}

/// The parser's names of tokens as what one would type.
fn in_signs(text: &str) -> String {
    let signs = [
        ("L_CURLY", "`{`"),
        ("R_CURLY", "`}`"),
        ("L_PAREN", "`(`"),
        ("R_PAREN", "`)`"),
        ("L_BRACK", "`[`"),
        ("R_BRACK", "`]`"),
        ("got EOF", "got the end"),
    ];
    signs
        .iter()
        .fold(text.to_owned(), |text, (name, sign)| text.replace(name, sign))
}

/// What is said of text that does not parse.
pub(super) fn syntax(at: Option<Pos>, what: &str) -> String {
    let Pos { line, column } = at.unwrap_or_default();
    format!("syntax error at line {line}, column {column}: {what}")
}

/// A message repeats names of the document, which can be as long as the document: bounded, and one line.
pub(super) fn short(text: &str) -> String {
    let line: String = text
        .chars()
        .take(300)
        .map(|one| if one.is_control() { ' ' } else { one })
        .collect();
    if line.len() < text.len() {
        format!("{line}…")
    } else {
        line
    }
}

/// Whether a field selects something, of which nothing is left because all of it has flaws of its own: those say what is wrong.
fn selects(field: Option<SourceSpan>, flaws: &[SourceSpan], sources: &SourceMap) -> bool {
    let Some(field) = field else { return false };
    let (begins, ends) = (field.offset(), field.end_offset());
    let text = sources.get(&field.file_id()).map(|source| source.source_text());
    let text = text.and_then(|text| text.get(begins..ends));
    text.is_some_and(|text| text.trim_end().ends_with('}'))
        && flaws
            .iter()
            .any(|flaw| flaw.offset() > begins && flaw.end_offset() <= ends)
}

/// Where in a document something stands, as it was sent: what is parsed has all at the same bytes.
pub(super) fn position(span: Option<SourceSpan>, sources: &SourceMap, sent: &str) -> Option<Pos> {
    let span = span?;
    let source = sources.get(&span.file_id())?;
    (source.path() == Path::new(NAME)).then(|| place(sent, span.offset()))
}
