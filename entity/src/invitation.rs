//! An invitation to an agency, accepted once by who holds its secret.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, InvitationId, MembershipId, TenantId},
    sealed::{Confidential, Personal, TenantInternal},
    set::Set,
    subject::{Declaration, Subject, erased, kept},
    vocabulary::{AccessClass, InvitationState, TenantRole},
};

/// An invitation to an agency, accepted once by who holds its secret.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InvitationId,
    /// Address that it was made for.
    pub email: Personal<String>,
    /// The address as it is compared.
    pub email_key: Personal<String>,
    /// SHA-256 of the secret, in hexadecimal; the secret itself is not kept.
    pub token_digest: Confidential<String>,
    /// Roles in the agency that it offers.
    pub tenant_roles: TenantInternal<Set<TenantRole>>,
    /// Who invited; none where the operator did.
    pub inviter_id: TenantInternal<Option<MembershipId>>,
    /// What became of it.
    pub state: TenantInternal<InvitationState>,
    /// When it ends.
    pub expires_at: TenantInternal<DateTimeUtc>,
    /// When it was made.
    pub created_at: TenantInternal<DateTimeUtc>,
    /// Moves with every change that a reader can see.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Identified for Entity {
    const PREFIX: &'static str = "invitation";
}

/// What the rights of a person and the tests must know of it.
pub const DECLARATION: Declaration = Declaration {
    table: "invitation",
    global: false,
    subject: Subject::Address("email_key"),
    sealed: &[
        erased("email", AccessClass::Personal),
        erased("email_key", AccessClass::Personal),
        erased("token_digest", AccessClass::Confidential),
        kept("tenant_roles", AccessClass::TenantInternal),
        kept("inviter_id", AccessClass::TenantInternal),
        kept("state", AccessClass::TenantInternal),
        kept("expires_at", AccessClass::TenantInternal),
        kept("created_at", AccessClass::TenantInternal),
    ],
    search: &[],
};
