//! The noun.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use entity::{
    id::{TemplateObjectiveId, TemplatePhaseId},
    scalar::LanguageTag,
    template_objective::{Column, Entity, Model},
    vocabulary::AccessClass,
};
use sea_orm::{ColumnTrait, Condition, Order};

use super::{
    parts::{MOST, inside_each, needed},
    template_task::{self, TemplateTask},
    texts::in_language,
};
use crate::{
    error::Result,
    operation::Operation,
    relay::{
        Noun,
        access::{access, list},
        answer, global_id, operation, wanted,
    },
    store::Level,
};

/// Something that a template's phase is to reach.
#[derive(Clone, Debug)]
pub struct TemplateObjective {
    pub(crate) key: TemplateObjectiveId,
    row: Arc<Model>,
    siblings: Arc<Level<TemplatePhaseId, Vec<TemplateObjective>>>,
    parts: Arc<Level<TemplateObjectiveId, Vec<TemplateTask>>>,
}

/// Something that a template's phase is to reach.
#[Object]
impl TemplateObjective {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// What the objective is called.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn title(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Wanted language; else the request's (Accept-Language). The template's first where it has none."
        )]
        language: Option<LanguageTag>,
    ) -> String {
        in_language(&self.row.titles, &wanted(ctx, language))
    }

    /// What is to be reached.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn description(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Wanted language; else the request's (Accept-Language). The template's first where it has none."
        )]
        language: Option<LanguageTag>,
    ) -> String {
        in_language(&self.row.descriptions, &wanted(ctx, language))
    }

    /// Objectives that come first.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(50))]
    async fn prerequisites(&self, ctx: &Context<'_>) -> Option<Vec<TemplateObjective>> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |ids| async move { inside(operation, ids).await };
            let siblings = self.siblings.get(self.row.phase_id, load).await?;
            Ok(needed(siblings, &self.row.prerequisites, |noun| {
                noun.row.import_key.as_str()
            }))
        };
        answer(ctx, None, found.await)
    }

    /// What is to be done, each after those it needs.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(50))]
    async fn tasks(&self, ctx: &Context<'_>) -> Option<Vec<TemplateTask>> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |ids| async move { template_task::inside(operation, ids).await };
            Ok(self.parts.get(self.key, load).await?.unwrap_or_default())
        };
        answer(ctx, None, found.await)
    }
}

/// The nouns of rows, which load together what they lead to.
fn of(rows: Vec<Model>) -> Vec<TemplateObjective> {
    let siblings = Level::of(rows.iter().map(|row| row.phase_id));
    let parts = Level::of(rows.iter().map(|row| row.id));
    rows.into_iter()
        .map(|row| TemplateObjective {
            key: row.id,
            row: Arc::new(row),
            siblings: Arc::clone(&siblings),
            parts: Arc::clone(&parts),
        })
        .collect()
}

/// Those inside each of these, in their order: one statement.
pub(super) async fn inside(
    operation: &Operation,
    ids: Vec<TemplatePhaseId>,
) -> Result<Vec<(TemplatePhaseId, Vec<TemplateObjective>)>> {
    let tx = operation.snapshot().await?;
    let own = Condition::all().add(Column::PhaseId.is_in(ids.iter().copied()));
    let rows = tx.rows::<Entity>().filter(own).order(Column::Position, Order::Asc);
    let nouns = of(rows.all(MOST).await?);
    Ok(inside_each(ids, &nouns, |noun| noun.row.phase_id))
}

impl Noun for TemplateObjective {
    type Entity = Entity;

    fn key(&self) -> TemplateObjectiveId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[TemplateObjectiveId]) -> Result<Vec<Self>> {
        Ok(of(operation.by_ids(ids).await?))
    }
}
