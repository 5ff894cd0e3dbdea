//! Who pays for an event: each network of visitors and each member for what they are told, an agency once for a run.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
    sync::Arc,
    time::Duration,
};

use tokio::time::sleep;

use super::{Group, audience::Audience, members::Members, seats::Seated};
use crate::{
    actor::Actor,
    error::Error,
    events::Feed,
    http::{
        budget::Exhausted,
        stream::{Room, Streams, party::Party},
    },
    operation::Operation,
    relay::Heard,
};

/// Whether an event is run.
pub(super) enum Paid {
    /// It is, by this Operation and in this room.
    For(Arc<Operation>, Room),
    /// Not here, where others would wait: who cannot pay waits alone.
    Apart,
    /// Not any more, since nobody waits for it.
    Over,
}

impl Members {
    /// The networks that those visitors among them come from who are told, and do not know yet what stands at this position.
    fn networks(&mut self, position: i64, is_told: impl Fn(&Party) -> bool) -> BTreeSet<Option<IpAddr>> {
        self.list.retain(|seated| !seated.has_left());
        let behind = self.list.iter().filter(|seated| seated.knows < position);
        let visitors = behind.map(|seated| &seated.party).filter(|party| party.is_visitor());
        visitors
            .filter(|party| is_told(party))
            .map(|party| party.network())
            .collect()
    }
}

impl Group {
    /// An Operation that is paid for like one that asks, unless that is done, and room for it: where the minute's worth is
    /// spent, a later one, of who they are by then. Of visitors each network pays, and one that cannot goes on in a group of
    /// its own, so that nobody else waits for it.
    pub(super) async fn paid_for(
        &self,
        streams: &Arc<Streams>,
        feed: &Arc<Feed>,
        party: &Arc<Party>,
        position: i64,
        is_paid: &mut bool,
    ) -> Result<Paid, Error> {
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

    /// Has an event paid for before it is run: by the networks of visitors, of which those that cannot go on apart, as where
    /// visitors are alone; or where none can, by the agency for its members. Whether visitors pay, and none where there is
    /// nothing to share any more; an error where the agency is to wait for, and then nobody goes anywhere.
    pub(super) fn pay(
        &self,
        streams: &Arc<Streams>,
        feed: &Arc<Feed>,
        heard: &Heard,
        audience: &Audience,
        alike: &[&(Arc<Party>, Actor)],
    ) -> Result<Option<bool>, Exhausted> {
        let visitors: BTreeSet<&str> = audience.visitors.iter().map(|party| &*party.who).collect();
        let is_told = |party: &Party| visitors.contains(&*party.who);
        let networks = self.members().networks(heard.position(), is_told);
        let (executor, cost) = (&streams.executor, self.asked.cost);
        // Without a network this takes nothing.
        let poor = executor.charge_once(cost, &audience.operation, &networks);
        let has_visitors = poor.len() < networks.len();
        if !has_visitors {
            let [(_, member), _, ..] = alike else {
                return Ok(None);
            };
            executor.charge_agency(cost, member)?;
        }
        if !poor.is_empty() {
            self.apart(streams, feed, false, |seated| is_poor(&poor, seated));
        }
        Ok(Some(has_visitors))
    }

    /// Has members pay who may be told the same as visitors: whose they are who can. Who cannot waits apart.
    pub(super) fn members_pay(&self, streams: &Streams, members: &[&(Arc<Party>, Actor)]) -> Vec<Arc<str>> {
        let actors: Vec<&Actor> = members.iter().map(|(_, actor)| actor).collect();
        let can_pay = streams.executor.charge_members(self.asked.cost, &actors);
        let paying = members.iter().zip(can_pay).filter(|(_, can_pay)| *can_pay);
        paying.map(|((party, _), _)| Arc::clone(&party.who)).collect()
    }
}

/// Whether somebody comes from a network that cannot pay.
fn is_poor(poor: &BTreeMap<Option<IpAddr>, Exhausted>, seated: &Seated) -> bool {
    seated.party.is_visitor() && poor.contains_key(&seated.party.network())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::expect_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::http::stream::group::tests::{heard, member, party, visitor};

    #[test]
    fn who_cannot_pay_goes_apart_with_what_they_know() {
        let left = Arc::default();
        let (one, mut poor) = member(9);
        let (other, mut rich) = member(9);
        let network = "192.0.2.1".parse().ok();
        let mut members = Members::default();
        let (seated, _one) = Seated::new(one, &visitor(network), 0, &left);
        members.push(seated);
        let (seated, _other) = Seated::new(other, &visitor(None), 0, &left);
        members.push(seated);
        members.hand_out(1, &"one".into());
        // Who knows of it already does not pay, nor does whom it is not for.
        let (seated, _knows) = Seated::new(member(9).0, &visitor("192.0.2.9".parse().ok()), 2, &left);
        members.push(seated);
        let (seated, _renamed) = Seated::new(member(9).0, &party("renamed", "192.0.2.8".parse().ok()), 0, &left);
        members.push(seated);
        let networks = members.networks(2, |party| &*party.who == "visitor");
        assert_eq!(networks, BTreeSet::from([None, network]));
        let mut gone = members.part(|seated| seated.party.network() == network);
        let mut gone = gone.pop().expect("somebody goes").members;
        members.hand_out(2, &"two".into());
        assert_eq!(
            (heard(&mut poor), heard(&mut rich)),
            (vec!["one".to_owned()], vec!["one".to_owned(), "two".to_owned()])
        );
        assert_eq!(gone.reached, 1);
        assert!(gone.alone(2).is_some() && !gone.is_closed);
        gone.hand_out(2, &"two".into());
        assert!(members.take_in(&mut gone, 2, &left));
        members.hand_out(3, &"three".into());
        assert_eq!(
            (heard(&mut poor), heard(&mut rich)),
            (vec!["two".to_owned(), "three".to_owned()], vec!["three".to_owned()])
        );
    }
}
