//! The retention job: once a day for each agency, whichever server comes first.

use chrono::{DateTime, Days, Duration, Months, Utc};
use entity::{
    id::{Id, RetentionRunId, TenantId},
    period::Period,
    retention_result, retention_rule, retention_run,
    scalar::Day,
    subject::Disposing,
    vocabulary::{AuditKind, Disposal},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, Order,
};

use super::{
    create_retention_rule::MOST,
    data::{self, Kind},
};
use crate::{
    actor::Actor,
    clock::Clock,
    error::{Error, Result},
    operation::gate::Duty,
    store::{Act, Disposed, Due, Event, Store, Tx},
};

/// Rows of one transaction: few enough that nobody waits long for one.
const BATCH: u64 = 200;

/// A run that has not ended after this long is taken up again: its server was killed.
const LONGEST: Duration = Duration::hours(1);

const NAME: &str = "retention";

/// Does what the agency's rules say is due today, unless that is done.
pub async fn run_due(store: &Store, clock: &Clock, agency: TenantId) -> Result<()> {
    let actor = || Actor::job(agency, NAME);
    let tx = store.read(actor()).await?;
    let active = Condition::all().add(retention_rule::Column::IsActive.eq(true));
    let rules = tx.rows::<retention_rule::Entity>().filter(active);
    let mut rules = rules.order(retention_rule::Column::Id, Order::Asc).all(MOST).await?;
    let is_lifted = tx.keeps_lifted().await?;
    drop(tx);
    if is_lifted {
        let tx = store.write(actor()).await?;
        tx.drop_lifted().await?;
        tx.commit().await?;
        store.overwrite_deleted().await;
    }
    if rules.is_empty() {
        return Ok(());
    }
    // What is most confidential goes first: it may hang on links that the others take away.
    rules.sort_by_key(|rule| std::cmp::Reverse(*Duty::Dispose.open(&rule.class)));
    let Some(run) = begin(store, clock, agency).await? else {
        return Ok(());
    };
    // Records of reads find the person while there is one; each batch lays out what came since.
    store.unfold_access(agency, clock).await?;
    for rule in &rules {
        follow(store, clock, agency, run, rule).await?;
    }
    let tx = store.write(actor()).await?;
    let change = retention_run::ActiveModel {
        finished_at: Set(Some(clock.now()).into()),
        ..Default::default()
    };
    tx.update::<retention_run::Entity>(run.uuid(), change).await?;
    let done = Act {
        kind: AuditKind::Erasure,
        action: None,
        own: false,
    };
    let event = Event {
        kind: "retention_run.finished",
        object: run.uuid(),
    };
    tx.audit(clock, done, event).await?;
    tx.commit().await?;
    store.overwrite_deleted().await;
    Ok(())
}

/// Today's run, if it is for this server to do.
async fn begin(store: &Store, clock: &Clock, agency: TenantId) -> Result<Option<RetentionRunId>> {
    use retention_run::{ActiveModel, Column, Entity};
    let now = clock.now();
    let today = Day::from(now.date_naive());
    let tx = store.write(Actor::job(agency, NAME)).await?;
    let of_today = Condition::all().add(Column::Day.eq(today));
    if let Some(row) = tx.hidden::<Entity>(of_today).await? {
        let duty = Duty::Dispose;
        if duty.open(&row.finished_at).is_some() || now - *duty.open(&row.started_at) < LONGEST {
            return Ok(None);
        }
        let again = ActiveModel {
            started_at: Set(now.into()),
            ..Default::default()
        };
        tx.update::<Entity>(row.id.uuid(), again).await?;
        tx.commit().await?;
        return Ok(Some(row.id));
    }
    let id = Id::from_uuid(clock.id());
    let begun = tx
        .insert::<Entity>(ActiveModel {
            tenant_id: NotSet,
            id: Set(id),
            day: Set(today),
            started_at: Set(now.into()),
            finished_at: Set(None.into()),
        })
        .await;
    match begun {
        Ok(()) => {
            tx.commit().await?;
            Ok(Some(id))
        }
        // Another server was first.
        Err(Error::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Disposes of all that a rule says is over, in batches that each count what they did.
async fn follow(
    store: &Store,
    clock: &Clock,
    agency: TenantId,
    run: RetentionRunId,
    rule: &retention_rule::Model,
) -> Result<()> {
    let duty = Duty::Dispose;
    let kind = Kind {
        class: *duty.open(&rule.class),
        purpose: *duty.open(&rule.purpose),
        since: *duty.open(&rule.since),
        disposal: *duty.open(&rule.disposal),
    };
    let Some(before) = earlier(clock.now(), duty.open(&rule.duration)) else {
        return Ok(());
    };
    for data in data::of(kind) {
        let due = Due {
            declaration: data.declaration,
            retained: data.retained,
            trigger: kind.since,
            since: data.since,
            disposing: data.disposing,
            before,
        };
        loop {
            let tx = store.write(Actor::job(agency, NAME)).await?;
            let disposed = tx.dispose(store, &due, clock, BATCH).await?;
            count(&tx, clock, run, rule, due.disposing, disposed).await?;
            tx.commit().await?;
            if !disposed.is_full {
                break;
            }
        }
    }
    Ok(())
}

async fn count(
    tx: &Tx,
    clock: &Clock,
    run: RetentionRunId,
    rule: &retention_rule::Model,
    disposing: Disposing,
    disposed: Disposed,
) -> Result<()> {
    use retention_result::{ActiveModel, Column, Entity};
    let duty = Duty::Dispose;
    let as_int = |number: u64| i32::try_from(number).unwrap_or(i32::MAX);
    let (deleted, anonymised) = match (disposing, *duty.open(&rule.disposal)) {
        (Disposing::Delete, _) | (_, Disposal::Delete) => (as_int(disposed.number), 0),
        (_, Disposal::Anonymise) => (0, as_int(disposed.number)),
    };
    let held = as_int(disposed.held);
    let this = Condition::all()
        .add(Column::RunId.eq(run))
        .add(Column::RuleId.eq(rule.id));
    if let Some(row) = tx.hidden::<Entity>(this).await? {
        let change = ActiveModel {
            deleted: Set(duty.open(&row.deleted).saturating_add(deleted).into()),
            anonymised: Set(duty.open(&row.anonymised).saturating_add(anonymised).into()),
            held: Set(duty.open(&row.held).saturating_add(held).into()),
            ..Default::default()
        };
        return tx.update::<Entity>(row.id.uuid(), change).await;
    }
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(Id::from_uuid(clock.id())),
        run_id: Set(run),
        rule_id: Set(rule.id),
        deleted: Set(deleted.into()),
        anonymised: Set(anonymised.into()),
        held: Set(held.into()),
    })
    .await
}

/// The instant this long before `now`; none where the calendar begins after.
fn earlier(now: DateTime<Utc>, by: &Period) -> Option<DateTime<Utc>> {
    let (months, days) = by.months_and_days();
    now.checked_sub_months(Months::new(months))?
        .checked_sub_days(Days::new(u64::from(days)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn time_runs_by_the_calendar() {
        let now: DateTime<Utc> = "2026-03-31T10:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("P1M", "2026-02-28T10:00:00Z"),
            ("P24M", "2024-03-31T10:00:00Z"),
            ("P90D", "2025-12-31T10:00:00Z"),
        ] {
            let expected: DateTime<Utc> = expected.parse().unwrap();
            assert_eq!(earlier(now, &text.parse().unwrap()), Some(expected), "{text}");
        }
    }
}
