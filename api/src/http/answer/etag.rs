//! Whether a caller has what would be answered already (RFC 9110, sections 8.8.3 and 13.1.2).

use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};

use crate::http::persisted::written;

/// The tag of a body of this media type: what differs in one of them has another.
pub(in crate::http) fn of(kind: &HeaderValue, body: &[u8]) -> HeaderValue {
    let hash = Sha256::new().chain_update(kind).chain_update([0]).chain_update(body);
    let hash = written(hash.finalize().into());
    HeaderValue::from_str(&format!("\"{hash}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}

/// Whether the caller names the tag as known to it; a weak one will do.
pub(in crate::http) fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).iter();
    values.filter_map(|value| value.to_str().ok()).any(|value| {
        value
            .split(',')
            .map(str::trim)
            .any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known).as_bytes() == tag.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_known_tag_is_found_in_a_list() {
        let kind = HeaderValue::from_static("text/html");
        let tag = of(&kind, b"body");
        assert_eq!(tag.len(), 66);
        assert_ne!(tag, of(&kind, b"other"));
        assert_ne!(tag, of(&HeaderValue::from_static("text/plain"), b"body"));
        let named = |value: String| {
            let value = HeaderValue::from_str(&value).unwrap();
            is_known(&HeaderMap::from_iter([(header::IF_NONE_MATCH, value)]), &tag)
        };
        let text = tag.to_str().unwrap();
        for known in [
            text.to_owned(),
            format!("W/{text}"),
            format!("\"a\", {text}"),
            "*".to_owned(),
        ] {
            assert!(named(known.clone()), "{known}");
        }
        for other in ["\"a\"".to_owned(), text.trim_matches('"').to_owned(), String::new()] {
            assert!(!named(other.clone()), "{other}");
        }
        assert!(!is_known(&HeaderMap::new(), &tag));
    }
}
