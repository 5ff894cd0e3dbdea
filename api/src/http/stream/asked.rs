//! An operation that passed every check that needs no actor, kept to be run again for each event.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::{
    Request, Response, ServerError, Value, Variables,
    parser::types::{OperationType, Selection},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{holder::Holder, party::Party};
use crate::{
    actor::{Actor, Who},
    error::Error,
    http::{
        Checker, Cost, Document, Edge, Kind, Metrics, Order,
        answer::written::json,
        declared::declared_once,
        document::Arguments,
        graphql::name_codes,
        parameters::Parameters,
        persisted::{self, NotRun},
    },
    operation::{Declared, Languages},
};

/// What is run.
pub(in crate::http) struct Asked {
    checker: Arc<Checker>,
    metrics: Metrics,
    document: Arc<Document>,
    query: String,
    name: Option<String>,
    variables: Variables,
    /// The variable that is nothing but the cursor from which a subscription goes on.
    cursor: Option<String>,
    /// What it declares; no languages where it asks for nothing that depends on them.
    pub(in crate::http) declared: Declared,
    /// What it does.
    pub(in crate::http) kind: Kind,
    /// What it costs at most: each event of a subscription does.
    pub(in crate::http) cost: u64,
    /// The same, to be told where that was asked for; not with events, since one answer goes to many callers, and to each is
    /// left something else.
    pub(in crate::http) told: Cost,
}

/// An answer on its way; a request error has no `data` key at all.
#[derive(Serialize)]
struct Payload {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ServerError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extensions: BTreeMap<String, Value>,
}

/// What came of a run: an answer, or the errors of a request that did not run.
pub(super) enum Came {
    /// The answer, written.
    Answer(Arc<str>),
    /// The errors.
    Refused(Vec<ServerError>),
}

impl Asked {
    /// Checks what is asked for, itself or by its hash, by who holds a credential.
    pub(super) async fn of(edge: &Edge, parameters: Parameters, holder: &Holder) -> Result<Self, NotRun> {
        let checker = edge.checker();
        let network = holder.credential.network;
        let (query, document) = persisted::document(edge, &holder.headers, network, &parameters).await?;
        let name = parameters.operation_name;
        let one = |error| vec![error];
        let kind = document.kind(name.as_deref()).map_err(one)?;
        let variables = checker.variables(&document, name.as_deref(), parameters.variables)?;
        let purpose = declared_once(parameters.purpose.as_deref(), holder.declared.purpose);
        let declared = Declared {
            purpose: purpose.map_err(|refusal| errors_of(refusal.into()))?,
            languages: if document.is_localised() {
                holder.declared.languages.clone()
            } else {
                Languages::default()
            },
        };
        let (limit, tells_cost) = (checker.limits().cost, parameters.tells_cost);
        let cost = Cost::of(&document, name.as_deref(), &variables, limit, tells_cost)?;
        let cursor = cursor(&document, &query, name.as_deref());
        Ok(Self {
            checker: Arc::clone(checker),
            metrics: edge.metrics.clone(),
            document,
            cursor,
            query,
            name,
            variables,
            declared,
            kind,
            cost: cost.requested,
            told: cost,
        })
    }

    /// Whether it may have passwords hashed.
    pub(in crate::http) fn hashes(&self) -> bool {
        self.document.hashes()
    }

    /// The text of the document.
    pub(super) fn query(&self) -> &str {
        &self.query
    }

    /// The request, to be run once.
    pub(in crate::http) fn request(&self) -> Request {
        let mut request = Request::new(self.query.clone()).variables(self.variables.clone());
        request.operation_name.clone_from(&self.name);
        request.set_parsed_query(self.document.runnable().clone());
        request
    }

    /// Arranges, counts and writes what came of a run.
    pub(super) fn came(&self, mut response: Response) -> Came {
        let is_request_error = response.data == Value::Null
            && !response.errors.is_empty()
            && response.errors.iter().all(|error| error.path.is_empty());
        let (schema, limits) = (self.checker.schema(), self.checker.limits());
        let mut arguments = Arguments::of(self.document.written(), &self.variables, schema);
        let order = Order::new(self.document.written(), self.name.as_deref(), &self.variables, schema);
        if let Some(mut order) = order {
            order.arrange(&mut response, limits.errors);
        }
        name_codes(&mut response, is_request_error, &mut arguments);
        let told = |is_answer, errors: &[ServerError]| self.metrics.told(Some(self.kind), is_answer, errors);
        if is_request_error {
            told(false, &response.errors);
            return Came::Refused(response.errors);
        }
        let answer = Payload {
            errors: response.errors,
            data: Some(response.data),
            extensions: response.extensions,
        };
        match json(&answer, limits.answer_bytes) {
            Ok(written) => {
                told(true, &answer.errors);
                Came::Answer(String::from_utf8(written).unwrap_or_default().into())
            }
            Err(too_long) => {
                let errors = errors_of(too_long.refusal());
                told(false, &errors);
                Came::Refused(errors)
            }
        }
    }

    /// Whether an event may be told alike to this one and to others of their agency: where it is asked for nothing but what
    /// everybody is answered alike who may know of it, for no purpose, and by no program, whose credential covers what it
    /// covers.
    pub(super) fn is_alike_for(&self, actor: &Actor) -> bool {
        self.document.is_alike()
            && self.declared.purpose.is_none()
            && matches!(actor.who, Who::Visitor | Who::Person(_))
    }

    /// What those have in common who may be answered alike: who they are or, where that is of no matter, of which agency;
    /// from which page, and what they ask and declare, wherever they go on from.
    pub(super) fn key(&self, party: &Party) -> [u8; 32] {
        if self.is_alike_for(&party.actor) {
            let agency = party.actor.tenant.uuid();
            return self.key_of(&format!("all of {agency}"), party);
        }
        self.own_key(party)
    }

    /// The same for those alone who show the same credential.
    pub(super) fn own_key(&self, party: &Party) -> [u8; 32] {
        self.key_of(&party.who, party)
    }

    fn key_of(&self, who: &str, party: &Party) -> [u8; 32] {
        let page = party.credential.page.as_deref().unwrap_or_default();
        let declared = format!("{:?}", self.declared);
        let name = self.name.as_deref().unwrap_or_default();
        let mut variables = self.variables.clone();
        variables.retain(|name, _| Some(name.as_str()) != self.cursor.as_deref());
        let variables = serde_json::to_string(&variables).unwrap_or_default();
        let mut hash = Sha256::new();
        for part in [who, page, &declared, name, &variables, &self.query] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().into()
    }
}

/// The variable that stands for the argument `after` of a subscription and for nothing else: what it holds is of no matter
/// once all that happened since is told.
fn cursor(document: &Document, query: &str, name: Option<&str>) -> Option<String> {
    let mut operations = document.written().operations.iter();
    let (_, operation) =
        operations.find(|(given, _)| name.is_none() || given.map(async_graphql::Name::as_str) == name)?;
    if operation.node.ty != OperationType::Subscription {
        return None;
    }
    let Selection::Field(field) = &operation.node.selection_set.node.items.first()?.node else {
        return None;
    };
    let arguments = &field.node.arguments;
    let (_, after) = arguments
        .iter()
        .find(|(argument, _)| argument.node.as_str() == "after")?;
    let after = after.node.to_string();
    let variable = after.strip_prefix('$')?;
    // Where it is declared, and here.
    (uses(query, variable) == Some(2)).then(|| variable.to_owned())
}

/// How often a variable stands in a document; none where that is not plain, since a comma or a comment may stand before a
/// name.
fn uses(query: &str, variable: &str) -> Option<usize> {
    let of_name = |next: char| next.is_ascii_alphanumeric() || next == '_';
    let mut uses = 0;
    for rest in query.split('$').skip(1) {
        if !rest.starts_with(of_name) {
            return None;
        }
        if rest
            .strip_prefix(variable)
            .is_some_and(|rest| !rest.starts_with(of_name))
        {
            uses += 1;
        }
    }
    Some(uses)
}

/// An answer that consists of errors alone.
pub(super) fn refused(errors: Vec<ServerError>) -> Arc<str> {
    written(&Payload {
        errors,
        data: None,
        extensions: BTreeMap::default(),
    })
}

/// The same of what costs too much, which says how much that is.
pub(super) fn too_dear(cost: Cost, errors: Vec<ServerError>) -> Arc<str> {
    written(&Payload {
        errors,
        data: None,
        extensions: BTreeMap::from([("cost".to_owned(), cost.value(None))]),
    })
}

/// The errors as a list.
pub(super) fn errors_of(error: Error) -> Vec<ServerError> {
    error.into_server_errors(&[])
}

/// Values of the library always serialise; an empty text would be the lesser evil if one did not.
pub(super) fn written(value: &impl Serialize) -> Arc<str> {
    serde_json::to_string(value).unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use super::uses;

    #[test]
    fn a_variable_is_counted_wherever_it_may_stand() {
        for (query, expected) in [
            ("subscription($a: String) { told(after: $a) { id } }", Some(2)),
            (
                "subscription($a: String, $after: ID) { told(after: $a, of: $after) { id } }",
                Some(2),
            ),
            ("subscription($a: String) { told(after: $a, note: $a) { id } }", Some(3)),
            ("subscription($a: String) { told(after: $a, note: $,a) { id } }", None),
            ("subscription($a: String) { told(after: $a, note: $ a) { id } }", None),
            ("subscription($a: String) { told(after: $a, note: $#\na) { id } }", None),
            ("{ told }", Some(0)),
        ] {
            assert_eq!(uses(query, "a"), expected, "{query}");
        }
    }
}
