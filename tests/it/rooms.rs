//! Who may use whom: the table of the design as data. `architecture.rs` holds the source to it.

/// What every room may use.
pub(crate) const COMMON: &[&str] = &["error", "clock", "actor"];

/// Names each domain once: those with lists of nouns and verbs, and the lowest, which have none and every domain may use.
macro_rules! domains {
    (with lists: $($listed:literal)*; the lowest: $($lowest:literal)*;) => {
        /// The domains, which are all alike.
        pub(crate) const DOMAINS: &[&str] = &[$($listed,)* $($lowest,)*];

        /// The domains' lists, and what carries them.
        const LISTS: &[&str] = &["node", "operation", "relay", $($listed,)*];
    };
}

domains! {
    with lists:
        "identity"
        "tenancy"
        "people"
        "project"
        "participation"
        "phase"
        "contribution"
        "evaluation"
        "insight"
        "privacy"
        "exchange"
        "client"
        "organisation"
        "public_service"
        "audit"
        "tenant_policy"
        "consent"
        "profile"
        "retention"
        "interest"
        "report"
    ;
    the lowest:
        "stands"
        "events"
    ;
}

/// A room and what it may use beside itself and [`COMMON`].
pub(crate) struct Room {
    /// Its name: the first part of the path below `api/src`.
    pub(crate) name: &'static str,
    /// The rooms, or paths in them, that it may use.
    pub(crate) may: &'static [&'static str],
    /// Crates and words that it may not name.
    pub(crate) may_not: &'static [&'static str],
}

/// What a domain may use: other domains too, but only what their `mod.rs` exports.
pub(crate) const DOMAIN: Room = Room {
    name: "a domain",
    may: &["operation", "relay", "policy", "statistics", "store", "measure"],
    may_not: &[
        "sqlx",
        "axum",
        "cedar_policy",
        "DbErr",
        "DatabaseConnection",
        "ConnectionTrait",
    ],
};

/// Every other room.
pub(crate) const ROOMS: &[Room] = &[
    Room {
        name: "lib",
        may: &[],
        may_not: &["sea_orm", "sqlx", "axum"],
    },
    Room {
        name: "main",
        may: &["cli"],
        may_not: &["sea_orm", "sqlx", "axum", "entity"],
    },
    Room {
        name: "error",
        may: &[],
        may_not: &["sea_orm", "sqlx", "axum", "entity"],
    },
    Room {
        name: "clock",
        may: &[],
        may_not: &["sea_orm", "sqlx", "axum", "entity", "async_graphql"],
    },
    Room {
        name: "actor",
        may: &[],
        may_not: &["sqlx", "axum", "async_graphql"],
    },
    Room {
        name: "config",
        may: &["store"],
        may_not: &["sea_orm", "sqlx", "axum", "async_graphql"],
    },
    Room {
        name: "store",
        may: &["measure::Untold"],
        may_not: &["async_graphql", "axum", "cedar_policy"],
    },
    Room {
        name: "policy",
        may: &[],
        may_not: PURE,
    },
    Room {
        name: "statistics",
        may: &[],
        may_not: PURE,
    },
    Room {
        name: "measure",
        may: &[],
        may_not: &["entity", "sea_orm", "sqlx", "axum", "tokio", "async_graphql", "async"],
    },
    Room {
        name: "operation",
        may: &["store", "policy"],
        may_not: &["sea_orm", "sqlx", "axum"],
    },
    Room {
        name: "relay",
        may: &["store", "operation", "policy", "statistics"],
        may_not: &["sqlx", "axum", "cedar_policy"],
    },
    Room {
        name: "node",
        may: LISTS,
        may_not: &["sea_orm", "sqlx", "axum"],
    },
    Room {
        name: "schema",
        may: LISTS,
        may_not: &["sea_orm", "sqlx", "axum"],
    },
    Room {
        name: "http",
        may: &[
            "schema",
            "operation",
            "relay::Heard",
            "relay::Interest",
            "relay::Listening",
            "relay::cost",
            "events",
            "identity",
            "measure",
        ],
        may_not: &["entity", "sea_orm", "sqlx"],
    },
    Room {
        name: "app",
        may: WIRED,
        may_not: &["sea_orm", "sqlx"],
    },
    Room {
        name: "demo",
        may: CALLED,
        may_not: &["sea_orm", "sqlx"],
    },
    Room {
        name: "cli",
        may: CALLED,
        may_not: &["sea_orm", "sqlx"],
    },
];

const PURE: &[&str] = &["sea_orm", "sqlx", "axum", "tokio", "async_graphql", "async", "Clock"];

/// What the application is put together from.
const WIRED: &[&str] = &[
    "config",
    "store",
    "policy",
    "schema",
    "http",
    "operation",
    "identity",
    "measure",
    "tenancy",
    "exchange",
    "audit",
    "events",
    "privacy",
    "consent",
    "retention",
];

/// What a command of the command line calls.
const CALLED: &[&str] = &[
    "app", "config", "demo", "store", "policy", "schema", "http", "tenancy", "exchange", "audit", "consent", "client",
    "privacy",
];

/// What the tests may use of the product beside HTTP: they start it, and look underneath.
pub(crate) const TESTS: &[&str] = &[
    "app",
    "config",
    "store",
    "actor",
    "clock",
    "tenancy::NewTenant",
    "schema::sdl",
    // For the library's validator alone, which needs the types of the schema and runs nothing of them.
    "schema::Query",
    "schema::Mutation",
    "schema::Subscription",
];
