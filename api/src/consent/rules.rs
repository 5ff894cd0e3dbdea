//! Who may know of purposes, notices and consents.

use entity::{
    consent, consent_record, notice, notice_recipient, processing_purpose, sealed::Personal, vocabulary::TenantRole,
};
use sea_orm::{ColumnTrait, Condition, sea_query::Expr};

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
