//! Copies of what is deleted while a legal hold keeps it: out of its table, and into the hold's own, which its named
//! readers alone can open.

use std::collections::BTreeSet;

use entity::{
    account, held_record,
    id::{Id, LegalHoldId, PersonId},
    legal_hold, participation, person,
    sealed::Confidential,
    subject::{Declaration, Subject},
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
        if matches!(going, Going::Columns([])) {
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
            let theirs = Condition::all().add(tenant).add(these).add(theirs);
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
                    kept_at: Set(clock.now().into()),
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
    fn kept_by(&self, declaration: &Declaration, held: &Held) -> Option<Expr> {
        let column = |name: &'static str| Expr::col(Alias::new(name));
        match (declaration.subject, held.person, held.project) {
            (Subject::Person(name), Some(person), _) => Some(column(name).eq(person)),
            // Who takes part goes by names in the project.
            (Subject::Person(name), None, Some(_)) if declaration.table == person::DECLARATION.table => {
                Some(column(name).in_subquery(self.people_of(held)))
            }
            (Subject::Address(name), Some(person), _) => Some(column(name).in_subquery(self.address_of(person))),
            (Subject::Participation(name), ..) => {
                let linked = column(name).in_subquery(self.participations_of(held));
                Some(linked.or(column(name).in_subquery(self.unlinked_of(held))))
            }
            (Subject::Person(_) | Subject::Address(_), None, Some(project)) if has(declaration, "project_id") => {
                Some(column("project_id").eq(project))
            }
            _ => None,
        }
    }

    fn participations_of(&self, held: &Held) -> SelectStatement {
        use participation::{Column, Entity};
        let select = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(of_tenant::<Entity>(self.actor().tenant));
        match (held.person, held.project) {
            (Some(person), _) => select.filter(Column::PersonId.eq(person)),
            (None, project) => select.filter(Column::ProjectId.eq(project)),
        }
        .into_query()
    }

    /// Who takes part in the project of the hold.
    fn people_of(&self, held: &Held) -> SelectStatement {
        use participation::{Column, Entity};
        Entity::find()
            .select_only()
            .column(Column::PersonId)
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::ProjectId.eq(held.project))
            .filter(Column::PersonId.is_not_null())
            .into_query()
    }

    /// The participations of which the hold keeps whose they were.
    fn unlinked_of(&self, held: &Held) -> SelectStatement {
        use held_record::{Column, Entity};
        Entity::find()
            .select_only()
            .column(Column::RowId)
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::HoldId.eq(held.hold))
            .filter(Column::TableName.eq(Confidential::new(participation::DECLARATION.table.to_owned())))
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
        let columns: Vec<_> = columns_of(declaration.table)
            .into_iter()
            .filter(|(name, _)| *name != "tenant_id")
            .collect();
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

    /// The person whose a row is.
    async fn person_behind(&self, declaration: &Declaration, row: &Map<String, Value>) -> Result<Option<PersonId>> {
        let named = |name: &str| {
            row.get(name)
                .and_then(Value::as_str)
                .and_then(|id| id.parse::<Uuid>().ok())
        };
        match declaration.subject {
            Subject::Person(name) => Ok(named(name).map(Id::from_uuid)),
            Subject::Participation(name) => match named(name) {
                Some(participation) => self.person_of(participation).await,
                None => Ok(None),
            },
            _ => Ok(None),
        }
    }

    /// Who takes part so, or did before that link went.
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
        if let Some(Some(person)) = linked {
            return Ok(Some(Id::from_uuid(person)));
        }
        let kept: Option<Option<Uuid>> = held_record::Entity::find()
            .select_only()
            .column(held_record::Column::PersonId)
            .filter(of_tenant::<held_record::Entity>(self.actor().tenant))
            .filter(held_record::Column::RowId.eq(participation))
            .filter(held_record::Column::PersonId.is_not_null())
            .into_tuple()
            .one(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(kept.flatten().map(Id::from_uuid))
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

fn has(declaration: &Declaration, column: &str) -> bool {
    columns_of(declaration.table).iter().any(|(name, _)| *name == column)
}
