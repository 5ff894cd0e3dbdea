//! `trialogue demo`: a server with an embedded database and made-up data.

use std::io::Write as _;

use clap::Args;

use super::{
    Failure, block_on, log,
    options::Options,
    output::say,
    serve::{Stop, until_stopped},
    traces::Traces,
    wiring,
};

/// Where the demo keeps its database unless told: never where a real one lies.
const FOLDER: &str = "data/demo";

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// IP address and port to listen on: what the configuration says, or else 127.0.0.1:8080. Port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
}

/// Runs the command.
pub(super) fn run(options: &Options, arguments: &Arguments) -> Result<(), Failure> {
    let config = config(options, arguments)?;
    // Dropped last, so that what is under way at the end is told too.
    let traces = Traces::start(&config.traces)?;
    log::start_with(&config.log, traces.as_ref())?;
    block_on(async {
        let mut stop = Stop::listen()?;
        let mut progress = told;
        let demo = tokio::select! {
            demo = wiring::start_demo(config, &mut progress) => demo?,
            () = stop.told() => return Err(Failure::failed("Stopped before the demo was ready; start it again.")),
        };
        say(&demo.ready.welcome())?;
        let ended = until_stopped(demo.app, &mut stop).await;
        drop(demo.ready);
        ended
    })
}

/// Says on standard error how far the work is. Where that is gone, the work goes on.
fn told(progress: &str) {
    let _ = writeln!(std::io::stderr(), "{progress}");
}

fn config(options: &Options, arguments: &Arguments) -> Result<crate::config::Config, Failure> {
    let mut flags: Vec<_> = arguments
        .listen
        .iter()
        .map(|listen| ("listen", listen.clone()))
        .collect();
    if options.data_dir.is_none() {
        flags.push(("data_dir", FOLDER.to_owned()));
    }
    let config = options.load(&flags)?;
    if config.database.url.is_some() {
        // Made-up people must not get into a database that somebody works with.
        return Err(Failure::usage(
            "The demo has an embedded database of its own: leave out `database.url`, be it given as --database-url, as a \
             variable or in a file.",
        ));
    }
    Ok(config)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use crate::config::Secret;

    #[test]
    fn the_demo_keeps_to_a_folder_of_its_own() {
        let arguments = Arguments {
            listen: Some("127.0.0.1:0".to_owned()),
        };
        let config = config(&Options::default(), &arguments).unwrap();
        assert_eq!(config.data_dir.to_str(), Some(FOLDER));
        assert_eq!(config.listen.port(), 0);
    }

    #[test]
    fn the_demo_refuses_a_database_that_others_use() {
        let options = Options {
            database_url: Some(Secret::new("postgres://localhost/t")),
            ..Options::default()
        };
        assert_eq!(config(&options, &Arguments { listen: None }).unwrap_err().code(), 2);
    }
}
