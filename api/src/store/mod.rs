//! The only room that runs SQL.
//!
//! It promises that whatever is read carries the tenant and the row rule of its entity, that whatever is written
//! carries the tenant, that a cancelled operation leaves no connection with an open transaction or a tenant, and that
//! no `DbErr` leaves. It knows entities, the actor and errors; no GraphQL type, no domain, no policy.
//!
//! `connection` lends connections, and `tx` is what other rooms get: a transaction of one actor in one tenant. What else is done
//! in one, such as pages, events and erasures, stands beside them.
//!
//! To add an entity: one line in `visible.rs`, and its row rule in its domain's `rules.rs`.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the bans keep every other room out of SQL; this room is where it is written"
)]

mod access_log;
mod agencies;
mod audit;
mod connection;
mod event_positions;
mod fault;
mod global;
mod held;
mod idempotency;
mod instance;
mod level;
mod office;
mod outbox;
mod page;
mod pages;
mod person_rows;
mod read;
mod resting;
mod retention;
mod rows;
pub mod search;
pub mod secret;
mod spans;
mod spending;
mod tx;
mod unheld_reasons;
mod visible;

pub use access_log::{Access, AccessRecord, Disclosed, told_by_now};
pub use audit::{Act, Bell, Noted, Refused};
pub use connection::{
    Alone, Connections, Contents, DatabaseConfig, ServerRole, Store, StoreError, Times, alone, begin_demo, contents,
    finish_demo, make_folder, migrate,
};
pub use global::{Global, GlobalRows, Listens, SignedIn, Terms};
pub use held::Going;
pub use idempotency::Claim;
pub use level::Level;
pub use office::{by_office, of_others};
pub use outbox::{Event, EventBells, Occurrence};
pub use page::{Key, Page, SortValue, Window};
pub use person_rows::CopiedTable;
pub use resting::Rest;
pub use retention::{Disposed, Due};
pub use rows::Rows;
pub use spans::ActivitySum;
pub use spending::Owed;
pub use tx::{MOST_BOUND, NextSnapshot, Tx};
pub use visible::{Inside, Outer, Owned, Tenanted, Visible, ids_where, inside, visible_ids};
