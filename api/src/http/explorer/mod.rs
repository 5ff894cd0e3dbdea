//! `/explorer`: a page to read the schema and try documents in (`GraphiQL`), built into the server with all it loads.
//!
//! It is a client like any other: it asks `/graphql` with what its user typed, and keeps that in memory alone. Its parts
//! are ours (`page.*`) or come from npm packages (`README.md` beside this file says which); to take a new version run
//! `script/explorer`.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use super::answer::etag;
use super::astray::nowhere;
use super::persisted::written;

/// Nothing but what this server sends, no script within the page, and no frame round it. The one address of another
/// kind is that of small pictures within the styles, and the one style by its hash is that with which `GraphiQL` keeps the
/// page still under a dialog.
const POLICY: &str = "default-src 'none'; script-src 'self'; \
    style-src 'self' 'sha256-nzTgYzXYDNe6BAHiiI7NNlfK8n/auuOAhh2t92YvuXo='; img-src 'self' data:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const KIND: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

const PAGE: &str = include_str!("page.html");

/// A part of the page.
struct Part {
    name: &'static str,
    kind: &'static str,
    /// Whether the bytes are compressed; a browser takes it so.
    is_packed: bool,
    bytes: &'static [u8],
}

const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

const fn part(name: &'static str, kind: &'static str, is_packed: bool, bytes: &'static [u8]) -> Part {
    Part {
        name,
        kind,
        is_packed,
        bytes,
    }
}

const PARTS: &[Part] = &[
    part("react.js", SCRIPT, true, include_bytes!("react.js.gz")),
    part("react-dom.js", SCRIPT, true, include_bytes!("react-dom.js.gz")),
    part("graphiql.js", SCRIPT, true, include_bytes!("graphiql.js.gz")),
    part("graphiql.css", STYLE, true, include_bytes!("graphiql.css.gz")),
    part("page.js", SCRIPT, false, include_bytes!("page.js")),
    part("page.css", STYLE, false, include_bytes!("page.css")),
    part(
        "LICENCES.txt",
        "text/plain; charset=utf-8",
        false,
        include_bytes!("LICENCES.txt"),
    ),
];

/// What is served: the page, which names the version of its parts in their addresses.
struct Explorer {
    version: String,
    page: Bytes,
    etag: HeaderValue,
}

/// `/explorer`, and the way there from `/`.
pub fn explorer_router() -> Router {
    let mut parts = Sha256::new();
    for part in PARTS {
        parts.update(part.bytes);
    }
    let version = written(parts.finalize().into()).split_off(48);
    let page = Bytes::from(PAGE.replace("VERSION", &version));
    let etag = etag::of(&KIND, &page);
    Router::new()
        .route("/", get(async || Redirect::temporary("explorer")))
        .route("/explorer", get(page_of))
        .route("/explorer/", get(async || Redirect::temporary("../explorer")))
        .route("/explorer/{version}/{part}", get(part_of))
        .with_state(Arc::new(Explorer { version, page, etag }))
}

async fn page_of(State(explorer): State<Arc<Explorer>>, headers: HeaderMap) -> Response {
    // Asked each time, since a new version of the server has new parts.
    let about = [
        (header::CONTENT_TYPE, KIND),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin"),
        ),
        (header::ETAG, explorer.etag.clone()),
    ];
    if etag::is_known(&headers, &explorer.etag) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, Body::from(explorer.page.clone())).into_response()
}

async fn part_of(
    State(explorer): State<Arc<Explorer>>,
    Path((version, name)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let found = PARTS.iter().find(|part| part.name == name);
    let Some(part) = found.filter(|_| version == explorer.version) else {
        return nowhere(&headers);
    };
    let forever = "public, max-age=31536000, immutable";
    let about = [(header::CONTENT_TYPE, part.kind), (header::CACHE_CONTROL, forever)];
    let packed = part.is_packed.then_some([(header::CONTENT_ENCODING, "gzip")]);
    (about, packed, part.bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_parts_are_those_that_the_table_names() {
        let table = include_str!("README.md");
        let foreign: Vec<_> = PARTS.iter().filter(|part| part.is_packed).collect();
        assert_eq!(foreign.len(), 4);
        for part in foreign {
            let hash = written(Sha256::digest(part.bytes).into());
            let row = table
                .lines()
                .find(|row| row.starts_with(&format!("| {}.gz |", part.name)));
            assert!(
                row.is_some_and(|row| row.ends_with(&format!("| {hash} |"))),
                "{}",
                part.name
            );
        }
    }

    #[test]
    fn the_page_has_no_script_and_no_style_of_its_own_and_asks_no_other_host() {
        for inline in ["<script>", "<style", " style=", " onclick=", "javascript:"] {
            assert!(!PAGE.contains(inline), "{inline}");
        }
        for own in PARTS.iter().filter(|part| part.name.starts_with("page")) {
            let text = String::from_utf8_lossy(own.bytes);
            assert!(!text.contains("://") && !text.contains("url("), "{}", own.name);
        }
        assert!(!PAGE.contains("://"));
        let asked = PAGE.matches("explorer/VERSION/").count();
        assert_eq!(asked, PARTS.len(), "each part is asked for once");
    }
}
