//! The noun.

use async_graphql::{ComplexObject, Context, ID, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{
    id::OrganisationId,
    organisation::{Entity, Model},
    scalar::Url,
    sealed::TenantInternal,
    vocabulary::{AccessClass, ActorType, Sector},
};

use super::{acted::ActedOrganisation, rules::told_by};
use crate::{
    error::Result,
    operation::{Operation, gate::Gated},
    policy::{Field, FieldQuestion},
    relay::{
        ActionName, Noun, Permission,
        access::{access, list},
        answer, global_id, permissions, version_in,
    },
};

/// An organisation of one of the three sectors.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex, serial)]
pub struct Organisation {
    #[graphql(skip)]
    pub(crate) key: OrganisationId,
    #[graphql(skip)]
    seen: i64,
    /// Whether a link from a person to it stays with the person.
    #[graphql(skip)]
    pub(crate) tells: bool,
    /// Name of the organisation.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) name: String,
    /// What kind of organisation it is.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    actor_type: ActorType,
    /// Its sector, which follows from the kind.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    sector: Sector,
    /// Site of the organisation; null where none was given.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    url: Option<Url>,
    /// Whether the agency checked that it exists and who speaks for it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    is_verified: bool,
    /// Whether belonging to it tells something of article 9, as with a patients' group; links to people are then
    /// SENSITIVE. Read by staff of the agency by role.
    #[graphql(directive = access::apply(AccessClass::TenantInternal, None))]
    reveals_special_category: Gated<TenantInternal<bool>>,
    /// When it was entered.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    created_at: DateTime<Utc>,
}

connection!(OrganisationConnection, OrganisationEdge, Organisation, "organisations");

#[ComplexObject]
impl Organisation {
    /// Global id.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    pub(crate) async fn id(&self) -> ID {
        global_id(self.key)
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
        let acted = ActedOrganisation {
            is_verified: self.is_verified,
        };
        answer(ctx, None, permissions(ctx, actions.as_deref(), &acted))
    }

    /// Opaque version for changes.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn version(&self, ctx: &Context<'_>) -> String {
        version_in(ctx, self.key, self.seen)
    }
}

/// The noun of a row.
pub(super) fn of(operation: &Operation, row: Model) -> Result<Organisation> {
    let roles = operation.actor()?.roles();
    Ok(Organisation {
        key: row.id,
        seen: row.version,
        tells: told_by(&row),
        name: row.name,
        actor_type: row.actor_type,
        sector: row.actor_type.sector(),
        url: row.url,
        is_verified: row.is_verified,
        reveals_special_category: Gated::new(
            row.reveals_special_category,
            FieldQuestion::of(Field::OrganisationRevealsSpecialCategory, roles),
        ),
        created_at: row.created_at,
    })
}

impl Noun for Organisation {
    type Entity = Entity;

    fn key(&self) -> OrganisationId {
        self.key
    }

    async fn load(operation: &Operation, ids: &[OrganisationId]) -> Result<Vec<Self>> {
        let rows = operation.by_ids(ids).await?;
        rows.into_iter().map(|row| of(operation, row)).collect()
    }
}
