//! An open report that somebody ends: a moderator who closes it, or the reporter who takes it back.

use entity::{
    contribution_report::{ActiveModel, Entity, Model},
    id::ContributionReportId,
    scalar::Day,
};
use sea_orm::ActiveValue::Set;

use super::acted::ActedReport;
use crate::{
    error::Result,
    operation::{Operation, gate, may},
    participation::own_part,
    policy::{Action, ActionQuestion},
    relay::check_version,
    store::{Claim, Tx},
};

/// An open report, held, by who may end it.
pub(super) struct Held {
    pub(super) tx: Tx,
    row: Model,
}

/// Finds the report and asks whether it may be ended from the version that was seen; or says that the same call was done
/// before.
pub(super) async fn hold(
    operation: &Operation,
    id: ContributionReportId,
    action: Action,
    version: &str,
    claim: Option<&Claim>,
) -> Result<Option<Held>> {
    let tx = operation.write().await?;
    let row = tx.lock::<Entity>(id.uuid()).await;
    let row = row.map_err(|error| gate::at(error, "report"))?;
    let acted = ActedReport::of(&row, own_part(&tx, row.project_id).await?);
    let may = may::permit(operation, ActionQuestion::of(action, tx.actor().roles()), acted)?;
    if tx.done_before(operation.clock(), claim).await?.is_some() {
        return Ok(None);
    }
    may.stands(operation.clock().now())?;
    check_version(operation, row.id, row.version, version)?;
    Ok(Some(Held { tx, row }))
}

impl Held {
    /// Writes the end and the claim, and commits. Neither listeners nor the log are told: both would tell the author.
    pub(super) async fn end(self, operation: &Operation, change: ActiveModel, claim: Option<&Claim>) -> Result<()> {
        let (clock, id) = (operation.clock(), self.row.id.uuid());
        let change = ActiveModel {
            closed_on: Set(Some(Day::from(clock.now().date_naive())).into()),
            version: Set(self.row.version + 1),
            ..change
        };
        self.tx.update::<Entity>(id, change).await?;
        self.tx.finish_quietly(clock, id, claim).await
    }
}
