//! An invitation to an agency or one of its projects, accepted once by who holds its secret.

use sea_orm::entity::prelude::*;

use crate::{
    id::{Identified, InvitationId, MembershipId, OrganisationId, ProjectId, TenantId},
    row::FromRow,
    sealed::{Confidential, Personal, TenantInternal},
    set::Set,
    subject::{Declaration, Disposing, Erasure, Holds, Retained, Since, Subject, erased, kept},
    vocabulary::{
        AccessClass, Disposal, Expertise, InvitationState, ProjectRole, Purpose, RetentionTrigger, Sector, TenantRole,
    },
};

/// An invitation to an agency or one of its projects, accepted once by who holds its secret.
#[sea_orm::model]
#[derive(Clone, Debug, DeriveEntityModel, FromRow)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// The agency.
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: TenantId,
    /// Its id; random, so that it tells no time.
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
    /// The project that it is to; none where it is to the agency alone.
    pub project_id: TenantInternal<Option<ProjectId>>,
    /// Sector that it offers in the project.
    pub sector: TenantInternal<Option<Sector>>,
    /// Expertise that it offers in the project.
    pub expertise: TenantInternal<Option<Expertise>>,
    /// Roles in the project that it offers.
    pub project_roles: TenantInternal<Set<ProjectRole>>,
    /// Organisation that the person would speak for.
    pub organisation_id: TenantInternal<Option<OrganisationId>>,
    /// Who invited; none where the operator did.
    pub inviter_id: TenantInternal<Option<MembershipId>>,
    /// What became of it.
    pub state: TenantInternal<InvitationState>,
    /// When it ends.
    pub expires_at: TenantInternal<DateTimeUtc>,
    /// When the invited person declined; the inviter is not told.
    pub declined_at: Personal<Option<DateTimeUtc>>,
    /// How often a password was tried with its secret.
    pub failed_tries: Confidential<i32>,
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
    told: Declaration::told_by("Whoever invited you."),
    erasure: Erasure::Delete,
    holds: Holds::OnProject("project_id"),
    sealed: &[
        erased("email", AccessClass::Personal),
        erased("email_key", AccessClass::Personal),
        erased("token_digest", AccessClass::Confidential),
        kept("tenant_roles", AccessClass::TenantInternal),
        kept("project_id", AccessClass::TenantInternal),
        kept("sector", AccessClass::TenantInternal),
        kept("expertise", AccessClass::TenantInternal),
        kept("project_roles", AccessClass::TenantInternal),
        erased("organisation_id", AccessClass::TenantInternal),
        kept("inviter_id", AccessClass::TenantInternal).not_own(),
        kept("state", AccessClass::TenantInternal),
        kept("expires_at", AccessClass::TenantInternal),
        kept("declined_at", AccessClass::Personal),
        kept("failed_tries", AccessClass::Confidential),
        kept("created_at", AccessClass::TenantInternal),
    ],
    search: &[],
    quotes: None,
    retention: &[Retained {
        purpose: Purpose::ParticipationAdmin,
        class: AccessClass::Personal,
        since: &[(RetentionTrigger::Created, Since::Column("expires_at"))],
        disposals: &[(Disposal::Delete, Disposing::Delete)],
        only: None,
    }],
};
