//! Imports the co-production processes of the INTERLINK project as templates.

mod process;
mod write;

use std::{fs::File, io::Read as _, path::Path};

use serde_json::Value;

use self::process::Process;
use crate::{
    actor::Actor,
    clock::Clock,
    error::{Code, Refusal, Result, io_words},
    store::Store,
};

/// The importer's name, as an actor.
const JOB: &str = "import interlink";
/// The largest file: many times what the project published.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// What a run of the import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Templates {
    /// Processes in the file.
    pub read: usize,
    /// Templates that were made of them.
    pub made: usize,
}

/// Imports the processes of a file, all or none. What is there already stays as it is: a new edition is a new template.
pub async fn import_interlink(store: &Store, clock: &Clock, tenant: &str, file: &Path) -> Result<Templates> {
    let tenant = store.global().await?.rows().tenant_by_slug(tenant).await?;
    let tenant = tenant.ok_or_else(Refusal::no_agency)?;
    let processes = read(file)?;
    let tx = store.write(Actor::job(tenant.id, JOB)).await?;
    let mut done = Templates {
        read: processes.len(),
        made: 0,
    };
    for process in &processes {
        done.made += usize::from(write::process(&tx, clock, process).await?);
    }
    tx.commit().await?;
    Ok(done)
}

fn read(file: &Path) -> Result<Vec<Process>> {
    let mut text = String::new();
    let opened = File::open(file).and_then(|file| file.take(MOST_BYTES + 1).read_to_string(&mut text));
    let length = opened.map_err(|error| refused(format!("The file cannot be read: {}.", io_words(&error))))?;
    if u64::try_from(length).unwrap_or(u64::MAX) > MOST_BYTES {
        return Err(refused("The file is larger than 16 MiB.".to_owned()));
    }
    // Some programs write a mark before text in UTF-8.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let schemas: Vec<Value> = serde_json::from_str(text).map_err(|error| {
        refused(format!(
            "The file is not a JSON array of processes: line {}, column {}.",
            error.line(),
            error.column()
        ))
    })?;
    schemas
        .into_iter()
        .map(|schema| Process::of(schema).map_err(refused))
        .collect()
}

fn refused(why: String) -> crate::error::Error {
    Refusal::new(Code::BadInput, why).into()
}
