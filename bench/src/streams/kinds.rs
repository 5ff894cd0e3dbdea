//! Who listens: visitors from everywhere, members, and those of both who go and come again.

use tokio_tungstenite::tungstenite::{client::IntoClientRequest as _, handshake::client::Request};

use super::{acts::Acts, listener::Line};
use crate::{
    fault::Result,
    items::token_of,
    plan::{Size, VIEWERS},
};

/// Where the load is: the proxy whose word the server takes for where somebody comes from.
pub(super) const PROXY: &str = "127.0.0.1/32";

const AGENCY: &str = "agency-0";

/// What somebody who listens is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nobody in particular, from an address that nobody else has.
    Visitor,
    /// A person of the agency who is signed in.
    Member,
    /// A visitor who goes once, and comes again with the last cursor.
    ReturningVisitor,
    /// The same of a member.
    ReturningMember,
}

impl Kind {
    pub(super) const ALL: [Self; 4] = [
        Self::Visitor,
        Self::Member,
        Self::ReturningVisitor,
        Self::ReturningMember,
    ];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Visitor => "visitors",
            Self::Member => "members",
            Self::ReturningVisitor => "visitors who come again",
            Self::ReturningMember => "members who come again",
        }
    }

    /// Of twenty, four are members, and one of them and one of the visitors comes again.
    const fn of(number: usize) -> Self {
        match number % 20 {
            0..=2 => Self::Member,
            3 => Self::ReturningMember,
            4 => Self::ReturningVisitor,
            _ => Self::Visitor,
        }
    }

    /// Whether they go, and come again.
    pub(super) const fn returns(self) -> bool {
        matches!(self, Self::ReturningVisitor | Self::ReturningMember)
    }
}

/// Somebody who listens.
#[derive(Clone, Debug)]
pub(super) struct Listener {
    pub(super) kind: Kind,
    /// What they say of themselves, by header.
    headers: Vec<(&'static str, String)>,
}

impl Listener {
    /// The one with this number.
    pub(super) fn of(number: usize, size: Size, acts: &Acts) -> Result<Self> {
        let kind = Kind::of(number);
        let headers = match kind {
            Kind::Visitor | Kind::ReturningVisitor => vec![("trialogue-tenant", AGENCY.to_owned())],
            Kind::Member | Kind::ReturningMember => {
                // Who acts is told other things of what they do.
                let mut people = (VIEWERS..size.people)
                    .filter(|person| !acts.acting.contains(person))
                    .cycle();
                let person = people.nth(number).ok_or("nobody is there")?;
                vec![("authorization", format!("Bearer {}", token_of(0, person)?))]
            }
        };
        let mut listener = Self { kind, headers };
        listener.headers.push(("x-forwarded-for", place(number)?));
        Ok(listener)
    }

    /// A visitor who is none of those.
    pub(super) fn beside() -> Self {
        let headers = vec![
            ("trialogue-tenant", AGENCY.to_owned()),
            ("x-forwarded-for", "192.0.2.1".to_owned()),
        ];
        Self {
            kind: Kind::Visitor,
            headers,
        }
    }

    /// The request for a socket.
    pub(super) fn request(&self, address: &str) -> Result<Request> {
        let mut request = format!("ws://{address}/graphql").into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("sec-websocket-protocol", "graphql-transport-ws".parse()?);
        for (name, value) in &self.headers {
            headers.insert(*name, value.parse()?);
        }
        Ok(request)
    }

    /// Listens to all of a project from now on.
    pub(super) async fn listens(&self, address: &str, project: &str) -> Result<Line> {
        let mut line = Line::open(self.request(address)?, address, None).await?;
        line.subscribes("1", super::listener::QUERY, project, None).await?;
        line.is_there().await?;
        Ok(line)
    }
}

/// An address of the older kind that no other number has, from those that nobody holds (RFC 2544).
fn place(number: usize) -> Result<String> {
    let [_, high, middle, low] = u32::try_from(number)?.to_be_bytes();
    Ok(format!("198.{}.{middle}.{low}", 18 + high % 2))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn there_are_some_of_each_kind_and_each_comes_from_somewhere_else() {
        for kind in Kind::ALL {
            assert!((0..100).filter(|number| Kind::of(*number) == kind).count() >= 5);
        }
        let places: BTreeSet<_> = (0..2_000).map(|number| place(number).unwrap()).collect();
        assert_eq!(places.len(), 2_000);
    }
}
