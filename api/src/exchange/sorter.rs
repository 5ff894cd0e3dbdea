//! Sorts more rows than fit into memory: sorted runs in files without a name, merged when they are read.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    env,
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
};

use crate::clock::Clock;

/// A row: compared from its first number to its last.
pub(super) type Record = [i64; 5];

/// How many rows are held in memory: 5 MiB.
const HELD: usize = 1 << 17;
/// How many runs are merged at once, each with a buffer of [`BUFFER`] bytes.
const RUNS: usize = 64;
const BUFFER: usize = 32 * 1024;

/// Takes rows in any order. Its memory is bounded by [`HELD`] and [`RUNS`], whatever it takes.
pub(super) struct Sorter {
    clock: Clock,
    most: usize,
    held: Vec<Record>,
    runs: Vec<File>,
}

impl Sorter {
    /// A sorter of nothing; its files get names from the clock's randomness until they lose them.
    pub(super) fn new(clock: &Clock) -> Self {
        Self {
            clock: clock.clone(),
            most: HELD,
            held: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// Takes a row.
    pub(super) fn push(&mut self, record: Record) -> io::Result<()> {
        self.held.push(record);
        if self.held.len() >= self.most {
            self.spill()?;
        }
        Ok(())
    }

    /// All rows, sorted, equal ones once.
    pub(super) fn sorted(mut self) -> io::Result<Sorted> {
        if self.runs.is_empty() {
            self.held.sort_unstable();
            self.held.dedup();
            return Ok(Sorted::Held(self.held.into_iter()));
        }
        self.spill()?;
        self.held = Vec::new();
        merge(self.runs)
    }

    fn spill(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        self.held.sort_unstable();
        self.held.dedup();
        let run = self.write(self.held.iter().copied().map(Ok))?;
        self.held.clear();
        self.runs.push(run);
        if self.runs.len() >= RUNS {
            let merged = merge(std::mem::take(&mut self.runs))?;
            self.runs = vec![self.write(merged)?];
        }
        Ok(())
    }

    /// Writes rows to a file that nobody else can open and that goes when it is closed, however the process ends.
    fn write(&self, records: impl Iterator<Item = io::Result<Record>>) -> io::Result<File> {
        let path = env::temp_dir().join(format!("trialogue-{}", self.clock.random_hex::<16>()));
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        fs::remove_file(&path)?;
        let mut writer = BufWriter::with_capacity(BUFFER, file);
        for record in records {
            for number in record? {
                writer.write_all(&number.to_le_bytes())?;
            }
        }
        let mut file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    }
}

/// Rows in their order.
pub(super) enum Sorted {
    /// From memory.
    Held(std::vec::IntoIter<Record>),
    /// From runs: the next row of each, and where more of it come from.
    Runs(
        BinaryHeap<Reverse<(Record, usize)>>,
        Vec<BufReader<File>>,
        Option<Record>,
    ),
}

fn merge(runs: Vec<File>) -> io::Result<Sorted> {
    let mut readers: Vec<_> = runs
        .into_iter()
        .map(|run| BufReader::with_capacity(BUFFER, run))
        .collect();
    let mut heads = BinaryHeap::new();
    for (place, reader) in readers.iter_mut().enumerate() {
        heads.extend(next(reader)?.map(|record| Reverse((record, place))));
    }
    Ok(Sorted::Runs(heads, readers, None))
}

impl Iterator for Sorted {
    type Item = io::Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Held(records) => records.next().map(Ok),
            Self::Runs(heads, readers, last) => loop {
                let Reverse((record, place)) = heads.pop()?;
                match readers.get_mut(place).map(next).transpose() {
                    Ok(more) => heads.extend(more.flatten().map(|record| Reverse((record, place)))),
                    Err(error) => return Some(Err(error)),
                }
                if *last != Some(record) {
                    *last = Some(record);
                    return Some(Ok(record));
                }
            },
        }
    }
}

fn next(reader: &mut BufReader<File>) -> io::Result<Option<Record>> {
    let mut record = [0; 5];
    for (place, number) in record.iter_mut().enumerate() {
        let mut bytes = [0; 8];
        match reader.read_exact(&mut bytes) {
            Ok(()) => *number = i64::from_le_bytes(bytes),
            Err(error) if place == 0 && error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    Ok(Some(record))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn rows_come_out_in_order_and_once_however_few_are_held() {
        let rows: Vec<Record> = (0..5000_i64).map(|n| [n * 7919 % 613, n % 3, -n % 5, 0, 7]).collect();
        let mut expected = rows.clone();
        expected.sort_unstable();
        expected.dedup();
        for most in [7, 100, 10_000] {
            let mut sorter = Sorter::new(&Clock::system());
            sorter.most = most;
            for row in &rows {
                sorter.push(*row).unwrap();
            }
            let read: Vec<Record> = sorter.sorted().unwrap().map(Result::unwrap).collect();
            assert_eq!(read, expected, "{most}");
        }
    }
}
