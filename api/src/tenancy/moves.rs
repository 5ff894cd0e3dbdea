//! The verbs that only move a membership from one state to another, together.

use async_graphql::{ID, InputObject};
use entity::{
    id::MembershipId,
    membership::{ActiveModel, Column, Entity, Model},
    set::Set,
    vocabulary::{MembershipState, TenantRole},
};
use sea_orm::{
    ActiveValue, ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

use super::acted::ActedMembership;
use crate::{
    error::{Code, Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
        may::{self, Permitted},
    },
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, input_id},
    store::{Event, Tx},
};

/// What suspendMembership needs.
#[derive(Debug, InputObject)]
pub(super) struct SuspendMembershipInput {
    /// The member.
    pub membership: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Why, 1 to 500 characters.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What reinstateMembership needs.
#[derive(Debug, InputObject)]
pub(super) struct ReinstateMembershipInput {
    /// The member.
    pub membership: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

pub(super) async fn suspend(operation: &Operation, input: SuspendMembershipInput) -> Result<MembershipId> {
    let mut faults = Faults::default();
    let reason = faults.reason_up_to(&input.reason, 500);
    let claim = claim(
        operation,
        &mut faults,
        "suspendMembership",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;

    let tx = operation.write().await?;
    let row = locked(&tx, &input.membership).await?;
    let may = permit(operation, &tx, &row, Action::SuspendMembership, None)?;
    if tx.done_before(operation.clock(), claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    may.stands(operation.clock().now())?;
    check_version(operation, row.id, row.version, &input.version)?;
    keep_an_administrator(&tx, &row).await?;
    tx.note_agency(row.account_id, row.id, false).await?;
    let change = ActiveModel {
        state: ActiveValue::Set(MembershipState::Suspended.into()),
        state_reason: ActiveValue::Set(Some(reason).into()),
        version: ActiveValue::Set(row.version + 1),
        ..Default::default()
    };
    finish(operation, tx, row.id, change, "membership.suspended", claim).await
}

pub(super) async fn reinstate(operation: &Operation, input: ReinstateMembershipInput) -> Result<MembershipId> {
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "reinstateMembership",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;

    let tx = operation.write().await?;
    let row = locked(&tx, &input.membership).await?;
    let may = permit(operation, &tx, &row, Action::ReinstateMembership, None)?;
    if tx.done_before(operation.clock(), claim.as_ref()).await?.is_some() {
        return Ok(row.id);
    }
    may.stands(operation.clock().now())?;
    check_version(operation, row.id, row.version, &input.version)?;
    tx.note_agency(row.account_id, row.id, true).await?;
    let change = ActiveModel {
        state: ActiveValue::Set(MembershipState::Active.into()),
        state_reason: ActiveValue::Set(None.into()),
        version: ActiveValue::Set(row.version + 1),
        ..Default::default()
    };
    finish(operation, tx, row.id, change, "membership.reinstated", claim).await
}

/// The membership that an input names, held; any other id is `NOT_FOUND`.
pub(super) async fn locked(tx: &Tx, id: &ID) -> Result<Model> {
    let id: MembershipId = input_id(id, "membership")?;
    tx.lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "membership"))
}

/// Lets an action on a membership pass, or refuses it; `granted` are the roles that it would give.
pub(super) fn permit(
    operation: &Operation,
    tx: &Tx,
    row: &Model,
    action: Action,
    granted: Option<Set<TenantRole>>,
) -> Result<Permitted<ActedMembership>> {
    let question = ActionQuestion::of(action, tx.actor().roles());
    let question = granted.into_iter().fold(question, ActionQuestion::granting);
    may::permit(operation, question, ActedMembership::of(row, tx.actor()))
}

/// Refuses to take away the last active administrator of the agency. All administrators are held while counting, so
/// that two cannot be taken away at once.
pub(super) async fn keep_an_administrator(tx: &Tx, row: &Model) -> Result<()> {
    if !Duty::DecideAction.open(&row.roles).contains(TenantRole::Administrator) {
        return Ok(());
    }
    let administrator = Set::EMPTY.with(TenantRole::Administrator);
    let administrators = Condition::all()
        .add(Column::State.eq(MembershipState::Active))
        .add(Expr::col(Column::Roles).bit_and(administrator.bits()).ne(0));
    if tx
        .lock_all::<Entity>(administrators)
        .await?
        .iter()
        .any(|other| other.id != row.id)
    {
        return Ok(());
    }
    Err(
        Refusal::new(Code::LastAdministrator, "The agency would lose its last administrator.")
            .hint("Make somebody else an administrator first.")
            .into(),
    )
}

/// Writes the change, its event and the claim, and commits.
pub(super) async fn finish(
    operation: &Operation,
    tx: Tx,
    id: MembershipId,
    change: ActiveModel,
    event: &'static str,
    claim: Option<crate::store::Claim>,
) -> Result<MembershipId> {
    tx.update::<Entity>(id.uuid(), change).await?;
    tx.finish(
        operation.clock(),
        Event {
            kind: event,
            object: id.uuid(),
        },
        claim.as_ref(),
    )
    .await?;
    Ok(id)
}
