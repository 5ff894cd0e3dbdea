//! Answers as JSON, no longer than they may be: what an answer costs is said by its objects, and texts can be long.

use std::io::{self, Write};

use serde::Serialize;

use crate::error::{Code, Error, Refusal};

/// An answer is longer than it may be, which is so many bytes.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::http) struct TooLong(pub(super) usize);

impl TooLong {
    /// What is told in its place.
    pub(in crate::http) fn refusal(self) -> Error {
        let Self(most) = self;
        Refusal::new(
            Code::TooExpensive,
            format!("The answer is longer than {most} bytes, and is not sent."),
        )
        .hint("Ask for smaller pages or fewer texts at once. What a mutation did is done.")
        .into()
    }
}

/// What was written, up to so much.
struct Bounded {
    written: Vec<u8>,
    most: usize,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.len() > self.most.saturating_sub(self.written.len()) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A value as JSON of `most` bytes at most. Values of the library always serialise, so that nothing but their length can
/// be wrong.
pub(in crate::http) fn json(value: &impl Serialize, most: usize) -> Result<Vec<u8>, TooLong> {
    let mut bounded = Bounded {
        written: Vec::with_capacity(most.min(1_024)),
        most,
    };
    serde_json::to_writer(&mut bounded, value).map_err(|_| TooLong(most))?;
    Ok(bounded.written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_longer_than_it_may_be_is_not_written_to_its_end() {
        let list = ["text"; 4];
        let text = r#"["text","text","text","text"]"#;
        assert_eq!(json(&list, text.len()), Ok(text.as_bytes().to_vec()));
        assert_eq!(json(&list, text.len() - 1), Err(TooLong(text.len() - 1)));
        assert_eq!(json(&list, 0), Err(TooLong(0)));
        assert_eq!(TooLong(9).refusal().codes(), [Code::TooExpensive]);
    }
}
