//! Trialogue, the co-creation server: one hosted instance, many agencies, one GraphQL schema.
//!
//! Each room says in its `mod.rs` what it promises and what it may touch; `docs/architecture.md` is the map.

// Nouns refer to one another in circles, as a schema does, and the compiler follows them all round.
#![recursion_limit = "256"]

#[macro_use]
pub mod relay;

pub mod actor;
pub mod app;
pub mod audit;
pub mod cli;
pub mod client;
pub mod clock;
pub mod config;
pub mod consent;
pub mod contribution;
pub mod demo;
pub mod error;
pub mod evaluation;
pub mod events;
pub mod exchange;
pub mod http;
pub mod identity;
pub mod insight;
pub mod interest;
pub mod measure;
pub mod node;
pub mod operation;
pub mod organisation;
pub mod participation;
pub mod people;
pub mod phase;
pub mod policy;
pub mod privacy;
pub mod profile;
pub mod project;
pub mod public_service;
pub mod report;
pub mod retention;
pub mod schema;
pub mod stands;
pub mod statistics;
pub mod store;
pub mod tenancy;
pub mod tenant_policy;
