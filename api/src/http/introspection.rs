//! Who is told of the schema.

use async_graphql::{
    Request,
    parser::types::{Selection, SelectionSet},
};

use crate::{
    actor::{Actor, Who},
    error::{Code, Refusal, Result},
};

/// Who may ask about the schema (`__schema`, `__type`). Which field may have been meant is told to nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Introspection {
    /// Whether visitors may.
    pub visitors: bool,
    /// Whether members and programs may.
    pub signed_in: bool,
}

impl Introspection {
    /// Refuses a document that asks about the schema where this actor may not; none is a stranger.
    pub(super) fn check(self, actor: Option<&Actor>, request: &mut Request) -> Result<()> {
        let is_visitor = actor.is_none_or(|actor| actor.who == Who::Visitor);
        let may = if is_visitor { self.visitors } else { self.signed_in };
        if may || !asks(request) {
            return Ok(());
        }
        let (who, hint) = if self.signed_in {
            ("to visitors", "Sign in, or read the schema.graphql of its release.")
        } else {
            ("to anybody", "Read the schema.graphql of its release.")
        };
        let message = format!("The server tells nothing of its schema {who}.");
        Err(Refusal::new(Code::Forbidden, message).hint(hint).into())
    }
}

/// Whether any part of the document asks about the schema, which its root alone can.
fn asks(request: &mut Request) -> bool {
    // What cannot be read does not run.
    request.parsed_query().is_ok_and(|document| {
        let mut operations = document.operations.iter();
        let mut fragments = document.fragments.values();
        operations.any(|(_, operation)| of(&operation.node.selection_set.node))
            || fragments.any(|fragment| of(&fragment.node.selection_set.node))
    })
}

fn of(set: &SelectionSet) -> bool {
    set.items.iter().any(|item| match &item.node {
        Selection::Field(field) => matches!(field.node.name.node.as_str(), "__schema" | "__type"),
        Selection::InlineFragment(fragment) => of(&fragment.node.selection_set.node),
        // Each fragment is looked at by itself.
        Selection::FragmentSpread(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_asks_about_the_schema_wherever_it_does() {
        for (query, expected) in [
            ("{ __schema { queryType { name } } }", true),
            ("{ a: __type(name: \"Query\") { name } }", true),
            ("query A { ... { ... on Query { __schema { types { name } } } } }", true),
            (
                "{ ...F } fragment F on Query { __type(name: \"Query\") { name } }",
                true,
            ),
            ("query A { __typename } query B { __schema { types { name } } }", true),
            ("{ __typename projects { nodes { __typename id } } }", false),
            ("mutation { __typename }", false),
            ("{ __schema", false),
        ] {
            assert_eq!(asks(&mut Request::new(query)), expected, "{query}");
        }
    }
}
