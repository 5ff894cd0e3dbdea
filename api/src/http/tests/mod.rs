//! Tests of the room as a whole; those of a file that stand on their own are in that file.

mod answers;
mod client;
mod order;
mod requests;
mod shed;
pub(super) mod small;
