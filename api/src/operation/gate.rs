//! The gate: the one place that opens a sealed value, after the policy said so.
//!
//! A guarded field of a noun is a [`Gated`]: it has no method to write and no check to forget. What the server itself
//! must know to do its duty, such as roles to decide an action, it opens by [`Duty`].

use std::{borrow::Cow, sync::Mutex, sync::PoisonError};

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value, parser::types::Field as SelectedField, registry,
};
use entity::{
    id::ProjectId,
    sealed::{Key, Sealed},
    subject::DataSubject,
};

use super::Operation;
use crate::{
    actor::{Actor, Person},
    error::{Code, Error, Refusal, Result},
    policy::{ActionQuestion, Decision, Field, FieldQuestion, Relation},
};

/// What the server must know for itself; the value goes into no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// To check who signs in, with what, and whether they may.
    Authenticate,
    /// To decide whether somebody may act.
    DecideAction,
    /// To decide whether somebody may read.
    DecideField,
    /// To count people for figures that leave through disclosure control.
    Count,
    /// To make public words findable.
    Index,
    /// To give a person the copy of what is theirs.
    Copy,
    /// To compare what an import brings with what is there.
    Import,
    /// To chain the audit log, and to look whether it is whole.
    Chain,
    /// To end or delete what is kept no longer.
    Dispose,
}

impl Duty {
    /// The value, for this duty alone.
    #[must_use]
    pub fn open<C, T>(self, sealed: &Sealed<C, T>) -> &T {
        sealed.open(&key())
    }
}

fn key() -> Key {
    #[expect(clippy::disallowed_methods, reason = "this is the gate")]
    Key::cut()
}

/// A guarded value of a noun: null, and a redaction, unless the policy lets its reader have it.
#[derive(Clone, Debug)]
pub struct Gated<S> {
    sealed: S,
    question: FieldQuestion,
}

impl<S> Gated<S> {
    /// The value behind its question.
    pub const fn new(sealed: S, question: FieldQuestion) -> Self {
        Self { sealed, question }
    }

    /// The same, read in this project.
    #[must_use]
    pub fn read_in(self, project: Option<ProjectId>) -> Self {
        let Self { sealed, question } = self;
        Self::new(sealed, question.read_in(project))
    }
}

impl<C, T> Gated<Sealed<C, T>> {
    /// The value, where its reader may have it; for what is made of it, such as an excerpt.
    #[must_use]
    pub fn open_for(&self, operation: &Operation) -> Option<&T> {
        open_if(operation, &self.question, &self.sealed)
    }
}

impl<C, T> OutputType for Gated<Sealed<C, T>>
where
    C: Send + Sync,
    T: OutputType,
{
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    // A refused field is null, so that the type is nullable whatever the value's is.
    fn qualified_type_name() -> String {
        T::qualified_type_name().trim_end_matches('!').to_owned()
    }

    fn create_type_info(registry: &mut registry::Registry) -> String {
        T::create_type_info(registry);
        Self::qualified_type_name()
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<SelectedField>) -> ServerResult<Value> {
        let operation = ctx.data_opt::<std::sync::Arc<Operation>>();
        let Some(operation) = operation.filter(|operation| operation.may_read(&self.question, ctx.path_node.as_ref()))
        else {
            return Ok(Value::Null);
        };
        let value = self.sealed.open(&key()).resolve(ctx, field).await?;
        Ok(match value {
            Value::String(text) if !operation.texts.takes(text.len()) => Value::Null,
            value => value,
        })
    }
}

/// Words, where an erasure left some, of a column that it empties.
#[must_use]
pub fn said(words: impl Into<Option<String>>) -> Option<String> {
    words.into().filter(|words| !words.is_empty())
}

/// Whether the reader may have what this field answers, such as a list; the refusal is noted if not.
#[must_use]
pub fn may_read(ctx: &async_graphql::Context<'_>, question: &FieldQuestion) -> bool {
    ctx.data_opt::<std::sync::Arc<Operation>>()
        .is_some_and(|operation| operation.may_read(question, ctx.path_node.as_ref()))
}

/// Who is signed in, where they may have this field, which tells of themselves; the refusal is noted if not.
#[must_use]
pub fn viewer<'c>(ctx: &async_graphql::Context<'c>, field: Field) -> Option<(&'c Actor, Person)> {
    let actor = ctx.data_opt::<std::sync::Arc<Operation>>()?.known_actor()?;
    let person = actor.person()?;
    let question = FieldQuestion::of(field, actor.roles()).related(Relation::Itself);
    may_read(ctx, &question).then_some((actor, person))
}

/// Refuses to filter by a field that the reader may not have: which rows come would tell what each of them holds.
pub fn may_filter(operation: &Operation, question: &FieldQuestion, name: &str) -> Result<()> {
    may_use(operation, question, &["filter", name])
}

/// Refuses to order by a field that the reader may not have, in this argument: which rows come first would tell it.
pub fn may_order(operation: &Operation, question: &FieldQuestion, argument: &str) -> Result<()> {
    may_use(operation, question, &[argument])
}

fn may_use(operation: &Operation, question: &FieldQuestion, input: &[&str]) -> Result<()> {
    let decision = operation.decide(&question.about(DataSubject::Nobody));
    if decision.allowed {
        return Ok(());
    }
    let refusal = Refusal::new(Code::FilterForbidden, decision.because.to_string()).at(input);
    let lift = decision.lift.to_string();
    Err(if lift.is_empty() { refusal } else { refusal.hint(lift) }.into())
}

/// Whether the reader may have a field of whoever it is about; nothing is noted.
#[must_use]
pub fn is_open(operation: &Operation, question: &FieldQuestion) -> bool {
    operation.decide(&question.about(DataSubject::Nobody)).allowed
}

/// The value, if the policy lets the reader have it. No redaction is noted: something public stands in its place.
#[must_use]
pub fn open_if<'s, C, T>(operation: &Operation, question: &FieldQuestion, sealed: &'s Sealed<C, T>) -> Option<&'s T> {
    operation.decide(question).allowed.then(|| sealed.open(&key()))
}

/// One kind of refusal in an answer: a field, a code, and where it was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redaction {
    /// Path pattern, such as `projects.nodes[*].lead`.
    pub path: String,
    /// The stable name of the reason.
    pub code: Code,
    /// The principle and its source.
    pub because: String,
    /// What would change the answer.
    pub lift: Option<String>,
}

/// What was refused in one operation: folded, and at most 50 (T38).
#[derive(Debug, Default)]
pub struct Redactions(Mutex<Vec<Redaction>>);

const MOST_REDACTIONS: usize = 50;

impl Redactions {
    fn add(&self, redaction: Redaction) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < MOST_REDACTIONS && !all.contains(&redaction) {
            all.push(redaction);
        }
    }

    /// Whether nothing was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// All of them, by path and code.
    #[must_use]
    pub fn sorted(&self) -> Vec<Redaction> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        all.sort_by(|a, b| (&a.path, a.code).cmp(&(&b.path, b.code)));
        all
    }
}

impl Operation {
    /// The question, with what the request declares and the credential covers.
    fn asks(&self, question: &FieldQuestion) -> FieldQuestion {
        let program = self.known_actor().and_then(Actor::program);
        question
            .declared(self.purpose())
            .processed(self.processing(question.about))
            .within(program.map(|program| program.scope))
    }

    /// Whether the reader may have the field. Decided before anyone looks at the value (T37).
    fn may_read(&self, question: &FieldQuestion, path: Option<&async_graphql::QueryPathNode<'_>>) -> bool {
        let decision = self.decide(question);
        if !decision.allowed {
            self.redactions().add(Redaction {
                path: path.map(pattern).unwrap_or_default(),
                code: decision.code,
                because: decision.because.to_string(),
                lift: (!decision.lift.is_empty()).then(|| decision.lift.to_string()),
            });
        }
        decision.allowed
    }

    /// What the policies say, put on record. What cannot be put on record is refused.
    fn decide(&self, question: &FieldQuestion) -> Decision {
        let decision = self.policies().field(&self.asks(question));
        if self.note(question, &decision) {
            return decision;
        }
        tracing::error!(field = question.field.name(), "nothing says whose data it is: refused");
        Decision {
            allowed: false,
            ..decision
        }
    }
}

fn pattern(path: &async_graphql::QueryPathNode<'_>) -> String {
    let mut text = String::new();
    for segment in segments(path) {
        match segment {
            async_graphql::PathSegment::Field(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&name);
            }
            async_graphql::PathSegment::Index(_) => text.push_str("[*]"),
        }
    }
    text
}

/// Lets an action pass, or refuses it with what the policy says. The audit log is told of either: of what passes when its
/// transaction ends, of what does not when the operation has.
pub fn permit(operation: &Operation, question: &ActionQuestion) -> Result<()> {
    let decision = operation.policies().action(question);
    if decision.allowed {
        operation.audit().passed(question.action);
        return Ok(());
    }
    operation.audit().refused(question.action, decision.code);
    let refusal = Refusal::new(decision.code, decision.because.to_string());
    let lift = decision.lift.to_string();
    Err(if lift.is_empty() { refusal } else { refusal.hint(lift) }.into())
}

/// The same error, with the input that it is about.
#[must_use]
pub fn at(error: Error, input: &str) -> Error {
    match error {
        Error::Refused(refusals) => Error::Refused(
            refusals
                .into_iter()
                .map(|refusal| {
                    if refusal.input.is_empty() {
                        refusal.at(&["input", input])
                    } else {
                        refusal
                    }
                })
                .collect(),
        ),
        Error::Fault(fault) => Error::Fault(fault),
    }
}

/// A path as its segments. A name never begins with a digit, so what is a number is a place in a list.
#[must_use]
pub fn segments(node: &async_graphql::QueryPathNode<'_>) -> Vec<async_graphql::PathSegment> {
    node.to_string_vec()
        .into_iter()
        .map(|segment| match segment.parse() {
            Ok(place) => async_graphql::PathSegment::Index(place),
            Err(_) => async_graphql::PathSegment::Field(segment),
        })
        .collect()
}
