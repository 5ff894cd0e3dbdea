//! Adapts what an agency says of a purpose.

use async_graphql::InputObject;
use entity::{
    id::ProcessingPurposeId,
    processing_purpose::{ActiveModel, Column, Entity},
    texts::Texts,
    vocabulary::{LegalBasis, Purpose},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use super::{
    in_force::id_of,
    purpose::{ProcessingPurpose, UNCHANGED},
    texts::{LocalizedTextInput, checked},
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, gate},
    policy::{Action, ActionQuestion},
    relay::{Faults, Noun, check_version, claim, differs},
    store::Event,
};

/// What updateProcessingPurpose needs.
#[derive(Debug, InputObject)]
pub(super) struct UpdateProcessingPurposeInput {
    /// The purpose.
    pub purpose: Purpose,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// New basis. What nobody could take part without rests on no consent, and what is specially protected on explicit
    /// consent or research alone.
    pub legal_basis: Option<LegalBasis>,
    /// New description in each language, whole.
    pub descriptions: Option<Vec<LocalizedTextInput>>,
    /// Whether anything is processed for it; what nobody could take part without stays on.
    pub is_enabled: Option<bool>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(UpdateProcessingPurposePayload, "updateProcessingPurpose", processing_purpose: ProcessingPurpose, "processing purpose");

/// Why a purpose cannot rest on this; none where it can.
fn flaw(purpose: Purpose, basis: LegalBasis) -> Option<&'static str> {
    if purpose.is_needed() && basis.asks_consent() {
        return Some("Taking part must not hang on consent (GDPR recital 43): choose another basis.");
    }
    let special = matches!(basis, LegalBasis::ExplicitConsent | LegalBasis::Research);
    if purpose == Purpose::RepresentativenessSpecial && !special {
        return Some(
            "Special categories rest on explicit consent, or on research under national law (GDPR article 9).",
        );
    }
    None
}

pub(super) async fn update(operation: &Operation, input: UpdateProcessingPurposeInput) -> Result<ProcessingPurposeId> {
    let mut faults = Faults::default();
    let descriptions = input.descriptions.as_deref();
    let descriptions = descriptions.map(|given| checked(&mut faults, "descriptions", given));
    if let Some(flaw) = input.legal_basis.and_then(|basis| flaw(input.purpose, basis)) {
        faults.add("legalBasis", flaw);
    }
    if input.purpose.is_needed() && input.is_enabled == Some(false) {
        faults.add("isEnabled", "Nobody could take part without this purpose: it stays on.");
    }
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "updateProcessingPurpose", key, &input);
    faults.done()?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    let question = ActionQuestion::of(Action::UpdateProcessingPurpose, tx.actor().roles());
    gate::permit(operation, &question)?;
    let id = id_of(tx.actor().tenant, input.purpose);
    let row = tx.hidden::<Entity>(Condition::all().add(Column::Id.eq(id))).await?;
    if tx.done_before(clock, claim.as_ref()).await?.is_some() {
        return Ok(id);
    }
    let seen = row.as_ref().map_or(UNCHANGED, |row| row.version);
    check_version(operation, id, seen, &input.version)?;
    let is_other = match &row {
        Some(row) => {
            differs(input.legal_basis.as_ref(), &row.legal_basis)
                || differs(descriptions.as_ref(), &row.descriptions)
                || differs(input.is_enabled.as_ref(), &row.is_enabled)
        }
        // Of which the agency said nothing, the usual holds.
        None => {
            differs(input.legal_basis.as_ref(), &input.purpose.usual_basis())
                || differs(descriptions.as_ref(), &Texts::default())
                || differs(input.is_enabled.as_ref(), &true)
        }
    };
    if !is_other {
        tx.finish_quietly(clock, id.uuid(), claim.as_ref()).await?;
        return Ok(id);
    }
    if row.is_some() {
        let change = ActiveModel {
            legal_basis: input.legal_basis.map_or(NotSet, Set),
            descriptions: descriptions.map_or(NotSet, Set),
            is_enabled: input.is_enabled.map_or(NotSet, Set),
            version: Set(seen + 1),
            ..Default::default()
        };
        tx.update::<Entity>(id.uuid(), change).await?;
    } else {
        let first = ActiveModel {
            tenant_id: NotSet,
            id: Set(id),
            purpose: Set(input.purpose),
            legal_basis: Set(input.legal_basis.unwrap_or(input.purpose.usual_basis())),
            descriptions: Set(descriptions.unwrap_or_default()),
            is_enabled: Set(input.is_enabled.unwrap_or(true)),
            version: Set(seen + 1),
        };
        tx.insert::<Entity>(first).await?;
    }
    let event = Event {
        kind: "processing_purpose.changed",
        object: id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(id)
}

/// The purpose after a change, read anew.
pub(super) async fn reread(operation: &Operation, id: ProcessingPurposeId) -> Result<ProcessingPurpose> {
    let found = ProcessingPurpose::find(operation, id).await?;
    found.ok_or_else(|| Refusal::new(Code::NotFound, "There is no such purpose.").into())
}
