//! Accepts an invitation, which makes the account and the membership where there are none; once.

use async_graphql::InputObject;
use entity::{
    account,
    id::{AccountId, MembershipId, ParticipationId, PersonId, TenantId},
    invitation::{self, Column},
    membership, project,
    vocabulary::MembershipState,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition};

use super::{
    AccessToken, Identity,
    newcomer::{Names, make_account, make_member},
    once::Secret,
    password, sign_in,
};
use crate::{
    actor::{Actor, Person, Who},
    error::{Code, Error, Refusal, Result},
    measure::Taken,
    operation::{Operation, gate::Duty},
    relay::Faults,
    store::Tx,
    tenancy,
};

/// How often a password can be tried with one invitation.
const MOST_TRIES: i32 = 5;

/// What acceptInvitation needs.
#[derive(InputObject)]
pub(super) struct AcceptInvitationInput {
    /// The secret that came with the invitation.
    pub token: String,
    /// The password of your account, or a new one of 12 to 1024 bytes for an account of this agency.
    pub password: String,
    /// Name in law, 1 to 200 characters.
    pub legal_name: Option<String>,
    /// Name to go by, 1 to 100 characters; the legal name when not given.
    pub display_name: Option<String>,
}

/// The member, their part in the project that the invitation was to, and a token for the agency.
pub(super) struct Accepted {
    pub(super) actor: Actor,
    pub(super) participation: Option<ParticipationId>,
    pub(super) token: AccessToken,
}

/// Who accepts.
enum Holder {
    /// The account signs in to the agency already.
    Member(account::Model, membership::Model),
    /// The account has no place in the agency yet, and its password fits.
    Known(account::Model),
    /// Nobody whose password fits: an account is made, found by this key.
    New { key: String, hash: String },
}

pub(super) async fn accept(
    identity: &Identity,
    operation: &Operation,
    input: AcceptInvitationInput,
) -> Result<Accepted> {
    operation.refuse_programs()?;
    let mut faults = Faults::default();
    let legal = faults.line("legalName", input.legal_name.as_deref().unwrap_or_default(), 1, 200);
    let display = match input.display_name.as_deref() {
        Some(name) => faults.line("displayName", name, 1, 100),
        None => legal.chars().take(100).collect(),
    };
    // Before anybody looks for an account: the form of a password must not tell whether there is one (T89).
    if let Err(refusal) = password::check(&input.password) {
        faults.push(refusal.at(&["input", "password"]));
    }
    faults.done()?;
    let clock = operation.clock();
    let (slug, secret) = input.token.rsplit_once('.').ok_or_else(invalid)?;
    let digest = Secret::Invitation.parse(secret).ok_or_else(invalid)?;
    operation.refuse_elsewhere(slug, "token")?;
    operation.settle().await?;
    let global = operation.store().global().await?;
    let tenant = global.rows().tenant_by_slug(slug).await?.ok_or_else(invalid)?;
    drop(global);
    refuse_others(operation, tenant.id)?;

    // The password is checked, or hashed, before the transaction: that takes long, and a transaction holds a lock.
    let (waiting, tried) = take_a_try(identity, operation, tenant.id, &digest).await?;
    let holder = holder(identity, operation, (&waiting, tried), &input.password).await?;

    let actor = Actor::job(tenant.id, "accept invitation");
    let tx = operation.store().write(actor).await?;
    let row = held(&tx, &waiting, clock).await?;
    let generation = match &holder {
        Holder::Member(account, _) | Holder::Known(account) => account.generation,
        Holder::New { .. } => 1,
    };
    let offer = tenancy::offer_of(&row);
    let (account, membership, person) = match holder {
        // A member's roles in the agency are given and taken by its administrators, who might have taken them away since.
        Holder::Member(..) if offer.is_none() => return Err(invalid()),
        Holder::Member(account, member) => (account.id, member.id, *Duty::Authenticate.open(&member.person_id)),
        Holder::Known(account) => newcomer(&tx, operation, &row, account.id, Names { legal, display }).await?,
        Holder::New { key, hash } => {
            let account = make_account(&tx, operation, &row, key, hash).await?;
            newcomer(&tx, operation, &row, account, Names { legal, display }).await?
        }
    };
    let stored = tx.rows::<membership::Entity>().id(membership.uuid()).one().await?;
    let stored = stored.ok_or_else(invalid)?;
    let roles = *Duty::Authenticate.open(&stored.roles);
    let participation = match offer {
        Some(offer) => Some(join(&tx, operation, &row, offer, person, roles).await?),
        None => None,
    };
    tenancy::accepted(&tx, clock, &row).await?;
    let token = identity.access_token(&stored, generation, clock)?;
    tx.commit().await?;
    let who = Who::Person(Person {
        membership,
        person,
        account,
        roles,
    });
    let actor = Actor { tenant: tenant.id, who };
    Ok(Accepted {
        actor,
        participation,
        token,
    })
}

/// Refuses whoever asks in another agency: what they became a member of would not be theirs to read in the same answer (T03).
fn refuse_others(operation: &Operation, tenant: TenantId) -> Result<()> {
    if operation.known_actor().is_some_and(|actor| actor.tenant != tenant) {
        let refusal = Refusal::new(
            Code::BadInput,
            "The invitation is to another agency than that of your token.",
        );
        let refusal = refusal.hint("Send it without the token.").at(&["input", "token"]);
        return Err(refusal.into());
    }
    Ok(())
}

/// Whose password it is. An address has one membership in an agency; where it has one, the password must be that
/// account's. Where it has none, a password that does not fit the first account of the address makes an account for this
/// agency alone: neither does that tell that there is an account, nor can the first one keep the address from others
/// (ADR 5). Both do the same work: they verify, and then they hash.
async fn holder(
    identity: &Identity,
    operation: &Operation,
    (waiting, tried): (&invitation::Model, Taken<'_>),
    password: &str,
) -> Result<Holder> {
    let (tenant, address) = (waiting.tenant_id, Duty::Authenticate.open(&waiting.email_key));
    let (first, member) = sign_in::accounts(operation, tenant, address).await?;
    let known = member.as_ref().map(|(account, _)| account).or(first.as_ref());
    let stored = known.map(|account| Duty::Authenticate.open(&account.password_hash).as_str());
    // Invitations have a measure of their own, which no password of others uses up.
    let fits = identity.passwords.verify(password, stored).await?;
    if let Some((account, membership)) = member {
        let active = *Duty::Authenticate.open(&membership.state) == MembershipState::Active;
        return if fits && active {
            tried.give_back();
            Ok(Holder::Member(account, membership))
        } else {
            Err(sign_in::wrong())
        };
    }
    match first {
        Some(account) if fits => Ok(Holder::Known(account)),
        taken => {
            let key = if taken.is_some() {
                sign_in::key_in(tenant, address)
            } else {
                address.clone()
            };
            let hash = identity.passwords.hash(password).await?;
            Ok(Holder::New { key, hash })
        }
    }
}

/// The invitation, held after its project and together with all of the address, so that of two at once for one address
/// the second sees what the first made.
async fn held(tx: &Tx, waiting: &invitation::Model, clock: &crate::clock::Clock) -> Result<invitation::Model> {
    if let Some(project) = *Duty::Authenticate.open(&waiting.project_id) {
        let by_id = Condition::all().add(project::Column::Id.eq(project));
        tx.hidden::<project::Entity>(by_id).await?;
    }
    let address = Duty::Authenticate.open(&waiting.email_key).as_str();
    let all = Condition::all().add(Column::EmailKey.eq(address));
    let row = tx.lock_all::<invitation::Entity>(all).await?;
    usable(row.into_iter().find(|row| row.id == waiting.id), clock)
}

/// Makes the member, unless the address got a membership while the password was looked at.
async fn newcomer(
    tx: &Tx,
    operation: &Operation,
    row: &invitation::Model,
    account: AccountId,
    names: Names,
) -> Result<(AccountId, MembershipId, PersonId)> {
    let address = Duty::Authenticate.open(&row.email_key);
    if sign_in::member_in(tx, address).await?.is_some() {
        return Err(invalid());
    }
    let (membership, person) = make_member(tx, operation, row, account, names).await?;
    Ok((account, membership, person))
}

/// Who holds the secret hears no more than that it cannot be used: neither what the person was in the project before, nor
/// what is the matter with it.
async fn join(
    tx: &Tx,
    operation: &Operation,
    row: &invitation::Model,
    offer: crate::participation::Offer,
    person: PersonId,
    roles: entity::set::Set<entity::vocabulary::TenantRole>,
) -> Result<ParticipationId> {
    use entity::vocabulary::{Sector, TenantRole};
    if offer.sector == Sector::State && !roles.contains(TenantRole::Staff) {
        return Err(invalid());
    }
    match tenancy::join_as_invited(tx, operation.clock(), row, offer, person).await {
        Ok(Some(participation)) => Ok(participation),
        Ok(None) | Err(Error::Refused(_)) => Err(invalid()),
        Err(fault) => Err(fault),
    }
}

fn by_digest(digest: &str) -> Condition {
    Condition::all().add(Column::TokenDigest.eq(digest))
}

/// The invitation, after one of its few tries was counted, in a transaction of its own and before the password is
/// looked at: so the count outlives the refusal, and many at once have no more tries than one after another (T89). Who may
/// make ever more invitations has few all the same, and is refused before that uses up this one.
async fn take_a_try<'i>(
    identity: &'i Identity,
    operation: &Operation,
    tenant: TenantId,
    digest: &str,
) -> Result<(invitation::Model, Taken<'i>)> {
    let tx = operation.store().write(Actor::job(tenant, "accept invitation")).await?;
    let found = tx.hidden::<invitation::Entity>(by_digest(digest)).await?;
    let row = usable(found, operation.clock())?;
    let tries = *Duty::Authenticate.open(&row.failed_tries);
    if tries >= MOST_TRIES {
        return Err(invalid());
    }
    let address = Duty::Authenticate.open(&row.email_key);
    let taken = identity.attempts.begin_invited(tenant, address)?;
    // No reader sees the count, so the version stays.
    let change = invitation::ActiveModel {
        failed_tries: Set((tries + 1).into()),
        ..Default::default()
    };
    tx.update::<invitation::Entity>(row.id.uuid(), change).await?;
    tx.commit().await?;
    Ok((row, taken))
}

fn usable(row: Option<invitation::Model>, clock: &crate::clock::Clock) -> Result<invitation::Model> {
    row.filter(|row| tenancy::is_open(row, clock.now())).ok_or_else(invalid)
}

fn invalid() -> Error {
    tenancy::invalid("token")
}
