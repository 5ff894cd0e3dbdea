#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::{fs, path::PathBuf};

use super::*;

/// Which lines are told where nobody says.
const FILTER: &str = "info,sea_orm_migration=warn,sqlx::postgres::notice=warn";

/// A folder of its own for one test, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("trialogue-config-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, content).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn from_variables(pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::load(None, variables(pairs), &[])
}

#[test]
fn the_defaults_load() {
    let config = Config::embedded().unwrap();
    assert_eq!(config.data_dir, PathBuf::from("data"));
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.issuer(), "http://127.0.0.1:8080");
    assert_eq!(
        config.database,
        DatabaseOptions {
            url: None,
            max_connections: 16,
            statement_timeout_ms: 10_000
        }
    );
    assert_eq!(config.token.minutes, 15);
    let concurrent = config.concurrent();
    assert!(*concurrent.start() >= 2 && (8..=16).contains(concurrent.end()));
    assert_eq!(config.waiting(), 8 * concurrent.end());
    let limits = &config.limits;
    let limits = [
        limits.body_bytes,
        limits.document_bytes,
        limits.tokens,
        limits.depth,
        limits.expanded_fields,
    ];
    assert_eq!(limits.map(NonZeroUsize::get), [262_144, 65_536, 10_000, 64, 5_000]);
    assert_eq!(
        config.log,
        LogOptions {
            format: LogFormat::Text,
            filter: FILTER.to_owned()
        }
    );
}

#[test]
fn flags_lie_over_the_environment_over_the_file_over_the_defaults() {
    let folder = Folder::new("order");
    let file = folder.file(
        "own.toml",
        "data_dir = \"file\"\nlisten = \"127.0.0.1:1\"\n[token]\nminutes = 5\n[log]\nformat = \"json\"\n",
    );
    let environment = variables(&[("TRIALOGUE_LISTEN", "127.0.0.1:2"), ("TRIALOGUE_TOKEN__MINUTES", "6")]);
    let config = Config::load(Some(&file), environment, &[("listen", "127.0.0.1:3".to_owned())]).unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.token.minutes, 6);
    assert_eq!(config.data_dir, PathBuf::from("file"));
    assert_eq!(
        config.log,
        LogOptions {
            format: LogFormat::Json,
            filter: FILTER.to_owned()
        }
    );
}

#[test]
fn lists_and_maps_come_from_variables_too() {
    let config = from_variables(&[
        ("TRIALOGUE_CORS__ORIGINS", "https://a.example, https://b.example"),
        ("TRIALOGUE_TENANTS__BY_HOST", "a.example=aa,b.example=bb"),
    ])
    .unwrap();
    assert_eq!(config.cors.origins, ["https://a.example", "https://b.example"]);
    let hosts: Vec<_> = config
        .tenants
        .by_host
        .iter()
        .map(|(host, slug)| (host.as_str(), slug.as_str()))
        .collect();
    assert_eq!(hosts, [("a.example", "aa"), ("b.example", "bb")]);
}

#[test]
fn hosts_come_from_a_table_of_a_file() {
    let folder = Folder::new("hosts");
    let file = folder.file("own.toml", "[tenants.by_host]\n\"a.example\" = \"aa\"\n");
    let config = Config::load(Some(&file), [], &[]).unwrap();
    assert_eq!(config.tenants.by_host.get("a.example").map(String::as_str), Some("aa"));
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest_one() {
    let folder = Folder::new("unknown");
    let cases = [
        ("lisen = \"\"", "listen"),
        ("[token]\nminuets = 3", "token.minutes"),
        ("[tokens]\nminutes = 3", "token.minutes"),
    ];
    for (content, expected) in cases {
        let file = folder.file("own.toml", content);
        let error = Config::load(Some(&file), [], &[]).unwrap_err();
        assert!(
            matches!(&error, ConfigError::Unknown { nearest: Some(nearest), .. } if nearest == expected),
            "{error}"
        );
    }
    let error = from_variables(&[("TRIALOGUE_TOKEN_MINUTES", "3")]).unwrap_err();
    assert_eq!(
        error,
        ConfigError::Unknown {
            from: "The environment".to_owned(),
            name: "TRIALOGUE_TOKEN_MINUTES".to_owned(),
            nearest: Some("TRIALOGUE_TOKEN__MINUTES".to_owned()),
        }
    );
}

#[test]
fn variables_of_others_are_left_alone() {
    let pairs = [
        ("HOME", "/"),
        ("TRIALOGUE_CONFIG", "x"),
        ("TRIALOGUE_DATABASE_URL", "x"),
        ("TRIALOGUE_PORT", "tcp://1"),
    ];
    assert_eq!(from_variables(&pairs).unwrap(), Config::embedded().unwrap());
}

#[test]
fn a_secret_comes_from_a_file_and_is_never_shown() {
    let folder = Folder::new("secret");
    let secret = "postgres://u:hunter2@localhost/t";
    let path = folder.file("url", &format!("{secret}\n"));
    let path = path.to_str().unwrap();
    let config = from_variables(&[("TRIALOGUE_DATABASE__URL_FILE", path)]).unwrap();
    assert_eq!(config.database.url, Some(Secret::new(secret)));
    assert!(!format!("{config:?}").contains("hunter2"));

    let both = from_variables(&[
        ("TRIALOGUE_DATABASE__URL_FILE", path),
        ("TRIALOGUE_DATABASE__URL", secret),
    ]);
    assert_eq!(
        both.unwrap_err(),
        ConfigError::Twice {
            from: "The environment".into(),
            key: "database.url".into()
        }
    );
}

#[test]
fn a_later_secret_lies_over_an_earlier_file() {
    let folder = Folder::new("later");
    folder.file("url", "postgres://first");
    let own = format!("[database]\nurl_file = \"{}\"\n", folder.0.join("url").display());
    let file = folder.file("own.toml", &own);
    let later = variables(&[("TRIALOGUE_DATABASE__URL", "postgres://second")]);
    let config = Config::load(Some(&file), later, &[]).unwrap();
    assert_eq!(config.database.url, Some(Secret::new("postgres://second")));
}

#[test]
fn no_message_quotes_a_secret() {
    let folder = Folder::new("quote");
    for content in [
        "[database]\nurl = \"mysql://hunter2\"",
        "[database]\nurl = \"hunter2",
        "instance_secret = \"hunter2\"",
    ] {
        let file = folder.file("own.toml", content);
        let error = Config::load(Some(&file), [], &[]).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
}

#[test]
fn a_value_of_the_wrong_kind_or_out_of_bounds_names_its_option() {
    let cases = [
        ("TRIALOGUE_TOKEN__MINUTES", "soon", "TRIALOGUE_TOKEN__MINUTES"),
        ("TRIALOGUE_TOKEN__MINUTES", "0", "token.minutes"),
        ("TRIALOGUE_TOKEN__MINUTES", "61", "token.minutes"),
        ("TRIALOGUE_TOKEN__MINUTES", "-1", "token.minutes"),
        ("TRIALOGUE_LISTEN", "here", "listen"),
        ("TRIALOGUE_PROXIES", "10.0.0.1", "proxies"),
        ("TRIALOGUE_LOG__FORMAT", "xml", "log.format"),
        ("TRIALOGUE_LIMITS__DEPTH", "0", "limits.depth"),
        ("TRIALOGUE_LIMITS__DOCUMENT_BYTES", "1048577", "limits.document_bytes"),
        ("TRIALOGUE_LIMITS__CONNECTIONS", "10000", "limits.connections"),
        ("TRIALOGUE_LIMITS__CONCURRENT", "0", "limits.concurrent"),
        ("TRIALOGUE_LIMITS__WAITING", "1025", "limits.waiting"),
        ("TRIALOGUE_PASSWORDS__PARALLEL", "0", "passwords.parallel"),
        ("TRIALOGUE_DATABASE__MAX_CONNECTIONS", "1", "database.max_connections"),
        (
            "TRIALOGUE_DATABASE__STATEMENT_TIMEOUT_MS",
            "0",
            "database.statement_timeout_ms",
        ),
        ("TRIALOGUE_PUBLIC_URL", "https://a.example/", "public_url"),
        ("TRIALOGUE_CORS__ORIGINS", "*", "cors.origins"),
        ("TRIALOGUE_CORS__ORIGINS", "https://a.example/path", "cors.origins"),
        // No browser writes these so, and they would let nobody in.
        ("TRIALOGUE_CORS__ORIGINS", "https://A.example", "cors.origins"),
        ("TRIALOGUE_CORS__ORIGINS", "https://a.example:443", "cors.origins"),
        ("TRIALOGUE_STREAMS__UNREAD_BYTES", "1048575", "streams.unread_bytes"),
        ("TRIALOGUE_TENANTS__BY_HOST", "A.example=aa", "tenants.by_host"),
        // No request is for these, and they would be nobody's.
        ("TRIALOGUE_TENANTS__BY_HOST", "a.example:8080=aa", "tenants.by_host"),
        ("TRIALOGUE_TENANTS__BY_HOST", "a.example.=aa", "tenants.by_host"),
        ("TRIALOGUE_TENANTS__BY_HOST", "münchen.example=aa", "tenants.by_host"),
        ("TRIALOGUE_TENANTS__BY_HOST", "https://a.example=aa", "tenants.by_host"),
        ("TRIALOGUE_TENANTS__BY_HOST", "a.example=a", "tenants.by_host"),
        (
            "TRIALOGUE_TENANTS__BY_HOST",
            "a.example=City of Graz",
            "tenants.by_host",
        ),
        ("TRIALOGUE_TENANTS__BY_HOST", "a.example", "TRIALOGUE_TENANTS__BY_HOST"),
    ];
    for (name, value, expected) in cases {
        let error = from_variables(&[(name, value)]).unwrap_err();
        assert!(
            matches!(&error, ConfigError::Invalid { key, .. } if key == expected),
            "{name}={value}: {error}"
        );
    }
}

#[test]
fn what_a_value_has_to_be_is_told_in_plain_words_with_least_and_most() {
    let folder = Folder::new("words");
    let refused = |content: &str| {
        let file = folder.file("own.toml", content);
        Config::load(Some(&file), [], &[]).unwrap_err().to_string()
    };
    let minutes = "`token.minutes` must be a whole number from 1 to 60.";
    for value in ["-1", "0", "61", "1.5", "\"5\"", "true", "9223372036854775807"] {
        assert_eq!(refused(&format!("[token]\nminutes = {value}")), minutes, "{value}");
    }
    // Larger than any number of TOML.
    for value in ["9223372036854775808", "99999999999999999999", "1e999"] {
        let said = refused(&format!("[token]\nminutes = {value}"));
        assert!(said.ends_with("line 2: a number is larger than any may be."), "{said}");
    }
    for value in ["soon", "", "1.5", "99999999999999999999"] {
        let said = from_variables(&[("TRIALOGUE_TOKEN__MINUTES", value)]).unwrap_err();
        let expected = "`TRIALOGUE_TOKEN__MINUTES` must be a whole number from 1 to 60.";
        assert_eq!(said.to_string(), expected, "{value}");
    }
    for (content, expected) in [
        (
            "listen = \"localhost:80\"",
            "`listen` must be an IP address and a port, such as 127.0.0.1:8080.",
        ),
        ("[log]\nformat = \"xml\"", "`log.format` must be text or json."),
        (
            "[graphql]\nintrospection = \"all\"",
            "`graphql.introspection` must be everybody, signed_in or nobody.",
        ),
        ("[cors]\norigins = [1]", "`cors.origins` must be a list of texts."),
        (
            "[tenants.by_host]\n\"a.example\" = \"-graz\"",
            "`tenants.by_host` gives \"a.example\" the short name \"-graz\", which no agency can have: it must have 2 to 60 \
             characters of a-z, 0-9 and hyphen, no hyphen at an end.",
        ),
    ] {
        assert_eq!(refused(content), expected);
    }
    let unquoted = refused("[tenants.by_host]\na.example = \"graz\"");
    assert!(
        unquoted.starts_with("`tenants.by_host` must be a table of host names in quotes"),
        "{unquoted}"
    );
}

#[test]
fn an_instance_secret_is_32_random_bytes() {
    let good = "8f0e1d2c3b4a59687786a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
    assert!(from_variables(&[("TRIALOGUE_INSTANCE_SECRET", good)]).is_ok());
    for bad in ["", "short", &"0".repeat(64)] {
        let error = from_variables(&[("TRIALOGUE_INSTANCE_SECRET", bad)]).unwrap_err();
        assert!(
            matches!(&error, ConfigError::Invalid { key, .. } if key == "instance_secret"),
            "{error}"
        );
    }
}

#[test]
fn a_fault_in_a_file_names_its_line() {
    let folder = Folder::new("line");
    let file = folder.file("own.toml", "data_dir = \"x\"\nlisten = \n");
    let error = Config::load(Some(&file), [], &[]).unwrap_err();
    assert!(matches!(error, ConfigError::Syntax { line: 2, .. }), "{error}");
    let absent = Config::load(Some(&folder.0.join("absent.toml")), [], &[]).unwrap_err();
    assert!(matches!(absent, ConfigError::Unreadable { .. }), "{absent}");
}

#[test]
fn as_many_operations_run_as_cores_and_connections_are_worth_unless_told() {
    let of = |pairs: &[(&str, &str)]| {
        let config = from_variables(pairs).unwrap();
        (config.concurrent(), config.waiting())
    };
    assert_eq!(of(&[("TRIALOGUE_LIMITS__CONCURRENT", "300")]), (300..=300, 1_024));
    assert_eq!(of(&[("TRIALOGUE_DATABASE__MAX_CONNECTIONS", "2")]), (2..=2, 16));
    let both = [
        ("TRIALOGUE_LIMITS__CONCURRENT", "1"),
        ("TRIALOGUE_LIMITS__WAITING", "0"),
    ];
    assert_eq!(of(&both), (1..=1, 0));
}

#[test]
fn passwords_are_checked_one_for_each_core_unless_told() {
    let config = from_variables(&[("TRIALOGUE_PASSWORDS__PARALLEL", "3")]).unwrap();
    assert_eq!(config.passwords.parallel().get(), 3);
    assert!(Config::embedded().unwrap().passwords.parallel().get() >= 1);
}
