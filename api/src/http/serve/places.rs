//! How many connections there are from each place.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::http::network::{Proxies, network_of};

/// How many connections there are from each place.
pub(super) struct Places {
    most: usize,
    /// Which are not counted.
    pub(super) proxies: Proxies,
    counted: Mutex<HashMap<IpAddr, usize>>,
}

impl Places {
    /// So many from each, but for proxies that are named.
    pub(super) fn new(most: usize, proxies: Proxies) -> Self {
        Self {
            most,
            proxies,
            counted: Mutex::default(),
        }
    }

    /// A place for one connection more from there, which is none where it is not counted; not where there are as many as may be.
    pub(super) fn enter(self: &Arc<Self>, peer: IpAddr) -> Result<Option<OfOne>, Full> {
        let peer = peer.to_canonical();
        if self.proxies.trust(peer) {
            return Ok(None);
        }
        let network = network_of(peer);
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let number = counted.entry(network).or_default();
        if *number >= self.most {
            return Err(Full);
        }
        *number += 1;
        drop(counted);
        Ok(Some(OfOne(Arc::clone(self), network)))
    }
}

/// There are as many connections from there as may be.
#[derive(Debug)]
pub(super) struct Full;

/// One of the connections from a place, while it lasts.
pub(super) struct OfOne(Arc<Places>, IpAddr);

impl Drop for OfOne {
    fn drop(&mut self) {
        let mut counted = self.0.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(number) = counted.get_mut(&self.1) {
            *number = number.saturating_sub(1);
            if *number == 0 {
                counted.remove(&self.1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn t124_one_place_has_so_many_connections_and_a_proxy_as_many_as_there_are() {
        let proxies = Proxies::new(&["127.0.0.1/32".parse().unwrap()]);
        let places = Arc::new(Places::new(2, proxies));
        let from = |place: &str| places.enter(place.parse().unwrap());
        let held = [from("192.0.2.1").unwrap(), from("::ffff:192.0.2.1").unwrap()];
        assert!(from("192.0.2.1").is_err());
        // Others are not kept out, and whoever has one address of the newer kind has a network of them.
        let others = ["192.0.2.2", "2001:db8::1", "2001:db8::2"].map(|place| from(place).unwrap());
        assert!(from("2001:db8::3").is_err());
        assert!((0..9).all(|_| from("127.0.0.1").unwrap().is_none()));
        drop(held);
        assert!(from("192.0.2.1").unwrap().is_some());
        drop(others);
        assert!(places.counted.lock().unwrap().is_empty());
    }
}
