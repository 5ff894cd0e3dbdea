//! GraphQL mechanics that all nouns share: global ids, finding by ids, connections, versions, classes in the SDL, answers
//! that refuse.
//!
//! It knows none of the nouns.

#[macro_use]
mod noun;
pub mod access;
mod answer;
mod at_hand;
#[macro_use]
mod connection;
pub mod cost;
mod count;
pub mod directives;
mod found;
mod given;
mod global_id;
mod input;
mod languages;
#[macro_use]
mod listening;
#[macro_use]
mod mutation;
mod narrowed;
mod pages;
mod permission;
mod sort;
mod version;

pub use answer::{answer, operation};
#[cfg(test)]
pub(crate) use at_hand::alike::both;
pub use at_hand::{AtHand, Plain, at_once};
pub use connection::{Edge, Nodes, PageArgs, PageInfo, Paged, paged};
pub use count::Count;
pub use found::{Noun, at_level, referred, reread};
pub use given::Given;
pub use global_id::{global_id, input_id, named, parse_id, parts_of, prefix_of};
pub use input::{Faults, check_text, each_read, short, slug_of, whole_millis};
pub use languages::wanted;
pub use listening::{EventKind, Heard, Interest, Listening, Told, as_stream, listening, position_of, removed, told};
pub use mutation::claim;
pub use narrowed::{Narrowed, is_known};
pub use noun::Column;
pub use pages::{Pages, Relation};
pub use permission::{ActionName, Permission, Reason, permissions};
pub use sort::{Sort, Sorted};
pub use version::{check_version, differs, version_in};
