//! Gives a member a role in the agency, or takes it away.

use async_graphql::{ID, InputObject};
use entity::{id::MembershipId, membership::ActiveModel, set::Set, vocabulary::TenantRole};
use sea_orm::ActiveValue;

use super::moves::{finish, keep_an_administrator, locked, permit};
use crate::{
    error::Result,
    operation::{Operation, gate::Duty},
    policy::Action,
    relay::{Faults, check_version, claim},
};

/// What grantTenantRole and revokeTenantRole need.
macro_rules! role_input {
    ($Input:ident, $mutation:literal, $what:literal) => {
        #[doc = concat!("What ", $mutation, " needs.")]
        #[derive(Debug, InputObject)]
        pub(crate) struct $Input {
            /// The member.
            pub(crate) membership: ID,
            /// Version that was last read; another one is refused with CONFLICT.
            pub(crate) version: String,
            #[doc = $what]
            pub(crate) role: TenantRole,
            /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
            pub(crate) idempotency_key: Option<String>,
        }
    };
}

role_input!(
    GrantTenantRoleInput,
    "grantTenantRole",
    "The role to give, one that you hold yourself."
);
role_input!(RevokeTenantRoleInput, "revokeTenantRole", "The role to take away.");

pub(super) async fn grant(operation: &Operation, input: GrantTenantRoleInput) -> Result<MembershipId> {
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "grantTenantRole",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let tx = operation.write().await?;
    let row = locked(&tx, &input.membership).await?;
    let may = permit(
        operation,
        &tx,
        &row,
        Action::GrantTenantRole,
        Some(Set::EMPTY.with(input.role)),
    )?;
    if tx.done_before(operation.clock(), claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    may.stands(operation.clock().now())?;
    check_version(operation, row.id, row.version, &input.version)?;
    let change = ActiveModel {
        roles: ActiveValue::Set(Duty::DecideAction.open(&row.roles).with(input.role).into()),
        version: ActiveValue::Set(row.version + 1),
        ..Default::default()
    };
    finish(operation, tx, row.id, change, "membership.role_granted", claim).await
}

pub(super) async fn revoke(operation: &Operation, input: RevokeTenantRoleInput) -> Result<MembershipId> {
    let mut faults = Faults::default();
    if input.role == TenantRole::Member {
        faults.add(
            "role",
            "Everybody who belongs to the agency is a MEMBER; suspend the membership instead.",
        );
    }
    let claim = claim(
        operation,
        &mut faults,
        "revokeTenantRole",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let tx = operation.write().await?;
    let row = locked(&tx, &input.membership).await?;
    let may = permit(operation, &tx, &row, Action::RevokeTenantRole, None)?;
    if tx.done_before(operation.clock(), claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    may.stands(operation.clock().now())?;
    check_version(operation, row.id, row.version, &input.version)?;
    if input.role == TenantRole::Administrator {
        keep_an_administrator(&tx, &row).await?;
    }
    let change = ActiveModel {
        roles: ActiveValue::Set(Duty::DecideAction.open(&row.roles).without(input.role).into()),
        version: ActiveValue::Set(row.version + 1),
        ..Default::default()
    };
    finish(operation, tx, row.id, change, "membership.role_revoked", claim).await
}
