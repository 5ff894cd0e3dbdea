//! Reports: what participants tell the moderators of a contribution.
//!
//! It promises that whose words are reported does not learn of it, moderator or not, that nobody else does by counts, times,
//! events or the log, and that who reported is read by the reporter and the data protection officer alone. So nothing here
//! touches the contribution: what becomes of it the verbs of moderation say.

mod acted;
mod close_report;
mod contribution_report;
mod mutations;
mod open_report;
mod queries;
mod report_contribution;
mod rules;
mod withdraw_report;

pub use contribution_report::ContributionReport;
pub(crate) use contribution_report::ContributionReportConnection;
pub use mutations::Mutations;
pub use queries::ContributionReportFilter;
pub(crate) use queries::{reports_of, reports_of_viewer};
