//! The noun of the access log.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    access_log_entry::{Entity, Model},
    id::{AccessLogEntryId, ProjectId},
    sealed::Personal,
    subject::DataSubject,
    vocabulary::{AccessClass, AccessOutcome, Purpose, ReaderRole},
};

use super::access_reader::{AccessReader, Reader, Readers};
use crate::{
    error::{Code, Result},
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    policy::{Field, FieldQuestion, Relation},
    project::Project,
    relay::{
        Noun,
        access::{access, list},
        answer, global_id, referred,
    },
    store::Level,
};

/// A read of somebody's personal data, or a refused one; equal ones within an hour are one entry.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct AccessLogEntry {
    #[graphql(skip)]
    pub(crate) key: AccessLogEntryId,
    #[graphql(skip)]
    who: Reader,
    #[graphql(skip)]
    readers: Arc<Readers>,
    #[graphql(skip)]
    question: FieldQuestion,
    #[graphql(skip)]
    project_key: Personal<Option<ProjectId>>,
    #[graphql(skip)]
    projects: Arc<Level<ProjectId, Project>>,
    /// When it was first read in that hour. Read by the person, and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    occurred_at: Gated<Personal<DateTime<Utc>>>,
    /// In which role it was read; the reader's name is for the data protection officer. Read by the person, and by the
    /// data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    reader_role: Gated<Personal<ReaderRole>>,
    /// The purpose that was declared; null when none was. Read by the person, and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    purpose: Gated<Personal<Option<Purpose>>>,
    /// Classes of the fields that were read. Read by the person, and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])), directive = list::apply(6))]
    classes: Gated<Personal<Vec<AccessClass>>>,
    /// Schema coordinates of the fields that were read. Read by the person, and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])), directive = list::apply(200))]
    fields: Gated<Personal<Vec<String>>>,
    /// Whether it was shown. Read by the person, and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    outcome: Gated<Personal<AccessOutcome>>,
    /// Why not; null where it was shown. Read by the person, and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    code: Gated<Personal<Option<Code>>>,
    /// How many equal reads the entry stands for. Read by the person, and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    count: Gated<Personal<i32>>,
}

connection!(
    AccessLogEntryConnection,
    AccessLogEntryEdge,
    AccessLogEntry,
    "entries of the access log"
);

#[ComplexObject]
impl AccessLogEntry {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Name of the organisation that the reader acts for; null for who takes part or comes from outside. Read by the
    /// person, and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    async fn reader_organisation(&self, ctx: &Context<'_>) -> Option<String> {
        if !gate::may_read(ctx, &self.ask(Field::AccessLogEntryReaderOrganisation)) {
            return None;
        }
        answer(ctx, None, self.readers.organisation(ctx, self.who).await).flatten()
    }

    /// Who read; null for a visitor. For the data protection officer only, and not of reads of that officer's own data.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    async fn reader(&self, ctx: &Context<'_>) -> Option<AccessReader> {
        if !gate::may_read(ctx, &self.ask(Field::AccessLogEntryReader)) {
            return None;
        }
        answer(ctx, None, self.readers.who(ctx, self.who).await).flatten()
    }

    /// Project in which it was read; null where it was outside of projects, or in one that you may not know of. Read by the
    /// person, and by the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::SecurityAudit])))]
    async fn project(&self, ctx: &Context<'_>) -> Option<Project> {
        if !gate::may_read(ctx, &self.ask(Field::AccessLogEntryProject)) {
            return None;
        }
        let key = (*Duty::DecideField.open(&self.project_key))?;
        referred(ctx, &self.projects, key).await
    }
}

impl AccessLogEntry {
    const fn ask(&self, field: Field) -> FieldQuestion {
        FieldQuestion { field, ..self.question }
    }
}

/// The nouns of rows.
pub(super) fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<AccessLogEntry>> {
    let actor = operation.actor()?;
    let own = actor.person().map(|person| person.person);
    let duty = Duty::DecideField;
    let who = |row: &Model| Reader {
        membership: *duty.open(&row.membership_id),
        client: *duty.open(&row.client_id),
        role: *duty.open(&row.reader_role),
    };
    let projects = Level::of(rows.iter().filter_map(|row| *duty.open(&row.project_id)));
    let readers = Readers::of(&rows.iter().map(who).collect::<Vec<_>>());
    let one = |row: Model| {
        let person = *duty.open(&row.person_id);
        let relation = Relation::own(own == Some(person));
        let question = FieldQuestion::of(Field::AccessLogEntryFields, actor.roles())
            .related(relation)
            // Who looked at what they are told of later, they are told of later.
            .about(
                duty.open(&row.hold_id)
                    .map_or(DataSubject::Person(person), DataSubject::Held),
            );
        let ask = |field| FieldQuestion { field, ..question };
        AccessLogEntry {
            key: row.id,
            who: who(&row),
            readers: Arc::clone(&readers),
            question,
            project_key: row.project_id,
            projects: Arc::clone(&projects),
            occurred_at: Gated::new(row.occurred_at, ask(Field::AccessLogEntryOccurredAt)),
            reader_role: Gated::new(row.reader_role, ask(Field::AccessLogEntryReaderRole)),
            purpose: Gated::new(row.purpose, ask(Field::AccessLogEntryPurpose)),
            classes: Gated::new(row.fields.clone().map(classes), ask(Field::AccessLogEntryClasses)),
            fields: Gated::new(row.fields.map(names), ask(Field::AccessLogEntryFields)),
            outcome: Gated::new(row.outcome, ask(Field::AccessLogEntryOutcome)),
            code: Gated::new(row.code.map(code), ask(Field::AccessLogEntryCode)),
            count: Gated::new(row.number, ask(Field::AccessLogEntryCount)),
        }
    };
    Ok(rows.into_iter().map(one).collect())
}

#[expect(clippy::needless_pass_by_value, reason = "a sealed value is handed over whole")]
fn names(fields: String) -> Vec<String> {
    fields.split(' ').map(ToOwned::to_owned).collect()
}

/// The classes of the fields; words that wait have no class of their own in the schema, and tell of a person.
#[expect(clippy::needless_pass_by_value, reason = "a sealed value is handed over whole")]
fn classes(fields: String) -> Vec<AccessClass> {
    let known = |name: &str| Field::ALL.iter().find(|field| field.name() == name);
    let class = |name| match known(name).map(|field| field.class()) {
        None | Some(AccessClass::Public) => AccessClass::Personal,
        Some(class) => class,
    };
    let mut classes: Vec<AccessClass> = fields.split(' ').map(class).collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

fn code(name: Option<String>) -> Option<Code> {
    Code::named(&name?)
}

impl Noun for AccessLogEntry {
    type Entity = Entity;

    fn key(&self) -> AccessLogEntryId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[AccessLogEntryId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?)
    }
}
