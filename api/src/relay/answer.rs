//! From a resolver's result to its answer: the value, or null and an error at its path. Siblings stay.

use std::sync::Arc;

use async_graphql::{Context, PathSegment, QueryPathSegment};

use crate::{
    error::{Error, Fault, Result},
    operation::Operation,
};

/// The operation that this request is.
pub fn operation<'c>(ctx: &Context<'c>) -> Result<&'c Arc<Operation>> {
    ctx.data::<Arc<Operation>>().map_err(|_| Error::from(Fault::logged("a request without an operation")))
}

/// The value; or null, and the refusal among the errors at the path of this field, followed by `below` where the error
/// belongs to the object of a payload.
pub fn answer<T>(ctx: &Context<'_>, below: Option<&str>, result: Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            let mut path = Vec::new();
            if let Some(node) = ctx.path_node {
                node.for_each(|segment| {
                    path.push(match segment {
                        QueryPathSegment::Name(name) => PathSegment::Field((*name).to_owned()),
                        QueryPathSegment::Index(index) => PathSegment::Index(*index),
                    });
                });
            }
            path.extend(below.map(|name| PathSegment::Field(name.to_owned())));
            for error in error.into_server_errors(&path) {
                ctx.add_error(error);
            }
            None
        }
    }
}
