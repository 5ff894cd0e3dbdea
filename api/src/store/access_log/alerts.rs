//! Who asked for the data of many people for one purpose within an hour: told to the audit log once (T64).

use chrono::{DateTime, DurationRound as _, Utc};
use entity::{
    audit_entry, audit_waiting,
    id::{Id, Identified as _, TenantId},
    organisation,
    vocabulary::{AuditKind, AuditOutcome},
};
use sea_orm::{ActiveEnum as _, Set};
use uuid::Uuid;

use super::spread::{HOUR, Reader, Spread, spreads};
use crate::{
    actor::Actor,
    clock::Clock,
    error::Result,
    store::{Store, Tx},
};

const NAME: &str = "alert of spread";

impl Store {
    /// Tells the audit log of those who asked, in one of the hours from that of `since` up to now, for the data of more people
    /// for one purpose than the agency lets pass: of each once for an hour and purpose. Reads that are not laid out yet do not
    /// count.
    pub async fn alert_of_spread(&self, tenant: TenantId, clock: &Clock, since: DateTime<Utc>) -> Result<()> {
        let mut hour = since.duration_trunc(HOUR).unwrap_or(since);
        while hour <= clock.now() {
            self.alert_in(tenant, clock, hour).await?;
            hour += HOUR;
        }
        Ok(())
    }

    async fn alert_in(&self, tenant: TenantId, clock: &Clock, hour: DateTime<Utc>) -> Result<()> {
        let tx = self.read(Actor::job(tenant, NAME)).await?;
        let found = untold(&tx, spreads(&tx, hour).await?).await?;
        drop(tx);
        if found.is_empty() {
            return Ok(());
        }
        let tx = self.write(Actor::job(tenant, NAME)).await?;
        // Whoever comes second finds what the first told.
        tx.wait_for("pg_advisory_xact_lock", &format!("alerts of {}", tenant.uuid()))
            .await?;
        let told = untold(&tx, found).await?;
        for spread in &told {
            tx.wait(entry(clock, spread)).await?;
        }
        tx.commit().await?;
        for spread in &told {
            self.access_log().alerted();
            tracing::warn!(
                agency = %tenant.uuid(),
                reader = spread.reader.kind(),
                purpose = %spread.purpose.to_value(),
                people = spread.people,
                "a reader asked for the data of many people: the audit log of the agency says who"
            );
        }
        Ok(())
    }
}

/// Those of whom the log was not told yet.
async fn untold(tx: &Tx, mut spreads: Vec<Spread>) -> Result<Vec<Spread>> {
    let ids: Vec<Uuid> = spreads.iter().map(Spread::id).collect();
    let waiting: Vec<Id<audit_waiting::Entity>> = ids.iter().copied().map(Id::from_uuid).collect();
    let chained: Vec<Id<audit_entry::Entity>> = ids.iter().copied().map(Id::from_uuid).collect();
    // In this order, because entries move from the first to the second.
    let mut told = tx
        .public_of::<audit_waiting::Entity, _>(&waiting, |row| row.id.uuid())
        .await?;
    told.extend(
        tx.public_of::<audit_entry::Entity, _>(&chained, |row| row.id.uuid())
            .await?,
    );
    spreads.retain(|spread| !told.contains(&spread.id()));
    Ok(spreads)
}

/// Who asked, what for, and for how many people's data: never whose.
fn entry(clock: &Clock, spread: &Spread) -> audit_waiting::ActiveModel {
    let (mut membership, mut program, mut organisation) = (None, None, None);
    match spread.reader {
        Reader::Member(id) => membership = Some(id),
        Reader::Client(id) => program = Some(id),
        Reader::Organisation(id) => organisation = Some(id.uuid()),
    }
    let kind = organisation.map(|_| organisation::Entity::PREFIX.to_owned());
    audit_waiting::ActiveModel {
        id: Set(Id::from_uuid(spread.id())),
        occurred_at: Set(clock.now().into()),
        kind: Set(AuditKind::Alert.into()),
        action: Set(None.into()),
        membership_id: Set(membership.into()),
        client_id: Set(program.into()),
        object_type: Set(kind.into()),
        object_id: Set(organisation.into()),
        outcome: Set(AuditOutcome::Done.into()),
        code: Set(None.into()),
        number: Set(i32::try_from(spread.people).unwrap_or(i32::MAX).into()),
        purpose: Set(Some(spread.purpose).into()),
        ..Default::default()
    }
}
