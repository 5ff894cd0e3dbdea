//! Where reading about participations starts: the lists of nouns, and reveals of pseudonyms.

use async_graphql::{Context, Enum, InputObject, Object};
use entity::{
    id::{PersonId, ProjectId},
    participation::{Column, Entity},
    person, project,
    set::Set,
    vocabulary::{AccessClass, ParticipationState, ProjectRole, ProjectState, Sector},
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

use super::{
    own::OwnPart,
    participation::{Participation, ParticipationConnection, of},
    pseudonym_reveal::{PseudonymRevealConnection, all_reveals},
};
use crate::{
    actor::Actor,
    error::Result,
    operation::{Operation, gate},
    policy::{self, Field, FieldQuestion},
    relay::{PageArgs, Pages, Relation, Sort, Sorted, access::access, answer, operation, paged, short},
    store::visible_ids,
};

/// Which participations; every given condition must hold. It opens with the list itself, to participants and staff, and
/// each condition by the rule of its field (`FILTER_FORBIDDEN`).
#[derive(Debug, Default, InputObject)]
pub struct ParticipationFilter {
    /// Of one of these sectors.
    pub sectors: Option<Vec<Sector>>,
    /// With one of these roles.
    pub roles: Option<Vec<ProjectRole>>,
    /// In one of these states.
    pub states: Option<Vec<ParticipationState>>,
}

/// Which of your own participations; every given condition must hold.
#[derive(Debug, Default, InputObject)]
pub struct ViewerParticipationFilter {
    /// In one of these states.
    pub states: Option<Vec<ParticipationState>>,
    /// In projects in one of these states, as far as you may know of them.
    pub project_states: Option<Vec<ProjectState>>,
}

/// Orders of participations; ties within a day go by the random id. One that is asked for opens by the rule of its field
/// (`FILTER_FORBIDDEN`); where the default is closed to you, ids decide alone.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
pub enum ParticipationOrder {
    /// Who joined first.
    JoinedOnAsc,
    /// Who joined last.
    #[default]
    JoinedOnDesc,
}

impl ParticipationFilter {
    /// What it asks for, where the reader, who asks `question` of the list, may have it.
    fn condition(&self, operation: &Operation, question: &FieldQuestion) -> Result<Condition> {
        let asks = |field| FieldQuestion { field, ..*question };
        let mut condition = Condition::all();
        if let Some(sectors) = &self.sectors {
            gate::may_filter(operation, &asks(Field::ParticipationSector), "sectors")?;
            let sectors = short("sectors", sectors, 3)?;
            condition = condition.add(Column::Sector.is_in(sectors.iter().copied()));
        }
        if let Some(roles) = &self.roles {
            gate::may_filter(operation, &asks(Field::ParticipationRoles), "roles")?;
            let roles: Set<ProjectRole> = short("roles", roles, 6)?.iter().copied().collect();
            condition = condition.add(Expr::col((Entity, Column::Roles)).bit_and(roles.bits()).ne(0));
        }
        if let Some(states) = &self.states {
            gate::may_filter(operation, &asks(Field::ParticipationState), "states")?;
            let states = short("states", states, 3)?;
            condition = condition.add(Column::State.is_in(states.iter().copied()));
        }
        Ok(condition)
    }
}

impl ViewerParticipationFilter {
    /// What `actor`, whose they are, asks for. Where they may know of a project no longer, its state is not told.
    fn condition(&self, actor: &Actor) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(states) = &self.states {
            let states = short("states", states, 3)?;
            condition = condition.add(Column::State.is_in(states.iter().copied()));
        }
        if let Some(states) = &self.project_states {
            let mut projects = visible_ids::<project::Entity>(actor);
            let states = short("projectStates", states, 10)?;
            projects.and_where(project::Column::State.is_in(states.iter().copied()));
            condition = condition.add(Column::ProjectId.in_subquery(projects));
        }
        Ok(condition)
    }
}

impl ParticipationOrder {
    const fn sort(self) -> Sort<Column> {
        let descending = matches!(self, Self::JoinedOnDesc);
        Sort::told_by(Field::ParticipationJoinedOn, Column::JoinedOn, descending)
    }
}

/// Who takes part in a project, in which the viewer has the part `own`, out of the pages of its level; nothing, with the
/// reason, for who may not read it.
pub(crate) async fn participations_of(
    ctx: &Context<'_>,
    project: ProjectId,
    own: Option<OwnPart>,
    pages: &Pages<project::Entity, Participation>,
    filter: &ParticipationFilter,
    order: ParticipationOrder,
    args: &PageArgs,
) -> Result<Option<ParticipationConnection>> {
    let operation = operation(ctx)?;
    let tx = operation.snapshot().await?;
    let question = FieldQuestion::of(Field::ProjectParticipations, tx.actor().roles())
        .in_project(own.map_or(Set::EMPTY, |part| part.roles))
        .participating(own.is_some());
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let relation = Relation::<Entity> {
        name: "Project.participations",
        which: &format!("{filter:?} {order:?}"),
        parent: Column::ProjectId,
        condition: filter.condition(operation, &question)?,
        order: order.sort().for_reader(ctx, &question)?,
    };
    let page = pages
        .get(ctx, project, relation, args, |rows| of(operation, rows))
        .await?;
    Ok(Some(page.into()))
}

/// The viewer's own participations in the agency; for the viewer alone.
pub(crate) async fn participations_of_viewer(
    ctx: &Context<'_>,
    filter: &ViewerParticipationFilter,
    order: ParticipationOrder,
    args: &PageArgs,
) -> Result<Option<ParticipationConnection>> {
    let operation = operation(ctx)?;
    let Some((actor, person)) = gate::viewer(ctx, Field::ViewerParticipations) else {
        return Ok(None);
    };
    let tx = operation.snapshot().await?;
    let condition = filter.condition(actor)?.add(Column::PersonId.eq(person.person));
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let list = ["Viewer.participations", &format!("{filter:?} {order:?}")];
    let own = FieldQuestion::of(Field::ViewerParticipations, actor.roles()).related(policy::Relation::Itself);
    let order = order.sort().for_reader(ctx, &own)?;
    let page = paged(ctx, operation, rows, order, &list, args).await?;
    let nouns = of(operation, page.nodes().cloned().collect()).await?;
    Ok(Some(page.with(nouns).into()))
}

/// Where a person takes part, as far as the reader may know of it and in no telling order, out of the pages of its level.
/// For the noun, which asked who may read it.
pub(crate) async fn participations_of_person(
    ctx: &Context<'_>,
    person: PersonId,
    pages: &Pages<person::Entity, Participation>,
    args: &PageArgs,
) -> Result<ParticipationConnection> {
    let operation = operation(ctx)?;
    let relation = Relation::<Entity> {
        name: "Person.participations",
        which: "",
        parent: Column::PersonId,
        condition: Condition::all(),
        order: Sorted::by_ids(),
    };
    let page = pages
        .get(ctx, person, relation, args, |rows| of(operation, rows))
        .await?;
    Ok(page.into())
}

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "ParticipationQueries")]
impl Queries {
    /// Pseudonyms that were revealed by duty, newest first where you may read when, and else in the order of their random ids;
    /// for the data protection officer.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn pseudonym_reveals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<PseudonymRevealConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, all_reveals(ctx, &args).await).flatten()
    }
}
