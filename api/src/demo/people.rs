//! Who is in the demo. Nobody here exists.

use entity::vocabulary::AgencyKind;

/// An agency of the demo.
pub(super) struct Agency {
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: AgencyKind,
    pub(super) jurisdiction: &'static str,
    pub(super) language: &'static str,
    pub(super) time_zone: &'static str,
    pub(super) people: &'static [Someone],
}

/// A person of the demo. The first of an agency is its first administrator and holds every role.
pub(super) struct Someone {
    pub(super) name: &'static str,
    local: &'static str,
    pub(super) roles: &'static [&'static str],
    /// The sector that they take part for in every active project of the agency; staff own what they make.
    pub(super) sector: Option<&'static str>,
}

impl Someone {
    /// The address, in a domain that nobody can own (RFC 2606).
    pub(super) fn email(&self, agency: &Agency) -> String {
        format!("{}@{}.example", self.local, agency.slug)
    }
}

const EVERY_ROLE: &[&str] = &[
    "ADMINISTRATOR",
    "STAFF",
    "DATA_STEWARD",
    "DATA_PROTECTION_OFFICER",
    "AUDITOR",
    "MEMBER",
];

/// The three agencies.
pub(super) const AGENCIES: &[Agency] = &[
    Agency {
        slug: "london",
        name: "Greater London Office for Policing",
        kind: AgencyKind::LocalAuthority,
        jurisdiction: "GB-LND",
        language: "en",
        time_zone: "Europe/London",
        people: &[
            Someone {
                name: "Ada Administrator",
                local: "ada",
                roles: EVERY_ROLE,
                sector: None,
            },
            Someone {
                name: "Sofia Staff",
                local: "sofia",
                roles: &["STAFF"],
                sector: None,
            },
            Someone {
                name: "Rosa Resident",
                local: "rosa",
                roles: &["MEMBER"],
                sector: Some("SOCIETY"),
            },
            Someone {
                name: "Enzo Enterprise",
                local: "enzo",
                roles: &["MEMBER"],
                sector: Some("ECONOMY"),
            },
            Someone {
                name: "Dora Protection",
                local: "dora",
                roles: &["DATA_PROTECTION_OFFICER"],
                sector: None,
            },
        ],
    },
    Agency {
        slug: "new-zealand",
        name: "Department of Biodiversity",
        kind: AgencyKind::Agency,
        jurisdiction: "NZ",
        language: "en",
        time_zone: "Pacific/Auckland",
        people: &[
            Someone {
                name: "Aroha Administrator",
                local: "aroha",
                roles: EVERY_ROLE,
                sector: None,
            },
            Someone {
                name: "Sam Staff",
                local: "sam",
                roles: &["STAFF"],
                sector: None,
            },
            Someone {
                name: "Wiremu Ward",
                local: "wiremu",
                roles: &["MEMBER"],
                sector: Some("SOCIETY"),
            },
        ],
    },
    Agency {
        slug: "taiwan",
        name: "數位發展署",
        kind: AgencyKind::Ministry,
        jurisdiction: "TW",
        language: "zh-Hant",
        time_zone: "Asia/Taipei",
        people: &[
            Someone {
                name: "安管理",
                local: "an",
                roles: EVERY_ROLE,
                sector: None,
            },
            Someone {
                name: "林職員",
                local: "lin",
                roles: &["STAFF"],
                sector: None,
            },
            Someone {
                name: "陳市民",
                local: "chen",
                roles: &["MEMBER"],
                sector: Some("SOCIETY"),
            },
        ],
    },
];
