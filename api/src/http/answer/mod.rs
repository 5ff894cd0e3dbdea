//! What becomes of an answer before it leaves: it is put on record and into the order of its document, written, and given a
//! status and a tag.

mod concluded;
pub(super) mod etag;
mod failed;
mod order;
pub(super) mod status;
pub(super) mod written;

pub(super) use concluded::concluded;
pub use order::Order;
