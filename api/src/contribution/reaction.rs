//! The noun of a stand, which nobody reads but who took it.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{
    id::{ContributionId, ReactionId},
    reaction::{Column, Entity, Model},
    scalar::Day,
    sealed::Personal,
    vocabulary::{AccessClass, Purpose, Stand},
};

use super::contribution::Contribution;
use crate::{
    actor::Actor,
    error::Result,
    operation::{
        Operation,
        gate::{self, Gated},
    },
    policy::{Field, FieldQuestion, Relation},
    relay::{Noun, PageArgs, Sorted, access::access, global_id, operation, paged, referred},
    store::Level,
};

/// Your own stand on a contribution; nobody reads that of another.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct Reaction {
    #[graphql(skip)]
    pub(crate) key: ReactionId,
    #[graphql(skip)]
    contribution_key: ContributionId,
    #[graphql(skip)]
    contributions: Arc<Level<ContributionId, Contribution>>,
    #[graphql(skip)]
    may_read_contribution: FieldQuestion,
    /// The stand now; a change of mind replaced the one before. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    stand: Gated<Personal<Stand>>,
    /// Day of the last change. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    reacted_on: Gated<Personal<Day>>,
}

connection!(ReactionConnection, ReactionEdge, Reaction, "reactions");

#[ComplexObject]
impl Reaction {
    /// Global id; random, so that it tells no time.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// What it is about. Read by you alone.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    async fn contribution(&self, ctx: &Context<'_>) -> Option<Contribution> {
        if !gate::may_read(ctx, &self.may_read_contribution) {
            return None;
        }
        referred(ctx, &self.contributions, self.contribution_key).await
    }
}

/// The nouns of rows that the row rule let through, and so of nobody's stands but the reader's own.
fn of(actor: &Actor, rows: Vec<Model>) -> Vec<Reaction> {
    let contributions = Level::of(rows.iter().map(|row| row.contribution_id));
    let relation = Relation::own(actor.person().is_some());
    let ask = |field| FieldQuestion::of(field, actor.roles()).related(relation);
    rows.into_iter()
        .map(|row| Reaction {
            key: row.id,
            contribution_key: row.contribution_id,
            contributions: Arc::clone(&contributions),
            may_read_contribution: ask(Field::ReactionContribution),
            stand: Gated::new(row.stand, ask(Field::ReactionStand)),
            reacted_on: Gated::new(row.reacted_on, ask(Field::ReactionReactedOn)),
        })
        .collect()
}

impl Noun for Reaction {
    type Entity = Entity;

    fn key(&self) -> ReactionId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[ReactionId]) -> Result<Vec<Self>> {
        Ok(of(operation.actor()?, operation.by_ids(ids).await?))
    }
}

/// The viewer's own stands on these contributions: one statement, or none for who signed in nowhere.
pub(super) async fn reactions_to(
    operation: &Operation,
    contributions: Vec<ContributionId>,
) -> Result<Vec<(ContributionId, Reaction)>> {
    let tx = operation.snapshot().await?;
    if tx.actor().person().is_none() {
        return Ok(Vec::new());
    }
    let most = u64::try_from(contributions.len()).unwrap_or(u64::MAX);
    let on = tx.among(Column::ContributionId, contributions.iter().map(|on| on.uuid()));
    let rows = tx.rows::<Entity>().filter(on).all(most).await?;
    let reactions = of(tx.actor(), rows);
    Ok(reactions
        .into_iter()
        .map(|reaction| (reaction.contribution_key, reaction))
        .collect())
}

/// The viewer's own reactions in the agency, by their random ids; for the viewer alone.
pub(crate) async fn reactions_of_viewer(ctx: &Context<'_>, args: &PageArgs) -> Result<Option<ReactionConnection>> {
    let operation = operation(ctx)?;
    if gate::viewer(ctx, Field::ViewerReactions).is_none() {
        return Ok(None);
    }
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>();
    let page = paged(ctx, operation, rows, Sorted::by_ids(), &["Viewer.reactions"], args).await?;
    let nouns = of(tx.actor(), page.nodes().cloned().collect());
    Ok(Some(page.with(nouns).into()))
}
