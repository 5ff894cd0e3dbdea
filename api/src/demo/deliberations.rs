//! Deliberations that took place, as the Polis software exported them, and the processes of the INTERLINK project.
//! Where they come from and under which licences stands in `tests/data/README.md`, and travels with what is imported.

use std::{fs, path::Path};

use chrono::Duration;

use super::{Result, on_disk, stage::Scene};
use crate::exchange::{PolisImport, Progress};

/// A deliberation, and the project that it goes into.
struct Deliberation {
    tenant: &'static str,
    project: &'static str,
    /// Name and text of each file.
    files: [(&'static str, &'static [u8]); 3],
}

macro_rules! files {
    ($folder:literal) => {
        files!($folder, "summary.csv", "comments.csv", "votes.csv")
    };
    ($folder:literal, $($name:literal),*) => {
        [$(($name, include_bytes!(concat!("../../../tests/data/polis/", $folder, "/", $name)))),*]
    };
}

const DELIBERATIONS: &[Deliberation] = &[
    Deliberation {
        tenant: "london",
        project: "youth-policing",
        files: files!("london.youth.policing"),
    },
    Deliberation {
        tenant: "new-zealand",
        project: "biodiversity",
        files: files!("scoop-hivemind.biodiversity"),
    },
    Deliberation {
        tenant: "taiwan",
        project: "uberx",
        files: files!("vtaiwan.uberx"),
    },
];

const TEMPLATES: &[u8] = include_bytes!("../../../tests/data/interlink/schemas.json");

/// Imports what belongs to the agency.
pub(super) async fn import(scene: &mut Scene<'_>, progress: Progress<'_>) -> Result<()> {
    scene.later(Duration::hours(1));
    let folder = scene.stage.folder.join("demo.import");
    let tenant = scene.agency.slug;
    for deliberation in DELIBERATIONS
        .iter()
        .filter(|deliberation| deliberation.tenant == tenant)
    {
        progress(&format!(
            "  the deliberation {} of {}",
            deliberation.project, scene.agency.name
        ));
        put(&folder, &deliberation.files)?;
        let import = PolisImport {
            tenant: tenant.to_owned(),
            project: deliberation.project.to_owned(),
            folder: folder.clone(),
            language: None,
        };
        scene.stage.engine.import_polis(&import, &mut |_| {}).await?;
    }
    let schemas = "schemas.json";
    put(&folder, &[(schemas, TEMPLATES)])?;
    scene
        .stage
        .engine
        .import_interlink(tenant, &folder.join(schemas))
        .await?;
    fs::remove_dir_all(&folder).map_err(|error| on_disk(&folder, &error))
}

/// Lays files into a folder that is there for this alone.
fn put(folder: &Path, files: &[(&str, &[u8])]) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| on_disk(folder, &error))?;
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).map_err(|error| on_disk(folder, &error))?;
    }
    Ok(())
}
