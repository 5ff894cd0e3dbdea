//! Changes one's own password; every token of the account ends with it.

use async_graphql::InputObject;
use entity::account;
use sea_orm::ActiveValue::Set;

use super::{Identity, password};
use crate::{
    error::{Code, Refusal, Result},
    operation::{Operation, gate::Duty, may},
    people::ActedPerson,
    policy::{Action, ActionQuestion},
    store::Event,
};

/// What changePassword needs.
#[derive(InputObject)]
pub(super) struct ChangePasswordInput {
    /// The password in use.
    pub current_password: String,
    /// The new one, 12 to 1024 bytes, not a common one.
    pub new_password: String,
}

pub(super) async fn change(identity: &Identity, operation: &Operation, input: ChangePasswordInput) -> Result<()> {
    let actor = operation.actor()?.clone();
    let question = ActionQuestion::of(Action::ChangePassword, actor.roles());
    let may = may::permit(operation, question, ActedPerson::of_actor(&actor))?;
    may.stands(operation.clock().now())?;
    let Some(person) = actor.person() else {
        return Err(Refusal::not_found().into());
    };
    password::check(&input.new_password).map_err(|refusal| refusal.at(&["input", "newPassword"]))?;

    let account = operation.snapshot().await?.global().account(person.account).await?;
    let account = account.ok_or_else(|| crate::error::Error::from(Refusal::not_found()))?;
    // Hashing takes long: no connection waits for it.
    operation.release().await;
    let stored = Duty::Authenticate.open(&account.password_hash);
    let address = Duty::Authenticate.open(&account.address_key);
    let wrong = Refusal::new(Code::InvalidCredentials, "The current password is not right.");
    let wrong = wrong.at(&["input", "currentPassword"]).into();
    let attempt = identity.verify(operation, address, &input.current_password, Some(stored), wrong);
    attempt.await?.succeeded();
    let hash = identity.passwords.hash(&input.new_password).await?;

    let tx = operation.write().await?;
    let change = account::ActiveModel {
        password_hash: Set(hash.into()),
        generation: Set(account.generation + 1),
        ..Default::default()
    };
    if !tx
        .global()
        .update_account(person.account, account.generation, change)
        .await?
    {
        return Err(Refusal::new(Code::Conflict, "The password changed at the same moment.")
            .hint("Sign in with the one that holds now.")
            .into());
    }
    tx.finish(
        operation.clock(),
        Event {
            kind: "account.password_changed",
            object: person.membership.uuid(),
        },
        None,
    )
    .await
}
