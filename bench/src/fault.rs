//! What ends a run: one sentence.

/// What ends a run.
pub(crate) type Fault = Box<dyn std::error::Error + Send + Sync>;

/// What a run's parts answer.
pub(crate) type Result<T> = std::result::Result<T, Fault>;

/// The store's own errors say nothing to callers; here they may say all they know.
pub(crate) fn stored<T>(result: trialogue::error::Result<T>) -> Result<T> {
    result.map_err(|error| format!("the store failed: {error:?}").into())
}
