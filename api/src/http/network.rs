//! Where a request comes from: the other end of the connection or, behind proxies that the operator names, what these
//! say of theirs (`X-Forwarded-For`). It bounds how much one place may ask for, and opens nothing.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;

/// Whose word is taken for where a request comes from.
#[derive(Clone, Debug)]
pub struct Proxies(Arc<[IpNet]>);

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Network {
    place: IpAddr,
    /// Whether no proxy of ours stands between.
    is_direct: bool,
}

impl Proxies {
    /// These networks.
    #[must_use]
    pub fn new(trusted: &[IpNet]) -> Self {
        Self(trusted.into())
    }

    /// Whether an address is one of theirs.
    pub(super) fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Where a request with these headers comes from, which came from this other end.
    pub(super) fn network(&self, peer: IpAddr, headers: &HeaderMap) -> Network {
        Network {
            place: network_of(self.beyond(peer, headers)),
            is_direct: !self.trust(peer.to_canonical()),
        }
    }

    /// The nearest address that is none of ours: each proxy writes at the end whom it spoke with, and before that stands
    /// what it was told, which anybody can have written.
    fn beyond(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut nearest = peer.to_canonical();
        let lines = headers.get_all("x-forwarded-for").iter().rev();
        // Word by word: what a caller wrote into a line does not take away what a proxy wrote behind it.
        let words = lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','));
        for word in words {
            if !self.trust(nearest) {
                break;
            }
            let Some(before) = std::str::from_utf8(word).ok().and_then(|word| address(word.trim())) else {
                break;
            };
            nearest = before;
        }
        nearest
    }
}

/// An address, with or without a port.
fn address(word: &str) -> Option<IpAddr> {
    let whole = || word.parse::<IpAddr>().ok();
    let with_port = || word.parse::<SocketAddr>().ok().map(|address| address.ip());
    Some(whole().or_else(with_port)?.to_canonical())
}

/// Whoever holds one address of the newer kind holds a network of them.
pub(super) fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// Where the request of these comes from, if the listener tells.
pub(super) fn known_of(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<Network>().map(|network| network.place)
}

/// Whether the request of these comes from there itself, and not through a proxy of ours, if the listener tells.
pub(super) fn is_direct(extensions: &Extensions) -> bool {
    extensions.get::<Network>().is_some_and(|network| network.is_direct)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_what_trusted_proxies_wrote_counts() {
        let trusted = ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"].map(|network| network.parse().unwrap());
        let proxies = Proxies::new(&trusted);
        for (peer, lines, expected) in [
            ("203.0.113.7", vec![], "203.0.113.7"),
            // Whoever is no proxy says what they like.
            ("203.0.113.7", vec!["198.51.100.1"], "203.0.113.7"),
            ("127.0.0.1", vec![], "127.0.0.1"),
            ("127.0.0.1", vec!["198.51.100.1"], "198.51.100.1"),
            ("::ffff:127.0.0.1", vec!["198.51.100.1:4711"], "198.51.100.1"),
            // What stood there before is the caller's own.
            ("127.0.0.1", vec!["192.0.2.9, 198.51.100.1"], "198.51.100.1"),
            ("127.0.0.1", vec!["192.0.2.9", "198.51.100.1, 10.1.1.1"], "198.51.100.1"),
            ("127.0.0.1", vec!["nonsense, 10.1.1.1"], "10.1.1.1"),
            ("127.0.0.1", vec!["nonsense"], "127.0.0.1"),
            ("127.0.0.1", vec!["\u{e9}, 203.0.113.7"], "203.0.113.7"),
            ("fd00::1", vec!["[2001:db8:1:2:3::4]:80"], "2001:db8:1:2:3::4"),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_bytes(line.as_bytes()).unwrap());
            }
            let found = proxies.beyond(peer.parse().unwrap(), &headers);
            assert_eq!(found.to_string(), expected, "{peer} {headers:?}");
        }
    }

    #[test]
    fn an_address_of_the_newer_kind_stands_for_its_network() {
        let network = |address: &str| network_of(address.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3::4"), "2001:db8:1:2::");
        assert_eq!(network("192.0.2.9"), "192.0.2.9");
    }
}
