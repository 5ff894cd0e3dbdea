//! The noun, and where reading templates starts.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    id::ProjectTemplateId,
    project_template::{Column, Entity, Model},
    scalar::LanguageTag,
    vocabulary::AccessClass,
};

use super::{
    template_phase::{self, TemplatePhase},
    texts::{in_language, languages},
};
use crate::{
    error::Result,
    operation::Operation,
    relay::{
        Noun, PageArgs, Sort,
        access::{access, list},
        answer, global_id, operation, paged, wanted,
    },
    store::Level,
};

/// A co-production process to start from; it never changes, a new edition is a new template.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct ProjectTemplate {
    #[graphql(skip)]
    pub(crate) key: ProjectTemplateId,
    #[graphql(skip)]
    row: Arc<Model>,
    #[graphql(skip)]
    parts: Arc<Level<ProjectTemplateId, Vec<TemplatePhase>>>,
    /// Languages that its texts exist in; the first is the main one.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(30))]
    languages: Vec<LanguageTag>,
    /// Where it comes from, with its licence, so that the attribution travels along.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    source: String,
    /// When it was imported.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    created_at: DateTime<Utc>,
}

connection!(
    ProjectTemplateConnection,
    ProjectTemplateEdge,
    ProjectTemplate,
    "templates"
);

#[ComplexObject]
impl ProjectTemplate {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// What the process is called.
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

    /// What the process is for.
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

    /// Its phases, each after those it needs.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    async fn phases(&self, ctx: &Context<'_>) -> Option<Vec<TemplatePhase>> {
        let found = async {
            let operation = operation(ctx)?;
            let load = |ids| async move { template_phase::inside(operation, ids).await };
            Ok(self.parts.get(self.key, load).await?.unwrap_or_default())
        };
        answer(ctx, None, found.await)
    }
}

/// The nouns of rows, which load together what they lead to.
fn of(rows: Vec<Model>) -> Vec<ProjectTemplate> {
    let parts = Level::of(rows.iter().map(|row| row.id));
    rows.into_iter()
        .map(|row| ProjectTemplate {
            key: row.id,
            languages: languages(&row.languages),
            source: row.source.clone(),
            created_at: row.created_at,
            row: Arc::new(row),
            parts: Arc::clone(&parts),
        })
        .collect()
}

impl Noun for ProjectTemplate {
    type Entity = Entity;

    fn key(&self) -> ProjectTemplateId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[ProjectTemplateId]) -> Result<Vec<Self>> {
        Ok(of(operation.by_ids(ids).await?))
    }
}

/// Orders of templates; ties go by id.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
pub enum ProjectTemplateOrder {
    /// Oldest first.
    CreatedAtAsc,
    /// Newest first.
    #[default]
    CreatedAtDesc,
}

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "ExchangeQueries")]
impl Queries {
    /// Templates that a project can start from.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn project_templates(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which order.", default)] order_by: ProjectTemplateOrder,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<ProjectTemplateConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, page(ctx, order_by, &args).await)
    }
}

async fn page(ctx: &Context<'_>, order: ProjectTemplateOrder, args: &PageArgs) -> Result<ProjectTemplateConnection> {
    let operation = operation(ctx)?;
    let tx = operation.snapshot().await?;
    let sort = Sort::public(Column::CreatedAt, order == ProjectTemplateOrder::CreatedAtDesc);
    let name = ["Query.projectTemplates", &format!("{order:?}")];
    let page = paged(ctx, operation, || tx.rows::<Entity>(), sort, &name, args).await?;
    let templates = of(page.nodes().cloned().collect());
    Ok(page.with(templates).into())
}
