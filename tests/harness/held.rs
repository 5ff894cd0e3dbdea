//! Helpers that live only as long as this process: a script holds a resource until the pipe to it closes, then undoes it.
//!
//! The kernel closes the pipe however the test process ends, so a killed test leaves nothing behind.

use std::{
    io::{BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::OnceLock,
};

/// A running script; dropping this ends it.
pub(crate) struct Held {
    /// What the script printed when it was ready.
    pub(crate) answer: String,
    // Holds the pipe open, and is there to be waited for.
    script: Child,
}

impl Held {
    /// Starts `command`, writes it one line, and waits for the one line that says it is ready; none if it failed.
    pub(crate) fn start(command: &mut Command, line: &str) -> Option<Self> {
        let script = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A group of its own: an interrupt at the terminal must reach the tests alone, or nobody is left to clean up.
            .process_group(0)
            .spawn()
            .expect("a shell can be started");
        let mut held = Self {
            answer: String::new(),
            script,
        };
        writeln!(held.script.stdin.as_mut()?, "{line}").ok()?;
        BufReader::new(held.script.stdout.as_mut()?)
            .read_line(&mut held.answer)
            .ok()?;
        held.answer.truncate(held.answer.trim_end().len());
        (!held.answer.is_empty()).then_some(held)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        drop(self.script.stdin.take());
        // It ends by itself; not having waited for it would be no harm.
        drop(self.script.wait());
    }
}

/// A folder for everything that the tests of this process write; it goes when the process does.
pub(crate) fn scratch() -> PathBuf {
    static SCRATCH: OnceLock<Held> = OnceLock::new();
    let held = SCRATCH.get_or_init(|| {
        let script = r#"trap '' INT HUP TERM PIPE; dir=$(mktemp -d) || exit 1; trap 'rm -rf "$dir"' EXIT
            echo "$dir"; cat > /dev/null"#;
        Held::start(Command::new("sh").args(["-c", script]), "").expect("a temporary folder can be made")
    });
    PathBuf::from(&held.answer)
}
