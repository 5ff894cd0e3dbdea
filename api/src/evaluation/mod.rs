//! Evaluations: what a project or service is judged by, who answered what, and what came of it.
//!
//! It promises that what is asked and how it is counted is fixed before the first answer, that an assessment is read by
//! its author alone, that results are computed once and read by nobody before they are released to all at the same
//! instant, and that a withheld group and an empty one look alike.

mod acted;
mod answers;
mod assessment;
mod catalogue;
mod compute;
mod counted;
mod create_evaluation;
mod criterion;
mod earlier;
#[expect(clippy::module_inception, reason = "a noun stands in the file of its name")]
mod evaluation;
mod evaluation_changed;
mod lifecycle;
mod moves;
mod mutations;
mod queries;
mod results;
mod rules;
mod submit_assessment;
mod terms;
mod update_evaluation;
mod withdraw_assessment;
mod words;

pub use assessment::Assessment;
pub(crate) use assessment::AssessmentConnection;
pub use criterion::{Criterion, find_criteria};
pub use evaluation::Evaluation;
pub(crate) use evaluation::EvaluationConnection;
pub use evaluation_changed::Subscriptions;
pub use mutations::Mutations;
pub use queries::{EvaluationFilter, EvaluationOrder, Queries};
pub(crate) use queries::{assessments_of_viewer, evaluations_of, evaluations_of_phase, evaluations_to_assess};
