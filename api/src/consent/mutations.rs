//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::{
    controller::{
        self, InvalidateConsentInput, InvalidateConsentPayload, RequestConsentInput, RequestConsentPayload,
        RevokeConsentInput, RevokeConsentPayload,
    },
    decide::{
        self, DeferConsentInput, DeferConsentPayload, GiveConsentInput, GiveConsentPayload, RefuseConsentInput,
        RefuseConsentPayload, WithdrawConsentInput, WithdrawConsentPayload,
    },
    paper::{self, RecordPaperConsentInput, RecordPaperConsentPayload},
    publish_notice::{self, PublishNoticeInput, PublishNoticePayload},
    update_purpose::{self, UpdateProcessingPurposeInput, UpdateProcessingPurposePayload},
};
use crate::relay::{access::access, answer, operation, reread};

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "ConsentMutations")]
impl Mutations {
    /// Adapts basis and description of a purpose, or turns it on or off.
    /// Codes: `FORBIDDEN`, `CONFLICT`.
    /// ```graphql
    /// mutation {
    ///   updateProcessingPurpose(input: {
    ///     purpose: CONTACT_NEWS, version: "v8k2f0", isEnabled: false
    ///   }) { processingPurpose { id } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn update_processing_purpose(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: UpdateProcessingPurposeInput,
    ) -> UpdateProcessingPurposePayload {
        let done = async {
            let operation = operation(ctx)?;
            update_purpose::reread(operation, update_purpose::update(operation, input).await?).await
        };
        UpdateProcessingPurposePayload {
            processing_purpose: answer(ctx, Some("processingPurpose"), done.await),
        }
    }

    /// Publishes a new version of a purpose's notice; it cannot be changed afterwards.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   publishNotice(input: {
    ///     purpose: CONTACT_NEWS, texts: [{language: "en", text: "…"}], retention: "P24M"
    ///     isMaterialChange: true, takesEffectAt: "2027-03-31T22:00:00Z"
    ///   }) { notice { id } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn publish_notice(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: PublishNoticeInput,
    ) -> PublishNoticePayload {
        let done = async { reread(ctx, publish_notice::publish(operation(ctx)?, input).await?).await };
        PublishNoticePayload {
            notice: answer(ctx, Some("notice"), done.await),
        }
    }

    /// Gives your consent; only you can, and again at any time.
    /// Codes: `SUBJECT_ONLY`, `NOT_FOUND`, `NOTICE_NOT_CURRENT`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   giveConsent(input: {
    ///     purpose: CONTACT_NEWS, notice: "notice_01h455vb4pex5vsknk084sn02q", language: "en"
    ///   }) { consent { state } receipt { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn give_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: GiveConsentInput,
    ) -> GiveConsentPayload {
        let done = async { decide::reread(operation(ctx)?, decide::give(operation(ctx)?, input).await?).await };
        let (consent, receipt) = answer(ctx, Some("consent"), done.await).unzip();
        GiveConsentPayload { consent, receipt }
    }

    /// Refuses your consent; it never keeps you from taking part. One that was given is withdrawn instead.
    /// Codes: `SUBJECT_ONLY`, `NOT_FOUND`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   refuseConsent(input: {purpose: CONTACT_NEWS}) { consent { state } receipt { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn refuse_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RefuseConsentInput,
    ) -> RefuseConsentPayload {
        let done = async { decide::reread(operation(ctx)?, decide::refuse(operation(ctx)?, input).await?).await };
        let (consent, receipt) = answer(ctx, Some("consent"), done.await).unzip();
        RefuseConsentPayload { consent, receipt }
    }

    /// Puts the question aside; that is no decision.
    /// Codes: `SUBJECT_ONLY`, `NOT_FOUND`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   deferConsent(input: {purpose: CONTACT_NEWS}) { consent { state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn defer_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: DeferConsentInput,
    ) -> DeferConsentPayload {
        let done = async { decide::reread(operation(ctx)?, decide::defer(operation(ctx)?, input).await?).await };
        DeferConsentPayload {
            consent: answer(ctx, Some("consent"), done.await).map(|(consent, _)| consent),
        }
    }

    /// Withdraws your consent from the next read on; no reason needed.
    /// Codes: `SUBJECT_ONLY`, `NOT_FOUND`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   withdrawConsent(input: {purpose: CONTACT_NEWS}) { consent { state } receipt { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn withdraw_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: WithdrawConsentInput,
    ) -> WithdrawConsentPayload {
        let done = async { decide::reread(operation(ctx)?, decide::withdraw(operation(ctx)?, input).await?).await };
        let (consent, receipt) = answer(ctx, Some("consent"), done.await).unzip();
        WithdrawConsentPayload { consent, receipt }
    }

    /// Asks a participant for consent. Not who has refused it, and not who has given it.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `NOTICE_NOT_CURRENT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   requestConsent(input: {
    ///     participation: "participation_01h455vb4pex5vsknk084sn02q", purpose: CONTACT_NEWS
    ///   }) { record { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn request_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RequestConsentInput,
    ) -> RequestConsentPayload {
        let done = async { reread(ctx, controller::request(operation(ctx)?, input).await?).await };
        RequestConsentPayload {
            record: answer(ctx, Some("record"), done.await),
        }
    }

    /// Records what a person signed on paper, with evidence; it is marked as such, and the person reads it among their
    /// consents.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `NOTICE_NOT_CURRENT`, `INVALID_TRANSITION`, `PRECONDITION_UNMET`.
    /// ```graphql
    /// mutation {
    ///   recordPaperConsent(input: {
    ///     person: "person_01h455vb4pex5vsknk084sn02q", purpose: CONTACT_NEWS
    ///     notice: "notice_01h455vb4pex5vsknk084sn02q", decision: GIVEN, signedOn: "2027-03-31"
    ///     evidenceHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    ///   }) { record { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn record_paper_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RecordPaperConsentInput,
    ) -> RecordPaperConsentPayload {
        let done = async { reread(ctx, paper::record(operation(ctx)?, input).await?).await };
        RecordPaperConsentPayload {
            record: answer(ctx, Some("record"), done.await),
        }
    }

    /// Ends a consent on the agency's side.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   revokeConsent(input: {
    ///     record: "consentrecord_01h455vb4pex5vsknk084sn02q", reason: "Because …"
    ///   }) { record { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn revoke_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: RevokeConsentInput,
    ) -> RevokeConsentPayload {
        let done = async { reread(ctx, controller::revoke(operation(ctx)?, input).await?).await };
        RevokeConsentPayload {
            record: answer(ctx, Some("record"), done.await),
        }
    }

    /// Marks a consent as void by decision of an authority or court, for the past too.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   invalidateConsent(input: {
    ///     record: "consentrecord_01h455vb4pex5vsknk084sn02q", reason: "Because …"
    ///   }) { record { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn invalidate_consent(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: InvalidateConsentInput,
    ) -> InvalidateConsentPayload {
        let done = async { reread(ctx, controller::invalidate(operation(ctx)?, input).await?).await };
        InvalidateConsentPayload {
            record: answer(ctx, Some("record"), done.await),
        }
    }
}
