//! Who may what, as one reviewable text: for each field and action the fewest facts that decide it.

use std::fmt::Write as _;

use entity::{
    set::{Member, Set},
    vocabulary::{AccessClass, ProjectRole, Purpose, Sector, TenantRole},
};

use super::{
    actions::Action,
    cells::Cell,
    closed::Closed,
    decision::Policies,
    facts::{ConsentFact, Facts, ProcessingFact, RecordState, Relation},
    list::Field,
    ruleset::Head,
};
use crate::actor::Scope;

/// One case: a role, a relation, a part in the project, a sector, where the row stands, roles to give, what is declared to
/// read for, and whether the person's data are stored only; each may be none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Case {
    pub(super) role: Option<TenantRole>,
    pub(super) relation: Option<Relation>,
    pub(super) part: Part,
    pub(super) sector: Option<Sector>,
    pub(super) state: RecordState,
    pub(super) grant: Grant,
    pub(super) declared: Declared,
    pub(super) is_restricted: bool,
    pub(super) program: Program,
}

/// A program that asks, by what its credential does not cover. It has no role, and no part in a project.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Program {
    None,
    WithoutTheClass,
    WithoutThePurpose,
}

/// What the request declares to read for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Declared {
    /// A purpose of the field, or nothing where the field names none.
    Fitting,
    /// Nothing, though the field names purposes.
    Nothing,
    /// A purpose that the field does not name.
    Other,
    /// A purpose of the field that asks for consent, and what the person says.
    Consent(Purpose, ConsentFact),
}

/// A part in the project.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    None,
    Active,
    Role(ProjectRole),
}

/// Roles that an action gives, seen from who gives them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Grant {
    Nothing,
    Held,
    NotHeld,
}

/// The decisions on every guarded field and action over the full product of role, relation and part in the project,
/// reduced to the cases that decide: what is allowed by the fewest facts, and what refuses although fewer would allow.
/// Everything that no line allows is refused, with the code of the head.
#[must_use]
pub fn matrix(policies: &Policies) -> String {
    let mut text = String::new();
    for head in Head::all() {
        let class = match head {
            Head::Field(field) => purposes(field.class().name(), field.purposes()),
            Head::Action(action) => action.noun().name().to_owned(),
        };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{} ({class}, else {})", head.name(), head.code().name());
        for line in deciding(policies, head) {
            let _ = writeln!(text, "  {line}");
        }
    }
    text
}

/// The class, and what it may be read for.
fn purposes(class: &str, purposes: &[Purpose]) -> String {
    if purposes.is_empty() {
        return class.to_owned();
    }
    let names: Vec<&str> = purposes.iter().map(|purpose| purpose.name()).collect();
    format!("{class} for {}", names.join(" or "))
}

/// Cases that turn the answer: starting from "refused", each case whose answer differs from that of the cases within
/// it, and which no smaller case has turned the same way already.
fn deciding(policies: &Policies, head: Head) -> Vec<String> {
    let verb = |turn: usize| if turn % 2 == 1 { "allow " } else { "refuse" };
    let text = |(case, turn): (Case, usize)| format!("{} {}", verb(turn), case.text());
    turns(policies, head).into_iter().map(text).collect()
}

/// The same as data, of who is no program, after the case of a reader of whom nothing is known.
pub(super) fn deciding_cells(policies: &Policies, field: Field) -> Vec<Cell> {
    let turns = turns(policies, Head::Field(field)).into_iter().map(|(case, _)| case);
    let turns = turns.filter(|case| case.program == Program::None && *case != Case::NOTHING);
    let all = std::iter::once(Case::NOTHING).chain(turns);
    all.filter_map(|case| case.cell(policies, field)).collect()
}

/// Each case that turns the answer, and the how manieth turn from "refused" it is: an odd one allows.
pub(super) fn turns(policies: &Policies, head: Head) -> Vec<(Case, usize)> {
    let mut cases = cases(head);
    cases.sort_by_key(|case| case.size());
    let mut turns: Vec<(Case, usize)> = Vec::with_capacity(cases.len());
    let mut found = Vec::new();
    for case in cases {
        let within = turns
            .iter()
            .filter(|(other, _)| other.is_part_of(case))
            .map(|(_, turn)| *turn)
            .max();
        let within = within.unwrap_or_default();
        let allowed = allows(policies, head, case);
        // An odd number of turns is an allowance.
        let turn = if (within % 2 == 1) == allowed {
            within
        } else {
            within + 1
        };
        if turn > within {
            found.push((case, turn));
        }
        turns.push((case, turn));
    }
    found
}

fn allows(policies: &Policies, head: Head, case: Case) -> bool {
    let (facts, granted) = case.facts(head);
    let granted = matches!(head, Head::Action(action) if action.grants()).then_some(granted);
    policies
        .decide(head, facts, granted)
        .is_ok_and(|decision| decision.allowed)
}

fn cases(head: Head) -> Vec<Case> {
    let roles = || std::iter::once(None).chain(TenantRole::ALL.iter().copied().map(Some));
    let relations = || std::iter::once(None).chain(Relation::LISTED.iter().copied().map(Some));
    let parts = || {
        [Part::None, Part::Active]
            .into_iter()
            .chain(ProjectRole::ALL.iter().copied().map(Part::Role))
    };
    let grants: &[Grant] = match head {
        Head::Action(action) if Action::grants(action) => &[Grant::Nothing, Grant::Held, Grant::NotHeld],
        _ => &[Grant::Nothing],
    };
    let sectors: &[Option<Sector>] = match head {
        Head::Action(action) if action.takes_sector() => {
            &[None, Some(Sector::State), Some(Sector::Economy), Some(Sector::Society)]
        }
        _ => &[None],
    };
    let states: &[RecordState] = match head {
        Head::Field(field) => field.states(),
        Head::Action(_) => &[RecordState::Plain],
    };
    let declared: Vec<Declared> = match head {
        Head::Field(field) if !field.purposes_in(RecordState::Plain).is_empty() => {
            let purposes = field.purposes_in(RecordState::Plain).iter().copied();
            let asked = purposes.filter(|purpose| purpose.usual_basis().asks_consent());
            // A stale consent and a purpose that is off refuse as a missing consent does.
            let facts = [ConsentFact::Standing, ConsentFact::Missing];
            let said = asked.flat_map(|purpose| facts.map(|fact| Declared::Consent(purpose, fact)));
            [Declared::Fitting, Declared::Nothing, Declared::Other]
                .into_iter()
                .chain(said)
                .collect()
        }
        _ => vec![Declared::Fitting],
    };
    let declared = declared.as_slice();
    let rests = match head {
        Head::Field(field) => !field.purposes_in(RecordState::Plain).is_empty() && !field.oversees(),
        Head::Action(_) => false,
    };
    // Where nothing fits, it is refused anyway.
    let restricted = move |declared| -> &[bool] {
        if rests && declared == Declared::Fitting {
            &[false, true]
        } else {
            &[false]
        }
    };
    let all = roles().flat_map(|role| {
        relations().flat_map(move |relation| {
            parts().flat_map(move |part| {
                sectors.iter().flat_map(move |&sector| {
                    states.iter().flat_map(move |&state| {
                        grants.iter().flat_map(move |&grant| {
                            declared.iter().flat_map(move |&declared| {
                                restricted(declared).iter().flat_map(move |&is_restricted| {
                                    let may_be = matches!(relation, None | Some(Relation::Itself | Relation::Partner));
                                    let is_one = may_be && role.is_none() && part == Part::None && sector.is_none();
                                    programs(head, is_one).iter().map(move |&program| Case {
                                        role,
                                        relation,
                                        part,
                                        sector,
                                        state,
                                        grant,
                                        declared,
                                        is_restricted,
                                        program,
                                    })
                                })
                            })
                        })
                    })
                })
            })
        })
    });
    all.collect()
}

/// The programs that may ask where a case could be one's.
const fn programs(head: Head, is_one: bool) -> &'static [Program] {
    match head {
        Head::Field(_) if is_one => &[Program::None, Program::WithoutTheClass, Program::WithoutThePurpose],
        _ => &[Program::None],
    }
}

impl Case {
    /// Nothing is known, and a purpose of the field is declared where it names one.
    const NOTHING: Self = Self {
        role: None,
        relation: None,
        part: Part::None,
        sector: None,
        state: RecordState::Plain,
        grant: Grant::Nothing,
        declared: Declared::Fitting,
        is_restricted: false,
        program: Program::None,
    };

    fn cell(self, policies: &Policies, field: Field) -> Option<Cell> {
        let head = Head::Field(field);
        let (facts, _) = self.facts(head);
        let asks = facts
            .purpose
            .is_some_and(|purpose| purpose.usual_basis().asks_consent());
        Some(Cell {
            field,
            tenant_role: self.role,
            project_role: match self.part {
                Part::Role(role) => Some(role),
                Part::None | Part::Active => None,
            },
            takes_part: self.part != Part::None,
            relation: self.relation.unwrap_or(Relation::None),
            state: self.state,
            purpose: facts.purpose,
            has_consent: asks.then_some(facts.consent == ConsentFact::Standing),
            is_restricted: self.is_restricted,
            decision: policies.decide(head, facts, None).ok()?,
        })
    }

    /// How many facts it holds.
    fn size(self) -> usize {
        let part = match self.part {
            Part::None => 0,
            Part::Active => 1,
            Part::Role(_) => 2,
        };
        let given = [
            self.role.is_some(),
            self.relation.is_some(),
            self.sector.is_some(),
            self.state != RecordState::Plain,
            self.grant != Grant::Nothing,
            self.declared != Declared::Fitting,
            self.is_restricted,
            self.program != Program::None,
        ];
        part + given.into_iter().filter(|given| *given).count()
    }

    /// Whether `other` holds everything that this holds.
    pub(super) fn is_part_of(self, other: Self) -> bool {
        let part = match self.part {
            Part::None => true,
            Part::Active => other.part != Part::None,
            Part::Role(_) => self.part == other.part,
        };
        part && (self.role.is_none() || self.role == other.role)
            && (self.relation.is_none() || self.relation == other.relation)
            && (self.sector.is_none() || self.sector == other.sector)
            && (self.state == RecordState::Plain || self.state == other.state)
            && (self.grant == Grant::Nothing || self.grant == other.grant)
            && (self.declared == Declared::Fitting || self.declared == other.declared)
            && (!self.is_restricted || other.is_restricted)
            && (self.program == Program::None || self.program == other.program)
    }

    pub(super) fn facts(self, head: Head) -> (Facts, Set<TenantRole>) {
        let roles: Set<TenantRole> = self.role.into_iter().collect();
        let mut facts = Facts::of(roles);
        facts.sector = self.sector;
        facts.state = self.state;
        if let Head::Field(field) = head {
            let purposes = field.purposes_in(self.state);
            let fits = |purpose: &Purpose| purposes.contains(purpose);
            facts.purpose = match self.declared {
                Declared::Fitting => purposes.first().copied(),
                Declared::Nothing => None,
                Declared::Other => Purpose::LISTED.iter().copied().find(|purpose| !fits(purpose)),
                Declared::Consent(purpose, _) => Some(purpose),
            };
            facts.consent = match (self.declared, facts.purpose) {
                (Declared::Consent(_, fact), _) => fact,
                (Declared::Fitting, Some(purpose)) if purpose.usual_basis().asks_consent() => ConsentFact::Standing,
                _ => ConsentFact::NotAsked,
            };
        }
        if self.is_restricted {
            facts.processing = ProcessingFact::Restricted;
        }
        facts.scope = match self.program {
            Program::None => None,
            Program::WithoutTheClass => Some(Scope {
                classes: Set::EMPTY,
                purposes: Purpose::ALL.iter().copied().collect(),
            }),
            Program::WithoutThePurpose => Some(Scope {
                classes: AccessClass::ALL.iter().copied().collect(),
                purposes: Set::EMPTY,
            }),
        };
        facts.relations = self.relation.into_iter().collect();
        facts.active_participant = self.part != Part::None;
        if let Part::Role(role) = self.part {
            facts.project_roles = Set::EMPTY.with(role);
        }
        let granted = match self.grant {
            Grant::Nothing => Set::EMPTY,
            Grant::Held => roles,
            Grant::NotHeld => TenantRole::ALL
                .iter()
                .copied()
                .filter(|role| !roles.contains(*role))
                .collect(),
        };
        (facts, granted)
    }

    fn text(self) -> String {
        let role = self.role.map(|role| role.name().to_owned());
        let relation = self.relation.map(|relation| format!("as {}", relation.name()));
        let part = match self.part {
            Part::None => None,
            Part::Active => Some("active participant".to_owned()),
            Part::Role(role) => Some(format!("project {}", role.name())),
        };
        let grant = match self.grant {
            Grant::Nothing => None,
            Grant::Held => Some("giving a role held".to_owned()),
            Grant::NotHeld => Some("giving a role not held".to_owned()),
        };
        let sector = self.sector.map(|sector| format!("for {}", sector.name()));
        let state = (self.state != RecordState::Plain).then(|| format!("in {}", self.state.name()));
        let declared = match self.declared {
            Declared::Fitting => None,
            Declared::Nothing => Some("without a purpose".to_owned()),
            Declared::Other => Some("for another purpose".to_owned()),
            Declared::Consent(purpose, fact) => Some(format!("for {}, consent {}", purpose.name(), fact.name())),
        };
        let restricted = self.is_restricted.then(|| "of who is restricted".to_owned());
        let program = match self.program {
            Program::None => None,
            Program::WithoutTheClass => Some("as a program without the class".to_owned()),
            Program::WithoutThePurpose => Some("as a program without the purpose".to_owned()),
        };
        let facts: Vec<String> = [
            role, relation, part, sector, state, grant, declared, restricted, program,
        ]
        .into_iter()
        .flatten()
        .collect();
        if facts.is_empty() {
            "anyone".to_owned()
        } else {
            facts.join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_policy_decides_some_case() {
        let policies = Policies::load().unwrap();
        let (mut used, mut all) = (BTreeSet::new(), BTreeSet::new());
        for head in Head::all() {
            for case in cases(head) {
                let (facts, granted) = case.facts(head);
                let granted = matches!(head, Head::Action(action) if action.grants()).then_some(granted);
                let [reasons, names] = policies.reasons(head, facts, granted);
                used.extend(reasons);
                all.extend(names);
            }
        }
        let mut facts = Facts::of(Set::EMPTY.with(TenantRole::DataSteward));
        facts.purpose = Some(Purpose::PublicAttribution);
        for consent in ConsentFact::LISTED {
            facts.consent = *consent;
            let [reasons, _] = policies.reasons(Head::Field(Field::PersonDisplayName), facts, None);
            used.extend(reasons);
        }
        facts.purpose = Some(Purpose::ParticipationAdmin);
        facts.consent = ConsentFact::NotAsked;
        for role in [TenantRole::DataSteward, TenantRole::Staff] {
            facts.roles = Set::EMPTY.with(role);
            facts.processing = ProcessingFact::Objected;
            let [reasons, _] = policies.reasons(Head::Field(Field::PersonDisplayName), facts, None);
            used.extend(reasons);
        }
        assert!(all.len() > 100);
        assert_eq!(all.difference(&used).collect::<Vec<_>>(), Vec::<&String>::new());
    }
}
