//! Why a contribution is held or was rejected.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    contribution::Model,
    id::MembershipId,
    sealed::{Personal, TenantInternal},
    vocabulary::{AccessClass, ContributionState, ModerationRule, Purpose},
};

use super::around::{Around, Part};
use crate::{
    operation::gate::{self, Duty, Gated},
    policy::{Field, FieldQuestion},
    relay::{access::access, answer, operation},
    tenancy::Membership,
};

/// Why a contribution is held or was rejected.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub(super) struct ModerationDecision {
    #[graphql(skip)]
    around: Arc<Around>,
    #[graphql(skip)]
    moderator_key: TenantInternal<Option<MembershipId>>,
    #[graphql(skip)]
    may_read_moderator: FieldQuestion,
    /// The rule that was applied. Read by the author and by moderators.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    rule: Gated<Personal<Option<ModerationRule>>>,
    /// The reason, as the author reads it. Read by the author and by moderators.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    reason: Gated<Personal<Option<String>>>,
    /// When it was decided. Read by the author and by moderators.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    decided_at: Gated<Personal<Option<DateTime<Utc>>>>,
}

#[ComplexObject]
impl ModerationDecision {
    /// Who decided; for staff.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn moderator(&self, ctx: &Context<'_>) -> Option<Membership> {
        if !gate::may_read(ctx, &self.may_read_moderator) {
            return None;
        }
        let moderator = (*Duty::DecideField.open(&self.moderator_key))?;
        let found = async { self.around.moderator(operation(ctx)?, moderator).await };
        answer(ctx, None, found.await).flatten()
    }
}

impl ModerationDecision {
    /// The decision that keeps a row from being published, if one does.
    pub(super) fn of(row: &Model, part: &Part, around: &Arc<Around>) -> Option<Self> {
        let is_kept = matches!(
            row.state,
            ContributionState::Held | ContributionState::RejectedModeration
        );
        is_kept.then(|| Self {
            around: Arc::clone(around),
            moderator_key: row.moderator_id.clone(),
            may_read_moderator: part.ask(Field::ModerationDecisionModerator),
            rule: Gated::new(row.moderation_rule.clone(), part.ask(Field::ModerationDecisionRule)),
            reason: Gated::new(row.moderation_reason.clone(), part.ask(Field::ModerationDecisionReason)),
            decided_at: Gated::new(row.moderated_at.clone(), part.ask(Field::ModerationDecisionDecidedAt)),
        })
    }
}
