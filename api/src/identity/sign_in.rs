//! Signs a person in to one agency.

use async_graphql::InputObject;
use entity::{
    account,
    id::TenantId,
    membership::{self, Column},
    scalar::Day,
    vocabulary::MembershipState,
};
use sea_orm::{ColumnTrait, Condition};

use super::{AccessToken, Identity, email::Email};
use crate::{
    actor::Actor,
    error::{Code, Error, Refusal, Result},
    operation::{Operation, gate::Duty},
    store::Tx,
};

/// What signIn needs.
#[derive(InputObject)]
pub(super) struct SignInInput {
    /// Short name of the agency.
    pub tenant: String,
    /// The account's address.
    pub email: String,
    /// The account's password.
    pub password: String,
}

/// One answer and one work, whichever of agency, address, password and membership is wrong (T89).
pub(super) async fn sign_in(identity: &Identity, operation: &Operation, input: SignInInput) -> Result<AccessToken> {
    operation.refuse_programs()?;
    operation.refuse_elsewhere(&input.tenant, "tenant")?;
    let found = find(operation, &input).await?;
    let stored = found
        .as_ref()
        .map(|(account, _)| Duty::Authenticate.open(&account.password_hash).as_str());
    let address = Email::parse(&input.email);
    let address = address.as_ref().map_or("", Email::key);
    let attempt = identity.verify(operation, address, &input.password, stored, wrong());
    let attempt = attempt.await?;
    let Some((account, Some(membership))) = found else {
        return Err(attempt.failed(wrong()));
    };
    attempt.succeeded();
    note_active(operation, &membership).await?;
    identity.access_token(&membership, account.generation, operation.clock())
}

/// Who signs in is active, once a day.
async fn note_active(operation: &Operation, membership: &membership::Model) -> Result<()> {
    let today = Day::from(operation.clock().now().date_naive());
    if *Duty::Authenticate.open(&membership.last_active_on) >= today {
        return Ok(());
    }
    let tx = operation.store().write(Actor::job(membership.tenant_id, "sign in"));
    let tx = tx.await?;
    tx.note_active(membership.id, today).await?;
    tx.commit().await
}

type Found = (entity::account::Model, Option<membership::Model>);

async fn find(operation: &Operation, input: &SignInInput) -> Result<Option<Found>> {
    // Whatever the address: a later mutation of the document must not act with the roles of before (T96).
    operation.release().await;
    let Some(email) = Email::parse(&input.email) else {
        return Ok(None);
    };
    let global = operation.store().global().await?;
    let tenant = global.rows().tenant_by_slug(&input.tenant).await?;
    drop(global);
    let Some(tenant) = tenant else { return Ok(None) };
    let (first, member) = accounts(operation, tenant.id, email.key()).await?;
    let is_active = |row: &membership::Model| *Duty::Authenticate.open(&row.state) == MembershipState::Active;
    Ok(match member {
        Some((account, membership)) => Some((account, Some(membership).filter(is_active))),
        None => first.map(|account| (account, None)),
    })
}

/// What the account is found by that an address has in one agency alone. No address has a space.
pub(super) fn key_in(tenant: TenantId, address: &str) -> String {
    format!("{address} {}", tenant.uuid())
}

/// The first account of an address on the server, and the account that is a member of the agency, whichever that is.
pub(super) async fn accounts(
    operation: &Operation,
    tenant: TenantId,
    address: &str,
) -> Result<(Option<account::Model>, Option<(account::Model, membership::Model)>)> {
    let tx = operation.store().read(Actor::job(tenant, "sign in")).await?;
    let first = tx.global().account_by_email(address).await?;
    Ok((first, member_in(&tx, address).await?))
}

/// The account with this address that is a member of the transaction's agency: the agency's own first.
pub(super) async fn member_in(tx: &Tx, address: &str) -> Result<Option<(account::Model, membership::Model)>> {
    for key in [key_in(tx.actor().tenant, address), address.to_owned()] {
        if let Some(account) = tx.global().account_by_email(&key).await? {
            let theirs = Condition::all().add(Column::AccountId.eq(account.id));
            if let Some(membership) = tx.rows::<membership::Entity>().filter(theirs).one().await? {
                return Ok(Some((account, membership)));
            }
        }
    }
    Ok(None)
}

pub(super) fn wrong() -> Error {
    Refusal::new(
        Code::InvalidCredentials,
        "Agency, address and password do not fit together.",
    )
    .hint("Check all three; after an invitation, accept it first.")
    .into()
}
