//! Rows of comma-separated values (RFC 4180), one at a time and bounded, each with the line that it begins on.

use std::{
    fs::File,
    io::{self, BufRead, BufReader},
    path::Path,
};

use crate::error::{Code, Error, Refusal, Result, io_words};

/// What some programs write before text in UTF-8 (a byte order mark).
const MARK: &[u8] = b"\xef\xbb\xbf";
/// The most bytes of one row: many times what a statement may have.
const MOST_BYTES: usize = 256 * 1024;
/// The most fields of one row.
const MOST_FIELDS: usize = 256;
/// What is wrong with a row of another width than the first.
const WIDTH: &str = "the row has not as many fields as there are columns";

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
        let mut input = BufReader::new(file);
        // Before anything is read: a first field in quotes begins with its quote.
        let first = input.fill_buf().map_err(|error| unreadable(name, &error))?;
        if first.starts_with(MARK) {
            input.consume(MARK.len());
        }
        Ok(Self {
            name,
            input,
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
                Err((line, WIDTH))
            }));
        }
    }

    fn field(&self, place: usize) -> &str {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = self.ends.get(place).copied().unwrap_or_default();
        let bytes = self.bytes.get(start.unwrap_or_default()..end).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// Reads to the end of a row. What runs over several lines and is none is a quote that somebody forgot: only its first
    /// line is given up, and those after it are read as rows of their own.
    fn read(&mut self) -> Result<Read> {
        self.bytes.clear();
        self.ends.clear();
        self.begins = self.line;
        let (mut at, mut fault, mut any, mut ended) = (At::Start, None, false, false);
        // Whether the row has a second line, and how many bytes of it and of those after it were read.
        let (mut over, mut beyond) = (false, 0);
        while !ended {
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
                beyond += i64::from(over);
                match (at, byte) {
                    (At::Quoted, b'"') => at = At::Quote,
                    (At::Start, b'"') => at = At::Quoted,
                    (At::Start | At::Plain | At::Quote, b',') => {
                        at = At::Start;
                        if self.ends.len() < MOST_FIELDS {
                            self.ends.push(self.bytes.len());
                        }
                        if over && self.ends.len() >= self.width {
                            fault = fault.or(Some(WIDTH));
                        }
                    }
                    (At::Start | At::Plain | At::Quote, b'\n') => {
                        self.line += 1;
                        ended = true;
                    }
                    (At::Quote, b'\r') => {}
                    (At::Quote, byte) if byte != b'"' => {
                        fault = fault.or(Some("text follows the end of a quoted field"));
                    }
                    (_, byte) => {
                        if byte == b'\n' {
                            self.line += 1;
                            over = true;
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
                // At once, so that no line is read again for each of those before it.
                ended |= over && fault.is_some();
                if ended {
                    break;
                }
            }
            self.input.consume(used);
        }
        if at == At::Plain && self.bytes.last() == Some(&b'\r') {
            self.bytes.pop();
        }
        self.ends.push(self.bytes.len());
        if over && self.ends.len() != self.width {
            fault = fault.or(Some(WIDTH));
        }
        if over && fault.is_some() {
            let back = self.input.seek_relative(-beyond);
            back.map_err(|error| unreadable(self.name, &error))?;
            self.line = self.begins + 1;
        }
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
    Refusal::new(Code::BadInput, format!("{name} cannot be read: {}.", io_words(error))).into()
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
                (9, width),
            ]
        );
    }

    #[test]
    fn a_quote_that_nobody_closed_takes_its_own_line_and_no_other() {
        let lines = |content: &[u8]| -> Vec<_> {
            let read = rows(content).into_iter();
            read.map(|(line, row)| (line, row.err())).collect()
        };
        let none = Some("a quoted field does not end");
        let follows = Some("text follows the end of a quoted field");
        let long = Some("the row is longer than 262144 bytes");
        let width = Some(WIDTH);
        // To the end of the file, to the next quote, and to one after which the row has too many or too few fields.
        assert_eq!(lines(b"a,b\n1,\"2\n3,4\n5,6\n"), [(2, none), (3, None), (4, None)]);
        assert_eq!(lines(b"a,b\n1,\"2\n3,\"4\"\n5,6"), [(2, follows), (3, None), (4, None)]);
        assert_eq!(lines(b"a,b\n1,\"2\n\"3\",4\n5,6"), [(2, follows), (3, None), (4, None)]);
        assert_eq!(lines(b"a,b\n1,\"2\n,\",3\n5,6"), [(2, width), (3, none), (4, None)]);
        assert_eq!(lines(b"a,b\n\"1\n,\"\n5,6"), [(2, width), (3, none), (4, None)]);
        // Further than a row may be long, in a file of many pieces.
        let mut content = b"a,b\n1,\"2\n".to_vec();
        for _ in 0..100_000 {
            content.extend(b"3,4\n");
        }
        let read = lines(&content);
        assert_eq!(
            (read.len(), read.first(), read.last()),
            (100_001, Some(&(2, long)), Some(&(100_002, None)))
        );
        assert_eq!(read.iter().filter(|(_, why)| why.is_some()).count(), 1);
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
