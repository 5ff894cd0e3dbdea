//! The noun.

use std::{future::ready, sync::Arc};

use async_graphql::{ComplexObject, Context, ID};
use chrono::{DateTime, Utc};
use entity::{
    id::{PhaseId, ProjectId},
    phase::{Entity, Model},
    set::Set,
    vocabulary::{AccessClass, EngagementMethod, PhaseState, PhaseType, Sector},
};
use sea_orm::Condition;

use super::acted::ActedPhase;
use super::around::Around;
use super::state_change::{self, PhaseStateChangeConnection};
use crate::{
    contribution::{
        ContributionConnection, ContributionFilter, ContributionKindCount, ContributionOrder, contribution_counts,
        contributions_of,
    },
    error::Result,
    evaluation::{self, EvaluationConnection},
    exchange::{self, TemplatePhase},
    operation::Operation,
    project::Project,
    relay::{
        ActionName, Noun, PageArgs, Permission, Relation, Sort,
        access::{access, list},
        answer, global_id, operation, permissions, version_in,
    },
};

noun! {
    /// A part of a project with its own time, kind and promises; to go round again is a new phase.
    #[expect(clippy::struct_field_names, reason = "a field has the name of its column")]
    pub struct Phase of phase {
        #[doc = "Which of the four kinds it is."]
        #[graphql(name = "type")]
        phase_type: PhaseType, Public;
        #[doc = "What it is called."]
        title: String, Public;
        #[doc = "What happens in it."]
        description: String, Public;
        #[doc = "Its place among the project's phases, from 1."]
        position: i32, Public;
        #[doc = "Where it stands."]
        state: PhaseState, Public;
        #[doc = "Why it was skipped, cancelled or extended; published."]
        state_reason: Option<String>, Public;
        #[doc = "How people take part."]
        #[graphql(directive = list::apply(8))]
        methods: Set<EngagementMethod>, Public;
        #[doc = "Sectors that may contribute in this phase; all when nothing was narrowed while it was `PLANNED`."]
        #[graphql(directive = list::apply(3))]
        eligible_sectors: Set<Sector>, Public;
        #[doc = "When it is planned to open; null before that is known."]
        opens_at: Option<DateTime<Utc>>, Public;
        #[doc = "When input ends; an input counts by its moment of storage."]
        closes_at: Option<DateTime<Utc>>, Public;
        #[doc = "When it opened; null before."]
        opened_at: Option<DateTime<Utc>>, Public;
        #[doc = "When input ended; null before."]
        closed_at: Option<DateTime<Utc>>, Public;
        #[doc = "When what became of the contributions was published, to all at once; null before."]
        dispositions_published_at: Option<DateTime<Utc>>, Public;
        #[doc = "Whether nobody is told who wrote what until the review is settled."]
        is_blind_review: bool, Public;
        #[doc = "When it was planned."]
        created_at: DateTime<Utc>, Public;
    }
    with {
        project_key: ProjectId,
        around: Arc<Around>,
    }
}

connection!(PhaseConnection, PhaseEdge, Phase, "phases");

#[ComplexObject]
impl Phase {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Its project; null once you may no longer know of it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn project(&self, ctx: &Context<'_>) -> Option<Project> {
        let found = async { self.around.project(operation(ctx)?, self.project_key).await };
        answer(ctx, None, found.await).flatten()
    }

    /// The template's phase, with objectives and tasks, that it was made from; null where it was planned by hand.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn template_phase(&self, ctx: &Context<'_>) -> Option<TemplatePhase> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |phases| exchange::template_phases_of(operation, phases);
            self.around.templates.get(self.key, load).await
        };
        answer(ctx, None, found.await).flatten()
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }

    /// Contributions that you may know of; moderators find here by state what waits for them.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
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
        let (pages, reviews) = (&self.around.contributions, Some(self.around.reviews.as_slice()));
        let page = contributions_of(ctx, self.key, pages, reviews, &filter, order_by, &args).await;
        answer(ctx, None, page)
    }

    /// Published contributions by kind; kinds without one are left out.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(7))]
    async fn contribution_counts(&self, ctx: &Context<'_>) -> Option<Vec<ContributionKindCount>> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |phases| contribution_counts(operation, phases);
            self.around.counts.get(self.key, load).await
        };
        answer(ctx, None, found.await).flatten()
    }

    /// Evaluations that belong to it, newest first.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn evaluations(
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
        let page = evaluation::evaluations_of_phase(ctx, self.key, &self.around.evaluations, &args).await;
        answer(ctx, None, page)
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
        let found = async {
            let acted = self.acted(operation(ctx)?).await?;
            permissions(ctx, actions.as_deref(), &acted)
        };
        answer(ctx, None, found.await)
    }

    /// How it came to be where it stands, newest first.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<PhaseStateChangeConnection> {
        answer(
            ctx,
            None,
            self.steps(
                ctx,
                &PageArgs {
                    first,
                    after,
                    last,
                    before,
                },
            )
            .await,
        )
    }
}

impl Phase {
    /// The phase as what decides on actions sees it.
    pub(crate) async fn acted(&self, operation: &Operation) -> Result<ActedPhase> {
        let project = self.around.project(operation, self.project_key).await?;
        Ok(ActedPhase {
            phase_type: self.phase_type,
            state: self.state,
            closes_at: self.closes_at,
            eligible_sectors: self.eligible_sectors,
            is_settled: self.dispositions_published_at.is_some(),
            project: project.map(|project| project.state),
            own: self.around.part(operation, self.project_key).await?,
        })
    }

    async fn steps(&self, ctx: &Context<'_>, args: &PageArgs) -> Result<PhaseStateChangeConnection> {
        use entity::phase_state_change::{Column, Entity};
        let operation = operation(ctx)?;
        let relation = Relation::<Entity> {
            name: "Phase.history",
            which: "",
            parent: Column::PhaseId,
            condition: Condition::all(),
            order: Sort::public(Column::OccurredAt, true).into(),
        };
        let nouns = |rows| ready(state_change::of(operation, rows));
        let page = self.around.steps.get(ctx, self.key, relation, args, nouns).await?;
        Ok(page.into())
    }
}

/// The nouns of rows, which are one level.
pub(super) fn of(rows: Vec<Model>) -> Vec<Phase> {
    let around = Around::of(&rows);
    rows.into_iter()
        .map(|row| {
            let project = row.project_id;
            Phase::made(row, project, Arc::clone(&around))
        })
        .collect()
}

impl Noun for Phase {
    type Entity = Entity;

    fn key(&self) -> PhaseId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[PhaseId]) -> Result<Vec<Self>> {
        Ok(of(operation.by_ids(ids).await?))
    }
}
