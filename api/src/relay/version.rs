//! `version`: an opaque string that moves only with what a reader can see.

use std::sync::Arc;

use async_graphql::Context;
use entity::id::{Id, Identified};

use crate::{
    error::{Code, Refusal, Result},
    operation::Operation,
};

/// The version of a row as the world outside sees it.
fn version_of<E: Identified>(operation: &Operation, id: Id<E>, version: i64) -> String {
    operation.seal().seal(&context::<E>(id), &version.to_be_bytes())
}

/// The same for a noun, which knows the operation by its context.
#[must_use]
pub fn version_in<E: Identified>(ctx: &Context<'_>, id: Id<E>, version: i64) -> String {
    let operation = ctx.data_opt::<Arc<Operation>>();
    operation.map_or_else(String::new, |operation| version_of(operation, id, version))
}

/// Whether `shown` is the version of the row now; `CONFLICT` tells nothing else (T41).
pub fn check_version<E: Identified>(operation: &Operation, id: Id<E>, version: i64, shown: &str) -> Result<()> {
    let seen = operation.seal().open(&context::<E>(id), shown);
    if seen.is_some_and(|bytes| bytes == version.to_be_bytes()) {
        return Ok(());
    }
    Err(
        Refusal::new(Code::Conflict, "The object changed since the version that you saw.")
            .hint("Read it again, and repeat the change with its new version.")
            .at(&["input", "version"])
            .into(),
    )
}

/// Whether something is given that was not there before: a change of nothing moves no version.
#[must_use]
pub fn differs<T: PartialEq>(given: Option<&T>, before: &T) -> bool {
    given.is_some_and(|given| given != before)
}

fn context<E: Identified>(id: Id<E>) -> [String; 3] {
    ["version".to_owned(), E::PREFIX.to_owned(), id.uuid().to_string()]
}
