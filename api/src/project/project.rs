//! The noun.

use std::{future::ready, sync::Arc};

use async_graphql::{ComplexObject, Context, ID};
use chrono::{DateTime, Utc};
use entity::{
    id::{ProjectId, PublicServiceId},
    project::{Entity, Model},
    scalar::{Day, LanguageTag},
    set::Set,
    subject::DataSubject,
    vocabulary::{AccessClass, ObjectOfCocreation, ProjectJoining, ProjectState, ProjectVisibility, Purpose},
};
use sea_orm::Condition;

use super::{
    acted::ActedProject,
    around::Around,
    state_change::{self, ProjectStateChangeConnection},
};
use crate::{
    contribution::{ContributionConnection, ContributionFilter, ContributionOrder, contributions_of},
    error::Result,
    evaluation::{self, EvaluationConnection, EvaluationFilter, EvaluationOrder},
    exchange::{self, ProjectTemplate},
    insight::MonthlyActivity,
    interest::{self, InterestDeclarationConnection, InterestDeclarationFilter},
    operation::{Operation, gate},
    participation::{self, Participation, ParticipationConnection, ParticipationFilter, ParticipationOrder},
    people::Person,
    phase::{self, PhaseConnection, PhaseFilter, PhaseOrder},
    policy::{Field, FieldQuestion},
    public_service::PublicService,
    relay::{
        ActionName, Noun, PageArgs, Permission, Relation, Sort,
        access::{access, list},
        answer, global_id, operation, permissions, referred, version_in,
    },
    report::{self, ContributionReportConnection, ContributionReportFilter},
};

noun! {
    /// A problem that an agency works on together with others.
    pub struct Project of project {
        #[doc = "Short name in addresses, unique in the tenant."]
        slug: String, Public;
        #[doc = "What it is called."]
        title: String, Public;
        #[doc = "What it is about, for everybody."]
        summary: String, Public;
        #[doc = "The problem that it is to solve, in the words agreed so far; null before there is one."]
        problem_statement: Option<String>, Public;
        #[doc = "What is to come out of it; null before it is said."]
        expected_results: Option<String>, Public;
        #[doc = "Main language."]
        language: LanguageTag, Public;
        #[doc = "What is created."]
        object_of_cocreation: ObjectOfCocreation, Public;
        #[doc = "Where imported content comes from and under which licence, to be shown with it; null where none was imported."]
        attribution: Option<String>, Public;
        #[doc = "Who may know of it."]
        visibility: ProjectVisibility, Public;
        #[doc = "How people come to take part."]
        joining: ProjectJoining, Public;
        #[doc = "Where it stands."]
        state: ProjectState, Public;
        #[doc = "Why it was declined, paused or cancelled; published, because participants are owed it."]
        state_reason: Option<String>, Public;
        #[doc = "Day by which the agency decides on the results; null before it is said."]
        decision_on: Option<Day>, Public;
        #[doc = "When it was created."]
        created_at: DateTime<Utc>, Public;
        #[doc = "When it was publicly announced; null before."]
        announced_at: Option<DateTime<Utc>>, Public;
        #[doc = "When what is public of it last changed."]
        updated_at: DateTime<Utc>, Public;
    }
    with {
        service_key: Option<PublicServiceId>,
        around: Arc<Around>,
    }
}

connection!(ProjectConnection, ProjectEdge, Project, "projects");

#[ComplexObject]
impl Project {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }

    /// The template it started from; null where it was planned by hand.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn template(&self, ctx: &Context<'_>) -> Option<ProjectTemplate> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |projects| exchange::templates_of(operation, projects);
            self.around.templates.get(self.key, load).await
        };
        answer(ctx, None, found.await).flatten()
    }

    /// The service that it is about; null where none was named.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn public_service(&self, ctx: &Context<'_>) -> Option<PublicService> {
        let key = self.service_key?;
        referred(ctx, &self.around.services, key).await
    }

    /// Person who answers for it in the agency, the longest-standing active participant with role `OWNER`; null when
    /// there is none, and where a rule of the agency closes `Participation.joinedOn` to you, which it tells of. Read by the
    /// person, and by owners and facilitators of the project.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin, Purpose::PublicAttribution])))]
    async fn lead(&self, ctx: &Context<'_>) -> Option<Person> {
        let found = async {
            let operation = operation(ctx)?;
            let own = self.around.own(operation, self.key).await?;
            // Who is the lead is an owner, so that the question needs no look at who it is, but for what they consented to and
            // whether their data rest.
            let asks = operation.purpose().is_some_and(|purpose| !purpose.is_needed());
            let asks = asks || !operation.resting().is_empty();
            let lead = if asks {
                self.around.lead(operation, self.key).await?
            } else {
                None
            };
            let question = FieldQuestion::of(Field::ProjectLead, operation.actor()?.roles())
                .in_project(own.map_or(Set::EMPTY, |part| part.roles))
                .participating(own.is_some())
                .about(
                    lead.as_ref()
                        .map_or(DataSubject::Lead(self.key), |lead| DataSubject::Person(lead.key)),
                )
                .read_in(Some(self.key))
                .consenting(lead.as_ref().and_then(Person::said));
            // Whom it is closed to anyway is told so.
            if gate::is_open(operation, &question) && !participation::may_tell_lead(ctx, &question) {
                return Ok(None);
            }
            if !gate::may_read(ctx, &question) {
                return Ok(None);
            }
            let lead = self.around.lead(operation, self.key).await?;
            Ok(lead.map(|person| person.read_in(Some(self.key))))
        };
        answer(ctx, None, found.await).flatten()
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
            let own = self.around.part(operation(ctx)?, self.key).await?;
            let acted = ActedProject {
                state: self.state,
                joining: self.joining,
                own,
            };
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
    ) -> Option<ProjectStateChangeConnection> {
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

    /// Its phases.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments are its interface")]
    async fn phases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which phases.")] filter: Option<PhaseFilter>,
        #[graphql(desc = "In which order.", default)] order_by: PhaseOrder,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<PhaseConnection> {
        let (filter, args) = (
            filter.unwrap_or_default(),
            PageArgs {
                first,
                after,
                last,
                before,
            },
        );
        answer(
            ctx,
            None,
            phase::phases_of(ctx, self.key, &self.around.phases, &filter, order_by, &args).await,
        )
    }

    /// Contributions to all its phases that you may know of.
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
        let pages = &self.around.contributions;
        let page = contributions_of(ctx, self.key, pages, None, &filter, order_by, &args).await;
        answer(ctx, None, page)
    }

    /// Who takes part; for participants and the agency's staff.
    #[graphql(directive = access::apply(AccessClass::ProjectShared, None))]
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments are its interface")]
    async fn participations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which participations.")] filter: Option<ParticipationFilter>,
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
        let found = async {
            let own = self.around.own(operation(ctx)?, self.key).await?;
            participation::participations_of(
                ctx,
                self.key,
                own,
                &self.around.participations,
                &filter,
                order_by,
                &args,
            )
            .await
        };
        answer(ctx, None, found.await).flatten()
    }

    /// Its evaluations.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments are its interface")]
    async fn evaluations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which evaluations.")] filter: Option<EvaluationFilter>,
        #[graphql(desc = "In which order.", default)] order_by: EvaluationOrder,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<EvaluationConnection> {
        let (filter, args) = (
            filter.unwrap_or_default(),
            PageArgs {
                first,
                after,
                last,
                before,
            },
        );
        answer(
            ctx,
            None,
            evaluation::evaluations_of(ctx, self.key, &self.around.evaluations, &filter, order_by, &args).await,
        )
    }

    /// What its participants declared that could bias them, newest first.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn interest_declarations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which declared interests.")] filter: Option<InterestDeclarationFilter>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<InterestDeclarationConnection> {
        let (filter, args) = (
            filter.unwrap_or_default(),
            PageArgs {
                first,
                after,
                last,
                before,
            },
        );
        let pages = &self.around.declarations;
        let page = interest::declarations_of_project(ctx, self.key, pages, &filter, &args).await;
        answer(ctx, None, page)
    }

    /// What participants reported of contributions to it, newest first; for moderators and the data protection officer. What
    /// is about one's own words is not among it.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn contribution_reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reports.")] filter: Option<ContributionReportFilter>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<ContributionReportConnection> {
        let (filter, args) = (
            filter.unwrap_or_default(),
            PageArgs {
                first,
                after,
                last,
                before,
            },
        );
        let found = async {
            let own = self.around.own(operation(ctx)?, self.key).await?;
            report::reports_of(ctx, self.key, own, &self.around.reports, &filter, &args).await
        };
        answer(ctx, None, found.await).flatten()
    }

    /// What happened month by month, oldest first; checked together with the agency's figures, so that none can be
    /// subtracted from the other.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(24))]
    async fn monthly_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many whole past months, 1 to 24.", default = 12)] months: i32,
        #[graphql(desc = "Any day in the last month to show; the last whole month when not given.")] until: Option<Day>,
    ) -> Option<Vec<MonthlyActivity>> {
        let found = async {
            let operation = operation(ctx)?;
            self.around
                .activities
                .of_project(operation, self.key, months, until.map(Day::date))
                .await
        };
        answer(ctx, None, found.await)
    }

    /// Your own participation; null when you have none that is active.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn viewer_participation(&self, ctx: &Context<'_>) -> Option<Participation> {
        let found = async { self.around.viewer(operation(ctx)?, self.key).await };
        answer(ctx, None, found.await).flatten()
    }
}

impl Project {
    async fn steps(&self, ctx: &Context<'_>, args: &PageArgs) -> Result<ProjectStateChangeConnection> {
        use entity::project_state_change::{Column, Entity};
        let operation = operation(ctx)?;
        let relation = Relation::<Entity> {
            name: "Project.history",
            which: "",
            parent: Column::ProjectId,
            condition: Condition::all(),
            order: Sort::public(Column::OccurredAt, true).into(),
        };
        let nouns = |rows| ready(state_change::of(operation, rows));
        let page = self.around.steps.get(ctx, self.key, relation, args, nouns).await?;
        Ok(page.into())
    }
}

/// The nouns of rows, which are one level.
pub(super) fn of(rows: impl IntoIterator<Item = Model>) -> Vec<Project> {
    let rows: Vec<_> = rows.into_iter().collect();
    let around = Around::of(&rows);
    rows.into_iter()
        .map(|row| {
            let service = row.public_service_id;
            Project::made(row, service, Arc::clone(&around))
        })
        .collect()
}

impl Noun for Project {
    type Entity = Entity;

    fn key(&self) -> ProjectId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[ProjectId]) -> Result<Vec<Self>> {
        Ok(of(operation.by_ids(ids).await?))
    }
}
