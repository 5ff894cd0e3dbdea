//! How texts have to be, and how options fit together.

use entity::{origins::is_origin, tenant::is_slug};

use super::{Config, ConfigError};
use crate::store::secret::InstanceSecret;

impl Config {
    /// Whether texts are what they have to be and the options fit together; run by [`Config::load`].
    pub fn check(&self) -> Result<(), ConfigError> {
        let demand = |holds: bool, key: &str, reason: &str| {
            if holds {
                Ok(())
            } else {
                Err(ConfigError::invalid(key, reason))
            }
        };
        if let Some(url) = &self.database.url {
            let is_postgres = ["postgres://", "postgresql://"]
                .iter()
                .any(|scheme| url.expose().starts_with(scheme));
            demand(is_postgres, "database.url", "must begin with postgres://")?;
        }
        if let Some(secret) = &self.instance_secret
            && let Err(error) = InstanceSecret::parse(secret.expose())
        {
            return Err(ConfigError::invalid(
                "instance_secret",
                format!("cannot be used: {error}"),
            ));
        }
        if let Some(url) = &self.public_url {
            demand(
                is_address(url),
                "public_url",
                "must be http:// or https://, a host, and no slash at the end",
            )?;
        }
        demand(
            self.limits.document_bytes <= self.limits.body_bytes,
            "limits.document_bytes",
            "must not be over limits.body_bytes",
        )?;
        demand(
            self.limits.connections > self.streams.connections,
            "limits.connections",
            "must be over streams.connections, so that there is room for those who ask",
        )?;
        let message = u64::try_from(self.limits.body_bytes.get()).unwrap_or(u64::MAX);
        demand(
            self.streams.unread_bytes.get() >= message.saturating_mul(4),
            "streams.unread_bytes",
            "must be four times limits.body_bytes or more",
        )?;
        demand(
            self.limits.cost <= self.limits.caller_cost_per_minute
                && self.limits.caller_cost_per_minute <= self.limits.agency_cost_per_minute,
            "limits.cost",
            "must not be over limits.caller_cost_per_minute, nor that over limits.agency_cost_per_minute",
        )?;
        demand(
            self.limits.visitors_cost_per_minute() >= self.limits.cost.get(),
            "limits.visitors_percent",
            "must leave visitors at least limits.cost of limits.agency_cost_per_minute",
        )?;
        demand(
            self.cors.origins.iter().all(|origin| is_origin(origin)),
            "cors.origins",
            "must be origins as browsers write them: http:// or https:// and a host in small letters, perhaps with a port that does \
             not go without saying, nothing behind it, no wildcard",
        )?;
        if let Some(endpoint) = &self.traces.endpoint {
            demand(
                endpoint.starts_with("http://") && is_address(endpoint),
                "traces.endpoint",
                "must be http://, a host, and no slash at the end",
            )?;
        }
        for (host, slug) in &self.tenants.by_host {
            demand(
                is_host(host),
                "tenants.by_host",
                "must name hosts as requests do: in small letters of ASCII (xn--… for others), without a port, and without a \
                 dot at the end",
            )?;
            if !is_slug(slug) {
                let reason = format!(
                    "gives {host:?} the short name {slug:?}, which no agency can have: it must have 2 to 60 characters of \
                     a-z, 0-9 and hyphen, no hyphen at an end"
                );
                return Err(ConfigError::invalid("tenants.by_host", reason));
            }
        }
        Ok(())
    }
}

/// Whether a request can be for a host that is written so: its port and its last dot are taken off before it is looked for.
fn is_host(host: &str) -> bool {
    let is_name = |c: char| c.is_ascii_graphic() && !c.is_ascii_uppercase() && !"/?#@,".contains(c);
    let port = host.rsplit_once(':').map(|(_, port)| port);
    let has_port = port.is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    !host.is_empty() && !has_port && !host.ends_with('.') && host.chars().all(is_name)
}

fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.ends_with('/')
            && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || "*?#@".contains(c))
    })
}
