//! The policies of each agency: those of the build, tightened by the rules that it added; and whose data rest there.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::{
    id::{TenantId, TenantPolicyId},
    tenant_policy::Model,
};
use quick_cache::sync::Cache;

use super::{gate::Duty, resting::Resting};
use crate::{
    actor::Actor,
    error::{Fault, Result},
    policy::{Field, Policies, Remembered, Restriction},
    store::{Store, Tx},
};

/// How many agencies' policies are kept.
const KEPT: usize = 1_000;

/// What decides in an agency.
#[derive(Clone)]
pub struct Rules {
    /// The number that moves with them.
    pub number: i64,
    /// Its policies.
    pub policies: Arc<Policies>,
    /// Whose data are stored only.
    pub resting: Arc<Resting>,
}

/// What is compiled, by agency and the number that moves with its rules and with whose data rest. It is read with each
/// request, so that a change counts from the next one on, on every server.
pub struct AgencyPolicies {
    build: Rules,
    compiled: Cache<(TenantId, i64), Rules>,
}

impl AgencyPolicies {
    /// Over those of the build.
    #[must_use]
    pub fn new(build: Policies) -> Self {
        Self {
            build: Rules {
                number: 0,
                policies: Arc::new(build),
                resting: Arc::default(),
            },
            compiled: Cache::new(KEPT),
        }
    }

    /// Those of the build alone, for who speaks to no agency.
    #[must_use]
    pub fn of_build(&self) -> Rules {
        self.build.clone()
    }

    /// What is remembered of all decisions, those by the rules of agencies too.
    #[must_use]
    pub fn remembered(&self) -> Remembered {
        self.build.policies.remembered()
    }

    /// Those of an agency whose rules have this number, compiled from what is committed where they are not known yet.
    pub async fn of(
        &self,
        store: &Store,
        tx: Option<&Tx>,
        (agency, number): (TenantId, i64),
        now: DateTime<Utc>,
    ) -> Result<Rules> {
        if number == 0 {
            return Ok(self.of_build());
        }
        if let Some(known) = self.compiled.get(&(agency, number)) {
            return Ok(known);
        }
        let (rows, resting) = if let Some(tx) = tx {
            (tx.policies_in_force().await?, Resting::read(tx, now).await?)
        } else {
            let tx = store.read(Actor::job(agency, "policies")).await?;
            (tx.policies_in_force().await?, Resting::read(&tx, now).await?)
        };
        let restrictions: Vec<Restriction> = rows.iter().map(restriction).collect();
        let policies = self.build.policies.restricted(&restrictions);
        // INVARIANT: who cannot be told what is forbidden reads nothing.
        let policies = policies.map_err(|_| Fault::logged("the rules of an agency do not compile"))?;
        let rules = Rules {
            number,
            policies: Arc::new(policies),
            resting: Arc::new(resting),
        };
        self.compiled.insert((agency, number), rules.clone());
        Ok(rules)
    }
}

/// The restriction that a rule of an agency is.
///
/// INVARIANT: where this build does not have the field, all is closed that it may have become, and no more, so that who
/// oversees the agency reads on and can retire the rule.
#[must_use]
pub fn restriction(row: &Model) -> Restriction {
    let duty = Duty::DecideField;
    let name: &String = duty.open(&row.field);
    let fields = match Field::named(name) {
        None => Field::like(name),
        // Rules of before could close it.
        Some(field) if field.stays_open() => Vec::new(),
        Some(field) => vec![field],
    };
    Restriction {
        id: row.id.uuid(),
        fields,
        roles: *duty.open(&row.roles),
        purposes: *duty.open(&row.purposes),
        reason: duty.open(&row.reason).clone(),
    }
}

/// Whether a rule of an agency names a field that this build has, and lets an agency close.
#[must_use]
pub fn fits(row: &Model) -> bool {
    let name: &String = Duty::DecideField.open(&row.field);
    Field::named(name).is_some_and(|field| !field.stays_open())
}

/// A rule in force that names no field which an agency can close.
#[derive(Clone, Debug)]
pub struct Unfit {
    /// Short name of the agency.
    pub agency: String,
    /// The rule.
    pub policy: TenantPolicyId,
    /// What it names.
    pub field: String,
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { agency, policy, field } = self;
        write!(
            f,
            "{agency}: the rule {} names {field}, which this version does not have or lets nobody close",
            policy.uuid()
        )
    }
}

/// The rules of all agencies that this build does not fit any more.
pub async fn unfit(store: &Store) -> Result<Vec<Unfit>> {
    let mut found = Vec::new();
    for (id, agency) in store.agencies_by_slug(None).await? {
        let tx = store.read(Actor::job(id, "policies")).await?;
        let rows = tx.policies_in_force().await?;
        found.extend(rows.iter().filter(|row| !fits(row)).map(|row| Unfit {
            agency: agency.clone(),
            policy: row.id,
            field: Duty::DecideField.open(&row.field).clone(),
        }));
    }
    Ok(found)
}
