//! What goes to one connection.

use std::{future::pending, sync::Arc};

use tokio::sync::watch;

/// Something for one operation of a connection.
pub(super) enum Out {
    /// An answer, written.
    Next(u64, Arc<str>),
    /// The operation ends with these errors, written as a list.
    Failed(u64, Arc<str>),
    /// The operation has told everything.
    Done(u64),
}

impl Out {
    /// The operation that it is for.
    pub(super) const fn operation(&self) -> u64 {
        match self {
            Self::Next(operation, _) | Self::Failed(operation, _) | Self::Done(operation) => *operation,
        }
    }
}

/// Why a connection ends, before anything is sent that still waits for it.
#[derive(Clone, Debug)]
pub(super) enum Cut {
    /// It is read too slowly.
    Slow,
    /// Its credential is good for nothing any more; the errors, written as a list.
    Shut(Arc<str>),
}

/// Where a connection learns that it is cut off.
pub(super) type Cuts = watch::Sender<Option<Cut>>;

/// Cuts a connection off; the first reason counts.
pub(super) fn cut_off(cuts: &Cuts, cut: Cut) {
    cuts.send_if_modified(|told| {
        let is_first = told.is_none();
        if is_first {
            *told = Some(cut);
        }
        is_first
    });
}

/// Why the connection is cut off, once it is.
pub(super) async fn cut(cuts: &mut watch::Receiver<Option<Cut>>) -> Cut {
    let told = cuts.wait_for(Option::is_some).await;
    let told: Option<Cut> = told.ok().and_then(|told| told.clone());
    match told {
        Some(cut) => cut,
        // Nobody is left who could.
        None => pending().await,
    }
}
