//! The audit log: grants, policies, consents, reveals, erasures, holds, moves and refused actions.
//!
//! It promises that an entry commits with the act that it tells of, that it is chained by position and hash within a
//! second, that no entry can be altered, removed or moved without the chain showing where, and that it holds ids and no
//! values, so that an erasure never breaks it. Which action is told of as what stands in `policy/audited.rs`; an act that
//! no policy permits, such as the server's own, is told with `Tx::audit`.

#[expect(clippy::module_inception, reason = "a noun stands in the file of its name")]
mod audit;
mod chain;
mod chainer;
mod kept_head;
mod queries;
mod rules;
mod verify;

pub use audit::AuditEntry;
pub use chainer::{Chainer, Running};
pub use kept_head::{HeadKey, KeptHead};
pub use queries::Queries;
pub use verify::{Broken, Chain, Head, end_of, heads, verify};
