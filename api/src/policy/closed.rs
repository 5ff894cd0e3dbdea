//! Closed facts: enumerations that Cedar's schema lists under the same names.

use entity::vocabulary::{AccessClass, ProjectRole, Purpose, Sector, TenantRole};

/// A fact out of a closed list, which the schema declares as an enumerated entity type.
pub(super) trait Closed: Copy + 'static {
    /// The entity type.
    const TYPE: &'static str;
    /// Every value that the schema lists.
    const LISTED: &'static [Self];
    /// The value's id in the schema.
    fn name(self) -> &'static str;
}

/// Says how the schema calls the values of an enumeration.
macro_rules! closed {
    ($type:ident is $name:literal: $($value:ident = $text:literal),+ $(,)?) => {
        impl $crate::policy::closed::Closed for $type {
            const TYPE: &'static str = $name;
            const LISTED: &'static [Self] = &[$(Self::$value),+];
            fn name(self) -> &'static str {
                match self { $(Self::$value => $text),+ }
            }
        }
    };
}
pub(super) use closed;

closed!(TenantRole is "Role":
    Administrator = "ADMINISTRATOR",
    Staff = "STAFF",
    DataSteward = "DATA_STEWARD",
    DataProtectionOfficer = "DATA_PROTECTION_OFFICER",
    Auditor = "AUDITOR",
    Member = "MEMBER",
);
closed!(ProjectRole is "ProjectRole":
    Owner = "OWNER",
    Facilitator = "FACILITATOR",
    Deliverer = "DELIVERER",
    Participant = "PARTICIPANT",
    Assessor = "ASSESSOR",
    Observer = "OBSERVER",
);
closed!(Sector is "Sector": State = "STATE", Economy = "ECONOMY", Society = "SOCIETY");
closed!(Purpose is "Purpose":
    ParticipationAdmin = "PARTICIPATION_ADMIN",
    LegalRecord = "LEGAL_RECORD",
    SecurityAudit = "SECURITY_AUDIT",
    Representativeness = "REPRESENTATIVENESS",
    RepresentativenessSpecial = "REPRESENTATIVENESS_SPECIAL",
    PublicAttribution = "PUBLIC_ATTRIBUTION",
    ContactNews = "CONTACT_NEWS",
    ShareWithPartner = "SHARE_WITH_PARTNER",
    Research = "RESEARCH",
    Evaluation = "EVALUATION",
);
closed!(AccessClass is "Class":
    Public = "PUBLIC",
    ProjectShared = "PROJECT_SHARED",
    TenantInternal = "TENANT_INTERNAL",
    Personal = "PERSONAL",
    Sensitive = "SENSITIVE",
    Confidential = "CONFIDENTIAL",
);
