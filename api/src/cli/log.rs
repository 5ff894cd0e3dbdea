//! Log lines on standard error, as the options say.

use std::io::IsTerminal as _;

use tracing_subscriber::{EnvFilter, fmt};

use super::Failure;
use crate::config::{ConfigError, LogFormat, LogOptions};

/// Starts logging for the whole process.
pub(super) fn start(options: &LogOptions) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&options.filter)
        .map_err(|error| ConfigError::invalid("log.filter", format!("does not parse: {error}")))?;
    let colour = std::io::stderr().is_terminal();
    let lines = fmt()
        .with_env_filter(filter)
        .with_ansi(colour)
        .with_writer(std::io::stderr);
    let started = match options.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| Failure::failed(format!("Logging does not start: {error}.")))
}
