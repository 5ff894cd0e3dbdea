//! Merges fields of one response key in the document that the library runs.
//!
//! The library runs a field as often as it is written, so that a mutation repeated under one key would happen twice,
//! and of two halves of an object it can lose one. The specification runs it once with both selections.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    Directive, ExecutableDocument, FragmentDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Pos, Positioned};

type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// Merges what can be merged; the place of a mutation's field that would still run twice is an error.
pub(super) fn merge(document: &mut ExecutableDocument) -> Result<(), Pos> {
    let operations: Vec<_> = match &mut document.operations {
        async_graphql::parser::types::DocumentOperations::Single(only) => vec![only],
        async_graphql::parser::types::DocumentOperations::Multiple(named) => named.values_mut().collect(),
    };
    for operation in operations {
        let set = &mut operation.node.selection_set.node;
        if matches!(operation.node.ty, OperationType::Mutation | OperationType::Subscription) {
            // The root is one type, so its fragments can be written out; their size is already bounded.
            let mut flat = Vec::new();
            flatten(set, &[], &document.fragments, &mut HashSet::new(), &mut flat);
            set.items = flat;
            merge_set(set);
            let mut keys = HashSet::new();
            for item in &set.items {
                if let Selection::Field(field) = &item.node
                    && !keys.insert(&field.node.response_key().node)
                {
                    return Err(item.pos);
                }
            }
        } else {
            merge_set(set);
        }
    }
    for fragment in document.fragments.values_mut() {
        merge_set(&mut fragment.node.selection_set.node);
    }
    Ok(())
}

fn flatten(
    set: &SelectionSet,
    above: &[Positioned<Directive>],
    fragments: &Fragments,
    spread: &mut HashSet<Name>,
    into: &mut Vec<Positioned<Selection>>,
) {
    for item in &set.items {
        let mut directives = above.to_vec();
        directives.extend(item.node.directives().iter().cloned());
        match &item.node {
            Selection::Field(_) => {
                let mut item = item.clone();
                *item.node.directives_mut() = directives;
                into.push(item);
            }
            Selection::InlineFragment(fragment) => {
                flatten(&fragment.node.selection_set.node, &directives, fragments, spread, into);
            }
            Selection::FragmentSpread(named) => {
                let name = &named.node.fragment_name.node;
                // A second spread adds nothing, unless the first may be skipped.
                let always = directives.is_empty();
                if spread.contains(name) {
                    continue;
                }
                if always {
                    spread.insert(name.clone());
                }
                if let Some(fragment) = fragments.get(name) {
                    flatten(&fragment.node.selection_set.node, &directives, fragments, spread, into);
                }
            }
        }
    }
}

fn merge_set(set: &mut SelectionSet) {
    let mut merged: Vec<Positioned<Selection>> = Vec::with_capacity(set.items.len());
    let mut places: HashMap<(bool, Name), Vec<usize>> = HashMap::new();
    for item in std::mem::take(&mut set.items) {
        let key = match &item.node {
            Selection::Field(field) => (true, field.node.response_key().node.clone()),
            Selection::FragmentSpread(spread) => (false, spread.node.fragment_name.node.clone()),
            Selection::InlineFragment(_) => {
                merged.push(item);
                continue;
            }
        };
        let places = places.entry(key).or_default();
        let same = |place: &&usize| {
            merged
                .get(**place)
                .is_some_and(|first| alike(first.node.directives(), item.node.directives()))
        };
        let Some(first) = places.iter().find(same).and_then(|place| merged.get_mut(*place)) else {
            places.push(merged.len());
            merged.push(item);
            continue;
        };
        if let (Selection::Field(first), Selection::Field(again)) = (&mut first.node, item.node) {
            first
                .node
                .selection_set
                .node
                .items
                .extend(again.node.selection_set.node.items);
        }
    }
    for item in &mut merged {
        match &mut item.node {
            Selection::Field(field) => merge_set(&mut field.node.selection_set.node),
            Selection::InlineFragment(fragment) => merge_set(&mut fragment.node.selection_set.node),
            Selection::FragmentSpread(_) => {}
        }
    }
    set.items = merged;
}

fn alike(one: &[Positioned<Directive>], other: &[Positioned<Directive>]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| {
            let (one, other) = (&one.node, &other.node);
            one.name.node == other.name.node
                && one.arguments.len() == other.arguments.len()
                && one
                    .arguments
                    .iter()
                    .zip(&other.arguments)
                    .all(|(one, other)| one.0.node == other.0.node && one.1.node == other.1.node)
        })
}
