//! The options that every command shares, and how they become the configuration.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, log};
use crate::config::{self, Config, ConfigError, Secret};

/// Where the options and the data are.
#[derive(Clone, Debug, Default, Args)]
pub(super) struct Options {
    /// A TOML file with options; `trialogue doc configuration` lists them.
    #[arg(long, global = true, env = "TRIALOGUE_CONFIG", value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Folder of the embedded database and of the server's other files: what the configuration says or else `data`, and for
    /// `demo` always `data/demo` where it is not told here.
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(super) data_dir: Option<PathBuf>,
    /// A PostgreSQL database instead of the embedded one; not for `demo`, which has its own. Others on this machine can see
    /// arguments: prefer the variable.
    #[arg(
        long,
        global = true,
        env = "TRIALOGUE_DATABASE_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(super) database_url: Option<Secret>,
}

impl Options {
    /// The configuration that these options, the variables of the process and `more` flags give.
    pub(super) fn load(&self, more: &[(&str, String)]) -> Result<Config, Failure> {
        let mut flags = more.to_vec();
        if let Some(folder) = &self.data_dir {
            let folder = folder
                .to_str()
                .ok_or_else(|| ConfigError::invalid("--data-dir", "is not UTF-8"))?;
            flags.push(("data_dir", folder.to_owned()));
        }
        if let Some(url) = &self.database_url {
            flags.push(("database.url", url.expose().to_owned()));
        }
        Ok(Config::load(self.config.as_deref(), config::variables()?, &flags)?)
    }

    /// The same without more flags, for a command that serves nobody; what it logs is told from here on.
    pub(super) fn logging(&self) -> Result<Config, Failure> {
        let config = self.load(&[])?;
        log::start(&config.log)?;
        Ok(config)
    }
}
