//! Every mutation of the domain: what it is called, what it does, and the verb that does it.

use async_graphql::{Context, Object};
use entity::vocabulary::AccessClass;

use super::{
    close_report::{self, CloseContributionReportInput},
    contribution_report::ContributionReport,
    report_contribution::{self, ReportContributionInput},
    withdraw_report::{self, WithdrawContributionReportInput},
};
use crate::relay::{access::access, answer, operation, reread};

payload!(ReportContributionPayload, "reportContribution", report: ContributionReport, "report");
payload!(CloseContributionReportPayload, "closeContributionReport", report: ContributionReport, "report");
payload!(WithdrawContributionReportPayload, "withdrawContributionReport", report: ContributionReport, "report");

/// The mutations of this domain.
#[derive(Default)]
pub struct Mutations;

#[Object(name = "ReportMutations")]
impl Mutations {
    /// Tells the moderators of a project that a published contribution breaks a rule; once while that is open. Its author does
    /// not learn of it, and moderators not who you are.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `INVALID_TRANSITION`, `ALREADY_EXISTS`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   reportContribution(input: {
    ///     contribution: "contribution_01h455vb4pex5vsknk084sn02q", rule: ABUSE, reason: "Because …"
    ///   }) { report { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn report_contribution(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: ReportContributionInput,
    ) -> ReportContributionPayload {
        let done = async { reread(ctx, report_contribution::report(operation(ctx)?, input).await?).await };
        ReportContributionPayload {
            report: answer(ctx, Some("report"), done.await),
        }
    }

    /// Closes an open report as upheld or dismissed, with a reason that the reporter reads. The contribution stays as it is: what
    /// becomes of it the mutations of moderation say.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`, `REASON_REQUIRED`.
    /// ```graphql
    /// mutation {
    ///   closeContributionReport(input: {
    ///     report: "contributionreport_01h455vb4pex5vsknk084sn02q", version: "v8k2f0", outcome: DISMISSED,
    ///     reason: "Because …"
    ///   }) { report { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn close_contribution_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: CloseContributionReportInput,
    ) -> CloseContributionReportPayload {
        let done = async { reread(ctx, close_report::close(operation(ctx)?, input).await?).await };
        CloseContributionReportPayload {
            report: answer(ctx, Some("report"), done.await),
        }
    }

    /// Takes back what you reported, as long as no moderator closed it, after leaving the project too. Moderators see that it was
    /// taken back; you can report the contribution anew.
    /// Codes: `FORBIDDEN`, `NOT_FOUND`, `CONFLICT`, `INVALID_TRANSITION`.
    /// ```graphql
    /// mutation {
    ///   withdrawContributionReport(input: {
    ///     report: "contributionreport_01h455vb4pex5vsknk084sn02q", version: "v8k2f0"
    ///   }) { report { id state } }
    /// }
    /// ```
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    async fn withdraw_contribution_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do.")] input: WithdrawContributionReportInput,
    ) -> WithdrawContributionReportPayload {
        let done = async { reread(ctx, withdraw_report::withdraw(operation(ctx)?, input).await?).await };
        WithdrawContributionReportPayload {
            report: answer(ctx, Some("report"), done.await),
        }
    }
}
