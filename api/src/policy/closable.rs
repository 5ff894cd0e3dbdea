//! Which fields an agency can close, and what stays open whoever wants it closed.

use super::list::Field;

/// Nouns that tell those who oversee the agency what is done in it.
const OVERSEEING: [&str; 7] = [
    "ConsentRecord",
    "AuditEntry",
    "TenantPolicy",
    "AccessLogEntry",
    "DataSubjectRequest",
    "RequestOutcome",
    "DataRecipient",
];

/// The fields that lead there, and from where on the log of acts tells of readers.
const LEADING: [&str; 7] = [
    "spreadLimit",
    "auditEntries",
    "tenantPolicies",
    "accessMatrix",
    "explainAccess",
    "accessLog",
    "dataSubjectRequests",
];

/// Nouns beside them that nobody closes: those who oversee the agency are answered by them, or a case hangs on them.
const KEPT_OPEN: [&str; 7] = [
    "PseudonymReveal",
    "ContributionReport",
    "LegalHold",
    "HeldRecord",
    "RetentionRule",
    "RetentionRun",
    "RetentionResult",
];

/// The fields that lead there.
const LEADING_THERE: [&str; 7] = [
    "pseudonymReveals",
    "reveals",
    "contributionReports",
    "reports",
    "legalHolds",
    "retentionRules",
    "retentionRuns",
];

fn parts(name: &str) -> (&str, &str) {
    name.split_once('.').unwrap_or_default()
}

impl Field {
    /// The field of this type and name in GraphQL.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }

    /// Whether it serves those who oversee the agency, so that it stays open though the data rest of whom it tells.
    #[must_use]
    pub fn oversees(self) -> bool {
        let (noun, field) = parts(self.name());
        OVERSEEING.contains(&noun) || LEADING.contains(&field)
    }

    /// Whether nobody in the agency can close it. Not all of it is read of people whose data rest, so that there is more of
    /// it than [`Self::oversees`] says.
    #[must_use]
    pub fn stays_open(self) -> bool {
        let (noun, field) = parts(self.name());
        self.oversees() || KEPT_OPEN.contains(&noun) || LEADING_THERE.contains(&field)
    }

    /// What a rule closes whose field this build does not have: whatever that may have become. All of its noun that can be
    /// closed, and all that can be closed where the noun is not there either.
    #[must_use]
    pub fn like(name: &str) -> Vec<Self> {
        let (noun, _) = parts(name);
        let is_of_noun = |field: Self| parts(field.name()).0 == noun;
        let is_known = Self::ALL.iter().any(|field| is_of_noun(*field));
        let meant = Self::ALL
            .iter()
            .copied()
            .filter(|field| !is_known || is_of_noun(*field));
        meant.filter(|field| !field.stays_open()).collect()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use entity::{set::Set, vocabulary::TenantRole};

    use super::*;
    use crate::policy::{
        Policies,
        facts::{Facts, RecordState},
        ruleset::Head,
    };

    /// What the officer and the auditor read by office and an agency may close to them all the same: it runs projects and the
    /// agency, and oversees neither.
    const RUNS_IT: [&str; 11] = [
        "Membership",
        "Invitation",
        "Participation",
        "Project",
        "ProjectStateChange",
        "PhaseStateChange",
        "Contribution",
        "ModerationDecision",
        "Organisation",
        "InterestDeclaration",
        "Query.memberships",
    ];

    #[test]
    fn whatever_the_officer_or_the_auditor_reads_by_office_stays_open_or_is_known_to_run_the_agency() {
        let build = Policies::load().unwrap();
        let by_office = |field: Field, role: TenantRole| {
            let purpose = field.purposes_in(RecordState::Waiting).first().copied();
            field.states().iter().any(|&state| {
                let mut facts = Facts::of(Set::EMPTY.with(role));
                (facts.purpose, facts.state) = (purpose, state);
                let reads = |facts| build.decide(Head::Field(field), facts, None).unwrap().allowed;
                let anybody = Facts {
                    roles: Set::EMPTY,
                    ..facts
                };
                reads(facts) && !reads(anybody)
            })
        };
        let mut open = 0;
        for field in Field::ALL {
            let offices = [TenantRole::DataProtectionOfficer, TenantRole::Auditor];
            if !offices.into_iter().any(|role| by_office(*field, role)) {
                continue;
            }
            let (noun, _) = field.name().split_once('.').unwrap();
            let runs_it = RUNS_IT.contains(&noun) || RUNS_IT.contains(&field.name());
            assert!(field.stays_open() || runs_it, "{}", field.name());
            open += usize::from(field.stays_open());
        }
        assert!(open > 100, "{open}");
        // What opens to others than these two, and what belongs to a noun that can be closed.
        for field in [
            Field::LegalHoldRecords,
            Field::HeldRecordDocument,
            Field::ParticipationReveals,
            Field::ProjectContributionReports,
            Field::ContributionReports,
        ] {
            assert!(field.stays_open(), "{}", field.name());
        }
        // Data that rest are read by who moderates no more than before.
        assert!(!Field::ContributionReportReason.oversees());
    }

    #[test]
    fn a_field_that_is_gone_may_be_any_of_its_noun_or_of_all() {
        let person = Field::like("Person.shoeSize");
        assert!(person.contains(&Field::PersonEmail));
        assert!(person.iter().all(|field| field.name().starts_with("Person.")));
        assert_eq!(Field::like("LegalHold.weather"), []);
        let closable = Field::ALL.iter().filter(|field| !field.stays_open()).count();
        assert_eq!(Field::like("Weather.rain").len(), closable);
        assert_eq!(Field::like("nonsense").len(), closable);
    }
}
