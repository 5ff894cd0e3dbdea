//! Who asks, as the server understood it.

use async_graphql::{Context, Enum, Object};
use entity::vocabulary::{AccessClass, Purpose};

use super::viewer_tenant::{self, ViewerTenant};
use crate::{
    actor::Who,
    client::Client,
    consent::{Consent, consents_of_viewer},
    contribution::{
        ContributionConnection, ContributionFilter, ContributionOrder, ReactionConnection, contributions_of_viewer,
        reactions_of_viewer,
    },
    error::Result,
    evaluation::{AssessmentConnection, EvaluationConnection, assessments_of_viewer, evaluations_to_assess},
    operation::gate,
    participation::{ParticipationConnection, ParticipationOrder, ViewerParticipationFilter, participations_of_viewer},
    policy::Field,
    privacy::{DataSubjectRequestConnection, requests_of_viewer},
    profile::{ParticipantProfile, profile_of_viewer},
    relay::{
        Noun, PageArgs,
        access::{access, list},
        answer, operation,
    },
    report::{ContributionReportConnection, reports_of_viewer},
    tenancy::{InvitationConnection, Membership, invitations_of_viewer},
};

/// Who sends a request.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub enum ActorKind {
    /// Nobody signed in.
    Visitor,
    /// A person, signed in to one tenant.
    Person,
    /// A program with its own credential.
    Client,
}

/// Who sends the request, and what is theirs in this tenant.
#[derive(Clone, Copy, Debug)]
pub(super) struct Viewer;

/// Who sends the request, and what is theirs in this tenant.
#[Object]
impl Viewer {
    /// Visitor, person or program.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn kind(&self, ctx: &Context<'_>) -> ActorKind {
        let operation = ctx.data_opt::<std::sync::Arc<crate::operation::Operation>>();
        match operation
            .and_then(|operation| operation.known_actor())
            .map(|actor| &actor.who)
        {
            Some(Who::Person(_)) => ActorKind::Person,
            Some(Who::Client(_)) => ActorKind::Client,
            Some(Who::Visitor | Who::Job(_)) | None => ActorKind::Visitor,
        }
    }

    /// Your membership in this tenant; null unless you are a person. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn membership(&self, ctx: &Context<'_>) -> Option<Membership> {
        answer(ctx, None, own_membership(ctx).await).flatten()
    }

    /// The program's own record, with the projects of its scope; null unless it is a program.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn client(&self, ctx: &Context<'_>) -> Option<Client> {
        answer(ctx, None, own_client(ctx).await).flatten()
    }

    /// Every agency that your account can sign in to, by short name; null unless you are a person. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])), directive = list::apply(50))]
    async fn tenants(&self, ctx: &Context<'_>) -> Option<Vec<ViewerTenant>> {
        answer(ctx, None, viewer_tenant::own(ctx).await).flatten()
    }

    /// Your participations in projects of this tenant; null unless you are a person. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments are its interface")]
    async fn participations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which participations.")] filter: Option<ViewerParticipationFilter>,
        #[graphql(desc = "In which order.", default)] order_by: ParticipationOrder,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<ParticipationConnection> {
        let (filter, args) = (
            filter.unwrap_or_default(),
            PageArgs {
                first,
                after,
                last,
                before,
            },
        );
        answer(ctx, None, participations_of_viewer(ctx, &filter, order_by, &args).await).flatten()
    }

    /// Your contributions in this tenant, drafts and held ones too. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments are its interface")]
    async fn contributions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which contributions.")] filter: Option<ContributionFilter>,
        #[graphql(desc = "In which order.", default)] order_by: ContributionOrder,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<ContributionConnection> {
        let (filter, args) = (
            filter.unwrap_or_default(),
            PageArgs {
                first,
                after,
                last,
                before,
            },
        );
        answer(ctx, None, contributions_of_viewer(ctx, &filter, order_by, &args).await).flatten()
    }

    /// Your reactions in this tenant, in no telling order. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn reactions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<ReactionConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, reactions_of_viewer(ctx, &args).await).flatten()
    }

    /// What you reported to moderators in this tenant, newest first; null unless you are a person. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn contribution_reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<ContributionReportConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, reports_of_viewer(ctx, &args).await).flatten()
    }

    /// Your requests about your data, newest first; null unless you are a person. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn data_subject_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<DataSubjectRequestConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, requests_of_viewer(ctx, &args).await).flatten()
    }

    /// Invitations to projects that wait for your answer; null unless you are a person. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<InvitationConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, invitations_of_viewer(ctx, &args).await).flatten()
    }

    /// Your assessments in this tenant; null unless you are a person. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::Evaluation])))]
    async fn assessments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<AssessmentConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, assessments_of_viewer(ctx, &args).await).flatten()
    }

    /// Evaluations that wait for your assessment, first to close first; null unless you are a person. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn evaluations_to_assess(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<EvaluationConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, evaluations_to_assess(ctx, &args).await).flatten()
    }

    /// What you told about yourself for statistics; null when nothing. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Sensitive, Some(vec![Purpose::Representativeness])))]
    async fn profile(&self, ctx: &Context<'_>) -> Option<ParticipantProfile> {
        answer(ctx, None, profile_of_viewer(ctx).await).flatten()
    }

    /// Where you stand with every purpose that asks for consent; null unless you are a person. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])), directive = list::apply(50))]
    async fn consents(&self, ctx: &Context<'_>) -> Option<Vec<Consent>> {
        answer(ctx, None, consents_of_viewer(ctx).await).flatten()
    }
}

async fn own_membership(ctx: &Context<'_>) -> Result<Option<Membership>> {
    let operation = operation(ctx)?;
    let Some((_, person)) = gate::viewer(ctx, Field::ViewerMembership) else {
        return Ok(None);
    };
    Membership::find(operation, person.membership).await
}

async fn own_client(ctx: &Context<'_>) -> Result<Option<Client>> {
    let operation = operation(ctx)?;
    let Some(program) = operation.known_actor().and_then(crate::actor::Actor::program) else {
        return Ok(None);
    };
    Client::find(operation, program.client).await
}

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "IdentityQueries")]
impl Queries {
    /// Who asks, as the server understood it; a visitor too.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn viewer(&self) -> Viewer {
        Viewer
    }
}
