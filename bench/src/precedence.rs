//! Precedence for the load, which shares the machine with what it measures: where it waits for a processor itself, it sends late,
//! hears late, and takes its own delay for the server's.

use std::process::{Command, Stdio};

use crate::{fault::Result, process::goes_first, target::Target};

/// Lets this program's first thread, on which the load runs, go before all others whenever it has something to do. What it
/// starts from then on does not, and what is under way already stays as it is. Says what came of it.
pub(crate) fn taken() -> Result<String> {
    let own = std::process::id();
    let mut command = Command::new("chrt");
    command
        .args(["--reset-on-fork", "--rr", "--pid", "1", &own.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let said = match command.status() {
        Ok(status) if status.success() && goes_first(own)? => {
            return Ok("The load goes before the server and the database (SCHED_RR).".to_owned());
        }
        Ok(status) => format!("chrt ended with {status}"),
        Err(error) => format!("chrt cannot be run: {error}"),
    };
    Ok(format!(
        "**The load has no precedence** ({said}): what follows is partly its own delay, the more the later it was."
    ))
}

/// Whether what is measured has no part in it.
pub(crate) fn not_of(target: &Target) -> Result<()> {
    if goes_first(target.pid())? {
        return Err("the server goes before others, as the load does: so it must not be measured".into());
    }
    Ok(())
}
