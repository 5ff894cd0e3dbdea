//! Retention: how long data are kept, what happens then, and what a legal hold keeps of it.
//!
//! It promises that what an agency's rules say is over is physically gone within a day, that each run tells how much and
//! of nobody, and that what a hold keeps is out of its place, and opens to the hold's named readers for the hold's purpose
//! alone (GDPR articles 5(1)(e) and 17(3)). Which data can have a rule stands in what each entity declares.

mod acted;
mod create_retention_rule;
mod data;
mod held_record;
mod job;
mod legal_hold;
mod lift_legal_hold;
mod mutations;
mod place_legal_hold;
mod queries;
mod retention_rule;
mod retention_run;
mod rules;
mod update_retention_rule;

pub use job::run_due;
pub use legal_hold::LegalHold;
pub use mutations::Mutations;
pub use queries::Queries;
pub use retention_rule::RetentionRule;
pub use retention_run::RetentionRun;
