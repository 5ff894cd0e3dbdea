//! What becomes of a contribution: proposed, published, carried out.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    contribution::Model,
    id::ContributionId,
    sealed::TenantInternal,
    vocabulary::{AccessClass, DispositionOutcome},
};

use super::{around::Around, contribution::Contribution};
use crate::{
    operation::gate,
    relay::{access::access, answer, operation},
};

/// What became of a contribution.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub(super) struct Disposition {
    #[graphql(skip)]
    target: Option<ContributionId>,
    #[graphql(skip)]
    around: Arc<Around>,
    /// What becomes of it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    outcome: DispositionOutcome,
    /// Why, for everybody; null where the contribution is redacted, whose words it may quote.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    reason: Option<String>,
    /// When all could read it; null while only proposed.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    published_at: Option<DateTime<Utc>>,
}

#[ComplexObject]
impl Disposition {
    /// Where it went; null unless it was merged.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn merged_into(&self, ctx: &Context<'_>) -> Option<Contribution> {
        let target = self.target?;
        let found = async { self.around.contribution(operation(ctx)?, target).await };
        answer(ctx, None, found.await).flatten()
    }
}

type Parts = (
    ((Option<DispositionOutcome>, Option<String>), Option<ContributionId>),
    (Option<DateTime<Utc>>, Arc<Around>),
);

impl Disposition {
    /// What was published.
    pub(super) fn published(row: &Model, around: &Arc<Around>) -> TenantInternal<Option<Self>> {
        Self::sealed(row, around).map(|found| found.filter(|of| of.published_at.is_some()))
    }

    /// What would be published.
    pub(super) fn proposed(row: &Model, around: &Arc<Around>) -> TenantInternal<Option<Self>> {
        Self::sealed(row, around).map(|found| found.filter(|of| of.published_at.is_none()))
    }

    fn sealed(row: &Model, around: &Arc<Around>) -> TenantInternal<Option<Self>> {
        let beside = TenantInternal::new((row.disposed_at, Arc::clone(around)));
        row.outcome
            .clone()
            .zip(row.outcome_reason.clone())
            .zip(row.merged_into_id.clone())
            .zip(beside)
            .map(Self::of)
    }

    fn of((((outcome, reason), target), (published_at, around)): Parts) -> Option<Self> {
        Some(Self {
            target,
            around,
            outcome: outcome?,
            reason,
            published_at,
        })
    }
}

/// Whether an accepted contribution was carried out.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct Implementation {
    /// Whether it was.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    is_implemented: bool,
    /// Why it was not; null where it was, and where the contribution is redacted.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    reason: Option<String>,
    /// When that was recorded.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    recorded_at: DateTime<Utc>,
}

impl Implementation {
    /// What a row tells of it.
    pub(super) fn of(row: &Model) -> Option<Self> {
        Some(Self {
            is_implemented: is_implemented(row),
            reason: why_not(row),
            recorded_at: row.implemented_at?,
        })
    }
}

/// Whether a row that it was recorded of was carried out. The reason why not tells, which an erasure empties and leaves there.
pub(super) const fn is_implemented(row: &Model) -> bool {
    row.implementation_reason.is_none()
}

/// Why it was not, where an erasure left that.
pub(super) fn why_not(row: &Model) -> Option<String> {
    gate::said(row.implementation_reason.clone())
}
