//! Whether a document asks for nothing but what is public: then caches may keep what a visitor is answered (T147).

use apollo_compiler::ExecutableDocument;
use apollo_compiler::executable::{Field, Selection, SelectionSet};

/// Whether every field of the document is of the class `PUBLIC`, in all of its operations and fragments.
pub(super) fn is_public(document: &ExecutableDocument) -> bool {
    let operations = document.operations.iter().map(|operation| &operation.selection_set);
    let fragments = document.fragments.values().map(|fragment| &fragment.selection_set);
    operations.chain(fragments).all(set)
}

fn set(set: &SelectionSet) -> bool {
    set.selections.iter().all(|selection| match selection {
        Selection::Field(one) => field(one),
        Selection::InlineFragment(fragment) => self::set(&fragment.selection_set),
        // Each fragment is looked at by itself.
        Selection::FragmentSpread(_) => true,
    })
}

fn field(field: &Field) -> bool {
    // What tells of the schema has no class: whoever is told of it at all may know it.
    if field.name.starts_with("__") {
        return true;
    }
    let access = field.definition.directives.get("access");
    let class = access.and_then(|access| access.specified_argument_by_name("class"));
    class
        .and_then(|class| class.as_enum())
        .is_some_and(|class| class == "PUBLIC")
        && set(&field.selection_set)
}
