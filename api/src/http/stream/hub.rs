//! Groups of those who are answered alike, and how one more comes in.

use std::{
    collections::HashMap,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::{
    ServerError,
    futures_util::{FutureExt as _, StreamExt as _},
};

use super::{
    Streams,
    asked::{Asked, errors_of},
    group::{Group, Member, Seat},
    holder::Holder,
};
use crate::{
    error::{Code, Error, Fault, Refusal, Result},
    http::execute::too_much,
    operation::Operation,
    relay::{Interest, Listening},
};

/// The groups that somebody may come into.
#[derive(Default)]
pub(super) struct Hub {
    groups: Mutex<HashMap<[u8; 32], Arc<Group>>>,
}

impl Hub {
    /// Takes a group off, where nobody is left in it; whether it was.
    pub(super) fn close(&self, group: &Group) -> bool {
        let mut groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        if !group.close_if_empty() {
            return false;
        }
        // Another may stand in its place already.
        if let Some(key) = group.key
            && groups
                .get(&key)
                .is_some_and(|known| std::ptr::eq(&raw const **known, group))
        {
            groups.remove(&key);
        }
        true
    }
}

impl Streams {
    /// Lets somebody listen, from when this returns on; or says why not.
    pub(super) async fn listen(
        self: &Arc<Self>,
        holder: &Holder,
        asked: Arc<Asked>,
        member: Member,
    ) -> std::result::Result<Seat, Vec<ServerError>> {
        let executor = &self.executor;
        let place = executor.ceiling.enter().await;
        let _place = place.ok_or_else(|| errors_of(too_much().into()))?;
        let operation = executor.operation(&holder.credential, asked.purpose, false).await;
        let operation = operation.map_err(errors_of)?;
        let charged = executor.charge(asked.cost, &operation);
        charged.map_err(|exhausted| errors_of(exhausted.refusal().into()))?;
        let interest = self.interest(&asked, &operation).await.map_err(errors_of)?;
        let feed = match operation.actor() {
            Ok(actor) => self.feeds.of(actor).await,
            Err(error) => Err(error),
        };
        let feed = feed.map_err(errors_of)?;
        drop(operation);
        // Who goes on from a cursor has a past of their own.
        let key = interest.after.is_none().then(|| asked.key(holder));
        let position = interest.after.unwrap_or_else(|| feed.head());
        let mut groups = self.hub.groups.lock().unwrap_or_else(PoisonError::into_inner);
        let known = key.and_then(|key| groups.get(&key).cloned());
        if let Some(seat) = known.and_then(|group| group.join(member.clone(), holder)) {
            return Ok(seat);
        }
        let group = Group::new(key, asked, interest, holder);
        let Some(seat) = group.join(member, holder) else {
            let refusal = Refusal::new(Code::Unavailable, "The stream cannot begin now; try again.");
            return Err(errors_of(refusal.into()));
        };
        if let Some(key) = key {
            groups.insert(key, Arc::clone(&group));
        }
        drop(groups);
        let running = AssertUnwindSafe(Arc::clone(&group).run(Arc::clone(self), feed, position)).catch_unwind();
        let streams = Arc::clone(self);
        self.executor.running.spawn(async move {
            // Whoever listens is told, and nobody comes into a group that tells nothing any more.
            if running.await.is_err() {
                group.fail(&streams, Fault::logged("an event could not be told").into());
            }
        });
        Ok(seat)
    }

    /// What the document listens to.
    pub(super) async fn interest(&self, asked: &Asked, operation: &Arc<Operation>) -> Result<Interest> {
        self.executor.refuse_unlisted(operation, asked.query()).await?;
        let listening = Listening::opening();
        let request = asked.request().data(Arc::clone(operation)).data(Arc::clone(&listening));
        let mut stream = self.executor.schema.execute_stream(request);
        while stream.next().await.is_some() {}
        drop(stream);
        operation.end().await;
        listening.outcome().unwrap_or_else(|| Err(nothing_to_listen_to()))
    }
}

fn nothing_to_listen_to() -> Error {
    Refusal::new(Code::BadInput, "The subscription listens to nothing.")
        .hint("Ask for a field of the subscription root.")
        .into()
}
