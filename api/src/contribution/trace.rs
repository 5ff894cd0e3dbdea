//! The way of a contribution, from the moments that its row keeps.

use async_graphql::{Enum, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    contribution::Model,
    sealed::TenantInternal,
    vocabulary::{AccessClass, ContributionState},
};

use super::disposition::{is_implemented, why_not};
use crate::{operation::gate::Gated, policy::FieldQuestion, relay::access::access};

/// What can happen to a contribution.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub(super) enum TraceStepKind {
    /// It was submitted.
    Submitted,
    /// It was published.
    Published,
    /// It came under review.
    UnderReview,
    /// What became of it was published.
    Disposed,
    /// It was merged into another one.
    Merged,
    /// It was carried out.
    Implemented,
    /// It was not carried out.
    NotImplemented,
    /// Its author withdrew it.
    Withdrawn,
    /// It was emptied.
    Redacted,
}

/// One step on the way of a contribution.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct TraceStep {
    /// What happened.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    kind: TraceStepKind,
    /// When it happened or was published; of what was emptied when it last changed before, so that the moment tells neither
    /// what belonged to one person nor by which right it is so.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    occurred_at: DateTime<Utc>,
    /// The published reason; null where none was asked for, and where the contribution is redacted.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    reason: Option<Gated<TenantInternal<Option<String>>>>,
}

/// A step, before its reason is asked for.
#[derive(Clone, Debug)]
struct Step {
    kind: TraceStepKind,
    occurred_at: DateTime<Utc>,
    reason: Option<TenantInternal<Option<String>>>,
}

/// The steps of a row, before their reasons are asked for.
#[derive(Clone, Debug)]
pub(super) struct Steps(Vec<Step>);

impl Steps {
    /// Those of a row, oldest first. What is only proposed is no step.
    pub(super) fn of(row: &Model) -> Self {
        let step = |kind, at: Option<DateTime<Utc>>, reason: Option<TenantInternal<Option<String>>>| {
            at.map(|occurred_at| Step {
                kind,
                occurred_at,
                reason,
            })
        };
        let disposed = if row.state == ContributionState::Merged {
            TraceStepKind::Merged
        } else {
            TraceStepKind::Disposed
        };
        let implemented = if is_implemented(row) {
            TraceStepKind::Implemented
        } else {
            TraceStepKind::NotImplemented
        };
        let last = match row.state {
            ContributionState::Withdrawn => step(TraceStepKind::Withdrawn, Some(row.updated_at), None),
            ContributionState::Redacted => step(TraceStepKind::Redacted, Some(row.updated_at), None),
            _ => None,
        };
        let steps = [
            step(TraceStepKind::Submitted, row.submitted_at, None),
            step(TraceStepKind::Published, row.published_at, None),
            step(TraceStepKind::UnderReview, row.review_started_at, None),
            step(disposed, row.disposed_at, Some(row.outcome_reason.clone())),
            step(
                implemented,
                row.implemented_at,
                why_not(row).map(|why| TenantInternal::new(Some(why))),
            ),
            last,
        ];
        Self(steps.into_iter().flatten().collect())
    }

    /// Those that a reader is shown; `question` opens what became of the row.
    pub(super) fn asked(&self, question: FieldQuestion) -> Vec<TraceStep> {
        let shown = |step: &Step| TraceStep {
            kind: step.kind,
            occurred_at: step.occurred_at,
            reason: step.reason.clone().map(|reason| Gated::new(reason, question)),
        };
        self.0.iter().map(shown).collect()
    }
}
