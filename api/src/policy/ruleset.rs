//! The policies that rule on one field or one action.
//!
//! One small set for each, because Cedar looks at every policy of a set; what binds every field is there once for all.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use entity::vocabulary::AccessClass;

use cedar_policy::{ActionConstraint, Effect, Entities, Policy, PolicyId, Request, ResourceConstraint};

use super::{
    actions::Action,
    closed::Closed,
    decision::Decision,
    error::PolicyError,
    list::Field,
    rules::{Holds, Rules},
};
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
    permits: Rules,
    forbids: Rules,
    /// The forbids that bind every field.
    everywhere: Arc<Rules>,
    /// What is said when none decides.
    default: Decision,
}

/// What holds of a ruleset.
struct Holding<'r> {
    permits: Vec<Holds<'r>>,
    forbids: Vec<Holds<'r>>,
}

impl Ruleset {
    /// Sorts policies by what they rule on. Every field and action must have one at least.
    pub(super) fn sorted(policies: &[Policy]) -> Result<BTreeMap<Head, Self>, PolicyError> {
        let mut by_head: BTreeMap<Head, Vec<Policy>> = BTreeMap::new();
        let mut everywhere = Vec::new();
        for policy in policies {
            let heads = Head::named_by(policy)?;
            // What binds every field says of none who may read it.
            let fields = heads.iter().filter(|head| matches!(head, Head::Field(_)));
            if policy.effect() == Effect::Forbid && fields.count() == Field::LISTED.len() {
                everywhere.push(policy.clone());
                continue;
            }
            for head in heads {
                by_head.entry(head).or_default().push(policy.clone());
            }
        }
        if let Some(unruled) = Head::all().find(|head| !by_head.contains_key(head)) {
            return Err(PolicyError::Unruled(unruled.name().to_owned()));
        }
        let (everywhere, nothing) = (Arc::new(Rules::of(everywhere)?), Arc::new(Rules::of(Vec::new())?));
        let rulesets = by_head.into_iter().map(|(head, policies)| {
            let binding = match head {
                Head::Field(_) => &everywhere,
                Head::Action(_) => &nothing,
            };
            Ok((head, Self::of(policies, Arc::clone(binding))?))
        });
        rulesets.collect()
    }

    fn of(policies: Vec<Policy>, everywhere: Arc<Rules>) -> Result<Self, PolicyError> {
        let (permits, forbids): (Vec<_>, Vec<_>) = policies
            .into_iter()
            .partition(|policy| policy.effect() == Effect::Permit);
        let (permits, forbids) = (Rules::of(permits)?, Rules::of(forbids)?);
        // Cedar names no policy on default deny, so that the permits say what would have opened it.
        let mut sources: BTreeMap<&PolicyId, &Decision> = permits.notes().iter().collect();
        if sources.is_empty() {
            sources.extend(forbids.notes());
            sources.extend(everywhere.notes());
        }
        let default = Decision {
            allowed: false,
            code: sources.values().next().map_or(Code::Forbidden, |note| note.code),
            because: sentences(sources.values().map(|note| &note.because)),
            lift: sentences(sources.values().map(|note| &note.lift)),
        };
        Ok(Self {
            permits,
            forbids,
            everywhere,
            default,
        })
    }

    /// The same with policies more; one that is there already is there once.
    pub(super) fn with(&self, more: Vec<Policy>) -> Result<Self, PolicyError> {
        let is_new = |policy: &Policy| self.all().all(|rules| !rules.notes().contains_key(policy.id()));
        let own = self.permits.policies().chain(self.forbids.policies()).cloned();
        let policies = own.chain(more.into_iter().filter(is_new)).collect();
        Self::of(policies, Arc::clone(&self.everywhere))
    }

    /// Each policy, by its name, in the order in which they are written.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        let names: BTreeSet<&PolicyId> = self.all().flat_map(|rules| rules.notes().keys()).collect();
        names.into_iter().map(ToString::to_string)
    }

    /// The permits that hold where it is allowed, the forbids that hold where it is refused.
    pub(super) fn reasons(&self, request: &Request, entities: &Entities) -> Vec<String> {
        let holding = self.holding(request, entities);
        let decide = holding.map(Holding::deciding).unwrap_or_default();
        decide.iter().map(|holds| holds.id.to_string()).collect()
    }

    /// The answer, or what went wrong while it was sought.
    pub(super) fn decide(&self, request: &Request, entities: &Entities) -> Result<Decision, String> {
        let holding = self.holding(request, entities)?;
        // Who would be refused without the forbid too is told so: lifting it would change nothing for them.
        let is_said = holding.forbids.is_empty() || self.is_opened_by(&holding.permits);
        let deciding = holding.deciding();
        let first = deciding.iter().filter(|holds| holds.is_first && !holds.note.allowed);
        if let Some(holds) = first.min_by_key(|holds| holds.id) {
            return Ok(holds.note.clone());
        }
        let said = deciding.iter().filter(|holds| !holds.is_unsaid);
        let decided = said.min_by_key(|holds| holds.id).filter(|_| is_said);
        Ok(decided.map_or(&self.default, |holds| holds.note).clone())
    }

    /// Whether the permits alone would open it; where there are none, nothing but the forbids rules.
    pub(super) fn opens(&self, request: &Request, entities: &Entities) -> bool {
        let permits = self.permits.holding(request, entities);
        permits.is_ok_and(|permits| self.is_opened_by(&permits))
    }

    fn is_opened_by(&self, permits: &[Holds<'_>]) -> bool {
        self.permits.is_empty() || !permits.is_empty()
    }

    fn holding(&self, request: &Request, entities: &Entities) -> Result<Holding<'_>, String> {
        let mut forbids = self.forbids.holding(request, entities)?;
        forbids.extend(self.everywhere.holding(request, entities)?);
        let permits = self.permits.holding(request, entities)?;
        Ok(Holding { permits, forbids })
    }

    fn all(&self) -> impl Iterator<Item = &Rules> {
        [&self.permits, &self.forbids, &*self.everywhere].into_iter()
    }
}

impl<'r> Holding<'r> {
    /// What forbids is stronger than what permits.
    fn deciding(self) -> Vec<Holds<'r>> {
        if self.forbids.is_empty() {
            self.permits
        } else {
            self.forbids
        }
    }
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
