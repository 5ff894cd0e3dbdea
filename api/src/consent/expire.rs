//! Ends the consents whose time is over, and takes away what was told on them. Reads see the end without it.

use entity::{
    consent::{Column, Entity},
    id::TenantId,
    person,
    vocabulary::ConsentState,
};
use sea_orm::{ColumnTrait, Condition};

use super::chain::expire;
use crate::{actor::Actor, clock::Clock, error::Result, operation::gate::Duty, store::Store};

/// How many are looked at in one go.
const BATCH: u64 = 200;

const NAME: &str = "consents";

/// Ends what is over in an agency.
pub async fn expire_due(store: &Store, clock: &Clock, agency: TenantId) -> Result<()> {
    loop {
        let tx = store.read(Actor::job(agency, NAME)).await?;
        let over = Condition::all()
            .add(Column::State.is_in([ConsentState::Given, ConsentState::Renewed]))
            .add(Column::ExpiresAt.lte(clock.now()));
        let rows = tx.rows::<Entity>().filter(over).all(BATCH).await?;
        drop(tx);
        let is_full = u64::try_from(rows.len()).is_ok_and(|number| number == BATCH);
        for row in rows {
            let subject = *Duty::Dispose.open(&row.person_id);
            let tx = store.write(Actor::job(agency, NAME)).await?;
            tx.lock::<person::Entity>(subject.uuid()).await?;
            expire(&tx, clock, subject, row.id).await?;
            tx.commit().await?;
        }
        if !is_full {
            return Ok(());
        }
    }
}
