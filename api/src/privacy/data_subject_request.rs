//! The noun of a request.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    data_subject_request::{Entity, Model},
    id::{ContributionId, DataSubjectRequestId, MembershipId, PersonId},
    request_outcome,
    sealed::Personal,
    subject::DataSubject,
    vocabulary::{AccessClass, DataSubjectRequestState, DataSubjectRight, Purpose},
};

use super::{
    acted::ActedRequest,
    data_export::DataExport,
    data_recipient::{DataRecipient, MOST as MOST_RECIPIENTS, Shown, shown},
    lifecycle::is_answered,
    request_outcome::{RequestOutcome, outcomes},
};
use crate::{
    contribution::Contribution,
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    people::Person,
    policy::{Field, FieldQuestion, Relation},
    relay::{
        ActionName, Noun, Permission,
        access::{access, list},
        answer, global_id, operation, permissions, referred, version_in,
    },
    store::Level,
    tenancy::Membership,
};

/// A person's request about their data, with what the agency owes by when.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct DataSubjectRequest {
    #[graphql(skip)]
    pub(crate) key: DataSubjectRequestId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    acted: ActedRequest,
    #[graphql(skip)]
    question: FieldQuestion,
    #[graphql(skip)]
    person_key: PersonId,
    #[graphql(skip)]
    people: Arc<Level<PersonId, Person>>,
    #[graphql(skip)]
    handler_key: Option<MembershipId>,
    #[graphql(skip)]
    handlers: Arc<Level<MembershipId, Membership>>,
    #[graphql(skip)]
    contribution_key: Option<ContributionId>,
    #[graphql(skip)]
    contributions: Arc<Level<ContributionId, Contribution>>,
    #[graphql(skip)]
    done: Arc<Level<DataSubjectRequestId, Vec<request_outcome::Model>>>,
    #[graphql(skip)]
    recipients: Arc<Level<PersonId, Vec<Shown>>>,
    #[graphql(skip)]
    /// The right that a copy was made for.
    copy_for: Option<DataSubjectRight>,
    /// Where it stands.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    state: DataSubjectRequestState,
    /// The right that is used. Read by the person, and by data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    right: Gated<Personal<DataSubjectRight>>,
    /// The purpose that it is about; null where it is about all. Read by the person, and by data steward and data protection
    /// officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    purpose: Gated<Personal<Option<Purpose>>>,
    /// From when the data are stored and not otherwise used because of it; null where they are not. Read by the person, and
    /// by data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    restricts_from: Gated<Personal<Option<DateTime<Utc>>>>,
    /// From when they may be used again; null where no end is known. Read by the person, and by data steward and data
    /// protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    restricts_until: Gated<Personal<Option<DateTime<Utc>>>>,
    /// What is to be corrected, such as Contribution.body; null for a request of another kind. Read by the person, and by data
    /// steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    field: Gated<Personal<Option<String>>>,
    /// What it should say; null once it does. Read by the person, and by data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    correction: Gated<Personal<Option<String>>>,
    /// What the person wrote. Read by the person, and by data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    details: Gated<Personal<Option<String>>>,
    /// When it came. Read by the person, and by data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    received_at: Gated<Personal<DateTime<Utc>>>,
    /// When the answer is due: a month after it came, or up to three when extended. Read by the person, and by data
    /// steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    due_at: Gated<Personal<DateTime<Utc>>>,
    /// Whether that is past and the answer is owed still. Read by the person, and by data steward and data protection
    /// officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    is_overdue: Gated<Personal<bool>>,
    /// Why it was extended; null where it was not. Read by the person, and by data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    extension_reason: Gated<Personal<Option<String>>>,
    /// Whether the agency made sure who asks. Read by the person, and by data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    is_identity_verified: Gated<Personal<bool>>,
    /// When it was closed; null before. Read by the person, and by data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    closed_at: Gated<Personal<Option<DateTime<Utc>>>>,
}

connection!(
    DataSubjectRequestConnection,
    DataSubjectRequestEdge,
    DataSubjectRequest,
    "requests about personal data"
);

#[ComplexObject]
impl DataSubjectRequest {
    /// Global id; random, so that it tells no time.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Person who asks. Read by the person, and by data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn subject(&self, ctx: &Context<'_>) -> Option<Person> {
        if !gate::may_read(ctx, &self.ask(Field::DataSubjectRequestSubject)) {
            return None;
        }
        referred(ctx, &self.people, self.person_key).await
    }

    /// The contribution that is to be corrected; null for another correction, and where you may not know of it. Read by the
    /// person, and by data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn contribution(&self, ctx: &Context<'_>) -> Option<Contribution> {
        if !gate::may_read(ctx, &self.ask(Field::DataSubjectRequestContribution)) {
            return None;
        }
        let key = self.contribution_key?;
        referred(ctx, &self.contributions, key).await
    }

    /// Who handles it. Read by the person, and by data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn handler(&self, ctx: &Context<'_>) -> Option<Membership> {
        if !gate::may_read(ctx, &self.ask(Field::DataSubjectRequestHandler)) {
            return None;
        }
        let handler = self.handler_key?;
        Membership::named(ctx, &self.handlers, handler).await
    }

    /// What was done or refused, purpose by purpose, with article and reason. Read by the person, and by data steward and
    /// data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])), directive = list::apply(50))]
    async fn outcomes(&self, ctx: &Context<'_>) -> Option<Vec<RequestOutcome>> {
        if !gate::may_read(ctx, &self.ask(Field::DataSubjectRequestOutcomes)) {
            return None;
        }
        let found = async {
            let operation = operation(ctx)?;
            let rows = self.done.get(self.key, |ids| outcomes(operation, ids)).await?;
            let rows = rows.unwrap_or_default().into_iter();
            Ok(rows.map(|row| RequestOutcome::of(row, self.question)).collect())
        };
        answer(ctx, None, found.await)
    }

    /// Organisations that were shown data of the person, through a program, or through somebody who reads for a partner
    /// that the person agreed to, as far as the log of reads reaches back (a read is in it within seconds): the agency tells
    /// them of a correction, an erasure and a restriction (GDPR article 19). Read by the person, and by data steward and data
    /// protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])), directive = list::apply(200))]
    async fn recipients(&self, ctx: &Context<'_>) -> Option<Vec<DataRecipient>> {
        if !gate::may_read(ctx, &self.ask(Field::DataSubjectRequestRecipients)) {
            return None;
        }
        let found = async {
            let operation = operation(ctx)?;
            let all = self
                .recipients
                .get(self.person_key, |ids| shown(operation, ids))
                .await?;
            let all = all.unwrap_or_default().into_iter().take(MOST_RECIPIENTS);
            Ok(all.map(|shown| DataRecipient::of(shown, self.question)).collect())
        };
        answer(ctx, None, found.await)
    }

    /// The copy of your data, made anew each time that it is read; null for a request of another kind. Read by the person.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn export(&self, ctx: &Context<'_>) -> Option<DataExport> {
        if !gate::may_read(ctx, &self.ask(Field::DataSubjectRequestExport)) {
            return None;
        }
        let right = self.copy_for?;
        let made = async { DataExport::of(operation(ctx)?, self.person_key, right, self.question).await };
        answer(ctx, None, made.await)
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

impl DataSubjectRequest {
    const fn ask(&self, field: Field) -> FieldQuestion {
        FieldQuestion { field, ..self.question }
    }
}

/// The nouns of rows. People, handlers and outcomes load when they are asked for, each for all rows at once.
pub(super) fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<DataSubjectRequest>> {
    let duty = Duty::DecideField;
    let actor = operation.actor()?;
    let own = actor.person().map(|person| person.person);
    let now = operation.clock().now();
    let people = Level::of(rows.iter().map(|row| *duty.open(&row.person_id)));
    let handlers = Level::of(rows.iter().filter_map(|row| *duty.open(&row.handler_id)));
    let contributions = Level::of(rows.iter().filter_map(|row| *duty.open(&row.contribution_id)));
    let done = Level::of(rows.iter().map(|row| row.id));
    let recipients = Level::of(rows.iter().map(|row| *duty.open(&row.person_id)));
    let one = |row: Model| {
        let person = *duty.open(&row.person_id);
        let relation = Relation::own(own == Some(person));
        let question = FieldQuestion::of(Field::DataSubjectRequestRight, actor.roles())
            .related(relation)
            .about(DataSubject::Person(person));
        let ask = |field| FieldQuestion { field, ..question };
        let is_overdue = !is_answered(row.state) && *duty.open(&row.due_at) <= now;
        let is_verified = duty.open(&row.identity_verified_at).is_some();
        let right = *duty.open(&row.used_right);
        let is_copy = matches!(right, DataSubjectRight::Access | DataSubjectRight::Portability);
        DataSubjectRequest {
            key: row.id,
            seen: row.version,
            acted: ActedRequest::of(&row, actor),
            question,
            person_key: person,
            people: Arc::clone(&people),
            handler_key: *duty.open(&row.handler_id),
            handlers: Arc::clone(&handlers),
            done: Arc::clone(&done),
            recipients: Arc::clone(&recipients),
            copy_for: Some(right).filter(|_| is_copy && row.state == DataSubjectRequestState::Fulfilled),
            state: row.state,
            right: Gated::new(row.used_right, ask(Field::DataSubjectRequestRight)),
            purpose: Gated::new(row.purpose, ask(Field::DataSubjectRequestPurpose)),
            restricts_from: Gated::new(row.rests_from, ask(Field::DataSubjectRequestRestrictsFrom)),
            restricts_until: Gated::new(row.rests_until, ask(Field::DataSubjectRequestRestrictsUntil)),
            field: Gated::new(row.field, ask(Field::DataSubjectRequestField)),
            correction: Gated::new(row.correction, ask(Field::DataSubjectRequestCorrection)),
            contribution_key: *duty.open(&row.contribution_id),
            contributions: Arc::clone(&contributions),
            details: Gated::new(row.details, ask(Field::DataSubjectRequestDetails)),
            received_at: Gated::new(row.received_at, ask(Field::DataSubjectRequestReceivedAt)),
            due_at: Gated::new(row.due_at, ask(Field::DataSubjectRequestDueAt)),
            is_overdue: Gated::new(is_overdue.into(), ask(Field::DataSubjectRequestIsOverdue)),
            extension_reason: Gated::new(row.extension_reason, ask(Field::DataSubjectRequestExtensionReason)),
            is_identity_verified: Gated::new(is_verified.into(), ask(Field::DataSubjectRequestIsIdentityVerified)),
            closed_at: Gated::new(row.closed_at, ask(Field::DataSubjectRequestClosedAt)),
        }
    };
    Ok(rows.into_iter().map(one).collect())
}

impl Noun for DataSubjectRequest {
    type Entity = Entity;

    fn key(&self) -> DataSubjectRequestId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[DataSubjectRequestId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?)
    }
}
