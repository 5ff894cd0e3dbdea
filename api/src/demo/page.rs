//! `demo.json`.

use std::{
    fs::{self, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{Result, on_disk};
use crate::app::StartError;

/// What `demo.json` holds.
#[derive(Serialize, Deserialize)]
pub(super) struct Page {
    pub(super) url: String,
    pub(super) tenants: Vec<Tenant>,
    pub(super) people: Vec<Person>,
    pub(super) clients: Vec<Client>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Tenant {
    pub(super) slug: String,
    pub(super) name: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) tenant: String,
    pub(super) email: String,
    pub(super) password: String,
    pub(super) sector: Option<String>,
    /// Roles in the agency.
    pub(super) roles: Vec<String>,
    /// Roles in its projects; none in a file of an earlier version.
    #[serde(rename = "projectRoles", default)]
    pub(super) project_roles: Vec<InProject>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct InProject {
    /// Short name of the project.
    pub(super) project: String,
    pub(super) roles: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Client {
    pub(super) name: String,
    pub(super) tenant: String,
    #[serde(rename = "clientId")]
    pub(super) id: String,
    #[serde(rename = "clientSecret")]
    pub(super) secret: String,
}

impl Page {
    pub(super) fn read(file: &Path) -> Result<Self> {
        let lost = |why: &str| {
            StartError(format!(
                "the file {} {why}, and without it nobody can sign in; remove the folder to have the demo made anew",
                file.display()
            ))
        };
        let text = fs::read_to_string(file).map_err(|_| lost("cannot be read"))?;
        serde_json::from_str(&text).map_err(|_| lost("is not what the demo wrote"))
    }

    /// The file holds passwords: only its owner reads it. It is whole or not there.
    pub(super) fn write(&self, file: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).map_err(|_| StartError("demo.json cannot be made".to_owned()))?;
        let beside = file.with_extension("json.new");
        // The mode counts for a new file alone.
        let _ = fs::remove_file(&beside);
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&beside)
            .and_then(|mut open| {
                open.write_all(text.as_bytes())?;
                open.sync_all()
            })
            .and_then(|()| fs::rename(&beside, file))
            .map_err(|error| on_disk(file, &error))
    }
}
