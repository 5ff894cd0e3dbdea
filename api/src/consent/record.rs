//! The noun of a step, which is the receipt.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    consent,
    consent_record::{Entity, Model},
    id::{ConsentId, ConsentRecordId, MembershipId, NoticeId, OrganisationId, PersonId, ProcessingPurposeId},
    scalar::{Day, LanguageTag},
    sealed::Personal,
    subject::DataSubject,
    vocabulary::{AccessClass, ConsentChannel, ConsentState, ProfileAttribute, Purpose},
};

use super::{
    acted::ActedConsentRecord, in_force::id_of, notice::Notice, purpose::ProcessingPurpose, words::how_to_withdraw,
};
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    organisation::Organisation,
    people::Person,
    policy::{Field, FieldQuestion, Relation},
    relay::{
        ActionName, Noun, Permission,
        access::{access, list},
        answer, global_id, operation, permissions, referred,
    },
    store::Level,
    tenancy::{self, Membership, Tenant},
};

/// What the steps of a level refer to, loaded when it is asked for, for all of them.
#[derive(Debug)]
struct Around {
    people: Arc<Level<PersonId, Person>>,
    purposes: Arc<Level<ProcessingPurposeId, ProcessingPurpose>>,
    notices: Arc<Level<NoticeId, Notice>>,
    organisations: Arc<Level<OrganisationId, Organisation>>,
    memberships: Arc<Level<MembershipId, Membership>>,
    previous: Arc<Level<ConsentRecordId, ConsentRecord>>,
}

/// One step in the append-only chain of a consent; it is the receipt (ISO/IEC TS 27560).
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct ConsentRecord {
    #[graphql(skip)]
    pub(crate) key: ConsentRecordId,
    #[graphql(skip)]
    pub(super) consent_key: ConsentId,
    #[graphql(skip)]
    purpose_key: ProcessingPurposeId,
    #[graphql(skip)]
    person_key: Personal<PersonId>,
    #[graphql(skip)]
    notice_key: Personal<Option<NoticeId>>,
    #[graphql(skip)]
    recipient_key: Personal<Option<OrganisationId>>,
    #[graphql(skip)]
    recorded_by_key: Personal<Option<MembershipId>>,
    #[graphql(skip)]
    previous_key: Personal<Option<ConsentRecordId>>,
    #[graphql(skip)]
    around: Arc<Around>,
    /// What the reader is to the person; each field asks with it.
    #[graphql(skip)]
    reader: FieldQuestion,
    #[graphql(skip)]
    acted: Option<ActedConsentRecord>,
    /// Language in which the notice was shown; null where none was. Read by the person, data stewards and the data
    /// protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    language: Gated<Personal<Option<LanguageTag>>>,
    /// The attribute that it is about; null where none. Read by the person, data stewards and the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    attribute: Gated<Personal<Option<ProfileAttribute>>>,
    /// State after this step. Read by the person, data stewards and the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    state: Gated<Personal<ConsentState>>,
    /// How it was made. Read by the person, data stewards and the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    channel: Gated<Personal<ConsentChannel>>,
    /// When it was made. Read by the person, data stewards and the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    recorded_at: Gated<Personal<DateTime<Utc>>>,
    /// When it ends by itself, which is as long after it was made as the notice says that data are kept; it no longer
    /// stands at that instant. Null where it does not stand. Read by the person, data stewards and the data protection
    /// officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    expires_at: Gated<Personal<Option<DateTime<Utc>>>>,
    /// Day on the paper; null where made online. Read by the person, data stewards and the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    signed_on: Gated<Personal<Option<Day>>>,
    /// SHA-256 of the paper that proves it; null where made online. Read by the person, data stewards and the data
    /// protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    evidence_hash: Gated<Personal<Option<String>>>,
    /// Why the agency ended it, or by which decision it is void; null otherwise. Read by the person, data stewards and the
    /// data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    reason: Gated<Personal<Option<String>>>,
    /// How to withdraw, in the language that was shown or else in English. Read by the person, data stewards and the data
    /// protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    how_to_withdraw: Gated<Personal<String>>,
    /// Hash over this step and the one before, so that the chain can be checked. Read by the person, data stewards and the
    /// data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    hash: Gated<Personal<String>>,
}

connection!(
    ConsentRecordConnection,
    ConsentRecordEdge,
    ConsentRecord,
    "steps of a consent"
);

#[ComplexObject]
impl ConsentRecord {
    /// Global id, which is the receipt's number.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Whose consent it is; for the person and the data steward.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn subject(&self, ctx: &Context<'_>) -> Option<Person> {
        if !gate::may_read(ctx, &self.ask(Field::ConsentRecordSubject)) {
            return None;
        }
        let key = *Duty::DecideField.open(&self.person_key);
        referred(ctx, &self.around.people, key).await
    }

    /// The purpose.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn processing_purpose(&self, ctx: &Context<'_>) -> Option<ProcessingPurpose> {
        referred(ctx, &self.around.purposes, self.purpose_key).await
    }

    /// The notice that was shown; null where none was. Read by the person, data stewards and the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn notice(&self, ctx: &Context<'_>) -> Option<Notice> {
        if !gate::may_read(ctx, &self.ask(Field::ConsentRecordNotice)) {
            return None;
        }
        let key = (*Duty::DecideField.open(&self.notice_key))?;
        referred(ctx, &self.around.notices, key).await
    }

    /// The partner that it is about; null where none. Read by the person, data stewards and the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn recipient(&self, ctx: &Context<'_>) -> Option<Organisation> {
        if !gate::may_read(ctx, &self.ask(Field::ConsentRecordRecipient)) {
            return None;
        }
        let key = (*Duty::DecideField.open(&self.recipient_key))?;
        referred(ctx, &self.around.organisations, key).await
    }

    /// Who recorded it: the person, or staff for a paper; null for the server, and where you may not know of who it was.
    /// Read by the person, data stewards and the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn recorded_by(&self, ctx: &Context<'_>) -> Option<Membership> {
        if !gate::may_read(ctx, &self.ask(Field::ConsentRecordRecordedBy)) {
            return None;
        }
        let key = (*Duty::DecideField.open(&self.recorded_by_key))?;
        referred(ctx, &self.around.memberships, key).await
    }

    /// The agency that answers for the processing.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn controller(&self, ctx: &Context<'_>) -> Option<Tenant> {
        let found = async { tenancy::find_tenant(operation(ctx)?).await };
        answer(ctx, None, found.await).flatten()
    }

    /// The step before; null for the first. Read by the person, data stewards and the data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn previous(&self, ctx: &Context<'_>) -> Option<ConsentRecord> {
        if !gate::may_read(ctx, &self.ask(Field::ConsentRecordPrevious)) {
            return None;
        }
        let key = (*Duty::DecideField.open(&self.previous_key))?;
        referred(ctx, &self.around.previous, key).await
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
        answer(ctx, None, permissions(ctx, actions.as_deref(), self.acted.as_ref()?))
    }
}

impl ConsentRecord {
    const fn ask(&self, field: Field) -> FieldQuestion {
        FieldQuestion { field, ..self.reader }
    }
}

/// The nouns of rows, which are one level: one statement more, for what their consents are about.
pub(super) async fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<ConsentRecord>> {
    let tx = operation.snapshot().await?;
    let duty = Duty::DecideField;
    let mut consents: Vec<ConsentId> = rows.iter().map(|row| row.consent_id).collect();
    consents.sort_unstable();
    consents.dedup();
    let consents = tx.by_ids::<consent::Entity>(&consents).await?;
    let consents: BTreeMap<ConsentId, consent::Model> = consents.into_iter().map(|row| (row.id, row)).collect();
    let tenant = tx.actor().tenant;
    let recipients = consents.values().filter_map(|row| *duty.open(&row.recipient_id));
    let around = Arc::new(Around {
        people: Level::of(rows.iter().map(|row| *duty.open(&row.person_id))),
        purposes: Level::of(rows.iter().map(|row| id_of(tenant, row.purpose))),
        notices: Level::of(rows.iter().filter_map(|row| *duty.open(&row.notice_id))),
        organisations: Level::of(recipients),
        memberships: Level::of(rows.iter().filter_map(|row| *duty.open(&row.recorded_by_id))),
        previous: Level::of(rows.iter().filter_map(|row| *duty.open(&row.previous_id))),
    });
    let reader = tx.actor().person().map(|person| person.person);
    let now = operation.clock().now();
    let noun = |row: Model| {
        let subject = *duty.open(&row.person_id);
        let relation = Relation::own(reader == Some(subject));
        let reader = FieldQuestion::of(Field::ConsentRecordState, tx.actor().roles())
            .related(relation)
            .about(DataSubject::Person(subject));
        let ask = |field| FieldQuestion { field, ..reader };
        let about = consents.get(&row.consent_id);
        let withdraw = row.language.clone().map(|tag| how_to_withdraw(tag.as_ref()).to_owned());
        ConsentRecord {
            key: row.id,
            consent_key: row.consent_id,
            purpose_key: id_of(tenant, row.purpose),
            person_key: row.person_id,
            notice_key: row.notice_id,
            recipient_key: about.map_or(None.into(), |row| row.recipient_id.clone()),
            recorded_by_key: row.recorded_by_id,
            previous_key: row.previous_id,
            around: Arc::clone(&around),
            reader,
            acted: about.map(|consent| ActedConsentRecord::of(consent, row.step, now)),
            language: Gated::new(row.language, ask(Field::ConsentRecordLanguage)),
            attribute: Gated::new(
                about.map_or(None.into(), |row| row.attribute.clone()),
                ask(Field::ConsentRecordAttribute),
            ),
            state: Gated::new(row.state, ask(Field::ConsentRecordState)),
            channel: Gated::new(row.channel, ask(Field::ConsentRecordChannel)),
            recorded_at: Gated::new(row.recorded_at, ask(Field::ConsentRecordRecordedAt)),
            expires_at: Gated::new(row.expires_at, ask(Field::ConsentRecordExpiresAt)),
            signed_on: Gated::new(row.signed_on, ask(Field::ConsentRecordSignedOn)),
            evidence_hash: Gated::new(row.evidence_hash, ask(Field::ConsentRecordEvidenceHash)),
            reason: Gated::new(row.reason, ask(Field::ConsentRecordReason)),
            how_to_withdraw: Gated::new(withdraw, ask(Field::ConsentRecordHowToWithdraw)),
            hash: Gated::new(row.hash, ask(Field::ConsentRecordHash)),
        }
    };
    Ok(rows.into_iter().map(noun).collect())
}

impl Noun for ConsentRecord {
    type Entity = Entity;

    fn key(&self) -> ConsentRecordId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[ConsentRecordId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?).await
    }
}
