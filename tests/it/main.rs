//! Stories about the server, told over HTTP, on both databases.

// As the server: its nouns refer to one another in circles.
#![recursion_limit = "256"]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where something is not as it should be"
)]

mod access_log;
mod activity;
mod agencies;
mod alerts;
mod alone;
mod answerable;
mod architecture;
mod assessments;
mod attempts;
mod audit;
mod audit_chain;
mod bad_input;
mod budgets;
mod caching;
mod cancellation;
mod client_operations;
mod client_scopes;
mod client_tokens;
mod clients;
mod commands;
mod connections;
mod connections_refused;
mod consents;
mod contributions;
mod contributions_disposition;
mod contributions_moderation;
mod coverage;
mod crash;
mod demand;
mod demo;
mod door;
mod edge;
mod erasures;
mod evaluations;
mod evaluations_compared;
mod explain;
mod harness_itself;
mod import_again;
mod import_beside;
mod import_interlink;
mod import_polis;
mod import_slips;
mod inputs;
mod interests;
mod introspection;
mod invitations;
mod judged;
mod languages;
mod leaks;
mod legal_holds;
mod legal_holds_barred;
mod legal_holds_reads;
mod legal_holds_words;
mod lints;
mod migrations;
mod neighbours;
mod notices;
mod operations;
mod options;
mod orders;
mod organisations;
mod others;
mod outage;
mod own;
mod pages;
mod participations;
mod people;
mod persisted;
mod phases;
mod profiles;
mod project_invitations;
mod projects;
mod pseudonyms;
mod public_services;
mod purposes;
mod reactions;
mod readme;
mod recipients;
mod rectifications;
mod refusals;
mod reports;
mod restores;
mod restrictions;
mod retention;
mod rights;
mod rooms;
mod schema;
mod search;
mod shown;
mod side_channels;
mod sign_in;
mod sign_in_crowd;
mod sockets;
mod sockets_dear;
mod streams;
mod streams_alike;
mod streams_broken;
mod streams_http;
mod streams_late;
mod streams_nouns;
mod streams_order;
mod streams_shared;
mod streams_spent;
mod street;
mod tenant_policies;
mod threats;
mod traces;
mod tried;
mod unchanged;
mod unchanged_barred;
mod unread;
mod validation;
mod validators;
mod viewer_can;
mod walls;
mod withdrawn_meanwhile;
