//! Rows of comma-separated values (RFC 4180), one at a time and bounded, each with the line that it begins on.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use crate::error::{Code, Error, Refusal, Result};

/// The most bytes of one row: many times what a statement may have.
const MOST_BYTES: usize = 256 * 1024;
/// The most fields of one row.
const MOST_FIELDS: usize = 256;

/// A file whose first line names its columns.
pub(super) struct Csv {
    name: &'static str,
    input: BufReader<File>,
    line: u64,
    begins: u64,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    width: usize,
    columns: Vec<usize>,
}

/// A row of the file.
pub(super) struct Row<'c> {
    /// The line that it begins on, from 1.
    pub(super) line: u64,
    csv: &'c Csv,
}

/// What reading to the end of a row found.
enum Read {
    /// A row.
    Row,
    /// Something that is none, and why.
    Bad(&'static str),
    /// The end of the file.
    End,
}

/// Where the reader is within a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    Plain,
    Quoted,
    Quote,
}

impl Csv {
    /// Opens the file `name` in `folder`, which must have these columns and may have those beside them, each once. Any
    /// other is refused: somebody wrote it in the hope that it says something (T23).
    pub(super) fn open(folder: &Path, name: &'static str, columns: &[&str], beside: &[&str]) -> Result<Self> {
        let mut csv = Self::pairs(folder, name)?;
        match csv.read()? {
            Read::End => return Err(refused(name, 1, "The file is empty.")),
            Read::Bad(why) => {
                return Err(refused(
                    name,
                    1,
                    &format!("The names of the columns cannot be read: {why}."),
                ));
            }
            Read::Row => {}
        }
        if csv.bytes.starts_with(b"\xef\xbb\xbf") {
            csv.bytes.drain(..3);
            csv.ends.iter_mut().for_each(|end| *end = end.saturating_sub(3));
        }
        csv.width = csv.ends.len();
        // The name of a column that nobody knows is not repeated: it may hold anything.
        let names: Vec<_> = (0..csv.width).map(|place| csv.field(place).trim()).collect();
        for (place, found) in names.iter().enumerate() {
            let why = if !columns.iter().chain(beside).any(|column| column == found) {
                "is not one of an export"
            } else if names.iter().take(place).any(|before| before == found) {
                "has the name of one before it"
            } else {
                continue;
            };
            return Err(refused(
                name,
                1,
                &format!("The column with number {} {why}.", place + 1),
            ));
        }
        let place_of = |column: &&str| {
            let known = (0..csv.width).find(|place| csv.field(*place).trim() == *column);
            known.ok_or_else(|| refused(name, 1, &format!("There is no column `{column}`.")))
        };
        csv.columns = columns.iter().map(place_of).collect::<Result<_>>()?;
        Ok(csv)
    }

    /// Opens a file of names and values, without a line that names its columns.
    pub(super) fn pairs(folder: &Path, name: &'static str) -> Result<Self> {
        let file = File::open(folder.join(name)).map_err(|error| unreadable(name, &error))?;
        Ok(Self {
            name,
            input: BufReader::new(file),
            line: 1,
            begins: 1,
            bytes: Vec::new(),
            ends: Vec::new(),
            width: 2,
            columns: vec![0, 1],
        })
    }

    /// The next row, or why it is none; nothing at the end. Empty lines are no rows.
    pub(super) fn next(&mut self) -> Result<Option<std::result::Result<Row<'_>, (u64, &'static str)>>> {
        loop {
            let read = self.read()?;
            let line = self.begins;
            match read {
                Read::End => return Ok(None),
                Read::Bad(why) => return Ok(Some(Err((line, why)))),
                Read::Row => {}
            }
            if self.ends.len() == 1 && self.bytes.is_empty() {
                continue;
            }
            return Ok(Some(if self.ends.len() == self.width {
                Ok(Row { line, csv: self })
            } else {
                Err((line, "the row has not as many fields as there are columns"))
            }));
        }
    }

    fn field(&self, place: usize) -> &str {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = self.ends.get(place).copied().unwrap_or_default();
        let bytes = self.bytes.get(start.unwrap_or_default()..end).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// Reads to the end of a row.
    fn read(&mut self) -> Result<Read> {
        self.bytes.clear();
        self.ends.clear();
        self.begins = self.line;
        let (mut at, mut fault, mut any) = (At::Start, None, false);
        'row: loop {
            let name = self.name;
            let piece = self.input.fill_buf().map_err(|error| unreadable(name, &error))?;
            if piece.is_empty() {
                if !any {
                    return Ok(Read::End);
                }
                if at == At::Quoted {
                    fault = fault.or(Some("a quoted field does not end"));
                }
                break;
            }
            any = true;
            let mut used = 0;
            for &byte in piece {
                used += 1;
                match (at, byte) {
                    (At::Quoted, b'"') => at = At::Quote,
                    (At::Start, b'"') => at = At::Quoted,
                    (At::Start | At::Plain | At::Quote, b',') => {
                        at = At::Start;
                        if self.ends.len() < MOST_FIELDS {
                            self.ends.push(self.bytes.len());
                        }
                    }
                    (At::Start | At::Plain | At::Quote, b'\n') => {
                        self.line += 1;
                        self.input.consume(used);
                        break 'row;
                    }
                    (At::Quote, b'\r') => {}
                    (At::Quote, byte) if byte != b'"' => {
                        fault = fault.or(Some("text follows the end of a quoted field"));
                    }
                    (_, byte) => {
                        if byte == b'\n' {
                            self.line += 1;
                        }
                        at = if matches!(at, At::Quoted | At::Quote) {
                            At::Quoted
                        } else {
                            At::Plain
                        };
                        if self.bytes.len() < MOST_BYTES {
                            self.bytes.push(byte);
                        } else {
                            fault = fault.or(Some("the row is longer than 262144 bytes"));
                        }
                    }
                }
            }
            self.input.consume(used);
        }
        if at == At::Plain && self.bytes.last() == Some(&b'\r') {
            self.bytes.pop();
        }
        self.ends.push(self.bytes.len());
        if fault.is_none() && std::str::from_utf8(&self.bytes).is_err() {
            fault = Some("the text is not UTF-8");
        }
        Ok(fault.map_or(Read::Row, Read::Bad))
    }
}

impl Row<'_> {
    /// The field of the `place`th of the columns that were asked for.
    pub(super) fn text(&self, place: usize) -> &str {
        self.csv.columns.get(place).map_or("", |column| self.csv.field(*column))
    }
}

fn unreadable(name: &str, error: &io::Error) -> Error {
    Refusal::new(Code::BadInput, format!("{name} cannot be read: {}.", error.kind())).into()
}

/// A refusal of a whole file, named with a line.
pub(super) fn refused(name: &str, line: u64, why: &str) -> Error {
    Refusal::new(Code::BadInput, format!("{name}:{line}: {why}")).into()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    /// Line and fields of each row, or what is wrong with it.
    fn rows(content: &[u8]) -> Vec<(u64, std::result::Result<Vec<String>, &'static str>)> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.csv"), content).unwrap();
        let mut csv = Csv::open(folder.path(), "a.csv", &["b", "a"], &["c"]).unwrap();
        let mut all = Vec::new();
        while let Some(row) = csv.next().unwrap() {
            all.push(match row {
                Ok(row) => (row.line, Ok(vec![row.text(0).to_owned(), row.text(1).to_owned()])),
                Err((line, why)) => (line, Err(why)),
            });
        }
        all
    }

    #[test]
    fn fields_may_be_quoted_and_span_lines_and_each_row_knows_its_line() {
        let read = rows(b"\xef\xbb\xbfa,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n\r\n2,\n\"3\",4");
        let fields = |b: &str, a: &str| Ok(vec![b.to_owned(), a.to_owned()]);
        assert_eq!(
            read,
            [
                (2, fields("x, \"y\"\nz", "1")),
                (5, fields("", "2")),
                (6, fields("4", "3"))
            ]
        );
    }

    #[test]
    fn what_is_no_row_is_named_by_its_line_and_the_next_one_is_read() {
        let mut content = b"a,b\n1\n1,2,3\n\xff,2\n\"1\"x,2\n".to_vec();
        content.extend(vec![b'x'; MOST_BYTES + 1]);
        content.extend(b",2\n5,6\n1,\"2\n3");
        let read: Vec<_> = rows(&content)
            .into_iter()
            .map(|(line, row)| (line, row.err()))
            .collect();
        let width = Some("the row has not as many fields as there are columns");
        assert_eq!(
            read,
            [
                (2, width),
                (3, width),
                (4, Some("the text is not UTF-8")),
                (5, Some("text follows the end of a quoted field")),
                (6, Some("the row is longer than 262144 bytes")),
                (7, None),
                (8, Some("a quoted field does not end")),
            ]
        );
    }

    #[test]
    fn t23_columns_are_those_that_are_known_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let opens = |line: &str| {
            std::fs::write(folder.path().join("a.csv"), line).unwrap();
            Csv::open(folder.path(), "a.csv", &["b", "a"], &["c"]).is_ok()
        };
        for known in ["a,b", "b,c,a", "\u{feff}a , b,c"] {
            assert!(opens(known), "{known}");
        }
        for other in ["a", "a,b,d", "a,b,", "a,b,b", "a,b,c,c", "a,b,A", "a,b,tenant_id"] {
            assert!(!opens(other), "{other}");
        }
    }

    #[test]
    fn a_row_of_nothing_but_commas_is_bounded_as_well() {
        let mut content = b"a,b\n".to_vec();
        content.extend(vec![b','; 3 * MOST_BYTES]);
        assert_eq!(rows(&content).len(), 1);
    }
}
