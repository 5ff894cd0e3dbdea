//! The noun of an entry.

use async_graphql::{ComplexObject, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    audit_entry::{Entity, Model},
    id::{AuditEntryId, ClientId, MembershipId},
    sealed::{Personal, TenantInternal},
    subject::DataSubject,
    vocabulary::{AccessClass, AuditKind, AuditOutcome, Purpose},
};
use uuid::Uuid;

use crate::{
    actor::Actor,
    error::Result,
    operation::{
        Operation,
        gate::{Duty, Gated},
    },
    policy::{Field, FieldQuestion},
    relay::{Noun, access::access, global_id, named},
};

/// An entry of the append-only, hash-chained record; it holds ids, never values.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct AuditEntry {
    #[graphql(skip)]
    pub(crate) key: AuditEntryId,
    /// Its place in the agency's chain, from 1 without gaps.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    position: i64,
    /// When it happened. Read by auditors and data-protection officers.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    occurred_at: Gated<TenantInternal<DateTime<Utc>>>,
    /// What kind of thing happened. Read by auditors and data-protection officers.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    kind: Gated<TenantInternal<AuditKind>>,
    /// The mutation; null where it was the server itself. Read by auditors and data-protection officers.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    action: Gated<TenantInternal<Option<String>>>,
    /// Global id of the membership or client that did it; null for a visitor, for the server, and for what somebody did
    /// with their own words or part in a project, because it would tell whose pseudonym that is. Read by auditors and
    /// data-protection officers for the purpose. In an alert, who asked, where it was no organisation.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    actor: Gated<Personal<Option<ID>>>,
    /// Global id of what it was done to, which you may or may not read, and which may be gone; null for refusals, which
    /// are told by action. In an alert, the organisation whose programs asked. Read by auditors and data-protection officers.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    object: Gated<TenantInternal<Option<ID>>>,
    /// Whether it was done. Read by auditors and data-protection officers.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    outcome: Gated<TenantInternal<AuditOutcome>>,
    /// Code of the refusal; null where it was done. Read by auditors and data-protection officers.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    code: Gated<TenantInternal<Option<String>>>,
    /// How often: the first refusal of an hour is an entry, and all equal ones that follow within it are another. In an
    /// alert, how many people's data were asked for when it was raised. Read by auditors and data-protection officers.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    count: Gated<TenantInternal<i32>>,
    /// The purpose that was declared, in an alert; null otherwise. Read by auditors and data-protection officers.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    purpose: Gated<TenantInternal<Option<Purpose>>>,
    /// Hash of this entry and the hash before: SHA-256 in hexadecimal.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    hash: String,
    /// Hash of the entry before; null for the first.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    previous_hash: Option<String>,
}

connection!(AuditEntryConnection, AuditEntryEdge, AuditEntry, "audit entries");

#[ComplexObject]
impl AuditEntry {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }
}

/// The nouns of rows.
pub(super) fn of(actor: &Actor, rows: Vec<Model>) -> Vec<AuditEntry> {
    let ask = |field| FieldQuestion::of(field, actor.roles());
    let one = |row: Model| {
        let member = *Duty::DecideField.open(&row.membership_id);
        let about = member.map_or(DataSubject::Nobody, DataSubject::Membership);
        AuditEntry {
            key: row.id,
            position: row.position,
            occurred_at: Gated::new(row.occurred_at, ask(Field::AuditEntryOccurredAt)),
            kind: Gated::new(row.kind, ask(Field::AuditEntryKind)),
            action: Gated::new(row.action, ask(Field::AuditEntryAction)),
            actor: Gated::new(
                row.membership_id.zip(row.client_id).map(who),
                ask(Field::AuditEntryActor).about(about),
            ),
            object: Gated::new(
                row.object_type.zip(row.object_id).map(what),
                ask(Field::AuditEntryObject),
            ),
            outcome: Gated::new(row.outcome, ask(Field::AuditEntryOutcome)),
            code: Gated::new(row.code, ask(Field::AuditEntryCode)),
            count: Gated::new(row.number, ask(Field::AuditEntryCount)),
            purpose: Gated::new(row.purpose, ask(Field::AuditEntryPurpose)),
            hash: row.hash,
            previous_hash: row.previous_hash,
        }
    };
    rows.into_iter().map(one).collect()
}

fn who((membership, client): (Option<MembershipId>, Option<ClientId>)) -> Option<ID> {
    membership.map(global_id).or_else(|| client.map(global_id))
}

fn what((kind, id): (Option<String>, Option<Uuid>)) -> Option<ID> {
    Some(ID(named(&kind?, id?)))
}

impl Noun for AuditEntry {
    type Entity = Entity;

    fn key(&self) -> AuditEntryId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[AuditEntryId]) -> Result<Vec<Self>> {
        Ok(of(operation.actor()?, operation.by_ids(ids).await?))
    }
}
