//! The noun of a legal hold.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    held_record,
    id::{LegalHoldId, MembershipId, PersonId, ProjectId},
    legal_hold::{Entity, Model},
    legal_hold_reader,
    sealed::Confidential,
    subject::DataSubject,
    vocabulary::{AccessClass, Purpose},
};
use sea_orm::{ColumnTrait, Condition, Order};

use super::{
    acted::ActedHold,
    held_record::{HeldRecordConnection, of as records_of},
};
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    people::Person,
    policy::{Field, FieldQuestion, Relation},
    project::Project,
    relay::{
        ActionName, Noun, PageArgs, Permission, Sort,
        access::{access, list},
        answer, global_id, operation, paged, permissions, referred, version_in,
    },
    store::Level,
    tenancy::Membership,
};

/// The most readers that a hold names.
pub(super) const MOST_READERS: usize = 20;

/// An order that keeps what would be deleted, readable for its own purpose by its named readers only.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct LegalHold {
    #[graphql(skip)]
    pub(crate) key: LegalHoldId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    acted: ActedHold,
    #[graphql(skip)]
    question: FieldQuestion,
    #[graphql(skip)]
    project_key: Option<ProjectId>,
    #[graphql(skip)]
    person_key: Option<PersonId>,
    #[graphql(skip)]
    placer_key: Option<MembershipId>,
    #[graphql(skip)]
    people: Arc<Level<PersonId, Person>>,
    #[graphql(skip)]
    placers: Arc<Level<MembershipId, Membership>>,
    /// Why the data are kept; null once the person was erased. Read by who places holds and by the named readers.
    #[graphql(directive = access::apply(AccessClass::Confidential, None))]
    reason: Gated<Confidential<Option<String>>>,
    /// When it was placed. Read by who places holds and by the named readers.
    #[graphql(directive = access::apply(AccessClass::Confidential, None))]
    placed_at: Gated<Confidential<DateTime<Utc>>>,
    /// When it was lifted; null while it holds. Read by who places holds and by the named readers.
    #[graphql(directive = access::apply(AccessClass::Confidential, None))]
    lifted_at: Gated<Confidential<Option<DateTime<Utc>>>>,
    /// Why it was lifted; null while it holds, and once the person was erased. Read by who places holds and by the named
    /// readers.
    #[graphql(directive = access::apply(AccessClass::Confidential, None))]
    lifted_reason: Gated<Confidential<Option<String>>>,
}

connection!(LegalHoldConnection, LegalHoldEdge, LegalHold, "legal holds");

#[ComplexObject]
impl LegalHold {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Project whose data are kept; null where it is about a person. Read by who places holds and by the named readers.
    #[graphql(directive = access::apply(AccessClass::Confidential, None))]
    async fn project(&self, ctx: &Context<'_>) -> Option<Project> {
        if !gate::may_read(ctx, &self.ask(Field::LegalHoldProject)) {
            return None;
        }
        let project = self.project_key?;
        let found = async { Project::find(operation(ctx)?, project).await };
        answer(ctx, None, found.await).flatten()
    }

    /// Person whose data are kept; null where it is about a project. Read for the legal record by who places holds and by
    /// the named readers.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::LegalRecord])))]
    async fn subject(&self, ctx: &Context<'_>) -> Option<Person> {
        if !gate::may_read(ctx, &self.ask(Field::LegalHoldSubject)) {
            return None;
        }
        referred(ctx, &self.people, self.person_key?).await
    }

    /// Who may read what it keeps. Read by who places holds and by the named readers.
    #[graphql(directive = access::apply(AccessClass::Confidential, None), directive = list::apply(20))]
    async fn readers(&self, ctx: &Context<'_>) -> Option<Vec<Membership>> {
        if !gate::may_read(ctx, &self.ask(Field::LegalHoldReaders)) {
            return None;
        }
        let found = async {
            let operation = operation(ctx)?;
            let tx = operation.snapshot().await?;
            let rows = readers_of(&tx, self.key).await?;
            Membership::all_named(operation, &rows).await
        };
        answer(ctx, None, found.await)
    }

    /// Who placed it. Read by who places holds and by the named readers.
    #[graphql(directive = access::apply(AccessClass::Confidential, None))]
    async fn placed_by(&self, ctx: &Context<'_>) -> Option<Membership> {
        if !gate::may_read(ctx, &self.ask(Field::LegalHoldPlacedBy)) {
            return None;
        }
        Membership::named(ctx, &self.placers, self.placer_key?).await
    }

    /// What it keeps of what was deleted elsewhere, newest first. Read for the legal record by the named readers alone.
    #[graphql(directive = access::apply(AccessClass::Confidential, Some(vec![Purpose::LegalRecord])))]
    async fn records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<HeldRecordConnection> {
        if !gate::may_read(ctx, &self.ask(Field::LegalHoldRecords)) {
            return None;
        }
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, self.kept(ctx, &args).await)
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

impl LegalHold {
    const fn ask(&self, field: Field) -> FieldQuestion {
        FieldQuestion { field, ..self.question }
    }

    async fn kept(&self, ctx: &Context<'_>, args: &PageArgs) -> Result<HeldRecordConnection> {
        use held_record::{Column, Entity};
        let operation = operation(ctx)?;
        let tx = operation.snapshot().await?;
        let rows = || {
            let of_this = Condition::all().add(Column::HoldId.eq(self.key));
            tx.rows::<Entity>().filter(of_this)
        };
        let newest = Sort::told_by(Field::HeldRecordKeptOn, Column::KeptOn, true);
        let newest = newest.for_reader(ctx, &self.question)?;
        let id = global_id(self.key);
        let page = paged(ctx, operation, rows, newest, &["LegalHold.records", &*id], args).await?;
        let nouns = records_of(page.nodes().cloned().collect(), self.question);
        Ok(page.with(nouns).into())
    }
}

/// The members that a hold names as readers.
pub(super) async fn readers_of(tx: &crate::store::Tx, hold: LegalHoldId) -> Result<Vec<MembershipId>> {
    use legal_hold_reader::{Column, Entity};
    let of_this = Condition::all().add(Column::HoldId.eq(hold));
    let rows = tx
        .rows::<Entity>()
        .filter(of_this)
        .order(Column::MembershipId, Order::Asc);
    let rows = rows.all(u64::try_from(MOST_READERS).unwrap_or(u64::MAX)).await?;
    Ok(rows
        .iter()
        .map(|row| *Duty::DecideField.open(&row.membership_id))
        .collect())
}

/// The nouns of rows, which are one level.
pub(super) async fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<LegalHold>> {
    use legal_hold_reader::{Column, Entity as Readers};
    let duty = Duty::DecideField;
    let actor = operation.actor()?;
    let tx = operation.snapshot().await?;
    let mut read: Vec<LegalHoldId> = Vec::new();
    if let (Some(person), false) = (actor.person(), rows.is_empty()) {
        let own = Condition::all()
            .add(Column::MembershipId.eq(person.membership))
            .add(tx.among(Column::HoldId, rows.iter().map(|row| row.id.uuid())));
        let most = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        let own = tx.rows::<Readers>().filter(own).all(most).await?;
        read.extend(own.iter().map(|row| row.hold_id));
    }
    let people = Level::of(rows.iter().filter_map(|row| *duty.open(&row.person_id)));
    let placers = Level::of(rows.iter().filter_map(|row| *duty.open(&row.placed_by_id)));
    let one = |row: Model| {
        let person = *duty.open(&row.person_id);
        let relation = if read.contains(&row.id) {
            Relation::Reader
        } else {
            Relation::None
        };
        let question = FieldQuestion::of(Field::LegalHoldReason, actor.roles())
            .related(relation)
            // The person is told of reads of what is kept at once, and of those of the hold itself once it is lifted.
            .about(person.map_or(DataSubject::Nobody, |_| DataSubject::Held(row.id)));
        let ask = |field| FieldQuestion { field, ..question };
        LegalHold {
            key: row.id,
            seen: row.version,
            acted: ActedHold::of(&row),
            question,
            project_key: *duty.open(&row.project_id),
            person_key: person,
            placer_key: *duty.open(&row.placed_by_id),
            people: Arc::clone(&people),
            placers: Arc::clone(&placers),
            reason: Gated::new(row.reason.map(gate::said), ask(Field::LegalHoldReason)),
            placed_at: Gated::new(row.placed_at, ask(Field::LegalHoldPlacedAt)),
            lifted_at: Gated::new(row.lifted_at, ask(Field::LegalHoldLiftedAt)),
            lifted_reason: Gated::new(row.lifted_reason, ask(Field::LegalHoldLiftedReason)),
        }
    };
    Ok(rows.into_iter().map(one).collect())
}

impl Noun for LegalHold {
    type Entity = Entity;

    fn key(&self) -> LegalHoldId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[LegalHoldId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?).await
    }
}
