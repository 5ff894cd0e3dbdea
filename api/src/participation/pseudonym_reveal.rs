//! The noun of a pseudonym that was revealed.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    id::{MembershipId, ParticipationId, PersonId, PseudonymRevealId},
    participation, person,
    pseudonym_reveal::{Column, Entity, Model},
    sealed::{Confidential, Personal},
    subject::DataSubject,
    vocabulary::{AccessClass, Purpose, RevealGround},
};
use sea_orm::Condition;

use super::participation::Participation;
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    people::Person,
    policy::{self, Field, FieldQuestion},
    relay::{Noun, PageArgs, Pages, Relation, Sort, access::access, global_id, operation, paged, referred},
    store::Level,
    tenancy::Membership,
};

/// A pseudonym that was revealed by duty, on record.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct PseudonymReveal {
    #[graphql(skip)]
    pub(crate) key: PseudonymRevealId,
    #[graphql(skip)]
    question: FieldQuestion,
    #[graphql(skip)]
    participation_key: ParticipationId,
    #[graphql(skip)]
    person_key: Option<PersonId>,
    #[graphql(skip)]
    member_key: MembershipId,
    #[graphql(skip)]
    participations: Arc<Level<ParticipationId, Participation>>,
    #[graphql(skip)]
    people: Arc<Level<PersonId, Person>>,
    #[graphql(skip)]
    members: Arc<Level<MembershipId, Membership>>,
    /// What the participant is called by law; null once it is erased. Read for the legal record by who revealed it and by
    /// the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::LegalRecord])))]
    legal_name: Gated<Personal<Option<String>>>,
    /// Duty that it was revealed by. Read by the person, by who revealed it and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    ground: Gated<Personal<RevealGround>>,
    /// The case, in words; null once the person was erased. For who revealed it and the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Confidential, Some(vec![Purpose::LegalRecord, Purpose::SecurityAudit])))]
    reason: Gated<Confidential<Option<String>>>,
    /// When it was done. Read by the person, by who revealed it and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    revealed_at: Gated<Personal<DateTime<Utc>>>,
}

connection!(
    PseudonymRevealConnection,
    PseudonymRevealEdge,
    PseudonymReveal,
    "revealed pseudonyms"
);

#[ComplexObject]
impl PseudonymReveal {
    /// Global id; random, so that it tells no time.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Whose pseudonym it was. Read by the person, by who revealed it and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    async fn participation(&self, ctx: &Context<'_>) -> Option<Participation> {
        if !gate::may_read(ctx, &self.ask(Field::PseudonymRevealParticipation)) {
            return None;
        }
        referred(ctx, &self.participations, self.participation_key).await
    }

    /// Who it is; null once nobody is known behind the pseudonym any more. Read for the legal record by who revealed it and
    /// by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::LegalRecord])))]
    async fn person(&self, ctx: &Context<'_>) -> Option<Person> {
        if !gate::may_read(ctx, &self.ask(Field::PseudonymRevealPerson)) {
            return None;
        }
        let person = referred(ctx, &self.people, self.person_key?).await?;
        Some(person.read_in(self.question.project))
    }

    /// Who did it. Read by the person, by who revealed it and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    async fn revealed_by(&self, ctx: &Context<'_>) -> Option<Membership> {
        if !gate::may_read(ctx, &self.ask(Field::PseudonymRevealRevealedBy)) {
            return None;
        }
        Membership::named(ctx, &self.members, self.member_key).await
    }
}

impl PseudonymReveal {
    const fn ask(&self, field: Field) -> FieldQuestion {
        FieldQuestion { field, ..self.question }
    }
}

/// The nouns of rows, which are one level.
async fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<PseudonymReveal>> {
    let duty = Duty::DecideField;
    let tx = operation.snapshot().await?;
    let mut parts: Vec<ParticipationId> = rows.iter().map(|row| *duty.open(&row.participation_id)).collect();
    parts.sort_unstable();
    parts.dedup();
    let linked = tx
        .public_of::<participation::Entity, _>(&parts, |row| (row.id, row.person_id, row.project_id))
        .await?;
    let link_of = |part: ParticipationId| linked.iter().find(|(id, ..)| *id == part);
    let person_of = |part: ParticipationId| link_of(part).and_then(|(_, person, _)| *duty.open(person));
    let people: Vec<PersonId> = parts.iter().filter_map(|part| person_of(*part)).collect();
    let names = tx
        .public_of::<person::Entity, _>(&people, |row| (row.id, row.legal_name))
        .await?;
    let name_of = |person: Option<PersonId>| {
        let found = names.iter().find(|(id, _)| Some(*id) == person);
        found.map_or_else(|| Personal::new(None), |(_, name)| name.clone().map(Some))
    };
    let participations = Level::of(parts.iter().copied());
    let people = Level::of(people.iter().copied());
    let members = Level::of(rows.iter().map(|row| *duty.open(&row.revealed_by_id)));
    let actor = tx.actor();
    let reader = actor.person().map(|person| person.person);
    let one = |row: Model| {
        let part = *duty.open(&row.participation_id);
        let person = person_of(part);
        let relation = policy::Relation::own(person.is_some() && person == reader);
        let question = FieldQuestion::of(Field::PseudonymRevealGround, actor.roles())
            .related(relation)
            .about(DataSubject::Participation(part))
            .read_in(link_of(part).map(|(.., project)| *project));
        let ask = |field| FieldQuestion { field, ..question };
        PseudonymReveal {
            key: row.id,
            question,
            participation_key: part,
            person_key: person,
            member_key: *duty.open(&row.revealed_by_id),
            participations: Arc::clone(&participations),
            people: Arc::clone(&people),
            members: Arc::clone(&members),
            legal_name: Gated::new(name_of(person), ask(Field::PseudonymRevealLegalName)),
            ground: Gated::new(row.ground, ask(Field::PseudonymRevealGround)),
            reason: Gated::new(row.reason.map(gate::said), ask(Field::PseudonymRevealReason)),
            revealed_at: Gated::new(row.revealed_at, ask(Field::PseudonymRevealRevealedAt)),
        }
    };
    Ok(rows.into_iter().map(one).collect())
}

const NEWEST: Sort<Column> = Sort::told_by(Field::PseudonymRevealRevealedAt, Column::RevealedAt, true);

/// The reveals of one pseudonym, out of the pages of its level. For the noun, which asked `question`: who may read it.
pub(super) async fn reveals_of(
    ctx: &Context<'_>,
    part: ParticipationId,
    question: &FieldQuestion,
    pages: &Pages<participation::Entity, PseudonymReveal>,
    args: &PageArgs,
) -> Result<PseudonymRevealConnection> {
    let operation = operation(ctx)?;
    let relation = Relation::<Entity> {
        name: "Participation.reveals",
        which: "",
        parent: Column::ParticipationId,
        condition: Condition::all(),
        order: NEWEST.for_reader(ctx, question)?,
    };
    let page = pages.get(ctx, part, relation, args, |rows| of(operation, rows)).await?;
    Ok(page.into())
}

/// All reveals in the agency; nothing, with the reason, for who may not read them.
pub(super) async fn all_reveals(ctx: &Context<'_>, args: &PageArgs) -> Result<Option<PseudonymRevealConnection>> {
    let operation = operation(ctx)?;
    let actor = operation.actor()?;
    let question = FieldQuestion::of(Field::QueryPseudonymReveals, actor.roles());
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let order = NEWEST.for_reader(ctx, &question)?;
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>();
    let page = paged(ctx, operation, rows, order, &["Query.pseudonymReveals"], args).await?;
    let nouns = of(operation, page.nodes().cloned().collect()).await?;
    Ok(Some(page.with(nouns).into()))
}

impl Noun for PseudonymReveal {
    type Entity = Entity;

    fn key(&self) -> PseudonymRevealId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[PseudonymRevealId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?).await
    }
}
