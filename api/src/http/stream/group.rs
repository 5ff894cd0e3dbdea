//! Those who are answered alike: each event is run and written once for all of them, with their rights of that moment.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_graphql::{Response, Value, futures_util::StreamExt as _};
use tokio::{
    sync::Notify,
    time::{interval, sleep, timeout},
};
use uuid::Uuid;

use super::{
    Room, Streams,
    apart::is_poor,
    asked::{Asked, Came, errors_of, refused},
    members::{Member, Members, Seat, Seated},
    out::{Cut, Out, cut_off},
    party::Party,
};
use crate::{
    error::{Code, Error, Fault},
    events::Feed,
    http::{Kind, budget::Exhausted, execute::concluded},
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

/// Whether an answer holds all that was asked for.
fn is_whole(response: &Response, operation: &Operation) -> bool {
    response.errors.is_empty()
        && response.extensions.is_empty()
        && response.data != Value::Null
        && operation.overfull().is_none()
}

/// A group.
pub(super) struct Group {
    /// By which others find it, once it is open.
    pub(super) key: [u8; 32],
    pub(super) asked: Arc<Asked>,
    pub(super) interest: Interest,
    /// Whoever it began with, for whom it is asked where nobody is left.
    pub(super) first: Arc<Party>,
    pub(super) members: Mutex<Members>,
    pub(super) left: Arc<Notify>,
    /// Whether what they showed is good for nothing any more, so that their connections end too.
    pub(super) is_shut: AtomicBool,
    /// Whether it is to be asked first of all whether they may still listen.
    pub(super) is_doubted: bool,
}

/// What came of an event.
#[derive(Default)]
pub(super) struct Told {
    /// The answer; none where there is nothing for them to know.
    pub(super) answer: Option<Arc<str>>,
    /// Whom it is for: all others find out for themselves.
    pub(super) whose: BTreeSet<Arc<str>>,
}

/// Whether an event is run.
enum Paid<'s> {
    /// It is, by this Operation and in this room.
    For(Arc<Operation>, Room<'s>),
    /// Not here, where others would wait: who cannot pay waits alone.
    Apart,
    /// Not any more, since nobody waits for it.
    Over,
}

impl Group {
    /// A group that has told what happened up to `reached`, and that nobody is in yet.
    pub(super) fn new(asked: Arc<Asked>, interest: Interest, first: Arc<Party>, reached: i64) -> Arc<Self> {
        Arc::new(Self {
            key: asked.key(&first),
            asked,
            interest,
            first,
            members: Mutex::new(Members::at(reached)),
            left: Arc::default(),
            is_shut: AtomicBool::new(false),
            is_doubted: false,
        })
    }

    /// Takes somebody in who knows what happened up to a position; not where they might have missed something, nor once it
    /// is closed.
    pub(super) fn join(&self, member: &Member, party: &Arc<Party>, knows: i64, is_resuming: bool) -> Option<Seat> {
        let mut members = self.members();
        if members.is_closed || (is_resuming && members.reached > knows) {
            return None;
        }
        let (seated, seat) = Seated::new(member.clone(), party, knows, &self.left);
        members.push(seated);
        Some(seat)
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
        members.take_in(&mut other.members(), reached, &self.left)
    }

    pub(super) fn members(&self) -> MutexGuard<'_, Members> {
        self.members.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reached(&self) -> i64 {
        self.members().reached
    }

    /// Where all of them are.
    pub(super) fn agency(&self) -> Uuid {
        self.first.actor.tenant.uuid()
    }

    /// Tells what happens from where it is on, until nobody is left, their rights end or the server does.
    pub(super) async fn run(self: Arc<Self>, streams: Arc<Streams>, feed: Arc<Feed>) {
        let mut heads = feed.changes();
        let mut again = interval(ASKED_AGAIN);
        again.reset();
        if self.is_doubted
            && let Err(error) = self.may_listen(&streams).await
        {
            return self.fail(&streams, error);
        }
        loop {
            if streams.hub.close(&self) {
                return;
            }
            let before = self.reached();
            match self.tell(&streams, &feed).await {
                Ok(()) if self.reached() != before => continue,
                Ok(()) => {}
                Err(error) => {
                    if self.ends(&streams, &feed, error) {
                        return;
                    }
                    continue;
                }
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
                    let parties = self.members().parties(i64::MAX);
                    if let Err(error) = self.ask(&streams, &feed, &parties).await
                        && self.ends(&streams, &feed, error)
                    {
                        return;
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
                    self.look(streams, feed, heard).await?;
                    self.interest.takes(event) && latest.get(&(event.object, &*event.kind)) == Some(&event.position)
                }
            };
            let position = heard.position();
            if takes {
                let told = self.patiently(streams, feed, heard).await?;
                self.send(streams, feed, position, &told).await;
            }
            self.members().reached = position;
            // Before more is run for them alone that is run for all.
            streams.hub.go_home(self, position);
            if self.members().is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// Where what happened may have changed whether some of them may listen, has that asked.
    async fn look(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, heard: &Heard) -> Result<(), Error> {
        let Heard::Happened(event) = heard else {
            return Ok(());
        };
        let parties = self.members().parties(event.position);
        let is_shaken = |party: &Party| self.interest.is_shaken_by(event, &party.actor);
        if !parties.iter().any(|party| is_shaken(party)) {
            return Ok(());
        }
        if parties.len() > 1 && Interest::is_about_one(event) {
            self.apart(streams, feed, true, |seated| is_shaken(&seated.party));
            return Ok(());
        }
        self.ask(streams, feed, &parties).await
    }

    /// Asks whether these, who are all or those behind an event, may still listen.
    async fn ask(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, parties: &[Arc<Party>]) -> Result<(), Error> {
        if parties.len() > 1 {
            self.ask_together(streams, feed, parties).await;
            return Ok(());
        }
        self.may_listen(streams).await
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
    async fn patiently(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, heard: &Heard) -> Result<Told, Error> {
        // However often it is tried, it is paid once.
        let (mut tries, mut is_paid) = (1, false);
        loop {
            let parties = self.members().parties(heard.position());
            let told = match parties.as_slice() {
                [] => return Ok(Told::default()),
                [party] => Box::pin(self.run_once(streams, feed, heard, party, &mut is_paid)).await,
                _ => Box::pin(self.run_together(streams, feed, heard, &mut is_paid)).await,
            };
            match told {
                Ok(told) => return told,
                Err(Error::Fault(fault)) if fault.passing && tries < TRIES => {
                    tries += 1;
                    sleep(BETWEEN).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// An Operation that is paid for like one that asks, unless that is done, and room for it: where the minute's worth is
    /// spent, a later one, of who they are by then. Of visitors each network pays, and one that cannot goes on in a group of
    /// its own, so that nobody else waits for it.
    async fn paid_for<'s>(
        &self,
        streams: &'s Arc<Streams>,
        feed: &Arc<Feed>,
        party: &Arc<Party>,
        position: i64,
        is_paid: &mut bool,
    ) -> Result<Paid<'s>, Error> {
        loop {
            let room = streams.room(self.agency(), self.asked.cost).await;
            let operation = self.operation(streams, &self.latest(party)).await?;
            if *is_paid {
                return Ok(Paid::For(operation, room));
            }
            let payers = if party.is_visitor() {
                self.members().networks(position, |_| true)
            } else {
                BTreeSet::from([operation.network()])
            };
            let poor = streams.executor.charge_once(self.asked.cost, &operation, &payers);
            if poor.len() < payers.len() {
                if !poor.is_empty() {
                    self.apart(streams, feed, false, |seated| is_poor(&poor, seated));
                }
                *is_paid = true;
                return Ok(Paid::For(operation, room));
            }
            let longest = poor
                .values()
                .map(|Exhausted(seconds)| *seconds)
                .max()
                .unwrap_or_default();
            drop((operation, room));
            // Whoever came in after this would miss the event.
            if self.close_if_empty() || streams.stop.is_cancelled() {
                return Ok(Paid::Over);
            }
            // Whoever is left knows of it.
            if payers.is_empty() || (self.asked.is_alike_for(&party.actor) && self.members().is_open) {
                return Ok(Paid::Apart);
            }
            sleep(Duration::from_secs(longest.min(5).into())).await;
        }
    }

    /// The credential of the same holder that ends last by now.
    fn latest(&self, party: &Arc<Party>) -> Arc<Party> {
        let known = self.members().parties(i64::MAX);
        let mut same = known.into_iter().filter(|other| other.who == party.who);
        same.next().unwrap_or_else(|| Arc::clone(party))
    }

    /// One event as one holder sees it now.
    async fn run_once(
        &self,
        streams: &Arc<Streams>,
        feed: &Arc<Feed>,
        heard: &Heard,
        party: &Arc<Party>,
        is_paid: &mut bool,
    ) -> Result<Result<Told, Error>, Error> {
        let whose = BTreeSet::from([Arc::clone(&party.who)]);
        let paid = self.paid_for(streams, feed, party, heard.position(), is_paid).await?;
        let (operation, _room) = match paid {
            Paid::For(operation, room) => (operation, room),
            Paid::Apart => return Ok(Ok(Told::default())),
            Paid::Over => return Ok(Ok(Told { answer: None, whose })),
        };
        streams.executor.refuse_unlisted(&operation, self.asked.query()).await?;
        let came = self.answered(streams, &operation, heard, false).await?;
        Ok(came.map(|came| Told {
            answer: came.map(|(answer, _)| answer),
            whose,
        }))
    }

    /// One event as the reader of this Operation sees it, and whether others who know of it are told the same; none where
    /// there is nothing to know, or where an answer is wanted that is for all and there is none. What took too long once would
    /// do so again, and cost as much each time: it is an error within, which is not to be tried again.
    pub(super) async fn answered(
        &self,
        streams: &Arc<Streams>,
        operation: &Arc<Operation>,
        heard: &Heard,
        is_for_all: bool,
    ) -> Result<Result<Option<(Arc<str>, bool)>, Error>, Error> {
        let listening = Listening::hearing(heard.clone());
        let request = self
            .asked
            .request()
            .data(Arc::clone(operation))
            .data(Arc::clone(&listening));
        let mut stream = streams.executor.schema.execute_stream(request);
        let run = timeout(streams.executor.longest, stream.next()).await;
        drop(stream);
        let response = match (run, listening.outcome()) {
            (Ok(response), None | Some(Ok(_))) => response,
            (run, outcome) => {
                operation.release().await;
                if !is_for_all {
                    operation.end().await;
                    operation.keep_accesses().await?;
                }
                return match outcome.and_then(Result::err).filter(|_| run.is_ok()) {
                    Some(error) => Err(error),
                    None => Ok(Err(Fault::passing("an event took too long and was given up").into())),
                };
            }
        };
        // Where there is no visitor nobody reads what is not for all, and nobody was refused it: nothing goes on record.
        let is_fit = |response: &Response| is_whole(response, operation) && operation.answers_all_alike();
        if is_for_all && !response.as_ref().is_some_and(is_fit) {
            operation.release().await;
            return Ok(Ok(None));
        }
        let Some(response) = response else {
            operation.end().await;
            operation.keep_accesses().await?;
            return Ok(Ok(None));
        };
        let response = match concluded(operation, response).await {
            // What is too long now may be shorter with the next event.
            Err(error) if error.codes().contains(&Code::TooExpensive) => {
                let errors = errors_of(error);
                let metrics = &streams.executor.metrics;
                metrics.told(Some(Kind::Subscription), false, &errors);
                return Ok(Ok(Some((refused(errors), false))));
            }
            other => other?,
        };
        let is_alike = is_fit(&response);
        Ok(Ok(Some(match self.asked.came(response) {
            Came::Answer(answer) => (answer, is_alike),
            Came::Refused(errors) => (refused(errors), false),
        })))
    }

    /// Whether the holder may still listen.
    async fn may_listen(&self, streams: &Streams) -> Result<(), Error> {
        let _room = streams.room(self.agency(), 0).await;
        let party = self.members().parties(i64::MAX).pop();
        let party = party.unwrap_or_else(|| Arc::clone(&self.first));
        let operation = match self.operation(streams, &party).await {
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

    /// An Operation of who a holder is by now.
    async fn operation(&self, streams: &Streams, party: &Party) -> Result<Arc<Operation>, Error> {
        let executor = &streams.executor;
        let operation = executor.operation(&party.credential, self.asked.purpose, false).await;
        if matches!(operation, Err(Error::Refused(_))) {
            self.is_shut.store(true, Ordering::Relaxed);
        }
        operation
    }

    /// Sends to those whom it is for, and lets all others find out for themselves. Who is alone, going on from a cursor, is
    /// waited for: what they missed comes faster than it can be read.
    async fn send(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, position: i64, told: &Told) {
        let alone = self.members().alone(position);
        let (Some(member), Some(answer)) = (alone, &told.answer) else {
            let is_for = |party: &Party| told.whose.contains(&party.who);
            let apart = self.members().settle(position, told.answer.as_ref(), is_for);
            return self.begin(streams, feed, false, apart);
        };
        let sending = member.to.send(Out::Next(member.operation, Arc::clone(answer)));
        if timeout(READ, sending).await.is_err() {
            cut_off(&member.cuts, Cut::Slow);
            self.members().close();
        }
    }
}
