//! One HTTP request in, one answer out: GraphQL over HTTP as of May 2025
//! (`docs/adr/0012-graphql-over-http-is-that-of-may-2025.md`).

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_graphql::{Request, Response, ServerError, Value};
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde::Serialize;

use super::accept::{self, Media};
use super::answer::{etag, status, written};
use super::document::{Arguments, plain};
use super::execute::full;
use super::parameters::Parameters;
use super::persisted::{self, NotRun};
use super::read_body::{NotWhole, in_time, whole};
use super::shed::LetIn;
use super::stream::Offered;
use super::{Call, Cost, Denied, Edge, Kind, Metrics, Order, Share, code_of, network};
use crate::error::{Code, Error, Refusal};

/// Every header that an answer depends on.
pub(super) const VARY: &str = "authorization, accept, host, origin, trialogue-tenant, trialogue-purpose";

/// The same where texts are asked for in whatever language the reader takes. Of others caches keep one for all languages.
const VARY_LOCALISED: &str =
    "authorization, accept, accept-language, host, origin, trialogue-tenant, trialogue-purpose";

/// How one listens.
const STREAMS: &str = "Streams are text/event-stream or multipart/mixed; subscriptionSpec=1.0, or go over a WebSocket.";

/// Bytes of the query string of a `GET`. An address of 64 KiB is refused before it comes here, by a status alone.
const QUERY_STRING: usize = 60 * 1024;

/// What leaves: a status, headers of its own and a body.
pub(super) struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Payload,
    /// The body as it leaves, where its length was looked at.
    written: Option<Vec<u8>>,
    /// Whether it is the same for every visitor of the agency, and nothing but public.
    is_public: bool,
    /// Whether it depends on the languages that its reader takes.
    is_localised: bool,
    /// Of the room for what costs much, until it leaves.
    share: Share,
}

/// What comes of a request that was not refused.
enum Answered {
    /// One answer.
    Once(Reply),
    /// A stream.
    InStream(axum::response::Response),
}

/// The body; a request error has no `data` key at all.
#[derive(Serialize)]
struct Payload {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ServerError>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Value>,
    #[serde(skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    extensions: std::collections::BTreeMap<String, Value>,
}

impl Reply {
    fn errors(status: StatusCode, errors: Vec<ServerError>) -> Self {
        let body = Payload {
            errors,
            data: None,
            extensions: std::collections::BTreeMap::default(),
        };
        Self {
            status,
            headers: HeaderMap::new(),
            body,
            written: None,
            is_public: false,
            is_localised: false,
            share: Share::default(),
        }
    }

    pub(super) fn refusal(status: StatusCode, refusal: Refusal) -> Self {
        Self::errors(status, Error::from(refusal).into_server_errors(&[]))
    }

    /// The errors that it tells of.
    pub(super) fn told(&self) -> &[ServerError] {
        &self.body.errors
    }

    /// Itself, counted among what is answered at `/graphql`.
    pub(super) fn counted(self, metrics: &Metrics, kind: Option<Kind>, took: Duration) -> Self {
        metrics.answered(kind, self.status, &self.body.errors, took);
        self
    }

    pub(super) fn with(mut self, name: header::HeaderName, value: &'static str) -> Self {
        self.headers.insert(name, HeaderValue::from_static(value));
        self
    }

    /// Itself, written; what is longer than `most` bytes is refused in its place.
    fn within(mut self, most: usize, media: Media) -> Self {
        match written::json(&self.body, most) {
            Ok(written) => {
                self.written = Some(written);
                self
            }
            Err(too_long) => Self::errors(media.request_error(), too_long.refusal().into_server_errors(&[])),
        }
    }

    pub(super) fn into_response(self, media: Media) -> axum::response::Response {
        self.into_bytes(media).map(Body::from)
    }

    /// The same, such that there may be many of it.
    pub(super) fn into_bytes(self, media: Media) -> axum::http::Response<Bytes> {
        // Values of the library always serialise; an empty body would be the lesser evil if one did not.
        let written = self.written.or_else(|| serde_json::to_vec(&self.body).ok());
        let body = written.unwrap_or_default();
        drop(self.share);
        let mut response = axum::http::Response::new(Bytes::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        *headers = self.headers;
        headers.insert(header::CONTENT_TYPE, media.header());
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        let vary = if self.is_localised { VARY_LOCALISED } else { VARY };
        headers.insert(header::VARY, HeaderValue::from_static(vary));
        response
    }

    /// The same for caches to keep for so many seconds and then to ask about; with no body where the caller has it.
    fn into_public_response(self, media: Media, known: &HeaderMap, seconds: u32) -> axum::response::Response {
        let tag = etag::of(&media.header(), self.written.as_deref().unwrap_or_default());
        let mut response = self.into_response(media);
        if etag::is_known(known, &tag) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            *response.body_mut() = Body::empty();
        }
        let headers = response.headers_mut();
        headers.insert(header::ETAG, tag);
        let kept = format!("public, max-age={seconds}, must-revalidate");
        if let Ok(kept) = HeaderValue::from_str(&kept) {
            headers.insert(header::CACHE_CONTROL, kept);
        }
        response
    }
}

/// Answers any request to `/graphql`; always with JSON of the one shape.
pub(super) async fn handle(State(edge): State<Arc<Edge>>, request: axum::extract::Request) -> axum::response::Response {
    let began = Instant::now();
    let (parts, body) = request.into_parts();
    let Some(media) = accept::negotiate(&parts.headers) else {
        let message = "Answers are application/graphql-response+json or application/json.";
        let refusal = Refusal::new(Code::BadInput, message).hint(STREAMS);
        return Reply::refusal(StatusCode::NOT_ACCEPTABLE, refusal)
            .counted(&edge.metrics, None, began.elapsed())
            .into_response(Media::Json);
    };
    if parts.extensions.get::<LetIn>().is_none() && !edge.executor.has_room(&parts.headers) {
        return denied(full(), media)
            .counted(&edge.metrics, None, began.elapsed())
            .into_response(media);
    }
    // Only what a visitor asks by GET may be kept by others, and only where it is public.
    let visits = parts.method != Method::POST && !parts.headers.contains_key(header::AUTHORIZATION);
    let known = visits.then(|| parts.headers.clone());
    let mut kind = None;
    let reply = match parameters(&edge, &parts, body).await {
        Ok(parameters) => Box::pin(answer(&edge, parts, parameters, media, &mut kind)).await,
        Err(reply) => Err(reply),
    };
    let reply = match reply {
        Ok(Answered::InStream(response)) => return response,
        Ok(Answered::Once(reply)) | Err(reply) => reply,
    };
    let reply = reply
        .within(edge.checker.limits().answer_bytes, media)
        .counted(&edge.metrics, kind, began.elapsed());
    match known {
        Some(known) if reply.is_public => reply.into_public_response(media, &known, edge.public_seconds),
        _ => reply.into_response(media),
    }
}

/// Reads what is asked for; what is wrong here has a status of its own whatever the media type.
pub(super) async fn parameters(edge: &Edge, parts: &Parts, body: Body) -> Result<Parameters, Reply> {
    let limits = edge.checker.limits();
    let refused = |refusal| Reply::refusal(StatusCode::BAD_REQUEST, refusal);
    let too_large = || {
        let message = format!("The request is larger than {} bytes.", limits.body_bytes);
        Reply::refusal(
            StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::new(Code::RequestTooLarge, message),
        )
    };
    let declared = parts.headers.contains_key(header::CONTENT_TYPE);
    let wants_type = match parts.method {
        Method::POST => true,
        Method::GET | Method::HEAD => declared,
        _ => {
            let message = "GraphQL is asked by POST, or by GET for queries.";
            let refusal = Refusal::new(Code::BadInput, message);
            return Err(Reply::refusal(StatusCode::METHOD_NOT_ALLOWED, refusal).with(header::ALLOW, "GET, HEAD, POST"));
        }
    };
    if wants_type && !accept::is_json(&parts.headers) {
        let refusal = Refusal::new(Code::BadInput, "Requests are application/json in UTF-8.");
        return Err(Reply::refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, refusal));
    }
    if parts.method != Method::POST {
        let query = parts.uri.query().unwrap_or_default();
        if query.len() > QUERY_STRING {
            let message = format!("The query string is longer than {QUERY_STRING} bytes.");
            let refusal = Refusal::new(Code::RequestTooLarge, message).hint("Send it by POST.");
            return Err(Reply::refusal(StatusCode::URI_TOO_LONG, refusal));
        }
        return Parameters::from_query_string(query, limits).map_err(refused);
    }
    if accept::is_encoded(&parts.headers) {
        let refusal =
            Refusal::new(Code::BadInput, "Bodies are not taken compressed.").hint("Leave Content-Encoding out.");
        let reply = Reply::refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, refusal);
        return Err(reply.with(header::ACCEPT_ENCODING, "identity"));
    }
    if axum::body::HttpBody::size_hint(&body).lower() > u64::try_from(limits.body_bytes).unwrap_or(u64::MAX) {
        return Err(too_large());
    }
    let network = network::known_of(&parts.extensions);
    let reading = whole(body, limits.body_bytes, &edge.in_part, network);
    let later = |message: &str| {
        let refusal = Refusal::new(Code::Unavailable, message);
        Reply::refusal(StatusCode::SERVICE_UNAVAILABLE, refusal).with(header::RETRY_AFTER, "1")
    };
    let bytes = in_time(reading, limits.body_seconds, &edge.stop).await;
    let bytes = bytes.map_err(|why| match why {
        NotWhole::TooLarge => too_large(),
        NotWhole::Ended => refused(Refusal::new(Code::BadInput, "The body ended too early.")),
        NotWhole::TooMuch => later("Too many long requests have come in part; send it again shortly."),
        NotWhole::Stopped => later("The server stops; send it again shortly."),
        NotWhole::Late => {
            let refusal = Refusal::new(Code::BadInput, "The body took too long to arrive.");
            Reply::refusal(StatusCode::REQUEST_TIMEOUT, refusal)
        }
    })?;
    Parameters::from_json(&bytes, limits).map_err(refused)
}

/// Checks the document, runs it and orders what came of it.
async fn answer(
    edge: &Edge,
    parts: Parts,
    parameters: Parameters,
    media: Media,
    counted: &mut Option<Kind>,
) -> Result<Answered, Reply> {
    let name = parameters.operation_name.clone();
    let name = name.as_deref();
    let refused = |errors| Reply::errors(media.request_error(), errors);
    let network = network::known_of(&parts.extensions);
    let found = persisted::document(edge, &parts.headers, network, &parameters).await;
    let (query, document) = found.map_err(|why| not_run(why, media))?;
    let kind = document.kind(name).map_err(|error| refused(vec![error]))?;
    *counted = Some(kind);
    match kind {
        Kind::Query => {}
        Kind::Mutation if parts.method == Method::POST => {}
        Kind::Mutation => {
            let refusal = Refusal::new(Code::BadInput, "Mutations are sent by POST.");
            return Err(Reply::refusal(StatusCode::METHOD_NOT_ALLOWED, refusal).with(header::ALLOW, "POST"));
        }
        Kind::Subscription => {
            if let Some(offered) = parts.extensions.get::<Offered>().cloned() {
                let told = Box::pin(offered.answer(parts, parameters)).await;
                return told.map(Answered::InStream);
            }
            let message = "Subscriptions do not travel in one answer; use a stream.";
            let refusal = Refusal::new(Code::BadInput, message).hint(STREAMS);
            return Err(refused(Error::from(refusal).into_server_errors(&[])));
        }
    }
    let Parameters {
        query: sent,
        operation_name,
        variables,
        tells_cost,
        purpose,
        ..
    } = parameters;
    // What is run may wait for that, and holds its text itself.
    drop(sent);
    let variables = edge.checker.variables(&document, name, variables).map_err(refused)?;
    let cost = Cost::of(&document, name, &variables, edge.checker.limits().cost, tells_cost);
    let cost = cost.map_err(|why| not_run(why, media))?;
    let mut request = Request::new(query).variables(variables.clone());
    request.operation_name.clone_from(&operation_name);
    request.set_parsed_query(document.runnable().clone());
    let call = Call {
        request,
        kind,
        cost,
        hashes: document.hashes(),
        headers: parts.headers,
        purpose,
        network,
    };
    let (mut response, share) = Arc::clone(&edge.executor)
        .execute(call)
        .await
        .map_err(|denied| self::denied(denied, media))?;

    let is_request_error = response.data == Value::Null
        && !response.errors.is_empty()
        && response.errors.iter().all(|error| error.path.is_empty());
    let (limits, schema) = (edge.checker.limits(), edge.checker.schema());
    let mut arguments = Arguments::of(document.written(), &variables, schema);
    if let Some(mut order) = Order::new(document.written(), name, &variables, schema) {
        order.arrange(&mut response, limits.errors);
    }
    // Not before: an argument is looked up for those alone that are told.
    name_codes(&mut response, is_request_error, &mut arguments);
    let mut reply = Reply::errors(StatusCode::OK, response.errors);
    reply.share = share;
    reply.headers = response.http_headers;
    reply.body.extensions = response.extensions;
    if is_request_error {
        reply.status = status::of(reply.body.errors.first(), media, &mut reply.headers);
    } else {
        reply.body.data = Some(response.data);
    }
    reply.is_localised = document.is_localised();
    // What was kept back, or told beside the data, is of this very request.
    reply.is_public = document.is_public()
        && reply.body.data.is_some()
        && reply.body.errors.is_empty()
        && reply.body.extensions.is_empty();
    Ok(Answered::Once(reply))
}

/// What is answered where nothing is run.
fn not_run(why: NotRun, media: Media) -> Reply {
    match why {
        NotRun::Errors(errors) => Reply::errors(media.request_error(), errors),
        NotRun::TooDear(cost, errors) => {
            let mut reply = Reply::errors(media.request_error(), errors);
            reply.body.extensions.insert("cost".to_owned(), cost.value(None));
            reply
        }
        NotRun::Denied(denied) => self::denied(denied, media),
    }
}

pub(super) fn denied(denied: Denied, media: Media) -> Reply {
    let mut reply = Reply::errors(StatusCode::OK, denied.error.into_server_errors(&[]));
    reply.status = status::of(reply.body.errors.first(), media, &mut reply.headers);
    reply
}

/// Gives the errors that the library makes itself a code and plain words: those at a field come from an input that a scalar
/// refused, and get its place.
pub(super) fn name_codes(response: &mut Response, is_request_error: bool, arguments: &mut Arguments<'_>) {
    let code = if is_request_error {
        Code::DocumentInvalid
    } else {
        Code::BadInput
    };
    for error in &mut response.errors {
        if code_of(error).is_none() {
            let at = error.locations.first().filter(|_| !is_request_error);
            let input = at.and_then(|at| arguments.path(*at));
            let extensions = error.extensions.get_or_insert_default();
            extensions.set("code", code.name());
            if let Some(input) = input {
                extensions.set("input", input);
            }
            error.message = plain(&error.message);
        }
    }
}
