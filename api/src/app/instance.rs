//! Whether the instance secret is the one that the database is served with: with another, tokens of one server would be good
//! for nothing at the next, and nobody would be told why.

use super::StartError;
use crate::{
    clock::Clock,
    config::Config,
    store::{Store, secret::InstanceSecret},
};

/// What whoever starts a server does about it.
const MEND: &str = "give it that one, as `instance_secret` or as the file instance.secret of its data folder; if the secret \
                    was replaced, or is lost, stop all servers and run `trialogue secret adopt` with the new one";

/// The secret, which is made for a database that nobody has served from. Of servers that make one each at once the first serves;
/// the file of another is to be replaced.
pub(super) async fn secret(config: &Config, store: &Store, clock: &Clock) -> Result<InstanceSecret, StartError> {
    let kept = store.fingerprint().await.map_err(|error| {
        let StartError(why) = error.into();
        StartError(format!(
            "the mark of the instance secret cannot be read, to which `trialogue migrate --role` gives the right: {why}"
        ))
    })?;
    if kept.is_some() && !config.has_secret() {
        return Err(StartError(format!(
            "the database is served with an instance secret that this server does not have: {MEND}"
        )));
    }
    let secret = config.secret(clock).map_err(|error| StartError(error.to_string()))?;
    let fingerprint = secret.fingerprint();
    let kept = match kept {
        Some(kept) => kept,
        None => store.keep_fingerprint(&fingerprint).await?,
    };
    if kept == fingerprint {
        return Ok(secret);
    }
    Err(StartError(format!(
        "the database is served with another instance secret than this server's: {MEND}"
    )))
}
