//! Documents that callers name by their hash (automatic persisted queries): sent whole once, kept while there is room.
//!
//! What the members of one agency sent is not there for another's, nor what a program sent or was registered for. Of what
//! its visitors sent, who may be anybody, that alone is kept which tells of none of them, in a room apart; and of who names
//! no agency or shows a token that is no good, nothing. So a hash tells nobody what others ask (T12), and who is nobody takes
//! no room from others. A kept text goes through the same checks as one that is sent (ADR 11).

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_graphql::ServerError;
use async_graphql::futures_util::FutureExt as _;
use axum::http::HeaderMap;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::execute::full;
use super::parameters::Parameters;
use super::{Cost, Denied, Document, Edge, Limits};
use crate::error::{Code, Error, Fault, Refusal};

/// SHA-256 of a document's text.
pub(super) type Hash = [u8; 32];

/// How many bytes of a text that is not known cost as much as an object that is read.
const BYTES_OF_ONE: usize = 64;

/// Bytes of a text that is read within the task that asks for it. To read a hundred takes about 0.07 ms, and to have them read
/// elsewhere costs a fifth as much again; so many take about a millisecond, which is what it takes to run many a document
/// there too.
const SHORT: usize = 2_048;

/// What clients take as the word to send the whole document.
const NOT_FOUND: &str = "PersistedQueryNotFound";

/// Where documents are kept by their hash: what stands in one registry is not there in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Registry {
    /// That of the members of an agency, or of a program.
    Known(String),
    /// That of the visitors of an agency.
    Visitors(String),
}

impl Registry {
    /// Whether a text may be kept here. That of a visitor may where caches may keep its answers, and so tell whether somebody
    /// asked for them, and where it holds no words of theirs.
    fn takes(&self, text: &str, document: &Document) -> bool {
        match self {
            Self::Known(_) => true,
            Self::Visitors(_) => document.is_public() && !text.contains('"'),
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::Known(name) | Self::Visitors(name) => name,
        }
    }
}

/// The documents that were sent with their hash.
pub(super) struct Persisted {
    known: Cache<Hash, Arc<str>, Bytes>,
    /// Those that visitors sent: whoever fills this pushes out nothing else.
    of_visitors: Cache<Hash, Arc<str>, Bytes>,
}

#[derive(Clone)]
struct Bytes;

impl Weighter<Hash, Arc<str>> for Bytes {
    fn weight(&self, _: &Hash, text: &Arc<str>) -> u64 {
        u64::try_from(text.len()).unwrap_or(u64::MAX).max(64)
    }
}

impl Persisted {
    pub(super) fn new(limits: &Limits) -> Self {
        let room = |bytes| Cache::with_weighter(10_000, bytes, Bytes);
        Self {
            known: room(limits.persisted_bytes),
            of_visitors: room(limits.persisted_bytes / 4),
        }
    }

    /// The document of this hash in a registry.
    pub(super) fn find(&self, registry: &Registry, hash: Hash) -> Option<Arc<str>> {
        self.room(registry).get(&key(registry.name(), hash))
    }

    /// Keeps a document that passed every check.
    pub(super) fn keep(&self, registry: &Registry, hash: Hash, text: &str) {
        self.room(registry).insert(key(registry.name(), hash), text.into());
    }

    const fn room(&self, registry: &Registry) -> &Cache<Hash, Arc<str>, Bytes> {
        match registry {
            Registry::Known(_) => &self.known,
            Registry::Visitors(_) => &self.of_visitors,
        }
    }
}

/// Why nothing is run.
pub(super) enum NotRun {
    /// There is no document that may run, or nobody knows it.
    Errors(Vec<ServerError>),
    /// It costs so much, which is more than it may; the errors that say so.
    TooDear(Cost, Vec<ServerError>),
    /// Whoever asks for it is not let in.
    Denied(Denied),
}

impl From<Vec<ServerError>> for NotRun {
    fn from(errors: Vec<ServerError>) -> Self {
        Self::Errors(errors)
    }
}

/// The text and the document that a request asks for, itself or by its hash; `headers` say who asks.
pub(super) async fn document(
    edge: &Edge,
    headers: &HeaderMap,
    network: Option<IpAddr>,
    parameters: &Parameters,
) -> Result<(String, Arc<Document>), NotRun> {
    let Some(hash) = parameters.hash else {
        let document = checked(edge, headers, network, &parameters.query).await?;
        return Ok((parameters.query.clone(), document));
    };
    let told = |refusal: Refusal| Error::from(refusal).into_server_errors(&[]);
    let registry = edge.executor.registry(headers);
    let registry = registry.as_ref();
    let kept = registry.and_then(|registry| edge.persisted.find(registry, hash));
    if parameters.query.is_empty() {
        let text = if let Some(text) = kept {
            text
        } else {
            // To look for it costs as much whether it is there or not.
            edge.executor.pays(headers, network, 1).map_err(NotRun::Denied)?;
            let registered = edge.executor.registered(headers, &written(hash)).await;
            let text = registered.map_err(NotRun::Denied)?.ok_or_else(|| told(not_found()))?;
            if let Some(registry) = registry {
                edge.persisted.keep(registry, hash, &text);
            }
            text.into()
        };
        let document = checked(edge, headers, network, &text).await?;
        return Ok((text.to_string(), document));
    }
    fits(hash, &parameters.query).map_err(told)?;
    let document = checked(edge, headers, network, &parameters.query).await?;
    let takes = |registry: &&Registry| kept.is_none() && registry.takes(&parameters.query, &document);
    if let Some(registry) = registry.filter(takes) {
        let permitted = edge.executor.permits(headers, &parameters.query).await;
        permitted.map_err(NotRun::Denied)?;
        edge.persisted.keep(registry, hash, &parameters.query);
    }
    Ok((parameters.query.clone(), document))
}

/// The document of a text. One that is not known is paid for by whoever sends it, and read only where they may run it. To read a
/// long one takes the most time of all that is done before anybody knows who asks: that is done beside what else runs here, where
/// there is a place for one more.
async fn checked(
    edge: &Edge,
    headers: &HeaderMap,
    network: Option<IpAddr>,
    text: &str,
) -> Result<Arc<Document>, NotRun> {
    if let Some(document) = edge.checker.known(text) {
        return Ok(document);
    }
    edge.executor
        .pays(headers, network, price(text))
        .map_err(NotRun::Denied)?;
    let permitted = edge.executor.permits(headers, text).await;
    permitted.map_err(NotRun::Denied)?;
    let broke = || {
        let fault = Fault::logged("a task that read a document panicked or was cut off");
        NotRun::Denied(fault.into())
    };
    if text.len() <= SHORT {
        // Whoever else is answered by this task is answered all the same.
        let read = AssertUnwindSafe(edge.checker.check_here(text)).catch_unwind();
        return Ok(read.await.map_err(|_| broke())??);
    }
    let place = edge.reading.enter(edge.executor.owner(headers)).await;
    let place = place.ok_or_else(|| NotRun::Denied(full()))?;
    let (checker, text) = (Arc::clone(&edge.checker), text.to_owned());
    let reads = tokio::task::spawn_blocking(move || {
        let document = checker.check(&text);
        // Not before: whoever hangs up ends nothing here.
        drop(place);
        document
    });
    Ok(reads.await.map_err(|_| broke())??)
}

/// What it costs to read a text that is not known.
fn price(text: &str) -> u64 {
    u64::try_from(text.len() / BYTES_OF_ONE).unwrap_or(u64::MAX).max(1)
}

/// No document of the hash is known.
fn not_found() -> Refusal {
    Refusal::new(Code::PersistedQueryNotFound, NOT_FOUND)
        .hint("Send the document together with its hash. A program that has a list of documents runs these alone.")
}

fn key(registry: &str, hash: Hash) -> Hash {
    let length = u64::try_from(registry.len()).unwrap_or(u64::MAX).to_le_bytes();
    Sha256::new()
        .chain_update(length)
        .chain_update(registry)
        .chain_update(hash)
        .finalize()
        .into()
}

/// The hash of a document as callers write it.
#[must_use]
pub fn digest(text: &str) -> String {
    written(Sha256::digest(text).into())
}

/// A hash as callers write it.
pub(super) fn written(hash: Hash) -> String {
    hash.iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

/// Whether a request's `extensions` name a document, however they do.
pub(super) fn is_named(extensions: &Map<String, Value>) -> bool {
    asked(extensions).is_some()
}

fn asked(extensions: &Map<String, Value>) -> Option<&Value> {
    extensions.get("persistedQuery").filter(|named| !named.is_null())
}

/// The hash that a request's `extensions` name, if they do.
pub(super) fn named(extensions: &Map<String, Value>) -> Result<Option<Hash>, Refusal> {
    let Some(named) = asked(extensions) else {
        return Ok(None);
    };
    let is_first = named.get("version").and_then(Value::as_i64) == Some(1);
    let hash = named.get("sha256Hash").and_then(Value::as_str).and_then(read);
    match hash.filter(|_| is_first) {
        Some(hash) => Ok(Some(hash)),
        None => Err(bad(
            "persistedQuery is not version 1 with a sha256Hash of 64 hexadecimal digits.",
        )),
    }
}

/// Refuses a document that is not the one of its hash.
fn fits(hash: Hash, text: &str) -> Result<(), Refusal> {
    if hash == <Hash>::from(Sha256::digest(text)) {
        Ok(())
    } else {
        Err(bad("The sha256Hash is not that of the query."))
    }
}

fn bad(message: &str) -> Refusal {
    Refusal::new(Code::BadInput, message).at(&["extensions", "persistedQuery"])
}

fn read(text: &str) -> Option<Hash> {
    let digits: Vec<u8> = text
        .chars()
        .map(|digit| u8::try_from(digit.to_digit(16)?).ok())
        .collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high * 16 + low).collect();
    bytes.try_into().ok().filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use serde_json::json;

    use super::*;

    /// Half of one.
    const HASH: &str = "e4b0b1ee4d2bb8a1dbf7b3e5a6ac0c4b";

    #[test]
    fn a_hash_is_read_strictly() {
        let of = |value: Value| named(&Map::from_iter([("persistedQuery".to_owned(), value)]));
        assert_eq!(named(&Map::new()), Ok(None));
        assert_eq!(of(Value::Null), Ok(None));
        let hash = of(json!({ "version": 1, "sha256Hash": HASH.repeat(2) }))
            .unwrap()
            .unwrap();
        assert_eq!((hash.len(), hash.first()), (32, Some(&0xe4)));
        assert_eq!(written(hash), HASH.repeat(2));
        for bad in [
            json!({}),
            json!([]),
            json!("x"),
            json!({ "version": 2, "sha256Hash": HASH.repeat(2) }),
            json!({ "version": 1, "sha256Hash": HASH }),
            json!({ "version": 1, "sha256Hash": format!("{}0", HASH.repeat(2)) }),
            json!({ "version": 1, "sha256Hash": HASH.repeat(2).replace('e', "g") }),
        ] {
            assert_eq!(of(bad.clone()).unwrap_err().code, Code::BadInput, "{bad}");
        }
    }

    #[test]
    fn t12_what_stands_in_one_registry_is_not_there_in_another() {
        let persisted = Persisted::new(&Limits::default());
        let hash = Sha256::digest("{n}").into();
        fits(hash, "{n}").unwrap();
        assert_eq!(fits(hash, "{m}").unwrap_err().code, Code::BadInput);
        let known = |name: &str| Registry::Known(name.to_owned());
        persisted.keep(&known("alpha"), hash, "{n}");
        assert_eq!(&*persisted.find(&known("alpha"), hash).unwrap(), "{n}");
        for other in ["", "beta", "alph", "alpha "] {
            assert_eq!(persisted.find(&known(other), hash), None);
        }
        assert_eq!(persisted.find(&Registry::Visitors("alpha".to_owned()), hash), None);
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let persisted = Persisted::new(&Limits {
            persisted_bytes: 200_000,
            ..Limits::default()
        });
        let fills = |registry: &Registry| {
            for number in 0..1_000 {
                let text = format!("{{n{number}}}{}", " ".repeat(300));
                persisted.keep(registry, Sha256::digest(&text).into(), &text);
            }
        };
        let hash = Sha256::digest("{n}").into();
        let members = Registry::Known("alpha".to_owned());
        persisted.keep(&members, hash, "{n}");
        // Who is nobody pushes out nothing of others.
        fills(&Registry::Visitors("alpha".to_owned()));
        assert!(persisted.of_visitors.weight() <= 50_000);
        assert_eq!(&*persisted.find(&members, hash).unwrap(), "{n}");
        fills(&members);
        assert!(persisted.known.weight() <= 200_000);
    }
}
