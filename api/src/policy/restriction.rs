//! What an agency forbids beside the policies of the build: structured, and compiled here to a forbid. No policy text
//! comes from outside, and none of it can permit anything.

use std::{collections::BTreeMap, sync::Arc};

use cedar_policy::{Policy, PolicyId};
use entity::{
    set::{Member, Set},
    vocabulary::{ProjectRole, Purpose, TenantRole},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    closed::Closed,
    decision::{Policies, validate},
    error::PolicyError,
    facts::{ConsentFact, Facts, RecordState, Relation},
    list::Field,
    ruleset::Head,
};

/// A field that the agency closes to some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// Its own id, by which its policy is known.
    pub id: Uuid,
    /// The field.
    pub field: Field,
    /// The roles in the agency that it binds; everybody where there is none.
    pub roles: Set<TenantRole>,
    /// The purposes that it closes; whatever is declared where there is none.
    pub purposes: Set<Purpose>,
    /// Why, for who is refused.
    pub reason: String,
}

/// A kind of reader whom a restriction would refuse what is open to them now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WouldRefuse {
    /// Role in the agency; none of them.
    pub tenant_role: Option<TenantRole>,
    /// Role in the project; none of them.
    pub project_role: Option<ProjectRole>,
    /// What the reader is to the row, where no less would open it.
    pub relation: Relation,
    /// What is declared to read for; nothing.
    pub purpose: Option<Purpose>,
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
        let (noun, field) = self.name().split_once('.').unwrap_or_default();
        let nouns = [
            "ConsentRecord",
            "AuditEntry",
            "TenantPolicy",
            "AccessLogEntry",
            "DataSubjectRequest",
            "RequestOutcome",
            "DataRecipient",
        ];
        let lists = [
            "auditEntries",
            "tenantPolicies",
            "accessMatrix",
            "explainAccess",
            "accessLog",
            "dataSubjectRequests",
        ];
        nouns.contains(&noun) || lists.contains(&field)
    }

    /// Whether nobody in the agency can close it: those who oversee it are answered by it, or a case hangs on it. Not all of
    /// it is read of people whose data rest, so that there is more of it than [`Self::oversees`] says.
    #[must_use]
    pub fn stays_open(self) -> bool {
        let (noun, field) = self.name().split_once('.').unwrap_or_default();
        let nouns = [
            "PseudonymReveal",
            "ContributionReport",
            "LegalHold",
            "HeldRecord",
            "RetentionRule",
            "RetentionRun",
            "RetentionResult",
        ];
        let lists = [
            "pseudonymReveals",
            "reveals",
            "contributionReports",
            "reports",
            "legalHolds",
            "retentionRules",
            "retentionRuns",
        ];
        self.oversees() || nouns.contains(&noun) || lists.contains(&field)
    }
}

/// What is one's own: about oneself, for oneself, or made by oneself in this very operation.
const OWN: [Relation; 3] = [Relation::Itself, Relation::Invited, Relation::Requester];

/// What one can be to a row that does not make it one's own.
fn not_own() -> impl Iterator<Item = Relation> {
    Relation::ALL.iter().copied().filter(|relation| !OWN.contains(relation))
}

impl Restriction {
    /// The forbid. What stands for itself is data of the person alone: nobody is kept from their own (GDPR article 15).
    fn text(&self) -> String {
        let own = names(OWN.into_iter().collect());
        let mut conditions = vec![format!("!context.relations.containsAny([{own}])")];
        if !self.roles.is_empty() {
            conditions.push(format!("context.roles.containsAny([{}])", names(self.roles)));
        }
        if !self.purposes.is_empty() {
            conditions.push(format!(
                "context has purpose && [{}].contains(context.purpose)",
                names(self.purposes)
            ));
        }
        // The one part that somebody wrote is a literal: nothing in it is left that could end one.
        let reason: String = self.reason.chars().flat_map(char::escape_unicode).collect();
        format!(
            "@code(\"FIELD_FORBIDDEN\")\n@because(\"{reason}\")\n@lift(\"{LIFT}\")\nforbid (principal, action == \
             Action::\"read\", resource == Field::\"{}\")\nwhen {{ {} }};",
            self.field.name(),
            conditions.join(" && ")
        )
    }
}

const LIFT: &str =
    "The agency closed it by a rule of its own, which its administrators and data-protection officer can retire.";

fn names<T: Closed + Member>(set: Set<T>) -> String {
    let names: Vec<String> = set
        .iter()
        .map(|value| format!("{}::\"{}\"", T::TYPE, value.name()))
        .collect();
    names.join(", ")
}

impl Policies {
    /// These policies, tightened by what an agency forbids. They remember their answers under a hash of their own (T11).
    pub fn restricted(&self, restrictions: &[Restriction]) -> Result<Self, PolicyError> {
        let mut hash = Sha256::new_with_prefix(self.hash);
        let (mut all, mut by_head) = (Vec::new(), BTreeMap::<Head, Vec<Policy>>::new());
        for restriction in restrictions {
            let text = restriction.text();
            hash.update(text.len().to_le_bytes());
            hash.update(&text);
            let id = PolicyId::new(format!("agency.{}", restriction.id));
            let policy = Policy::parse(Some(id), &text).map_err(|fault| PolicyError::Syntax(fault.to_string()))?;
            all.push(policy.clone());
            by_head.entry(Head::Field(restriction.field)).or_default().push(policy);
        }
        validate(&self.schema, &all)?;
        let mut rulesets = self.rulesets.clone();
        for (head, more) in by_head {
            let ruleset = rulesets
                .get(&head)
                .ok_or_else(|| PolicyError::Unruled(head.name().to_owned()))?;
            rulesets.insert(head, Arc::new(ruleset.with(more)?));
        }
        let digest: [u8; 32] = hash.finalize().into();
        Ok(Self {
            schema: Arc::clone(&self.schema),
            entities: Arc::clone(&self.entities),
            rulesets,
            hash: digest.first_chunk().copied().unwrap_or_default(),
            count: self.count + all.len(),
            memo: Arc::clone(&self.memo),
        })
    }

    /// Whom a restriction would refuse what these policies open to them, over roles in the agency and in the project, what
    /// the reader is to the row, and what can be declared.
    pub fn would_refuse(&self, restriction: &Restriction) -> Result<Vec<WouldRefuse>, PolicyError> {
        let after = self.restricted(std::slice::from_ref(restriction))?;
        let mut found = Vec::new();
        for tenant_role in some_of::<TenantRole>() {
            for project_role in some_of::<ProjectRole>() {
                for &purpose in &declared(restriction.field) {
                    let reader = |relation| WouldRefuse {
                        tenant_role,
                        project_role,
                        relation,
                        purpose,
                    };
                    // Whoever is refused being nothing to the row is refused being something to it too.
                    if self.refuses(&after, restriction.field, reader(Relation::None)) {
                        found.push(reader(Relation::None));
                    } else {
                        let related = not_own().map(reader);
                        found.extend(related.filter(|who| self.refuses(&after, restriction.field, *who)));
                    }
                }
            }
        }
        Ok(found)
    }

    /// Whether the policies after a change refuse a reader what these open, wherever the row stands.
    fn refuses(&self, after: &Self, field: Field, reader: WouldRefuse) -> bool {
        field.states().iter().any(|&state| {
            let mut facts = Facts::of(reader.tenant_role.into_iter().collect());
            facts.project_roles = reader.project_role.into_iter().collect();
            facts.active_participant = reader.project_role.is_some();
            facts.relations = facts.relations.with(reader.relation);
            facts.purpose = reader.purpose;
            facts.state = state;
            // Whoever said no is closed already.
            if reader.purpose.is_some_and(|purpose| purpose.usual_basis().asks_consent()) {
                facts.consent = ConsentFact::Standing;
            }
            let allows = |policies: &Self| {
                let decision = policies.decide(Head::Field(field), facts, None);
                decision.is_ok_and(|decision| decision.allowed)
            };
            allows(self) && !allows(after)
        })
    }
}

fn some_of<T: Member>() -> impl Iterator<Item = Option<T>> {
    std::iter::once(None).chain(T::ALL.iter().copied().map(Some))
}

fn declared(field: Field) -> Vec<Option<Purpose>> {
    let mut all: Vec<Purpose> = field.purposes().to_vec();
    if all.is_empty() && field.depends_on_state() {
        all.extend(field.purposes_in(RecordState::Waiting));
    }
    std::iter::once(None).chain(all.into_iter().map(Some)).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use crate::{
        error::Code,
        policy::FieldQuestion,
    };

    fn restriction(field: Field, roles: &[TenantRole], purposes: &[Purpose], reason: &str) -> Restriction {
        Restriction {
            id: Uuid::from_u128(7),
            field,
            roles: roles.iter().copied().collect(),
            purposes: purposes.iter().copied().collect(),
            reason: reason.to_owned(),
        }
    }

    fn facilitator(purpose: Purpose) -> FieldQuestion {
        FieldQuestion::of(Field::PersonEmail, [TenantRole::Member].into_iter().collect())
            .in_project([ProjectRole::Facilitator].into_iter().collect())
            .consenting(Some((purpose, ConsentFact::Standing)))
            .declared(Some(purpose))
    }

    #[test]
    fn a_restriction_closes_its_field_to_its_roles_and_purposes_and_nothing_else() {
        let build = Policies::load().unwrap();
        let reason = "Not \"quoted\"); permit (principal, action, resource); //\n\u{1f512}";
        let narrow = restriction(
            Field::PersonEmail,
            &[TenantRole::Member],
            &[Purpose::ContactNews],
            reason,
        );
        let tight = build.restricted(&[narrow]).unwrap();
        assert_eq!(tight.count(), build.count() + 1);
        let refused = tight.field(&facilitator(Purpose::ContactNews));
        assert_eq!((refused.allowed, refused.code), (false, Code::FieldForbidden));
        assert_eq!(&*refused.because, reason);
        assert_eq!(&*refused.lift, LIFT);
        assert!(
            build.field(&facilitator(Purpose::ContactNews)).allowed,
            "the build's own answers stay (T11)"
        );
        assert!(tight.field(&facilitator(Purpose::ParticipationAdmin)).allowed);
        let own = facilitator(Purpose::ContactNews).related(Relation::Itself);
        assert!(tight.field(&own).allowed, "nobody is kept from their own data");
        let mut staff = facilitator(Purpose::ContactNews);
        staff.facts.roles = [TenantRole::Staff].into_iter().collect();
        assert!(tight.field(&staff).allowed);
        let all = build
            .restricted(&[restriction(Field::PersonEmail, &[], &[], "All.")])
            .unwrap();
        assert!(!all.field(&staff).allowed && !all.field(&facilitator(Purpose::ParticipationAdmin)).allowed);
        assert!(build.restricted(&[]).unwrap().field(&staff).allowed);
    }

    #[test]
    fn every_field_can_be_closed_but_for_those_of_oversight() {
        let build = Policies::load().unwrap();
        let all: Vec<Restriction> = Field::ALL
            .iter()
            .zip(1_u128..)
            .map(|(field, number)| Restriction {
                id: Uuid::from_u128(number),
                ..restriction(*field, TenantRole::ALL, Purpose::ALL, "All.")
            })
            .collect();
        assert!(build.restricted(&all).is_ok());
        assert!(Field::QueryAuditEntries.stays_open() && Field::AuditEntryActor.stays_open());
        assert!(Field::QueryTenantPolicies.stays_open() && Field::TenantPolicyState.stays_open());
        assert!(!Field::PersonEmail.stays_open());
        assert_eq!(Field::named("Person.email"), Some(Field::PersonEmail));
        assert_eq!(Field::named("Person.shoeSize"), None);
    }

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
    fn what_would_change_is_what_is_open_now_and_would_not_be() {
        let build = Policies::load().unwrap();
        let narrow = restriction(
            Field::PersonEmail,
            &[TenantRole::Staff],
            &[Purpose::ContactNews],
            "Why.",
        );
        let changes = build.would_refuse(&narrow).unwrap();
        // Staff write to who consented, whatever they are in a project.
        let staff = |project_role| WouldRefuse {
            tenant_role: Some(TenantRole::Staff),
            project_role,
            relation: Relation::None,
            purpose: Some(Purpose::ContactNews),
        };
        assert_eq!(changes, some_of().map(staff).collect::<Vec<_>>());
        let tight = build.restricted(std::slice::from_ref(&narrow)).unwrap();
        assert_eq!(tight.would_refuse(&narrow).unwrap(), []);
        let closed = restriction(
            Field::ParticipationSector,
            &[TenantRole::Auditor],
            &[Purpose::Research],
            "Why.",
        );
        assert_eq!(
            build.would_refuse(&closed).unwrap(),
            [],
            "what asks for no purpose is read without one"
        );
    }

    #[test]
    fn whoever_reads_a_field_by_what_they_are_to_the_row_is_among_those_who_would_be_refused() {
        let build = Policies::load().unwrap();
        for (field, relation) in [
            (Field::InvitationEmail, Relation::Inviter),
            (Field::LegalHoldRecords, Relation::Reader),
            (Field::HeldRecordDocument, Relation::Reader),
        ] {
            let closed = restriction(field, &[TenantRole::Staff], &[], "Why.");
            let tight = build.restricted(std::slice::from_ref(&closed)).unwrap();
            let purpose = field.purposes().first().copied();
            let question = FieldQuestion::of(field, Set::EMPTY.with(TenantRole::Staff)).declared(purpose);
            let related = question.related(relation);
            assert!(build.field(&related).allowed && !build.field(&question).allowed);
            assert!(!tight.field(&related).allowed);
            let staff = |project_role| WouldRefuse {
                tenant_role: Some(TenantRole::Staff),
                project_role,
                relation,
                purpose,
            };
            assert_eq!(build.would_refuse(&closed).unwrap(), some_of().map(staff).collect::<Vec<_>>());
        }
        let people = restriction(Field::MembershipState, &[TenantRole::Staff], &[], "Why.");
        let found = build.would_refuse(&people).unwrap();
        assert!(!found.is_empty() && found.iter().all(|reader| reader.relation == Relation::None));
    }
}
