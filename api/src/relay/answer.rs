//! From a resolver's result to its answer: the value, or null and an error at its path. Siblings stay.

use std::sync::Arc;

use async_graphql::{Context, PathSegment, QueryPathNode};

use crate::{
    error::{Error, Fault, Result},
    operation::Operation,
};

/// The operation that this request is.
pub fn operation<'c>(ctx: &Context<'c>) -> Result<&'c Arc<Operation>> {
    ctx.data::<Arc<Operation>>()
        .map_err(|_| Error::from(Fault::logged("a request without an operation")))
}

/// The value; or null, and the refusal among the errors at the path of this field, followed by `below` where the error
/// belongs to the object of a payload.
pub fn answer<T>(ctx: &Context<'_>, below: Option<&str>, result: Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            let mut path: Vec<PathSegment> = ctx.path_node.map(|node| segments(&node)).unwrap_or_default();
            path.extend(below.map(|name| PathSegment::Field(name.to_owned())));
            for error in error.into_server_errors(&path) {
                ctx.add_error(error);
            }
            None
        }
    }
}

/// A path as its segments. A name never begins with a digit, so what is a number is a place in a list.
pub fn segments(node: &QueryPathNode<'_>) -> Vec<PathSegment> {
    node.to_string_vec()
        .into_iter()
        .map(|segment| match segment.parse() {
            Ok(place) => PathSegment::Index(place),
            Err(_) => PathSegment::Field(segment),
        })
        .collect()
}
