//! Places a legal hold.

use std::collections::BTreeSet;

use async_graphql::{ID, InputObject, OneofObject};
use entity::{
    id::{Id, LegalHoldId, MembershipId, PersonId, ProjectId},
    legal_hold::{ActiveModel, Entity},
    legal_hold_reader, membership, person, project,
    vocabulary::MembershipState,
};
use sea_orm::ActiveValue::{NotSet, Set};

use super::legal_hold::{LegalHold, MOST_READERS};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, gate::Duty, permit_in_agency},
    policy::{Action, ActionQuestion},
    relay::{Faults, claim, parse_id},
    store::{Event, Tx},
};

/// What a legal hold is about.
#[derive(Debug, OneofObject)]
pub(super) enum LegalHoldTargetInput {
    /// The project whose data are kept.
    Project(ID),
    /// The person whose data are kept.
    Person(ID),
}

/// What placeLegalHold needs.
#[derive(Debug, InputObject)]
pub(super) struct PlaceLegalHoldInput {
    /// What it is about.
    pub target: LegalHoldTargetInput,
    /// Memberships that may read what it keeps, 1 to 20.
    pub readers: Vec<ID>,
    /// Why, 1 to 2000 characters.
    pub reason: String,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

payload!(PlaceLegalHoldPayload, "placeLegalHold", hold: LegalHold, "hold");

pub(super) async fn place(operation: &Operation, input: PlaceLegalHoldInput) -> Result<LegalHoldId> {
    let mut faults = Faults::default();
    let reason = faults.reason(&input.reason);
    if input.readers.is_empty() || input.readers.len() > MOST_READERS {
        faults.add("readers", "Name 1 to 20 members who may read what the hold keeps.");
    }
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "placeLegalHold", key, &input);
    faults.done()?;

    let tx = operation.write().await?;
    let clock = operation.clock();
    permit_in_agency(
        operation,
        ActionQuestion::of(Action::PlaceLegalHold, tx.actor().roles()),
    )?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Id::from_uuid(done));
    }
    tx.place_beside_deletions().await?;
    let (project, person) = target(&tx, &input.target).await?;
    let readers = readers(&tx, &input.readers, person).await?;
    let id = Id::from_uuid(clock.id());
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: Set(id),
        project_id: Set(project.into()),
        person_id: Set(person.into()),
        reason: Set(reason.into()),
        placed_by_id: Set(tx.actor().person().map(|person| person.membership).into()),
        placed_at: Set(clock.now().into()),
        lifted_at: Set(None.into()),
        lifted_reason: Set(None.into()),
        version: Set(1),
    })
    .await?;
    for reader in readers {
        tx.insert::<legal_hold_reader::Entity>(legal_hold_reader::ActiveModel {
            tenant_id: NotSet,
            id: Set(Id::from_uuid(clock.blind_id())),
            hold_id: Set(id),
            membership_id: Set(reader.into()),
        })
        .await?;
    }
    let event = Event {
        kind: "legal_hold.placed",
        object: id.uuid(),
    };
    tx.finish(clock, event, claim.as_ref()).await?;
    Ok(id)
}

async fn target(tx: &Tx, target: &LegalHoldTargetInput) -> Result<(Option<ProjectId>, Option<PersonId>)> {
    let missing = |field: &str| Refusal::not_found().at(&["input", "target", field]);
    match target {
        LegalHoldTargetInput::Project(id) => {
            let id: ProjectId = parse_id(id).ok_or_else(|| missing("project"))?;
            let row = tx.rows::<project::Entity>().id(id.uuid()).one().await?;
            Ok((Some(row.ok_or_else(|| missing("project"))?.id), None))
        }
        LegalHoldTargetInput::Person(id) => {
            let id: PersonId = parse_id(id).ok_or_else(|| missing("person"))?;
            let row = tx.rows::<person::Entity>().id(id.uuid()).one().await?;
            Ok((None, Some(row.ok_or_else(|| missing("person"))?.id)))
        }
    }
}

/// The members named as readers, who must be able to sign in.
async fn readers(tx: &Tx, ids: &[ID], subject: Option<PersonId>) -> Result<BTreeSet<MembershipId>> {
    let own = tx.actor().person().map(|person| person.membership);
    let mut readers = BTreeSet::new();
    for (place, id) in ids.iter().enumerate() {
        let place = place.to_string();
        let at = ["input", "readers", place.as_str()];
        let missing = || Refusal::new(Code::NotFound, "There is no such member.").at(&at);
        let id: MembershipId = parse_id(id).ok_or_else(missing)?;
        let row = tx.rows::<membership::Entity>().id(id.uuid()).one().await?;
        let row = row.filter(|row| *Duty::DecideAction.open(&row.state) == MembershipState::Active);
        let row = row.ok_or_else(missing)?;
        if own == Some(row.id) || subject == Some(*Duty::DecideAction.open(&row.person_id)) {
            let message = "Neither who places a hold nor whom it is about reads what it keeps.";
            return Err(Refusal::new(Code::BadInput, message)
                .hint("Name others, such as the auditor.")
                .at(&at)
                .into());
        }
        readers.insert(row.id);
    }
    Ok(readers)
}
