//! Those who are answered alike: each event is run and written once for all of them, with their rights of that moment.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_graphql::futures_util::StreamExt as _;
use chrono::{DateTime, Utc};
use tokio::{
    sync::Notify,
    time::{interval, sleep, timeout},
};
use uuid::Uuid;

use super::{
    Room, Streams,
    asked::{Asked, Came, errors_of, written},
    holder::Holder,
    members::{Member, Members, Seat, Seated},
    out::{Cut, Out, cut_off},
};
use crate::{
    actor::{Actor, Who},
    error::{Code, Error, Fault},
    events::Feed,
    http::{Kind, budget::Exhausted, execute::concluded, metrics::Door},
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

/// A group.
pub(super) struct Group {
    /// By which others find it, once it is open.
    pub(super) key: [u8; 32],
    asked: Arc<Asked>,
    interest: Interest,
    /// Who they were when it began: what they are since is asked anew each time.
    actor: Actor,
    /// That which ends last, and when.
    credential: Mutex<(Credential, Option<DateTime<Utc>>)>,
    members: Mutex<Members>,
    left: Arc<Notify>,
    /// Whether what they showed is good for nothing any more, so that their connections end too.
    is_shut: AtomicBool,
}

impl Group {
    /// A group that has told what happened up to `reached`, and that nobody is in yet.
    pub(super) fn new(asked: Arc<Asked>, interest: Interest, actor: Actor, holder: &Holder, reached: i64) -> Arc<Self> {
        Arc::new(Self {
            key: asked.key(holder),
            asked,
            interest,
            actor,
            credential: Mutex::new((holder.credential.clone(), holder.ends_at)),
            members: Mutex::new(Members::at(reached)),
            left: Arc::default(),
            is_shut: AtomicBool::new(false),
        })
    }

    /// Takes somebody in who knows what happened up to a position; not where they might have missed something, nor once it
    /// is closed.
    pub(super) fn join(&self, member: &Member, holder: &Holder, knows: i64, is_resuming: bool) -> Option<Seat> {
        let mut members = self.members();
        if members.is_closed || (is_resuming && members.reached > knows) {
            return None;
        }
        let (seated, seat) = Seated::new(member.clone(), holder.credential.network, knows, &self.left);
        // Before: whoever is in it is never asked for by what ended earlier.
        self.holds(&(holder.credential.clone(), holder.ends_at));
        members.push(seated);
        Some(seat)
    }

    /// Goes on with a credential that ends later.
    fn holds(&self, other: &(Credential, Option<DateTime<Utc>>)) {
        let mut held = self.held();
        if other.1 > held.1 {
            *held = other.clone();
        }
    }

    fn held(&self) -> MutexGuard<'_, (Credential, Option<DateTime<Utc>>)> {
        self.credential.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Closes it where nobody is in it.
    pub(super) fn close_if_empty(&self) -> bool {
        let mut members = self.members();
        members.is_closed |= members.is_empty();
        members.is_closed
    }

    /// Lets others come in.
    pub(super) fn open(&self) {
        self.members().is_open = true;
    }

    /// Lets all come over from a group of the same key, and none stay there; not where one might miss something.
    pub(super) fn take_in(&self, other: &Self, reached: i64) -> bool {
        let mut members = self.members();
        if !members.may_take_in(reached) {
            return false;
        }
        let held = other.held().clone();
        self.holds(&held);
        members.take_in(&mut other.members(), reached, &self.left)
    }

    fn members(&self) -> MutexGuard<'_, Members> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reached(&self) -> i64 {
        self.members().reached
    }

    /// Tells what happens from where it is on, until nobody is left, their rights end or the server does.
    pub(super) async fn run(self: Arc<Self>, streams: Arc<Streams>, feed: Arc<Feed>) {
        let mut heads = feed.changes();
        let mut again = interval(ASKED_AGAIN);
        again.reset();
        loop {
            if streams.hub.close(&self) {
                return;
            }
            let before = self.reached();
            match self.tell(&streams, &feed).await {
                Ok(()) if self.reached() != before => continue,
                Ok(()) => {}
                Err(error) => return self.fail(&streams, error),
            }
            // Nothing is missed any more.
            if streams.hub.come_home(&self, before) {
                return;
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

    /// Tells some of what happened after where it is.
    async fn tell(&self, streams: &Arc<Streams>, feed: &Arc<Feed>) -> Result<(), Error> {
        let heard = self.heard(feed, self.reached()).await?;
        let latest = latest(&heard);
        for heard in &heard {
            let takes = match heard {
                Heard::Resync(position) => {
                    self.members().forget(*position);
                    true
                }
                Heard::Happened(event) => {
                    if self.interest.is_shaken_by(event, &self.actor) {
                        self.may_listen(streams).await?;
                    }
                    self.interest.takes(event) && latest.get(&(event.object, &*event.kind)) == Some(&event.position)
                }
            };
            let position = heard.position();
            if takes && let Some(answer) = self.patiently(streams, feed, heard).await? {
                self.send(position, &answer).await;
            }
            let mut members = self.members();
            members.reached = position;
            if members.is_empty() {
                break;
            }
        }
        Ok(())
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
    async fn patiently(
        &self,
        streams: &Arc<Streams>,
        feed: &Arc<Feed>,
        heard: &Heard,
    ) -> Result<Option<Arc<str>>, Error> {
        let mut tries = 1;
        loop {
            match self.run_once(streams, feed, heard).await {
                Ok(told) => return told,
                Err(Error::Fault(fault)) if fault.passing && tries < TRIES => {
                    tries += 1;
                    sleep(BETWEEN).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// An Operation that is paid for like one that asks, and room for it: where the minute's worth is spent, a later one, of
    /// who they are by then; none where nobody waits for it. Of visitors each network pays, and one that cannot goes on in a
    /// group of its own, so that nobody else waits for it.
    async fn paid_for<'s>(
        &self,
        streams: &'s Arc<Streams>,
        feed: &Arc<Feed>,
    ) -> Result<Option<(Arc<Operation>, Room<'s>)>, Error> {
        loop {
            let room = streams.room(self.actor.tenant.uuid()).await;
            let operation = self.operation(streams).await?;
            let payers = if matches!(self.actor.who, Who::Visitor) {
                self.members().networks()
            } else {
                BTreeSet::from([operation.network()])
            };
            let poor = streams.executor.charge_once(self.asked.cost, &operation, &payers);
            if poor.len() < payers.len() {
                if !poor.is_empty() {
                    self.part(streams, feed, &poor.into_keys().collect());
                }
                return Ok(Some((operation, room)));
            }
            let longest = poor
                .values()
                .map(|Exhausted(seconds)| *seconds)
                .max()
                .unwrap_or_default();
            drop((operation, room));
            // Whoever came in after this would miss the event.
            if self.close_if_empty() || streams.stop.is_cancelled() {
                return Ok(None);
            }
            sleep(Duration::from_secs(longest.min(5).into())).await;
        }
    }

    /// Lets those of some networks go on in a group of their own.
    fn part(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, networks: &BTreeSet<Option<IpAddr>>) {
        let left = Arc::default();
        let apart = self.members().part(networks, &left);
        let group = Arc::new(Self {
            key: self.key,
            asked: Arc::clone(&self.asked),
            interest: self.interest,
            actor: self.actor.clone(),
            credential: Mutex::new(self.held().clone()),
            members: Mutex::new(apart),
            left,
            is_shut: AtomicBool::new(false),
        });
        streams.begin(group, Arc::clone(feed));
    }

    /// One event as the members see it now; none where there is nothing for them to know. What took too long once would do so
    /// again, and cost as much each time: it is an error within, which is not to be tried again.
    async fn run_once(
        &self,
        streams: &Arc<Streams>,
        feed: &Arc<Feed>,
        heard: &Heard,
    ) -> Result<Result<Option<Arc<str>>, Error>, Error> {
        let Some((operation, _room)) = self.paid_for(streams, feed).await? else {
            return Ok(Ok(None));
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
                return match outcome.and_then(Result::err).filter(|_| run.is_ok()) {
                    Some(error) => Err(error),
                    None => Ok(Err(Fault::passing("an event took too long and was given up").into())),
                };
            }
        };
        let Some(response) = response else {
            operation.end().await;
            operation.keep_accesses().await?;
            return Ok(Ok(None));
        };
        let response = match concluded(&operation, response).await {
            // What is too long now may be shorter with the next event.
            Err(error) if error.codes().contains(&Code::TooExpensive) => {
                let errors = errors_of(error);
                let metrics = &streams.executor.metrics;
                metrics.told(Some(Kind::Subscription), false, &errors);
                return Ok(Ok(Some(super::asked::refused(errors))));
            }
            other => other?,
        };
        Ok(Ok(Some(match self.asked.came(response) {
            Came::Answer(answer) => answer,
            Came::Refused(errors) => super::asked::refused(errors),
        })))
    }

    /// Whether they may still listen.
    async fn may_listen(&self, streams: &Streams) -> Result<(), Error> {
        let _room = streams.room(self.actor.tenant.uuid()).await;
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

    /// An Operation of who they are by now.
    async fn operation(&self, streams: &Streams) -> Result<Arc<Operation>, Error> {
        let (executor, credential) = (&streams.executor, self.held().0.clone());
        let operation = executor.operation(&credential, self.asked.purpose, false).await;
        if matches!(operation, Err(Error::Refused(_))) {
            self.is_shut.store(true, Ordering::Relaxed);
        }
        operation
    }

    /// Sends to all. Who is alone, going on from a cursor, is waited for: what they missed comes faster than it can be read.
    async fn send(&self, position: i64, answer: &Arc<str>) {
        let alone = self.members().alone(position);
        let Some(member) = alone else {
            return self.members().hand_out(position, answer);
        };
        let sending = member.to.send(Out::Next(member.operation, Arc::clone(answer)));
        if timeout(READ, sending).await.is_err() {
            cut_off(&member.cuts, Cut::Slow);
            self.members().close();
        }
    }

    /// Ends it for all.
    pub(super) fn fail(&self, streams: &Streams, error: Error) {
        let is_shut = self.is_shut.load(Ordering::Relaxed) || error.codes().contains(&Code::Unauthenticated);
        let of_page = is_shut && error.codes().contains(&Code::Forbidden);
        let errors = errors_of(error);
        streams.executor.metrics.told(Some(Kind::Subscription), false, &errors);
        let errors = written(&errors);
        // Nobody comes in from here on.
        let members = self.members().close();
        for Seated { member, .. } in members {
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
