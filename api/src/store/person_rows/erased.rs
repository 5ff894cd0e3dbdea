//! Who is there of an agency, and who was erased.

use entity::{
    account,
    id::{Id, PersonId},
    person,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::erase::EMPTIED;
use crate::{
    error::Result,
    store::{Tx, fault, visible::of_tenant},
};

impl Tx {
    /// The people of the agency after `after`, at most `limit`, in the order of their ids: each with whether an erasure
    /// took them out, by request or by a rule of retention.
    pub async fn people_after(&self, after: Option<PersonId>, limit: u64) -> Result<Vec<(PersonId, bool)>> {
        use person::{Column, Entity};
        let mut select = Entity::find()
            .select_only()
            .columns([Column::Id, Column::AccountId])
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .order_by_asc(Column::Id)
            .limit(limit);
        if let Some(after) = after {
            select = select.filter(Column::Id.gt(after));
        }
        let found = select.into_tuple().all(self.connection()).await;
        let people: Vec<(Uuid, Uuid)> = found.map_err(|error| fault::of(&error))?;
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let accounts = people.iter().map(|(_, account)| *account);
        let emptied = account::Entity::find()
            .select_only()
            .column(account::Column::Id)
            .filter(self.among(account::Column::Id, accounts))
            .filter(account::Column::AddressKey.starts_with(EMPTIED))
            .into_tuple()
            .all(self.connection())
            .await;
        let emptied: Vec<Uuid> = emptied.map_err(|error| fault::of(&error))?;
        let emptied: std::collections::BTreeSet<Uuid> = emptied.into_iter().collect();
        let one = |(person, account): (Uuid, Uuid)| (Id::from_uuid(person), emptied.contains(&account));
        Ok(people.into_iter().map(one).collect())
    }
}
