//! Standard output, for what a command answers.

use std::io::{self, ErrorKind, Write as _};

use super::Failure;
use crate::error::io_words;

/// Prints `text` and ends the line if it has no end yet.
///
/// A reader who has seen enough (`| head`) is no failure.
pub(super) fn say(text: &str) -> Result<(), Failure> {
    let end = if text.ends_with('\n') { "" } else { "\n" };
    let mut out = io::stdout().lock();
    match write!(out, "{text}{end}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let words = io_words(&error);
            Err(Failure::failed(format!("Standard output cannot be written: {words}.")))
        }
        _ => Ok(()),
    }
}
