//! `/oauth/token`: where programs take access tokens, by the `client_credentials` grant alone (RFC 6749, section 4.4).
//!
//! The form is read without forgiveness, and whatever is wrong with client or secret has one answer.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::json;

use super::{Executor, control, parameters::decoded};
use crate::identity::{ClientCredential, ClientToken, NotTaken, take_client_token};

/// Bytes of a form; a request has about 200.
const LARGEST: usize = 8 * 1024;

/// Time for a form to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a 401 asks for (RFC 7617).
const CHALLENGE: &str = "Basic realm=\"trialogue\", charset=\"UTF-8\"";

/// `/oauth/token`, for `POST`.
pub fn router(executor: Executor) -> Router {
    Router::new()
        .route("/oauth/token", axum::routing::any(handle))
        .with_state(executor)
}

/// An answer that refuses (RFC 6749, section 5.2).
struct Refused {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

const fn invalid(description: &'static str) -> Refused {
    Refused {
        status: StatusCode::BAD_REQUEST,
        error: "invalid_request",
        description,
    }
}

const INVALID_CLIENT: Refused = Refused {
    status: StatusCode::UNAUTHORIZED,
    error: "invalid_client",
    description: "Client and secret do not fit together, or the credential has ended.",
};

impl From<NotTaken> for Refused {
    fn from(why: NotTaken) -> Self {
        match why {
            NotTaken::InvalidClient => INVALID_CLIENT,
            NotTaken::Fault { passing: true } => Self {
                status: StatusCode::SERVICE_UNAVAILABLE,
                error: "temporarily_unavailable",
                description: "The server cannot answer now; try again shortly.",
            },
            NotTaken::Fault { passing: false } => Self {
                status: StatusCode::INTERNAL_SERVER_ERROR,
                error: "server_error",
                description: "Something went wrong on our side.",
            },
        }
    }
}

async fn handle(State(executor): State<Executor>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let (status, text) = match taken(&executor, &parts, body).await {
        Ok(token) => {
            let answer = json!({ "access_token": token.value, "token_type": "Bearer", "expires_in": token.seconds });
            (StatusCode::OK, answer)
        }
        Err(refused) => {
            let answer = json!({ "error": refused.error, "error_description": refused.description });
            (refused.status, answer)
        }
    };
    let mut response = Response::new(Body::from(text.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_TYPE, "application/json");
    set(header::CACHE_CONTROL, "no-store");
    set(header::PRAGMA, "no-cache");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    match status {
        StatusCode::UNAUTHORIZED => drop(set(header::WWW_AUTHENTICATE, CHALLENGE)),
        StatusCode::METHOD_NOT_ALLOWED => drop(set(header::ALLOW, "POST")),
        StatusCode::SERVICE_UNAVAILABLE => drop(set(header::RETRY_AFTER, "1")),
        _ => {}
    }
    response
}

async fn taken(executor: &Executor, parts: &Parts, body: Body) -> Result<ClientToken, Refused> {
    if parts.method != Method::POST {
        return Err(Refused {
            status: StatusCode::METHOD_NOT_ALLOWED,
            ..invalid("Tokens are taken by POST.")
        });
    }
    if parts.uri.query().is_some() {
        return Err(invalid("Parameters stand in the body, not in the address."));
    }
    if !is_form(&parts.headers) {
        return Err(invalid("The request is not application/x-www-form-urlencoded."));
    }
    let mut form = form(&read(body).await?)?;
    match form.remove("grant_type").as_deref() {
        Some("client_credentials") => {}
        Some(_) => {
            return Err(Refused {
                error: "unsupported_grant_type",
                ..invalid("The one grant is client_credentials.")
            });
        }
        None => return Err(invalid("grant_type is missing.")),
    }
    if form.contains_key("scope") {
        return Err(Refused {
            error: "invalid_scope",
            ..invalid("What a client may see stands with the client and is not asked for.")
        });
    }
    let (client_id, client_secret) = shown(&parts.headers, &mut form)?;
    let Ok((tenant, host_tenant)) = executor.named(&parts.headers) else {
        return Err(invalid(
            "The header that names the agency is there twice or is not plain text.",
        ));
    };
    let credential = ClientCredential {
        client_id,
        client_secret,
        named: tenant.into_iter().chain(host_tenant).collect(),
    };
    let shared = &executor.shared;
    Ok(take_client_token(&executor.identity, &shared.store, &shared.clock, &credential).await?)
}

async fn read(body: Body) -> Result<Vec<u8>, Refused> {
    match tokio::time::timeout(PATIENCE, Limited::new(body, LARGEST).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes().to_vec()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Refused {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            ..invalid("The body is larger than 8192 bytes.")
        }),
        Ok(Err(_)) => Err(invalid("The body ended too early.")),
        Err(_) => Err(Refused {
            status: StatusCode::REQUEST_TIMEOUT,
            ..invalid("The body took too long to arrive.")
        }),
    }
}

/// Whether the body says that it is a form; UTF-8 is the one character set that it may name.
fn is_form(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(Ok(text)), None) = (values.next().map(HeaderValue::to_str), values.next()) else {
        return false;
    };
    let (essence, parameter) = text.split_once(';').unwrap_or((text, ""));
    let parameter = parameter.trim().to_ascii_lowercase();
    essence.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
        && ["", "charset=utf-8", "charset=\"utf-8\""].contains(&parameter.as_str())
}

/// The parameters, each at most once; one without a value is as if it were not there (RFC 6749, section 3.2).
fn form(body: &[u8]) -> Result<BTreeMap<String, String>, Refused> {
    let malformed = || invalid("The form is not UTF-8, not percent-encoded or holds a control character.");
    let text = std::str::from_utf8(body).map_err(|_| malformed())?;
    let mut form = BTreeMap::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let part = |part| {
            let plain = decoded(part).map_err(|_| malformed())?;
            if plain.contains(control::is_refused) {
                Err(malformed())
            } else {
                Ok(plain)
            }
        };
        if form.insert(part(name)?, part(value)?).is_some() {
            return Err(invalid("A parameter is given twice."));
        }
    }
    form.retain(|_, value| !value.is_empty());
    Ok(form)
}

/// Id and secret, by HTTP Basic or in the form, not both (RFC 6749, section 2.3).
fn shown(headers: &HeaderMap, form: &mut BTreeMap<String, String>) -> Result<(String, String), Refused> {
    let (id, secret) = (form.remove("client_id"), form.remove("client_secret"));
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (None, _) => id.zip(secret).ok_or(INVALID_CLIENT),
        (Some(_), Some(_)) => Err(invalid("The Authorization header is there twice.")),
        (Some(_), None) if secret.is_some() => Err(invalid("The client shows its secret in two ways.")),
        (Some(value), None) => {
            let (basic, secret) = basic(value).ok_or(INVALID_CLIENT)?;
            if id.is_some_and(|id| id != basic) {
                return Err(invalid("client_id is not the one in the Authorization header."));
            }
            Ok((basic, secret))
        }
    }
}

/// The halves of a Basic credential, each of them form-encoded before they were put together.
fn basic(value: &HeaderValue) -> Option<(String, String)> {
    let (scheme, encoded) = value.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some((decoded(id).ok()?, decoded(secret).ok()?))
}
