//! Lists of reports, for the nouns that lead to them.

use async_graphql::{Context, InputObject};
use entity::{
    contribution,
    contribution_report::{Column, Entity},
    id::{ContributionId, ProjectId},
    project,
    vocabulary::ReportState,
};
use sea_orm::{ColumnTrait, Condition};

use super::contribution_report::{ContributionReport, ContributionReportConnection, of};
use crate::{
    error::{Code, Refusal, Result},
    operation::gate,
    participation::{OwnPart, own_ids},
    policy::{self, Field, FieldQuestion},
    relay::{PageArgs, Pages, Relation, operation, paged},
    store::Key,
};

/// Which reports; every given condition must hold. It opens with the list itself, to who moderates and who oversees.
#[derive(Debug, Default, InputObject)]
pub struct ContributionReportFilter {
    /// In one of these states.
    pub states: Option<Vec<ReportState>>,
}

impl ContributionReportFilter {
    fn condition(&self) -> Result<Condition> {
        let Some(states) = &self.states else {
            return Ok(Condition::all());
        };
        if states.len() > 4 {
            let refusal = Refusal::new(Code::BadInput, "The list is too long: 4 entries at most.");
            return Err(refusal.at(&["filter", "states"]).into());
        }
        Ok(Condition::all().add(Column::State.is_in(states.iter().copied())))
    }
}

const NEWEST: Key<Column> = Key {
    column: Column::ReportedOn,
    descending: true,
};

/// The question whether somebody with this part in a project may read the list of reports in it.
fn asks(field: Field, roles: entity::set::Set<entity::vocabulary::TenantRole>, own: Option<OwnPart>) -> FieldQuestion {
    FieldQuestion::of(field, roles)
        .in_project(own.map_or(entity::set::Set::EMPTY, |own| own.roles))
        .participating(own.is_some_and(|own| own.is_active))
}

/// The reports in a project, in which the viewer has the part `own`, out of the pages of its level; nothing, with the
/// reason, for who may not read them.
pub(crate) async fn reports_of_project(
    ctx: &Context<'_>,
    project: ProjectId,
    own: Option<OwnPart>,
    pages: &Pages<project::Entity, ContributionReport>,
    filter: &ContributionReportFilter,
    args: &PageArgs,
) -> Result<Option<ContributionReportConnection>> {
    let operation = operation(ctx)?;
    let question = asks(Field::ProjectContributionReports, operation.actor()?.roles(), own);
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let relation = Relation::<Entity> {
        name: "Project.contributionReports",
        which: &format!("{filter:?}"),
        parent: Column::ProjectId,
        condition: filter.condition()?,
        keys: &[NEWEST],
    };
    let page = pages
        .get(ctx, project, relation, args, |rows| of(operation, rows))
        .await?;
    Ok(Some(page.into()))
}

/// The same of one contribution. Of one's own words it holds none, whoever asks.
pub(crate) async fn reports_of_contribution(
    ctx: &Context<'_>,
    contribution: ContributionId,
    own: Option<OwnPart>,
    pages: &Pages<contribution::Entity, ContributionReport>,
    filter: &ContributionReportFilter,
    args: &PageArgs,
) -> Result<Option<ContributionReportConnection>> {
    let operation = operation(ctx)?;
    let question = asks(Field::ContributionReports, operation.actor()?.roles(), own);
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let relation = Relation::<Entity> {
        name: "Contribution.reports",
        which: &format!("{filter:?}"),
        parent: Column::ContributionId,
        condition: filter.condition()?,
        keys: &[NEWEST],
    };
    let page = pages
        .get(ctx, contribution, relation, args, |rows| of(operation, rows))
        .await?;
    Ok(Some(page.into()))
}

/// What the viewer reported in the agency; for the viewer alone.
pub(crate) async fn reports_of_viewer(
    ctx: &Context<'_>,
    args: &PageArgs,
) -> Result<Option<ContributionReportConnection>> {
    let operation = operation(ctx)?;
    let Some((actor, person)) = operation.known_actor().and_then(|actor| Some((actor, actor.person()?))) else {
        return Ok(None);
    };
    let question = FieldQuestion::of(Field::ViewerContributionReports, actor.roles());
    if !gate::may_read(ctx, &question.related(policy::Relation::Itself)) {
        return Ok(None);
    }
    let tx = operation.snapshot().await?;
    let own = Condition::all().add(Column::ReporterId.in_subquery(own_ids(actor.tenant, person.person)));
    let rows = || tx.rows::<Entity>().filter(own.clone());
    let page = paged(ctx, operation, rows, &[NEWEST], &["Viewer.contributionReports"], args).await?;
    let nouns = of(operation, page.nodes().cloned().collect()).await?;
    Ok(Some(page.with(nouns).into()))
}
