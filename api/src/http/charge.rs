//! Who pays for what is run: who asks, or those together for whom one run is.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::IpAddr,
};

use super::{Executor, budget::Exhausted};
use crate::{actor::Actor, operation::Operation};

impl Executor {
    /// Takes what a document costs from the budget of who asks; what is left of it.
    pub(super) fn charge(&self, cost: u64, operation: &Operation) -> std::result::Result<u64, Exhausted> {
        // Nothing is for nothing: what costs no row still takes the server's time.
        let cost = cost.max(1);
        let left = self.budgets.take(cost, operation.known_actor(), operation.network())?;
        self.metrics.charged(cost);
        Ok(left)
    }

    /// The same for what is run once for several networks: which of them cannot pay. Nothing is run where none can.
    pub(super) fn charge_once(
        &self,
        cost: u64,
        operation: &Operation,
        networks: &BTreeSet<Option<IpAddr>>,
    ) -> BTreeMap<Option<IpAddr>, Exhausted> {
        let cost = cost.max(1);
        let poor = self.budgets.take_once(cost, operation.known_actor(), networks);
        if poor.len() < networks.len() {
            self.metrics.charged(cost);
        }
        poor
    }

    /// The same for what is run once for several members: what their agency pays, of whom this is one.
    pub(super) fn charge_agency(&self, cost: u64, member: &Actor) -> std::result::Result<(), Exhausted> {
        let cost = cost.max(1);
        self.budgets.take_of_agency(cost, member)?;
        self.metrics.charged(cost);
        Ok(())
    }

    /// What each of them pays once it is run, beside what they share; which of them can.
    pub(super) fn charge_members(&self, cost: u64, members: &[&Actor]) -> Vec<bool> {
        self.budgets.take_of_members(cost.max(1), members)
    }
}
