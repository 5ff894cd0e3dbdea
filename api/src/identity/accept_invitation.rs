//! Accepts an invitation, which makes the account and the membership where there are none; once.

use async_graphql::InputObject;
use entity::{
    account,
    id::{AccountId, Id, TenantId},
    invitation::{self, Column},
    membership, person,
    vocabulary::{InvitationState, MembershipState},
};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition,
};

use super::{AccessToken, Identity, once::Secret, password, sign_in};
use crate::{
    actor::{Actor, Person, Who},
    error::{Code, Error, Refusal, Result},
    operation::{Operation, gate::Duty},
    relay::Faults,
    store::{Event, Tx},
};

/// How often a password can be tried with one invitation.
const MOST_TRIES: i32 = 5;

/// What acceptInvitation needs.
#[derive(InputObject)]
pub(super) struct AcceptInvitationInput {
    /// The secret that came with the invitation.
    pub token: String,
    /// The account's password, or a new one of 12 to 1024 bytes where there is no account yet.
    pub password: String,
    /// Name in law, 1 to 200 characters.
    pub legal_name: Option<String>,
    /// Name to go by, 1 to 100 characters; the legal name when not given.
    pub display_name: Option<String>,
}

/// The new member, and a token for the agency.
pub(super) struct Accepted {
    pub(super) actor: Actor,
    pub(super) token: AccessToken,
}

pub(super) async fn accept(
    identity: &Identity,
    operation: &Operation,
    input: AcceptInvitationInput,
) -> Result<Accepted> {
    operation.refuse_programs()?;
    let mut faults = Faults::default();
    let legal_name = faults.line("legalName", input.legal_name.as_deref().unwrap_or_default(), 1, 200);
    let display_name = match input.display_name.as_deref() {
        Some(name) => faults.line("displayName", name, 1, 100),
        None => legal_name.chars().take(100).collect(),
    };
    // Before anybody looks for an account: the form of a password must not tell whether there is one (T89).
    if let Err(refusal) = password::check(&input.password) {
        faults.push(refusal.at(&["input", "password"]));
    }
    faults.done()?;
    let clock = operation.clock();
    let (slug, secret) = input.token.rsplit_once('.').ok_or_else(invalid)?;
    let digest = Secret::Invitation.parse(secret).ok_or_else(invalid)?;
    operation.release().await;
    let global = operation.store().global().await?;
    let tenant = global.rows().tenant_by_slug(slug).await?.ok_or_else(invalid)?;
    drop(global);

    // The password is checked, or hashed, before the transaction: that takes long, and a transaction holds a lock.
    let waiting = take_a_try(operation, tenant.id, &digest).await?;
    let email_key = Duty::Authenticate.open(&waiting.email_key).clone();
    let known = operation
        .store()
        .global()
        .await?
        .rows()
        .account_by_email(&email_key)
        .await?;
    let new_hash = if let Some(account) = &known {
        let stored = Duty::Authenticate.open(&account.password_hash);
        if !identity.passwords.verify(&input.password, Some(stored)).await? {
            return Err(sign_in::wrong());
        }
        None
    } else {
        Some(identity.passwords.hash(&input.password).await?)
    };

    let tx = operation
        .store()
        .write(Actor::job(tenant.id, "accept invitation"))
        .await?;
    let row = usable(tx.hidden::<invitation::Entity>(by_digest(&digest)).await?, clock)?;
    let (account, generation) = match (known, new_hash) {
        (Some(account), _) => (account.id, account.generation),
        (None, Some(hash)) => (make_account(&tx, operation, &row, hash).await?, 1),
        (None, None) => return Err(invalid()),
    };
    let (membership, person) = make_member(&tx, operation, &row, account, legal_name, display_name).await?;
    let change = invitation::ActiveModel {
        state: Set(InvitationState::Accepted.into()),
        version: Set(row.version + 1),
        ..Default::default()
    };
    tx.update::<invitation::Entity>(row.id.uuid(), change).await?;
    tx.emit(
        clock,
        Event {
            kind: "invitation.accepted",
            object: row.id.uuid(),
        },
    )
    .await?;
    let stored = tx
        .rows::<membership::Entity>()
        .id(membership.uuid())
        .one()
        .await?
        .ok_or_else(invalid)?;
    let token = identity.access_token(&stored, generation, clock)?;
    tx.commit().await?;
    let roles = *Duty::Authenticate.open(&stored.roles);
    let actor = Actor {
        tenant: tenant.id,
        who: Who::Person(Person {
            membership,
            person,
            account,
            roles,
        }),
    };
    Ok(Accepted { actor, token })
}

fn by_digest(digest: &str) -> Condition {
    Condition::all().add(Column::TokenDigest.eq(digest))
}

/// The invitation, after one of its few tries was counted, in a transaction of its own and before the password is
/// looked at: so the count outlives the refusal, and many at once have no more tries than one after another (T89).
async fn take_a_try(operation: &Operation, tenant: TenantId, digest: &str) -> Result<invitation::Model> {
    let tx = operation.store().write(Actor::job(tenant, "accept invitation")).await?;
    let found = tx.hidden::<invitation::Entity>(by_digest(digest)).await?;
    let row = usable(found, operation.clock())?;
    let tries = *Duty::Authenticate.open(&row.failed_tries);
    if tries >= MOST_TRIES {
        return Err(invalid());
    }
    // No reader sees the count, so the version stays.
    let change = invitation::ActiveModel {
        failed_tries: Set((tries + 1).into()),
        ..Default::default()
    };
    tx.update::<invitation::Entity>(row.id.uuid(), change).await?;
    tx.commit().await?;
    Ok(row)
}

/// Unknown, used, withdrawn and expired are one answer (T90).
fn usable(row: Option<invitation::Model>, clock: &crate::clock::Clock) -> Result<invitation::Model> {
    let duty = Duty::Authenticate;
    row.filter(|row| *duty.open(&row.state) == InvitationState::Invited && *duty.open(&row.expires_at) > clock.now())
        .ok_or_else(invalid)
}

fn invalid() -> Error {
    Refusal::new(
        Code::InvitationInvalid,
        "The invitation is unknown, used, withdrawn or expired.",
    )
    .hint("Ask for a new one.")
    .at(&["input", "token"])
    .into()
}

async fn make_account(tx: &Tx, operation: &Operation, row: &invitation::Model, hash: String) -> Result<AccountId> {
    let clock = operation.clock();
    let id = Id::from_uuid(clock.blind_id());
    tx.global()
        .insert_account(account::ActiveModel {
            id: Set(id),
            email: Set(row.email.clone()),
            email_key: Set(row.email_key.clone()),
            address_key: Set(row.email_key.clone()),
            password_hash: Set(hash.into()),
            created_at: Set(clock.now()),
            generation: Set(1),
        })
        .await?;
    Ok(id)
}

async fn make_member(
    tx: &Tx,
    operation: &Operation,
    row: &invitation::Model,
    account: AccountId,
    legal_name: String,
    display_name: String,
) -> Result<(entity::id::MembershipId, entity::id::PersonId)> {
    let clock = operation.clock();
    let language = tx
        .global()
        .tenant(row.tenant_id)
        .await?
        .map_or_else(|| "en".to_owned(), |tenant| tenant.language);
    let person = Id::from_uuid(clock.blind_id());
    tx.insert::<person::Entity>(person::ActiveModel {
        tenant_id: NotSet,
        id: Set(person),
        account_id: Set(account),
        legal_name: Set(legal_name.into()),
        display_name: Set(display_name.into()),
        email: Set(row.email.clone()),
        language: Set(language.into()),
        created_at: Set(clock.now()),
        version: Set(1),
    })
    .await?;
    let membership = Id::from_uuid(clock.blind_id());
    tx.insert::<membership::Entity>(membership::ActiveModel {
        tenant_id: NotSet,
        id: Set(membership),
        person_id: Set(person.into()),
        account_id: Set(account),
        roles: Set(row.tenant_roles.clone()),
        state: Set(MembershipState::Active.into()),
        state_reason: Set(None.into()),
        created_at: Set(clock.now().into()),
        version: Set(1),
    })
    .await?;
    tx.emit(
        clock,
        Event {
            kind: "membership.created",
            object: membership.uuid(),
        },
    )
    .await?;
    Ok((membership, person))
}
