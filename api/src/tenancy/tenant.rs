//! The noun of an agency.

use async_graphql::{ComplexObject, Context, ID};
use chrono::{DateTime, Utc};
use entity::{
    origins::Origins,
    scalar::LanguageTag,
    sealed::TenantInternal,
    set::Set,
    vocabulary::{AccessClass, AgencyKind, PhaseType},
};

use super::{invitation::InvitationConnection, queries};
use crate::{
    error::Result,
    operation::{ActedAgency, Operation, gate::Gated},
    policy::{Field, FieldQuestion},
    relay::{
        ActionName, PageArgs, Permission,
        access::{access, list},
        answer, global_id, operation, permissions, version_in,
    },
    store::Store,
};

noun! {
    /// A public agency on this server.
    pub struct Tenant of tenant {
        #[doc = "Short name in addresses."]
        slug: String, Public;
        #[doc = "Name of the agency."]
        name: String, Public;
        #[doc = "What kind of public organisation it is."]
        kind: AgencyKind, Public;
        #[doc = "Country, or country and region, whose law applies (ISO 3166), such as AT or ES-AR."]
        jurisdiction: String, Public;
        #[doc = "Main language."]
        language: LanguageTag, Public;
        #[doc = "Time zone that its days and months follow (IANA name)."]
        time_zone: String, Public;
        #[doc = "How to reach the controller."]
        controller_contact: String, Public;
        #[doc = "How to reach the data protection officer."]
        data_protection_contact: String, Public;
        #[doc = "Smallest number of people that a published figure stands on (k), 3 or more."]
        disclosure_threshold: i32, Public;
        #[doc = "When the agency came to this server."]
        created_at: DateTime<Utc>, Public;
        #[doc = "Phase types that its projects may have."]
        #[graphql(directive = list::apply(4))]
        phase_types: Set<PhaseType>, Public;
        #[doc = "Origins of web pages that may ask as its people and visitors, beside those that the server lets in for all its agencies."]
        #[graphql(directive = list::apply(20))]
        allowed_origins: Origins, Public;
    }
}

#[ComplexObject]
impl Tenant {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
    }

    /// Invitations that were sent; for administrators, and for owners and facilitators those to their projects.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitations.")] filter: Option<queries::InvitationFilter>,
        #[graphql(desc = "Page size from the start, 1 to 100; 20 when neither size is given.")] first: Option<i32>,
        #[graphql(desc = "Cursor after which the page starts.")] after: Option<String>,
        #[graphql(desc = "Page size from the end, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Cursor before which the page ends.")] before: Option<String>,
    ) -> Option<InvitationConnection> {
        answer(
            ctx,
            None,
            queries::invitations(
                ctx,
                &filter.unwrap_or_default(),
                &PageArgs {
                    first,
                    after,
                    last,
                    before,
                },
            )
            .await,
        )
        .flatten()
    }

    /// For how many people's data one reader may ask for one purpose within an hour before an alert stands in the audit
    /// log. Read by administrators and by who oversees the agency's handling of data.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    async fn spread_limit(&self, ctx: &Context<'_>) -> Option<Gated<TenantInternal<i32>>> {
        let found = async {
            let operation = operation(ctx)?;
            let actor = operation.actor()?;
            // One's roles are those in the agency that one speaks to, and it is named among others.
            let roles = if self.key == actor.tenant {
                actor.roles()
            } else {
                Set::EMPTY
            };
            let question = FieldQuestion::of(Field::TenantSpreadLimit, roles);
            let row = operation.snapshot().await?.global().tenant(self.key).await?;
            Ok(row.map(|row| Gated::new(row.spread_limit, question)))
        };
        answer(ctx, None, found.await).flatten()
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
        answer(ctx, None, permissions(ctx, actions.as_deref(), &ActedAgency))
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

/// The agency that the operation speaks to; none where none was named.
pub async fn find(operation: &Operation) -> Result<Option<Tenant>> {
    let Some(actor) = operation.known_actor() else {
        return Ok(None);
    };
    let tx = operation.snapshot().await?;
    Ok(tx.global().tenant(actor.tenant).await?.map(Into::into))
}

/// Whether there is an agency with this short name.
pub async fn is_there(store: &Store, slug: &str) -> Result<bool> {
    let found = store.global().await?.rows().tenant_by_slug(slug).await?;
    Ok(found.is_some())
}
