//! Where the value stands that the library could not read: it tells the place of the whole argument in the document, and
//! nothing of what within it was wrong.

use std::collections::HashMap;

use apollo_compiler::Schema;
use apollo_compiler::ast::{OperationType as Root, Type};
use apollo_compiler::schema::ExtendedType;
use async_graphql::parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet};
use async_graphql::{Name, Pos, Value, Variables};

use super::variables::is_instant;

/// The arguments of a document that ran. Lists fail at one of them as often as they have entries: each is looked for once.
pub(in crate::http) struct Arguments<'d> {
    document: &'d ExecutableDocument,
    variables: &'d Variables,
    schema: &'d Schema,
    known: HashMap<Pos, Option<Vec<String>>>,
}

impl<'d> Arguments<'d> {
    /// Those of a document, with the variables that it ran with.
    pub(in crate::http) fn of(document: &'d ExecutableDocument, variables: &'d Variables, schema: &'d Schema) -> Self {
        Self {
            document,
            variables,
            schema,
            known: HashMap::new(),
        }
    }

    /// The path to the value that could not be read, in the argument whose value begins at this place.
    pub(in crate::http) fn path(&mut self, at: Pos) -> Option<Vec<String>> {
        if let Some(known) = self.known.get(&at) {
            return known.clone();
        }
        let path = self.find(at);
        self.known.insert(at, path.clone());
        path
    }

    fn find(&self, at: Pos) -> Option<Vec<String>> {
        let mut operations = self.document.operations.iter();
        let found = operations.find_map(|(_, operation)| {
            let root = match operation.node.ty {
                OperationType::Query => Root::Query,
                OperationType::Mutation => Root::Mutation,
                OperationType::Subscription => Root::Subscription,
            };
            let root = self.schema.root_operation(root)?;
            self.within(root.as_str(), &operation.node.selection_set.node, at)
        });
        found.or_else(|| {
            self.document.fragments.values().find_map(|fragment| {
                let of_type = fragment.node.type_condition.node.on.node.as_str();
                self.within(of_type, &fragment.node.selection_set.node, at)
            })
        })
    }

    fn within(&self, of_type: &str, set: &SelectionSet, at: Pos) -> Option<Vec<String>> {
        set.items.iter().find_map(|item| match &item.node {
            Selection::Field(field) => {
                let field = &field.node;
                let definition = self.schema.type_field(of_type, field.name.node.as_str()).ok()?;
                let Some((name, value)) = field.arguments.iter().find(|(_, value)| value.pos == at) else {
                    return self.within(definition.ty.inner_named_type().as_str(), &field.selection_set.node, at);
                };
                let given = |name: Name| Ok::<_, ()>(self.variables.get(&name).cloned().unwrap_or_default());
                let value = value.node.clone().into_const_with(given).ok()?;
                let wanted = definition.argument_by_name(name.node.as_str())?;
                let mut path = vec![name.node.to_string()];
                // What is not found further down is the argument itself.
                is_unread(self.schema, &value, &wanted.ty, &mut path);
                Some(path)
            }
            Selection::InlineFragment(fragment) => {
                let condition = fragment.node.type_condition.as_ref();
                let of_type = condition.map_or(of_type, |condition| condition.node.on.node.as_str());
                self.within(of_type, &fragment.node.selection_set.node, at)
            }
            // Fragments are looked through by themselves.
            Selection::FragmentSpread(_) => None,
        })
    }
}

/// Whether a value holds one of a scalar that the library cannot read, the first of which it tells: `path` leads there then.
/// All else that can be wrong with a value was looked at before the document ran.
fn is_unread(schema: &Schema, value: &Value, wanted: &Type, path: &mut Vec<String>) -> bool {
    match (wanted, value) {
        (_, Value::Null) => false,
        (Type::List(of_item) | Type::NonNullList(of_item), Value::List(items)) => {
            let mut items = items.iter().enumerate();
            items.any(|(place, item)| step(path, place.to_string(), |path| is_unread(schema, item, of_item, path)))
        }
        // One value stands for a list of one.
        (Type::List(of_item) | Type::NonNullList(of_item), _) => is_unread(schema, value, of_item, path),
        (Type::Named(name) | Type::NonNullNamed(name), _) => match (schema.types.get(name), value) {
            (Some(ExtendedType::InputObject(of_type)), Value::Object(given)) => {
                of_type.fields.iter().any(|(name, definition)| {
                    let value = given.get(name.as_str());
                    value.is_some_and(|value| {
                        step(path, name.to_string(), |path| {
                            is_unread(schema, value, &definition.ty, path)
                        })
                    })
                })
            }
            (Some(of_type @ ExtendedType::Scalar(_)), _) if !of_type.is_built_in() => match value {
                // What other texts say is read where all of an input is.
                Value::String(text) => name == "DateTime" && !is_instant(text),
                _ => true,
            },
            _ => false,
        },
    }
}

/// Looks one step further down, and stays there where something is found.
fn step(path: &mut Vec<String>, name: String, look: impl FnOnce(&mut Vec<String>) -> bool) -> bool {
    path.push(name);
    let is_found = look(path);
    if !is_found {
        path.pop();
    }
    is_found
}
