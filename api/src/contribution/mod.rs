//! Contributions: what participants give to a phase, what others think of it, and what becomes of it.
//!
//! It promises that a draft is its author's alone, that what waits is read by author and moderators only, that nobody
//! reads the stand of another, and that what becomes of contributions is known to all at once.

mod acted;
mod activity;
mod around;
#[expect(clippy::module_inception, reason = "a noun stands in the file of its name")]
mod contribution;
mod contribution_changed;
mod counts;
mod dispose;
mod disposition;
mod drafts;
mod guard;
mod lifecycle;
mod mark_special_category;
mod moderation;
mod moves;
mod mutations;
mod publish_dispositions;
mod queries;
mod react;
mod reaction;
mod reaction_mutations;
mod rectify;
mod rules;
mod search;
mod stands;
mod trace;

pub(crate) use acted::ActedContribution;
pub(crate) use around::Review;
pub use contribution::Contribution;
pub(crate) use contribution::ContributionConnection;
pub use contribution_changed::Subscriptions;
pub(crate) use counts::{ContributionKindCount, contribution_counts};
pub use mutations::Mutations;
pub use queries::{ContributionFilter, ContributionOrder};
pub(crate) use queries::{contributions_of, contributions_of_viewer};
pub use reaction::Reaction;
pub(crate) use reaction::{ReactionConnection, reactions_of_viewer};
pub use reaction_mutations::ReactionMutations;
pub use rectify::{Words, is_rectifiable, rectify};
pub use rules::{contribution_ids, contributions_by};
pub use search::{are_words_open, index};
