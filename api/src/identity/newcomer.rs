//! What an accepted invitation makes: the account and the membership where there are none.

use entity::{
    account,
    id::{AccountId, Id, MembershipId, PersonId},
    invitation, membership, person,
    scalar::Day,
    scalar::LanguageTag,
    standing::StandingConsents,
    vocabulary::{AuditKind, MembershipState},
};
use sea_orm::ActiveValue::{NotSet, Set};

use crate::{
    error::Result,
    operation::Operation,
    store::{Act, Event, Tx},
};

/// Makes the account that is found by `key`, with the address of the invitation.
pub(super) async fn make_account(
    tx: &Tx,
    operation: &Operation,
    row: &invitation::Model,
    key: String,
    hash: String,
) -> Result<AccountId> {
    let clock = operation.clock();
    let id = Id::from_uuid(clock.blind_id());
    tx.global()
        .insert_account(account::ActiveModel {
            id: Set(id),
            email: Set(row.email.clone()),
            email_key: Set(key.into()),
            address_key: Set(row.email_key.clone()),
            password_hash: Set(hash.into()),
            created_at: Set(clock.now()),
            generation: Set(1),
        })
        .await?;
    Ok(id)
}

/// The names that the new member gave.
pub(super) struct Names {
    pub(super) legal: String,
    pub(super) display: String,
}

/// Makes the account a member of the agency, with the roles that the invitation offers.
pub(super) async fn make_member(
    tx: &Tx,
    operation: &Operation,
    row: &invitation::Model,
    account: AccountId,
    names: Names,
) -> Result<(MembershipId, PersonId)> {
    let clock = operation.clock();
    let language = tx
        .global()
        .tenant(row.tenant_id)
        .await?
        .map_or_else(LanguageTag::english, |tenant| tenant.language);
    let person = Id::from_uuid(clock.blind_id());
    tx.insert::<person::Entity>(person::ActiveModel {
        tenant_id: NotSet,
        id: Set(person),
        account_id: Set(account),
        legal_name: Set(names.legal.into()),
        display_name: Set(names.display.into()),
        email: Set(row.email.clone()),
        language: Set(language.into()),
        standing_consents: Set(StandingConsents::default().into()),
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
        last_active_on: Set(Day::from(clock.now().date_naive()).into()),
        version: Set(1),
    })
    .await?;
    tx.note_agency(account, membership, true).await?;
    let created = Event {
        kind: "membership.created",
        object: membership.uuid(),
    };
    tx.emit(clock, created).await?;
    let granted = Act {
        kind: AuditKind::Grant,
        action: Some("acceptInvitation"),
        own: false,
    };
    tx.audit(clock, granted, created).await?;
    Ok((membership, person))
}
