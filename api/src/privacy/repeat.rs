//! Does again what a restored backup brought back, as a list of erasures says (T154).

use std::collections::BTreeSet;

use entity::{
    data_subject_request::{ActiveModel, Column, Entity},
    id::{DataSubjectRequestId, Id, PersonId, TenantId},
    vocabulary::{
        AuditKind,
        DataSubjectRequestState::{self, Fulfilled, Received},
        DataSubjectRight, Purpose,
    },
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, Iterable};

use super::{
    ask::{Outcome, due, note},
    erase,
    erasure_list::{ErasureList, Kept, Marks, PAGE},
    lifecycle::is_answered,
    overwrite::overwrite,
};
use crate::{
    actor::Actor,
    clock::Clock,
    error::{Error, Result},
    relay::global_id,
    store::{Act, Event, Rest, Store, Tx},
};

const NAME: &str = "repeat of erasures";

/// What was done in an agency.
#[derive(Clone, Debug, Default)]
pub struct Repeated {
    /// Short name of the agency.
    pub agency: String,
    /// How many people were erased again.
    pub erased: usize,
    /// How many restrictions and objections hold again.
    pub rested: usize,
    /// How much was as the list says already.
    pub stood: usize,
    /// Whom the agency could not lose, or a hold keeps, each with why.
    pub left: Vec<String>,
}

/// What was done by a list.
#[derive(Clone, Debug, Default)]
pub struct Repetition {
    /// In each agency of whose people the list tells.
    pub agencies: Vec<Repeated>,
    /// How many of its lines are about nobody who is here.
    pub unknown: usize,
}

/// Erases whom the list says to have been erased, and lets data rest that rested; what is so already stays as it is.
pub async fn repeat_erasures(store: &Store, clock: &Clock, marks: &Marks, list: &ErasureList) -> Result<Repetition> {
    let mut repetition = Repetition {
        agencies: Vec::new(),
        unknown: list.len(),
    };
    let mut agencies = Vec::new();
    for (agency, slug) in store.agencies_by_slug(None).await? {
        agencies.push(agency);
        let again = Again {
            store,
            clock,
            marks,
            list,
            agency,
        };
        let done = Box::pin(again.all(slug)).await?;
        let met = done.erased + done.rested + done.stood + done.left.len();
        repetition.unknown = repetition.unknown.saturating_sub(met);
        if met > 0 {
            repetition.agencies.push(done);
        }
    }
    overwrite(store, &agencies).await;
    Ok(repetition)
}

/// The list, on its way through an agency.
struct Again<'a> {
    store: &'a Store,
    clock: &'a Clock,
    marks: &'a Marks,
    list: &'a ErasureList,
    agency: TenantId,
}

impl Again<'_> {
    const fn actor(&self) -> Actor {
        Actor::job(self.agency, NAME)
    }

    async fn all(&self, slug: String) -> Result<Repeated> {
        let mut done = Repeated {
            agency: slug,
            ..Repeated::default()
        };
        let resting = self.resting().await?;
        let mut after = None;
        loop {
            let tx = self.store.read(self.actor()).await?;
            let people = tx.people_after(after, PAGE).await?;
            drop(tx);
            let Some((last, _)) = people.last() else {
                return Ok(done);
            };
            after = Some(*last);
            for (person, is_erased) in people {
                self.one(person, is_erased, &resting, &mut done).await?;
            }
        }
    }

    async fn one(
        &self,
        person: PersonId,
        is_erased: bool,
        resting: &BTreeSet<String>,
        done: &mut Repeated,
    ) -> Result<()> {
        let mut is_erased = is_erased;
        // An erasure comes first.
        for (kept, purpose, line) in self.marks.all(self.agency, person) {
            if self.list.last_seen(&line).is_none() {
                continue;
            }
            if is_erased || resting.contains(&line) {
                done.stood += 1;
                continue;
            }
            let right = match kept {
                Kept::Erased => {
                    match self.erase(person).await {
                        Ok(()) => {
                            done.erased += 1;
                            is_erased = true;
                        }
                        Err(Error::Refused(refusals)) => {
                            let why: Vec<_> = refusals.into_iter().map(|refusal| refusal.message).collect();
                            done.left
                                .push(format!("{}: {}", global_id(person).as_str(), why.join(" ")));
                        }
                        Err(fault) => return Err(fault),
                    }
                    continue;
                }
                Kept::Restricted => DataSubjectRight::Restriction,
                Kept::Objected => DataSubjectRight::Objection,
            };
            self.rest(person, right, purpose).await?;
            done.rested += 1;
        }
        Ok(())
    }

    /// The lines of what rests, or came to its end after the list was made: a repetition does not make that anew.
    async fn resting(&self) -> Result<BTreeSet<String>> {
        let tx = self.store.read(self.actor()).await?;
        let now = self.clock.now();
        let rests = tx.rests(self.list.since().map_or(now, |since| since.min(now))).await?;
        let line = |rest: &Rest| {
            let kept = Kept::by(rest.right)?;
            let line = self.marks.line(kept, self.agency, rest.person, rest.purpose);
            let then = self.list.last_seen(&line)?.min(now);
            rest.until.is_none_or(|until| until > then).then_some(line)
        };
        Ok(rests.iter().filter_map(line).collect())
    }

    /// As the right itself does, and answers what the person asked for and was not answered at the time of the backup.
    async fn erase(&self, person: PersonId) -> Result<()> {
        // Records of reads find the person while there is one.
        self.store.unfold_access(self.agency, self.clock).await?;
        let tx = self.store.write(self.actor()).await?;
        erase::take_out(&tx, self.clock, person).await?;
        erase::answer_open(&tx, self.clock, person, self.store.overwrites()).await?;
        let erased = Event {
            kind: "person.erased",
            object: person.uuid(),
        };
        self.end(tx, erased).await
    }

    /// Lets data rest again. Who objected is owed an answer anew: what it was is not in the list.
    async fn rest(&self, person: PersonId, right: DataSubjectRight, purpose: Option<Purpose>) -> Result<()> {
        let is_granted = right == DataSubjectRight::Restriction;
        let tx = self.store.write(self.actor()).await?;
        tx.lock_person(person).await?;
        let open = if is_granted {
            self.grant_open(&tx, person, purpose).await?
        } else {
            None
        };
        let id = match open {
            Some(id) => id,
            None => self.ask_again(&tx, person, (right, purpose)).await?,
        };
        if is_granted {
            let because =
                "The server's data were restored from a backup that did not have your restriction. It holds again.";
            let outcome = Outcome {
                purpose,
                kept: None,
                because: Some(because.to_owned()),
                reason: None,
            };
            note(&tx, self.clock, (id, person), vec![outcome]).await?;
        }
        tx.rest_changes(person).await?;
        let kind = if is_granted {
            "data_subject_request.fulfilled"
        } else {
            "data_subject_request.received"
        };
        let object = id.uuid();
        self.end(tx, Event { kind, object }).await
    }

    /// Grants the restriction that the person asked for and the backup holds unanswered, if there is one.
    async fn grant_open(
        &self,
        tx: &Tx,
        person: PersonId,
        purpose: Option<Purpose>,
    ) -> Result<Option<DataSubjectRequestId>> {
        let open = DataSubjectRequestState::iter().filter(|state| !is_answered(*state));
        let this = Condition::all()
            .add(Column::PersonId.eq(person))
            .add(Column::UsedRight.eq(DataSubjectRight::Restriction))
            .add(purpose.map_or_else(|| Column::Purpose.is_null(), |purpose| Column::Purpose.eq(purpose)))
            .add(Column::State.is_in(open));
        let Some(row) = tx.lock_some::<Entity>(this, 1).await?.pop() else {
            return Ok(None);
        };
        let change = ActiveModel {
            state: Set(Fulfilled),
            rests_from: Set(Some(self.clock.now()).into()),
            version: Set(row.version + 1),
            ..Default::default()
        };
        tx.update::<Entity>(row.id.uuid(), change).await?;
        Ok(Some(row.id))
    }

    /// Makes a request anew that the backup does not have, from whose start data rest.
    async fn ask_again(
        &self,
        tx: &Tx,
        person: PersonId,
        (right, purpose): (DataSubjectRight, Option<Purpose>),
    ) -> Result<DataSubjectRequestId> {
        let (id, now): (DataSubjectRequestId, _) = (Id::from_uuid(self.clock.blind_id()), self.clock.now());
        let is_granted = right == DataSubjectRight::Restriction;
        tx.insert::<Entity>(ActiveModel {
            id: Set(id),
            person_id: Set(person.into()),
            used_right: Set(right.into()),
            state: Set(if is_granted { Fulfilled } else { Received }),
            purpose: Set(purpose.into()),
            field: Set(None.into()),
            correction: Set(None.into()),
            contribution_id: Set(None.into()),
            participation_id: Set(None.into()),
            rests_from: Set(Some(now).into()),
            rests_until: Set(None.into()),
            details: Set(None.into()),
            received_at: Set(now.into()),
            due_at: Set(due(now).into()),
            extension_reason: Set(None.into()),
            identity_verified_at: Set(None.into()),
            handler_id: Set(None.into()),
            closed_at: Set(None.into()),
            version: Set(1),
            ..Default::default()
        })
        .await?;
        Ok(id)
    }

    /// Tells the audit log, which no policy does of what the server does by itself, and keeps it.
    async fn end(&self, tx: Tx, event: Event) -> Result<()> {
        let act = Act {
            kind: AuditKind::Erasure,
            action: None,
            own: false,
        };
        tx.audit(self.clock, act, event).await?;
        tx.finish(self.clock, event, None).await
    }
}
