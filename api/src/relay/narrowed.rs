//! Ids that narrow a list.

use async_graphql::ID;
use entity::id::{Id, Identified};

use super::parse_id;
use crate::{
    error::{Refusal, Result},
    operation::Operation,
    store::Visible,
};

/// An id that narrows a list to what belongs to an object, and where it stands among the arguments.
pub struct Narrowed<E> {
    /// The object.
    pub id: Id<E>,
    path: Vec<&'static str>,
}

impl<E: Identified> Narrowed<E> {
    /// By the id that stands there, if there is one; any other spelling or type is the `NOT_FOUND` of no such row.
    pub fn by(id: Option<&ID>, path: &[&'static str]) -> Result<Option<Self>> {
        let Some(id) = id else { return Ok(None) };
        let id = parse_id(id).ok_or_else(|| Refusal::not_found().at(path))?;
        let path = path.to_vec();
        Ok(Some(Self { id, path }))
    }
}

/// Refuses an id of what is not there for who asks, as one of another spelling is refused (T04): an empty list would say that
/// it is there and has nothing. A field that is asked of many asks this once, where it loads for all of them.
pub async fn is_known<E: Visible>(operation: &Operation, narrowed: Option<&Narrowed<E>>) -> Result<()> {
    let Some(narrowed) = narrowed else { return Ok(()) };
    if operation.by_ids(&[narrowed.id]).await?.is_empty() {
        return Err(Refusal::not_found().at(&narrowed.path).into());
    }
    Ok(())
}
