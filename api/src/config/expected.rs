//! What the value of an option has to be, in words for whoever starts the server.

use std::ops::RangeInclusive;

use super::{
    ConfigError, MOST_WAITING,
    layer::Values,
    options::{Kind, Known},
};

/// As many as there may be where nothing else bounds them; of bytes and costs more.
const MANY: i64 = 1_000_000_000;
const VERY_MANY: i64 = 1_000_000_000_000;

/// The least and the most that an option may be which is a whole number.
pub(super) fn bounds(key: &str) -> Option<RangeInclusive<i64>> {
    Some(match key {
        "token.minutes" => 1..=60,
        "limits.visitors_percent" => 1..=100,
        "limits.waiting" => 0..=i64::from(MOST_WAITING),
        "database.max_connections" => 2..=MANY,
        "database.statement_timeout_ms"
        | "passwords.parallel"
        | "limits.tokens"
        | "limits.depth"
        | "limits.expanded_fields"
        | "limits.concurrent"
        | "limits.seconds"
        | "limits.connections"
        | "limits.head_seconds"
        | "limits.write_seconds"
        | "streams.connections"
        | "streams.connections_of_one"
        | "streams.connections_of_network"
        | "streams.operations"
        | "streams.waiting" => 1..=MANY,
        "streams.kept_minutes" | "caching.public_seconds" => 0..=MANY,
        "limits.body_bytes"
        | "limits.document_bytes"
        | "limits.cost"
        | "limits.caller_cost_per_minute"
        | "limits.agency_cost_per_minute"
        | "streams.unread_bytes" => 1..=VERY_MANY,
        "limits.answer_bytes" => 65_536..=VERY_MANY,
        _ => return None,
    })
}

/// What a value of the option has to be.
pub(super) fn must_be(option: &Known) -> String {
    if let Some(bounds) = bounds(&option.key) {
        return format!("must be a whole number from {} to {}", bounds.start(), bounds.end());
    }
    let words = match (option.key.as_str(), option.kind) {
        ("listen" | "metrics.listen", _) => "must be an IP address and a port, such as 127.0.0.1:8080",
        ("proxies", _) => "must be a list of networks such as 10.0.0.0/8, one address as 10.0.0.1/32",
        ("log.format", _) => "must be text or json",
        ("graphql.introspection", _) => "must be everybody, signed_in or nobody",
        (_, Kind::Text) => "must be a text",
        (_, Kind::Whole) => "must be a whole number",
        (_, Kind::Choice) => "must be true or false",
        (_, Kind::List) => "must be a list of texts",
        (_, Kind::Map) => {
            "must be a table of host names in quotes and short names, such as \"a.example.org\" = \"graz\"; in the environment \
             a.example.org=graz, several with commas between"
        }
    };
    words.to_owned()
}

/// Whether every number is within its bounds.
pub(super) fn within_bounds(known: &[Known], values: &Values) -> Result<(), ConfigError> {
    for option in known {
        let number = values.get(&option.key).and_then(toml::Value::as_integer);
        let fits = number.is_none_or(|number| bounds(&option.key).is_none_or(|bounds| bounds.contains(&number)));
        if !fits {
            return Err(ConfigError::invalid(&option.key, must_be(option)));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use crate::config::options;

    #[test]
    fn every_number_has_bounds() {
        for option in options::sections().unwrap().iter().flat_map(|section| &section.options) {
            let is_number = option.kind == Kind::Whole;
            assert_eq!(bounds(&option.key).is_some(), is_number, "{}", option.key);
        }
    }
}
