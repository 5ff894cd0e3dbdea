//! What is to be done now and then whether or not anybody asks: consents end, what is over is deleted, and it is said where
//! audit logs end.

use std::{collections::BTreeMap, time::Duration};

use chrono::NaiveDate;
use entity::id::TenantId;

use crate::{audit, clock::Clock, consent, error::Result, operation, retention, store::Store};

/// How often it looks. What is due is done once a day, by whichever server comes first.
const PAUSE: Duration = Duration::from_mins(10);

/// How many agencies one statement names.
const AGENCIES: u64 = 500;

/// Keeps house, for as long as the server runs.
pub(super) async fn keep(store: Store, clock: Clock) {
    tell_unfit(&store).await;
    let mut said = BTreeMap::new();
    loop {
        if all(&store, &clock, &mut said).await.is_err() {
            tracing::warn!("the agencies could not be looked through for what is due");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Says which rules of agencies name what this build does not have.
async fn tell_unfit(store: &Store) {
    let Ok(unfit) = operation::unfit(store).await else {
        tracing::warn!("the rules of the agencies could not be looked through");
        return;
    };
    for rule in unfit {
        tracing::error!(
            agency = rule.agency,
            policy = %rule.policy.uuid(),
            field = rule.field,
            "a rule of an agency names no field that can be closed: what the field may have become is closed until \
             the rule is retired"
        );
    }
}

async fn all(store: &Store, clock: &Clock, said: &mut BTreeMap<TenantId, NaiveDate>) -> Result<()> {
    let mut after = None;
    loop {
        let agencies = store.agencies(after, AGENCIES).await?;
        let Some(last) = agencies.last() else { return Ok(()) };
        after = Some(*last);
        for agency in agencies {
            let consents = consent::expire_due(store, clock, agency).await;
            let retention = retention::run_due(store, clock, agency).await;
            let head = say_head(store, clock, agency, said).await;
            if consents.and(retention).and(head).is_err() {
                tracing::warn!("what is due in an agency is left to the next time");
            }
        }
    }
}

/// Says once a day where the audit log of an agency ends: lines of the server's log are kept where who could cut entries off
/// does not reach (T148).
async fn say_head(
    store: &Store,
    clock: &Clock,
    agency: TenantId,
    said: &mut BTreeMap<TenantId, NaiveDate>,
) -> Result<()> {
    let today = clock.now().date_naive();
    if said.get(&agency) == Some(&today) {
        return Ok(());
    }
    let head = audit::end_of(store, agency).await?;
    if head.position > 0 {
        tracing::info!(agency = %agency.uuid(), %head, "the audit log of an agency ends here");
    }
    said.insert(agency, today);
    Ok(())
}
