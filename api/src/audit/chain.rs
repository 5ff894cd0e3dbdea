//! The bytes that an entry is hashed as. Whoever holds the rows can follow the chain with this file alone.
//!
//! `SHA-256(previous ‖ entry)`: `previous` is the 32 bytes of the hash before, zeros for the first of an agency; `entry`
//! is, one after another, the text `trialogue audit 1`, the agency, the position, the id, the instant in milliseconds
//! since 1970, kind, action, membership, program, type and id of the object, outcome, code and number. Each part is its
//! length in eight bytes, big-endian, and its bytes; numbers are eight bytes, big-endian; one that is not there has the
//! length of all ones, and no bytes. Where there is a purpose, which alerts alone have, its text follows as one more part.

use entity::{audit_entry::Model, audit_waiting};
use sea_orm::ActiveEnum as _;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::operation::gate::Duty;

/// A hash of the chain.
pub(super) type Hash = [u8; 32];

/// What comes before the first entry.
pub(super) const NOTHING: Hash = [0; 32];

/// The hash of an entry after `previous`. The entry's own hashes do not go in.
pub(super) fn hash(previous: &Hash, entry: &Model) -> Hash {
    let duty = Duty::Chain;
    let mut bytes = Bytes(Sha256::new_with_prefix(previous));
    bytes.part(Some(b"trialogue audit 1"));
    bytes.id(Some(entry.tenant_id.uuid()));
    bytes.number(entry.position);
    bytes.id(Some(entry.id.uuid()));
    bytes.number(duty.open(&entry.occurred_at).timestamp_millis());
    bytes.text(Some(duty.open(&entry.kind).name()));
    bytes.text(duty.open(&entry.action).as_deref());
    bytes.id(duty.open(&entry.membership_id).map(entity::id::Id::uuid));
    bytes.id(duty.open(&entry.client_id).map(entity::id::Id::uuid));
    bytes.text(duty.open(&entry.object_type).as_deref());
    bytes.id(*duty.open(&entry.object_id));
    bytes.text(Some(duty.open(&entry.outcome).name()));
    bytes.text(duty.open(&entry.code).as_deref());
    bytes.number(i64::from(*duty.open(&entry.number)));
    if let Some(purpose) = duty.open(&entry.purpose) {
        bytes.text(Some(&purpose.to_value()));
    }
    bytes.0.finalize().into()
}

/// What waited, as the entry of this position after `previous`.
pub(super) fn chained(waiting: audit_waiting::Model, position: i64, previous: &Hash) -> (Model, Hash) {
    let mut entry = Model {
        tenant_id: waiting.tenant_id,
        id: waiting.id,
        position,
        occurred_at: waiting.occurred_at,
        kind: waiting.kind,
        action: waiting.action,
        membership_id: waiting.membership_id,
        client_id: waiting.client_id,
        object_type: waiting.object_type,
        object_id: waiting.object_id,
        outcome: waiting.outcome,
        code: waiting.code,
        number: waiting.number,
        purpose: waiting.purpose,
        hash: String::new(),
        previous_hash: (position > 1).then(|| hex(previous)),
    };
    let hash = hash(previous, &entry);
    entry.hash = hex(&hash);
    (entry, hash)
}

/// A hash as it is stored.
pub(super) fn hex(hash: &Hash) -> String {
    use std::fmt::Write as _;
    hash.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A hash as it is stored, read back; none for any other text.
pub(super) fn unhex(text: &str) -> Option<Hash> {
    let bytes: Option<Vec<u8>> = (0..32)
        .map(|place| u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok())
        .collect();
    let hash: Hash = bytes?.try_into().ok()?;
    (hex(&hash) == text).then_some(hash)
}

struct Bytes(Sha256);

impl Bytes {
    fn part(&mut self, part: Option<&[u8]>) {
        let length = part.map_or(u64::MAX, |part| part.len() as u64);
        self.0.update(length.to_be_bytes());
        self.0.update(part.unwrap_or_default());
    }

    fn text(&mut self, text: Option<&str>) {
        self.part(text.map(str::as_bytes));
    }

    fn id(&mut self, id: Option<Uuid>) {
        self.part(id.as_ref().map(|id| id.as_bytes().as_slice()));
    }

    fn number(&mut self, number: i64) {
        self.part(Some(&number.to_be_bytes()));
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use chrono::DateTime;
    use entity::{
        id::Id,
        vocabulary::{AuditKind, AuditOutcome, Purpose},
    };

    use super::*;

    fn waiting() -> audit_waiting::Model {
        audit_waiting::Model {
            tenant_id: Id::from_uuid(Uuid::from_u128(1)),
            id: Id::from_uuid(Uuid::from_u128(2)),
            occurred_at: DateTime::from_timestamp_millis(1_781_517_600_123).unwrap().into(),
            kind: AuditKind::Grant.into(),
            action: Some("grantTenantRole".to_owned()).into(),
            membership_id: Some(Id::from_uuid(Uuid::from_u128(3))).into(),
            client_id: None.into(),
            object_type: Some("membership".to_owned()).into(),
            object_id: Some(Uuid::from_u128(4)).into(),
            outcome: AuditOutcome::Done.into(),
            code: None.into(),
            number: 1.into(),
            purpose: None.into(),
        }
    }

    #[test]
    fn an_entry_has_this_hash_for_ever() {
        let (entry, hash) = chained(waiting(), 1, &NOTHING);
        assert_eq!(entry.previous_hash, None);
        assert_eq!(entry.hash, hex(&hash));
        assert_eq!(
            entry.hash,
            "776a10382e9692f3e3250387f47f2157dab3e9cadea32c58d6f291428448091e"
        );
        let (second, _) = chained(waiting(), 2, &hash);
        assert_eq!(second.previous_hash, Some(entry.hash));
        assert_ne!(second.hash, hex(&hash));
    }

    #[test]
    fn whatever_is_altered_alters_the_hash() {
        let (entry, before) = chained(waiting(), 7, &NOTHING);
        let altered: [fn(&mut Model); 13] = [
            |entry| entry.tenant_id = Id::from_uuid(Uuid::from_u128(9)),
            |entry| entry.id = Id::from_uuid(Uuid::from_u128(9)),
            |entry| entry.position = 8,
            |entry| entry.occurred_at = DateTime::UNIX_EPOCH.into(),
            |entry| entry.kind = AuditKind::Policy.into(),
            |entry| entry.action = None.into(),
            |entry| entry.membership_id = None.into(),
            |entry| entry.client_id = Some(Id::from_uuid(Uuid::from_u128(3))).into(),
            |entry| entry.object_type = Some("membershi".to_owned()).into(),
            |entry| entry.object_id = None.into(),
            |entry| entry.outcome = AuditOutcome::Refused.into(),
            |entry| entry.number = 2.into(),
            |entry| entry.purpose = Some(Purpose::Research).into(),
        ];
        for (place, alter) in altered.into_iter().enumerate() {
            let mut other = entry.clone();
            alter(&mut other);
            assert_ne!(hash(&NOTHING, &other), before, "{place}");
        }
        assert_ne!(hash(&before, &entry), before);
        let mut with_code = entry;
        with_code.code = Some(String::new()).into();
        assert_ne!(hash(&NOTHING, &with_code), before, "nothing and no letters differ");
    }

    #[test]
    fn a_hash_has_one_spelling() {
        let text = hex(&[0xa1; 32]);
        assert_eq!(unhex(&text), Some([0xa1; 32]));
        for other in [
            text.to_uppercase(),
            format!("{text}0"),
            text.replace('a', "+"),
            String::new(),
        ] {
            assert_eq!(unhex(&other), None, "{other}");
        }
    }
}
