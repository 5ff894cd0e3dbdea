//! What an erasure says of the files of the database: that nothing is left there once that is so, and not before (T156).
//!
//! What was taken out is gone from every read with its commit. An embedded database overwrites it as soon as readers let it;
//! the answer to the request waits for that in a row, so that a crash between does not lose it.

use entity::{
    data_subject_request,
    id::TenantId,
    request_outcome::{ActiveModel, Column, Entity},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};
use uuid::Uuid;

use super::ask::Outcome;
use crate::{
    actor::Actor,
    error::{Code, Result},
    store::Store,
};

const NAME: &str = "overwrite erased";

/// Why the files are not clean yet.
const WAITS: Code = Code::PreconditionUnmet;

/// How many outcomes one transaction finds waiting; more wait for the next time.
const BATCH: u64 = 500;

const SOON: &str = "The file of the database still holds remains of it. They are overwritten as soon as nobody reads the state \
                    of before, and this answer says so then (GDPR article 17(1)).";

const CLEAN: &str = "The files of the database hold nothing of it any more (GDPR article 17(1)). Backups do until they are \
                     replaced; what a restored one brings back is erased again.";

const UNSEEN: &str = "The files of the database hold remains of it until it cleans up, which the server does not see. Those \
                      for its recovery, and backups, do until they are replaced (GDPR article 17(1)); what a restored one \
                      brings back is erased again.";

/// What is said of the files with the erasure itself.
pub(super) fn remains(overwrites: bool) -> Outcome {
    Outcome {
        purpose: None,
        kept: Some(WAITS),
        because: Some(if overwrites { SOON } else { UNSEEN }.to_owned()),
        reason: None,
    }
}

/// Overwrites what was deleted, and says so in the answers of these agencies that wait for it. What cannot be now is taken up
/// again by the task that lays out reads.
pub(super) async fn overwrite(store: &Store, agencies: &[TenantId]) {
    if !store.overwrites() {
        return;
    }
    if all(store, agencies).await.is_err() {
        store.overwrite_later();
    }
}

async fn all(store: &Store, agencies: &[TenantId]) -> Result<()> {
    let (mut waiting, mut more) = (Vec::new(), false);
    for agency in agencies {
        let rows = waiting_in(store, *agency).await?;
        more |= u64::try_from(rows.len()).is_ok_and(|number| number >= BATCH);
        waiting.push((*agency, rows));
    }
    // Only what waited before is overwritten by this.
    store.overwrite_now().await?;
    for (agency, rows) in waiting {
        if !rows.is_empty() {
            say(store, agency, rows).await?;
        }
    }
    if more {
        store.overwrite_later();
    }
    Ok(())
}

/// The outcomes that wait, with their requests.
async fn waiting_in(store: &Store, agency: TenantId) -> Result<Vec<(Uuid, Uuid)>> {
    // Nothing is locked on an embedded database, so that a transaction that reads looks without keeping writers waiting.
    let tx = store.read(Actor::job(agency, NAME)).await?;
    let waiting = Condition::all()
        .add(Column::IsDone.eq(false))
        .add(Column::Code.eq(WAITS.name()));
    let rows = tx.lock_some::<Entity>(waiting, BATCH).await?;
    // A reader who is still there would keep the file from being cleaned.
    tx.commit().await?;
    Ok(rows.iter().map(|row| (row.id.uuid(), row.request_id.uuid())).collect())
}

async fn say(store: &Store, agency: TenantId, rows: Vec<(Uuid, Uuid)>) -> Result<()> {
    let tx = store.write(Actor::job(agency, NAME)).await?;
    for (id, request) in rows {
        let change = ActiveModel {
            is_done: Set(true.into()),
            code: Set(None.into()),
            because: Set(Some(CLEAN.to_owned()).into()),
            ..Default::default()
        };
        tx.update::<Entity>(id, change).await?;
        // Who read it before sees that it changed.
        let this = Condition::all().add(data_subject_request::Column::Id.eq(request));
        let nothing = data_subject_request::ActiveModel::default();
        tx.update_all::<data_subject_request::Entity>(this, nothing, data_subject_request::Column::Version)
            .await?;
    }
    tx.commit().await
}
