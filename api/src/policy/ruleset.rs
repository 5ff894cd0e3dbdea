//! The policies that rule on one field or one action, and what they say of themselves.
//!
//! One small set for each, because Cedar looks at every policy of a set.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use entity::vocabulary::AccessClass;

use cedar_policy::{
    ActionConstraint, Authorizer, Decision as Verdict, Effect, Entities, Policy, PolicyId, PolicySet, Request,
    ResourceConstraint,
};

use super::{actions::Action, closed::Closed, decision::Decision, error::PolicyError, list::Field};
use crate::error::Code;

/// The action of reading a field.
pub(super) const READ: &str = "read";

/// What is ruled on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Head {
    Field(Field),
    Action(Action),
}

impl Head {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        let fields = Field::LISTED.iter().copied().map(Self::Field);
        fields.chain(Action::LISTED.iter().copied().map(Self::Action))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Field(field) => field.name(),
            Self::Action(action) => action.name(),
        }
    }

    /// The code where no rule can say one.
    pub(super) const fn code(self) -> Code {
        match self {
            Self::Field(Field::ContributionDisposition) => Code::Embargoed,
            Self::Field(field) if matches!(field.class(), AccessClass::Sensitive) => Code::AggregateOnly,
            Self::Field(_) => Code::FieldForbidden,
            Self::Action(_) => Code::Forbidden,
        }
    }

    /// What a policy rules on, by its scope.
    fn named_by(policy: &Policy) -> Result<Vec<Self>, PolicyError> {
        let actions = match policy.action_constraint() {
            ActionConstraint::Eq(action) => vec![action],
            ActionConstraint::In(actions) => actions,
            ActionConstraint::Any => Vec::new(),
        };
        let reads = actions.iter().any(|action| action.id().unescaped() == READ);
        let heads: Vec<Self> = if reads {
            match policy.resource_constraint() {
                ResourceConstraint::Eq(field) => Self::all()
                    .filter(|head| matches!(head, Self::Field(_)) && head.is(field.id().unescaped()))
                    .collect(),
                // A restriction may bind every field; what opens must say what.
                ResourceConstraint::Any if policy.effect() == Effect::Forbid => {
                    Field::LISTED.iter().copied().map(Self::Field).collect()
                }
                _ => Vec::new(),
            }
        } else {
            let named = |head: &Self| actions.iter().any(|action| head.is(action.id().unescaped()));
            Self::all()
                .filter(|head| matches!(head, Self::Action(_)) && named(head))
                .collect()
        };
        if heads.is_empty() || (reads && actions.len() > 1) {
            return Err(PolicyError::Unnamed(policy.id().to_string()));
        }
        Ok(heads)
    }

    fn is(self, name: &str) -> bool {
        self.name() == name
    }
}

/// The policies of one field or action.
pub(super) struct Ruleset {
    policies: PolicySet,
    /// Those that open, without those that forbid.
    permits: PolicySet,
    /// What each policy says when it decides, in the order in which they are written.
    notes: BTreeMap<PolicyId, Decision>,
    /// Those whose word is said even where nothing would open without them.
    first: BTreeSet<PolicyId>,
    /// Those that nobody hears of: they would tell of the person read about.
    unsaid: BTreeSet<PolicyId>,
    /// What is said when none decides.
    default: Decision,
}

impl Ruleset {
    /// Sorts policies by what they rule on. Every field and action must have one at least.
    pub(super) fn sorted(policies: &[Policy]) -> Result<BTreeMap<Head, Self>, PolicyError> {
        let mut by_head: BTreeMap<Head, Vec<Policy>> = BTreeMap::new();
        let mut named = BTreeSet::new();
        for policy in policies {
            let heads = Head::named_by(policy)?;
            // What binds every field says of none who may read it.
            if policy.effect() == Effect::Permit || heads.len() < Field::LISTED.len() {
                named.extend(heads.iter().copied());
            }
            for head in heads {
                by_head.entry(head).or_default().push(policy.clone());
            }
        }
        if let Some(unruled) = Head::all().find(|head| !named.contains(head)) {
            return Err(PolicyError::Unruled(unruled.name().to_owned()));
        }
        by_head
            .into_iter()
            .map(|(head, policies)| Ok((head, Self::of(policies)?)))
            .collect()
    }

    fn of(policies: Vec<Policy>) -> Result<Self, PolicyError> {
        let notes: BTreeMap<PolicyId, Decision> = policies
            .iter()
            .map(|policy| Ok((policy.id().clone(), note(policy)?)))
            .collect::<Result<_, _>>()?;
        // Cedar names no policy on default deny, so that the permits are asked what would have opened it.
        let permits = notes.values().filter(|note| note.allowed);
        let refusals = notes.values().filter(|note| !note.allowed);
        let sources: Vec<&Decision> = if notes.values().any(|note| note.allowed) {
            permits.collect()
        } else {
            refusals.collect()
        };
        let default = Decision {
            allowed: false,
            code: sources.first().map_or(Code::Forbidden, |note| note.code),
            because: sentences(sources.iter().map(|note| &note.because)),
            lift: sentences(sources.iter().map(|note| &note.lift)),
        };
        let marked = |mark: &str| -> BTreeSet<PolicyId> {
            let marked = policies.iter().filter(|policy| policy.annotation(mark).is_some());
            marked.map(|policy| policy.id().clone()).collect()
        };
        let (first, unsaid) = (marked("first"), marked("unsaid"));
        let set = |policies: Vec<Policy>| {
            PolicySet::from_policies(policies).map_err(|fault| PolicyError::Syntax(fault.to_string()))
        };
        let permits = policies.iter().filter(|policy| policy.effect() == Effect::Permit);
        Ok(Self {
            permits: set(permits.cloned().collect())?,
            policies: set(policies)?,
            notes,
            first,
            unsaid,
            default,
        })
    }

    /// The same with policies more; one that is there already is there once.
    pub(super) fn with(&self, more: Vec<Policy>) -> Result<Self, PolicyError> {
        let new = more.into_iter().filter(|policy| !self.notes.contains_key(policy.id()));
        Self::of(self.policies.policies().cloned().chain(new).collect())
    }

    /// Each policy, by its name.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        self.notes.keys().map(ToString::to_string)
    }

    /// The permits that hold where it is allowed, the forbids that hold where it is refused.
    pub(super) fn reasons(&self, request: &Request, entities: &Entities) -> Vec<String> {
        let response = Authorizer::new().is_authorized(request, &self.policies, entities);
        response.diagnostics().reason().map(ToString::to_string).collect()
    }

    /// The answer, or what went wrong while it was sought.
    pub(super) fn decide(&self, request: &Request, entities: &Entities) -> Result<Decision, String> {
        let response = Authorizer::new().is_authorized(request, &self.policies, entities);
        // INVARIANT: an error denies. Cedar alone skips the policy with the error, a forbid too (T98).
        if let Some(fault) = response.diagnostics().errors().next() {
            return Err(fault.to_string());
        }
        let first = response
            .diagnostics()
            .reason()
            .filter(|id| self.first.contains(id))
            .min();
        if let Some(note) = first.and_then(|id| self.notes.get(id)).filter(|note| !note.allowed) {
            return Ok(note.clone());
        }
        let said = response.diagnostics().reason().filter(|id| !self.unsaid.contains(id));
        let decided = said.min().and_then(|id| self.notes.get(id));
        Ok(match (response.decision(), decided) {
            (Verdict::Allow, Some(note)) if note.allowed => note.clone(),
            // Who would be refused without the forbid too is told so: lifting it would change nothing for them.
            (Verdict::Deny, Some(note)) if !note.allowed && self.opens(request, entities) => note.clone(),
            _ => self.default.clone(),
        })
    }
}

impl Ruleset {
    /// Whether the permits alone would open it; where there are none, nothing but the forbids rules.
    pub(super) fn opens(&self, request: &Request, entities: &Entities) -> bool {
        let alone = || {
            Authorizer::new()
                .is_authorized(request, &self.permits, entities)
                .decision()
        };
        self.permits.is_empty() || alone() == Verdict::Allow
    }
}

fn note(policy: &Policy) -> Result<Decision, PolicyError> {
    let of = |key: &'static str| {
        policy.annotation(key).ok_or_else(|| PolicyError::Annotation {
            policy: policy.id().to_string(),
            key,
        })
    };
    let code = match of("code")? {
        "AGGREGATE_ONLY" => Code::AggregateOnly,
        "CONSENT_REQUIRED" => Code::ConsentRequired,
        "CONSENT_STALE" => Code::ConsentStale,
        "EMBARGOED" => Code::Embargoed,
        "FIELD_FORBIDDEN" => Code::FieldForbidden,
        "FORBIDDEN" => Code::Forbidden,
        "PROCESSING_RESTRICTED" => Code::ProcessingRestricted,
        "PURPOSE_NOT_PERMITTED" => Code::PurposeNotPermitted,
        "PURPOSE_REQUIRED" => Code::PurposeRequired,
        "SUBJECT_ONLY" => Code::SubjectOnly,
        _ => {
            return Err(PolicyError::Annotation {
                policy: policy.id().to_string(),
                key: "code",
            });
        }
    };
    let because = of("because")?;
    if because.is_empty() {
        return Err(PolicyError::Annotation {
            policy: policy.id().to_string(),
            key: "because",
        });
    }
    let allowed = policy.effect() == Effect::Permit;
    Ok(Decision {
        allowed,
        code,
        because: because.into(),
        lift: of("lift")?.into(),
    })
}

/// Different sentences after one another, in their order.
fn sentences<'a>(all: impl Iterator<Item = &'a Arc<str>>) -> Arc<str> {
    let mut different: Vec<&str> = Vec::new();
    for sentence in all {
        if !sentence.is_empty() && !different.contains(&sentence.as_ref()) {
            different.push(sentence);
        }
    }
    different.join(" ").into()
}
