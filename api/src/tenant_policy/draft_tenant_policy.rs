//! Drafts a rule of the agency.

use async_graphql::InputObject;
use entity::{
    id::{Id, TenantPolicyId},
    tenant_policy::{ActiveModel, Entity},
    vocabulary::{Purpose, TenantPolicyState, TenantRole},
};
use sea_orm::ActiveValue::{NotSet, Set};

use crate::{
    error::Result,
    operation::{Operation, permit_in_agency},
    policy::{Action, ActionQuestion, Field},
    relay::{Faults, claim},
    store::Event,
};

/// What draftTenantPolicy needs.
#[derive(Debug, InputObject)]
pub(super) struct DraftTenantPolicyInput {
    /// What it is called, 1 to 100 characters.
    pub name: String,
    /// The field that it closes, by type and name, such as `Person.email`: one that is not public.
    pub field: String,
    /// The roles in the agency that it binds, at most 6; everybody when not given or empty.
    pub roles: Option<Vec<TenantRole>>,
    /// The purposes that it closes, at most 20; whatever is declared when not given or empty.
    pub purposes: Option<Vec<Purpose>>,
    /// Why, 1 to 500 characters; who is refused reads it.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn draft(operation: &Operation, input: DraftTenantPolicyInput) -> Result<TenantPolicyId> {
    let mut faults = Faults::default();
    let name = faults.line("name", &input.name, 1, 100);
    let reason = faults.line("reason", &input.reason, 1, 500);
    match Field::named(&input.field) {
        None => faults.add(
            "field",
            "No field that is not public has this type and name, such as Person.email.",
        ),
        Some(field) if field.stays_open() => {
            faults.add(
                "field",
                "What those read who oversee the agency stays open to them: records, requests, reveals, reports, holds and rules.",
            );
        }
        Some(_) => {}
    }
    let (roles, purposes) = (
        input.roles.as_deref().unwrap_or_default(),
        input.purposes.as_deref().unwrap_or_default(),
    );
    if roles.len() > 6 {
        faults.add("roles", "The list is too long: 6 roles at most.");
    }
    if purposes.len() > 20 {
        faults.add("purposes", "The list is too long: 20 purposes at most.");
    }
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "draftTenantPolicy", key, &input);
    faults.done()?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    permit_in_agency(
        operation,
        ActionQuestion::of(Action::DraftTenantPolicy, tx.actor().roles()),
    )?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    let id = Id::from_uuid(clock.id());
    let roles: entity::set::Set<TenantRole> = roles.iter().copied().collect();
    let purposes: entity::set::Set<Purpose> = purposes.iter().copied().collect();
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        name: Set(name.into()),
        field: Set(input.field.clone().into()),
        roles: Set(roles.into()),
        purposes: Set(purposes.into()),
        reason: Set(reason.into()),
        state: Set(TenantPolicyState::Draft.into()),
        retired_reason: Set(None.into()),
        created_at: Set(clock.now().into()),
        activated_at: Set(None.into()),
        version: Set(1),
    })
    .await?;
    let event = Event {
        kind: "tenant_policy.drafted",
        object: id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(id)
}
