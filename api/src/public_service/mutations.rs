//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::{
    create_public_service::{self, CreatePublicServiceInput, CreatePublicServicePayload},
    moves::{self, ActivatePublicServiceInput, RetirePublicServiceInput},
    public_service::PublicService,
    update_public_service::{self, UpdatePublicServiceInput, UpdatePublicServicePayload},
};
use crate::relay::{access::access, answer, operation, reread};

payload!(ActivatePublicServicePayload, "activatePublicService", public_service: PublicService, "public service");
payload!(RetirePublicServicePayload, "retirePublicService", public_service: PublicService, "public service");

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "PublicServiceMutations")]
impl Mutations {
    /// Enters a public service, under development.
    /// Codes: `FORBIDDEN`.
    /// ```graphql
    /// mutation {
    ///   createPublicService(input: {
    ///     title: "School travel plans", description: "What it is about."
    ///     competentAuthority: "City of Example"
    ///   }) { publicService { id status } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn create_public_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CreatePublicServiceInput,
    ) -> CreatePublicServicePayload {
        let done = async { reread(ctx, create_public_service::create(operation(ctx)?, input).await?).await };
        CreatePublicServicePayload {
            public_service: answer(ctx, Some("publicService"), done.await),
        }
    }

    /// Changes the description of a public service.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`.
    /// ```graphql
    /// mutation {
    ///   updatePublicService(input: {
    ///     publicService: "publicservice_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///     title: "School travel plans"
    ///   }) { publicService { id status } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn update_public_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdatePublicServiceInput,
    ) -> UpdatePublicServicePayload {
        let done = async { reread(ctx, update_public_service::update(operation(ctx)?, input).await?).await };
        UpdatePublicServicePayload {
            public_service: answer(ctx, Some("publicService"), done.await),
        }
    }

    /// Says that a public service is offered now.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   activatePublicService(input: {
    ///     publicService: "publicservice_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { publicService { id status } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn activate_public_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ActivatePublicServiceInput,
    ) -> ActivatePublicServicePayload {
        let done = async { reread(ctx, moves::activate(operation(ctx)?, input).await?).await };
        ActivatePublicServicePayload {
            public_service: answer(ctx, Some("publicService"), done.await),
        }
    }

    /// Says that a public service is no longer offered.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   retirePublicService(input: {
    ///     publicService: "publicservice_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", reason: "Because …"
    ///   }) { publicService { id status } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn retire_public_service(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RetirePublicServiceInput,
    ) -> RetirePublicServicePayload {
        let done = async { reread(ctx, moves::retire(operation(ctx)?, input).await?).await };
        RetirePublicServicePayload {
            public_service: answer(ctx, Some("publicService"), done.await),
        }
    }
}
