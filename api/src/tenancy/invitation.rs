//! The noun of an invitation.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    id::{InvitationId, OrganisationId, ProjectId},
    invitation::{Entity, Model},
    sealed::{Personal, TenantInternal},
    set::Set,
    subject::DataSubject,
    vocabulary::{AccessClass, Expertise, InvitationState, ProjectRole, Purpose, Sector, TenantRole},
};

use super::acted::ActedInvitation;
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    organisation::Organisation,
    participation::own_roles,
    policy::{Field, FieldQuestion, Relation},
    project::Project,
    relay::{
        ActionName, Noun, Permission,
        access::{access, list},
        answer, global_id, permissions, referred, version_in,
    },
    store::{Level, Tx},
};

/// An offer to join the agency or one of its projects; it tells nothing of what the address did before.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct Invitation {
    #[graphql(skip)]
    pub(crate) key: InvitationId,
    #[graphql(skip)]
    seen: i64,
    #[graphql(skip)]
    acted: ActedInvitation,
    #[graphql(skip)]
    project_key: TenantInternal<Option<ProjectId>>,
    #[graphql(skip)]
    projects: Arc<Level<ProjectId, Project>>,
    #[graphql(skip)]
    organisation_key: TenantInternal<Option<OrganisationId>>,
    #[graphql(skip)]
    organisations: Arc<Level<OrganisationId, Organisation>>,
    /// What the reader is to the row; each field asks with it.
    #[graphql(skip)]
    reader: FieldQuestion,
    /// Address that it was made for; for who invited and the invited person.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    email: Gated<Personal<String>>,
    /// Sector that it offers in the project. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    sector: Gated<TenantInternal<Option<Sector>>>,
    /// Expertise that it offers in the project. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    expertise: Gated<TenantInternal<Option<Expertise>>>,
    /// Roles in the project that it offers. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None), directive = list::apply(6))]
    project_roles: Gated<TenantInternal<Set<ProjectRole>>>,
    /// Roles in the agency that it offers. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None), directive = list::apply(6))]
    tenant_roles: Gated<TenantInternal<Set<TenantRole>>>,
    /// What became of it, as far as the inviter may know. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    state: Gated<TenantInternal<InvitationState>>,
    /// When it ends. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    expires_at: Gated<TenantInternal<DateTime<Utc>>>,
    /// When it was made. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    created_at: Gated<TenantInternal<DateTime<Utc>>>,
}

connection!(InvitationConnection, InvitationEdge, Invitation, "invitations");

#[ComplexObject]
impl Invitation {
    /// Global id; random, so that it tells no time.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Project to join; null for the agency alone, and where you may not know of it. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn project(&self, ctx: &Context<'_>) -> Option<Project> {
        if !gate::may_read(ctx, &self.ask(Field::InvitationProject)) {
            return None;
        }
        let key = (*Duty::DecideField.open(&self.project_key))?;
        referred(ctx, &self.projects, key).await
    }

    /// Organisation that the person would speak for; null where belonging to it tells something of article 9, but for
    /// who invited and the invited person. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn organisation(&self, ctx: &Context<'_>) -> Option<Organisation> {
        if !gate::may_read(ctx, &self.ask(Field::InvitationOrganisation)) {
            return None;
        }
        let key = (*Duty::DecideField.open(&self.organisation_key))?;
        // Without a redaction: that there is something to hide would tell as much (T37).
        let relations = self.reader.facts.relations;
        let own = relations.contains(Relation::Invited) || relations.contains(Relation::Inviter);
        referred(ctx, &self.organisations, key)
            .await
            .filter(|noun| own || !noun.tells)
    }

    /// What you may do to it now, decided by the rules that the mutations themselves ask.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    async fn viewer_can(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these, at most 20; all that are done to it when not given.")] actions: Option<
            Vec<ActionName>,
        >,
    ) -> Option<Vec<Permission>> {
        answer(ctx, None, permissions(ctx, actions.as_deref(), &self.acted))
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

impl Invitation {
    const fn ask(&self, field: Field) -> FieldQuestion {
        FieldQuestion { field, ..self.reader }
    }
}

/// The address that the actor's account stands for, as it is compared.
pub(super) async fn own_address(tx: &Tx) -> Result<Option<String>> {
    let Some(person) = tx.actor().person() else {
        return Ok(None);
    };
    let account = tx.global().account(person.account).await?;
    Ok(account.map(|account| Duty::DecideAction.open(&account.address_key).clone()))
}

/// What the actor, whose address is `own`, is to an invitation.
pub(super) fn relations(tx: &Tx, row: &Model, own: Option<&str>) -> Vec<Relation> {
    let duty = Duty::DecideAction;
    let membership = tx.actor().person().map(|person| person.membership);
    let inviter = *duty.open(&row.inviter_id);
    let mut relations = Vec::new();
    if inviter.is_some() && inviter == membership {
        relations.push(Relation::Inviter);
    }
    if own == Some(duty.open(&row.email_key).as_str()) {
        relations.push(Relation::Invited);
    }
    relations
}

/// The nouns of rows, with what the reader is to each. An invitation whose time has passed is shown as expired.
pub(super) async fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<Invitation>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let tx = operation.snapshot().await?;
    let duty = Duty::DecideField;
    let keys = || rows.iter().filter_map(|row| *duty.open(&row.project_id));
    let own_roles = own_roles(&tx, &keys().collect::<Vec<_>>()).await?;
    let address = own_address(&tx).await?;
    let projects = Level::of(keys());
    let organisations = Level::of(rows.iter().filter_map(|row| *duty.open(&row.organisation_id)));
    let now = operation.clock().now();
    let one = |row: Model| {
        let project = *duty.open(&row.project_id);
        let roles = own_roles.iter().find(|(own, _)| Some(*own) == project);
        let roles = roles.map_or(Set::EMPTY, |(_, roles)| *roles);
        let related = relations(&tx, &row, address.as_deref());
        let reader = related
            .iter()
            .copied()
            .fold(
                FieldQuestion::of(Field::InvitationState, tx.actor().roles()),
                FieldQuestion::related,
            )
            .in_project(roles)
            .about(DataSubject::Invitation(row.id))
            .read_in(project);
        let ask = |field| FieldQuestion { field, ..reader };
        let acted = ActedInvitation::of(&row, related, roles, now);
        let waits = *duty.open(&row.state) == InvitationState::Invited;
        let over = *duty.open(&row.expires_at) <= now;
        let state = if waits && over {
            InvitationState::Expired.into()
        } else {
            row.state
        };
        Invitation {
            key: row.id,
            seen: row.version,
            acted,
            project_key: row.project_id,
            projects: Arc::clone(&projects),
            organisation_key: row.organisation_id,
            organisations: Arc::clone(&organisations),
            reader,
            email: Gated::new(row.email, ask(Field::InvitationEmail)),
            sector: Gated::new(row.sector, ask(Field::InvitationSector)),
            expertise: Gated::new(row.expertise, ask(Field::InvitationExpertise)),
            project_roles: Gated::new(row.project_roles, ask(Field::InvitationProjectRoles)),
            tenant_roles: Gated::new(row.tenant_roles, ask(Field::InvitationTenantRoles)),
            state: Gated::new(state, ask(Field::InvitationState)),
            expires_at: Gated::new(row.expires_at, ask(Field::InvitationExpiresAt)),
            created_at: Gated::new(row.created_at, ask(Field::InvitationCreatedAt)),
        }
    };
    Ok(rows.iter().cloned().map(one).collect())
}

impl Noun for Invitation {
    type Entity = Entity;

    fn key(&self) -> InvitationId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[InvitationId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?).await
    }
}
