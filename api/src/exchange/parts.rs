//! The parts of a template inside one another, and what each needs.

use super::texts::list;

/// More than a page of the largest templates, or of projects and phases that were made from some, has.
pub(super) const MOST: u64 = 100_000;

/// Those inside each of these, in the order in which they come.
pub(super) fn inside_each<P: Copy + PartialEq, N: Clone>(
    parents: Vec<P>,
    nouns: &[N],
    parent: fn(&N) -> P,
) -> Vec<(P, Vec<N>)> {
    let own = |id: P| nouns.iter().filter(|noun| parent(noun) == id).cloned().collect();
    parents.into_iter().map(|id| (id, own(id))).collect()
}

/// Those of its siblings that a part needs, which names them by their keys.
pub(super) fn needed<N>(siblings: Option<Vec<N>>, names: &str, key: fn(&N) -> &str) -> Vec<N> {
    let names = list(names);
    let is_needed = |noun: &N| names.iter().any(|name| name == key(noun));
    siblings.into_iter().flatten().filter(is_needed).collect()
}
