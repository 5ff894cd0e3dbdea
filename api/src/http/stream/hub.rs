//! Groups of those who are answered alike, and how one more comes in.

use std::{
    collections::HashMap,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::futures_util::{FutureExt as _, StreamExt as _};

use super::{
    Streams,
    asked::Asked,
    group::{Group, Member, Seat},
    holder::Holder,
    party::Party,
};
use crate::{
    error::{Code, Error, Fault, Refusal, Result},
    events::Feed,
    http::Denied,
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
        if groups.get(&group.key).is_some_and(|known| is_same(known, group)) {
            groups.remove(&group.key);
        }
        true
    }

    /// Where a group has told all that happened up to `reached`: lets its members over into the group of all who are answered
    /// alike, or others into it. Whether they went, so that nobody is left in it.
    pub(super) fn come_home(&self, group: &Arc<Group>, reached: i64) -> bool {
        let mut groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(home) = groups.get(&group.key) {
            return !is_same(home, group) && home.take_in(group, reached);
        }
        group.open();
        groups.insert(group.key, Arc::clone(group));
        false
    }

    /// The same for a group that has told what happened up to `reached` and not all: into the group of all, where there is one
    /// that is no further.
    pub(super) fn go_home(&self, group: &Group, reached: i64) {
        let groups = self.groups.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(home) = groups.get(&group.key).filter(|home| !is_same(home, group)) {
            home.take_in(group, reached);
        }
    }
}

fn is_same(known: &Arc<Group>, group: &Group) -> bool {
    std::ptr::eq(&raw const **known, group)
}

impl Streams {
    /// Lets somebody listen, from when this returns on; or says why not.
    pub(super) async fn listen(
        self: &Arc<Self>,
        holder: &Holder,
        asked: Arc<Asked>,
        member: Member,
    ) -> std::result::Result<Seat, Denied> {
        let executor = &self.executor;
        let _place = executor.place(&holder.headers).await?;
        let operation = executor.entered(&holder.credential, &asked.declared, false).await?;
        executor.charge(asked.cost, &operation)?;
        let interest = self.interest(&asked, &operation).await?;
        let actor = operation.actor()?.clone();
        let feed = self.feeds.of(&actor).await?;
        drop(operation);
        let head = feed.head();
        // Who goes on from a cursor has a past of their own until there is nothing left of it.
        let (knows, is_resuming) = (interest.after.unwrap_or(head), interest.after.is_some());
        let party = Party::of(holder, actor);
        let group = Group::new(asked, interest, Arc::clone(&party), knows);
        let mut groups = self.hub.groups.lock().unwrap_or_else(PoisonError::into_inner);
        let others = groups.get(&group.key).filter(|_| knows <= head);
        if let Some(seat) = others.and_then(|others| others.join(&member, &party, knows, is_resuming)) {
            return Ok(seat);
        }
        let Some(seat) = group.join(&member, &party, knows, is_resuming) else {
            return Err(Refusal::new(Code::Unavailable, "The stream cannot begin now; try again.").into());
        };
        if !is_resuming {
            group.open();
            groups.insert(group.key, Arc::clone(&group));
        }
        drop(groups);
        self.begin(group, feed);
        Ok(seat)
    }

    /// Has a group told of what happens.
    pub(super) fn begin(self: &Arc<Self>, group: Arc<Group>, feed: Arc<Feed>) {
        let running = Arc::clone(&group).run(Arc::clone(self), Arc::clone(&feed));
        let running = AssertUnwindSafe(running).catch_unwind();
        let streams = Arc::clone(self);
        self.executor.running.spawn(async move {
            // Whoever listens alone is told; of several each finds out for themselves.
            if running.await.is_err()
                && !group.ends(&streams, &feed, Fault::logged("an event could not be told").into())
            {
                // Nobody comes into a group that tells nothing any more: it closes, unless somebody came in meanwhile.
                streams.begin(group, feed);
            }
        });
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
