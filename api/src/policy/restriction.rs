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

/// Fields that the agency closes to some: one, but where a rule was made for one that this build does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restriction {
    /// Its own id, by which its policy is known.
    pub id: Uuid,
    /// The fields; none where nothing can be closed by it any more.
    pub fields: Vec<Field>,
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

/// What is one's own: about oneself, for oneself, or made by oneself in this very operation.
const OWN: [Relation; 3] = [Relation::Itself, Relation::Invited, Relation::Requester];

/// What one can be to a row that does not make it one's own.
fn not_own() -> impl Iterator<Item = Relation> {
    Relation::ALL.iter().copied().filter(|relation| !OWN.contains(relation))
}

impl Restriction {
    /// The forbid. What stands for itself is data of the person alone: nobody is kept from their own (GDPR article 15).
    fn text(&self) -> String {
        let own: Set<Relation> = OWN.into_iter().collect();
        let mut conditions = vec![format!("!context.relations.containsAny([{}])", names(own))];
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
        let fields: Vec<String> = self
            .fields
            .iter()
            .map(|field| format!("Field::\"{}\"", field.name()))
            .collect();
        let resource = if let [field] = fields.as_slice() {
            format!("resource == {field}")
        } else {
            conditions.push(format!("[{}].contains(resource)", fields.join(", ")));
            "resource".to_owned()
        };
        format!(
            "@code(\"FIELD_FORBIDDEN\")\n@because(\"{reason}\")\n@lift(\"{LIFT}\")\nforbid (principal, action == \
             Action::\"read\", {resource})\nwhen {{ {} }};",
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
        let mut bound = self.bound;
        for restriction in restrictions.iter().filter(|restriction| !restriction.fields.is_empty()) {
            bound = restriction.roles.iter().fold(bound, Set::with);
            let text = restriction.text();
            hash.update(text.len().to_le_bytes());
            hash.update(&text);
            let id = PolicyId::new(format!("agency.{}", restriction.id));
            let policy = Policy::parse(Some(id), &text).map_err(|fault| PolicyError::Syntax(fault.to_string()))?;
            for field in &restriction.fields {
                by_head.entry(Head::Field(*field)).or_default().push(policy.clone());
            }
            all.push(policy);
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
            bound,
            memo: Arc::clone(&self.memo),
        })
    }

    /// Whom a restriction would refuse what these policies open to them, over roles in the agency and in the project, what
    /// the reader is to the row, and what can be declared.
    pub fn would_refuse(&self, restriction: &Restriction) -> Result<Vec<WouldRefuse>, PolicyError> {
        let after = self.restricted(std::slice::from_ref(restriction))?;
        let mut found = Vec::new();
        for &field in &restriction.fields {
            for reader in readers(field) {
                // Whoever is refused being nothing to the row is refused being something to it too.
                if self.refuses(&after, field, reader) {
                    found.push(reader);
                } else {
                    // A program has no role.
                    let is_one = reader.tenant_role.is_none() && reader.project_role.is_none();
                    let may_be = not_own().filter(|relation| is_one || *relation != Relation::Partner);
                    let related = may_be.map(|relation| WouldRefuse { relation, ..reader });
                    found.extend(related.filter(|who| self.refuses(&after, field, *who)));
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
            if reader
                .purpose
                .is_some_and(|purpose| purpose.usual_basis().asks_consent())
            {
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

/// Every kind of reader of a field, who is nothing to the row.
fn readers(field: Field) -> Vec<WouldRefuse> {
    let mut all = Vec::new();
    for tenant_role in some_of::<TenantRole>() {
        for project_role in some_of::<ProjectRole>() {
            all.extend(declared(field).into_iter().map(|purpose| WouldRefuse {
                tenant_role,
                project_role,
                relation: Relation::None,
                purpose,
            }));
        }
    }
    all
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
    use crate::{error::Code, policy::FieldQuestion};

    fn restriction(field: Field, roles: &[TenantRole], purposes: &[Purpose], reason: &str) -> Restriction {
        Restriction {
            id: Uuid::from_u128(7),
            fields: vec![field],
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

    #[test]
    fn a_rule_on_a_field_that_is_gone_closes_what_it_may_have_become_and_nothing_of_oversight() {
        let build = Policies::load().unwrap();
        let rule = |name: &str| Restriction {
            fields: Field::like(name),
            ..restriction(Field::PersonEmail, &[TenantRole::Staff], &[], "Why.")
        };
        let open_to = |policies: &Policies, role: TenantRole| -> Vec<Field> {
            let reads = |field: Field| {
                let facts = Facts {
                    purpose: field.purposes().first().copied(),
                    ..Facts::of(Set::EMPTY.with(role))
                };
                policies.decide(Head::Field(field), facts, None).unwrap().allowed
            };
            Field::ALL.iter().copied().filter(|field| reads(*field)).collect()
        };
        // The second closes nothing: all of its noun stays open.
        let tight = build
            .restricted(&[rule("Weather.rain"), rule("LegalHold.weather")])
            .unwrap();
        assert_eq!(tight.count(), build.count() + 1);
        let before = open_to(&build, TenantRole::Staff);
        let (open, closed): (Vec<Field>, Vec<Field>) = before.into_iter().partition(|field| field.stays_open());
        assert!(closed.contains(&Field::MembershipState) && open.contains(&Field::RetentionRuleDuration));
        assert_eq!(open_to(&tight, TenantRole::Staff), open);
        let auditor = open_to(&build, TenantRole::Auditor);
        assert_eq!(open_to(&tight, TenantRole::Auditor), auditor);
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
            assert_eq!(
                build.would_refuse(&closed).unwrap(),
                some_of().map(staff).collect::<Vec<_>>()
            );
        }
        let authors = restriction(Field::ContributionAuthor, &[], &[Purpose::ShareWithPartner], "Why.");
        let mut found = build.would_refuse(&authors).unwrap();
        found.retain(|reader| reader.relation == Relation::Partner);
        let program = WouldRefuse {
            tenant_role: None,
            project_role: None,
            relation: Relation::Partner,
            purpose: Some(Purpose::ShareWithPartner),
        };
        assert_eq!(found, [program], "a program has no role");
        let people = restriction(Field::MembershipState, &[TenantRole::Staff], &[], "Why.");
        let found = build.would_refuse(&people).unwrap();
        assert!(!found.is_empty() && found.iter().all(|reader| reader.relation == Relation::None));
    }
}
