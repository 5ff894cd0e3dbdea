//! Connections to either database: where it is, what is looked at before it is used, and how connections are lent to one
//! transaction after another. What is read and written on them, `tx` has.

mod alone;
mod begin;
mod database;
mod file_mark;
mod lender;
mod migrate;
mod own_files;
mod pool;
pub(super) mod ready;
mod same_files;
mod startup_checks;
mod structure;
mod times;

pub use alone::{Alone, alone};
pub(super) use database::make_file;
pub use database::{DatabaseConfig, StoreError, make_folder};
pub use file_mark::{Contents, begin_demo, contents, finish_demo};
pub(super) use lender::Lent;
pub use migrate::{ServerRole, migrate};
pub(super) use own_files::unusable;
pub use pool::{Connections, Store};
pub(super) use times::Timed;
pub use times::Times;
