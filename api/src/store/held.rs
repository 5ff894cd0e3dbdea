//! Copies of what is deleted while a legal hold keeps it: out of its table, and into the hold's own, which its named
//! readers alone can open.

use std::collections::BTreeSet;

use entity::{
    account, held_record,
    id::{Id, LegalHoldId, PersonId},
    legal_hold, legal_hold_reader, membership, participation, person,
    scalar::Day,
    subject::{Declaration, Holds, Subject},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Set,
    sea_query::{Alias, Condition, Expr, ExprTrait, Query, SelectStatement},
};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    Tx, fault,
    person_rows::{columns_of, copied},
    visible::of_tenant,
};
use crate::{
    clock::Clock,
    error::{Fault, Result},
};

/// What goes of rows.
#[derive(Clone, Copy, Debug)]
pub enum Going<'a> {
    /// All of it.
    Rows,
    /// What stands in these columns.
    Columns(&'a [&'static str]),
}

impl Going<'_> {
    /// What of a row that goes is kept; none where nothing of it does.
    fn part_of(self, mut row: Map<String, Value>) -> Option<Map<String, Value>> {
        if let Self::Columns(columns) = self {
            row.retain(|name, value| name == "id" || (columns.contains(&name.as_str()) && *value != Value::Null));
            if row.len() < 2 {
                return None;
            }
        }
        Some(row)
    }
}

/// What a hold is about.
struct Held {
    hold: LegalHoldId,
    project: Option<Uuid>,
    person: Option<Uuid>,
}

impl Tx {
    /// Has whoever places a hold wait until this transaction has ended, so that nothing that it deletes escapes the hold
    /// unseen, and waits for a hold that is being placed.
    pub async fn delete_beside_holds(&self) -> Result<()> {
        self.lock_holds("pg_advisory_xact_lock_shared").await
    }

    /// Has whoever deletes wait until the hold that this transaction places stands.
    pub async fn place_beside_deletions(&self) -> Result<()> {
        self.lock_holds("pg_advisory_xact_lock").await
    }

    async fn lock_holds(&self, function: &'static str) -> Result<()> {
        let name = format!("holds of {}", self.actor().tenant.uuid());
        self.wait_for(function, &name).await
    }

    /// Copies what goes of these rows and a hold keeps, once for each hold; of how many rows that is.
    pub async fn keep_for_holds(
        &self,
        declaration: &Declaration,
        going: Going<'_>,
        ids: &[Uuid],
        clock: &Clock,
    ) -> Result<u64> {
        if declaration.holds == Holds::Never || matches!(going, Going::Columns([])) {
            return Ok(0);
        }
        self.delete_beside_holds().await?;
        let mut kept = BTreeSet::new();
        for held in self.holds().await? {
            let Some(theirs) = self.kept_by(declaration, &held) else {
                continue;
            };
            let tenant = Expr::col(Alias::new("tenant_id")).eq(self.actor().tenant);
            let these = Expr::col(Alias::new("id")).is_in(ids.iter().copied());
            let theirs = theirs.add(tenant).add(these);
            for row in self.rows_as_json(declaration, theirs).await? {
                let id = row.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
                let id: Uuid = id.ok_or_else(|| Fault::logged("a row has no id"))?;
                let person = self.person_behind(declaration, &row).await?;
                let Some(part) = going.part_of(row) else { continue };
                self.insert::<held_record::Entity>(held_record::ActiveModel {
                    id: Set(Id::from_uuid(clock.blind_id())),
                    hold_id: Set(held.hold),
                    table_name: Set(declaration.table.to_owned().into()),
                    row_id: Set(id.into()),
                    person_id: Set(person.into()),
                    document: Set(Value::Object(part).to_string().into()),
                    kept_on: Set(Day::from(clock.now().date_naive()).into()),
                    ..Default::default()
                })
                .await?;
                kept.insert(id);
            }
        }
        Ok(u64::try_from(kept.len()).unwrap_or(u64::MAX))
    }

    /// Whether a hold keeps the data of a person, by the person or by a project that they take part in. It stays so until
    /// the transaction ends.
    pub async fn is_held(&self, person: PersonId) -> Result<bool> {
        use participation::Column;
        self.delete_beside_holds().await?;
        let holds = self.holds().await?;
        if holds.iter().any(|held| held.person == Some(person.uuid())) {
            return Ok(true);
        }
        let projects = holds.iter().filter_map(|held| held.project);
        let theirs = Condition::all()
            .add(Column::PersonId.eq(person))
            .add(Column::ProjectId.is_in(projects));
        Ok(self.count_all::<participation::Entity>(theirs).await? > 0)
    }

    async fn holds(&self) -> Result<Vec<Held>> {
        use legal_hold::{Column, Entity};
        let found: Vec<(Uuid, Option<Uuid>, Option<Uuid>)> = Entity::find()
            .select_only()
            .columns([Column::Id, Column::ProjectId, Column::PersonId])
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::LiftedAt.is_null())
            .into_tuple()
            .all(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        let held = |(hold, project, person)| Held {
            hold: Id::from_uuid(hold),
            project,
            person,
        };
        Ok(found.into_iter().map(held).collect())
    }

    /// The rows of an entity that a hold keeps; none where it does not reach them.
    fn kept_by(&self, declaration: &Declaration, held: &Held) -> Option<Condition> {
        let column = |name: &'static str| Expr::col(Alias::new(name));
        let these = Condition::all();
        match (declaration.holds, held.person, held.project) {
            (Holds::OnPersonBut(project), Some(person), _) => {
                let readers = self.readers_in(held.hold, declaration.table, project);
                let theirs = self.of_person(declaration.subject, person)?;
                Some(these.add(theirs).add(Expr::exists(readers).not()))
            }
            (_, Some(person), _) => Some(these.add(self.of_person(declaration.subject, person)?)),
            (Holds::OnProject(name), None, Some(project)) => Some(these.add(column(name).eq(project))),
            (Holds::OnProjectsOfPerson, None, Some(project)) => match declaration.subject {
                // Who takes part goes by names in the project.
                Subject::Person(name) => Some(these.add(column(name).in_subquery(self.people_of(project)))),
                _ => None,
            },
            _ => None,
        }
    }

    /// The rows of a person; what refers to a part in a project goes before the link to that.
    fn of_person(&self, subject: Subject, person: Uuid) -> Option<Expr> {
        let column = |name: &'static str| Expr::col(Alias::new(name));
        match subject {
            Subject::Person(name) => Some(column(name).eq(person)),
            Subject::Address(name) => Some(column(name).in_subquery(self.address_of(person))),
            Subject::Participation(name) => Some(column(name).in_subquery(self.participations_of(person))),
            Subject::Nobody | Subject::Membership(_) | Subject::Account(_) => None,
        }
    }

    /// The readers of a hold who take or took part in the project in this column of a row of the table around.
    fn readers_in(&self, hold: LegalHoldId, table: &'static str, project: &'static str) -> SelectStatement {
        use legal_hold_reader::{Column, Entity};
        let tenant = self.actor().tenant;
        let named = Expr::col((membership::Entity, membership::Column::Id));
        let theirs = Expr::col((participation::Entity, participation::Column::PersonId));
        let there = Expr::col((participation::Entity, participation::Column::ProjectId));
        Query::select()
            .column((Entity, Column::Id))
            .from(Entity)
            .inner_join(membership::Entity, named.equals((Entity, Column::MembershipId)))
            .inner_join(
                participation::Entity,
                theirs.equals((membership::Entity, membership::Column::PersonId)),
            )
            .cond_where(of_tenant::<Entity>(tenant))
            .cond_where(of_tenant::<membership::Entity>(tenant))
            .cond_where(of_tenant::<participation::Entity>(tenant))
            .and_where(Column::HoldId.eq(hold))
            .and_where(there.equals((Alias::new(table), Alias::new(project))))
            .take()
    }

    fn participations_of(&self, person: Uuid) -> SelectStatement {
        use participation::{Column, Entity};
        Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::PersonId.eq(person))
            .into_query()
    }

    /// Who takes part in a project.
    fn people_of(&self, project: Uuid) -> SelectStatement {
        use participation::{Column, Entity};
        Entity::find()
            .select_only()
            .column(Column::PersonId)
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::ProjectId.eq(project))
            .filter(Column::PersonId.is_not_null())
            .into_query()
    }

    /// What the person signs in with.
    fn address_of(&self, person: Uuid) -> SelectStatement {
        let account = person::Entity::find()
            .select_only()
            .column(person::Column::AccountId)
            .filter(of_tenant::<person::Entity>(self.actor().tenant))
            .filter(person::Column::Id.eq(person))
            .into_query();
        account::Entity::find()
            .select_only()
            .column(account::Column::AddressKey)
            .filter(account::Column::Id.in_subquery(account))
            .into_query()
    }

    async fn rows_as_json(&self, declaration: &Declaration, theirs: Condition) -> Result<Vec<Map<String, Value>>> {
        let mut columns = columns_of(declaration.table);
        let all = columns.len();
        columns.retain(|(name, _)| *name != "hold_id");
        // Readers of one hold learn nothing of another.
        let theirs = if columns.len() < all {
            theirs.add(Expr::col(Alias::new("hold_id")).is_null())
        } else {
            theirs
        };
        columns.retain(|(name, _)| *name != "tenant_id");
        let select = Query::select()
            .columns(columns.iter().map(|(name, _)| Alias::new(*name)))
            .from(Alias::new(declaration.table))
            .cond_where(theirs)
            .take();
        let built = self.connection().get_database_backend().build(&select);
        let found = self.connection().query_all_raw(built).await;
        let found = found.map_err(|error| fault::of(&error))?;
        let rows: std::result::Result<Vec<_>, _> = found.iter().map(|row| copied(row, &columns)).collect();
        rows.map_err(|_| Fault::logged("a row that is held does not decode").into())
    }

    /// The person whose a row is, if they are one of the agency.
    async fn person_behind(&self, declaration: &Declaration, row: &Map<String, Value>) -> Result<Option<PersonId>> {
        let text = |name: &str| row.get(name).and_then(Value::as_str);
        let named = |name: &str| text(name).and_then(|id| id.parse::<Uuid>().ok());
        match declaration.subject {
            Subject::Person(name) => Ok(named(name).map(Id::from_uuid)),
            Subject::Participation(name) => match named(name) {
                Some(participation) => self.person_of(participation).await,
                None => Ok(None),
            },
            Subject::Address(name) => match text(name) {
                Some(address) => self.person_at(address).await,
                None => Ok(None),
            },
            Subject::Nobody | Subject::Membership(_) | Subject::Account(_) => Ok(None),
        }
    }

    /// Who takes part so.
    async fn person_of(&self, participation: Uuid) -> Result<Option<PersonId>> {
        let linked: Option<Option<Uuid>> = participation::Entity::find()
            .select_only()
            .column(participation::Column::PersonId)
            .filter(of_tenant::<participation::Entity>(self.actor().tenant))
            .filter(participation::Column::Id.eq(participation))
            .into_tuple()
            .one(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(linked.flatten().map(Id::from_uuid))
    }

    /// Who signs in with this address, as it is compared.
    async fn person_at(&self, address: &str) -> Result<Option<PersonId>> {
        let account = account::Entity::find()
            .select_only()
            .column(account::Column::Id)
            .filter(account::Column::AddressKey.eq(address))
            .into_query();
        let found: Option<Uuid> = person::Entity::find()
            .select_only()
            .column(person::Column::Id)
            .filter(of_tenant::<person::Entity>(self.actor().tenant))
            .filter(person::Column::AccountId.in_subquery(account))
            .into_tuple()
            .one(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(found.map(Id::from_uuid))
    }

    /// Whether there is something that a lifted hold kept.
    pub async fn keeps_lifted(&self) -> Result<bool> {
        Ok(self.count_all::<held_record::Entity>(self.lifted()).await? > 0)
    }

    /// Forgets what holds keep that were lifted.
    pub async fn drop_lifted(&self) -> Result<()> {
        self.delete_all::<held_record::Entity>(self.lifted()).await
    }

    fn lifted(&self) -> Condition {
        let lifted = legal_hold::Entity::find()
            .select_only()
            .column(legal_hold::Column::Id)
            .filter(of_tenant::<legal_hold::Entity>(self.actor().tenant))
            .filter(legal_hold::Column::LiftedAt.is_not_null())
            .into_query();
        Condition::all().add(held_record::Column::HoldId.in_subquery(lifted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projects_that_holds_go_by_stand_in_columns_of_the_table() {
        for declared in entity::ENTITIES {
            let (Holds::OnProject(project) | Holds::OnPersonBut(project)) = declared.holds else {
                continue;
            };
            let known = columns_of(declared.table).iter().any(|(name, _)| *name == project);
            assert!(known, "{}.{project}", declared.table);
        }
    }
}
