//! `trialogue serve`: the server until it is told to stop.

use clap::Args;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::{Failure, block_on, log, options::Options, output::say, traces::Traces, wiring};
use crate::error::io_words;

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// IP address and port to listen on: what the configuration says, or else 127.0.0.1:8080. Port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
}

/// Runs the command.
pub(super) fn run(options: &Options, arguments: &Arguments) -> Result<(), Failure> {
    let flags: Vec<_> = arguments
        .listen
        .iter()
        .map(|listen| ("listen", listen.clone()))
        .collect();
    let config = options.load(&flags)?;
    // Dropped last, so that what is under way at the end is told too.
    let traces = Traces::start(&config.traces)?;
    log::start_with(&config.log, traces.as_ref())?;
    block_on(async {
        let mut stop = Stop::listen()?;
        let server = tokio::select! {
            server = wiring::start(config) => server?,
            () = stop.told() => return Err(Failure::failed("Stopped before the server was ready.")),
        };
        let ended = until_stopped(server.app, &mut stop).await;
        drop(server.alone);
        ended
    })
}

/// Says where the server listens, waits for the word to stop, and lets requests under way end.
pub(super) async fn until_stopped(server: wiring::Running, stop: &mut Stop) -> Result<(), Failure> {
    say(&format!(
        "Listening on http://{}/graphql. Stop with Ctrl-C.",
        server.address
    ))?;
    stop.told().await;
    tracing::info!("stopping: requests under way may end; a second signal ends them");
    tokio::select! {
        () = server.stop() => Ok(()),
        () = stop.told() => Err(Failure::failed("Stopped before all requests had ended.")),
    }
}

/// The signals that ask a server to stop.
pub(super) struct Stop {
    interrupt: Signal,
    terminate: Signal,
}

impl Stop {
    /// Takes the signals over; called before the server starts, so that none is missed.
    pub(super) fn listen() -> Result<Self, Failure> {
        let take = |kind| {
            signal(kind).map_err(|error| Failure::failed(format!("Signals cannot be received: {}.", io_words(&error))))
        };
        Ok(Self {
            interrupt: take(SignalKind::interrupt())?,
            terminate: take(SignalKind::terminate())?,
        })
    }

    /// Waits for the next of them.
    pub(super) async fn told(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
