//! Origins of web pages (RFC 6454), stored as one text with spaces between.

use std::{borrow::Cow, net::Ipv6Addr};

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value, parser::types::Field, registry::Registry,
};
use sea_orm::DeriveValueType;

use crate::scalar::Flaw;

/// Some origins.
#[derive(Clone, Debug, Default, PartialEq, Eq, DeriveValueType)]
pub struct Origins(String);

impl Origins {
    /// As many as there may be.
    pub const MOST: usize = 20;

    /// The origins of these texts, each once.
    pub fn of<S: AsRef<str>>(texts: &[S]) -> Result<Self, Flaw> {
        if texts.len() > Self::MOST {
            return Err("The list is too long: 20 origins at most.");
        }
        let mut origins: Vec<&str> = Vec::new();
        for text in texts.iter().map(AsRef::as_ref) {
            if !is_origin(text) {
                return Err(
                    "An origin is https:// or http:// and a host in small letters, perhaps with a port, and nothing behind.",
                );
            }
            if !origins.contains(&text) {
                origins.push(text);
            }
        }
        Ok(Self(origins.join(" ")))
    }

    /// Whether this one is among them, letter by letter, as browsers compare.
    #[must_use]
    pub fn contains(&self, origin: &str) -> bool {
        self.iter().any(|known| known == origin)
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split_ascii_whitespace()
    }
}

/// Whether a browser would write an origin so: no wildcard, no path, no name, and nothing in capitals. Origins are compared
/// letter by letter, so that one written otherwise would let nobody in.
#[must_use]
pub fn is_origin(text: &str) -> bool {
    let Some((scheme, authority)) = text.split_once("://") else {
        return false;
    };
    let port = |text: &str| text.parse::<u16>().is_ok() && !text.starts_with(['0', '+']);
    let behind = authority.rsplit_once(':').filter(|(_, port)| !port.ends_with(']'));
    let (host, port) = match behind {
        Some((host, text)) => (host, port(text) && text != usual_port(scheme)),
        None => (authority, true),
    };
    matches!(scheme, "https" | "http") && port && (is_name(host) || is_address(host))
}

/// Whether it is a name, or an address of four numbers.
fn is_name(host: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    (1..=253).contains(&host.len())
        && host.bytes().all(is_plain)
        && !host.starts_with(['.', '-'])
        && !host.ends_with(['.', '-'])
}

/// Whether it is an address of the newer kind in brackets, in its shortest form.
fn is_address(host: &str) -> bool {
    let inside = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    inside.is_some_and(|inside| {
        inside
            .parse::<Ipv6Addr>()
            .is_ok_and(|address| address.to_string() == inside)
    })
}

/// The port that browsers leave out.
fn usual_port(scheme: &str) -> &'static str {
    if scheme == "https" { "443" } else { "80" }
}

impl OutputType for Origins {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed("[String!]")
    }

    fn qualified_type_name() -> String {
        "[String!]!".to_owned()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <String as OutputType>::create_type_info(registry);
        Self::qualified_type_name()
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::List(self.iter().map(Value::from).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for good in [
            "https://app.example.org",
            "https://app.example.org:8443",
            "http://127.0.0.1:3000",
            "http://localhost",
            "https://xn--bcher-kva.example",
            "http://[::1]",
            "http://[2001:db8::1]:8080",
        ] {
            assert!(is_origin(good), "{good}");
        }
        for bad in [
            "",
            "null",
            "*",
            "https://*",
            "https://*.example.org",
            "https://",
            "https://App.example.org",
            "https://app.example.org/",
            "https://app.example.org/a",
            "https://app.example.org?a",
            "https://a@example.org",
            "https://app.example.org:443",
            "http://app.example.org:80",
            "https://app.example.org:",
            "https://app.example.org:0",
            "https://app.example.org:65536",
            "https://bücher.example",
            "https://a b",
            "ftp://app.example.org",
            "https://.example.org",
            "http://[::1",
            "http://::1",
            "http://[0:0::1]",
            "http://[::1]:",
            "http://[2001:DB8::1]:8080",
        ] {
            assert!(!is_origin(bad), "{bad}");
        }
    }

    #[test]
    fn a_list_holds_each_once_and_nothing_like_it() {
        let origins = Origins::of(&["https://a.example", "https://b.example", "https://a.example"]);
        assert_eq!(origins, Ok(Origins("https://a.example https://b.example".to_owned())));
        let origins = origins.unwrap_or_default();
        assert!(origins.contains("https://b.example"));
        for other in [
            "https://b.example:8443",
            "http://b.example",
            "https://b.example.evil",
            "",
            "null",
        ] {
            assert!(!origins.contains(other), "{other}");
        }
        assert_eq!(Origins::of::<&str>(&[]), Ok(Origins::default()));
        assert!(Origins::of(&["https://a.example"; 21]).is_err());
        assert!(Origins::of(&["https://a.example", "null"]).is_err());
    }
}
