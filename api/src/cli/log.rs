//! Log lines on standard error, as the options say; beside them spans, where somebody takes them.

use std::io::IsTerminal as _;

use tracing_subscriber::{
    EnvFilter, Layer as _, filter::filter_fn, fmt, layer::SubscriberExt as _, registry, util::SubscriberInitExt as _,
};

use super::{Failure, traces::Traces};
use crate::config::{ConfigError, LogFormat, LogOptions};

/// Starts logging for the whole process.
pub(super) fn start(options: &LogOptions) -> Result<(), Failure> {
    start_with(options, None)
}

/// The same, with spans told too.
pub(super) fn start_with(options: &LogOptions, traces: Option<&Traces>) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&options.filter).map_err(|_| {
        let reason = "must be a level such as info, or levels by module such as info,trialogue::http=debug";
        ConfigError::invalid("log.filter", reason)
    })?;
    let colour = std::io::stderr().is_terminal();
    let lines = fmt::layer().with_ansi(colour).with_writer(std::io::stderr);
    let lines = match options.format {
        LogFormat::Text => lines.with_filter(filter).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_filter(filter).boxed(),
    };
    // Spans of ours alone, and no lines in them: what a line says is for the log.
    let ours = filter_fn(|about| about.is_span() && about.target().starts_with(env!("CARGO_CRATE_NAME")));
    let spans = traces.map(|traces| {
        tracing_opentelemetry::layer()
            .with_tracer(traces.tracer())
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_filter(ours)
    });
    let started = registry().with(lines).with(spans).try_init();
    started.map_err(|error| Failure::failed(format!("Logging does not start: {error}.")))
}
