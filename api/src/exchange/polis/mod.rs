//! Imports what the Polis software exported of a conversation: statements and votes.
//!
//! The files are read once and their votes sorted on disk; then people, statements and stands are written batch by
//! batch, each batch whole or not at all. Ids of people and stands derive from a salt of the import, so that a batch
//! that is there is found again and none is written twice.

mod people;
mod place;
mod read;
mod stands;
mod statements;

use std::path::PathBuf;

use chacha20poly1305::KeyInit;
use entity::id::{Id, ParticipationId, PhaseId, ProjectId, ReactionId};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use uuid::Uuid;

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
    pub language: Option<String>,
}

/// Imports an export. It may be repeated, or go on after a run that was cut off.
pub async fn import_polis(
    store: &Store,
    clock: &Clock,
    import: &PolisImport,
    progress: Progress<'_>,
) -> Result<Report> {
    let tenant = store.global().await?.rows().tenant_by_slug(&import.tenant).await?;
    let tenant = tenant.ok_or_else(|| Refusal::new(Code::NotFound, "There is no agency with this short name."))?;
    let mut report = Report::default();
    let files = read::files(clock, &import.folder, &mut report, progress)?;
    let actor = Actor::job(tenant.id, JOB);
    let about = place::About {
        import,
        agency_language: &tenant.language,
        summary: &files.summary,
        span: files.span.unwrap_or_else(|| (clock.now(), clock.now())),
    };
    let place = place::prepare(store, clock, &actor, &about, &mut report).await?;
    let mut work = Work {
        store,
        clock,
        actor,
        place,
        progress,
        report,
    };
    let read::Files {
        votes,
        people,
        statements,
        ..
    } = files;
    people::write(&mut work, people).await?;
    statements::write(&mut work, &import.folder, &statements).await?;
    stands::write(&mut work, votes).await?;
    stands::count(&mut work, tenant.disclosure_threshold).await?;
    place::finish(&mut work).await?;
    Ok(work.report)
}

/// An import under way.
struct Work<'w> {
    store: &'w Store,
    clock: &'w Clock,
    actor: Actor,
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
    /// A block of HMAC-SHA256: 32 random bytes in hexadecimal.
    salt: [u8; 64],
    language: String,
    attribution: String,
    /// The first and the last moment that the files tell of.
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

impl Place {
    /// The participation of somebody with this number in the export.
    fn person(&self, number: i64) -> ParticipationId {
        Id::from_uuid(self.derive("participation", &[number]))
    }

    /// The stand of somebody on a statement.
    fn stand(&self, statement: i64, number: i64) -> ReactionId {
        Id::from_uuid(self.derive("reaction", &[statement, number]))
    }

    /// An id that tells nothing to who has not the salt, and that is the same in every run.
    fn derive(&self, what: &str, numbers: &[i64]) -> Uuid {
        let mut bytes = [0; 16];
        let digest = self.digest(what, numbers);
        for (byte, from) in bytes.iter_mut().zip(digest) {
            *byte = from;
        }
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// A name for this project alone.
    fn pseudonym(&self, number: i64) -> String {
        use std::fmt::Write as _;
        let digest = self.digest("pseudonym", &[number]);
        digest
            .into_iter()
            .take(8)
            .fold("participant-".to_owned(), |mut name, byte| {
                // Writing to a string does not fail.
                let _ = write!(name, "{byte:02x}");
                name
            })
    }

    fn digest(&self, what: &str, numbers: &[i64]) -> impl IntoIterator<Item = u8> + use<> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&self.salt.into());
        mac.update(what.as_bytes());
        for number in numbers {
            mac.update(&number.to_be_bytes());
        }
        mac.finalize().into_bytes()
    }
}

/// A fault of the files on disk that the work itself made.
fn on_disk(error: &std::io::Error) -> crate::error::Error {
    Fault::logged(&format!("a temporary file failed: {}", error.kind())).into()
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
