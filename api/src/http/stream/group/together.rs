//! Several holders in one group: what everybody may read alike is run and written once for all of them.
//!
//! An event is run by a visitor of their agency, in the snapshot in which it is read who of them may listen now. What a
//! visitor may know of every member may too, since the row rule of each noun that is told of holds for a member wherever it
//! holds for a visitor (`rules.rs` of project, phase, contribution and evaluation), and so may they read what a visitor may,
//! unless a rule of the agency names their role. Where the answer is whole, and of what is answered alike, it is theirs as it
//! is. In every other case each member has a run of their own, from before the event, so that nothing is lost or doubled.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::time::sleep;

use super::{Group, audience::Audience, delivery::Told};
use crate::{
    error::Error,
    events::Feed,
    http::{
        budget::Exhausted,
        stream::{Streams, party::Party},
    },
    relay::Heard,
};

/// What came of trying to tell all of them at once.
enum Tried {
    /// What they are told.
    Came(Result<Told, Error>),
    /// Nothing yet: their agency cannot pay for it now.
    Waits(Exhausted),
}

impl Tried {
    /// There is nothing for them together: each finds out for themselves.
    fn nothing() -> Self {
        Self::Came(Ok(Told::default()))
    }
}

impl Group {
    /// One event for all whom a visitor's answer is for, paid unless that is done; errors as where it is run for one. Where
    /// the agency cannot pay they wait for it together: apart, each of them would ask anew whether it can.
    pub(super) async fn run_together(
        &self,
        streams: &Arc<Streams>,
        feed: &Arc<Feed>,
        heard: &Heard,
        is_paid: &mut bool,
    ) -> Result<Result<Told, Error>, Error> {
        loop {
            let Exhausted(seconds) = match Box::pin(self.try_together(streams, feed, heard, is_paid)).await? {
                Tried::Came(told) => return Ok(told),
                Tried::Waits(exhausted) => exhausted,
            };
            if streams.stop.is_cancelled() {
                let parties = self.members().parties(heard.position());
                let whose = parties.iter().map(|party| Arc::clone(&party.who)).collect();
                return Ok(Ok(Told { answer: None, whose }));
            }
            sleep(Duration::from_secs(seconds.min(5).into())).await;
        }
    }

    async fn try_together(
        &self,
        streams: &Arc<Streams>,
        feed: &Arc<Feed>,
        heard: &Heard,
        is_paid: &mut bool,
    ) -> Result<Tried, Error> {
        let _room = streams.room(self.agency(), self.asked.cost).await;
        // Who came in while that was waited for is among them.
        let parties = self.members().parties(heard.position());
        if parties.is_empty() {
            return Ok(Tried::nothing());
        }
        let audience = match Audience::of(&streams.executor, &parties).await {
            Ok(audience) => audience,
            // Whom that is about each finds out for themselves.
            Err(Error::Refused(_)) => return Ok(Tried::nothing()),
            Err(error) => return Err(error),
        };
        let alike = audience.alike();
        if audience.visitors.is_empty() && alike.len() < 2 {
            // There is nothing to share.
            return Ok(Tried::nothing());
        }
        let has_visitors = if *is_paid {
            !audience.visitors.is_empty()
        } else {
            match self.pay(streams, feed, heard, &audience, &alike) {
                Ok(Some(has_visitors)) => has_visitors,
                Ok(None) => return Ok(Tried::nothing()),
                Err(exhausted) => {
                    // Until it can, nothing that ends somebody's rights is looked at.
                    self.doubt_unknown(streams, feed, &audience, &parties);
                    return Ok(Tried::Waits(exhausted));
                }
            }
        };
        *is_paid = true;
        let answered = self.answered(streams, &audience.operation, heard, !has_visitors);
        let Ok(came) = answered.await? else {
            // For each of them it would take as long again.
            let told = Box::pin(self.read_again(streams, heard, &parties)).await?;
            return Ok(Tried::Came(told));
        };
        let mut whose = BTreeSet::new();
        if has_visitors {
            whose.extend(audience.visitors.iter().map(|party| Arc::clone(&party.who)));
        }
        let answer = match came {
            Some((answer, true)) => {
                whose.extend(self.members_pay(streams, &alike));
                Some(answer)
            }
            Some((answer, false)) => has_visitors.then_some(answer),
            None => None,
        };
        Ok(Tried::Came(Ok(Told { answer, whose })))
    }

    /// What these are told where an event took too long: to read again what they show, which looks nothing up; errors as where
    /// an event is run.
    async fn read_again(
        &self,
        streams: &Arc<Streams>,
        heard: &Heard,
        parties: &[Arc<Party>],
    ) -> Result<Result<Told, Error>, Error> {
        let audience = Audience::of(&streams.executor, parties).await?;
        let again = Heard::Resync(heard.position());
        let came = self.answered(streams, &audience.operation, &again, false).await?;
        Ok(came.map(|came| Told {
            answer: came.map(|(answer, _)| answer),
            whose: audience.known().into_iter().map(Arc::from).collect(),
        }))
    }
}
