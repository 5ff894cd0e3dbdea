//! Whose data are stored only, by what they asked for and was not ended: restrictions and objections.

use chrono::{DateTime, Utc};
use entity::{
    data_subject_request,
    id::{Id, PersonId},
    membership, participation,
    subject::DataSubject,
    tenant,
    vocabulary::{DataSubjectRight, Purpose},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement},
};
use uuid::Uuid;

use super::{Tenanted, Tx, fault, visible::of_tenant};
use crate::error::Result;

/// What keeps data of a person from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest {
    /// Whose data.
    pub person: PersonId,
    /// The right that was used.
    pub right: DataSubjectRight,
    /// For which purpose; none stands for all.
    pub purpose: Option<Purpose>,
    /// From when.
    pub from: DateTime<Utc>,
    /// The first instant at which it no longer does; none where no end is known.
    pub until: Option<DateTime<Utc>>,
}

type Row = (
    Uuid,
    DataSubjectRight,
    Option<Purpose>,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
);

impl Tx {
    /// What keeps data from being used in the actor's agency, or will, whoever the actor is.
    pub async fn rests(&self, now: DateTime<Utc>) -> Result<Vec<Rest>> {
        use data_subject_request::{Column, Entity};
        let found: Vec<Row> = Entity::find()
            .select_only()
            .columns([
                Column::PersonId,
                Column::UsedRight,
                Column::Purpose,
                Column::RestsFrom,
                Column::RestsUntil,
            ])
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(goes_on(now))
            .into_tuple()
            .all(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        let rest = |(person, right, purpose, from, until)| Rest {
            person: Id::from_uuid(person),
            right,
            purpose,
            from,
            until,
        };
        Ok(found.into_iter().map(rest).collect())
    }

    /// What the rows are called that lead to people whose data rest, with the people.
    pub async fn leads_to_resting(&self, now: DateTime<Utc>) -> Result<Vec<(DataSubject, PersonId)>> {
        let parts = self
            .of_resting::<participation::Entity>(participation::Column::PersonId, now)
            .await?;
        let members = self
            .of_resting::<membership::Entity>(membership::Column::PersonId, now)
            .await?;
        let part = |(id, person)| (DataSubject::Participation(Id::from_uuid(id)), Id::from_uuid(person));
        let member = |(id, person)| (DataSubject::Membership(Id::from_uuid(id)), Id::from_uuid(person));
        Ok(parts
            .into_iter()
            .map(part)
            .chain(members.into_iter().map(member))
            .collect())
    }

    async fn of_resting<E: Tenanted>(&self, person: E::Column, now: DateTime<Utc>) -> Result<Vec<(Uuid, Uuid)>> {
        let found = E::find()
            .select_only()
            .columns([E::ID, person])
            .filter(of_tenant::<E>(self.actor().tenant))
            .filter(person.in_subquery(self.resting_people(goes_on(now))))
            .into_tuple()
            .all(self.connection())
            .await;
        found.map_err(|error| fault::of(&error))
    }

    pub(super) fn resting_people(&self, who: Condition) -> SelectStatement {
        use data_subject_request::{Column, Entity};
        Entity::find()
            .select_only()
            .column(Column::PersonId)
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(who)
            .into_query()
    }

    /// Says that what keeps the person's data from being used changes, in the transaction that changes it: every server
    /// looks anew with its next read.
    pub async fn rest_changes(&self, person: PersonId) -> Result<()> {
        self.decide_on_rest(person).await?;
        self.global().policies_changed(self.actor().tenant).await
    }

    /// Rests of a person and rows that lead to them are made one after the other, so that they do not miss one another.
    async fn decide_on_rest(&self, person: PersonId) -> Result<()> {
        self.wait_for("pg_advisory_xact_lock", &format!("rest of {}", person.uuid()))
            .await
    }

    /// Lets every server look anew whose data rest, where those of this person do: a row more leads to them.
    pub async fn more_leads_to(&self, person: PersonId) -> Result<()> {
        use data_subject_request::Column;
        self.decide_on_rest(person).await?;
        let theirs = Condition::all()
            .add(Column::PersonId.eq(person))
            .add(Column::RestsFrom.is_not_null());
        let changed = tenant::Entity::update_many()
            .col_expr(tenant::Column::Policies, Expr::col(tenant::Column::Policies).add(1))
            .filter(tenant::Column::Id.eq(self.actor().tenant))
            .filter(Expr::exists(self.resting_people(theirs)))
            .exec(self.connection())
            .await;
        changed.map(drop).map_err(|error| fault::of(&error))
    }
}

/// What keeps data from being used, and has not ended.
pub(super) fn goes_on(now: DateTime<Utc>) -> Condition {
    use data_subject_request::Column;
    let open_end = Condition::any()
        .add(Column::RestsUntil.is_null())
        .add(Column::RestsUntil.gt(now));
    Condition::all().add(Column::RestsFrom.is_not_null()).add(open_end)
}
