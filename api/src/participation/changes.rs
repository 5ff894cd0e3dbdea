//! The verbs that change a participation that is there: leaving, being removed, and giving and taking roles.

use async_graphql::{ID, InputObject};
use entity::{
    id::ParticipationId,
    participation::{ActiveModel, Entity, Model},
    person, project,
    vocabulary::{ParticipationState, ProjectRole},
};
use sea_orm::{ActiveValue, ColumnTrait, Condition};

use super::{
    acted::ActedParticipation,
    roles::{keep_an_owner, roles_in},
};
use crate::{
    error::{Code, Refusal, Result},
    operation::{
        Operation,
        gate::{self, Duty},
        may::{self, Permitted},
    },
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, input_id},
    store::{Claim, Event, Tx},
};

/// What leaveProject needs.
#[derive(Debug, InputObject)]
pub(super) struct LeaveProjectInput {
    /// Your participation.
    pub participation: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What removeParticipation needs.
#[derive(Debug, InputObject)]
pub(super) struct RemoveParticipationInput {
    /// The participation.
    pub participation: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Why, 1 to 2000 characters; the person reads it.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// Declares the input of a verb that gives or takes a role.
macro_rules! role_input {
    ($Input:ident, $mutation:literal) => {
        #[doc = concat!("What ", $mutation, " needs.")]
        #[derive(Debug, InputObject)]
        pub(super) struct $Input {
            /// The participation.
            pub participation: ID,
            /// Version that was last read; another one is refused with CONFLICT.
            pub version: String,
            /// Role in the project.
            pub role: ProjectRole,
            /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
            pub idempotency_key: Option<String>,
        }
    };
}

role_input!(GrantProjectRoleInput, "grantProjectRole");
role_input!(RevokeProjectRoleInput, "revokeProjectRole");

/// A participation that is to be changed, held, with what the actor may do to it.
pub(super) struct Held {
    pub(super) tx: Tx,
    pub(super) row: Model,
    /// Who takes part, where the verb is theirs and needs them.
    pub(super) person: Option<person::Model>,
    acted: ActedParticipation,
    may: Permitted<ActedParticipation>,
    pub(super) done_before: bool,
}

/// Finds the row, asks the policy, and looks whether the same call was done before.
pub(super) async fn hold(operation: &Operation, id: &ID, action: Action, claim: Option<&Claim>) -> Result<Held> {
    let id: ParticipationId = input_id(id, "participation")?;
    let tx = operation.write().await?;
    let missing = || Refusal::not_found().at(&["input", "participation"]);
    let seen = tx.rows::<Entity>().id(id.uuid()).one().await?.ok_or_else(missing)?;
    // The project first, as everywhere: two verbs that hold both never wait for each other.
    let by_id = Condition::all().add(project::Column::Id.eq(seen.project_id));
    let project = tx.hidden::<project::Entity>(by_id).await?.ok_or_else(missing)?;
    let person = match (action, tx.actor().person()) {
        // A person before their parts, as who renames them holds them.
        (Action::ChooseByline, Some(actor)) => Some(tx.lock::<person::Entity>(actor.person.uuid()).await?),
        _ => None,
    };
    let row = tx
        .lock::<Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "participation"))?;
    let roles = roles_in(&tx, row.project_id).await?;
    let acted = ActedParticipation::of(&row, (tx.actor(), operation.purpose()), roles, project.state.is_over());
    let may = may::permit(operation, ActionQuestion::of(action, tx.actor().roles()), acted)?;
    let done_before = tx.done_before(operation.clock(), claim).await?.is_some();
    Ok(Held {
        tx,
        row,
        person,
        acted,
        may,
        done_before,
    })
}

impl Held {
    /// The state must lead there, and the version be the one that was seen.
    pub(super) fn check(&self, operation: &Operation, version: &str) -> Result<()> {
        self.may.stands(operation.clock().now())?;
        check_version(operation, self.row.id, self.row.version, version)
    }

    /// The role must be within the actor's own (T96).
    fn reaches(&self, role: ProjectRole) -> Result<()> {
        Ok(self.acted.reaches(role)?)
    }

    /// Writes the change, its event and the claim, and commits.
    pub(super) async fn finish(
        self,
        operation: &Operation,
        change: ActiveModel,
        event: &'static str,
        claim: Option<Claim>,
    ) -> Result<ParticipationId> {
        let Self { tx, row, .. } = self;
        let change = ActiveModel {
            version: ActiveValue::Set(row.version + 1),
            ..change
        };
        tx.update::<Entity>(row.id.uuid(), change).await?;
        tx.finish(
            operation.clock(),
            Event {
                kind: event,
                object: row.id.uuid(),
            },
            claim.as_ref(),
        )
        .await?;
        Ok(row.id)
    }
}

pub(super) async fn leave(operation: &Operation, input: LeaveProjectInput) -> Result<ParticipationId> {
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "leaveProject",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let held = hold(operation, &input.participation, Action::LeaveProject, claim.as_ref()).await?;
    if held.done_before {
        return Ok(held.row.id);
    }
    held.check(operation, &input.version)?;
    keep_an_owner(&held.tx, &held.row).await?;
    let change = ActiveModel {
        state: ActiveValue::Set(ParticipationState::Left.into()),
        left_on: ActiveValue::Set(Some(operation.clock().now().date_naive().into()).into()),
        ..Default::default()
    };
    held.finish(operation, change, "participation.left", claim).await
}

pub(super) async fn remove(operation: &Operation, input: RemoveParticipationInput) -> Result<ParticipationId> {
    let mut faults = Faults::default();
    let reason = faults.reason(&input.reason);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "removeParticipation", key, &input);
    faults.done()?;
    let held = hold(
        operation,
        &input.participation,
        Action::RemoveParticipation,
        claim.as_ref(),
    )
    .await?;
    if held.done_before {
        return Ok(held.row.id);
    }
    let checked = held.check(operation, &input.version);
    checked.map_err(|error| gate::at(error, "participation"))?;
    keep_an_owner(&held.tx, &held.row).await?;
    let change = ActiveModel {
        state: ActiveValue::Set(ParticipationState::Removed.into()),
        state_reason: ActiveValue::Set(Some(reason).into()),
        left_on: ActiveValue::Set(Some(operation.clock().now().date_naive().into()).into()),
        ..Default::default()
    };
    held.finish(operation, change, "participation.removed", claim).await
}

pub(super) async fn grant(operation: &Operation, input: GrantProjectRoleInput) -> Result<ParticipationId> {
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "grantProjectRole",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let held = hold(
        operation,
        &input.participation,
        Action::GrantProjectRole,
        claim.as_ref(),
    )
    .await?;
    held.reaches(input.role).map_err(|error| gate::at(error, "role"))?;
    if held.done_before {
        return Ok(held.row.id);
    }
    held.check(operation, &input.version)?;
    let roles = Duty::DecideAction.open(&held.row.roles).with(input.role);
    let change = ActiveModel {
        roles: ActiveValue::Set(roles.into()),
        ..Default::default()
    };
    held.finish(operation, change, "participation.role_granted", claim)
        .await
}

pub(super) async fn revoke(operation: &Operation, input: RevokeProjectRoleInput) -> Result<ParticipationId> {
    let mut faults = Faults::default();
    let claim = claim(
        operation,
        &mut faults,
        "revokeProjectRole",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let held = hold(
        operation,
        &input.participation,
        Action::RevokeProjectRole,
        claim.as_ref(),
    )
    .await?;
    held.reaches(input.role).map_err(|error| gate::at(error, "role"))?;
    if held.done_before {
        return Ok(held.row.id);
    }
    held.check(operation, &input.version)?;
    let roles = Duty::DecideAction.open(&held.row.roles).without(input.role);
    if roles.is_empty() {
        return Err(
            Refusal::new(Code::PreconditionUnmet, "A participant has one role at least.")
                .hint("Give another role first.")
                .at(&["input", "role"])
                .into(),
        );
    }
    if input.role == ProjectRole::Owner {
        keep_an_owner(&held.tx, &held.row).await?;
    }
    let change = ActiveModel {
        roles: ActiveValue::Set(roles.into()),
        ..Default::default()
    };
    held.finish(operation, change, "participation.role_revoked", claim)
        .await
}
