//! Notes what happened for the figures of the month, once and without who did it.
//!
//! A figure counted from today's rows would fall by one when somebody takes a stand back, and so tell of one person and
//! the moment. So the same question has the same answer for ever.

use chrono::Months;
use entity::{
    activity::{ActiveModel, Entity},
    id::{Id, ParticipationId, PhaseId, ProjectId},
    scalar::Day,
    vocabulary::ActivityKind,
};
use sea_orm::ActiveValue::{NotSet, Set};

use crate::{
    clock::{Clock, calendar::month_of},
    error::{Fault, Result},
    store::Tx,
};

/// Notes that `person` did this now. A person is counted once in a month, whatever became of what they did: who could take
/// a stand back and take it anew as another person would get alone past the least number that a figure stands on. Their
/// stands of a month count as far as they are more than they held of it at any moment before, so that a stand that is taken
/// back and taken anew counts once, though nobody knows which were taken back.
pub(super) async fn note(
    tx: &Tx,
    clock: &Clock,
    (project, phase): (ProjectId, PhaseId),
    kind: ActivityKind,
    person: Option<ParticipationId>,
) -> Result<()> {
    let month = month_of(clock.now(), &tx.terms().await?.time_zone);
    let is_new = match person {
        Some(person) => {
            tx.counts_anew(person, kind, month, Id::from_uuid(clock.blind_id()))
                .await?
        }
        None => false,
    };
    if let (Some(person), ActivityKind::Reaction) = (person, kind) {
        let end = month.checked_add_months(Months::new(1));
        let end = end.ok_or_else(|| Fault::logged("a month has no next one"))?;
        if is_new {
            tx.counts_held(person, (month, end)).await?;
        } else if !tx.counts_one_more(person, (month, end)).await? {
            return Ok(());
        }
    }
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(Id::from_uuid(clock.blind_id())),
        project_id: Set(project),
        phase_id: Set(phase),
        month: Set(month),
        kind: Set(kind),
        number: Set(1),
        people: Set(i32::from(is_new)),
        is_imported: Set(false),
        hidden: Set(0),
    })
    .await
}

/// Notes that `person` changes a stand of this day now. No figure moves; but where that brings it into a later month, it is
/// among their stands of that, and leaves no room for another to count twice.
pub(super) async fn note_change(tx: &Tx, clock: &Clock, of: Day, person: ParticipationId) -> Result<()> {
    let month = month_of(clock.now(), &tx.terms().await?.time_zone);
    if of.date() >= month {
        return Ok(());
    }
    tx.counts_change(person, month).await
}
