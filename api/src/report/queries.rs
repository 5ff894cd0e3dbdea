//! Lists of reports, for the nouns that lead to them.

use async_graphql::{Context, InputObject};
use entity::{
    contribution,
    contribution_report::{Column, Entity},
    id::{Id, Identified},
    project,
    set::Set,
    vocabulary::ReportState,
};
use sea_orm::{ColumnTrait, Condition};

use super::contribution_report::{ContributionReport, ContributionReportConnection, of};
use crate::{
    error::Result,
    operation::gate,
    participation::{OwnPart, own_ids},
    policy::{self, Field, FieldQuestion},
    relay::{PageArgs, Pages, Relation, Sort, operation, paged, short},
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
        let states = short("states", states, 4)?;
        Ok(Condition::all().add(Column::State.is_in(states.iter().copied())))
    }
}

const NEWEST: Sort<Column> = Sort::told_by(Field::ContributionReportReportedOn, Column::ReportedOn, true);

/// What has a list of the reports on it or in it.
pub(crate) trait Reported: Identified {
    /// Who may read the list.
    const FIELD: Field;
    /// Its type and name in GraphQL.
    const NAME: &'static str;
    /// The column that names it.
    const PARENT: Column;
}

impl Reported for project::Entity {
    const FIELD: Field = Field::ProjectContributionReports;
    const NAME: &'static str = "Project.contributionReports";
    const PARENT: Column = Column::ProjectId;
}

/// Of one's own words it holds none, whoever asks.
impl Reported for contribution::Entity {
    const FIELD: Field = Field::ContributionReports;
    const NAME: &'static str = "Contribution.reports";
    const PARENT: Column = Column::ContributionId;
}

/// The reports on what is in a project in which the viewer has the part `own`, out of the pages of its level; nothing, with
/// the reason, for who may not read them.
pub(crate) async fn reports_of<P: Reported>(
    ctx: &Context<'_>,
    parent: Id<P>,
    own: Option<OwnPart>,
    pages: &Pages<P, ContributionReport>,
    filter: &ContributionReportFilter,
    args: &PageArgs,
) -> Result<Option<ContributionReportConnection>> {
    let operation = operation(ctx)?;
    let question = FieldQuestion::of(P::FIELD, operation.actor()?.roles())
        .in_project(own.map_or(Set::EMPTY, |own| own.roles))
        .participating(own.is_some_and(|own| own.is_active));
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    let relation = Relation::<Entity> {
        name: P::NAME,
        which: &format!("{filter:?}"),
        parent: P::PARENT,
        condition: filter.condition()?,
        order: NEWEST.for_reader(ctx, &question)?,
    };
    let page = pages
        .get(ctx, parent, relation, args, |rows| of(operation, rows))
        .await?;
    Ok(Some(page.into()))
}

/// What the viewer reported in the agency; for the viewer alone.
pub(crate) async fn reports_of_viewer(
    ctx: &Context<'_>,
    args: &PageArgs,
) -> Result<Option<ContributionReportConnection>> {
    let operation = operation(ctx)?;
    let Some((actor, person)) = gate::viewer(ctx, Field::ViewerContributionReports) else {
        return Ok(None);
    };
    let tx = operation.snapshot().await?;
    let own = Condition::all().add(Column::ReporterId.in_subquery(own_ids(actor.tenant, person.person)));
    let rows = || tx.rows::<Entity>().filter(own.clone());
    let question = FieldQuestion::of(Field::ViewerContributionReports, actor.roles()).related(policy::Relation::Itself);
    let newest = NEWEST.for_reader(ctx, &question)?;
    let page = paged(ctx, operation, rows, newest, &["Viewer.contributionReports"], args).await?;
    let nouns = of(operation, page.nodes().cloned().collect()).await?;
    Ok(Some(page.with(nouns).into()))
}
