//! Invites a person to a project.

use async_graphql::{ID, InputObject};
use chrono::{DateTime, Utc};
use entity::{
    id::{Id, ProjectId},
    project,
    set::Set,
    vocabulary::{Expertise, ProjectRole, Sector},
};

use super::invite_member::{Invited, LIFETIME, New, check_end, created, store};
use crate::{
    error::{Code, Refusal, Result},
    identity::Email,
    operation::{Operation, gate, may},
    organisation,
    participation::{Offer, own_part, within_reach},
    policy::{Action, ActionQuestion},
    project::ActedProject,
    relay::{Faults, claim, input_id},
};

/// What inviteParticipant needs.
#[derive(Debug, InputObject)]
pub(super) struct InviteParticipantInput {
    /// The project.
    pub project: ID,
    /// Address of the person, at most 254 characters.
    pub email: String,
    /// Sector that the person would take part for; STATE is accepted by staff of the agency only.
    pub sector: Sector,
    /// Expertise that the person would bring.
    pub expertise: Expertise,
    /// Roles in the project, 1 to 6 within your own reach: an owner gives any, a facilitator any but OWNER.
    pub roles: Vec<ProjectRole>,
    /// Verified organisation that the person would speak for.
    pub organisation: Option<ID>,
    /// When it ends, at most 30 days ahead; 14 days when not given.
    pub expires_at: Option<DateTime<Utc>>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// Nothing is looked up by the address, so nothing tells whether it is known here (T89).
pub(super) async fn invite(operation: &Operation, input: InviteParticipantInput) -> Result<Invited> {
    let clock = operation.clock();
    let mut faults = Faults::default();
    let email = Email::parse(&input.email);
    if email.is_none() {
        faults.add("email", "This is not an e-mail address.");
    }
    if input.roles.is_empty() || input.roles.len() > 6 {
        faults.add("roles", "A participant has 1 to 6 roles.");
    }
    let expires_at = input.expires_at.unwrap_or_else(|| clock.now() + LIFETIME);
    check_end(&mut faults, expires_at, clock);
    let key = input.idempotency_key.as_deref();
    let claim = claim(operation, &mut faults, "inviteParticipant", key, &input);
    faults.done()?;
    let id: ProjectId = input_id(&input.project, "project")?;
    let Some(email) = email else {
        return Err(Refusal::not_found().into());
    };

    let tx = operation.write().await?;
    let row = tx
        .lock::<project::Entity>(id.uuid())
        .await
        .map_err(|error| gate::at(error, "project"))?;
    let own = own_part(&tx, id).await?;
    let acted = ActedProject::of(&row, own);
    let question = ActionQuestion::of(Action::InviteParticipant, tx.actor().roles());
    let may = may::permit(operation, question, acted)?;
    let roles: Set<ProjectRole> = input.roles.iter().copied().collect();
    if !roles.is_within(within_reach(own.map_or(Set::EMPTY, |own| own.roles))) {
        return Err(Refusal::new(Code::Forbidden, "A role is beyond your own.")
            .hint("An owner of the project can do it.")
            .at(&["input", "roles"])
            .into());
    }
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Invited {
            id: Id::from_uuid(done),
            secret: None,
        });
    }
    may.stands(clock.now())?;
    let offer = Offer {
        project: id,
        sector: input.sector,
        expertise: input.expertise,
        roles,
        organisation: organisation::named_in(&tx, input.organisation.as_ref()).await?,
    };
    let new = New {
        email: &email,
        roles: Set::EMPTY,
        offer: Some(offer),
        expires_at,
        inviter: tx.actor().person().map(|person| person.membership),
    };
    let (id, secret) = store(&tx, clock, &new).await?;
    tx.finish(clock, created(id), claim.as_ref()).await?;
    Ok(Invited {
        id,
        secret: Some(secret),
    })
}
