//! Lists of contributions, for the nouns that lead to them.

use async_graphql::{Context, Enum, ID, InputObject};
use entity::{
    contribution::{Column, Entity},
    id::{ContributionId, Id, Identified, PhaseId},
    phase, project,
    scalar::LanguageTag,
    vocabulary::{ContributionKind, ContributionState, Purpose},
};
use sea_orm::{ColumnTrait, Condition, Iterable};

use super::{
    around::Review,
    contribution::{Contribution, ContributionConnection, made, of},
    lifecycle::is_public,
};
use crate::{
    error::Result,
    operation::{Operation, gate},
    participation,
    policy::Field,
    relay::{Given, Narrowed, PageArgs, Pages, Relation, Sort, each_read, is_known, operation, paged, short},
};

/// Which contributions; every given condition must hold. There is none by author.
#[derive(Debug, Default, InputObject)]
pub struct ContributionFilter {
    /// In one of these states.
    pub states: Option<Vec<ContributionState>>,
    /// Of one of these kinds.
    pub kinds: Option<Vec<ContributionKind>>,
    /// In one of these languages.
    pub languages: Option<Vec<Given<LanguageTag>>>,
    /// Only answers, or only starts of threads; both when not given.
    pub is_reply: Option<bool>,
    /// Of this phase.
    pub phase: Option<ID>,
}

/// Orders of contributions; ties go by id.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
pub enum ContributionOrder {
    /// Oldest first.
    CreatedAtAsc,
    /// Newest first.
    #[default]
    CreatedAtDesc,
    /// Most agreement first, by the figure as published; withheld ones last.
    AgreeCountDesc,
    /// Most stands first, by the figure as published; withheld ones last.
    StandCountDesc,
}

impl ContributionOrder {
    const fn sort(self) -> Sort<Column> {
        let (column, descending) = match self {
            Self::CreatedAtAsc => (Column::CreatedAt, false),
            Self::CreatedAtDesc => (Column::CreatedAt, true),
            Self::AgreeCountDesc => (Column::AgreePublished, true),
            Self::StandCountDesc => (Column::TotalPublished, true),
        };
        Sort::public(column, descending)
    }
}

/// The phase that a filter narrows to.
type OfPhase = Narrowed<phase::Entity>;

impl ContributionFilter {
    fn phase(&self) -> Result<Option<OfPhase>> {
        Narrowed::by(self.phase.as_ref(), &["filter", "phase"])
    }

    fn condition(&self, operation: &Operation, phase: Option<&OfPhase>) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(states) = &self.states {
            let states = short("states", states, 14)?;
            condition = condition.add(in_states(states, withheld(operation)));
        }
        if let Some(kinds) = &self.kinds {
            let kinds = short("kinds", kinds, 7)?;
            condition = condition.add(Column::Kind.is_in(kinds.iter().copied()));
        }
        if let Some(languages) = &self.languages {
            let languages = each_read("languages", short("languages", languages, 10)?)?;
            condition = condition.add(Column::Language.is_in(languages));
        }
        condition = condition.add_option(self.is_reply.map(|is_reply| {
            if is_reply {
                Column::InReplyToId.is_not_null()
            } else {
                Column::InReplyToId.is_null()
            }
        }));
        Ok(condition.add_option(phase.map(|phase| Column::PhaseId.eq(phase.id))))
    }
}

/// Those in one of these states, as they are shown: whose words are withheld, stands there as a mark and is found as one.
fn in_states(states: &[ContributionState], withheld: Option<Condition>) -> Condition {
    let states_are = Condition::all().add(Column::State.is_in(states.iter().copied()));
    let Some(withheld) = withheld else { return states_are };
    let shown = Condition::any()
        .add(Column::AuthorId.is_null())
        .add(withheld.clone().not());
    let found = Condition::any().add(states_are.add(shown));
    if states.contains(&ContributionState::Redacted) {
        found.add(withheld)
    } else {
        found
    }
}

/// What is public of others whose data are stored only; none where nobody's are.
fn withheld(operation: &Operation) -> Option<Condition> {
    let resting = operation.resting();
    let parts = resting.parts(Purpose::ParticipationAdmin, operation.clock().now());
    if parts.is_empty() {
        return None;
    }
    let public = ContributionState::iter().filter(|state| is_public(*state));
    let withheld = Condition::all()
        .add(Column::State.is_in(public))
        .add(Column::AuthorId.is_in(parts));
    let actor = operation.known_actor();
    let own = actor.and_then(|actor| Some(participation::own_ids(actor.tenant, actor.person()?.person)));
    Some(match own {
        Some(own) => withheld.add(Column::AuthorId.not_in_subquery(own)),
        None => withheld,
    })
}

/// What has a list of the contributions to it.
pub(crate) trait Contributed: Identified {
    /// Its type and name in GraphQL.
    const NAME: &'static str;
    /// The column that names it.
    const PARENT: Column;
}

/// Those to all its phases.
impl Contributed for project::Entity {
    const NAME: &'static str = "Project.contributions";
    const PARENT: Column = Column::ProjectId;
}

impl Contributed for phase::Entity {
    const NAME: &'static str = "Phase.contributions";
    const PARENT: Column = Column::PhaseId;
}

/// The contributions to one of these that the viewer may know of, out of the pages of its level. Where their phases were read
/// before them, `reviews` are what those say.
pub(crate) async fn contributions_of<P: Contributed>(
    ctx: &Context<'_>,
    parent: Id<P>,
    pages: &Pages<P, Contribution>,
    reviews: Option<&[(PhaseId, Review)]>,
    filter: &ContributionFilter,
    order: ContributionOrder,
    args: &PageArgs,
) -> Result<ContributionConnection> {
    let operation = operation(ctx)?;
    let phase = filter.phase()?;
    let relation = Relation::<Entity> {
        name: P::NAME,
        which: &format!("{filter:?} {order:?}"),
        parent: P::PARENT,
        condition: filter.condition(operation, phase.as_ref())?,
        order: order.sort().into(),
    };
    let phase = phase.as_ref();
    let page = pages.get(ctx, parent, relation, args, |rows| async move {
        is_known(operation, phase).await?;
        made(operation, rows, reviews).await
    });
    Ok(page.await?.into())
}

/// The direct answers to a contribution, out of the pages of its level.
pub(super) async fn replies_to(
    ctx: &Context<'_>,
    contribution: ContributionId,
    pages: &Pages<Entity, Contribution>,
    order: ContributionOrder,
    args: &PageArgs,
) -> Result<ContributionConnection> {
    let operation = operation(ctx)?;
    let relation = Relation::<Entity> {
        name: "Contribution.replies",
        which: &format!("{order:?}"),
        parent: Column::InReplyToId,
        condition: Condition::all(),
        order: order.sort().into(),
    };
    let page = pages
        .get(ctx, contribution, relation, args, |rows| of(operation, rows))
        .await?;
    Ok(page.into())
}

/// The contributions that were merged into one, out of the pages of its level.
pub(super) async fn merged_into(
    ctx: &Context<'_>,
    contribution: ContributionId,
    pages: &Pages<Entity, Contribution>,
    args: &PageArgs,
) -> Result<ContributionConnection> {
    let operation = operation(ctx)?;
    let relation = Relation::<Entity> {
        name: "Contribution.mergedContributions",
        which: "",
        parent: Column::MergedIntoId,
        // The state says so only once it is published; until then the column holds a proposal.
        condition: Condition::all().add(Column::State.eq(ContributionState::Merged)),
        order: ContributionOrder::CreatedAtAsc.sort().into(),
    };
    let page = pages
        .get(ctx, contribution, relation, args, |rows| of(operation, rows))
        .await?;
    Ok(page.into())
}

/// The viewer's own contributions in the agency; for the viewer alone.
pub(crate) async fn contributions_of_viewer(
    ctx: &Context<'_>,
    filter: &ContributionFilter,
    order: ContributionOrder,
    args: &PageArgs,
) -> Result<Option<ContributionConnection>> {
    let Some((actor, person)) = gate::viewer(ctx, Field::ViewerContributions) else {
        return Ok(None);
    };
    let operation = operation(ctx)?;
    let phase = filter.phase()?;
    is_known(operation, phase.as_ref()).await?;
    let condition = Condition::all()
        .add(Column::AuthorId.in_subquery(participation::own_ids(actor.tenant, person.person)))
        .add(filter.condition(operation, phase.as_ref())?);
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let whose = person.person.uuid().to_string();
    let list = ["Viewer.contributions", &whose, &format!("{filter:?} {order:?}")];
    let page = paged(ctx, operation, rows, order.sort(), &list, args).await?;
    let nouns = of(operation, page.nodes().cloned().collect()).await?;
    Ok(Some(page.with(nouns).into()))
}
