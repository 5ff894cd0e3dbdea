//! From a resolver's result to its answer: the value, or null and an error at its path. Siblings stay.

use std::sync::Arc;

use async_graphql::{Context, PathSegment};

use crate::{
    error::{Error, Fault, Result},
    operation::{Operation, gate::segments},
};

/// The operation that this request is.
pub fn operation<'c>(ctx: &Context<'c>) -> Result<&'c Arc<Operation>> {
    ctx.data::<Arc<Operation>>()
        .map_err(|_| Error::from(Fault::logged("a request without an operation")))
}

/// The value; or null, and the refusal among the errors at the path of this field, followed by the key of `below` where
/// the error belongs to the object of a payload and the document asks for that.
pub fn answer<T>(ctx: &Context<'_>, below: Option<&str>, result: Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            let mut path: Vec<PathSegment> = ctx.path_node.map(|node| segments(&node)).unwrap_or_default();
            path.extend(below.and_then(|name| key_of(ctx, name)).map(PathSegment::Field));
            for error in error.into_server_errors(&path) {
                ctx.add_error(error);
            }
            None
        }
    }
}

/// The key under which the answer has the field of this name, where the document asks for it: an error's path names what
/// is in the answer and nothing else.
fn key_of(ctx: &Context<'_>, name: &str) -> Option<String> {
    let own = ctx.field();
    let field = own.selection_set().find(|field| field.name() == name)?;
    Some(field.alias().unwrap_or(name).to_owned())
}
