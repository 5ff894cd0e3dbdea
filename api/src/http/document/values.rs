//! What `apollo-compiler` does not look at in values, and the specification demands: variables within lists and input
//! objects, defaults of null, and inputs of which exactly one is to be given (`@oneOf`).

use std::collections::{HashMap, HashSet};

use apollo_compiler::ast::{Argument, DirectiveList, Type, Value, VariableDefinition};
use apollo_compiler::executable::{ExecutableDocument, Selection, SelectionSet};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use apollo_compiler::{Name, Node, Schema};
use serde_json::Value as Json;

/// What is wrong with a value, and where it stands.
#[derive(Debug)]
pub(super) struct Misfit {
    pub(super) message: String,
    pub(super) at: Option<SourceSpan>,
}

/// A variable in its place.
struct Use<'d> {
    name: &'d Name,
    /// What is wanted there.
    wanted: &'d Type,
    /// Whether there is a value where it has none.
    has_default: bool,
    at: Option<SourceSpan>,
}

/// What stands in an operation or a fragment, without the fragments that it spreads.
#[derive(Default)]
struct Part<'d> {
    uses: Vec<Use<'d>>,
    spreads: Vec<&'d Name>,
}

/// Checks the values of a document that is valid otherwise. Each fragment is walked once.
pub(super) fn check(document: &ExecutableDocument, schema: &Schema) -> Result<(), Misfit> {
    let mut fragments = HashMap::new();
    for (name, fragment) in &document.fragments {
        let mut part = Part::default();
        part.directives(&fragment.directives, schema)?;
        part.set(&fragment.selection_set, schema)?;
        fragments.insert(name, part);
    }
    for operation in document.operations.iter() {
        let mut part = Part::default();
        for variable in &operation.variables {
            if let Some(default) = &variable.default_value {
                part.value(default, &variable.ty, false, schema)?;
            }
        }
        part.directives(&operation.directives, schema)?;
        part.set(&operation.selection_set, schema)?;
        let (mut seen, mut waits) = (HashSet::new(), vec![&part]);
        while let Some(part) = waits.pop() {
            for one in &part.uses {
                one.fits(&operation.variables)?;
            }
            let new = part.spreads.iter().filter(|name| seen.insert(**name));
            waits.extend(new.filter_map(|name| fragments.get(*name)));
        }
    }
    Ok(())
}

impl<'d> Part<'d> {
    fn set(&mut self, set: &'d SelectionSet, schema: &'d Schema) -> Result<(), Misfit> {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    let wanted = |argument: &Argument| field.definition.argument_by_name(&argument.name);
                    for argument in &field.arguments {
                        if let Some(definition) = wanted(argument) {
                            let has_default = definition.default_value.is_some();
                            self.value(&argument.value, &definition.ty, has_default, schema)?;
                        }
                    }
                    self.directives(&field.directives, schema)?;
                    self.set(&field.selection_set, schema)?;
                }
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.directives, schema)?;
                    self.set(&fragment.selection_set, schema)?;
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.directives, schema)?;
                    self.spreads.push(&spread.fragment_name);
                }
            }
        }
        Ok(())
    }

    fn directives(&mut self, directives: &'d DirectiveList, schema: &'d Schema) -> Result<(), Misfit> {
        for directive in directives {
            let Some(definition) = schema.directive_definitions.get(&directive.name) else {
                continue;
            };
            for argument in &directive.arguments {
                if let Some(wanted) = definition.argument_by_name(&argument.name) {
                    self.value(&argument.value, &wanted.ty, wanted.default_value.is_some(), schema)?;
                }
            }
        }
        Ok(())
    }

    fn value(
        &mut self,
        value: &'d Node<Value>,
        wanted: &'d Type,
        has_default: bool,
        schema: &'d Schema,
    ) -> Result<(), Misfit> {
        match &**value {
            Value::Variable(name) => self.uses.push(Use {
                name,
                wanted,
                has_default,
                at: value.location(),
            }),
            Value::List(items) => {
                for item in items {
                    self.value(item, wanted.item_type(), false, schema)?;
                }
            }
            Value::Object(fields) => {
                let Some(of_type) = input(wanted, schema) else {
                    return Ok(());
                };
                if is_one_of(of_type) {
                    let given: Vec<_> = fields.iter().map(|(_, value)| value.is_null()).collect();
                    one_of(of_type, &given).map_err(|message| Misfit {
                        message,
                        at: value.location(),
                    })?;
                }
                for (name, value) in fields {
                    if let Some(definition) = of_type.fields.get(name) {
                        let has_default = definition.default_value.is_some();
                        self.value(value, &definition.ty, has_default, schema)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl Use<'_> {
    /// Whether the variable may stand there ("All Variable Usages Are Allowed").
    fn fits(&self, variables: &[Node<VariableDefinition>]) -> Result<(), Misfit> {
        let Some(variable) = variables.iter().find(|variable| variable.name == *self.name) else {
            return Ok(());
        };
        let has_value = |default: &Node<Value>| !default.is_null();
        let fits = if self.wanted.is_non_null() && !variable.ty.is_non_null() {
            let is_given = self.has_default || variable.default_value.as_ref().is_some_and(has_value);
            is_given && variable.ty.is_assignable_to(&self.wanted.clone().nullable())
        } else {
            variable.ty.is_assignable_to(self.wanted)
        };
        if fits {
            return Ok(());
        }
        let (name, found, wanted) = (self.name, &variable.ty, self.wanted);
        Err(Misfit {
            message: format!("variable `${name}` of type `{found}` cannot stand where `{wanted}` is expected"),
            at: self.at,
        })
    }
}

/// Numbers as JavaScript has them, which does not tell 1.0 from 1.
pub(super) fn without_empty_fractions(value: &mut Json) {
    match value {
        Json::Number(number) => {
            if let Some(whole) = number.as_f64().filter(|_| number.is_f64()).and_then(whole) {
                *value = whole.into();
            }
        }
        Json::Array(items) => items.iter_mut().for_each(without_empty_fractions),
        Json::Object(fields) => fields.values_mut().for_each(without_empty_fractions),
        Json::Null | Json::Bool(_) | Json::String(_) => {}
    }
}

/// The whole number that this is, as far as doubles are exact.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() != 0.0 || number.abs() > EXACT {
        return None;
    }
    format!("{number:.0}").parse().ok()
}

fn input<'s>(wanted: &Type, schema: &'s Schema) -> Option<&'s InputObjectType> {
    match schema.types.get(wanted.inner_named_type())? {
        ExtendedType::InputObject(of_type) => Some(of_type),
        _ => None,
    }
}

/// Whether it takes exactly one of its fields.
pub(super) fn is_one_of(of_type: &InputObjectType) -> bool {
    of_type.directives.has("oneOf")
}

/// Of each value that is given, whether it is null.
pub(super) fn one_of(of_type: &InputObjectType, given: &[bool]) -> Result<(), String> {
    match given {
        [false] => Ok(()),
        _ => Err(format!(
            "`{}` takes exactly one of its fields, and no null",
            of_type.name
        )),
    }
}
