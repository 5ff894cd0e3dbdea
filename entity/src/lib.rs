//! What is stored, and how confidential it is: one file a table.

pub mod access_log_entry;
pub mod account;
pub mod account_tenant;
pub mod active_month;
pub mod activity;
pub mod assessment;
pub mod assessment_answer;
pub mod audit_entry;
pub mod audit_refusal;
pub mod audit_waiting;
pub mod client;
pub mod client_operation;
pub mod client_scope;
pub mod consent;
pub mod consent_record;
pub mod contribution;
pub mod contribution_report;
pub mod data_subject_request;
pub mod evaluation;
pub mod evaluation_criterion;
pub mod evaluation_result;
pub mod event;
pub mod held_record;
pub mod id;
pub mod idempotency;
pub mod import_source;
pub mod interest_declaration;
pub mod invitation;
pub mod languages;
pub mod legal_hold;
pub mod legal_hold_reader;
pub mod membership;
pub mod notice;
pub mod notice_recipient;
pub mod organisation;
pub mod origins;
pub mod participant_profile;
pub mod participation;
pub mod period;
pub mod person;
pub mod phase;
pub mod phase_origin;
pub mod phase_state_change;
pub mod processing_purpose;
pub mod project;
pub mod project_origin;
pub mod project_state_change;
pub mod project_template;
pub mod pseudonym_reveal;
pub mod public_service;
pub mod reaction;
pub mod request_outcome;
pub mod retention_result;
pub mod retention_rule;
pub mod retention_run;
pub mod row;
pub mod scalar;
pub mod sealed;
pub mod search_term;
pub mod set;
pub mod standing;
pub mod subject;
pub mod template_objective;
pub mod template_phase;
pub mod template_task;
pub mod tenant;
pub mod tenant_policy;
pub mod texts;
pub mod vocabulary;

use subject::Declaration;

/// Every entity, in the order of foreign keys; tests and the rights of the person walk it.
pub const ENTITIES: &[Declaration] = &[
    tenant::DECLARATION,
    account::DECLARATION,
    account_tenant::DECLARATION,
    person::DECLARATION,
    membership::DECLARATION,
    organisation::DECLARATION,
    public_service::DECLARATION,
    processing_purpose::DECLARATION,
    notice::DECLARATION,
    notice_recipient::DECLARATION,
    consent::DECLARATION,
    consent_record::DECLARATION,
    participant_profile::DECLARATION,
    project::DECLARATION,
    project_state_change::DECLARATION,
    participation::DECLARATION,
    pseudonym_reveal::DECLARATION,
    invitation::DECLARATION,
    phase::DECLARATION,
    phase_state_change::DECLARATION,
    interest_declaration::DECLARATION,
    contribution::DECLARATION,
    contribution_report::DECLARATION,
    reaction::DECLARATION,
    client::DECLARATION,
    client_scope::DECLARATION,
    client_operation::DECLARATION,
    search_term::DECLARATION,
    activity::DECLARATION,
    active_month::DECLARATION,
    import_source::DECLARATION,
    project_template::DECLARATION,
    template_phase::DECLARATION,
    template_objective::DECLARATION,
    template_task::DECLARATION,
    project_origin::DECLARATION,
    phase_origin::DECLARATION,
    evaluation::DECLARATION,
    evaluation_criterion::DECLARATION,
    evaluation_result::DECLARATION,
    assessment::DECLARATION,
    assessment_answer::DECLARATION,
    access_log_entry::DECLARATION,
    data_subject_request::DECLARATION,
    request_outcome::DECLARATION,
    event::DECLARATION,
    idempotency::DECLARATION,
    retention_rule::DECLARATION,
    retention_run::DECLARATION,
    retention_result::DECLARATION,
    legal_hold::DECLARATION,
    legal_hold_reader::DECLARATION,
    held_record::DECLARATION,
    tenant_policy::DECLARATION,
    audit_waiting::DECLARATION,
    audit_refusal::DECLARATION,
    audit_entry::DECLARATION,
];
