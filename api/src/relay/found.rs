//! Nouns are found by their ids, as far as the reader may know of them.

use async_graphql::Context;
use entity::id::{Id, Identified};

use super::{answer, operation};
use crate::{
    error::{Refusal, Result},
    operation::Operation,
    store::Level,
};

/// What is answered for a row and can be found again by its id.
pub trait Noun: Clone + Send + Sync {
    /// Of which rows it is.
    type Entity: Identified;

    /// Its id.
    fn key(&self) -> Id<Self::Entity>;

    /// The nouns of these ids, of which there is one at least; [`Noun::find_all`] asks for them.
    fn load(operation: &Operation, ids: &[Id<Self::Entity>]) -> impl Future<Output = Result<Vec<Self>>> + Send;

    /// Those of these that the actor may know of, in any order: a few statements, whatever the number, and none for no ids.
    fn find_all(operation: &Operation, ids: &[Id<Self::Entity>]) -> impl Future<Output = Result<Vec<Self>>> + Send {
        async move {
            if ids.is_empty() {
                return Ok(Vec::new());
            }
            Self::load(operation, ids).await
        }
    }

    /// The one with this id, where the actor may know of it.
    fn find(operation: &Operation, id: Id<Self::Entity>) -> impl Future<Output = Result<Option<Self>>> + Send {
        async move { Ok(Self::find_all(operation, &[id]).await?.pop()) }
    }
}

/// What a row refers to, loaded once for all rows of its level when one of them is asked for it.
pub async fn at_level<N: Noun>(
    operation: &Operation,
    level: &Level<Id<N::Entity>, N>,
    key: Id<N::Entity>,
) -> Result<Option<N>> {
    let load = |ids: Vec<Id<N::Entity>>| async move {
        let nouns = N::find_all(operation, &ids).await?;
        Ok(nouns.into_iter().map(|noun| (noun.key(), noun)).collect())
    };
    level.get(key, load).await
}

/// The same as the answer of a field.
pub async fn referred<N: Noun>(ctx: &Context<'_>, level: &Level<Id<N::Entity>, N>, key: Id<N::Entity>) -> Option<N> {
    let found = async { at_level(operation(ctx)?, level, key).await };
    answer(ctx, None, found.await).flatten()
}

/// What a mutation was done to, read anew with today's rights.
pub async fn reread<N: Noun>(ctx: &Context<'_>, id: Id<N::Entity>) -> Result<N> {
    let found = N::find(operation(ctx)?, id).await?;
    found.ok_or_else(|| Refusal::not_found().into())
}
