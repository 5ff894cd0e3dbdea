//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::{
    ask::{self, ExportMyDataInput, ExportMyPortableDataInput, RequestErasureInput},
    data_subject_request::DataSubjectRequest,
    fulfil::{self, FulfilDataSubjectRequestInput},
    handle::{
        self, CloseDataSubjectRequestInput, ConfirmRequestIdentityInput, ExtendDataSubjectRequestInput,
        RefuseDataSubjectRequestInput, StartIdentityCheckInput, WithdrawDataSubjectRequestInput,
    },
    rectify::{self, RequestRectificationInput},
    rest::{self, LiftRestrictionInput, ObjectToProcessingInput, RequestRestrictionInput},
};
use crate::relay::{access::access, answer, operation, reread};

payload!(ExportMyDataPayload, "exportMyData", request: DataSubjectRequest, "request");
payload!(ExportMyPortableDataPayload, "exportMyPortableData", request: DataSubjectRequest, "request");
payload!(RequestRectificationPayload, "requestRectification", request: DataSubjectRequest, "request");
payload!(RequestErasurePayload, "requestErasure", request: DataSubjectRequest, "request");
payload!(RequestRestrictionPayload, "requestRestriction", request: DataSubjectRequest, "request");
payload!(ObjectToProcessingPayload, "objectToProcessing", request: DataSubjectRequest, "request");
payload!(LiftRestrictionPayload, "liftRestriction", request: DataSubjectRequest, "request");
payload!(StartIdentityCheckPayload, "startIdentityCheck", request: DataSubjectRequest, "request");
payload!(ConfirmRequestIdentityPayload, "confirmRequestIdentity", request: DataSubjectRequest, "request");
payload!(ExtendDataSubjectRequestPayload, "extendDataSubjectRequest", request: DataSubjectRequest, "request");
payload!(FulfilDataSubjectRequestPayload, "fulfilDataSubjectRequest", request: DataSubjectRequest, "request");
payload!(RefuseDataSubjectRequestPayload, "refuseDataSubjectRequest", request: DataSubjectRequest, "request");
payload!(CloseDataSubjectRequestPayload, "closeDataSubjectRequest", request: DataSubjectRequest, "request");
payload!(WithdrawDataSubjectRequestPayload, "withdrawDataSubjectRequest", request: DataSubjectRequest, "request");

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "PrivacyMutations")]
impl Mutations {
    /// Asks for a copy of all your data in this agency (GDPR article 15), made at once.
    /// Codes: `FORBIDDEN`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation { exportMyData(input: {}) { request { id state export { document } } } }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn export_my_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ExportMyDataInput,
    ) -> ExportMyDataPayload {
        let done = async { reread(ctx, ask::export(operation(ctx)?, input).await?).await };
        ExportMyDataPayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }

    /// Asks for what you gave on consent or by contract, to take it to somebody else (GDPR article 20), made at once. The
    /// outcomes say for each purpose whether that right applies.
    /// Codes: `FORBIDDEN`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation { exportMyPortableData(input: {}) { request { id outcomes { purpose isDone because } export { document } } } }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn export_my_portable_data(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ExportMyPortableDataInput,
    ) -> ExportMyPortableDataPayload {
        let done = async { reread(ctx, ask::portable(operation(ctx)?, input).await?).await };
        ExportMyPortableDataPayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }

    /// Asks to have data about you corrected (GDPR article 16): your names, your sector or expertise in a project, or words of
    /// yours that you can no longer change. What was wrong stands nowhere once a data steward has carried it out, and words
    /// that were public bear a mark.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   requestRectification(input: {
    ///     object: "contribution_01h455vb4pex5vsknk084sn02q", field: "Contribution.body"
    ///     correction: "A crossing at the school would help."
    ///   }) { request { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn request_rectification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RequestRectificationInput,
    ) -> RequestRectificationPayload {
        let done = async { reread(ctx, rectify::request(operation(ctx)?, input).await?).await };
        RequestRectificationPayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }

    /// Asks to have your data erased (GDPR article 17); the answer tells what stays, by which article.
    /// Codes: `FORBIDDEN`, `RIGHT_NOT_APPLICABLE`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation { requestErasure(input: {}) { request { id state dueAt } } }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn request_erasure(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RequestErasureInput,
    ) -> RequestErasurePayload {
        let done = async { reread(ctx, ask::erasure(operation(ctx)?, input).await?).await };
        RequestErasurePayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }

    /// Asks to have your data stored and not otherwise used (GDPR article 18), all of them or those of one purpose. Once it is
    /// granted, others read nothing of you and your published words are a mark without them; what you consent to later is read
    /// for that.
    /// Codes: `FORBIDDEN`, `RIGHT_NOT_APPLICABLE`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation { requestRestriction(input: { details: "Because …" }) { request { id state dueAt } } }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn request_restriction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RequestRestrictionInput,
    ) -> RequestRestrictionPayload {
        let done = async { reread(ctx, rest::restrict(operation(ctx)?, input).await?).await };
        RequestRestrictionPayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }

    /// Objects to processing for a public task or legitimate interest (GDPR article 21); it stops at once, until it is
    /// decided. A purpose on another basis answers with the article.
    /// Codes: `FORBIDDEN`, `RIGHT_NOT_APPLICABLE`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   objectToProcessing(input: { purpose: RESEARCH, details: "Because …" }) { request { id state restrictsFrom } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn object_to_processing(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ObjectToProcessingInput,
    ) -> ObjectToProcessingPayload {
        let done = async { reread(ctx, rest::object(operation(ctx)?, input).await?).await };
        ObjectToProcessingPayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }

    /// Begins to make sure who asks.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   startIdentityCheck(input: {
    ///     request: "datasubjectrequest_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { request { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn start_identity_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: StartIdentityCheckInput,
    ) -> StartIdentityCheckPayload {
        let done = async { reread(ctx, handle::check_identity(operation(ctx)?, input).await?).await };
        StartIdentityCheckPayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }

    /// Says that the agency made sure who asks, and takes the request up.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   confirmRequestIdentity(input: {
    ///     request: "datasubjectrequest_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { request { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn confirm_request_identity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ConfirmRequestIdentityInput,
    ) -> ConfirmRequestIdentityPayload {
        let done = async { reread(ctx, handle::confirm_identity(operation(ctx)?, input).await?).await };
        ConfirmRequestIdentityPayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }

    /// Takes up to two months longer and tells the person why, within the first month.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   extendDataSubjectRequest(input: {
    ///     request: "datasubjectrequest_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", months: 1, reason: "Because …"
    ///   }) { request { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn extend_data_subject_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ExtendDataSubjectRequestInput,
    ) -> ExtendDataSubjectRequestPayload {
        let done = async { reread(ctx, handle::extend(operation(ctx)?, input).await?).await };
        ExtendDataSubjectRequestPayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }

    /// Carries a request out as far as the law lets it; what must stay is listed with its article. An erasure cannot be undone.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `LAST_ADMINISTRATOR`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   fulfilDataSubjectRequest(input: {
    ///     request: "datasubjectrequest_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { request { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn fulfil_data_subject_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: FulfilDataSubjectRequestInput,
    ) -> FulfilDataSubjectRequestPayload {
        let done = async { reread(ctx, fulfil::fulfil(operation(ctx)?, input).await?).await };
        FulfilDataSubjectRequestPayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }

    /// Refuses a request, with article and reason. Of an objection these are the compelling grounds, and it stops nothing from
    /// then on.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   refuseDataSubjectRequest(input: {
    ///     request: "datasubjectrequest_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", article: "17(3)(b)", reason: "Because …"
    ///   }) { request { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn refuse_data_subject_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RefuseDataSubjectRequestInput,
    ) -> RefuseDataSubjectRequestPayload {
        let done = async { reread(ctx, handle::refuse(operation(ctx)?, input).await?).await };
        RefuseDataSubjectRequestPayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }

    /// Lets restricted data be used again, three days after the person is told of it, which is now (GDPR article 18(3)).
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   liftRestriction(input: {
    ///     request: "datasubjectrequest_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", reason: "Because …"
    ///   }) { request { id restrictsUntil } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn lift_restriction(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: LiftRestrictionInput,
    ) -> LiftRestrictionPayload {
        let done = async { reread(ctx, rest::lift(operation(ctx)?, input).await?).await };
        LiftRestrictionPayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }

    /// Closes an answered request.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   closeDataSubjectRequest(input: {
    ///     request: "datasubjectrequest_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { request { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn close_data_subject_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CloseDataSubjectRequestInput,
    ) -> CloseDataSubjectRequestPayload {
        let done = async { reread(ctx, handle::close(operation(ctx)?, input).await?).await };
        CloseDataSubjectRequestPayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }

    /// Takes a request of yours back: one that is not answered is closed, and data that rest because of it are used again
    /// at once.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   withdrawDataSubjectRequest(input: {
    ///     request: "datasubjectrequest_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { request { id state restrictsUntil } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn withdraw_data_subject_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: WithdrawDataSubjectRequestInput,
    ) -> WithdrawDataSubjectRequestPayload {
        let done = async { reread(ctx, handle::withdraw(operation(ctx)?, input).await?).await };
        WithdrawDataSubjectRequestPayload {
            request: answer(ctx, Some("request"), done.await),
        }
    }
}
