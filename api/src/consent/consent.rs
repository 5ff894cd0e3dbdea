//! The noun of where somebody stands with a purpose.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, SimpleObject};
use entity::{
    consent::{Column, Entity, Model},
    consent_record,
    id::{ConsentId, OrganisationId, PersonId},
    sealed::Personal,
    vocabulary::{AccessClass, ConsentState, ProfileAttribute, Purpose},
};
use sea_orm::{ColumnTrait, Condition, Iterable};

use super::{
    acted::{ActedConsent, state_at},
    in_force::{in_effect, material_of, newest_of},
    notice::named_in,
    purpose::{self, ProcessingPurpose},
    record::{self, ConsentRecord, ConsentRecordConnection},
};
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    organisation::Organisation,
    policy::{Field, FieldQuestion, Relation},
    relay::{
        self, ActionName, Noun, PageArgs, PageInfo, Paged, Pages, Permission, Sort,
        access::{access, list},
        answer, operation, permissions,
    },
};

/// The most consents that are answered at once.
const MOST: usize = 50;

/// Where you stand with one purpose, and with one recipient or attribute where it is asked for each.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct Consent {
    #[graphql(skip)]
    key: Option<ConsentId>,
    #[graphql(skip)]
    chains: Arc<Pages<Entity, ConsentRecord>>,
    #[graphql(skip)]
    reader: FieldQuestion,
    #[graphql(skip)]
    acted: ActedConsent,
    /// The purpose. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    processing_purpose: Gated<Personal<ProcessingPurpose>>,
    /// The partner that it is about; null where none. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    recipient: Gated<Personal<Option<Organisation>>>,
    /// The attribute that it is about; null where none. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    attribute: Gated<Personal<Option<ProfileAttribute>>>,
    /// Where you stand; EXPIRED from the instant at which its time is over. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    state: Gated<Personal<ConsentState>>,
    /// Whether data are processed on it now. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    is_valid: Gated<Personal<bool>>,
    /// Whether the notice changed materially since. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    is_stale: Gated<Personal<bool>>,
}

#[ComplexObject]
impl Consent {
    /// How it came to this, newest first. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<ConsentRecordConnection> {
        let question = FieldQuestion {
            field: Field::ConsentRecords,
            ..self.reader
        };
        if !gate::may_read(ctx, &question) {
            return None;
        }
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, self.page(ctx, &args).await)
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
}

impl Consent {
    async fn page(&self, ctx: &Context<'_>, args: &PageArgs) -> Result<ConsentRecordConnection> {
        let Some(key) = self.key else {
            return Ok(nothing().into());
        };
        let operation = operation(ctx)?;
        let relation = relay::Relation::<consent_record::Entity> {
            name: "Consent.records",
            which: "",
            parent: consent_record::Column::ConsentId,
            condition: Condition::all(),
            order: Sort::public(consent_record::Column::Step, true).into(),
        };
        let nouns = |rows| record::of(operation, rows);
        Ok(self.chains.get(ctx, key, relation, args, nouns).await?.into())
    }
}

/// The steps of a consent that never was asked for.
const fn nothing() -> Paged<ConsentRecord> {
    Paged {
        edges: Vec::new(),
        has_cursors: true,
        page_info: PageInfo {
            has_next_page: false,
            has_previous_page: false,
            start_cursor: None,
            end_cursor: None,
        },
        total_count: Some(0),
    }
}

/// What a noun is made of, be there a row or not.
struct Stand {
    key: Option<ConsentId>,
    purpose: Purpose,
    recipient: Option<OrganisationId>,
    attribute: Option<ProfileAttribute>,
    state: ConsentState,
    notice: Option<i32>,
}

impl Stand {
    fn of(operation: &Operation, row: &Model) -> Self {
        let duty = Duty::DecideField;
        Self {
            key: Some(row.id),
            purpose: row.purpose,
            recipient: *duty.open(&row.recipient_id),
            attribute: *duty.open(&row.attribute),
            state: state_at(row, operation.clock().now()),
            notice: *duty.open(&row.notice),
        }
    }

    const fn unknown(purpose: Purpose, recipient: Option<OrganisationId>, attribute: Option<ProfileAttribute>) -> Self {
        Self {
            key: None,
            purpose,
            recipient,
            attribute,
            state: ConsentState::Unknown,
            notice: None,
        }
    }

    fn is_about(&self, other: &Self) -> bool {
        (self.purpose, self.recipient, self.attribute) == (other.purpose, other.recipient, other.attribute)
    }
}

/// The nouns of what is the reader's own, in the order of the purposes: a few statements, whatever the number.
async fn nouns(operation: &Operation, purposes: &[ProcessingPurpose], stands: Vec<Stand>) -> Result<Vec<Consent>> {
    let tx = operation.snapshot().await?;
    let keys: Vec<_> = purposes.iter().map(|purpose| purpose.key).collect();
    let material = material_of(&tx, operation.clock().now(), &keys).await?;
    let mut recipients: Vec<OrganisationId> = stands.iter().filter_map(|stand| stand.recipient).collect();
    recipients.sort_unstable();
    recipients.dedup();
    let organisations = Organisation::find_all(operation, &recipients).await?;
    let chains = Pages::of(stands.iter().filter_map(|stand| stand.key));
    let relation = Relation::own(tx.actor().person().is_some());
    let reader = FieldQuestion::of(Field::ConsentState, tx.actor().roles()).related(relation);
    let ask = |field| FieldQuestion { field, ..reader };
    let noun = |stand: Stand| {
        let purpose = purposes.iter().find(|noun| noun.purpose == stand.purpose)?;
        let newest = material.get(&purpose.key).copied().unwrap_or(0);
        let is_stale = stand.state.is_valid() && stand.notice.is_some_and(|number| number < newest);
        let is_valid = stand.state.is_valid() && !is_stale && purpose.asks_consent;
        let recipient = organisations.iter().find(|noun| Some(noun.key) == stand.recipient);
        Some(Consent {
            key: stand.key,
            chains: Arc::clone(&chains),
            reader,
            acted: ActedConsent {
                is_own: tx.actor().person().is_some(),
                state: stand.state,
                asks: purpose.asks_consent && purpose.is_enabled,
            },
            processing_purpose: Gated::new(purpose.clone().into(), ask(Field::ConsentProcessingPurpose)),
            recipient: Gated::new(recipient.cloned().into(), ask(Field::ConsentRecipient)),
            attribute: Gated::new(stand.attribute.into(), ask(Field::ConsentAttribute)),
            state: Gated::new(stand.state.into(), ask(Field::ConsentState)),
            is_valid: Gated::new(is_valid.into(), ask(Field::ConsentIsValid)),
            is_stale: Gated::new(is_stale.into(), ask(Field::ConsentIsStale)),
        })
    };
    Ok(stands.into_iter().filter_map(noun).collect())
}

/// One's own consent after a step of it.
pub(super) async fn own(operation: &Operation, id: ConsentId) -> Result<Option<Consent>> {
    let tx = operation.snapshot().await?;
    let rows = tx.by_ids::<Entity>(&[id]).await?;
    let purposes = purpose::all(operation).await?;
    let stands = rows.iter().map(|row| Stand::of(operation, row)).collect();
    Ok(nouns(operation, &purposes, stands).await?.pop())
}

/// Where the viewer stands with every purpose that asks for consent, and with what was said before it stopped asking; for
/// the viewer alone.
pub(crate) async fn consents_of_viewer(ctx: &Context<'_>) -> Result<Option<Vec<Consent>>> {
    let operation = operation(ctx)?;
    let Some((_, person)) = gate::viewer(ctx, Field::ViewerConsents) else {
        return Ok(None);
    };
    let purposes = purpose::all(operation).await?;
    let mut stands = said(operation, person.person).await?;
    for unknown in asked(operation, &purposes).await? {
        if !stands.iter().any(|stand| stand.is_about(&unknown)) {
            stands.push(unknown);
        }
    }
    stands.sort_by_key(|stand| (stand.purpose, stand.attribute, stand.recipient));
    stands.truncate(MOST);
    nouns(operation, &purposes, stands).await.map(Some)
}

/// What a person said so far.
async fn said(operation: &Operation, person: PersonId) -> Result<Vec<Stand>> {
    let tx = operation.snapshot().await?;
    let own = Condition::all().add(Column::PersonId.eq(person));
    let rows = tx.rows::<Entity>().filter(own).all(1000).await?;
    Ok(rows.iter().map(|row| Stand::of(operation, row)).collect())
}

/// What everybody is asked: each attribute alone, and each partner that the notice in force names.
async fn asked(operation: &Operation, purposes: &[ProcessingPurpose]) -> Result<Vec<Stand>> {
    let mut all = Vec::new();
    for noun in purposes.iter().filter(|noun| noun.asks_consent) {
        match noun.purpose {
            purpose @ (Purpose::Representativeness | Purpose::RepresentativenessSpecial) => {
                let attributes = ProfileAttribute::iter().filter(|attribute| attribute.purpose() == purpose);
                all.extend(attributes.map(|attribute| Stand::unknown(purpose, None, Some(attribute))));
            }
            purpose @ Purpose::ShareWithPartner => {
                let tx = operation.snapshot().await?;
                let newest = newest_of(&tx, &[noun.key], in_effect(operation.clock().now())).await?;
                let notices: Vec<_> = newest.values().map(|row| row.id).collect();
                if !notices.is_empty() {
                    let named = named_in(&tx, &notices).await?;
                    all.extend(
                        named
                            .iter()
                            .map(|row| Stand::unknown(purpose, Some(row.organisation_id), None)),
                    );
                }
            }
            purpose => all.push(Stand::unknown(purpose, None, None)),
        }
    }
    Ok(all)
}
