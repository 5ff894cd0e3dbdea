//! The mutations of stands: what they are called, what they do, and the verbs that do it.

use async_graphql::{Context, Object, SimpleObject};
use entity::vocabulary::AccessClass;

use super::{
    contribution::Contribution,
    react,
    reaction::{Reaction, reactions_to},
};
use crate::relay::{Noun, access::access, answer, operation, reread};

/// What reactToContribution answers.
#[derive(Debug, SimpleObject)]
pub(crate) struct ReactToContributionPayload {
    /// The reaction as it is now, read with your rights; null when the mutation is refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    reaction: Option<Reaction>,
    /// The contribution as it is now, read with your rights; null when the mutation is refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    contribution: Option<Contribution>,
}

/// What withdrawReaction answers.
#[derive(Debug, SimpleObject)]
pub(crate) struct WithdrawReactionPayload {
    /// The contribution as it is now, read with your rights; null when the mutation is refused, and without an error when
    /// you may not know of the contribution any more.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    contribution: Option<Contribution>,
}

/// The mutations of stands.
#[derive(Default)]
pub struct ReactionMutations;

#[Object(name = "ReactionMutations")]
impl ReactionMutations {
    /// Takes a stand on a published contribution; a change of mind replaces the stand before, and the same stand again
    /// changes nothing.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `INVALID_TRANSITION`, `PHASE_NOT_OPEN`, `SECTOR_UNKNOWN`, `SECTOR_NOT_ELIGIBLE`.
    /// ```graphql
    /// mutation {
    ///   reactToContribution(input: {
    ///     contribution: "contribution_01h455vb4pex5vsknk084sn02q", stand: AGREE
    ///   }) { reaction { id stand } contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn react_to_contribution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: react::ReactToContributionInput,
    ) -> ReactToContributionPayload {
        let done = async {
            let id = react::react(operation(ctx)?, input).await?;
            let contribution = reread(ctx, id).await?;
            let reaction = reactions_to(operation(ctx)?, vec![id]).await?.pop();
            Ok((reaction.map(|(_, reaction)| reaction), contribution))
        };
        let (reaction, contribution) = answer(ctx, Some("reaction"), done.await).unzip();
        ReactToContributionPayload {
            reaction: reaction.flatten(),
            contribution,
        }
    }

    /// Takes your stand on a contribution back; where there is none, nothing changes.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `PHASE_NOT_OPEN`.
    /// ```graphql
    /// mutation {
    ///   withdrawReaction(input: {
    ///     contribution: "contribution_01h455vb4pex5vsknk084sn02q"
    ///   }) { contribution { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn withdraw_reaction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: react::WithdrawReactionInput,
    ) -> WithdrawReactionPayload {
        let done = async {
            let operation = operation(ctx)?;
            let id = react::withdraw(operation, input).await?;
            Contribution::find(operation, id).await
        };
        WithdrawReactionPayload {
            contribution: answer(ctx, Some("contribution"), done.await).flatten(),
        }
    }
}
