//! The agencies that an account can sign in to, for who signed in with it.

use async_graphql::{Context, SimpleObject};
use entity::vocabulary::AccessClass;

use crate::{
    error::Result,
    operation::gate,
    policy::Field,
    relay::{access::access, operation},
};

/// The most agencies that are listed.
const MOST: u64 = 50;

/// An agency that your account belongs to; it opens nothing of it, sign in there to read more.
#[derive(Clone, Debug, SimpleObject)]
pub(super) struct ViewerTenant {
    /// Short name to sign in with.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    slug: String,
    /// Name of the agency.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    name: String,
    /// Whether this request speaks to it.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    is_current: bool,
}

/// The viewer's own agencies; none unless the viewer is a person.
pub(super) async fn own(ctx: &Context<'_>) -> Result<Option<Vec<ViewerTenant>>> {
    let operation = operation(ctx)?;
    let Some((actor, _)) = gate::viewer(ctx, Field::ViewerTenants) else {
        return Ok(None);
    };
    let tenants = operation.snapshot().await?.own_agencies(MOST).await?;
    let noun = |row: entity::tenant::Model| ViewerTenant {
        is_current: row.id == actor.tenant,
        slug: row.slug,
        name: row.name,
    };
    Ok(Some(tenants.into_iter().map(noun).collect()))
}
