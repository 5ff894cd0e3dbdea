//! Where an answer has errors: marks the places until they become null, and reads paths.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, PathSegment, Value};

const FAILED: &str = "!failed";

/// Stands for a field that failed until it becomes null; no enum of a schema can have such a value.
pub(super) fn failure() -> Value {
    Value::Enum(Name::new(FAILED))
}

/// Whether `value` is that mark.
pub(super) fn is_failure(value: &Value) -> bool {
    matches!(value, Value::Enum(name) if name == FAILED)
}

/// Marks where an error's path leaves the data.
pub(super) fn mark(data: &mut Value, path: &[PathSegment]) {
    let mut at = data;
    for segment in path {
        if let (Value::Null, PathSegment::Field(_)) = (&*at, segment) {
            // All fields of this object failed.
            *at = Value::Object(IndexMap::new());
        }
        at = match (at, segment) {
            (Value::Object(fields), PathSegment::Field(key)) => fields.entry(Name::new(key)).or_insert_with(failure),
            (Value::List(items), PathSegment::Index(index)) => match items.get_mut(*index) {
                Some(item) => item,
                None => return,
            },
            _ => return,
        };
    }
}

/// The path that an entry of an extension tells, if it is an object that has one.
pub(super) fn path_of(item: &Value) -> Option<Vec<PathSegment>> {
    let Value::Object(fields) = item else { return None };
    let Value::List(steps) = fields.get("path")? else {
        return None;
    };
    let step = |step: &Value| match step {
        Value::String(key) => Some(PathSegment::Field(key.clone())),
        Value::Number(index) => index
            .as_u64()
            .and_then(|index| usize::try_from(index).ok())
            .map(PathSegment::Index),
        _ => None,
    };
    steps.iter().map(step).collect()
}
