//! Ids and names of those who took part: the same in every run, and telling nothing to who has not the salt.

use chacha20poly1305::KeyInit;
use entity::id::{Id, ParticipationId, ReactionId};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use uuid::Uuid;

use crate::error::{Fault, Result};

/// Makes them.
pub(super) struct Names {
    /// The salt, as it is stored.
    pub(super) salt: String,
    block: [u8; 64],
}

impl Names {
    /// Names under a salt: 32 random bytes in hexadecimal, which are a block of HMAC-SHA256.
    pub(super) fn under(salt: String) -> Result<Self> {
        let block: [u8; 64] = salt
            .as_bytes()
            .try_into()
            .map_err(|_| Fault::logged("the salt of an import has another length"))?;
        Ok(Self { salt, block })
    }

    /// What somebody's stands go by: as their participation's id, so that rows that the database keeps together are
    /// written together.
    pub(super) fn rank(&self, number: i64) -> i64 {
        let (high, _) = self.person(number).uuid().as_u64_pair();
        i64::from_be_bytes((high ^ (1 << 63)).to_be_bytes())
    }

    /// The participation of somebody with this number in the export.
    pub(super) fn person(&self, number: i64) -> ParticipationId {
        Id::from_uuid(self.derive("participation", &[number]))
    }

    /// The stand of somebody on a statement.
    pub(super) fn stand(&self, statement: i64, number: i64) -> ReactionId {
        Id::from_uuid(self.derive("reaction", &[statement, number]))
    }

    /// An id that tells nothing to who has not the salt, and that is the same in every run.
    fn derive(&self, what: &str, numbers: &[i64]) -> Uuid {
        let mut bytes = [0; 16];
        let digest = self.digest(what, numbers);
        for (byte, from) in bytes.iter_mut().zip(digest) {
            *byte = from;
        }
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// A name for this project alone.
    pub(super) fn pseudonym(&self, number: i64) -> String {
        use std::fmt::Write as _;
        let digest = self.digest("pseudonym", &[number]);
        digest
            .into_iter()
            .take(8)
            .fold("participant-".to_owned(), |mut name, byte| {
                // Writing to a string does not fail.
                let _ = write!(name, "{byte:02x}");
                name
            })
    }

    fn digest(&self, what: &str, numbers: &[i64]) -> impl IntoIterator<Item = u8> + use<> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&self.block.into());
        mac.update(what.as_bytes());
        for number in numbers {
            mac.update(&number.to_be_bytes());
        }
        mac.finalize().into_bytes()
    }
}
