//! Where something stands in a document, counted as the reference implementation does (graphql-js, `getLocation`): lines end
//! at a line feed, a carriage return or both together, and columns are code units of UTF-16, as in editors and JavaScript.

use async_graphql::Pos;

/// The line and the column, from 1, of the byte at `offset` of a text.
pub(super) fn place(text: &str, offset: usize) -> Pos {
    let mut at = Pos { line: 1, column: 1 };
    let mut before = text.get(..offset).unwrap_or(text).chars().peekable();
    while let Some(character) = before.next() {
        match character {
            '\r' if before.peek() == Some(&'\n') => {}
            '\r' | '\n' => {
                at = Pos {
                    line: at.line + 1,
                    column: 1,
                };
            }
            other => at.column += other.len_utf16(),
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_those_of_the_reference() {
        for (text, line, column) in [
            ("", 1, 1),
            ("{ n", 1, 4),
            ("{\n", 2, 1),
            ("{\n\n", 3, 1),
            ("{\r\n  n\r é", 3, 3),
            ("\u{feff}{ \u{2028}\u{85}", 1, 6),
            ("\"😀\"", 1, 5),
        ] {
            assert_eq!(place(text, text.len()), Pos { line, column }, "{text:?}");
        }
        assert_eq!(place("{ n }", 2), Pos { line: 1, column: 3 });
    }
}
