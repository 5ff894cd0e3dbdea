//! Who is in a group.

use std::{collections::BTreeMap, sync::Arc};

use super::seats::Seated;
use crate::http::stream::party::Party;

/// Those in a group.
#[derive(Default)]
pub(super) struct Members {
    /// Nobody comes in any more.
    pub(super) is_closed: bool,
    /// Others come in, and are told together; not while somebody catches up with what they missed.
    pub(super) is_open: bool,
    /// All who are in it were told what happened up to this position.
    pub(super) reached: i64,
    pub(super) list: Vec<Seated>,
}

impl Members {
    /// Nobody yet, after this position.
    pub(super) fn at(reached: i64) -> Self {
        Self {
            reached,
            ..Self::default()
        }
    }

    /// Takes somebody in who knows what happened up to where they are seated.
    pub(super) fn push(&mut self, seated: Seated) {
        self.list.push(seated);
    }

    /// Whether nobody is left.
    pub(super) fn is_empty(&mut self) -> bool {
        self.list.retain(|seated| !seated.has_left());
        self.list.is_empty()
    }

    /// Who does not know yet what stands at this position, each holder once, by the credential that ends last.
    pub(super) fn parties(&mut self, position: i64) -> Vec<Arc<Party>> {
        self.list.retain(|seated| !seated.has_left());
        let mut parties: BTreeMap<&str, &Arc<Party>> = BTreeMap::new();
        for seated in self.list.iter().filter(|seated| seated.knows < position) {
            let party = parties.entry(&seated.party.who).or_insert(&seated.party);
            if seated.party.ends_at > party.ends_at {
                *party = &seated.party;
            }
        }
        parties.into_values().cloned().collect()
    }

    /// Closes it and lets all go.
    pub(super) fn close(&mut self) -> Vec<Seated> {
        self.is_closed = true;
        std::mem::take(&mut self.list)
    }
}
