//! Who may know of purposes, notices and consents.

use entity::{
    consent, consent_record,
    id::{OrganisationId, TenantId},
    notice, notice_recipient, processing_purpose,
    sealed::Personal,
    vocabulary::{ConsentState, Purpose, TenantRole},
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, Query, SelectStatement},
};

use crate::{
    actor::{Actor, Person},
    store::Visible,
};

/// Roles in the agency that must be able to show who consented to what.
const SHOWING: [TenantRole; 2] = [TenantRole::DataSteward, TenantRole::DataProtectionOfficer];

impl Visible for processing_purpose::Entity {
    /// What the agency processes data for is public.
    fn visible(_: &Actor) -> Condition {
        Condition::all()
    }
}

impl Visible for notice::Entity {
    /// What people are told is public.
    fn visible(_: &Actor) -> Condition {
        Condition::all()
    }
}

impl Visible for notice_recipient::Entity {
    /// Who receives the data is public.
    fn visible(_: &Actor) -> Condition {
        Condition::all()
    }
}

impl Visible for consent::Entity {
    /// Everybody knows of their own; who must show them of all.
    fn visible(actor: &Actor) -> Condition {
        own(actor, |person| {
            consent::Column::PersonId.eq(Personal::new(person.person))
        })
    }
}

impl Visible for consent_record::Entity {
    /// Everybody knows of their own; who must show them of all.
    fn visible(actor: &Actor) -> Condition {
        own(actor, |person| {
            consent_record::Column::PersonId.eq(Personal::new(person.person))
        })
    }
}

fn own(actor: &Actor, is_own: fn(Person) -> Expr) -> Condition {
    let Some(person) = actor.person() else {
        return Condition::any().add(Expr::val(false));
    };
    if SHOWING.iter().any(|role| person.roles.contains(*role)) {
        return Condition::all();
    }
    Condition::any().add(is_own(person))
}

/// Who agreed that this partner sees that they take part, and did not take it back. Whether that covers a read, by its
/// notice and its time, is for the gate to say.
#[must_use]
pub fn agreed_with(tenant: TenantId, partner: OrganisationId) -> SelectStatement {
    use consent::Column;
    #[expect(clippy::disallowed_methods, reason = "a row rule becomes SQL")]
    let mut select = Query::select();
    select
        .column(Column::PersonId)
        .from(consent::Entity)
        .and_where(Column::TenantId.eq(tenant))
        .and_where(Column::Purpose.eq(Purpose::ShareWithPartner))
        .and_where(Column::RecipientId.eq(partner))
        .and_where(Column::State.is_in([ConsentState::Given, ConsentState::Renewed]));
    select
}
