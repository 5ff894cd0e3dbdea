//! Finds any noun by its global id.

use async_graphql::{Context, ID, Interface, Object};
use entity::{id::Identified, invitation, membership, participation, person, project, tenant, vocabulary::AccessClass};

use crate::{
    error::{Code, Refusal, Result},
    operation::Operation,
    participation::Participation,
    people::{self, Person},
    project::Project,
    relay::{access::access, answer, operation, parse_id, prefix_of},
    tenancy::{self, Invitation, Membership, Tenant},
};

/// An object that can be fetched again by its id.
#[derive(Clone, Debug, Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Opaque, stable id; its prefix names the type.",
    directive = access::apply(AccessClass::Public, None)
))]
pub enum Node {
    /// An agency.
    Tenant(Tenant),
    /// A person.
    Person(Person),
    /// A place in an agency.
    Membership(Membership),
    /// An invitation.
    Invitation(Invitation),
    /// A project.
    Project(Project),
    /// Somebody's part in a project.
    Participation(Participation),
}

/// The most ids that one call may ask for.
const MOST: usize = 100;

/// The queries by global id.
#[derive(Default)]
pub struct Queries;

#[Object(name = "NodeQueries")]
impl Queries {
    /// An object by its id; null where there is none that you may know of.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn node(&self, ctx: &Context<'_>, #[graphql(desc = "Global id.")] id: ID) -> Option<Node> {
        let found = async { find(operation(ctx)?, &id).await };
        answer(ctx, None, found.await).flatten()
    }

    /// Objects by their ids, in the order asked for, with null in the place of each that you may not know of.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Global ids, at most 100.")] ids: Vec<ID>,
    ) -> Option<Vec<Option<Node>>> {
        let found = async {
            if ids.len() > MOST {
                let refusal = Refusal::new(Code::BadInput, "The list is too long: 100 ids at most.");
                return Err(refusal.at(&["ids"]).into());
            }
            let operation = operation(ctx)?;
            let mut found = Vec::with_capacity(ids.len());
            for id in &ids {
                found.push(find(operation, id).await?);
            }
            Ok(found)
        };
        answer(ctx, None, found.await)
    }
}

/// The noun with this id. A malformed id, an id of no row and an id of a row that the actor may not know of are one
/// answer, and none of them asks the database differently (T01, T02, T21).
async fn find(operation: &Operation, id: &ID) -> Result<Option<Node>> {
    if operation.known_actor().is_none() {
        return Ok(None);
    }
    Ok(match prefix_of(id) {
        Some(tenant::Entity::PREFIX) => match tenancy::find_tenant(operation).await? {
            Some(tenant) if parse_id(id) == Some(tenant.key) => Some(tenant.into()),
            _ => None,
        },
        Some(person::Entity::PREFIX) => match parse_id(id) {
            Some(id) => people::find(operation, id).await?.map(Into::into),
            None => None,
        },
        Some(membership::Entity::PREFIX) => match parse_id(id) {
            Some(id) => tenancy::find_membership(operation, id).await?.map(Into::into),
            None => None,
        },
        Some(invitation::Entity::PREFIX) => match parse_id(id) {
            Some(id) => tenancy::find_invitation(operation, id).await?.map(Into::into),
            None => None,
        },
        Some(project::Entity::PREFIX) => match parse_id(id) {
            Some(id) => crate::project::find(operation, id).await?.map(Into::into),
            None => None,
        },
        Some(participation::Entity::PREFIX) => match parse_id(id) {
            Some(id) => crate::participation::find(operation, id).await?.map(Into::into),
            None => None,
        },
        _ => None,
    })
}
