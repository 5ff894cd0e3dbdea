//! The noun of a run of the retention job.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    id::{RetentionRuleId, RetentionRunId},
    retention_result, retention_rule,
    retention_run::{Entity, Model},
    sealed::TenantInternal,
    vocabulary::{AccessClass, Purpose},
};
use sea_orm::Condition;

use super::retention_rule::RetentionRule;
use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{self, Duty, Gated},
    },
    policy::{Field, FieldQuestion},
    relay::{
        Count, Noun,
        access::{access, list},
        answer, global_id, operation, referred,
    },
    statistics::{Threshold, disclosure},
    store::{Level, Tx},
};

/// One run of the retention job; it counts and names nobody.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct RetentionRun {
    #[graphql(skip)]
    pub(crate) key: RetentionRunId,
    #[graphql(skip)]
    question: FieldQuestion,
    #[graphql(skip)]
    results: Arc<Level<RetentionRunId, Vec<Told>>>,
    /// When it began. Read by who works for the agency.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    started_at: Gated<TenantInternal<DateTime<Utc>>>,
    /// When it ended; null while it runs. Read by who works for the agency.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    finished_at: Gated<TenantInternal<Option<DateTime<Utc>>>>,
}

connection!(
    RetentionRunConnection,
    RetentionRunEdge,
    RetentionRun,
    "runs of the retention job"
);

/// What a run did for one rule, as far as it may be told.
#[derive(Clone, Debug)]
struct Told {
    rule: RetentionRuleId,
    deleted: TenantInternal<Count>,
    anonymised: TenantInternal<Count>,
    held: TenantInternal<Count>,
}

/// What a run did for one rule.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub(super) struct RetentionResult {
    #[graphql(skip)]
    rule_key: RetentionRuleId,
    #[graphql(skip)]
    rules: Arc<Level<RetentionRuleId, RetentionRule>>,
    /// Records or values that were deleted; withheld below the agency's threshold, and of answers to evaluations whatever
    /// their number: less the groups that are told of it would be that of the others. Read by who works for the agency.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    deleted_count: Gated<TenantInternal<Count>>,
    /// Records whose link to a person was removed; withheld as `deletedCount` is. Read by who works for the agency.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    anonymised_count: Gated<TenantInternal<Count>>,
    /// Of how many of these a hold keeps a copy; withheld as `deletedCount` is. Read by who places holds.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    held_count: Gated<TenantInternal<Count>>,
}

#[ComplexObject]
impl RetentionRun {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// What it did, rule by rule. Read by who works for the agency.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None), directive = list::apply(50))]
    async fn by_rule(&self, ctx: &Context<'_>) -> Option<Vec<RetentionResult>> {
        let ask = |field| FieldQuestion { field, ..self.question };
        if !gate::may_read(ctx, &ask(Field::RetentionRunByRule)) {
            return None;
        }
        let found = async {
            let operation = operation(ctx)?;
            let rows = self.results.get(self.key, |runs| results(operation, runs)).await?;
            let rows = rows.unwrap_or_default();
            let rules = Level::of(rows.iter().map(|row| row.rule));
            let one = |row: Told| RetentionResult {
                rule_key: row.rule,
                rules: Arc::clone(&rules),
                deleted_count: Gated::new(row.deleted, ask(Field::RetentionResultDeletedCount)),
                anonymised_count: Gated::new(row.anonymised, ask(Field::RetentionResultAnonymisedCount)),
                held_count: Gated::new(row.held, ask(Field::RetentionResultHeldCount)),
            };
            Ok(rows.into_iter().map(one).collect())
        };
        answer(ctx, None, found.await)
    }
}

#[ComplexObject]
impl RetentionResult {
    /// The rule that was followed.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn rule(&self, ctx: &Context<'_>) -> Option<RetentionRule> {
        referred(ctx, &self.rules, self.rule_key).await
    }
}

async fn results(operation: &Operation, runs: Vec<RetentionRunId>) -> Result<Vec<(RetentionRunId, Vec<Told>)>> {
    use retention_result::{Column, Entity};
    let tx = operation.snapshot().await?;
    let most = u64::try_from(runs.len().saturating_mul(50)).unwrap_or(u64::MAX);
    let theirs = Condition::all().add(tx.among(Column::RunId, runs.iter().map(|id| id.uuid())));
    let rows = tx
        .rows::<Entity>()
        .filter(theirs)
        .order(Column::RuleId, sea_orm::Order::Asc);
    let rows = rows.all(most).await?;
    let k = Threshold::of(tx.terms().await?.disclosure_threshold);
    let alone = told_alone(&tx, &rows).await?;
    let tell = |row: &retention_result::Model| {
        let told = |number: &TenantInternal<i32>| {
            let number = u32::try_from(*Duty::Count.open(number)).unwrap_or_default();
            let told = if alone.contains(&row.rule_id) {
                disclosure::count(number, k)
            } else {
                disclosure::margin(number)
            };
            TenantInternal::new(Count::from(told))
        };
        Told {
            rule: row.rule_id,
            deleted: told(&row.deleted),
            anonymised: told(&row.anonymised),
            held: told(&row.held),
        }
    };
    let of = |run| (run, rows.iter().filter(|row| row.run_id == run).map(tell).collect());
    Ok(runs.into_iter().map(of).collect())
}

/// The rules of these results whose numbers stand alone. Answers are told of group by group, some of which are withheld.
async fn told_alone(tx: &Tx, rows: &[retention_result::Model]) -> Result<Vec<RetentionRuleId>> {
    let mut rules: Vec<_> = rows.iter().map(|row| row.rule_id).collect();
    rules.sort_unstable();
    rules.dedup();
    let rules = tx.by_ids::<retention_rule::Entity>(&rules).await?.into_iter();
    let alone = rules.filter(|rule| *Duty::Count.open(&rule.purpose) != Purpose::Evaluation);
    Ok(alone.map(|rule| rule.id).collect())
}

/// The nouns of rows, which are one level.
pub(super) fn of(operation: &Operation, rows: Vec<Model>) -> Result<Vec<RetentionRun>> {
    let question = FieldQuestion::of(Field::RetentionRunByRule, operation.actor()?.roles());
    let results = Level::of(rows.iter().map(|row| row.id));
    let one = |row: Model| RetentionRun {
        key: row.id,
        question,
        results: Arc::clone(&results),
        started_at: Gated::new(
            row.started_at,
            FieldQuestion {
                field: Field::RetentionRunStartedAt,
                ..question
            },
        ),
        finished_at: Gated::new(
            row.finished_at,
            FieldQuestion {
                field: Field::RetentionRunFinishedAt,
                ..question
            },
        ),
    };
    Ok(rows.into_iter().map(one).collect())
}

impl Noun for RetentionRun {
    type Entity = Entity;

    fn key(&self) -> RetentionRunId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[RetentionRunId]) -> Result<Vec<Self>> {
        of(operation, operation.by_ids(ids).await?)
    }
}
