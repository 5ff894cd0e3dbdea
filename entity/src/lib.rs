//! What is stored, and how confidential it is: one file a table.

pub mod account;
pub mod assessment;
pub mod assessment_answer;
pub mod contribution;
pub mod evaluation;
pub mod evaluation_criterion;
pub mod evaluation_result;
pub mod event;
pub mod id;
pub mod idempotency;
pub mod invitation;
pub mod membership;
pub mod participation;
pub mod person;
pub mod phase;
pub mod phase_state_change;
pub mod project;
pub mod project_state_change;
pub mod reaction;
pub mod sealed;
pub mod set;
pub mod subject;
pub mod tenant;
pub mod vocabulary;

use subject::Declaration;

/// Every entity, in the order of foreign keys; tests and the rights of the person walk it.
pub const ENTITIES: &[Declaration] = &[
    tenant::DECLARATION,
    account::DECLARATION,
    person::DECLARATION,
    membership::DECLARATION,
    project::DECLARATION,
    project_state_change::DECLARATION,
    participation::DECLARATION,
    invitation::DECLARATION,
    phase::DECLARATION,
    phase_state_change::DECLARATION,
    contribution::DECLARATION,
    reaction::DECLARATION,
    evaluation::DECLARATION,
    evaluation_criterion::DECLARATION,
    evaluation_result::DECLARATION,
    assessment::DECLARATION,
    assessment_answer::DECLARATION,
    event::DECLARATION,
    idempotency::DECLARATION,
];
