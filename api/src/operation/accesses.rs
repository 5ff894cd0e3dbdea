//! What an operation read of others, or tried to: on record before its answer leaves.

use std::{
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, PoisonError},
};

use entity::{
    subject::DataSubject,
    vocabulary::{ProjectRole, ReaderRole, TenantRole},
};

use super::Operation;
use crate::{
    actor::{Actor, Who},
    error::Result,
    policy::{Decision, Facts, FieldQuestion, Relation},
    store::{Access, AccessRecord},
};

/// What was read and refused so far.
#[derive(Debug, Default)]
pub(super) struct Accesses(Mutex<Vec<Access>>);

impl Accesses {
    fn all(&self) -> MutexGuard<'_, Vec<Access>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Operation {
    /// Notes what was decided of a field that tells of somebody else. False where it was shown and nobody says whose it is.
    pub(super) fn note(&self, question: &FieldQuestion, decision: &Decision) -> bool {
        let facts = &question.facts;
        let is_own = [Relation::Itself, Relation::Invited]
            .iter()
            .any(|relation| facts.relations.contains(*relation));
        if is_own || !question.field.is_on_record(facts.state) {
            return true;
        }
        match question.about {
            None => !decision.allowed,
            Some(DataSubject::Nobody) => true,
            Some(subject) => {
                let access = Access {
                    field: question.field.name(),
                    code: (!decision.allowed).then_some(decision.code),
                    role: self.known_actor().map_or(ReaderRole::Other, |actor| role(actor, facts)),
                    project: question.project,
                    subject,
                };
                self.accesses.all().push(access);
                true
            }
        }
    }

    /// Names the people of what was read so far, as the snapshot knows them that it was read in: a job that unlinks a row from
    /// its person meanwhile takes no read from them. Where that fails they are looked for when the record is laid out.
    pub(super) async fn name_people(&self) {
        let subjects: BTreeSet<_> = self.accesses.all().iter().map(|access| access.subject).collect();
        if subjects.is_empty() {
            return;
        }
        let Some(tx) = self.snapshot.lock().await.clone() else {
            return;
        };
        let Ok(people) = tx.people_behind(subjects).await else {
            return;
        };
        for access in self.accesses.all().iter_mut() {
            if let Some(person) = people.get(&access.subject) {
                access.subject = DataSubject::Person(*person);
            }
        }
    }

    /// Keeps on record what was read so far. Fails where that cannot be kept, and then the answer must not leave.
    pub async fn keep_accesses(&self) -> Result<()> {
        self.name_people().await;
        let accesses = std::mem::take(&mut *self.accesses.all());
        let Some(actor) = self.known_actor().filter(|_| !accesses.is_empty()) else {
            return Ok(());
        };
        let record = AccessRecord {
            tenant: actor.tenant,
            id: self.clock().id(),
            occurred_at: self.clock().now(),
            membership: actor.person().map(|person| person.membership),
            client: actor.program().map(|program| program.client),
            purpose: self.purpose(),
            accesses,
        };
        self.store().keep_access(&record).await
    }
}

/// In which role somebody reads: the one by which they run the project, or the first that they have in the agency.
fn role(actor: &Actor, facts: &Facts) -> ReaderRole {
    if matches!(actor.who, Who::Client(_)) {
        return ReaderRole::Client;
    }
    let in_project = [
        (ProjectRole::Owner, ReaderRole::Owner),
        (ProjectRole::Facilitator, ReaderRole::Facilitator),
    ];
    let in_agency = [
        (TenantRole::DataProtectionOfficer, ReaderRole::DataProtectionOfficer),
        (TenantRole::DataSteward, ReaderRole::DataSteward),
        (TenantRole::Auditor, ReaderRole::Auditor),
        (TenantRole::Administrator, ReaderRole::Administrator),
        (TenantRole::Staff, ReaderRole::Staff),
    ];
    let runs = in_project.iter().find(|(role, _)| facts.project_roles.contains(*role));
    let runs = runs.map(|(_, role)| *role);
    let serves = in_agency.iter().find(|(role, _)| facts.roles.contains(*role));
    let serves = serves.map(|(_, role)| *role);
    match runs.or(serves) {
        Some(role) => role,
        None if facts.active_participant => ReaderRole::Participant,
        None => ReaderRole::Other,
    }
}
