//! Asks the policies, and remembers what they answered.

use std::{collections::BTreeMap, str::FromStr, sync::Arc};

use cedar_policy::{
    Context, Entities, EntityId, EntityTypeName, EntityUid, PolicyId, PolicySet, Request, RestrictedExpression, Schema,
    ValidationMode, Validator,
};
use entity::{
    set::{Member, Set},
    vocabulary::{Purpose, TenantRole},
};
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::{
    actions::Action,
    closed::Closed,
    error::PolicyError,
    facts::{ActionQuestion, Facts, FactsKey, FieldQuestion},
    list::Field,
    ruleset::{Head, READ, Ruleset},
};
use crate::error::Code;

/// What Cedar checks the policies and the questions against.
pub(super) const SCHEMA: &str = include_str!("../../../policies/schema.cedarschema");

/// Every policy, by its file.
pub(super) const SOURCES: &[(&str, &str)] = &[
    ("fields/purpose", include_str!("../../../policies/fields/purpose.cedar")),
    ("fields/audit", include_str!("../../../policies/fields/audit.cedar")),
    ("fields/consent", include_str!("../../../policies/fields/consent.cedar")),
    (
        "fields/consent_record",
        include_str!("../../../policies/fields/consent_record.cedar"),
    ),
    (
        "actions/consent",
        include_str!("../../../policies/actions/consent.cedar"),
    ),
    ("fields/profile", include_str!("../../../policies/fields/profile.cedar")),
    (
        "actions/profile",
        include_str!("../../../policies/actions/profile.cedar"),
    ),
    ("fields/client", include_str!("../../../policies/fields/client.cedar")),
    ("actions/client", include_str!("../../../policies/actions/client.cedar")),
    (
        "fields/evaluation",
        include_str!("../../../policies/fields/evaluation.cedar"),
    ),
    (
        "fields/identity",
        include_str!("../../../policies/fields/identity.cedar"),
    ),
    (
        "fields/organisation",
        include_str!("../../../policies/fields/organisation.cedar"),
    ),
    (
        "fields/participation",
        include_str!("../../../policies/fields/participation.cedar"),
    ),
    ("fields/report", include_str!("../../../policies/fields/report.cedar")),
    ("fields/office", include_str!("../../../policies/fields/office.cedar")),
    ("actions/report", include_str!("../../../policies/actions/report.cedar")),
    (
        "fields/interest",
        include_str!("../../../policies/fields/interest.cedar"),
    ),
    (
        "actions/interest",
        include_str!("../../../policies/actions/interest.cedar"),
    ),
    (
        "fields/contribution",
        include_str!("../../../policies/fields/contribution.cedar"),
    ),
    (
        "fields/reaction",
        include_str!("../../../policies/fields/reaction.cedar"),
    ),
    (
        "fields/restriction",
        include_str!("../../../policies/fields/restriction.cedar"),
    ),
    ("fields/scope", include_str!("../../../policies/fields/scope.cedar")),
    (
        "fields/retention",
        include_str!("../../../policies/fields/retention.cedar"),
    ),
    (
        "actions/retention",
        include_str!("../../../policies/actions/retention.cedar"),
    ),
    (
        "fields/tenant_policy",
        include_str!("../../../policies/fields/tenant_policy.cedar"),
    ),
    (
        "actions/tenant_policy",
        include_str!("../../../policies/actions/tenant_policy.cedar"),
    ),
    ("fields/people", include_str!("../../../policies/fields/people.cedar")),
    ("fields/phase", include_str!("../../../policies/fields/phase.cedar")),
    (
        "actions/privacy",
        include_str!("../../../policies/actions/privacy.cedar"),
    ),
    ("fields/privacy", include_str!("../../../policies/fields/privacy.cedar")),
    ("fields/project", include_str!("../../../policies/fields/project.cedar")),
    ("fields/tenancy", include_str!("../../../policies/fields/tenancy.cedar")),
    (
        "actions/contribution",
        include_str!("../../../policies/actions/contribution.cedar"),
    ),
    (
        "actions/evaluation",
        include_str!("../../../policies/actions/evaluation.cedar"),
    ),
    (
        "actions/identity",
        include_str!("../../../policies/actions/identity.cedar"),
    ),
    (
        "actions/reaction",
        include_str!("../../../policies/actions/reaction.cedar"),
    ),
    (
        "actions/organisation",
        include_str!("../../../policies/actions/organisation.cedar"),
    ),
    (
        "actions/public_service",
        include_str!("../../../policies/actions/public_service.cedar"),
    ),
    ("actions/people", include_str!("../../../policies/actions/people.cedar")),
    (
        "actions/project",
        include_str!("../../../policies/actions/project.cedar"),
    ),
    ("actions/phase", include_str!("../../../policies/actions/phase.cedar")),
    (
        "actions/participation",
        include_str!("../../../policies/actions/participation.cedar"),
    ),
    (
        "actions/tenancy",
        include_str!("../../../policies/actions/tenancy.cedar"),
    ),
];

/// Answers remembered at most; each takes about a hundred bytes.
const REMEMBERED: usize = 16_384;

const UNDECIDED: &str = "The rule could not be evaluated, and what cannot be decided is refused.";

/// An answer of the policies. It is a function of the reader and the field or action, never of whom a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it may be.
    pub allowed: bool,
    /// The stable name of the refusal; where it is allowed, of what others get.
    pub code: Code,
    /// The principle and its source.
    pub because: Arc<str>,
    /// What would change the answer; empty where nothing that the asker can do would.
    pub lift: Arc<str>,
}

/// What stands in a policy for the purposes of the field.
const PURPOSES: &str = "$purposes";

impl Decision {
    /// The same, with the names of the purposes where it tells to declare one.
    fn naming(self, purposes: &[Purpose]) -> Self {
        if !self.lift.contains(PURPOSES) {
            return self;
        }
        let names: Vec<&str> = purposes.iter().copied().map(Closed::name).collect();
        Self {
            lift: self.lift.replace(PURPOSES, &names.join(", ")).into(),
            ..self
        }
    }
}

/// What is remembered of the policies' answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// How many answers are.
    pub kept: usize,
    /// How many are at most.
    pub most: usize,
    /// How many questions were answered from memory.
    pub found: u64,
    /// How many were not.
    pub asked: u64,
}

/// Answers of any number of policy sets.
pub(super) type Memo = Arc<Cache<Key, Decision>>;

// INVARIANT: the key holds the hash of the policy set and every fact of the question (T11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    policies: [u8; 16],
    head: Head,
    facts: FactsKey,
    granted: Option<i32>,
}

/// The policies, validated and ready to be asked.
pub struct Policies {
    pub(super) schema: Arc<Schema>,
    pub(super) entities: Arc<Entities>,
    pub(super) rulesets: BTreeMap<Head, Arc<Ruleset>>,
    pub(super) hash: [u8; 16],
    pub(super) count: usize,
    pub(super) bound: Set<TenantRole>,
    pub(super) memo: Memo,
}

impl Policies {
    /// The policies of this build. Fails where one is misspelt, says no reason, or a field or action has none.
    pub fn load() -> Result<Self, PolicyError> {
        Self::of(SOURCES, Self::memo())
    }

    pub(super) fn memo() -> Memo {
        Arc::new(Cache::new(REMEMBERED))
    }

    /// Policies by their names and texts, which share a memory with others.
    pub(super) fn of(sources: &[(&str, &str)], memo: Memo) -> Result<Self, PolicyError> {
        let (schema, _) =
            Schema::from_cedarschema_str(SCHEMA).map_err(|fault| PolicyError::Schema(fault.to_string()))?;
        let mut policies = Vec::new();
        let mut hash = Sha256::new();
        for text in std::iter::once(SCHEMA).chain(sources.iter().map(|(_, text)| *text)) {
            hash.update(text.len().to_le_bytes());
            hash.update(text);
        }
        for (name, text) in sources {
            let set = PolicySet::from_str(text).map_err(|fault| PolicyError::Syntax(format!("{name}: {fault}")))?;
            if set.templates().next().is_some() {
                return Err(PolicyError::Syntax(format!("{name}: it has a template")));
            }
            // Cedar numbers them as they are written, and forgets the order.
            let mut numbered: Vec<_> = set.policies().collect();
            numbered.sort_by_key(|policy| (policy.id().to_string().len(), policy.id().to_string()));
            for (place, policy) in numbered.into_iter().enumerate() {
                policies.push(policy.new_id(PolicyId::new(format!("{name}.{:03}", place + 1))));
            }
        }
        validate(&schema, &policies)?;
        let entities = Entities::from_entities([], Some(&schema)).map_err(|f| PolicyError::Schema(f.to_string()))?;
        let digest: [u8; 32] = hash.finalize().into();
        let hash = digest.first_chunk().copied().unwrap_or_default();
        Ok(Self {
            rulesets: Ruleset::sorted(&policies)?
                .into_iter()
                .map(|(head, ruleset)| (head, Arc::new(ruleset)))
                .collect(),
            schema: Arc::new(schema),
            entities: Arc::new(entities),
            hash,
            count: policies.len(),
            bound: Set::EMPTY,
            memo,
        })
    }

    /// May this field be read?
    #[must_use]
    pub fn field(&self, question: &FieldQuestion) -> Decision {
        self.recalled(Head::Field(question.field), question.facts, None)
    }

    /// May this be done?
    #[must_use]
    pub fn action(&self, question: &ActionQuestion) -> Decision {
        self.recalled(Head::Action(question.action), question.facts, question.granted)
    }

    fn recalled(&self, head: Head, facts: Facts, granted: Option<Set<TenantRole>>) -> Decision {
        let key = Key {
            policies: self.hash,
            head,
            facts: facts.key(),
            granted: granted.map(Set::bits),
        };
        if let Some(decision) = self.memo.get(&key) {
            return decision;
        }
        match self.decide(head, facts, granted) {
            Ok(decision) => {
                self.memo.insert(key, decision.clone());
                decision
            }
            // Not remembered, so that what passes by itself passes, and what does not alerts again.
            Err(fault) => {
                tracing::error!(on = head.name(), fault, "a policy could not be evaluated: refused");
                Decision {
                    allowed: false,
                    code: head.code(),
                    because: UNDECIDED.into(),
                    lift: "".into(),
                }
            }
        }
    }

    /// The roles in the agency that rules of the agency name: what is open to others may be closed to these.
    #[must_use]
    pub const fn bound_roles(&self) -> Set<TenantRole> {
        self.bound
    }

    /// How many policies there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.count
    }

    /// What is remembered, and how often that was enough.
    #[must_use]
    pub fn remembered(&self) -> Remembered {
        Remembered {
            kept: self.memo.len(),
            most: REMEMBERED,
            found: self.memo.hits(),
            asked: self.memo.misses(),
        }
    }

    /// Asks the policies themselves.
    pub(super) fn decide(
        &self,
        head: Head,
        facts: Facts,
        granted: Option<Set<TenantRole>>,
    ) -> Result<Decision, String> {
        let ruleset = self.rulesets.get(&head).ok_or("nothing rules on it")?;
        let request = self.request(head, facts, granted)?;
        let decision = ruleset.decide(&request, &self.entities)?;
        Ok(match head {
            Head::Field(field) => decision.naming(field.purposes_in(facts.state)),
            Head::Action(_) => decision,
        })
    }

    /// Whether the permits alone would open it, so that a forbid is what stands in the way.
    pub(super) fn opens(&self, head: Head, facts: Facts, granted: Option<Set<TenantRole>>) -> bool {
        let (Some(ruleset), Ok(request)) = (self.rulesets.get(&head), self.request(head, facts, granted)) else {
            return false;
        };
        ruleset.opens(&request, &self.entities)
    }

    /// The policies that hold for it, and all that rule on it.
    pub(super) fn reasons(&self, head: Head, facts: Facts, granted: Option<Set<TenantRole>>) -> [Vec<String>; 2] {
        let (Some(ruleset), Ok(request)) = (self.rulesets.get(&head), self.request(head, facts, granted)) else {
            return [Vec::new(), Vec::new()];
        };
        [ruleset.reasons(&request, &self.entities), ruleset.names().collect()]
    }

    fn request(&self, head: Head, facts: Facts, granted: Option<Set<TenantRole>>) -> Result<Request, String> {
        let Facts {
            roles,
            project_roles,
            relations,
            active_participant,
            sector,
            state,
            purpose,
            scope,
            consent,
            processing,
        } = facts;
        let mut context = vec![
            ("roles", list(roles)?),
            ("projectRoles", list(project_roles)?),
            ("relations", list(relations)?),
            ("activeParticipant", RestrictedExpression::new_bool(active_participant)),
            ("state", fact(state)?),
        ];
        if let Some(sector) = sector {
            context.push(("sector", fact(sector)?));
        }
        if let Some(granted) = granted {
            context.push(("granted", list(granted)?));
        }
        let (action, resource) = match head {
            Head::Field(field) => {
                context.push(("class", fact(field.class_in(state))?));
                let purposes: Result<Vec<_>, String> = field.purposes_in(state).iter().copied().map(fact).collect();
                context.push(("purposes", RestrictedExpression::new_set(purposes?)));
                context.push(("consent", fact(consent)?));
                context.push(("processing", fact(processing)?));
                context.push(("oversees", RestrictedExpression::new_bool(field.oversees())));
                if let Some(purpose) = purpose {
                    context.push(("purpose", fact(purpose)?));
                }
                if let Some(scope) = scope {
                    context.push(("programClasses", list(scope.classes)?));
                    context.push(("programPurposes", list(scope.purposes)?));
                }
                (READ, uid(Field::TYPE, field.name())?)
            }
            Head::Action(action) => (action.name(), named(action.noun())?),
        };
        let context = Context::from_pairs(context.into_iter().map(|(key, value)| (key.to_owned(), value)))
            .map_err(|fault| fault.to_string())?;
        let asker = uid("Asker", "ASKER")?;
        // The schema checks the question too: a fact that is missing or does not belong refuses.
        Request::new(asker, uid(Action::TYPE, action)?, resource, context, Some(&self.schema))
            .map_err(|fault| fault.to_string())
    }
}

pub(super) fn validate(schema: &Schema, policies: &[cedar_policy::Policy]) -> Result<(), PolicyError> {
    let all = PolicySet::from_policies(policies.iter().cloned()).map_err(|f| PolicyError::Syntax(f.to_string()))?;
    let result = Validator::new(schema.clone()).validate(&all, ValidationMode::Strict);
    // A warning is a rule that can never hold or a name that looks like another: none of either.
    if result.validation_passed_without_warnings() {
        return Ok(());
    }
    let errors = result.validation_errors().map(ToString::to_string);
    Err(PolicyError::Invalid(
        errors
            .chain(result.validation_warnings().map(ToString::to_string))
            .collect(),
    ))
}

/// A value in a question, or why it is none.
type Expression = Result<RestrictedExpression, String>;

fn uid(kind: &str, name: &str) -> Result<EntityUid, String> {
    let kind = EntityTypeName::from_str(kind).map_err(|fault| fault.to_string())?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(name)))
}

fn named<T: Closed>(value: T) -> Result<EntityUid, String> {
    uid(T::TYPE, value.name())
}

fn fact<T: Closed>(value: T) -> Expression {
    named(value).map(RestrictedExpression::new_entity_uid)
}

fn list<T: Closed + Member>(set: Set<T>) -> Expression {
    let values: Result<Vec<_>, String> = set.iter().map(fact).collect();
    values.map(RestrictedExpression::new_set)
}
