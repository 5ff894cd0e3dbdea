//! The noun of a membership.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    id::MembershipId,
    membership::{Entity, Model},
    sealed::{Personal, TenantInternal},
    set::Set,
    vocabulary::{AccessClass, MembershipState, Purpose, TenantRole},
};

use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{Duty, Gated},
    },
    people::{self, Person},
    policy::{Field, FieldQuestion, Relation},
    relay::{
        access::{access, list},
        global_id, version_in,
    },
};

/// A person's place in the tenant.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Membership {
    #[graphql(skip)]
    pub(crate) key: MembershipId,
    #[graphql(skip)]
    seen: i64,
    /// Who it is. Read by the person, and by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    person: Gated<Personal<Option<Person>>>,
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

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

/// The nouns of rows, each with its person: two statements, whatever the number.
pub(super) async fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<Membership>> {
    let ids: Vec<_> = rows.iter().map(|row| *Duty::DecideField.open(&row.person_id)).collect();
    let people = people::load(operation, &ids).await?;
    let actor = operation.actor()?;
    let own = actor.person().map(|person| person.membership);
    Ok(rows
        .into_iter()
        .zip(people)
        .map(|(row, person)| {
            let relation = if own == Some(row.id) {
                Relation::Itself
            } else {
                Relation::None
            };
            let ask = |field| FieldQuestion::of(field, actor.roles()).related(relation);
            Membership {
                key: row.id,
                seen: row.version,
                person: Gated::new(Personal::new(person), ask(Field::MembershipPerson)),
                roles: Gated::new(row.roles, ask(Field::MembershipRoles)),
                state: Gated::new(row.state, ask(Field::MembershipState)),
                created_at: Gated::new(row.created_at, ask(Field::MembershipCreatedAt)),
            }
        })
        .collect())
}

/// Those of these memberships that the actor may know of.
pub async fn find_all(operation: &Operation, ids: &[MembershipId]) -> Result<Vec<Membership>> {
    let tx = operation.snapshot().await?;
    let rows = tx.by_ids::<Entity>(ids).await?;
    of(operation, rows).await
}
