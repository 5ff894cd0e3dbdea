//! From text to a document that is safe to run: lexed, measured, parsed and validated before the library sees it.
//!
//! [`Checker::check`] names the steps in their order, a file each: `lexer`, `expand`, `values`, `hashing` and `merge` refuse or
//! mend, `cost` prices, and `public`, `alike` and `localised` say what is known of every answer to it. The values that come
//! with a document are looked at in `variables`.

mod alike;
mod argument;
mod cost;
mod diagnosis;
mod expand;
mod hashing;
mod introspection_cost;
mod lexer;
mod localised;
mod merge;
mod names;
mod place;
mod plain;
mod public;
#[cfg(test)]
mod tests;
mod values;
mod variables;

use std::collections::HashMap;
use std::sync::Arc;

use apollo_compiler::ast::{self, FieldDefinition, OperationType};
use apollo_compiler::executable::Operation;
use apollo_compiler::parser::SourceMap;
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Name, Schema};
use async_graphql::parser::types::{ExecutableDocument as Parsed, OperationType as Does};
use async_graphql::{ServerError, Variables};
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};
use sha2::{Digest, Sha256};

use self::cost::Tree;
use self::diagnosis::{NAME, short, syntax};
use self::expand::{Excess, Size};
use super::{Limits, flaw};
use crate::error::{Code, Error, Fault};

pub(super) use self::argument::Arguments;
pub use self::cost::Cost;
pub(super) use self::plain::plain;

/// How many bytes the trees of both parsers take for each byte of text.
const BYTES_OF_TEXT: usize = 50;

/// In how many parts documents are kept, of which each is locked by itself. One document takes no more than the room of one
/// part: the longest fits.
const PARTS: usize = 4;

/// How many documents are kept at a time, about.
const KEPT: usize = 1_000;

/// How many bytes a field and a value take where the fragments of a mutation are written out.
const BYTES_OF_SELECTION: usize = 512;
const BYTES_OF_VALUE: usize = 96;

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Reads.
    Query,
    /// Changes.
    Mutation,
    /// Listens.
    Subscription,
}

/// A document that parses, validates and is no larger than allowed.
///
/// It holds no verdict that depends on who asks or on variables, so it can be kept for everybody (T12, T116).
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, known once")]
pub struct Document {
    written: Parsed,
    runnable: Parsed,
    checked: Valid<ExecutableDocument>,
    costs: HashMap<Option<Name>, Vec<Tree>>,
    is_public: bool,
    is_alike: bool,
    is_localised: bool,
    hashes: bool,
    bytes: u64,
}

impl Document {
    /// The document as it was written, for the order of the answer.
    #[must_use]
    pub fn written(&self) -> &Parsed {
        &self.written
    }

    /// The document as the library is to run it: of the same meaning, with repeated fields merged.
    #[must_use]
    pub fn runnable(&self) -> &Parsed {
        &self.runnable
    }

    /// How many bytes it takes, as far as that can be told.
    #[cfg(test)]
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether it asks for nothing but what is public.
    #[must_use]
    pub const fn is_public(&self) -> bool {
        self.is_public
    }

    /// Whether it asks for nothing but what is answered alike to everybody who may know of its objects.
    #[must_use]
    pub const fn is_alike(&self) -> bool {
        self.is_alike
    }

    /// Whether it asks for texts in whatever language its reader takes.
    #[must_use]
    pub const fn is_localised(&self) -> bool {
        self.is_localised
    }

    /// Whether it may have passwords hashed.
    #[must_use]
    pub const fn hashes(&self) -> bool {
        self.hashes
    }

    /// What the operation that `name` chooses does.
    pub fn kind(&self, name: Option<&str>) -> Result<Kind, ServerError> {
        Ok(match self.operation(name)?.operation_type {
            OperationType::Query => Kind::Query,
            OperationType::Mutation => Kind::Mutation,
            OperationType::Subscription => Kind::Subscription,
        })
    }

    /// What the operation that `name` chooses costs at most with these variables; nothing if there is no such operation.
    #[must_use]
    pub fn cost(&self, name: Option<&str>, variables: &Variables) -> u64 {
        self.tree(name).map_or(0, |fields| cost::cost(fields, variables))
    }

    /// The keys that lead to where most of that comes from, with dots between.
    #[must_use]
    pub fn dearest(&self, name: Option<&str>, variables: &Variables) -> String {
        self.tree(name)
            .map_or_else(String::new, |fields| cost::dearest(fields, variables))
    }

    fn tree(&self, name: Option<&str>) -> Option<&[Tree]> {
        let operation = self.operation(name).ok()?;
        self.costs.get(&operation.name).map(Vec::as_slice)
    }

    fn operation(&self, name: Option<&str>) -> Result<&Operation, ServerError> {
        self.checked
            .operations
            .get(name)
            .map(|operation| &**operation)
            .map_err(|_| {
                let message = match name {
                    Some(_) => "The document has no operation of that operationName.",
                    None => "The document has no or several operations; operationName chooses one.",
                };
                let mut error = flaw(Code::BadInput, message, None);
                let extensions = error.extensions.get_or_insert_default();
                extensions.set("input", vec!["operationName"]);
                error
            })
    }
}

/// Checks documents against one schema, and keeps those that passed.
///
/// One that came once takes a small part of the room, and pushes none out that came again: what keeps them is scan-resistant
/// (a kind of CLOCK-Pro that is much like S3-FIFO). Whoever asks for what is being checked at this moment waits for that.
pub struct Checker {
    schema: Valid<Schema>,
    limits: Limits,
    kept: Cache<[u8; 32], Arc<Document>, Bytes>,
}

#[derive(Clone)]
struct Bytes;

impl Weighter<[u8; 32], Arc<Document>> for Bytes {
    fn weight(&self, _: &[u8; 32], document: &Arc<Document>) -> u64 {
        document.bytes.max(1)
    }
}

impl Checker {
    /// A checker for the schema that `sdl` prints.
    pub fn new(sdl: &str, limits: Limits) -> Result<Self, Fault> {
        let mut schema = Schema::parse(sdl, "schema.graphql")
            .map_err(|invalid| Fault::logged(&format!("the printed schema does not parse: {}", invalid.errors)))?;
        know_one_of(&mut schema);
        let schema = schema
            .validate()
            .map_err(|invalid| Fault::logged(&format!("the printed schema is not valid: {}", invalid.errors)))?;
        let room = OptionsBuilder::new()
            .shards(PARTS)
            .estimated_items_capacity(KEPT)
            .weight_capacity(limits.kept_bytes)
            .build()
            .map_err(|_| Fault::logged("the room for documents has no size"))?;
        let kept = Cache::with_options(room, Bytes, DefaultHashBuilder::default(), DefaultLifecycle::default());
        Ok(Self { schema, limits, kept })
    }

    /// The limits that it keeps.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The schema, for whoever needs to know its types.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The document of `text`, if it is kept.
    #[must_use]
    pub fn known(&self, text: &str) -> Option<Arc<Document>> {
        (!self.is_too_long(text)).then(|| self.kept.get(&key(text))).flatten()
    }

    /// Checks `text`, which may take as long as all else together that a request does; the errors are those of a request,
    /// without a path. Not for a task: it may block.
    pub fn check(&self, text: &str) -> Result<Arc<Document>, Vec<ServerError>> {
        if self.is_too_long(text) {
            return self.check_anew(text);
        }
        self.kept.get_or_insert_with(&key(text), || self.check_anew(text))
    }

    /// The same within a task, for what is short.
    pub async fn check_here(&self, text: &str) -> Result<Arc<Document>, Vec<ServerError>> {
        // It waits for nothing, so that nobody blocks for long who comes by the other way meanwhile.
        let anew = async { self.check_anew(text) };
        self.kept.get_or_insert_async(&key(text), anew).await
    }

    /// What is too long is not worth hashing.
    fn is_too_long(&self, text: &str) -> bool {
        text.len() > self.limits.document_bytes
    }

    fn check_anew(&self, sent: &str) -> Result<Arc<Document>, Vec<ServerError>> {
        let text = lexer::scan(sent, &self.limits).map_err(|error| vec![error])?;
        let position = |span, sources: &SourceMap| diagnosis::position(span, sources, sent);
        let most = self.limits.document_errors;
        let tree =
            ast::Document::parse(&*text, NAME).map_err(|invalid| diagnosis::told(&invalid.errors, sent, most, None))?;
        let size = expand::check(&tree, &self.limits).map_err(|excess| match excess {
            Excess::TooLarge(message) => vec![flaw(Code::RequestTooLarge, message, None)],
            Excess::Invalid(message, span) => {
                vec![flaw(Code::DocumentInvalid, message, position(span, &tree.sources))]
            }
        })?;
        let of_names = self.limits.tells_names.then(|| self.schema());
        let checked = tree
            .to_executable_validate(&self.schema)
            .map_err(|invalid| diagnosis::told(&invalid.errors, sent, most, of_names))?;
        values::check(&checked, &self.schema).map_err(|misfit| {
            vec![flaw(
                Code::DocumentInvalid,
                short(&misfit.message),
                position(misfit.at, &checked.sources),
            )]
        })?;
        let hashes = hashing::hashes(&checked).map_err(|hashing::Again(at)| {
            let message = "An operation takes one password at most; send what takes another by itself.";
            vec![flaw(Code::RequestTooLarge, message, position(at, &checked.sources))]
        })?;
        // It parsed above, so the library refusing it is a difference between the two.
        let written = async_graphql::parser::parse_query(&*text).map_err(|error| {
            let at = error.positions().next();
            vec![flaw(
                Code::DocumentInvalid,
                syntax(at, "the document cannot be read"),
                at,
            )]
        })?;
        let mut runnable = written.clone();
        merge::merge(&mut runnable).map_err(|at| {
            let message = "A mutation stands twice under one key, with different conditions.";
            vec![flaw(Code::DocumentInvalid, message, Some(at))]
        })?;
        // All operations together are no larger than one may be, so all of their trees are too.
        let trees = checked.operations.iter().map(|operation| {
            let tree = Tree::of(operation, &checked, &self.schema);
            (operation.name.clone(), tree)
        });
        let costs: HashMap<_, _> = trees.collect();
        let bytes = weight(&text, &costs, &written, size);
        Ok(Arc::new(Document {
            costs,
            is_public: public::is_public(&checked),
            is_alike: alike::is_alike(&checked),
            is_localised: localised::is_localised(&checked),
            hashes,
            written,
            runnable,
            checked,
            bytes,
        }))
    }

    /// The variables that the operation that `name` chooses runs with: those given, checked, with defaults filled in. All
    /// faults of them are told together, as far as so many are told.
    ///
    /// The library would not look at a default when it decides on `@skip` and `@include`.
    pub fn variables(
        &self,
        document: &Document,
        name: Option<&str>,
        mut given: serde_json::Map<String, serde_json::Value>,
    ) -> Result<Variables, Vec<ServerError>> {
        let operation = document.operation(name).map_err(|error| vec![error])?;
        given.values_mut().for_each(values::without_empty_fractions);
        let misfits = variables::misfits(&operation.variables, &given, &self.schema, &self.limits);
        if !misfits.is_empty() {
            return Err(Error::Refused(misfits).into_server_errors(&[]));
        }
        let given: JsonMap = given
            .into_iter()
            .map(|(key, value)| (key.into(), JsonValue::from(value)))
            .collect();
        // The words of what fills in the defaults would repeat what was given.
        let unfit = || vec![flaw(Code::BadInput, "The variables do not fit the operation.", None)];
        let coerced = apollo_compiler::request::coerce_variable_values(&self.schema, operation, &given);
        let coerced = coerced.map_err(|_| unfit())?;
        let coerced = serde_json::to_value(&*coerced).map_err(|_| unfit())?;
        Ok(Variables::from_json(coerced))
    }
}

fn key(text: &str) -> [u8; 32] {
    Sha256::digest(text).into()
}

/// How many bytes a document takes while it is kept, as far as that can be told.
fn weight(text: &str, costs: &HashMap<Option<Name>, Vec<Tree>>, written: &Parsed, size: Size) -> u64 {
    let trees = costs.values().map(|trees| cost::bytes(trees));
    let trees = trees.fold(0, usize::saturating_add);
    let mut operations = written.operations.iter();
    let flat = if operations.all(|(_, operation)| matches!(operation.node.ty, Does::Query)) {
        0
    } else {
        let selections = size.selections.saturating_mul(BYTES_OF_SELECTION);
        selections.saturating_add(size.values.saturating_mul(BYTES_OF_VALUE))
    };
    let parsed = text.len().saturating_mul(BYTES_OF_TEXT);
    u64::try_from(parsed.saturating_add(trees).saturating_add(flat)).unwrap_or(u64::MAX)
}

/// Teaches the validator `__Type.isOneOf`, which the library answers and tools ask for.
fn know_one_of(schema: &mut Schema) {
    let Some(ExtendedType::Object(of_type)) = schema.types.get_mut("__Type") else {
        return;
    };
    let definition = FieldDefinition {
        description: None,
        name: Name::new_unchecked("isOneOf"),
        arguments: Vec::new(),
        ty: ast::Type::Named(Name::new_unchecked("Boolean")),
        directives: ast::DirectiveList::default(),
    };
    of_type
        .make_mut()
        .fields
        .insert(Name::new_unchecked("isOneOf"), definition.into());
}
