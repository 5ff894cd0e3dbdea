//! The noun.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use entity::{
    id::{ProjectTemplateId, TemplatePhaseId},
    scalar::LanguageTag,
    template_phase::{Column, Entity, Model},
    vocabulary::{AccessClass, PhaseType},
};
use sea_orm::{ColumnTrait, Condition, Order};

use super::{
    parts::{MOST, inside_each, needed},
    template_objective::{self, TemplateObjective},
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

/// A phase of a template.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct TemplatePhase {
    #[graphql(skip)]
    pub(crate) key: TemplatePhaseId,
    #[graphql(skip)]
    row: Arc<Model>,
    #[graphql(skip)]
    siblings: Arc<Level<ProjectTemplateId, Vec<TemplatePhase>>>,
    #[graphql(skip)]
    parts: Arc<Level<TemplatePhaseId, Vec<TemplateObjective>>>,
    /// The phase type that a project's phase made from it gets.
    #[graphql(name = "type", directive = access::apply(AccessClass::Public, None))]
    phase_type: PhaseType,
}

#[ComplexObject]
impl TemplatePhase {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// What the phase is called.
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

    /// What happens in it.
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

    /// Phases that come first.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    async fn prerequisites(&self, ctx: &Context<'_>) -> Option<Vec<TemplatePhase>> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |ids| async move { inside(operation, ids).await };
            let siblings = self.siblings.get(self.row.template_id, load).await?;
            Ok(needed(siblings, &self.row.prerequisites, |noun| {
                noun.row.import_key.as_str()
            }))
        };
        answer(ctx, None, found.await)
    }

    /// What is to be reached, each after those it needs.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(50))]
    async fn objectives(&self, ctx: &Context<'_>) -> Option<Vec<TemplateObjective>> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |ids| async move { template_objective::inside(operation, ids).await };
            Ok(self.parts.get(self.key, load).await?.unwrap_or_default())
        };
        answer(ctx, None, found.await)
    }
}

/// The nouns of rows, which load together what they lead to.
fn of(rows: Vec<Model>) -> Vec<TemplatePhase> {
    let siblings = Level::of(rows.iter().map(|row| row.template_id));
    let parts = Level::of(rows.iter().map(|row| row.id));
    rows.into_iter()
        .map(|row| TemplatePhase {
            key: row.id,
            phase_type: row.phase_type,
            row: Arc::new(row),
            siblings: Arc::clone(&siblings),
            parts: Arc::clone(&parts),
        })
        .collect()
}

/// Those inside each of these, in their order: one statement.
pub(super) async fn inside(
    operation: &Operation,
    ids: Vec<ProjectTemplateId>,
) -> Result<Vec<(ProjectTemplateId, Vec<TemplatePhase>)>> {
    let tx = operation.snapshot().await?;
    let own = Condition::all().add(Column::TemplateId.is_in(ids.iter().copied()));
    let rows = tx.rows::<Entity>().filter(own).order(Column::Position, Order::Asc);
    let nouns = of(rows.all(MOST).await?);
    Ok(inside_each(ids, &nouns, |noun| noun.row.template_id))
}

impl Noun for TemplatePhase {
    type Entity = Entity;

    fn key(&self) -> TemplatePhaseId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[TemplatePhaseId]) -> Result<Vec<Self>> {
        Ok(of(operation.by_ids(ids).await?))
    }
}
