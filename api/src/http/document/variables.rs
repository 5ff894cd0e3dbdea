//! The values that come with a document, beside what it says of its variables: every misfit with its place, and nothing of
//! what was given.

use apollo_compiler::ast::{Type, VariableDefinition};
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use apollo_compiler::{Name, Node, Schema};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::names;
use super::plain::INSTANT;
use super::values::{is_one_of, one_of};
use crate::error::{Code, Refusal};
use crate::http::Limits;

/// Characters of a step in a path: the name of a field that is not known is whatever the caller wrote.
const STEP: usize = 60;

/// What of the values does not fit the variables of an operation, within the limits.
pub(super) fn misfits(
    variables: &[Node<VariableDefinition>],
    given: &Map<String, Value>,
    schema: &Schema,
    limits: &Limits,
) -> Vec<Refusal> {
    let mut walk = Walk {
        schema,
        most: limits.errors,
        tells_names: limits.tells_names,
        path: vec!["variables".to_owned()],
        found: Vec::new(),
    };
    for variable in variables {
        let has_default = variable.default_value.is_some();
        walk.within(&variable.name, |walk| {
            walk.place(given.get(variable.name.as_str()), &variable.ty, has_default);
        });
    }
    walk.found
}

struct Walk<'s> {
    schema: &'s Schema,
    most: usize,
    tells_names: bool,
    path: Vec<String>,
    found: Vec<Refusal>,
}

impl Walk<'_> {
    fn within(&mut self, step: &str, look: impl FnOnce(&mut Self)) {
        if self.found.len() >= self.most {
            return;
        }
        self.path.push(step.chars().take(STEP).collect());
        look(self);
        self.path.pop();
    }

    fn note(&mut self, message: impl Into<String>) {
        self.add(Refusal::new(Code::BadInput, message));
    }

    fn add(&mut self, refusal: Refusal) {
        if self.found.len() >= self.most {
            return;
        }
        let path: Vec<_> = self.path.iter().map(String::as_str).collect();
        self.found.push(refusal.at(&path));
    }

    /// A variable or a field, which may be left out where it may be null or has a default.
    fn place(&mut self, given: Option<&Value>, wanted: &Type, has_default: bool) {
        match given {
            Some(value) => self.value(value, wanted),
            None if wanted.is_non_null() && !has_default => {
                self.note(format!("Nothing is given here, where `{wanted}` is expected."));
            }
            None => {}
        }
    }

    fn value(&mut self, value: &Value, wanted: &Type) {
        if value.is_null() {
            if wanted.is_non_null() {
                self.note(format!("The value is null, where `{wanted}` is expected."));
            }
            return;
        }
        match (wanted, value) {
            (Type::List(of_item) | Type::NonNullList(of_item), Value::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.within(&index.to_string(), |walk| walk.value(item, of_item));
                }
            }
            // One value stands for a list of one.
            (Type::List(of_item) | Type::NonNullList(of_item), _) => self.value(value, of_item),
            (Type::Named(name) | Type::NonNullNamed(name), _) => self.named(value, name),
        }
    }

    fn named(&mut self, value: &Value, name: &Name) {
        let schema = self.schema;
        match schema.types.get(name) {
            Some(ExtendedType::InputObject(of_type)) => match value {
                Value::Object(given) => self.fields(given, of_type),
                _ => self.note(format!("The value is not an object with the fields of `{name}`.")),
            },
            Some(ExtendedType::Enum(of_type)) => {
                let is_known = |given: &str| of_type.values.keys().any(|known| known.as_str() == given);
                if !value.as_str().is_some_and(is_known) {
                    let message = format!("The value is not a name that `{name}` has.");
                    let refusal = Refusal::new(Code::BadInput, message);
                    self.add(if self.tells_names {
                        refusal.hint(names::hint(of_type))
                    } else {
                        refusal
                    });
                }
            }
            Some(ExtendedType::Scalar(_)) => {
                if let Some(message) = scalar(value, name) {
                    self.note(message);
                }
            }
            // A document with variables of other types was refused.
            _ => {}
        }
    }

    fn fields(&mut self, given: &Map<String, Value>, of_type: &InputObjectType) {
        for name in given.keys().filter(|name| !of_type.fields.contains_key(name.as_str())) {
            self.within(name, |walk| {
                walk.note(format!("`{}` has no field of this name.", of_type.name));
            });
        }
        for (name, definition) in &of_type.fields {
            let has_default = definition.default_value.is_some();
            self.within(name, |walk| {
                walk.place(given.get(name.as_str()), &definition.ty, has_default);
            });
        }
        if is_one_of(of_type) {
            let given: Vec<_> = given.values().map(Value::is_null).collect();
            if let Err(message) = one_of(of_type, &given) {
                self.note(format!("{message}."));
            }
        }
    }
}

/// Whether a text is an instant, as the library reads it.
pub(super) fn is_instant(text: &str) -> bool {
    text.parse::<DateTime<Utc>>().is_ok()
}

/// What is wrong with a value of a scalar. What a text says is read where all of an input is; an instant here, since it is
/// nothing else there.
fn scalar(value: &Value, name: &Name) -> Option<String> {
    let is_int = |number: i64| i32::try_from(number).is_ok();
    let (fits, wanted) = match name.as_str() {
        "Int" => (value.as_i64().is_some_and(is_int), "a whole number of 32 bits"),
        "Float" => (value.is_number(), "a number"),
        "Boolean" => (value.is_boolean(), "true or false"),
        "ID" => (value.is_string() || value.is_i64(), "an id, which is a text"),
        _ => (value.is_string(), "a text"),
    };
    if !fits {
        return Some(format!("The value is not {wanted}, where `{name}` is expected."));
    }
    (name == "DateTime" && !value.as_str().is_some_and(is_instant)).then(|| INSTANT.to_owned())
}
