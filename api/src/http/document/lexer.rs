//! The first look at a document's text: counts tokens and open brackets in one pass, without recursion.
//!
//! Parsers recurse, and a stack overflow ends the process for all tenants (T112), so this runs before any of them.
//! Every string must be whole here, or a parser could see brackets where this saw text. The GraphQL library takes
//! neither `\u{…}` nor surrogate pairs; both are replaced by the character itself, and what that leaves free by spaces behind
//! the string, so that everything else stands at the same byte as before.

use std::borrow::Cow;

use async_graphql::ServerError;

use super::place::place;
use crate::error::Code;
use crate::http::{Limits, control, flaw};

/// Checks `text` and gives it back with the escapes that the library cannot read written out.
pub(super) fn scan<'t>(text: &'t str, limits: &Limits) -> Result<Cow<'t, str>, ServerError> {
    if text.len() > limits.document_bytes {
        let message = format!("The document is longer than {} bytes.", limits.document_bytes);
        return Err(flaw(Code::RequestTooLarge, message, None));
    }
    let mut lexer = Lexer {
        text,
        at: 0,
        tokens: 0,
        open: 0,
        rewritten: String::new(),
        copied: 0,
        free: 0,
    };
    if let Some(at) = text.find(control::is_refused) {
        return Err(lexer.control(at));
    }
    lexer.run(limits)?;
    if lexer.copied == 0 {
        return Ok(Cow::Borrowed(text));
    }
    lexer.copy_to(text.len());
    Ok(Cow::Owned(lexer.rewritten))
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    tokens: usize,
    open: usize,
    rewritten: String,
    copied: usize,
    /// Bytes by which the string that is being read has become shorter.
    free: usize,
}

impl Lexer<'_> {
    fn run(&mut self, limits: &Limits) -> Result<(), ServerError> {
        while let Some(byte) = self.byte(0) {
            if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                self.at += 1;
                continue;
            }
            self.tokens += 1;
            match byte {
                b'(' | b'[' | b'{' => {
                    self.open += 1;
                    self.at += 1;
                }
                b')' | b']' | b'}' => {
                    self.open = self.open.saturating_sub(1);
                    self.at += 1;
                }
                b'#' => self.skip(|byte| !matches!(byte, b'\n' | b'\r')),
                b'"' if self.rest().starts_with("\"\"\"") => self.block_string()?,
                b'"' => self.string()?,
                b'.' if self.rest().starts_with("...") => self.at += 3,
                byte if is_word(byte) => self.skip(is_word),
                // The bytes of one character beyond ASCII, such as a byte order mark, go together.
                byte if !byte.is_ascii() => self.skip(|byte| !byte.is_ascii()),
                _ => self.at += 1,
            }
            if self.tokens > limits.tokens {
                let message = format!("The document has more than {} tokens.", limits.tokens);
                return Err(flaw(Code::RequestTooLarge, message, None));
            }
            if self.open > limits.brackets {
                let message = format!("The document nests brackets more than {} deep.", limits.brackets);
                return Err(flaw(Code::RequestTooLarge, message, None));
            }
        }
        Ok(())
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn skip(&mut self, within: impl Fn(u8) -> bool) {
        while self.byte(0).is_some_and(&within) {
            self.at += 1;
        }
    }

    fn block_string(&mut self) -> Result<(), ServerError> {
        let start = self.at;
        self.at += 3;
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                return Err(self.syntax(start, "the block string does not end"));
            }
            if rest.starts_with("\\\"\"\"") {
                self.at += 4;
            } else if rest.starts_with("\"\"\"") {
                self.at += 3;
                return Ok(());
            } else {
                self.at += 1;
                self.skip(|byte| !matches!(byte, b'"' | b'\\'));
            }
        }
    }

    fn string(&mut self) -> Result<(), ServerError> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.byte(0) {
                Some(b'"') => {
                    self.at += 1;
                    self.fill();
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                None | Some(b'\n' | b'\r') => return Err(self.syntax(start, "the string does not end on its line")),
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<(), ServerError> {
        let start = self.at;
        match self.byte(1) {
            Some(b'"' | b'\\' | b'/' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'b' | b'f') => return Err(self.control(start)),
            Some(b'u') => {
                let (unit, braced) = self.unit()?;
                let (value, written_out) = match unit {
                    0xD800..=0xDBFF if !braced => (self.low_half(start, unit)?, true),
                    unit => (unit, braced),
                };
                let Some(character) = char::from_u32(value) else {
                    let message = "A string holds half of a surrogate pair, or no character of Unicode.";
                    return Err(flaw(Code::BadInput, message, Some(place(self.text, start))));
                };
                if control::is_refused(character) {
                    return Err(self.control(start));
                }
                if written_out {
                    self.write_out(start, character);
                }
            }
            _ => return Err(self.syntax(start, "there is no such escape")),
        }
        Ok(())
    }

    /// Reads `\uXXXX` or `\u{X…}`, and tells which it was.
    fn unit(&mut self) -> Result<(u32, bool), ServerError> {
        let start = self.at;
        self.at += 2;
        let braced = self.byte(0) == Some(b'{');
        let digits = if braced {
            self.at += 1;
            self.rest().split('}').next().filter(|digits| digits.len() <= 8)
        } else {
            self.rest().get(..4)
        };
        let value = digits
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| Some((digits.len(), u32::from_str_radix(digits, 16).ok()?)));
        let Some((length, value)) = value else {
            return Err(self.syntax(start, "there is no such escape"));
        };
        self.at += length + usize::from(braced);
        Ok((value, braced))
    }

    fn low_half(&mut self, start: usize, high: u32) -> Result<u32, ServerError> {
        if self.rest().starts_with("\\u")
            && let (low @ 0xDC00..=0xDFFF, false) = self.unit()?
        {
            return Ok(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
        }
        let message = "A string holds half of a surrogate pair.";
        Err(flaw(Code::BadInput, message, Some(place(self.text, start))))
    }

    fn write_out(&mut self, start: usize, character: char) {
        self.copy_to(start);
        let before = self.rewritten.len();
        match character {
            '"' => self.rewritten.push_str("\\\""),
            '\\' => self.rewritten.push_str("\\\\"),
            '\n' => self.rewritten.push_str("\\n"),
            '\r' => self.rewritten.push_str("\\r"),
            '\t' => self.rewritten.push_str("\\t"),
            other => self.rewritten.push(other),
        }
        let written = self.rewritten.len() - before;
        self.free += (self.at - start).saturating_sub(written);
        self.copied = self.at;
    }

    /// Puts spaces behind a string that became shorter.
    fn fill(&mut self) {
        if self.free > 0 {
            self.copy_to(self.at);
            self.copied = self.at;
            let free = std::mem::take(&mut self.free);
            self.rewritten.extend(std::iter::repeat_n(' ', free));
        }
    }

    fn copy_to(&mut self, end: usize) {
        self.rewritten
            .push_str(self.text.get(self.copied..end).unwrap_or_default());
    }

    fn syntax(&self, at: usize, what: &str) -> ServerError {
        let pos = place(self.text, at);
        let message = format!("syntax error at line {}, column {}: {what}", pos.line, pos.column);
        flaw(Code::DocumentInvalid, message, Some(pos))
    }

    fn control(&self, at: usize) -> ServerError {
        let message = "The document holds a control character.";
        flaw(Code::BadInput, message, Some(place(self.text, at)))
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
