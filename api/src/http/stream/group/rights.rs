//! Who may still listen: asked now and then, and whenever something happens that may end it.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering},
};

use super::{Group, audience::Audience, seats::Seated};
use crate::{
    error::Error,
    events::Feed,
    http::stream::{Streams, party::Party},
    operation::Operation,
    relay::{Heard, Interest},
};

impl Group {
    /// Where what happened may have changed whether some of them may listen, has that asked.
    pub(super) async fn look(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, heard: &Heard) -> Result<(), Error> {
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
    pub(super) async fn ask(
        &self,
        streams: &Arc<Streams>,
        feed: &Arc<Feed>,
        parties: &[Arc<Party>],
    ) -> Result<(), Error> {
        if parties.len() > 1 {
            self.ask_together(streams, feed, parties).await;
            return Ok(());
        }
        self.may_listen(streams).await
    }

    /// Whether the holder may still listen.
    pub(super) async fn may_listen(&self, streams: &Streams) -> Result<(), Error> {
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

    /// Asks whether these may still listen: where a visitor may, each member who may sign in may too. Where that does not
    /// settle it, each is asked apart, and where a visitor may not, all stay apart.
    async fn ask_together(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, parties: &[Arc<Party>]) {
        let _room = streams.room(self.agency(), 0).await;
        // They are looked for once for each seat, while nobody else comes to the members.
        let asked: BTreeSet<&str> = parties.iter().map(|party| &*party.who).collect();
        let is_asked = |seated: &Seated| asked.contains(&*seated.party.who);
        let audience = match Audience::of(&streams.executor, parties).await {
            Ok(audience) => audience,
            // The next event asks again.
            Err(Error::Fault(fault)) if fault.passing => return,
            Err(_) => return self.apart(streams, feed, true, is_asked),
        };
        match streams.interest(&self.asked, &audience.operation).await {
            Ok(_) => self.doubt_unknown(streams, feed, &audience, parties),
            Err(Error::Fault(fault)) if fault.passing => {}
            // What visitors may not know of they will not the next time.
            Err(Error::Refused(_)) => self.part_ways(streams, feed, is_asked),
            Err(_) => self.apart(streams, feed, true, is_asked),
        }
    }

    /// Lets those of these go on apart of whom it is not known that they may listen now, each asked first of all whether they
    /// still may.
    pub(super) fn doubt_unknown(
        &self,
        streams: &Arc<Streams>,
        feed: &Arc<Feed>,
        audience: &Audience,
        parties: &[Arc<Party>],
    ) {
        let known = audience.known();
        let who = parties.iter().map(|party| &*party.who);
        let unknown: BTreeSet<&str> = who.filter(|who| !known.contains(who)).collect();
        self.apart(streams, feed, true, |seated| unknown.contains(&*seated.party.who));
    }

    /// The credential of the same holder that ends last by now.
    pub(super) fn latest(&self, party: &Arc<Party>) -> Arc<Party> {
        let known = self.members().parties(i64::MAX);
        let mut same = known.into_iter().filter(|other| other.who == party.who);
        same.next().unwrap_or_else(|| Arc::clone(party))
    }

    /// An Operation of who a holder is by now.
    pub(super) async fn operation(&self, streams: &Streams, party: &Party) -> Result<Arc<Operation>, Error> {
        let executor = &streams.executor;
        let declared = &self.asked.declared;
        let operation = executor.operation(&party.credential, declared, false).await;
        if matches!(operation, Err(Error::Refused(_))) {
            self.is_shut.store(true, Ordering::Relaxed);
        }
        operation
    }
}
