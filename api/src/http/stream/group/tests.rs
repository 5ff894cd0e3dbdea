//! Who listens in the tests of this folder.

use std::{net::IpAddr, sync::Arc};

use entity::id::Id;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::seats::Member;
use crate::{
    actor::Actor,
    http::stream::{
        out::{Cuts, Out},
        party::Party,
    },
    identity::credential::Credential,
};

/// Somebody for whom so many messages may wait, and what they hear.
pub(super) fn member(room: usize) -> (Member, mpsc::Receiver<Out>) {
    let (to, out) = mpsc::channel(room);
    let member = Member {
        operation: 7,
        to,
        cuts: Cuts::default(),
        over: Arc::default(),
    };
    (member, out)
}

/// A visitor from there.
pub(super) fn visitor(network: Option<IpAddr>) -> Arc<Party> {
    party("visitor", network)
}

/// Somebody of this name, from there.
pub(super) fn party(who: &str, network: Option<IpAddr>) -> Arc<Party> {
    Arc::new(Party {
        who: who.into(),
        credential: Credential {
            network,
            ..Credential::default()
        },
        ends_at: None,
        generation: 0,
        actor: Actor::visitor(Id::from_uuid(Uuid::nil())),
    })
}

/// What was heard meanwhile.
pub(super) fn heard(out: &mut mpsc::Receiver<Out>) -> Vec<String> {
    let mut heard = Vec::new();
    while let Ok(Out::Next(7, told)) = out.try_recv() {
        heard.push(told.to_string());
    }
    heard
}
