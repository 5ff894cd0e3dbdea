//! Invites a person to the agency.

use async_graphql::InputObject;
use chrono::{DateTime, Duration, Utc};
use entity::{
    id::{Id, InvitationId, MembershipId},
    invitation::{ActiveModel, Entity},
    set::Set,
    vocabulary::{InvitationState, TenantRole},
};
use sea_orm::ActiveValue::{self, NotSet};

use crate::{
    clock::Clock,
    error::{Refusal, Result},
    identity::{Email, Secret},
    operation::{Operation, gate, permit_in_agency},
    participation::Offer,
    policy::{Action, ActionQuestion},
    relay::{Faults, claim},
    store::{Event, Tx},
};

/// How long an invitation lives unless it says otherwise.
pub(super) const LIFETIME: Duration = Duration::days(14);
const LONGEST: Duration = Duration::days(30);

/// What inviteMember needs.
#[derive(Debug, InputObject)]
pub(super) struct InviteMemberInput {
    /// Address of the person, at most 254 characters.
    pub email: String,
    /// Roles to give, none that you do not hold yourself; everybody is a MEMBER.
    pub roles: Vec<TenantRole>,
    /// When it ends, at most 30 days ahead; 14 days when not given.
    pub expires_at: Option<DateTime<Utc>>,
    /// Key of your choice, 1 to 100 characters: a repeat with it within a day answers instead of acting again.
    pub idempotency_key: Option<String>,
}

/// What there is to tell: the invitation, and its secret unless it was told before.
pub(super) struct Invited {
    pub(super) id: InvitationId,
    pub(super) secret: Option<String>,
}

pub(super) async fn invite_member(operation: &Operation, input: InviteMemberInput) -> Result<Invited> {
    let clock = operation.clock();
    let mut faults = Faults::default();
    let email = Email::parse(&input.email);
    if email.is_none() {
        faults.add("email", "This is not an e-mail address.");
    }
    if input.roles.len() > 6 {
        faults.add("roles", "The list is too long: 6 roles at most.");
    }
    let expires_at = input.expires_at.unwrap_or_else(|| clock.now() + LIFETIME);
    check_end(&mut faults, expires_at, clock);
    let claim = claim(
        operation,
        &mut faults,
        "inviteMember",
        input.idempotency_key.as_deref(),
        &input,
    );
    faults.done()?;
    let Some(email) = email else {
        return Err(Refusal::not_found().into());
    };

    let tx = operation.write().await?;
    let roles: Set<TenantRole> = input.roles.iter().copied().collect();
    // Nobody gives what they do not hold (T96): the policy sees what would be given.
    let own = tx.actor().roles();
    permit_in_agency(operation, ActionQuestion::of(Action::InviteMember, own).granting(roles)).map_err(|error| {
        if roles.is_within(own) {
            error
        } else {
            gate::at(error, "roles")
        }
    })?;
    if let Some(done) = tx.done_before(clock, claim.as_ref()).await? {
        return Ok(Invited {
            id: Id::from_uuid(done),
            secret: None,
        });
    }
    let inviter = tx.actor().person().map(|person| person.membership);
    let new = New {
        email: &email,
        roles,
        offer: None,
        expires_at,
        inviter,
    };
    let (id, secret) = store(&tx, clock, &new).await?;
    tx.finish(clock, created(id), claim.as_ref()).await?;
    Ok(Invited {
        id,
        secret: Some(secret),
    })
}

/// Notes a fault where an invitation would end too late, or has ended before it begins.
pub(super) fn check_end(faults: &mut Faults, expires_at: DateTime<Utc>, clock: &Clock) {
    if expires_at <= clock.now() || expires_at > clock.now() + LONGEST {
        faults.add("expiresAt", "An invitation ends within 30 days from now.");
    }
}

/// An invitation to be.
pub(super) struct New<'n> {
    pub(super) email: &'n Email,
    pub(super) roles: Set<TenantRole>,
    pub(super) offer: Option<Offer>,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) inviter: Option<MembershipId>,
}

/// Stores an invitation; its secret is known to the caller alone.
pub(super) async fn store(tx: &Tx, clock: &Clock, new: &New<'_>) -> Result<(InvitationId, String)> {
    let made = Secret::Invitation.make(clock);
    let id = Id::from_uuid(clock.blind_id());
    tx.insert::<Entity>(ActiveModel {
        tenant_id: NotSet,
        id: ActiveValue::Set(id),
        email: ActiveValue::Set(new.email.shown().to_owned().into()),
        email_key: ActiveValue::Set(new.email.key().to_owned().into()),
        token_digest: ActiveValue::Set(made.digest.into()),
        tenant_roles: ActiveValue::Set(new.roles.with(TenantRole::Member).into()),
        project_id: ActiveValue::Set(new.offer.map(|offer| offer.project).into()),
        sector: ActiveValue::Set(new.offer.map(|offer| offer.sector).into()),
        expertise: ActiveValue::Set(new.offer.map(|offer| offer.expertise).into()),
        project_roles: ActiveValue::Set(new.offer.map_or(Set::EMPTY, |offer| offer.roles).into()),
        organisation_id: ActiveValue::Set(new.offer.and_then(|offer| offer.organisation).into()),
        declined_at: ActiveValue::Set(None.into()),
        failed_tries: ActiveValue::Set(0.into()),
        inviter_id: ActiveValue::Set(new.inviter.into()),
        state: ActiveValue::Set(InvitationState::Invited.into()),
        expires_at: ActiveValue::Set(new.expires_at.into()),
        created_at: ActiveValue::Set(clock.now().into()),
        version: ActiveValue::Set(1),
    })
    .await?;
    // The agency's name in front says where the secret is to be looked up.
    let slug = tx
        .global()
        .tenant(tx.actor().tenant)
        .await?
        .map(|tenant| tenant.slug)
        .unwrap_or_default();
    Ok((id, format!("{slug}.{}", made.shown)))
}

/// What happened when an invitation was stored.
pub(super) const fn created(id: InvitationId) -> Event {
    Event {
        kind: "invitation.created",
        object: id.uuid(),
    }
}
