//! Those who are answered alike: each event is run and written once for all of them, with their rights of that moment.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use async_graphql::futures_util::StreamExt as _;
use chrono::{DateTime, Utc};
use tokio::{
    sync::{Notify, mpsc},
    time::{interval, sleep, timeout},
};
use uuid::Uuid;

use super::{
    Streams,
    asked::{Asked, Came, errors_of, written},
    holder::Holder,
    out::{Cut, Cuts, Out, cut_off},
};
use crate::{
    error::{Code, Error, Fault},
    events::Feed,
    http::{budget::Exhausted, execute::concluded, metrics::Door},
    identity::credential::Credential,
    operation::Operation,
    relay::{Heard, Interest, Listening},
};

/// How often it is asked whether they may still listen, beside whenever something happens that may end it.
const ASKED_AGAIN: Duration = Duration::from_mins(1);

/// How often an event is tried while the database is away, and how long it waits between.
const TRIES: u32 = 10;
const BETWEEN: Duration = Duration::from_millis(500);

/// How long one who goes on from a cursor may take to read an event.
const READ: Duration = Duration::from_secs(15);

/// Where the last of all that happened alike to one object stands: who is behind hears of it once, as it is now (T125).
fn latest(heard: &[Heard]) -> BTreeMap<(Uuid, &str), i64> {
    let happened = heard.iter().filter_map(|heard| match heard {
        Heard::Happened(event) => Some(event),
        Heard::Resync(_) => None,
    });
    happened
        .map(|event| ((event.object, &*event.kind), event.position))
        .collect()
}

/// Somebody in a group: where what they hear goes.
#[derive(Clone)]
pub(super) struct Member {
    /// The operation of their connection.
    pub(super) operation: u64,
    /// The connection.
    pub(super) to: mpsc::Sender<Out>,
    /// Where the connection learns that it is cut off.
    pub(super) cuts: Cuts,
    /// Set once the operation is over: what still waits of it is not sent.
    pub(super) over: Arc<AtomicBool>,
}

/// A group.
pub(super) struct Group {
    /// By which others find it; none where nobody else may come in.
    pub(super) key: Option<[u8; 32]>,
    asked: Arc<Asked>,
    interest: Interest,
    /// That which ends last, and when.
    credential: Mutex<(Credential, Option<DateTime<Utc>>)>,
    members: Mutex<Members>,
    left: Notify,
    numbers: AtomicU64,
    /// Whether what they showed is good for nothing any more, so that their connections end too.
    is_shut: AtomicBool,
}

#[derive(Default)]
struct Members {
    is_closed: bool,
    list: Vec<(u64, Member)>,
}

/// Somebody's place in a group, which they leave when this is dropped.
pub(super) struct Seat {
    group: Arc<Group>,
    number: u64,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.group.members().list.retain(|(number, _)| *number != self.number);
        self.group.left.notify_one();
    }
}

impl Group {
    pub(super) fn new(key: Option<[u8; 32]>, asked: Arc<Asked>, interest: Interest, holder: &Holder) -> Arc<Self> {
        Arc::new(Self {
            key,
            asked,
            interest,
            credential: Mutex::new((holder.credential.clone(), holder.ends_at)),
            members: Mutex::default(),
            left: Notify::new(),
            numbers: AtomicU64::new(0),
            is_shut: AtomicBool::new(false),
        })
    }

    /// Takes somebody in; not any more once it is closed.
    pub(super) fn join(self: &Arc<Self>, member: Member, holder: &Holder) -> Option<Seat> {
        let mut members = self.members();
        if members.is_closed {
            return None;
        }
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        members.list.push((number, member));
        drop(members);
        let mut held = self.credential.lock().unwrap_or_else(PoisonError::into_inner);
        if holder.ends_at > held.1 {
            *held = (holder.credential.clone(), holder.ends_at);
        }
        drop(held);
        Some(Seat {
            group: Arc::clone(self),
            number,
        })
    }

    /// Closes it where nobody is in it.
    pub(super) fn close_if_empty(&self) -> bool {
        let mut members = self.members();
        members.is_closed |= members.list.is_empty();
        members.is_closed
    }

    fn members(&self) -> std::sync::MutexGuard<'_, Members> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells what happens after `position`, until nobody is left, their rights end or the server does.
    pub(super) async fn run(self: Arc<Self>, streams: Arc<Streams>, feed: Arc<Feed>, mut position: i64) {
        let mut heads = feed.changes();
        let mut again = interval(ASKED_AGAIN);
        again.reset();
        loop {
            if streams.hub.close(&self) {
                return;
            }
            match self.tell(&streams, &feed, position).await {
                Ok(reached) if reached != position => {
                    position = reached;
                    continue;
                }
                Ok(_) => {}
                Err(error) => return self.fail(&streams, error),
            }
            tokio::select! {
                moved = heads.changed() => {
                    if moved.is_err() {
                        return;
                    }
                }
                () = self.left.notified() => {}
                _ = again.tick() => {
                    if let Err(error) = self.may_listen(&streams).await {
                        return self.fail(&streams, error);
                    }
                }
                () = streams.stop.cancelled() => return,
            }
        }
    }

    /// Tells some of what happened after `position`; where it came to.
    async fn tell(&self, streams: &Streams, feed: &Feed, mut position: i64) -> Result<i64, Error> {
        let heard = self.heard(feed, position).await?;
        let latest = latest(&heard);
        for heard in &heard {
            let takes = match heard {
                Heard::Resync(_) => true,
                Heard::Happened(event) => {
                    if self.interest.is_shaken_by(event) {
                        self.may_listen(streams).await?;
                    }
                    self.interest.takes(event) && latest.get(&(event.object, &*event.kind)) == Some(&event.position)
                }
            };
            if takes && let Some(answer) = self.patiently(streams, heard).await? {
                self.send(&answer).await;
            }
            position = heard.position();
            if self.members().list.is_empty() {
                break;
            }
        }
        Ok(position)
    }

    /// What happened after a position, asked for again for a while where the database is away.
    async fn heard(&self, feed: &Feed, position: i64) -> Result<Vec<Heard>, Error> {
        let mut tries = 1;
        loop {
            match feed.after(position).await {
                Err(Error::Fault(fault)) if fault.passing && tries < TRIES => {
                    tries += 1;
                    sleep(BETWEEN).await;
                }
                other => return other,
            }
        }
    }

    /// Runs an event, again and again for a while where the database is away.
    async fn patiently(&self, streams: &Streams, heard: &Heard) -> Result<Option<Arc<str>>, Error> {
        let mut tries = 1;
        loop {
            match self.run_once(streams, heard).await {
                Err(Error::Fault(fault)) if fault.passing && tries < TRIES => {
                    tries += 1;
                    sleep(BETWEEN).await;
                }
                other => return other,
            }
        }
    }

    /// An Operation that is paid for like one that asks: where the minute's worth is spent, a later one, of who they are by
    /// then; none where nobody waits for it.
    async fn paid_for(&self, streams: &Streams) -> Result<Option<Arc<Operation>>, Error> {
        loop {
            let operation = self.operation(streams).await?;
            let Err(Exhausted(seconds)) = streams.executor.charge(self.asked.cost, &operation) else {
                return Ok(Some(operation));
            };
            drop(operation);
            if self.members().list.is_empty() || streams.stop.is_cancelled() {
                return Ok(None);
            }
            sleep(Duration::from_secs(seconds.min(5).into())).await;
        }
    }

    /// One event as the members see it now; none where there is nothing for them to know.
    async fn run_once(&self, streams: &Streams, heard: &Heard) -> Result<Option<Arc<str>>, Error> {
        let Some(operation) = self.paid_for(streams).await? else {
            return Ok(None);
        };
        streams.executor.refuse_unlisted(&operation, self.asked.query()).await?;
        let listening = Listening::hearing(heard.clone());
        let request = self
            .asked
            .request()
            .data(Arc::clone(&operation))
            .data(Arc::clone(&listening));
        let mut stream = streams.executor.schema.execute_stream(request);
        let run = timeout(streams.executor.longest, stream.next()).await;
        drop(stream);
        let response = match (run, listening.outcome()) {
            (Ok(response), None | Some(Ok(_))) => response,
            (run, outcome) => {
                operation.release().await;
                operation.end().await;
                operation.keep_accesses().await?;
                let slow = || Fault::passing("an event took too long and was given up").into();
                return Err(outcome
                    .and_then(Result::err)
                    .filter(|_| run.is_ok())
                    .unwrap_or_else(slow));
            }
        };
        let Some(response) = response else {
            operation.end().await;
            operation.keep_accesses().await?;
            return Ok(None);
        };
        let response = concluded(&operation, response).await?;
        Ok(Some(match self.asked.came(response) {
            Came::Answer(answer) => answer,
            Came::Refused(errors) => super::asked::refused(errors),
        }))
    }

    /// Whether they may still listen.
    async fn may_listen(&self, streams: &Streams) -> Result<(), Error> {
        let operation = match self.operation(streams).await {
            Ok(operation) => operation,
            // The next event asks again.
            Err(Error::Fault(fault)) if fault.passing => return Ok(()),
            Err(error) => return Err(error),
        };
        match streams.interest(&self.asked, &operation).await {
            Err(Error::Fault(fault)) if fault.passing => Ok(()),
            other => other.map(drop),
        }
    }

    fn credential(&self) -> Credential {
        let held = self.credential.lock().unwrap_or_else(PoisonError::into_inner);
        held.0.clone()
    }

    /// An Operation of who they are by now.
    async fn operation(&self, streams: &Streams) -> Result<Arc<Operation>, Error> {
        let (executor, credential) = (&streams.executor, self.credential());
        let operation = executor.operation(&credential, self.asked.purpose, false).await;
        if matches!(operation, Err(Error::Refused(_))) {
            self.is_shut.store(true, Ordering::Relaxed);
        }
        operation
    }

    /// Sends to all. Who goes on from a cursor, alone, is waited for: what they missed comes faster than it can be read.
    async fn send(&self, answer: &Arc<str>) {
        if self.key.is_some() {
            return hand_out(&mut self.members().list, answer);
        }
        let alone = self.members().list.first().map(|(_, member)| member.clone());
        if let Some(member) = alone {
            let sending = member.to.send(Out::Next(member.operation, Arc::clone(answer)));
            if timeout(READ, sending).await.is_err() {
                cut_off(&member.cuts, Cut::Slow);
                self.members().list.clear();
            }
        }
    }

    /// Ends it for all.
    pub(super) fn fail(&self, streams: &Streams, error: Error) {
        let is_shut = self.is_shut.load(Ordering::Relaxed) || error.codes().contains(&Code::Unauthenticated);
        let of_page = is_shut && error.codes().contains(&Code::Forbidden);
        let errors = written(&errors_of(error));
        // Nobody comes in from here on.
        let mut held = self.members();
        held.is_closed = true;
        let members = std::mem::take(&mut held.list);
        drop(held);
        for (_, member) in members {
            if of_page {
                streams.pages.shut_out(Door::Stream);
            }
            let errors = Arc::clone(&errors);
            member.over.store(true, Ordering::Relaxed);
            if is_shut {
                cut_off(&member.cuts, Cut::Shut(errors));
            } else if member.to.try_send(Out::Failed(member.operation, errors)).is_err() {
                cut_off(&member.cuts, Cut::Slow);
            }
        }
        streams.hub.close(self);
    }
}

/// Hands an answer to each. Who has no room for it is cut off at once and goes on from a cursor, alone: whoever waited for
/// them would have all others wait too, however little they read (T124).
fn hand_out(list: &mut Vec<(u64, Member)>, answer: &Arc<str>) {
    list.retain(
        |(_, member)| match member.to.try_send(Out::Next(member.operation, Arc::clone(answer))) {
            Ok(()) => true,
            Err(mpsc::error::TrySendError::Full(_)) => {
                cut_off(&member.cuts, Cut::Slow);
                false
            }
            Err(mpsc::error::TrySendError::Closed(_)) => false,
        },
    );
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn t124_who_has_no_room_is_cut_off_at_once_and_nobody_waits_for_them() {
        let member = |room| {
            let (to, out) = mpsc::channel(room);
            let member = Member {
                operation: 7,
                to,
                cuts: Cuts::default(),
                over: Arc::default(),
            };
            (member, out)
        };
        let ((reads, mut hears), (dawdles, mut late)) = (member(2), member(1));
        let mut list = vec![(1, dawdles.clone()), (2, reads.clone())];
        for word in ["one", "two"] {
            // Nothing here waits for anybody.
            hand_out(&mut list, &word.into());
        }
        assert_eq!(list.len(), 1);
        assert!(matches!(*dawdles.cuts.borrow(), Some(Cut::Slow)));
        assert!(reads.cuts.borrow().is_none());
        for word in ["one", "two"] {
            assert!(matches!(hears.try_recv().unwrap(), Out::Next(7, told) if *told == *word));
        }
        assert!(matches!(late.try_recv().unwrap(), Out::Next(7, told) if *told == *"one"));
        // Whoever is gone is no longer there.
        drop(hears);
        hand_out(&mut list, &"three".into());
        assert!(list.is_empty());
    }
}
