//! Writes those who took part, without name, sector or expertise.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate};
use entity::{
    participation::{ActiveModel, Entity},
    scalar::Day,
    set::Set,
    vocabulary::{JoiningRoute, ParticipationState, ProjectRole},
};
use sea_orm::ActiveValue::{NotSet, Set as Is};

use super::{Work, count, on_disk};
use crate::{error::Result, exchange::sorter::Sorted};

/// How many are written at once.
const BATCH: usize = 1000;

/// Somebody who took part, and the first day on which they did.
struct Person {
    number: i64,
    day: i64,
    voted: bool,
}

/// Writes everybody of `people`, whose rows stand together.
pub(super) async fn write(work: &mut Work<'_>, people: Sorted) -> Result<()> {
    let mut batch: Vec<Person> = Vec::with_capacity(BATCH);
    for record in people {
        let [number, day, voted, ..] = record.map_err(|error| on_disk(&error))?;
        match batch.last_mut() {
            Some(last) if last.number == number => last.voted |= voted == 1,
            _ => {
                if batch.len() >= BATCH {
                    store(work, &batch).await?;
                    batch.clear();
                }
                batch.push(Person {
                    number,
                    day,
                    voted: voted == 1,
                });
            }
        }
    }
    store(work, &batch).await?;
    let told = format!("participants: {} written", work.report.written.participants);
    (work.progress)(&told);
    Ok(())
}

async fn store(work: &mut Work<'_>, batch: &[Person]) -> Result<()> {
    work.report.voters += count(batch.iter().filter(|person| person.voted).count());
    let tx = work.batch().await?;
    let place = &work.place;
    let ids: Vec<_> = batch.iter().map(|person| place.names.person(person.number)).collect();
    let there = tx.by_ids::<Entity>(&ids).await?;
    let there: HashSet<_> = there.into_iter().map(|row| row.id).collect();
    let missing: Vec<_> = batch
        .iter()
        .zip(ids)
        .filter(|(_, id)| !there.contains(id))
        .map(|(person, id)| ActiveModel {
            tenant_id: NotSet,
            id: Is(id),
            project_id: Is(place.project),
            person_id: Is(None.into()),
            pseudonym: Is(place.names.pseudonym(person.number)),
            sector: Is(None.into()),
            expertise: Is(None.into()),
            roles: Is(Set::EMPTY.with(ProjectRole::Participant).into()),
            joined_via: Is(JoiningRoute::Import.into()),
            state: Is(ParticipationState::Active.into()),
            joined_on: Is(Day::from(date(person.day)).into()),
            left_on: Is(None.into()),
            organisation_id: Is(None.into()),
            public_name: Is(None.into()),
            state_reason: Is(None.into()),
            version: Is(1),
        })
        .collect();
    let made = count(missing.len());
    if made > 0 {
        tx.insert_all::<Entity>(missing).await?;
        tx.commit().await?;
    }
    work.report.written.participants += made;
    Ok(())
}

/// The day with this number, counted from 1970.
pub(super) fn date(day: i64) -> NaiveDate {
    DateTime::from_timestamp(day.saturating_mul(86_400), 0)
        .unwrap_or_default()
        .date_naive()
}
