//! All rows of a person, found by what each entity declares of itself: to copy them, and to erase them.
//!
//! Nothing here knows an entity by name but the few that lead from a person to the ids that rows name them by.

mod copy;
mod erase;
mod erased;
mod table;

use entity::{
    account,
    id::{AccountId, Id, MembershipId, PersonId},
    membership, participation, person,
    subject::Subject,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Alias, Condition, Expr, ExprTrait, IntoCondition, LockType},
};
use uuid::Uuid;

pub use copy::CopiedTable;
pub(super) use copy::copied;
pub(super) use table::columns_of;

use super::{Tenanted, Tx, fault, visible::of_tenant};
use crate::error::{Fault, Result};

/// The ids that rows of the agency name a person by.
#[derive(Debug)]
struct Names {
    person: PersonId,
    account: AccountId,
    memberships: Vec<MembershipId>,
    participations: Vec<Uuid>,
    address: String,
}

impl Tx {
    /// Holds a person, so that nothing new of them comes up meanwhile.
    pub async fn lock_person(&self, id: PersonId) -> Result<()> {
        self.names_of(id).await.map(drop)
    }

    /// The names of a person.
    async fn names_of(&self, id: PersonId) -> Result<Names> {
        // As whoever acts does: the membership first, and then the person.
        let by_person = membership::Column::PersonId.eq(id);
        let memberships = self.held_ids::<membership::Entity>(by_person).await?;
        if self
            .held_ids::<person::Entity>(person::Column::Id.eq(id))
            .await?
            .is_empty()
        {
            return Err(Fault::logged("a person is not there").into());
        }
        let by_person = participation::Column::PersonId.eq(id);
        let participations = self.held_ids::<participation::Entity>(by_person).await?;
        let of_person = person::Entity::find()
            .select_only()
            .column(person::Column::AccountId)
            .filter(of_tenant::<person::Entity>(self.actor().tenant))
            .filter(person::Column::Id.eq(id))
            .into_query();
        let found: Option<(Uuid, String)> = account::Entity::find()
            .select_only()
            .columns([account::Column::Id, account::Column::AddressKey])
            .filter(account::Column::Id.in_subquery(of_person))
            .into_tuple()
            .one(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        let (account, address) = found.ok_or_else(|| Fault::logged("a person has no account"))?;
        Ok(Names {
            person: id,
            account: Id::from_uuid(account),
            memberships: memberships.into_iter().map(Id::from_uuid).collect(),
            participations,
            address,
        })
    }

    /// The ids of these rows; held, where this writes, so that nothing new is written under them meanwhile.
    async fn held_ids<E: Tenanted>(&self, theirs: impl IntoCondition) -> Result<Vec<Uuid>> {
        let mut select = E::find()
            .select_only()
            .column(E::ID)
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(theirs);
        if self.writes() && self.is_postgres() {
            select = select.lock(LockType::Update);
        }
        let ids = select.into_tuple().all(self.connection()).await;
        ids.map_err(|error| fault::of(&error))
    }

    /// The rows of the agency that are these people's, where an entity says so; `None` for what is nobody's or of no agency.
    fn rows_of(&self, subject: Subject, names: &Names) -> Option<Condition> {
        let column = |name: &'static str| Expr::col(Alias::new(name));
        let one_of = |name, ids: Vec<Uuid>| column(name).is_in(ids);
        let theirs = match subject {
            Subject::Nobody | Subject::Account(_) => return None,
            Subject::Person(name) => column(name).eq(names.person),
            Subject::Participation(name) => one_of(name, names.participations.clone()),
            Subject::Membership(name) => one_of(name, names.memberships.iter().map(|id| id.uuid()).collect()),
            Subject::Address(name) => column(name).eq(names.address.as_str()),
        };
        let tenant = column("tenant_id").eq(self.actor().tenant);
        Some(Condition::all().add(tenant).add(theirs))
    }
}
