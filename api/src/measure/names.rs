//! Names of payers, from which nobody without the key learns who they are: not by trying all addresses either.

use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

/// Makes names, with one key.
#[derive(Clone)]
pub(super) struct Names(Hmac<Sha256>);

impl Names {
    pub(super) fn new(key: [u8; 32]) -> Self {
        // HMAC pads a shorter key with zeros to its block anyway; given whole, there is no length to fail on.
        let mut block = [0; 64];
        for (to, from) in block.iter_mut().zip(key) {
            *to = from;
        }
        Self(<Hmac<Sha256> as Mac>::new(&block.into()))
    }

    /// The name of a payer in a measure; measures have no zero byte in their own names.
    pub(super) fn of(&self, measure: &str, payer: &[u8]) -> Uuid {
        let mac = self
            .0
            .clone()
            .chain_update(measure)
            .chain_update([0])
            .chain_update(payer);
        let digest: [u8; 32] = mac.finalize().into_bytes().into();
        let (half, _) = digest.split_at(16);
        Uuid::from_slice(half).unwrap_or_default()
    }
}
