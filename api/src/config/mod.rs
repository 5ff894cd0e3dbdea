//! How the server is set up: the built-in defaults, then a file, then the environment, then flags, as one typed value.
//!
//! What exists is written in `config.default.toml` alone; a name that is not there is refused with the nearest one that
//! is. To add an option: a remark and a line there, a field here, what it has to be in `expected.rs`, how it has to fit others
//! in [`Config::check`], and `script/generate` for the page. Secrets are of type [`Secret`] and have a twin `…_file`.

mod check;
mod concurrency;
mod documentation;
mod error;
mod expected;
mod layer;
mod options;
mod secret;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    num::{NonZeroU64, NonZeroUsize},
    path::{Path, PathBuf},
};

use ipnet::IpNet;
use serde::Deserialize;
use toml::{Table, Value};

use crate::{
    clock::Clock,
    store::{
        DatabaseConfig,
        secret::{FILE_NAME, InstanceSecret, SecretError},
    },
};
pub use documentation::documentation;
pub use error::ConfigError;
pub use secret::Secret;

/// What every environment variable of ours begins with; `__` stands for the dot of a key.
pub const PREFIX: &str = "TRIALOGUE_";

/// As many operations may wait at most: a longer queue only makes everybody late.
const MOST_WAITING: u16 = 1_024;

/// All options. What each means and why its default is what it is stands in `config.default.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the server keeps its own files.
    pub data_dir: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Networks of the proxies in front of it, whose word is taken for where a request comes from.
    pub proxies: Vec<IpNet>,
    /// Under which address people reach it; see [`Config::issuer`].
    pub public_url: Option<String>,
    /// What keys derive from; none: made at first start.
    pub instance_secret: Option<Secret>,
    /// Where rows are kept.
    pub database: DatabaseOptions,
    /// Access tokens.
    pub token: TokenOptions,
    /// Sign-in with a password.
    pub passwords: PasswordsOptions,
    /// What one request may ask for.
    pub limits: LimitsOptions,
    /// Whoever listens.
    pub streams: StreamsOptions,
    /// Which agency a request is for.
    pub tenants: TenantsOptions,
    /// Web pages of other origins.
    pub cors: CorsOptions,
    /// What caches may do.
    pub caching: CachingOptions,
    /// The schema.
    pub graphql: GraphqlOptions,
    /// The page to try documents in.
    pub explorer: ExplorerOptions,
    /// Figures about its work.
    pub metrics: MetricsOptions,
    /// Spans of its work.
    pub traces: TracesOptions,
    /// What the server says about its work.
    pub log: LogOptions,
}

/// Where rows are kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseOptions {
    /// A PostgreSQL database; none: SQLite in the data directory.
    pub url: Option<Secret>,
    /// Most connections of one server.
    pub max_connections: u32,
    /// When the database gives up on one statement.
    pub statement_timeout_ms: u32,
}

/// Access tokens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenOptions {
    /// For how long one is good.
    pub minutes: u32,
}

/// Sign-in with a password.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordsOptions {
    /// How many are checked at the same time; see [`PasswordsOptions::parallel`].
    pub parallel: Option<NonZeroUsize>,
}

/// What one request may ask for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsOptions {
    /// Bytes of a body.
    pub body_bytes: NonZeroUsize,
    /// Bytes of a document.
    pub document_bytes: NonZeroUsize,
    /// Words and signs of a document.
    pub tokens: NonZeroUsize,
    /// How deep its brackets nest.
    pub depth: NonZeroUsize,
    /// Its fields with all fragments in their places.
    pub expanded_fields: NonZeroUsize,
    /// What it may cost.
    pub cost: NonZeroU64,
    /// Bytes of an answer.
    pub answer_bytes: NonZeroUsize,
    /// What the documents of one caller may cost in a minute.
    pub caller_cost_per_minute: NonZeroU64,
    /// What those of all callers of one agency may.
    pub agency_cost_per_minute: NonZeroU64,
    /// How much of that its visitors may have together; see [`LimitsOptions::visitors_cost_per_minute`].
    pub visitors_percent: NonZeroU64,
    /// How many operations run at once; see [`Config::concurrent`].
    pub concurrent: Option<NonZeroUsize>,
    /// How many wait for that; see [`Config::waiting`].
    pub waiting: Option<usize>,
    /// How long one may take.
    pub seconds: NonZeroU64,
    /// Connections of one listener.
    pub connections: NonZeroUsize,
    /// How long the head of a request may take to come.
    pub head_seconds: NonZeroU64,
    /// How long somebody may read nothing of an answer.
    pub write_seconds: NonZeroU64,
}

/// Whoever listens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamsOptions {
    /// For how long what happened is kept.
    pub kept_minutes: u32,
    /// Sockets and streams of one server.
    pub connections: NonZeroUsize,
    /// Sockets and streams of one credential.
    pub connections_of_one: NonZeroUsize,
    /// Those of visitors from one network.
    pub connections_of_network: NonZeroUsize,
    /// Operations of one socket.
    pub operations: NonZeroUsize,
    /// Messages that wait for one reader.
    pub waiting: NonZeroUsize,
    /// Bytes of messages and bodies that have come in part, on all connections.
    pub unread_bytes: NonZeroU64,
}

/// Which agency a request is for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantsOptions {
    /// Slugs by host name.
    pub by_host: BTreeMap<String, String>,
}

/// Web pages of other origins.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorsOptions {
    /// Those that may call.
    pub origins: Vec<String>,
}

/// What caches may do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CachingOptions {
    /// For how long they show what is public without asking.
    pub public_seconds: u32,
}

/// The schema.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GraphqlOptions {
    /// Who is told of it.
    pub introspection: SchemaIsFor,
}

/// Who is told of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchemaIsFor {
    /// Whoever asks.
    Everybody,
    /// Members and programs.
    SignedIn,
    /// Nobody.
    Nobody,
}

/// The page to try documents in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplorerOptions {
    /// Whether it is there.
    pub enabled: bool,
}

/// Figures about the server's work.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricsOptions {
    /// Where they are told; none: nowhere.
    pub listen: Option<SocketAddr>,
}

/// Spans of the server's work.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TracesOptions {
    /// The collector; none: nobody.
    pub endpoint: Option<String>,
}

/// What the server says about its work.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogOptions {
    /// For whom.
    pub format: LogFormat,
    /// Which lines.
    pub filter: String,
}

/// For whom log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// People.
    Text,
    /// Machines: one JSON object a line.
    Json,
}

impl Config {
    /// The built-in defaults alone.
    pub fn embedded() -> Result<Self, ConfigError> {
        Self::load(None, [], &[])
    }

    /// The defaults, then a file, then variables (all of the process, or some), then flags as pairs of key and text.
    pub fn load(
        file: Option<&Path>,
        variables: impl IntoIterator<Item = (String, String)>,
        flags: &[(&str, String)],
    ) -> Result<Self, ConfigError> {
        let known: Vec<_> = options::sections()?
            .into_iter()
            .flat_map(|section| section.options)
            .collect();
        let mut values = layer::text(&known, "The built-in text", options::DEFAULT)?;
        if let Some(file) = file {
            values.extend(layer::file(&known, file)?);
        }
        values.extend(layer::environment(&known, variables)?);
        values.extend(layer::flags(&known, flags)?);
        expected::within_bounds(&known, &values)?;
        let config = typed(&known, values)?;
        config.check()?;
        Ok(config)
    }

    /// Where the store finds its rows.
    #[must_use]
    pub fn store(&self) -> DatabaseConfig {
        DatabaseConfig {
            url: self.database.url.as_ref().map(|url| url.expose().to_owned()),
            data_dir: self.data_dir.clone(),
            max_connections: self.database.max_connections,
            statement_timeout_ms: self.database.statement_timeout_ms,
        }
    }

    /// What keys derive from: as configured, or the secret of the data folder, which is made at the first start.
    pub fn secret(&self, clock: &Clock) -> Result<InstanceSecret, SecretError> {
        match &self.instance_secret {
            Some(secret) => InstanceSecret::parse(secret.expose()),
            None => InstanceSecret::from_data_dir(&self.data_dir, clock),
        }
    }

    /// Whether that is there already.
    #[must_use]
    pub fn has_secret(&self) -> bool {
        // One that cannot be looked for is there: whoever reads it says why they cannot.
        self.instance_secret.is_some() || self.data_dir.join(FILE_NAME).try_exists().unwrap_or(true)
    }

    /// The server's address as its tokens and links name it.
    #[must_use]
    pub fn issuer(&self) -> String {
        self.public_url
            .clone()
            .unwrap_or_else(|| format!("http://{}", self.listen))
    }
}

impl LimitsOptions {
    /// What the documents of all visitors of one agency may cost in a minute.
    #[must_use]
    pub fn visitors_cost_per_minute(&self) -> u64 {
        let hundredfold = self.agency_cost_per_minute.saturating_mul(self.visitors_percent);
        hundredfold.get() / 100
    }
}

impl PasswordsOptions {
    /// How many passwords are checked at the same time: as configured, or one for each core.
    #[must_use]
    pub fn parallel(&self) -> NonZeroUsize {
        self.parallel
            .or_else(|| std::thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN)
    }
}

/// The variables of this process that carry our prefix.
pub fn variables() -> Result<Vec<(String, String)>, ConfigError> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok().filter(|name| name.starts_with(PREFIX))?, value)))
        .map(|(name, value)| match value.into_string() {
            Ok(value) => Ok((name, value)),
            Err(_) => Err(ConfigError::invalid(name, "is not UTF-8")),
        })
        .collect()
}

fn typed(known: &[options::Known], values: layer::Values) -> Result<Config, ConfigError> {
    // A section none of whose options is set is there all the same.
    let mut table: Table = known
        .iter()
        .filter_map(|known| known.key.split_once('.'))
        .map(|(section, _)| (section.to_owned(), Value::Table(Table::new())))
        .collect();
    for (key, value) in values {
        match key
            .split_once('.')
            .map(|(section, name)| (table.get_mut(section), name))
        {
            Some((Some(Value::Table(section)), name)) => section.insert(name.to_owned(), value),
            _ => table.insert(key, value),
        };
    }
    // The library's words are for who writes programs, and may quote what was given.
    Value::Table(table).try_into().map_err(|error: toml::de::Error| {
        let text = error.to_string();
        let place = text.rsplit_once("in `").and_then(|(_, rest)| rest.split_once('`'));
        let option = place.and_then(|(key, _)| known.iter().find(|known| known.key == key));
        option.map_or_else(
            || ConfigError::invalid("the options", "do not fit together"),
            |option| ConfigError::invalid(&option.key, expected::must_be(option)),
        )
    })
}

#[cfg(test)]
mod tests;
