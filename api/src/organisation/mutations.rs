//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::{
    create_organisation::{self, CreateOrganisationInput, CreateOrganisationPayload},
    update_organisation::{self, UpdateOrganisationInput, UpdateOrganisationPayload},
    verify_organisation::{self, VerifyOrganisationInput, VerifyOrganisationPayload},
};
use crate::relay::{access::access, answer, operation, reread};

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "OrganisationMutations")]
impl Mutations {
    /// Enters an organisation, not verified yet.
    /// Codes: `FORBIDDEN`, `ALREADY_EXISTS`.
    /// ```graphql
    /// mutation {
    ///   createOrganisation(input: {
    ///     name: "Riverside Residents", actorType: COMMUNITY_GROUP
    ///   }) { organisation { id sector } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn create_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CreateOrganisationInput,
    ) -> CreateOrganisationPayload {
        let done = async { reread(ctx, create_organisation::create(operation(ctx)?, input).await?).await };
        CreateOrganisationPayload {
            organisation: answer(ctx, Some("organisation"), done.await),
        }
    }

    /// Changes what is known of an organisation; under a new name it has to be verified anew.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `ALREADY_EXISTS`.
    /// ```graphql
    /// mutation {
    ///   updateOrganisation(input: {
    ///     organisation: "organisation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///     url: "https://example.org/"
    ///   }) { organisation { id sector } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn update_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateOrganisationInput,
    ) -> UpdateOrganisationPayload {
        let done = async { reread(ctx, update_organisation::update(operation(ctx)?, input).await?).await };
        UpdateOrganisationPayload {
            organisation: answer(ctx, Some("organisation"), done.await),
        }
    }

    /// Says that the agency checked the organisation.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   verifyOrganisation(input: {
    ///     organisation: "organisation_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { organisation { id sector } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn verify_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: VerifyOrganisationInput,
    ) -> VerifyOrganisationPayload {
        let done = async { reread(ctx, verify_organisation::verify(operation(ctx)?, input).await?).await };
        VerifyOrganisationPayload {
            organisation: answer(ctx, Some("organisation"), done.await),
        }
    }
}
