//! Runs a checked document: credential → actor → operation → schema, in a task of its own.

use std::{collections::BTreeMap, sync::Arc};

use async_graphql::{Response, Value};
use axum::http::{HeaderMap, header};
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::{Call, Denied, Execute, Kind};
use crate::{
    error::{Code, Fault, Refusal, Result},
    identity::{
        Identity,
        credential::{Credential, authenticate},
    },
    operation::{Operation, Purpose, Redaction, Shared, purpose_named},
    schema::Schema,
};

/// The header that names an agency.
const TENANT: &str = "trialogue-tenant";

/// The header that says what personal data are read for.
const PURPOSE: &str = "trialogue-purpose";

/// What runs the documents of a server.
#[derive(Clone)]
pub struct Executor {
    /// The schema.
    pub schema: Schema,
    /// Reads credentials.
    pub identity: Arc<Identity>,
    /// What all operations share.
    pub shared: Arc<Shared>,
    /// Agencies by host name.
    pub tenants_by_host: Arc<BTreeMap<String, String>>,
    /// The operations that run, also those whose client hung up.
    pub running: TaskTracker,
}

#[async_trait::async_trait]
impl Execute for Executor {
    /// A client that hangs up drops this future; the task goes on and ends in order.
    async fn execute(&self, call: Call) -> std::result::Result<Response, Denied> {
        let executor = self.clone();
        let run = async move { executor.run(call).await }.in_current_span();
        match self.running.spawn(run).await {
            Ok(answer) => answer,
            Err(_) => Err(Fault::logged("a task that ran an operation panicked or was cut off").into()),
        }
    }
}

impl Executor {
    async fn run(&self, call: Call) -> std::result::Result<Response, Denied> {
        let credential = self.credential(&call.headers)?;
        let purpose = declared(&call.headers)?;
        Ok(self.answer(&credential, purpose, call.request, call.kind).await?)
    }

    /// The answer to a request of who shows this credential, and reads for this purpose.
    pub async fn answer(
        &self,
        credential: &Credential,
        purpose: Option<Purpose>,
        request: async_graphql::Request,
        kind: Kind,
    ) -> Result<Response> {
        let acts = kind == Kind::Mutation;
        let operation = self.operation(credential, purpose, acts).await?;
        let response = self.schema.execute(request.data(Arc::clone(&operation))).await;
        concluded(&operation, response).await
    }

    /// An Operation of who shows this credential, as they are known now.
    pub(super) async fn operation(
        &self,
        credential: &Credential,
        purpose: Option<Purpose>,
        acts: bool,
    ) -> Result<Arc<Operation>> {
        let shared = &self.shared;
        let known = authenticate(&self.identity, &shared.store, &shared.clock, credential, acts).await?;
        let policies = match &known.actor {
            Some(actor) => {
                let (tx, number) = (known.tx.as_ref(), known.policies);
                shared.policies.of(&shared.store, tx, actor.tenant, number).await?
            }
            None => shared.policies.of_build(),
        };
        let operation = Operation::new(Arc::clone(shared), known.actor, known.tx, policies);
        Ok(Arc::new(operation.declaring(purpose)))
    }

    pub(super) fn credential(&self, headers: &HeaderMap) -> Result<Credential> {
        let token = match one(headers, header::AUTHORIZATION.as_str())? {
            None => None,
            Some(value) => {
                let scheme = value
                    .split_once(' ')
                    .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
                let (_, token) = scheme.ok_or_else(|| {
                    Refusal::new(
                        Code::Unauthenticated,
                        "The Authorization header is not `Bearer` and a token.",
                    )
                    .hint("Sign in, and send its accessToken.")
                })?;
                Some(token.trim().to_owned())
            }
        };
        let (tenant, host_tenant) = self.named(headers)?;
        Ok(Credential {
            token,
            tenant,
            host_tenant,
        })
    }

    /// The agencies that the header and the host name.
    pub(super) fn named(&self, headers: &HeaderMap) -> Result<(Option<String>, Option<String>)> {
        let host = one(headers, header::HOST.as_str())?.map(|host| {
            let name = host
                .rsplit_once(':')
                .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
            name.map_or(host, |(name, _)| name)
                .trim_end_matches('.')
                .to_ascii_lowercase()
        });
        let tenant = one(headers, TENANT)?.map(ToOwned::to_owned);
        Ok((tenant, host.and_then(|host| self.tenants_by_host.get(&host).cloned())))
    }
}

/// The answer as it may leave: what was refused and read is on record, and the answer says what was kept back.
pub(super) async fn concluded(operation: &Operation, mut response: Response) -> Result<Response> {
    operation.end().await;
    // No read without a record: where that cannot be kept, the answer does not leave (T143).
    operation.keep_accesses().await?;
    let redactions = operation.redactions().sorted();
    if !redactions.is_empty() {
        response.extensions.insert("redactions".to_owned(), told(&redactions));
    }
    Ok(response)
}

/// What the request declares to read personal data for; nothing where it declares none.
pub(super) fn declared(headers: &HeaderMap) -> Result<Option<Purpose>> {
    let Some(name) = one(headers, PURPOSE)? else {
        return Ok(None);
    };
    purpose_named(name.trim()).map(Some).ok_or_else(|| {
        Refusal::new(Code::BadInput, "The header Trialogue-Purpose names no purpose.")
            .hint("The schema's enum Purpose lists them, such as PARTICIPATION_ADMIN.")
            .into()
    })
}

/// The one value of a header; two are a contradiction.
fn one<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(Refusal::new(Code::BadInput, format!("The header {name} is there twice.")).into());
    }
    match first.map(axum::http::HeaderValue::to_str) {
        None => Ok(None),
        Some(Ok(text)) => Ok(Some(text)),
        Some(Err(_)) => Err(Refusal::new(Code::BadInput, format!("The header {name} is not plain text.")).into()),
    }
}

fn told(redactions: &[Redaction]) -> Value {
    let text = |text: &str| Value::String(text.to_owned());
    Value::List(
        redactions
            .iter()
            .map(|redaction| {
                Value::Object(
                    [
                        (async_graphql::Name::new("path"), text(&redaction.path)),
                        (async_graphql::Name::new("code"), text(&redaction.code.name())),
                        (async_graphql::Name::new("because"), text(&redaction.because)),
                        (
                            async_graphql::Name::new("lift"),
                            redaction.lift.as_deref().map_or(Value::Null, text),
                        ),
                    ]
                    .into_iter()
                    .collect(),
                )
            })
            .collect(),
    )
}
