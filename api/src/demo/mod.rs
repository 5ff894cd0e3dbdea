//! The demo: three agencies with made-up people, around deliberations that took place, all made through the same doors
//! as anybody's.
//!
//! Its passwords are random and stand in `demo.json` of its own data folder. Its database is marked before anything is
//! in it, and once more when all is: one that is half filled is made anew, one that holds somebody's work is refused,
//! and `trialogue serve` refuses a demo's. So these passwords open a demo and nothing else.

mod deliberations;
mod evaluation;
mod open;
mod page;
mod partner;
mod people;
mod privacy;
mod stage;
mod welcome;
mod words;

use std::{net::SocketAddr, path::Path};

use chrono::Duration;

use self::{
    page::{Page, Tenant},
    people::AGENCIES,
    stage::{Scene, Stage},
};
use crate::{
    app::{Engine, StartError},
    clock::Clock,
    config::Config,
    error::io_words,
    exchange::Progress,
    store::{self, Alone, Contents},
};

/// How long before now the demo's story begins: longer than it takes.
const AGO: Duration = Duration::days(160);

type Result<T, E = StartError> = std::result::Result<T, E>;

/// A demo that is there. No other server may run in its folder before this is dropped.
pub struct Ready {
    page: Page,
    file: std::path::PathBuf,
    explorer: Option<String>,
    _alone: Option<Alone>,
}

impl Ready {
    /// What to tell the person at the terminal.
    #[must_use]
    pub fn welcome(&self) -> String {
        welcome::text(&self.page, &self.file, self.explorer.as_deref())
    }
}

/// Makes the demo if it is not there; one that is there is left as it is. None where the folder holds somebody's work.
pub async fn prepare(config: &Config, address: SocketAddr, progress: Progress<'_>) -> Result<Option<Ready>> {
    let (folder, database) = (&config.data_dir, config.store());
    let alone = store::alone(&database)?;
    let file = folder.join("demo.json");
    let root = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let url = format!("{root}/graphql");
    let page = match store::contents(&database).await? {
        Contents::Work => return Ok(None),
        Contents::Demo => Page {
            url,
            ..Page::read(&file)?
        },
        Contents::Nothing | Contents::UnfinishedDemo => {
            store::begin_demo(&database).await?;
            fill(config, url, progress).await?
        }
    };
    page.write(&file)?;
    store::finish_demo(&database).await?;
    Ok(Some(Ready {
        page,
        file,
        explorer: config.explorer.enabled.then(|| format!("{root}/explorer")),
        _alone: alone,
    }))
}

fn on_disk(path: &Path, error: &std::io::Error) -> StartError {
    StartError(format!(
        "the path {} cannot be written: {}",
        path.display(),
        io_words(error)
    ))
}

/// Tells the demo's story under a clock of its own, which ends before now.
async fn fill(config: &Config, url: String, progress: Progress<'_>) -> Result<Page> {
    let clock = Clock::fixed(Clock::system().now() - AGO);
    let engine = Engine::start(config, clock.clone()).await?;
    let mut stage = Stage::new(engine, clock, url, &config.data_dir);
    progress("Making the demo, once: three agencies, their people, and what they work on.");
    for agency in AGENCIES {
        progress(&format!("  {}", agency.name));
        stage.page.tenants.push(Tenant {
            slug: agency.slug.to_owned(),
            name: agency.name.to_owned(),
        });
        people::come(&mut Scene::of(&mut stage, agency)).await?;
    }
    for agency in AGENCIES {
        let scene = &mut Scene::of(&mut stage, agency);
        deliberations::import(scene, progress).await?;
    }
    let london = AGENCIES
        .first()
        .ok_or_else(|| StartError("the demo has no agency".to_owned()))?;
    progress("  an evaluation, from the first question to its results");
    let scene = &mut Scene::of(&mut stage, london);
    evaluation::tell(scene).await?;
    partner::come(scene).await?;
    for agency in AGENCIES {
        let scene = &mut Scene::of(&mut stage, agency);
        open::tell(scene).await?;
        privacy::tell(scene).await?;
    }
    stage.end().await
}
