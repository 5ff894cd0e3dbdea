//! The only room that runs SQL.
//!
//! It promises that whatever is read carries the tenant and the row rule of its entity, that whatever is written
//! carries the tenant, that a cancelled operation leaves no connection with an open transaction or a tenant, and that
//! no `DbErr` leaves. It knows entities, the actor and errors; no GraphQL type, no domain, no policy.
//!
//! To add an entity: one line in `visible.rs`, and its row rule in its domain's `rules.rs`.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the bans keep every other room out of SQL; this room is where it is written"
)]

mod access_log;
mod agencies;
mod alone;
mod at_commit;
mod audit;
mod begin;
mod beside;
mod both;
mod changes;
mod database;
mod event_positions;
mod fault;
mod file_mark;
mod global;
mod held;
mod hidden;
mod idempotency;
mod instance;
mod keep;
mod lender;
mod level;
mod locks;
mod member;
mod migrate;
mod next_snapshot;
mod office;
mod outbox;
mod own_files;
mod page;
mod pages;
mod person_rows;
mod pool;
mod read;
mod ready;
mod resting;
mod retention;
mod rows;
mod same_files;
pub mod search;
pub mod secret;
mod shown;
mod spans;
mod spending;
mod startup_checks;
mod structure;
mod times;
mod transaction;
mod tx;
mod unheld;
mod visible;

pub use access_log::{Access, AccessRecord, Disclosed, told_by_now};
pub use alone::{Alone, alone};
pub use audit::{Act, Bell, Noted, Refused};
pub use database::{DatabaseConfig, StoreError, make_folder};
pub use file_mark::{Contents, begin_demo, contents, finish_demo};
pub use global::{Global, GlobalRows, Listens, SignedIn, Terms};
pub use held::Going;
pub use idempotency::Claim;
pub use level::Level;
pub use migrate::{ServerRole, migrate};
pub use next_snapshot::NextSnapshot;
pub use office::{by_office, of_others};
pub use outbox::{Event, EventBells, Occurrence};
pub use page::{Key, Page, SortValue, Window};
pub use person_rows::CopiedTable;
pub use pool::{Connections, Store};
pub use resting::Rest;
pub use retention::{Disposed, Due};
pub use rows::Rows;
pub use spans::ActivitySum;
pub use spending::Owed;
pub use times::Times;

pub use tx::Tx;
pub use visible::{Inside, Outer, Owned, Tenanted, Visible, ids_where, inside, visible_ids};
