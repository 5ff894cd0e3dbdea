//! Events after their commit: in one order for each agency, and at hand for whoever listens.
//!
//! It promises that the events of an agency have positions without gaps in the order of their commits, that whoever goes
//! on from a position loses and doubles nothing, and that events are kept for a bounded time. It holds ids and decides
//! nothing: who hears of an event is decided where it is delivered. It is the lowest domain and knows no other.

mod dispatcher;
mod feed;
mod placing;
mod rules;

pub use dispatcher::{Dispatcher, Running};
pub use feed::{Feed, Feeds};
