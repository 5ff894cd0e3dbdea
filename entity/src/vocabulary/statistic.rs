//! Whether a number about people is shown.

use async_graphql::Enum;

/// Whether a figure about people is shown.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StatisticStatus {
    /// The value is shown.
    Published,
    /// The value is withheld to protect people; the reason for it is deliberately not told.
    Suppressed,
    /// There is no value by definition, such as the median of nothing in a group that is known to be empty.
    Undefined,
}
