//! The noun.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, ID};
use chrono::{DateTime, Utc};
use entity::{
    id::PublicServiceId,
    public_service::{Entity, Model},
    scalar::Url,
    set::Set,
    vocabulary::{AccessClass, PublicServiceStatus, ServiceChannel},
};

use super::acted::ActedService;
use crate::{
    error::Result,
    operation::Operation,
    project::{Project, ProjectConnection, ProjectFilter, ProjectOrder, projects_about},
    relay::{
        ActionName, Noun, PageArgs, Pages, Permission,
        access::{access, list},
        answer, global_id, permissions, version_in,
    },
};

noun! {
    /// A service that a public organisation offers or plans (CPSV-AP).
    pub struct PublicService of public_service {
        #[doc = "What the service is called."]
        title: String, Public;
        #[doc = "What it does for whom."]
        description: String, Public;
        #[doc = "Public organisation that is responsible for it."]
        competent_authority: String, Public;
        #[doc = "Policy theme; not one of the three sectors of co-creation. Null where none was given."]
        theme: Option<String>, Public;
        #[doc = "How it can be reached."]
        #[graphql(directive = list::apply(6))]
        channels: Set<ServiceChannel>, Public;
        #[doc = "Whether it is offered."]
        status: PublicServiceStatus, Public;
        #[doc = "Why it is no longer offered; null before."]
        status_reason: Option<String>, Public;
        #[doc = "Where to read about it or use it; null where no address was given."]
        url: Option<Url>, Public;
        #[doc = "When it was entered."]
        created_at: DateTime<Utc>, Public;
        #[doc = "When what is public of it last changed."]
        updated_at: DateTime<Utc>, Public;
    }
    with {
        for_whom: Vec<String>,
        about: Arc<Pages<Entity, Project>>,
    }
}

connection!(
    PublicServiceConnection,
    PublicServiceEdge,
    PublicService,
    "public services"
);

#[ComplexObject]
impl PublicService {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// For whom it is, in the agency's own words.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    async fn audience(&self) -> &[String] {
        &self.for_whom
    }

    /// Projects about this service that you may know of.
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
        let (filter, args) = (
            filter.unwrap_or_default(),
            PageArgs {
                first,
                after,
                last,
                before,
            },
        );
        answer(
            ctx,
            None,
            projects_about(ctx, self.key, &self.about, &filter, order_by, &args).await,
        )
    }

    /// What you may do to it now, decided by the rules that the mutations themselves ask.
    #[graphql(directive = access::apply(AccessClass::Public, None), directive = list::apply(20))]
    async fn viewer_can(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only these, at most 20; all that are done to it when not given.")] actions: Option<
            Vec<ActionName>,
        >,
    ) -> Option<Vec<Permission>> {
        let acted = ActedService { status: self.status };
        answer(ctx, None, permissions(ctx, actions.as_deref(), &acted))
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

/// The nouns of rows, which are one level.
pub(super) fn of(rows: Vec<Model>) -> Vec<PublicService> {
    let about = Pages::of(rows.iter().map(|row| row.id));
    let noun = |row: Model| {
        let for_whom = row.audience.lines().map(ToOwned::to_owned).collect();
        PublicService::made(row, for_whom, Arc::clone(&about))
    };
    rows.into_iter().map(noun).collect()
}

impl Noun for PublicService {
    type Entity = Entity;

    fn key(&self) -> PublicServiceId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[PublicServiceId]) -> Result<Vec<Self>> {
        Ok(of(operation.by_ids(ids).await?))
    }
}
