//! Trialogue, the co-creation server: one hosted instance, many agencies, one GraphQL schema.
//!
//! Each room says in its `mod.rs` what it promises and what it may touch; `docs/architecture.md` is the map.

pub mod actor;
pub mod clock;
pub mod error;
pub mod identity;
pub mod policy;
pub mod store;
