//! The noun of a membership.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    id::{MembershipId, PersonId},
    membership::{Entity, Model},
    sealed::{Personal, TenantInternal},
    set::Set,
    subject::DataSubject,
    vocabulary::{AccessClass, MembershipState, Purpose, TenantRole},
};

use super::acted::ActedMembership;
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    people::Person,
    policy::{Field, FieldQuestion, Relation},
    relay::{
        ActionName, Noun, Permission,
        access::{access, list},
        answer, global_id, operation, permissions, referred, version_in,
    },
    store::Level,
};

/// A person's place in the tenant.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct Membership {
    #[graphql(skip)]
    pub(crate) key: MembershipId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    acted: ActedMembership,
    #[graphql(skip)]
    person_key: Personal<PersonId>,
    #[graphql(skip)]
    people: Arc<Level<PersonId, Person>>,
    #[graphql(skip)]
    person_question: FieldQuestion,
    /// Roles in the agency; for its staff and the person.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None), directive = list::apply(6))]
    roles: Gated<TenantInternal<Set<TenantRole>>>,
    /// Whether the person can sign in here. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    state: Gated<TenantInternal<MembershipState>>,
    /// When the person joined the agency. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    created_at: Gated<TenantInternal<DateTime<Utc>>>,
}

connection!(MembershipConnection, MembershipEdge, Membership, "memberships");

#[ComplexObject]
impl Membership {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Who it is. Read by the person, and by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn person(&self, ctx: &Context<'_>) -> Option<Person> {
        if !gate::may_read(ctx, &self.person_question) {
            return None;
        }
        let key = *Duty::DecideField.open(&self.person_key);
        referred(ctx, &self.people, key).await
    }

    /// What you may do to it now, decided by the rules that the mutations themselves ask.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    async fn viewer_can(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these, at most 20; all that are done to it when not given.")] actions: Option<
            Vec<ActionName>,
        >,
    ) -> Option<Vec<Permission>> {
        answer(ctx, None, permissions(ctx, actions.as_deref(), &self.acted))
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

impl Membership {
    /// A member whom a field of its own opens to its reader, such as who revealed their pseudonym: also one whom they may not
    /// know of otherwise. Of that one they are told the id, by which the data protection officer finds who it is, and no more.
    pub(crate) async fn named(ctx: &Context<'_>, level: &Level<MembershipId, Self>, key: MembershipId) -> Option<Self> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |ids: Vec<MembershipId>| async move {
                let members = Self::all_named(operation, &ids).await?;
                Ok(members.into_iter().map(|member| (member.key, member)).collect())
            };
            level.get(key, load).await
        };
        answer(ctx, None, found.await).flatten()
    }

    /// The same of several, such as the readers of a legal hold, in any order.
    pub(crate) async fn all_named(operation: &Operation, keys: &[MembershipId]) -> Result<Vec<Self>> {
        let tx = operation.snapshot().await?;
        let rows = tx.public_of::<Entity, _>(keys, |row| row).await?;
        of(operation, rows)
    }
}

/// The nouns of rows. Their persons load when one is asked for, all at once.
pub(super) fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<Membership>> {
    let people = Level::of(rows.iter().map(|row| *Duty::DecideField.open(&row.person_id)));
    let actor = operation.actor()?;
    let own = actor.person().map(|person| person.membership);
    Ok(rows
        .into_iter()
        .map(|row| {
            let relation = Relation::own(own == Some(row.id));
            let about = DataSubject::Membership(row.id);
            let ask = |field| FieldQuestion::of(field, actor.roles()).related(relation).about(about);
            Membership {
                key: row.id,
                seen: row.version,
                acted: ActedMembership::of(&row, actor),
                person_key: row.person_id,
                people: Arc::clone(&people),
                person_question: ask(Field::MembershipPerson),
                roles: Gated::new(row.roles, ask(Field::MembershipRoles)),
                state: Gated::new(row.state, ask(Field::MembershipState)),
                created_at: Gated::new(row.created_at, ask(Field::MembershipCreatedAt)),
            }
        })
        .collect())
}

impl Noun for Membership {
    type Entity = Entity;

    fn key(&self) -> MembershipId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[MembershipId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?)
    }
}
