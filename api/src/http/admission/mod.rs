//! Who may run now, who waits, and who is sent away: what the server can do at once is shared by agencies, so that none of
//! them takes it from its neighbours (T129).
//!
//! `owner` says whose a request is, `lines` whose turn it is. `ceiling` has the places for operations, and `heavy` the room for
//! what costs much, by `fair`, which events are run by too.

mod ceiling;
mod fair;
mod heavy;
mod lines;
mod owner;

pub(super) use ceiling::PATIENCE;
pub use ceiling::{Ceiling, Place};
pub(super) use fair::{Fair, Taken};
pub use heavy::{Heavy, Share};
pub use owner::{Agencies, Owner};
