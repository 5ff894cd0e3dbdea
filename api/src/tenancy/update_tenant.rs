//! Changes what an agency says about itself and how careful it is with figures.

use async_graphql::{ID, InputObject};
use entity::{set::Set, tenant::ActiveModel, vocabulary::PhaseType};
use sea_orm::ActiveValue::{self, NotSet};

use super::tenant::Tenant;
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, gate::Duty, permit_in_agency},
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, differs, parse_id},
    stands,
    statistics::Threshold,
    store::Event,
};

/// The server's own floor for k: no agency goes below it.
const FLOOR: i32 = 3;

/// As high as an agency sets from where on it is told of readers.
const MOST_SPREAD: i32 = 100_000;

/// What updateTenant needs.
#[derive(Debug, InputObject)]
pub(super) struct UpdateTenantInput {
    /// The agency.
    pub tenant: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// New name, 1 to 200 characters.
    pub name: Option<String>,
    /// New contact of the controller, 1 to 500 characters.
    pub controller_contact: Option<String>,
    /// New contact of the data protection officer, 1 to 500 characters.
    pub data_protection_contact: Option<String>,
    /// New smallest number for a figure, 3 to 100; releases keep the one they were made with. A higher one
    /// withholds figures of stands at once and for good, until newer ones come.
    pub disclosure_threshold: Option<i32>,
    /// New number of people for whose data one reader may ask for one purpose within an hour before an alert stands in the
    /// audit log, 1 to 100000. Who takes part for an organisation asks for themselves, and all its programs ask together.
    /// Alone it moves no version, which others read.
    pub spread_limit: Option<i32>,
    /// Phase types that new projects may have; co-design, co-delivery and co-assessment always.
    pub phase_types: Option<Vec<PhaseType>>,
    /// The origins whose web pages may ask as its people and visitors from now on, at most 20, each such as
    /// `https://app.example.org`; the whole list.
    pub allowed_origins: Option<Vec<String>>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(UpdateTenantPayload, "updateTenant", tenant: Tenant, "tenant");

pub(super) async fn update_tenant(operation: &Operation, input: UpdateTenantInput) -> Result<()> {
    let mut faults = Faults::default();
    let name = faults.optional_line("name", input.name.as_deref(), 1, 200);
    let controller = faults.optional("controllerContact", input.controller_contact.as_deref(), 1, 500);
    let officer = faults.optional(
        "dataProtectionContact",
        input.data_protection_contact.as_deref(),
        1,
        500,
    );
    if input.disclosure_threshold.is_some_and(|k| k < FLOOR) {
        let refusal = Refusal::new(Code::PolicyFloor, "The threshold is below what the server allows.");
        faults.push(refusal.hint("It is 3 at least.").at(&["input", "disclosureThreshold"]));
    }
    if input.disclosure_threshold.is_some_and(|k| k > 100) {
        faults.add("disclosureThreshold", "The threshold is 100 at most.");
    }
    if input
        .spread_limit
        .is_some_and(|limit| !(1..=MOST_SPREAD).contains(&limit))
    {
        faults.add("spreadLimit", "The limit is 1 to 100000.");
    }
    if input.phase_types.as_ref().is_some_and(|types| types.len() > 4) {
        faults.add("phaseTypes", "The list is too long: 4 types at most.");
    }
    let origins = faults.origins(input.allowed_origins.as_deref());
    let claim = claim(
        operation,
        &mut faults,
        "updateTenant",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;

    let tx = operation.write().await?;
    let id = tx.actor().tenant;
    let missing = || Refusal::not_found().at(&["input", "tenant"]);
    if parse_id(&input.tenant) != Some(id) {
        return Err(missing().into());
    }
    permit_in_agency(operation, ActionQuestion::of(Action::UpdateTenant, tx.actor().roles()))?;
    if tx.done_before(operation.clock(), claim.as_ref()).await?.is_some() {
        return Ok(());
    }
    let row = tx.global().tenant(id).await?.ok_or_else(missing)?;
    check_version(operation, id, row.version, &input.version)?;
    let always = [PhaseType::CoDesign, PhaseType::CoDelivery, PhaseType::CoAssessment];
    let types = input
        .phase_types
        .map(|types| types.into_iter().chain(always).collect::<Set<PhaseType>>());
    // Version and event are public: neither tells of the limit, which is not (T40).
    let is_seen = differs(name.as_ref(), &row.name)
        || differs(controller.as_ref(), &row.controller_contact)
        || differs(officer.as_ref(), &row.data_protection_contact)
        || differs(input.disclosure_threshold.as_ref(), &row.disclosure_threshold)
        || differs(types.as_ref(), &row.phase_types)
        || differs(origins.as_ref(), &row.allowed_origins);
    let is_limited = differs(input.spread_limit.as_ref(), Duty::DecideAction.open(&row.spread_limit));
    if !is_seen && !is_limited {
        return tx.finish_quietly(operation.clock(), id.uuid(), claim.as_ref()).await;
    }
    let change = ActiveModel {
        name: name.map_or(NotSet, ActiveValue::Set),
        controller_contact: controller.map_or(NotSet, ActiveValue::Set),
        data_protection_contact: officer.map_or(NotSet, ActiveValue::Set),
        disclosure_threshold: input.disclosure_threshold.map_or(NotSet, ActiveValue::Set),
        spread_limit: input
            .spread_limit
            .map_or(NotSet, |limit| ActiveValue::Set(limit.into())),
        phase_types: types.map_or(NotSet, ActiveValue::Set),
        allowed_origins: origins.map_or(NotSet, ActiveValue::Set),
        version: ActiveValue::Set(row.version + i64::from(is_seen)),
        ..Default::default()
    };
    if !tx.global().update_tenant(id, row.version, change).await? {
        check_version(operation, id, row.version + 1, &input.version)?;
    }
    if let Some(k) = input.disclosure_threshold.filter(|k| *k > row.disclosure_threshold) {
        stands::withhold(&tx, Threshold::of(k)).await?;
    }
    let event = Event {
        kind: "tenant.changed",
        object: id.uuid(),
    };
    if is_seen {
        tx.finish(operation.clock(), event, claim.as_ref()).await
    } else {
        tx.finish_unheard(operation.clock(), event, claim.as_ref()).await
    }
}
