//! A pseudonym that was revealed by duty, on record.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, MembershipId, ParticipationId, PseudonymRevealId, TenantId},
    row::FromRow,
    sealed::{Confidential, Personal},
    subject::{Declaration, Erasure, Holds, Subject, erased, kept},
    vocabulary::{AccessClass, RevealGround},
};

/// A pseudonym that was revealed by duty, on record.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "pseudonym_reveal")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id; random, so that it tells no time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PseudonymRevealId,
    /// Whose pseudonym it was.
    pub participation_id: Personal<ParticipationId>,
    /// Duty that it was revealed by.
    pub ground: Personal<RevealGround>,
    /// The case; empty once erased.
    pub reason: Confidential<String>,
    /// Who did it.
    pub revealed_by_id: Personal<MembershipId>,
    /// When it was done.
    pub revealed_at: Personal<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "pseudonymreveal";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "pseudonym_reveal",
    global: false,
    subject: Subject::Participation("participation_id"),
    told: Declaration::told_by("Whoever revealed who you are, by duty.").on_record(),
    // That somebody's name was looked up, when, by whom and by which duty is accounted for beyond the name (GDPR articles 5(2)
    // and 17(3)(b)); what was written of them is not needed for it.
    erasure: Erasure::Blank {
        none_of: None,
        set: &[("reason", "''")],
    },
    holds: Holds::OnPerson,
    sealed: &[
        kept("participation_id", AccessClass::Personal),
        kept("ground", AccessClass::Personal),
        erased("reason", AccessClass::Confidential).not_own(),
        kept("revealed_by_id", AccessClass::Personal),
        kept("revealed_at", AccessClass::Personal),
    ],
    search: &[],
    quotes: None,
    retention: &[],
};
