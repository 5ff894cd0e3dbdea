//! Several holders in one group: what everybody may read alike is run and written once for all of them.
//!
//! An event is run by a visitor of their agency, in the snapshot in which it is read who of them may listen now. What a
//! visitor may know of every member may too, since the row rule of each noun that is told of holds for a member wherever it
//! holds for a visitor (`rules.rs` of project, phase, contribution and evaluation), and so may they read what a visitor may,
//! unless a rule of the agency names their role. Where the answer is whole, and of what is answered alike, it is theirs as it
//! is. In every other case each member has a run of their own, from before the event, so that nothing is lost or doubled.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    Streams,
    apart::is_poor,
    audience::Audience,
    group::{Group, Told},
    party::Party,
};
use crate::{actor::Actor, error::Error, events::Feed, relay::Heard};

impl Group {
    /// One event for all whom a visitor's answer is for; errors as where it is run for one.
    pub(super) async fn run_together(
        &self,
        streams: &Arc<Streams>,
        feed: &Arc<Feed>,
        heard: &Heard,
    ) -> Result<Result<Told, Error>, Error> {
        let _room = streams.room(self.agency()).await;
        // Who came in while that was waited for is among them.
        let parties = self.members().parties(heard.position());
        if parties.is_empty() {
            return Ok(Ok(Told::default()));
        }
        let audience = match Audience::of(&streams.executor, &parties).await {
            Ok(audience) => audience,
            // Whom that is about each finds out for themselves.
            Err(Error::Refused(_)) => return Ok(Ok(Told::default())),
            Err(error) => return Err(error),
        };
        let alike = audience.alike();
        if audience.visitors.is_empty() && alike.len() < 2 {
            // There is nothing to share.
            return Ok(Ok(Told::default()));
        }
        let has_visitors = self.visitors_pay(streams, feed, &audience);
        let came = match self
            .answered(streams, &audience.operation, heard, !has_visitors)
            .await?
        {
            Ok(came) => came,
            Err(error) => return Ok(Err(error)),
        };
        let mut whose = BTreeSet::new();
        if has_visitors {
            whose.extend(audience.visitors.iter().map(|party| Arc::clone(&party.who)));
        }
        let answer = match came {
            Some((answer, true)) => {
                whose.extend(self.members_pay(streams, &alike, has_visitors));
                Some(answer)
            }
            Some((answer, false)) => has_visitors.then_some(answer),
            None => None,
        };
        Ok(Ok(Told { answer, whose }))
    }

    /// Has the networks of visitors pay; whether some of them did. Those that cannot go on apart, as where visitors are alone.
    fn visitors_pay(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, audience: &Audience) -> bool {
        let networks = self.members().networks();
        if audience.visitors.is_empty() || networks.is_empty() {
            return false;
        }
        let poor = streams
            .executor
            .charge_once(self.asked.cost, &audience.operation, &networks);
        if !poor.is_empty() {
            self.apart(streams, feed, false, |seated| is_poor(&poor, seated));
        }
        poor.len() < networks.len()
    }

    /// Has members pay who may be told the same as visitors: whose they are who can. Who cannot waits apart.
    fn members_pay(&self, streams: &Streams, members: &[&(Arc<Party>, Actor)], is_paid: bool) -> Vec<Arc<str>> {
        let actors: Vec<&Actor> = members.iter().map(|(_, actor)| actor).collect();
        let can_pay = streams.executor.charge_members(self.asked.cost, &actors, is_paid);
        let paying = members.iter().zip(can_pay).filter(|(_, can_pay)| *can_pay);
        paying.map(|((party, _), _)| Arc::clone(&party.who)).collect()
    }

    /// Asks whether these may still listen: where a visitor may, each member who may sign in may too. Where that does not
    /// settle it, each is asked apart.
    pub(super) async fn ask_together(&self, streams: &Arc<Streams>, feed: &Arc<Feed>, parties: &[Arc<Party>]) {
        let _room = streams.room(self.agency()).await;
        // They are looked for once for each seat, while nobody else comes to the members.
        let asked: BTreeSet<&str> = parties.iter().map(|party| &*party.who).collect();
        let settled = match Audience::of(&streams.executor, parties).await {
            Ok(audience) => {
                let interest = streams.interest(&self.asked, &audience.operation).await;
                interest.map(|_| audience)
            }
            Err(error) => Err(error),
        };
        match settled {
            Ok(audience) => {
                let known = audience.known();
                let goes = |who: &str| asked.contains(who) && !known.contains(who);
                self.apart(streams, feed, true, |seated| goes(&seated.party.who));
            }
            // The next event asks again.
            Err(Error::Fault(fault)) if fault.passing => {}
            Err(_) => self.apart(streams, feed, true, |seated| asked.contains(&*seated.party.who)),
        }
    }
}
