//! Signs a person in to one agency.

use async_graphql::InputObject;
use entity::{
    membership::{self, Column},
    vocabulary::MembershipState,
};
use sea_orm::{ColumnTrait, Condition};

use super::{AccessToken, Identity, email::Email};
use crate::{
    actor::Actor,
    error::{Code, Error, Refusal, Result},
    operation::{Operation, gate::Duty},
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
    let found = find(operation, &input).await?;
    let stored = found
        .as_ref()
        .map(|(account, _)| Duty::Authenticate.open(&account.password_hash).as_str());
    let fits = identity.passwords.verify(&input.password, stored).await?;
    let (account, membership) = found.filter(|_| fits).ok_or_else(wrong)?;
    identity.access_token(&membership.ok_or_else(wrong)?, account.generation, operation.clock())
}

type Found = (entity::account::Model, Option<membership::Model>);

async fn find(operation: &Operation, input: &SignInInput) -> Result<Option<Found>> {
    let Some(email) = Email::parse(&input.email) else {
        return Ok(None);
    };
    operation.release().await;
    let global = operation.store().global().await?;
    let tenant = global.rows().tenant_by_slug(&input.tenant).await?;
    let account = global.rows().account_by_email(email.key()).await?;
    drop(global);
    let (Some(tenant), Some(account)) = (tenant, account) else {
        return Ok(None);
    };
    let tx = operation.store().read(Actor::job(tenant.id, "sign in")).await?;
    let membership = tx
        .rows::<membership::Entity>()
        .filter(
            Condition::all()
                .add(Column::AccountId.eq(account.id))
                .add(Column::State.eq(MembershipState::Active)),
        )
        .one()
        .await?;
    Ok(Some((account, membership)))
}

pub(super) fn wrong() -> Error {
    Refusal::new(
        Code::InvalidCredentials,
        "Agency, address and password do not fit together.",
    )
    .hint("Check all three; after an invitation, accept it first.")
    .into()
}
