//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object, SimpleObject};
use entity::{sealed::Confidential, vocabulary::AccessClass};

use super::{
    client::Client,
    register_client::{self, RegisterClientInput},
    revoke_client::{self, RevokeClientInput},
    rotate_client_secret::{self, RotateClientSecretInput, Told},
    update_client::{self, UpdateClientInput},
};
use crate::{
    error::Result,
    operation::gate::Gated,
    policy::{Field, FieldQuestion, Relation},
    relay::{access::access, answer, operation, reread},
};

/// A secret, for who had it made in this very operation.
type Shown = Gated<Confidential<Option<String>>>;

/// What registerClient answers.
#[derive(Debug, SimpleObject)]
pub(super) struct RegisterClientPayload {
    /// The client as it is now, read with your rights; null when the mutation is refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    client: Option<Client>,
    /// The secret, shown this once; null on a repeat with the same key.
    #[graphql(directive = access::apply(AccessClass::Confidential, None))]
    client_secret: Option<Shown>,
}

/// What rotateClientSecret answers.
#[derive(Debug, SimpleObject)]
pub(super) struct RotateClientSecretPayload {
    /// The client as it is now, read with your rights; null when the mutation is refused.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    client: Option<Client>,
    /// The new secret, shown this once; null on a repeat with the same key.
    #[graphql(directive = access::apply(AccessClass::Confidential, None))]
    client_secret: Option<Shown>,
}

payload!(UpdateClientPayload, "updateClient", client: Client, "client");
payload!(RevokeClientPayload, "revokeClient", client: Client, "client");

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

async fn told(ctx: &Context<'_>, told: Told, field: Field) -> Result<(Client, Shown)> {
    let asked = FieldQuestion::of(field, operation(ctx)?.actor()?.roles()).related(Relation::Requester);
    let shown = Gated::new(Confidential::new(told.secret), asked);
    Ok((reread(ctx, told.id).await?, shown))
}

#[Object(name = "ClientMutations")]
impl Mutations {
    /// Registers a partner's program and gives out its secret once; it then takes tokens by `client_credentials` at
    /// `/oauth/token`.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   registerClient(input: {
    ///     name: "Riverside dashboard", sector: STATE, expiresAt: "2027-03-31T22:00:00Z"
    ///   }) { client { id state } clientSecret }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn register_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RegisterClientInput,
    ) -> RegisterClientPayload {
        let done = async {
            let done = register_client::register(operation(ctx)?, input).await?;
            told(ctx, done, Field::RegisterClientPayloadClientSecret).await
        };
        let (client, client_secret) = answer(ctx, Some("client"), done.await).unzip();
        RegisterClientPayload { client, client_secret }
    }

    /// Changes what a client is called, sees, and how long; it holds for its very next request.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   updateClient(input: {
    ///     client: "client_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", expiresAt: "2027-12-31T00:00:00Z"
    ///   }) { client { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn update_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateClientInput,
    ) -> UpdateClientPayload {
        let done = async { reread(ctx, update_client::update(operation(ctx)?, input).await?).await };
        UpdateClientPayload {
            client: answer(ctx, Some("client"), done.await),
        }
    }

    /// Replaces a client's secret; the old one and all tokens that were taken with it end at once.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   rotateClientSecret(input: {
    ///     client: "client_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { client { id state } clientSecret }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn rotate_client_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RotateClientSecretInput,
    ) -> RotateClientSecretPayload {
        let done = async {
            let done = rotate_client_secret::rotate(operation(ctx)?, input).await?;
            told(ctx, done, Field::RotateClientSecretPayloadClientSecret).await
        };
        let (client, client_secret) = answer(ctx, Some("client"), done.await).unzip();
        RotateClientSecretPayload { client, client_secret }
    }

    /// Ends a client's credential and all its tokens at once, for good.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   revokeClient(input: {
    ///     client: "client_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", reason: "The contract ended."
    ///   }) { client { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn revoke_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RevokeClientInput,
    ) -> RevokeClientPayload {
        let done = async { reread(ctx, revoke_client::revoke(operation(ctx)?, input).await?).await };
        RevokeClientPayload {
            client: answer(ctx, Some("client"), done.await),
        }
    }
}
