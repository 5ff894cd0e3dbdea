//! Objects whose fields are values at hand: answered at once, where the library makes a future of each field, of which a page
//! of contributions has thousands.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
    registry::Registry,
};

/// An object whose fields are values at hand that everybody may read.
pub trait AtHand: OutputType {
    /// What the object answers to this field, as it would resolve it; none where the field is none of those.
    fn at_hand(&self, field: &Field) -> Option<Value>;
}

/// An object as a field answers it, from what is at hand where that is all that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Plain<T>(pub T);

/// What an object answers to a selection; none where that has fragments or directives, which the library follows.
#[must_use]
pub fn at_once<T: AtHand>(object: &T, asked: &SelectionSet) -> Option<Value> {
    let mut answer = IndexMap::with_capacity(asked.items.len());
    for selection in &asked.items {
        let Selection::Field(field) = &selection.node else {
            return None;
        };
        let field = &field.node;
        let value = match field.name.node.as_str() {
            _ if !field.directives.is_empty() => None,
            "__typename" => Some(Value::String(object.introspection_type_name().into_owned())),
            _ => object.at_hand(field),
        };
        // Asked for twice under one name, an object has the fields of both, which the library puts together.
        if answer.insert(field.response_key().node.clone(), value?).is_some() {
            return None;
        }
    }
    // Of a selection that nothing is left of the library makes null.
    (!answer.is_empty()).then_some(Value::Object(answer))
}

impl<T: AtHand> OutputType for Plain<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::qualified_type_name()
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        self.0.introspection_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match at_once(&self.0, &ctx.item.node) {
            Some(answer) => Ok(answer),
            None => self.0.resolve(ctx, field).await,
        }
    }
}

/// For the tests of objects at hand.
#[cfg(test)]
pub(crate) mod alike {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use async_graphql::{
        EmptyMutation, EmptySubscription, Object, Schema,
        parser::{parse_query, types::DocumentOperations},
    };

    use super::{AtHand, Plain, at_once};

    struct Query<T>(T);

    #[Object]
    impl<T: AtHand + Clone> Query<T> {
        async fn object(&self) -> Plain<T> {
            Plain(self.0.clone())
        }
    }

    /// What an object has at hand for these fields, and what the library makes of it.
    pub(crate) async fn both<T: AtHand + Clone + 'static>(object: T, asked: &str) -> [serde_json::Value; 2] {
        let document = parse_query(format!("{{ {asked} }}")).unwrap();
        let DocumentOperations::Single(operation) = document.operations else {
            unreachable!("it has one operation")
        };
        let hand = at_once(&object, &operation.node.selection_set.node).unwrap();
        let fragment = format!("{{ object {{ ... on {} {{ {asked} }} }} }}", T::type_name());
        let schema = Schema::new(Query(object), EmptyMutation, EmptySubscription);
        let made = schema.execute(fragment).await.into_result().unwrap();
        let made = made.data.into_json().unwrap();
        [hand.into_json().unwrap(), made.pointer("/object").unwrap().clone()]
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use async_graphql::parser::{parse_query, types::DocumentOperations};

    use super::*;
    use crate::{
        relay::Count,
        statistics::{Threshold, disclosure::count},
    };

    fn number(n: u32) -> Count {
        count(n, Threshold::of(5)).into()
    }

    fn asked(selection: &str) -> Option<Value> {
        let document = parse_query(format!("{{ {selection} }}")).unwrap();
        let DocumentOperations::Single(operation) = document.operations else {
            return None;
        };
        at_once(&number(7), &operation.node.selection_set.node)
    }

    #[test]
    fn what_the_library_follows_is_left_to_it() {
        for left in [
            "... on Count { value }",
            "...Figures",
            "value @include(if: true)",
            "value value",
            "median",
        ] {
            assert_eq!(asked(left), None, "{left}");
        }
        assert!(asked("value").is_some());
    }

    #[tokio::test]
    async fn a_count_answers_what_the_library_makes_of_it() {
        for n in [1, 7] {
            let [hand, made] = alike::both(number(n), "status number: value __typename").await;
            assert_eq!(hand, made);
        }
    }
}
