//! Stands in numbers: what is counted underneath, and what of it is published when.
//!
//! It promises that figures of stands change only as docs/adr/0004 says, whoever brings the change about: a
//! participant, a phase that closes, an import, an agency that becomes more careful. It knows of the rows of
//! contributions and of no other domain, so that every one of them may use it.

mod figures;
mod settle;

pub use figures::{Occasion, figures, tally};
pub use settle::{settle, withhold};

use crate::{error::Result, statistics::Threshold, store::Tx};

/// The threshold of the agency.
pub async fn threshold(tx: &Tx) -> Result<Threshold> {
    Ok(Threshold::of(tx.terms().await?.disclosure_threshold))
}
