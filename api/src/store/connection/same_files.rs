//! Whether the files of an embedded database are still those that were opened. SQLite goes on with a file that somebody took
//! away or put another in the place of: what is acknowledged then is gone with the next start.

use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::database::StoreError;
use crate::error::{Fault, Result, io_words};

/// What the system knows a file by: its device, and its number there.
type Mark = (u64, u64);

/// Files that are open, each with its mark. Cheap to clone.
#[derive(Clone)]
pub(super) struct SameFiles(Arc<[(PathBuf, Mark)]>);

impl SameFiles {
    /// Files that were just opened.
    pub(super) fn of(paths: impl IntoIterator<Item = PathBuf>) -> std::result::Result<Self, StoreError> {
        let marked = paths.into_iter().map(|path| {
            let mark = mark(&path).map_err(|error| {
                StoreError(format!(
                    "the file {} cannot be reached: {}",
                    path.display(),
                    io_words(&error)
                ))
            })?;
            Ok((path, mark))
        });
        marked.collect::<std::result::Result<_, _>>().map(Self)
    }

    /// Refuses to go on where one is another, or not there. It costs a look at the folder, and no read.
    pub(super) fn are_there(&self) -> Result<()> {
        let same = |(path, known): &(PathBuf, Mark)| mark(path).is_ok_and(|mark| mark == *known);
        if self.0.iter().all(same) {
            return Ok(());
        }
        Err(Fault::passing(
            "a file of the database was taken away or replaced while it was open: stop the server, and take the files away \
             that end in -wal and -shm, since they belong to the former one",
        )
        .into())
    }
}

fn mark(path: &Path) -> io::Result<Mark> {
    let found = fs::metadata(path)?;
    Ok((found.dev(), found.ino()))
}
