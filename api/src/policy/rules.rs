//! Policies that are asked together, and what each says of itself.

use std::collections::{BTreeMap, BTreeSet};

use cedar_policy::{Authorizer, Effect, Entities, Policy, PolicyId, PolicySet, Request};

use super::{decision::Decision, error::PolicyError};
use crate::error::Code;

/// Permits alone or forbids alone, so that Cedar names each that holds.
pub(super) struct Rules {
    set: PolicySet,
    /// What each says when it decides, in the order in which they are written.
    notes: BTreeMap<PolicyId, Decision>,
    /// Those whose word is said even where nothing would open without them.
    first: BTreeSet<PolicyId>,
    /// Those that nobody hears of: they would tell of the person read about.
    unsaid: BTreeSet<PolicyId>,
}

/// A policy that holds.
pub(super) struct Holds<'r> {
    pub(super) id: &'r PolicyId,
    /// What it says.
    pub(super) note: &'r Decision,
    pub(super) is_first: bool,
    pub(super) is_unsaid: bool,
}

impl Rules {
    pub(super) fn of(policies: Vec<Policy>) -> Result<Self, PolicyError> {
        let notes = policies.iter().map(|policy| Ok((policy.id().clone(), note(policy)?)));
        let marked = |mark: &str| -> BTreeSet<PolicyId> {
            let marked = policies.iter().filter(|policy| policy.annotation(mark).is_some());
            marked.map(|policy| policy.id().clone()).collect()
        };
        Ok(Self {
            notes: notes.collect::<Result<_, _>>()?,
            first: marked("first"),
            unsaid: marked("unsaid"),
            set: PolicySet::from_policies(policies).map_err(|fault| PolicyError::Syntax(fault.to_string()))?,
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.notes.is_empty()
    }

    pub(super) fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.set.policies()
    }

    /// Each policy with what it says, in the order in which they are written.
    pub(super) const fn notes(&self) -> &BTreeMap<PolicyId, Decision> {
        &self.notes
    }

    /// Those that hold, or what went wrong while it was sought.
    pub(super) fn holding(&self, request: &Request, entities: &Entities) -> Result<Vec<Holds<'_>>, String> {
        if self.is_empty() {
            return Ok(Vec::new());
        }
        let response = Authorizer::new().is_authorized(request, &self.set, entities);
        // INVARIANT: an error denies. Cedar alone skips the policy with the error, a forbid too (T98).
        if let Some(fault) = response.diagnostics().errors().next() {
            return Err(fault.to_string());
        }
        let holding = response.diagnostics().reason().filter_map(|id| {
            let (id, note) = self.notes.get_key_value(id)?;
            Some(Holds {
                id,
                note,
                is_first: self.first.contains(id),
                is_unsaid: self.unsaid.contains(id),
            })
        });
        Ok(holding.collect())
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
