//! Which pages may open a socket: browsers ask nobody before they do, and send what the visitor's browser holds.

use axum::http::{HeaderMap, header};

/// Whether a socket may be opened: programs send no origin; pages must be of this server or of a configured origin.
pub(super) fn is_welcome(headers: &HeaderMap, origins: &[String]) -> bool {
    let mut values = headers.get_all(header::ORIGIN).iter();
    let Some(origin) = values.next() else { return true };
    let (Ok(origin), None) = (origin.to_str(), values.next()) else {
        return false;
    };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let own = origin.split_once("://").map(|(_, host)| host);
    origins.iter().any(|known| known == origin) || (own.is_some() && own == host)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_page_of_another_origin_opens_no_socket() {
        let known = ["https://app.example.org".to_owned()];
        for (origin, expected) in [
            ("https://app.example.org", true),
            ("https://server.example.org", true),
            ("http://server.example.org", true),
            ("https://app.example.org.evil.test", false),
            ("https://server.example.org:8443", false),
            ("null", false),
        ] {
            let headers = HeaderMap::from_iter([
                (header::HOST, HeaderValue::from_static("server.example.org")),
                (header::ORIGIN, HeaderValue::from_static(origin)),
            ]);
            assert_eq!(is_welcome(&headers, &known), expected, "{origin}");
        }
        assert!(is_welcome(&HeaderMap::new(), &known));
    }
}
