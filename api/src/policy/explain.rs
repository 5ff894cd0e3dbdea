//! Why something would be allowed or refused, told in the names that policies and schema use.

use entity::{
    set::{Member, Set},
    vocabulary::{ProjectRole, Purpose, Sector, TenantRole},
};

use super::{
    closed::Closed,
    decision::{Decision, Policies},
    facts::{ConsentFact, Facts, ProcessingFact, RecordState},
    list::Field,
    ruleset::Head,
};

/// A question in names: about what, and what is known of who asks.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// A field such as `Person.email`, or an action such as `openPhase`.
    pub about: String,
    /// Roles in the agency.
    pub roles: Vec<String>,
    /// Roles in the row's project.
    pub project_roles: Vec<String>,
    /// What the asker is to the row.
    pub relations: Vec<String>,
    /// Whether the asker actively takes part in the row's project; a role there implies it.
    pub is_active_participant: bool,
    /// The asker's sector there.
    pub sector: Option<String>,
    /// Where the row stands.
    pub state: Option<String>,
    /// What is declared to read for.
    pub purpose: Option<String>,
    /// What the person says to that; without it, that nothing stands which is usually asked.
    pub consent: Option<String>,
    /// Whether the person's data are stored only.
    pub processing: Option<String>,
    /// Roles in the agency that an action would give.
    pub granted: Vec<String>,
}

/// The answer, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What the policies decide.
    pub decision: Decision,
    /// The policies that decided, by file and place; none where nothing opened it.
    pub decided_by: Vec<String>,
    /// All that rule on it.
    pub rules: Vec<String>,
}

/// Asks the policies. Fails with one sentence where a name is none.
pub fn explain(policies: &Policies, asked: &Asked) -> Result<Explanation, String> {
    let head = Head::all().find(|head| head.name() == asked.about);
    let head = head.ok_or_else(|| format!("no field or action that is ruled on is called {}", asked.about))?;
    let project_roles: Set<ProjectRole> = all(&asked.project_roles)?;
    let purpose = optional::<Purpose>(asked.purpose.as_deref())?;
    let consent = optional::<ConsentFact>(asked.consent.as_deref())?;
    let facts = Facts {
        roles: all(&asked.roles)?,
        project_roles,
        relations: all(&asked.relations)?,
        active_participant: asked.is_active_participant || !project_roles.is_empty(),
        sector: optional::<Sector>(asked.sector.as_deref())?,
        state: optional(asked.state.as_deref())?.unwrap_or(RecordState::Plain),
        purpose,
        scope: None,
        consent: consent.unwrap_or_else(|| purpose.map(ConsentFact::unknown).unwrap_or_default()),
        processing: optional::<ProcessingFact>(asked.processing.as_deref())?.unwrap_or_default(),
    };
    let granted: Set<TenantRole> = all(&asked.granted)?;
    let granted = matches!(head, Head::Action(action) if action.grants()).then_some(granted);
    told(policies, head, facts, granted)
}

/// Asks the policies about a field with these facts. Fails with one sentence where a policy cannot be evaluated.
pub fn explain_field(policies: &Policies, field: Field, facts: Facts) -> Result<Explanation, String> {
    told(policies, Head::Field(field), facts, None)
}

fn told(
    policies: &Policies,
    head: Head,
    facts: Facts,
    granted: Option<Set<TenantRole>>,
) -> Result<Explanation, String> {
    let [mut decided_by, rules] = policies.reasons(head, facts, granted);
    if !policies.opens(head, facts, granted) {
        decided_by.clear();
    }
    Ok(Explanation {
        decision: policies.decide(head, facts, granted)?,
        decided_by,
        rules,
    })
}

fn all<T: Closed + Member>(names: &[String]) -> Result<Set<T>, String> {
    names.iter().map(|name| named::<T>(name)).collect()
}

fn optional<T: Closed>(name: Option<&str>) -> Result<Option<T>, String> {
    name.map(named).transpose()
}

fn named<T: Closed>(name: &str) -> Result<T, String> {
    let known = || T::LISTED.iter().copied();
    known().find(|value| value.name() == name).ok_or_else(|| {
        let known: Vec<&str> = known().map(Closed::name).collect();
        format!("no {} is called {name}: there are {}", T::TYPE, known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use crate::error::Code;

    fn asked(project_role: &str, purpose: Option<&str>) -> Explanation {
        let asked = Asked {
            about: "Person.email".to_owned(),
            project_roles: vec![project_role.to_owned()],
            purpose: purpose.map(ToOwned::to_owned),
            consent: purpose.map(|_| "STANDING".to_owned()),
            ..Asked::default()
        };
        explain(&Policies::load().unwrap(), &asked).unwrap()
    }

    #[test]
    fn an_answer_names_what_it_rests_on() {
        let shown = asked("FACILITATOR", Some("CONTACT_NEWS"));
        assert!(shown.decision.allowed);
        assert_eq!(shown.decided_by.len(), 1);
        assert!(shown.decided_by.iter().all(|name| name.starts_with("fields/people.")));
        let refused = asked("FACILITATOR", None);
        assert_eq!(refused.decision.code, Code::PurposeRequired);
        assert_eq!(refused.decided_by, ["fields/purpose.001"]);
        let never = asked("OBSERVER", Some("CONTACT_NEWS"));
        assert_eq!(never.decision.code, Code::FieldForbidden);
        assert_eq!(never.decided_by, Vec::<String>::new());
        let asked = Asked {
            about: "Person.email".to_owned(),
            project_roles: vec!["FACILITATOR".to_owned()],
            purpose: Some("CONTACT_NEWS".to_owned()),
            ..Asked::default()
        };
        let unasked = explain(&Policies::load().unwrap(), &asked).unwrap();
        assert_eq!(unasked.decision.code, Code::ConsentRequired);
        assert_eq!(unasked.decided_by.len(), 1);
        assert!(never.rules.contains(&"fields/purpose.001".to_owned()) && never.rules.len() >= 3);
    }

    #[test]
    fn a_name_that_is_none_is_said_with_those_that_are() {
        let policies = Policies::load().unwrap();
        let wrong = Asked {
            about: "Person.shoeSize".to_owned(),
            ..Asked::default()
        };
        assert!(explain(&policies, &wrong).unwrap_err().ends_with("Person.shoeSize"));
        let wrong = Asked {
            about: "openPhase".to_owned(),
            roles: vec!["KING".to_owned()],
            ..Asked::default()
        };
        let told = explain(&policies, &wrong).unwrap_err();
        assert!(told.contains("KING") && told.contains("AUDITOR"), "{told}");
    }
}
