//! The noun.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use entity::{
    id::{TemplateObjectiveId, TemplateTaskId},
    scalar::LanguageTag,
    template_task::{Column, Entity, Model},
    vocabulary::AccessClass,
};
use sea_orm::{ColumnTrait, Condition, Order};

use super::{
    parts::{MOST, inside_each, needed},
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

/// Something to be done for an objective of a template.
#[derive(Clone, Debug)]
pub struct TemplateTask {
    pub(crate) key: TemplateTaskId,
    row: Arc<Model>,
    siblings: Arc<Level<TemplateObjectiveId, Vec<TemplateTask>>>,
}

/// Something to be done for an objective of a template.
#[Object]
impl TemplateTask {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// What the task is called.
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

    /// What is to be done.
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

    /// Tasks that come first.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(50))]
    async fn prerequisites(&self, ctx: &Context<'_>) -> Option<Vec<TemplateTask>> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |ids| async move { inside(operation, ids).await };
            let siblings = self.siblings.get(self.row.objective_id, load).await?;
            Ok(needed(siblings, &self.row.prerequisites, |noun| {
                noun.row.import_key.as_str()
            }))
        };
        answer(ctx, None, found.await)
    }
}

/// The nouns of rows, which load together what they lead to.
fn of(rows: Vec<Model>) -> Vec<TemplateTask> {
    let siblings = Level::of(rows.iter().map(|row| row.objective_id));
    rows.into_iter()
        .map(|row| TemplateTask {
            key: row.id,
            row: Arc::new(row),
            siblings: Arc::clone(&siblings),
        })
        .collect()
}

/// Those inside each of these, in their order: one statement.
pub(super) async fn inside(
    operation: &Operation,
    ids: Vec<TemplateObjectiveId>,
) -> Result<Vec<(TemplateObjectiveId, Vec<TemplateTask>)>> {
    let tx = operation.snapshot().await?;
    let own = Condition::all().add(Column::ObjectiveId.is_in(ids.iter().copied()));
    let rows = tx.rows::<Entity>().filter(own).order(Column::Position, Order::Asc);
    let nouns = of(rows.all(MOST).await?);
    Ok(inside_each(ids, &nouns, |noun| noun.row.objective_id))
}

impl Noun for TemplateTask {
    type Entity = Entity;

    fn key(&self) -> TemplateTaskId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[TemplateTaskId]) -> Result<Vec<Self>> {
        Ok(of(operation.by_ids(ids).await?))
    }
}
