//! Where the server's own pages come from: configuration says it, and never a request, since whoever owns a name can point
//! it here (DNS rebinding).

use std::net::SocketAddr;

use crate::config::Config;

/// Names of this machine that nobody else can point elsewhere.
const LOOPBACK: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// Origins of the server's own pages: of `public_url`, or else of HTTP at the port that it listens on; the same under the
/// host names of agencies; and of the address itself that it listens on.
pub(super) fn origins(config: &Config, address: SocketAddr) -> Vec<String> {
    let port = address.port();
    let public = config.public_url.as_deref().and_then(|url| {
        let (scheme, rest) = url.split_once("://")?;
        let authority = rest.split('/').next()?.to_ascii_lowercase();
        Some((scheme.to_ascii_lowercase(), authority))
    });
    let (scheme, behind) = match &public {
        Some((scheme, authority)) => (
            scheme.as_str(),
            port_of(authority).map_or_else(String::new, |port| format!(":{port}")),
        ),
        None => ("http", format!(":{port}")),
    };
    let mut origins = Vec::new();
    if let Some((scheme, authority)) = &public {
        origins.push(origin(scheme, authority));
    }
    for host in config.tenants.by_host.keys() {
        origins.push(origin(scheme, &format!("{host}{behind}")));
        if public.is_none() {
            // Before it is said where it is, a proxy may stand in front already.
            origins.push(origin("https", host));
        }
    }
    let itself = SocketAddr::new(address.ip(), port).to_string();
    let loopback = LOOPBACK.map(|name| format!("{name}:{port}"));
    let addresses = loopback
        .iter()
        .chain((!address.ip().is_unspecified()).then_some(&itself));
    for authority in addresses.map(|authority| origin("http", authority)) {
        if !origins.contains(&authority) {
            origins.push(authority);
        }
    }
    origins
}

/// As browsers write it: without the port that goes without saying.
fn origin(scheme: &str, authority: &str) -> String {
    let said = match (scheme, port_of(authority)) {
        ("http", Some("80")) | ("https", Some("443")) => authority.rsplit_once(':').map_or(authority, |(host, _)| host),
        _ => authority,
    };
    format!("{scheme}://{said}")
}

fn port_of(authority: &str) -> Option<&str> {
    let (_, port) = authority.rsplit_once(':')?;
    port.bytes().all(|byte| byte.is_ascii_digit()).then_some(port)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn own(flags: &[(&str, &str)], address: &str) -> Vec<String> {
        let flags: Vec<_> = flags.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
        let config = Config::load(None, [], &flags).unwrap();
        origins(&config, address.parse().unwrap())
    }

    const AT_8080: [&str; 3] = ["http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"];

    #[test]
    fn what_is_not_said_is_the_address_alone() {
        assert_eq!(own(&[], "127.0.0.1:8080"), AT_8080);
        assert_eq!(own(&[], "0.0.0.0:8080"), AT_8080);
        let there = own(&[], "192.0.2.1:80");
        assert_eq!(
            there,
            [
                "http://127.0.0.1",
                "http://localhost",
                "http://[::1]",
                "http://192.0.2.1"
            ]
        );
    }

    #[test]
    fn what_is_said_is_that_and_the_names_of_agencies_as_browsers_write_them() {
        let named = own(
            &[
                ("public_url", "https://API.example.org:443/trialogue"),
                ("tenants.by_host", "a.example=alpha"),
            ],
            "127.0.0.1:8080",
        );
        assert_eq!(
            named,
            [&["https://api.example.org", "https://a.example"][..], &AT_8080].concat()
        );
        let unsaid = own(&[("tenants.by_host", "a.example=alpha")], "127.0.0.1:8080");
        assert_eq!(
            unsaid,
            [&["http://a.example:8080", "https://a.example"][..], &AT_8080].concat()
        );
        let ported = own(
            &[
                ("public_url", "http://api.example.org:81"),
                ("tenants.by_host", "a.example=alpha"),
            ],
            "127.0.0.1:8080",
        );
        assert_eq!(
            ported,
            [&["http://api.example.org:81", "http://a.example:81"][..], &AT_8080].concat()
        );
    }
}
