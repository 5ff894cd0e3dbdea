//! What the kernel says of processes: processor time and memory.

use std::{fs, path::Path, time::Duration};

use crate::fault::Result;

/// Ticks of a second; the same on every Linux.
const TICKS: u64 = 100;

/// The numbers after the name in `/proc/<pid>/stat`: the name may hold anything, but ends with the last bracket.
fn stat(pid: u32) -> Result<Vec<u64>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, numbers) = text.rsplit_once(')').ok_or("a process without a name")?;
    Ok(numbers
        .split_whitespace()
        .map(|number| number.parse().unwrap_or_default())
        .collect())
}

fn ticks(stat: &[u64], places: std::ops::Range<usize>) -> u64 {
    stat.get(places).unwrap_or_default().iter().sum()
}

const fn duration(ticks: u64) -> Duration {
    Duration::from_millis(ticks * 1000 / TICKS)
}

/// Processor time of one process, its own and the kernel's for it.
pub(crate) fn processor_time(pid: u32) -> Result<Duration> {
    Ok(duration(ticks(&stat(pid)?, 11..13)))
}

/// Whether a process, or the first thread of one, goes before all that are scheduled in the usual way.
pub(crate) fn goes_first(pid: u32) -> Result<bool> {
    const FIFO_OR_ROUND_ROBIN: [u64; 2] = [1, 2];
    let stat = stat(pid)?;
    let policy = stat.get(38).ok_or("a process without a policy")?;
    Ok(FIFO_OR_ROUND_ROBIN.contains(policy))
}

/// The most memory that a process held, in KiB.
pub(crate) fn peak_memory(pid: u32) -> Result<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()).ok_or("no VmHWM")?;
    Ok(number.parse()?)
}

/// Forgets what was the most, so that [`peak_memory`] tells of what comes.
pub(crate) fn forget_peak(pid: u32) -> Result<()> {
    Ok(fs::write(format!("/proc/{pid}/clear_refs"), "5")?)
}

/// Processor time of a PostgreSQL cluster: its first process with all children that ended, and those that run.
pub(crate) fn cluster_time(folder: &Path) -> Result<Duration> {
    let text = fs::read_to_string(folder.join("data/postmaster.pid"))?;
    let first: u32 = text.lines().next().ok_or("an empty postmaster.pid")?.parse()?;
    let mut sum = ticks(&stat(first)?, 11..15);
    for entry in fs::read_dir("/proc")?.flatten() {
        let pid = entry.file_name().to_string_lossy().parse::<u32>();
        // A process may end while it is looked at.
        if let Some(stat) = pid.ok().and_then(|pid| stat(pid).ok())
            && stat.get(1) == Some(&u64::from(first))
        {
            sum += ticks(&stat, 11..13);
        }
    }
    Ok(duration(sum))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn a_child_that_is_started_in_the_usual_way_goes_before_nobody() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let is_first = goes_first(child.id());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!is_first.unwrap());
    }

    #[test]
    fn this_process_has_memory_and_time() {
        let pid = std::process::id();
        let most = peak_memory(pid).unwrap();
        forget_peak(pid).unwrap();
        assert!(most > 0 && peak_memory(pid).unwrap() > 0);
        assert!(processor_time(pid).unwrap() < Duration::from_hours(1));
    }
}
