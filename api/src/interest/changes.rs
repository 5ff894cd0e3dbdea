//! The verbs of who declared an interest: to correct what they said, and to take it back.

use async_graphql::{ID, InputObject};
use entity::{
    id::InterestDeclarationId,
    interest_declaration::{ActiveModel, DECLARATION, Entity, Model},
    scalar::Day,
    vocabulary::{InterestRelationship, InterestState},
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::acted::ActedInterest;
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty},
        may,
    },
    participation::own_part,
    policy::{Action, ActionQuestion},
    relay::{Faults, check_version, claim, differs, input_id},
    store::{Claim, Event, Going, Tx},
};

/// What updateInterestDeclaration needs.
#[derive(Debug, InputObject)]
pub(super) struct UpdateInterestDeclarationInput {
    /// What you declared.
    pub declaration: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// How you are bound.
    pub relationship: Option<InterestRelationship>,
    /// The interest in words for everybody who may know of the project, 1 to 500 characters.
    pub public_summary: Option<String>,
    /// What weighing it takes and is not for everybody, 1 to 5000 characters.
    pub detail: Option<String>,
    /// Whether the detail is deleted; not together with a new one.
    pub removes_detail: Option<bool>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What withdrawInterestDeclaration needs.
#[derive(Debug, InputObject)]
pub(super) struct WithdrawInterestDeclarationInput {
    /// What you declared.
    pub declaration: ID,
    /// Version that was last read; another one is refused with CONFLICT.
    pub version: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// A declaration that is to be changed, held, by who made it.
struct Held {
    tx: Tx,
    row: Model,
}

/// Finds the row and asks whether it may be changed from the version that was seen; or says that the same call was done
/// before.
async fn hold(
    operation: &Operation,
    id: InterestDeclarationId,
    action: Action,
    version: &str,
    claim: Option<&Claim>,
) -> Result<Option<Held>> {
    let tx = operation.write().await?;
    let row = tx.lock::<Entity>(id.uuid()).await;
    let row = row.map_err(|error| gate::at(error, "declaration"))?;
    let acted = ActedInterest::of(&row, own_part(&tx, row.project_id).await?);
    let may = may::permit(operation, ActionQuestion::of(action, tx.actor().roles()), acted)?;
    if tx.done_before(operation.clock(), claim).await?.is_some() {
        return Ok(None);
    }
    may.stands(operation.clock().now())?;
    check_version(operation, row.id, row.version, version)?;
    Ok(Some(Held { tx, row }))
}

impl Held {
    /// Writes the change, its event and the claim, and commits.
    async fn finish(
        self,
        operation: &Operation,
        change: ActiveModel,
        kind: &'static str,
        claim: Option<&Claim>,
    ) -> Result<()> {
        let object = self.row.id.uuid();
        let change = ActiveModel {
            version: Set(self.row.version + 1),
            ..change
        };
        self.tx.update::<Entity>(object, change).await?;
        self.tx.finish(operation.clock(), Event { kind, object }, claim).await
    }
}

pub(super) async fn update(
    operation: &Operation,
    input: UpdateInterestDeclarationInput,
) -> Result<InterestDeclarationId> {
    let mut faults = Faults::default();
    let summary = input.public_summary.as_deref();
    let summary = summary.map(|summary| faults.prose("publicSummary", summary, 1, 500));
    let detail = faults.optional("detail", input.detail.as_deref(), 1, 5000);
    let removes_detail = input.removes_detail.unwrap_or_default();
    if removes_detail && detail.is_some() {
        faults.add(
            "removesDetail",
            "The detail is deleted, or there is a new one: not both.",
        );
    }
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "updateInterestDeclaration", key, &input);
    faults.done()?;
    let id: InterestDeclarationId = input_id(&input.declaration, "declaration")?;
    let action = Action::UpdateInterestDeclaration;
    let Some(held) = hold(operation, id, action, &input.version, claim.as_ref()).await? else {
        return Ok(id);
    };
    let (row, duty) = (&held.row, Duty::DecideAction);
    let summary = summary.map(Some);
    // There is no new one where it is deleted.
    let detail = (removes_detail || detail.is_some()).then_some(detail);
    let is_bound = differs(input.relationship.as_ref(), &row.relationship);
    let is_summed_up = differs(summary.as_ref(), duty.open(&row.public_summary));
    let is_told = differs(detail.as_ref(), duty.open(&row.detail));
    if !(is_bound || is_summed_up || is_told) {
        held.tx
            .finish_quietly(operation.clock(), id.uuid(), claim.as_ref())
            .await?;
        return Ok(id);
    }
    // Once withdrawn, the summary is for few too.
    let is_public = is_bound || (is_summed_up && row.state == InterestState::Declared);
    let replaced: Vec<&'static str> = [("public_summary", is_summed_up), ("detail", is_told)]
        .into_iter()
        .filter_map(|(column, goes)| goes.then_some(column))
        .collect();
    let going = Going::Columns(&replaced);
    held.tx
        .keep_for_holds(&DECLARATION, going, &[id.uuid()], operation.clock())
        .await?;
    let change = ActiveModel {
        relationship: input.relationship.map_or(NotSet, Set),
        public_summary: summary.map_or(NotSet, |summary| Set(summary.into())),
        detail: detail.map_or(NotSet, |detail| Set(detail.into())),
        // What is for few moves nothing that others see (T40).
        updated_on: if is_public { Set(today(operation)) } else { NotSet },
        ..Default::default()
    };
    held.finish(operation, change, "interest_declaration.changed", claim.as_ref())
        .await?;
    Ok(id)
}

pub(super) async fn withdraw(
    operation: &Operation,
    input: WithdrawInterestDeclarationInput,
) -> Result<InterestDeclarationId> {
    let mut faults = Faults::default();
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "withdrawInterestDeclaration", key, &input);
    faults.done()?;
    let id: InterestDeclarationId = input_id(&input.declaration, "declaration")?;
    let action = Action::WithdrawInterestDeclaration;
    let Some(held) = hold(operation, id, action, &input.version, claim.as_ref()).await? else {
        return Ok(id);
    };
    let change = ActiveModel {
        state: Set(InterestState::Withdrawn),
        updated_on: Set(today(operation)),
        withdrawn_on: Set(Some(today(operation))),
        ..Default::default()
    };
    held.finish(operation, change, "interest_declaration.withdrawn", claim.as_ref())
        .await?;
    Ok(id)
}

fn today(operation: &Operation) -> Day {
    Day::from(operation.clock().now().date_naive())
}
