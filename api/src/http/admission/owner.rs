//! Whose a request is, as far as its headers tell before anybody looks: agencies share the server, and none of them is to take it
//! from its neighbours (T129).

use std::collections::HashSet;
use std::sync::{Arc, PoisonError, RwLock};

use uuid::Uuid;

/// Whose a request is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// That of members and programs of an agency, as their token says.
    Agency(Uuid),
    /// That of visitors of an agency, which anybody may say. They have a share of their own, so that they take nothing from
    /// members.
    Visitors(Arc<str>),
    /// That of all who say nothing that is known.
    Nobody,
}

/// The short names of agencies that somebody was let in under. A name that is made up is none, so that nobody has a share of
/// their own for each that they make up.
#[derive(Default)]
pub struct Agencies(RwLock<HashSet<Arc<str>>>);

impl Owner {
    /// How many of them may wait where so many may in all: of one agency a half, and of its visitors a quarter, as they have
    /// half of its budget.
    pub(in crate::http) const fn share(&self, most: usize) -> usize {
        match self {
            Self::Agency(_) => most.div_ceil(2),
            Self::Visitors(_) | Self::Nobody => most.div_ceil(4),
        }
    }
}

impl Agencies {
    /// There is an agency of this name.
    pub(in crate::http) fn learn(&self, name: &str) {
        if self.visitors(name) == Owner::Nobody {
            let mut names = self.0.write().unwrap_or_else(PoisonError::into_inner);
            names.insert(name.into());
        }
    }

    /// Whose visitors are who name it.
    pub(in crate::http) fn visitors(&self, name: &str) -> Owner {
        let names = self.0.read().unwrap_or_else(PoisonError::into_inner);
        names.get(name).cloned().map_or(Owner::Nobody, Owner::Visitors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t129_a_name_that_is_made_up_has_no_share() {
        let agencies = Agencies::default();
        agencies.learn("alpha");
        agencies.learn("alpha");
        assert_eq!(agencies.visitors("alpha"), Owner::Visitors("alpha".into()));
        assert_eq!(agencies.visitors("made-up"), Owner::Nobody);
    }
}
