//! Where reading projects starts.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use entity::{
    id::PublicServiceId,
    project::{Column, Entity},
    public_service,
    vocabulary::{AccessClass, ObjectOfCocreation, ProjectState},
};
use sea_orm::{ColumnTrait, Condition};

use super::project::{Project, ProjectConnection, of};
use crate::{
    error::Result,
    relay::{Narrowed, PageArgs, Pages, Relation, Sort, access::access, answer, is_known, operation, paged, short},
};

/// Which projects; every given condition must hold.
#[derive(Debug, Default, InputObject)]
pub struct ProjectFilter {
    /// In one of these states.
    pub states: Option<Vec<ProjectState>>,
    /// Creating one of these.
    pub objects_of_cocreation: Option<Vec<ObjectOfCocreation>>,
    /// About this public service.
    pub public_service: Option<ID>,
}

/// Orders of projects; ties go by id.
#[derive(Clone, Copy, Debug, Default, Enum, PartialEq, Eq)]
pub enum ProjectOrder {
    /// Oldest first.
    CreatedAtAsc,
    /// Newest first.
    #[default]
    CreatedAtDesc,
    /// By title from A to Z.
    TitleAsc,
    /// By title from Z to A.
    TitleDesc,
}

/// The public service that a filter narrows to.
type OfService = Narrowed<public_service::Entity>;

impl ProjectFilter {
    fn public_service(&self) -> Result<Option<OfService>> {
        Narrowed::by(self.public_service.as_ref(), &["filter", "publicService"])
    }

    fn condition(&self, service: Option<&OfService>) -> Result<Condition> {
        let mut condition = Condition::all();
        if let Some(states) = &self.states {
            let states = short("states", states, 10)?;
            condition = condition.add(Column::State.is_in(states.iter().copied()));
        }
        if let Some(objects) = &self.objects_of_cocreation {
            let objects = short("objectsOfCocreation", objects, 10)?;
            condition = condition.add(Column::ObjectOfCocreation.is_in(objects.iter().copied()));
        }
        Ok(condition.add_option(service.map(|service| Column::PublicServiceId.eq(service.id))))
    }
}

impl ProjectOrder {
    const fn sort(self) -> Sort<Column> {
        let (column, descending) = match self {
            Self::CreatedAtAsc => (Column::CreatedAt, false),
            Self::CreatedAtDesc => (Column::CreatedAt, true),
            Self::TitleAsc => (Column::Title, false),
            Self::TitleDesc => (Column::Title, true),
        };
        Sort::public(column, descending)
    }
}

/// The queries of this domain.
#[derive(Default)]
pub struct Queries;

#[Object(name = "ProjectQueries")]
impl Queries {
    /// Projects of the tenant that you may know of.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    #[expect(clippy::too_many_arguments, reason = "a connection's arguments are its interface")]
    async fn projects(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which projects.")] filter: Option<ProjectFilter>,
        #[graphql(desc = "In which order.", default)] order_by: ProjectOrder,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<ProjectConnection> {
        let args = PageArgs {
            first,
            after,
            last,
            before,
        };
        answer(ctx, None, list(ctx, &filter.unwrap_or_default(), order_by, &args).await)
    }

    /// A project by its short name; null where there is none that you may know of.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn project(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The short name in addresses, unique in the tenant.")] slug: String,
    ) -> Option<Project> {
        answer(ctx, None, by_slug(ctx, slug).await).flatten()
    }
}

async fn list(
    ctx: &Context<'_>,
    filter: &ProjectFilter,
    order: ProjectOrder,
    args: &PageArgs,
) -> Result<ProjectConnection> {
    let service = filter.public_service()?;
    let condition = filter.condition(service.as_ref())?;
    let operation = operation(ctx)?;
    is_known(operation, service.as_ref()).await?;
    let tx = operation.snapshot().await?;
    let rows = || tx.rows::<Entity>().filter(condition.clone());
    let page = paged(
        ctx,
        operation,
        rows,
        order.sort(),
        &["Query.projects", &format!("{filter:?} {order:?}")],
        args,
    )
    .await?;
    let projects = of(page.nodes().cloned());
    Ok(page.with(projects).into())
}

/// The projects about a public service that one may know of, out of the pages of its level.
pub(crate) async fn projects_about(
    ctx: &Context<'_>,
    service: PublicServiceId,
    pages: &Pages<public_service::Entity, Project>,
    filter: &ProjectFilter,
    order: ProjectOrder,
    args: &PageArgs,
) -> Result<ProjectConnection> {
    let operation = operation(ctx)?;
    let narrowed = filter.public_service()?;
    let relation = Relation::<Entity> {
        name: "PublicService.projects",
        which: &format!("{filter:?} {order:?}"),
        parent: Column::PublicServiceId,
        condition: filter.condition(narrowed.as_ref())?,
        order: order.sort().into(),
    };
    let page = pages.get(ctx, service, relation, args, |rows| async move {
        is_known(operation, narrowed.as_ref()).await?;
        Ok(of(rows))
    });
    Ok(page.await?.into())
}

async fn by_slug(ctx: &Context<'_>, slug: String) -> Result<Option<Project>> {
    let tx = operation(ctx)?.snapshot().await?;
    let row = tx
        .rows::<Entity>()
        .filter(Condition::all().add(Column::Slug.eq(slug)))
        .one()
        .await?;
    Ok(of(row).pop())
}
