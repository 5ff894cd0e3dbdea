//! Whether a document asks for texts in whatever language its reader takes: then no two readers of other languages are
//! answered alike.

use apollo_compiler::ExecutableDocument;
use apollo_compiler::ast::Value;
use apollo_compiler::executable::{Field, Selection, SelectionSet};

/// The argument by which every such field is asked for a language.
const ARGUMENT: &str = "language";

/// Whether any field of the document, in all of its operations and fragments, leaves the language to the request.
pub(super) fn is_localised(document: &ExecutableDocument) -> bool {
    let operations = document.operations.iter().map(|operation| &operation.selection_set);
    let fragments = document.fragments.values().map(|fragment| &fragment.selection_set);
    operations.chain(fragments).any(set)
}

fn set(set: &SelectionSet) -> bool {
    set.selections.iter().any(|selection| match selection {
        Selection::Field(one) => is_left_open(one) || self::set(&one.selection_set),
        Selection::InlineFragment(fragment) => self::set(&fragment.selection_set),
        // Each fragment is looked at by itself.
        Selection::FragmentSpread(_) => false,
    })
}

/// A variable may be null.
fn is_left_open(field: &Field) -> bool {
    field.definition.argument_by_name(ARGUMENT).is_some()
        && !matches!(
            field.specified_argument_by_name(ARGUMENT).map(|value| &**value),
            Some(Value::String(_))
        )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

    use apollo_compiler::Schema;
    use apollo_compiler::schema::ExtendedType;

    use super::*;

    const SDL: &str = include_str!("../../../../schema.graphql");

    #[test]
    fn a_document_is_localised_where_it_leaves_a_language_to_the_request() {
        let schema = Schema::parse_and_validate(SDL, "schema.graphql").unwrap();
        for (text, expected) in [
            ("{ criteria { key } }", false),
            ("{ criteria { title } }", true),
            ("{ criteria { title(language: null) } }", true),
            ("{ criteria { title(language: \"de\") scale { lowest } } }", false),
            ("{ criteria { title(language: \"de\") scale { lowestLabel } } }", true),
            ("query($of: LanguageTag) { criteria { title(language: $of) } }", true),
            ("{ purposes { ... { description } } }", true),
            ("{ criteria { ...of } } fragment of on Criterion { question }", true),
            (
                "query One { criteria { key } } query Other { criteria { title } }",
                true,
            ),
            ("{ projects { nodes { title language } } }", false),
        ] {
            let document = ExecutableDocument::parse_and_validate(&schema, text, "document.graphql");
            let document = document.unwrap_or_else(|invalid| panic!("{text}: {}", invalid.errors));
            assert_eq!(is_localised(&document), expected, "{text}");
        }
    }

    #[test]
    fn a_field_that_takes_a_language_takes_it_under_this_name_and_need_not() {
        let schema = Schema::parse(SDL, "schema.graphql").unwrap();
        let mut found = 0;
        for of_type in schema.types.values() {
            let ExtendedType::Object(object) = of_type else {
                continue;
            };
            for (name, field) in &object.fields {
                for argument in &field.arguments {
                    let here = format!("{}.{name}({})", object.name, argument.name);
                    let takes_one = argument.ty.inner_named_type() == "LanguageTag";
                    assert_eq!(takes_one, argument.name == ARGUMENT, "{here}");
                    if takes_one {
                        assert!(!argument.ty.is_non_null() && argument.default_value.is_none(), "{here}");
                        found += 1;
                    }
                }
            }
        }
        assert!(found >= 14, "{found}");
    }
}
