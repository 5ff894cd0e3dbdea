//! Takes away rows whose time is over, as each entity declares, and keeps copies for legal holds.

use chrono::{DateTime, Utc};
use entity::{
    id::PersonId,
    membership, participation, project_state_change, pseudonym_reveal,
    scalar::Day,
    sealed::Personal,
    set::Set as Roles,
    subject::{Declaration, Disposing, Retained, Since, Subject},
    vocabulary::{ParticipationState, ProjectState, RetentionTrigger, TenantRole},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Alias, Condition, Expr, ExprTrait, LockType, Order, Query, SelectStatement},
};
use uuid::Uuid;

use super::{Store, Tx, held::Going, person_rows::columns_of, resting::goes_on, visible::of_tenant};
use crate::{clock::Clock, error::Result};

/// Data whose time is over.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    /// What the entity says of itself.
    pub declaration: &'static Declaration,
    /// Which of its data.
    pub retained: &'static Retained,
    /// From when their time runs.
    pub trigger: RetentionTrigger,
    /// Where that stands.
    pub since: Since,
    /// What happens to them.
    pub disposing: Disposing,
    /// Over is the time of what began to run before.
    pub before: DateTime<Utc>,
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disposed {
    /// How many rows were disposed of.
    pub number: u64,
    /// Of how many of them a hold keeps a copy.
    pub held: u64,
    /// Whether there may be more.
    pub is_full: bool,
}

impl Tx {
    /// Disposes of at most `limit` rows whose time is over, or of one person. Copies of what a legal hold keeps are made
    /// first, and what `store` keeps of reads is laid out while it still leads to people: before any row is locked, because
    /// who erases a person holds that before their rows, and entries hold the people that they are about. A read that is
    /// kept after that names its people itself, as its snapshot knows them.
    pub async fn dispose(&self, store: &Store, due: &Due, clock: &Clock, limit: u64) -> Result<Disposed> {
        self.delete_beside_holds().await?;
        store.unfold_within(self, clock).await?;
        match due.disposing {
            Disposing::Erase => self.erase_one(due, clock).await,
            Disposing::Delete => self.dispose_of(due, Going::Rows, clock, limit).await,
            Disposing::Blank(columns) => self.dispose_of(due, Going::Columns(columns), clock, limit).await,
            Disposing::BlankUncounted(columns) => {
                let going = Going::Columns(columns);
                let Disposed { is_full, .. } = self.dispose_of(due, going, clock, limit).await?;
                Ok(Disposed {
                    is_full,
                    ..Disposed::default()
                })
            }
        }
    }

    async fn dispose_of(&self, due: &Due, going: Going<'_>, clock: &Clock, limit: u64) -> Result<Disposed> {
        let ids = self.ids_over(due, clock, None, limit).await?;
        if ids.is_empty() {
            return Ok(Disposed::default());
        }
        let number = u64::try_from(ids.len()).unwrap_or(u64::MAX);
        if takes_links(due.declaration, going) {
            self.forget_reveals(&ids, clock).await?;
        }
        let held = self.keep_for_holds(due.declaration, going, &ids, clock).await?;
        self.take_away(due.declaration.table, going, &ids).await?;
        let is_full = number >= limit;
        Ok(Disposed { number, held, is_full })
    }

    /// Takes away why names were revealed that these parts lead to: once they do not, no erasure finds it. A hold on whose it
    /// is keeps its copy, which the link still finds.
    async fn forget_reveals(&self, parts: &[Uuid], clock: &Clock) -> Result<()> {
        let revealed = pseudonym_reveal::DECLARATION;
        let column = |name: &'static str| Expr::col(Alias::new(name));
        let mut select = Query::select()
            .column(Alias::new("id"))
            .from(Alias::new(revealed.table))
            .and_where(column("tenant_id").eq(self.actor().tenant))
            .and_where(column("participation_id").is_in(parts.iter().copied()))
            .and_where(column("reason").ne(""))
            .order_by(Alias::new("id"), Order::Asc)
            .take();
        if self.is_postgres() {
            select.lock(LockType::NoKeyUpdate);
        }
        let ids = self.ids_of(&select).await?;
        if ids.is_empty() {
            return Ok(());
        }
        self.keep_for_holds(&revealed, Going::Columns(&["reason"]), &ids, clock)
            .await?;
        let update = Query::update()
            .table(Alias::new(revealed.table))
            .value(Alias::new("reason"), "")
            .and_where(column("tenant_id").eq(self.actor().tenant))
            .and_where(column("id").is_in(ids))
            .take();
        self.run_built(&update).await
    }

    /// Takes one person out of the agency; nobody else waits for that longer than it takes.
    async fn erase_one(&self, due: &Due, clock: &Clock) -> Result<Disposed> {
        let Some(id) = self.ids_over(due, clock, None, 1).await?.pop() else {
            return Ok(Disposed::default());
        };
        let person = PersonId::from_uuid(id);
        self.lock_person(person).await?;
        // Who came back meanwhile stays.
        let is_over = !self.ids_over(due, clock, Some(id), 1).await?.is_empty();
        if is_over {
            self.erase(person, clock).await?;
        }
        Ok(Disposed {
            number: u64::from(is_over),
            held: 0,
            is_full: true,
        })
    }

    /// Rows whose time is over, or this one if its is.
    async fn ids_over(&self, due: &Due, clock: &Clock, only: Option<Uuid>, limit: u64) -> Result<Vec<Uuid>> {
        let mut over = self.over(due, clock.now());
        if let Some(only) = only {
            over = over.add(Expr::col(Alias::new("id")).eq(only));
        }
        let mut select = Query::select()
            .column(Alias::new("id"))
            .from(Alias::new(due.declaration.table))
            .cond_where(over)
            .order_by(Alias::new("id"), Order::Asc)
            .limit(limit)
            .take();
        // A person is held by way of their membership, as by whoever acts.
        if self.is_postgres() && due.disposing != Disposing::Erase {
            select.lock(LockType::NoKeyUpdate);
        }
        self.ids_of(&select).await
    }

    async fn take_away(&self, table: &'static str, going: Going<'_>, ids: &[Uuid]) -> Result<()> {
        let column = |name: &'static str| Expr::col(Alias::new(name));
        let these = Condition::all()
            .add(column("tenant_id").eq(self.actor().tenant))
            .add(column("id").is_in(ids.iter().copied()));
        match going {
            Going::Rows => {
                let delete = Query::delete().from_table(Alias::new(table)).cond_where(these).take();
                self.run_built(&delete).await
            }
            Going::Columns(columns) => {
                let mut update = Query::update().table(Alias::new(table)).cond_where(these).take();
                for name in columns {
                    update.value(Alias::new(*name), Expr::cust("NULL"));
                }
                if columns_of(table).iter().any(|(name, _)| *name == "version") {
                    update.value(Alias::new("version"), column("version").add(1));
                }
                self.run_built(&update).await
            }
        }
    }

    /// The rows whose time is over.
    fn over(&self, due: &Due, now: DateTime<Utc>) -> Condition {
        let tenant = self.actor().tenant;
        let column = |name: &'static str| Expr::col(Alias::new(name));
        let mut over = Condition::all().add(column("tenant_id").eq(tenant));
        if let Some(only) = due.retained.only {
            // What is written as it stands is not put into brackets where it joins the rest.
            over = over.add(Expr::cust(format!("({only})")));
        }
        if let Some(columns) = due.disposing.columns() {
            let any = columns
                .iter()
                .fold(Condition::any(), |any, name| any.add(column(name).is_not_null()));
            over = over.add(any);
        }
        if due.declaration.table == participation::DECLARATION.table {
            // What rests is known by that link, and would be read again without it.
            let rest = self.resting_people(goes_on(now));
            let linked = column("person_id");
            over = over.add(
                Condition::any()
                    .add(linked.clone().is_null())
                    .add(linked.not_in_subquery(rest)),
            );
        }
        if due.disposing == Disposing::Erase {
            over = over.add(column("id").not_in_subquery(self.in_office()));
            over = over.add(column("id").not_in_subquery(self.under_way()));
            over = over.add(column("id").not_in_subquery(self.held_people()));
            over = over.add(column("id").not_in_subquery(self.people_of_held_projects()));
        }
        let person = || match due.declaration.subject {
            Subject::Person(name) => column(name),
            _ => column("person_id"),
        };
        over.add(match due.since {
            Since::Column(name) => Condition::all().add(column(name).lte(due.before)),
            Since::Named {
                column: name,
                table,
                at,
            } => {
                let then = Query::select()
                    .column(Alias::new("id"))
                    .from(Alias::new(table))
                    .and_where(column("tenant_id").eq(tenant))
                    .and_where(column(at).lte(due.before))
                    .take();
                Condition::all().add(column(name).in_subquery(then))
            }
            Since::Project(name) => Condition::all().add(column(name).in_subquery(self.projects_over(due))),
            Since::Activity => Condition::all().add(person().not_in_subquery(self.active_since(due.before))),
            Since::Projects => {
                let not_over = self
                    .people_of_projects()
                    .and_where(Expr::col(participation::Column::ProjectId).not_in_subquery(self.projects_over(due)))
                    .take();
                // Who takes part in none any more counts by what they did last.
                let ever = Condition::any()
                    .add(person().in_subquery(self.people_of_projects()))
                    .add(person().not_in_subquery(self.active_since(due.before)));
                Condition::all().add(person().not_in_subquery(not_over)).add(ever)
            }
        })
    }

    /// The projects that came into a state of the trigger before.
    fn projects_over(&self, due: &Due) -> SelectStatement {
        use project_state_change::{Column, Entity};
        let states: &[ProjectState] = match due.trigger {
            RetentionTrigger::ProjectEvaluated => &[ProjectState::Evaluated],
            _ => &[ProjectState::Concluded, ProjectState::Cancelled, ProjectState::Declined],
        };
        Entity::find()
            .select_only()
            .column(Column::ProjectId)
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::ToState.is_in(states.iter().copied()))
            .filter(Column::OccurredAt.lte(due.before))
            .into_query()
    }

    /// Who takes or took part in some project.
    fn people_of_projects(&self) -> SelectStatement {
        use participation::{Column, Entity};
        Entity::find()
            .select_only()
            .column(Column::PersonId)
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::PersonId.is_not_null())
            .into_query()
    }

    /// Who was active on the day of `before`, or after it.
    fn active_since(&self, before: DateTime<Utc>) -> SelectStatement {
        use membership::{Column, Entity};
        Entity::find()
            .select_only()
            .column(Column::PersonId)
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::LastActiveOn.gte(Personal::new(Day::from(before.date_naive()))))
            .into_query()
    }

    /// Who has more than the role of a member.
    fn in_office(&self) -> SelectStatement {
        use membership::{Column, Entity};
        let member = Roles::EMPTY.with(TenantRole::Member);
        Entity::find()
            .select_only()
            .column(Column::PersonId)
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Expr::col(Column::Roles).ne(member.bits()))
            .into_query()
    }

    /// The people whom a hold keeps.
    fn held_people(&self) -> SelectStatement {
        use entity::legal_hold::{Column, Entity};
        Entity::find()
            .select_only()
            .column(Column::PersonId)
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::LiftedAt.is_null())
            .filter(Column::PersonId.is_not_null())
            .into_query()
    }

    /// Who takes or took part in a project that a hold keeps.
    fn people_of_held_projects(&self) -> SelectStatement {
        use entity::legal_hold::{Column, Entity};
        let projects = Entity::find()
            .select_only()
            .column(Column::ProjectId)
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::LiftedAt.is_null())
            .filter(Column::ProjectId.is_not_null())
            .into_query();
        self.people_of_projects()
            .and_where(Expr::col(participation::Column::ProjectId).in_subquery(projects))
            .take()
    }

    /// Who actively takes part in a project that is not over.
    fn under_way(&self) -> SelectStatement {
        use entity::project;
        let over = project::Entity::find()
            .select_only()
            .column(project::Column::Id)
            .filter(of_tenant::<project::Entity>(self.actor().tenant))
            .filter(project::Column::State.is_in([
                ProjectState::Concluded,
                ProjectState::Evaluated,
                ProjectState::Archived,
                ProjectState::Cancelled,
                ProjectState::Declined,
            ]))
            .into_query();
        self.people_of_projects()
            .and_where(Expr::col(participation::Column::State).eq(ParticipationState::Active))
            .and_where(Expr::col(participation::Column::ProjectId).not_in_subquery(over))
            .take()
    }
}

/// Whether what goes leads from parts in projects to people.
fn takes_links(declaration: &Declaration, going: Going<'_>) -> bool {
    declaration.table == participation::DECLARATION.table
        && match going {
            Going::Rows => true,
            Going::Columns(columns) => columns.contains(&"person_id"),
        }
}
