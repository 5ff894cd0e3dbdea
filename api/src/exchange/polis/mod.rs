//! Imports what the Polis software exported of a conversation: statements and votes.
//!
//! The files are read once and their votes sorted on disk; then people, statements and stands are written batch by
//! batch, each batch whole or not at all. Ids of people and stands derive from a salt of the import, so that a batch
//! that is there is found again and none is written twice.

mod known;
mod likeness;
mod months;
mod names;
mod people;
mod place;
mod read;
mod standing;
mod stands;
mod statements;

use std::path::PathBuf;

use entity::{
    id::{PhaseId, ProjectId},
    scalar::LanguageTag,
};
use uuid::Uuid;

use names::Names;

use super::report::{Progress, Report};
use crate::{
    actor::Actor,
    clock::Clock,
    error::{Code, Fault, Refusal, Result},
    store::{Store, Tx},
};

/// The importer's name, as an actor.
const JOB: &str = "import polis";

/// What to import, and where it goes.
#[derive(Clone, Debug)]
pub struct PolisImport {
    /// Short name of the agency.
    pub tenant: String,
    /// Short name of the project, which is made if it is not there.
    pub project: String,
    /// The folder with `summary.csv`, `comments.csv` and `votes.csv`.
    pub folder: PathBuf,
    /// Language of the statements; the agency's when not given.
    pub language: Option<LanguageTag>,
}

/// Imports an export. It may be repeated, or go on after a run that was cut off.
pub async fn import_polis(
    store: &Store,
    clock: &Clock,
    import: &PolisImport,
    progress: Progress<'_>,
) -> Result<Report> {
    let tenant = store.global().await?.rows().tenant_by_slug(&import.tenant).await?;
    let tenant = tenant.ok_or_else(Refusal::no_agency)?;
    let mut report = Report::default();
    let actor = Actor::job(tenant.id, JOB);
    let summary = read::summary(&import.folder, &mut report, progress)?;
    let known = known::find(store, &actor, import, &summary).await?;
    let names = place::names(clock, known.as_ref())?;
    let files = read::files(clock, &import.folder, &names, &mut report, progress)?;
    let about = place::About {
        import,
        agency_language: &tenant.language,
        summary: &summary,
        known: known.as_ref(),
        span: files.span,
    };
    let place = place::prepare(store, clock, &actor, &about, names, &mut report).await?;
    let mut work = Work {
        store,
        clock,
        actor,
        zone: tenant.time_zone,
        place,
        progress,
        report,
    };
    let read::Files {
        votes,
        people,
        statements,
        months,
        ..
    } = files;
    people::write(&mut work, people).await?;
    let statements = statements::write(&mut work, &import.folder, &statements).await?;
    stands::write(&mut work, votes, &statements).await?;
    stands::count(&mut work).await?;
    months::write(&work, &months).await?;
    place::finish(&mut work).await?;
    Ok(work.report)
}

/// An import under way.
struct Work<'w> {
    store: &'w Store,
    clock: &'w Clock,
    actor: Actor,
    /// The agency's time zone, which days and months follow.
    zone: String,
    place: Place,
    progress: Progress<'w>,
    report: Report,
}

/// Where the import goes.
struct Place {
    project: ProjectId,
    phase: PhaseId,
    /// The row of the import, which every batch locks: two runs at once take turns.
    source: Uuid,
    names: Names,
    language: LanguageTag,
    attribution: String,
    /// The first and the last hour that the files tell of.
    span: (chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>),
}

impl Work<'_> {
    /// A transaction for one batch, which no other run of this import shares.
    async fn batch(&self) -> Result<Tx> {
        use sea_orm::{ColumnTrait as _, Condition};
        let tx = self.store.write(self.actor.clone()).await?;
        let own = Condition::all().add(entity::import_source::Column::Id.eq(self.place.source));
        match tx.hidden::<entity::import_source::Entity>(own).await? {
            Some(_) => Ok(tx),
            None => Err(Refusal::new(Code::NotFound, "The import was taken away while it ran.").into()),
        }
    }
}

/// A fault of the files on disk that the work itself made.
fn on_disk(error: &std::io::Error) -> crate::error::Error {
    Fault::logged(&format!("a temporary file failed: {}", error.kind())).into()
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
