//! Walks the full product of what a reader can be and declare, and holds each answer against the committed page: whoever
//! reads `docs/access-matrix.md`, and nothing else, knows what is answered. Programs, whose scope only narrows, and people
//! whose data rest, which only refuses, have tests of their own.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::thread;

use entity::{
    set::{Member, Set},
    vocabulary::{AccessClass, ProjectRole, Purpose, Sector, TenantRole},
};

use super::{
    closed::Closed,
    decision::Policies,
    facts::{ConsentFact, Facts, RecordState, Relation},
    list::Field,
    ruleset::Head,
    tests::policies,
};

/// What a line of the page asks for; everything else may be as it likes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Line {
    role: Option<TenantRole>,
    relation: Option<Relation>,
    takes_part: bool,
    project_role: Option<ProjectRole>,
    state: Option<RecordState>,
    declared: Option<Declared>,
    allows: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Declared {
    Nothing,
    Other,
    Consent(Purpose, ConsentFact),
}

fn named<T: Closed>(name: &str) -> Option<T> {
    T::LISTED.iter().copied().find(|value| value.name() == name)
}

impl Line {
    /// A line as it stands there; none of one that is about programs, or about people whose data rest.
    fn read(line: &str) -> Option<Self> {
        let mut read = Self {
            allows: line.starts_with("  allow "),
            ..Self::default()
        };
        let mut purpose = None;
        for word in line.get(9..)?.split(", ") {
            let (first, rest) = word.split_once(' ').unwrap_or((word, ""));
            match (first, rest) {
                ("anyone", "") => {}
                ("without", "a purpose") => read.declared = Some(Declared::Nothing),
                ("for", "another purpose") => read.declared = Some(Declared::Other),
                ("for", name) => purpose = Some(named(name).expect("a purpose")),
                ("consent", fact) => {
                    read.declared = Some(Declared::Consent(purpose?, named(fact).expect("a fact")));
                }
                ("as", "a program without the class" | "a program without the purpose")
                | ("of", "who is restricted") => return None,
                ("as", name) => read.relation = Some(named(name).expect("a relation")),
                ("active", "participant") => read.takes_part = true,
                ("project", name) => read.project_role = Some(named(name).expect("a role in projects")),
                ("in", name) => read.state = Some(named(name).expect("a state")),
                (name, "") => read.role = Some(named(name).expect("a role")),
                _ => panic!("{line}"),
            }
        }
        Some(read)
    }

    fn holds(&self, field: Field, facts: &Facts) -> bool {
        let purposes = field.purposes_in(facts.state);
        self.role.is_none_or(|role| facts.roles.contains(role))
            && self.relation.is_none_or(|relation| facts.relations.contains(relation))
            && (!self.takes_part || facts.active_participant)
            && self.project_role.is_none_or(|role| facts.project_roles.contains(role))
            && self.state.is_none_or(|state| facts.state == state)
            && match self.declared {
                None => true,
                Some(Declared::Nothing) => facts.purpose.is_none(),
                Some(Declared::Other) => facts.purpose.is_some_and(|purpose| !purposes.contains(&purpose)),
                // A stale consent, and a purpose that is off, refuse as a missing one does.
                Some(Declared::Consent(purpose, fact)) => {
                    let is_missing = !matches!(facts.consent, ConsentFact::Standing | ConsentFact::NotAsked);
                    facts.purpose == Some(purpose)
                        && (facts.consent == fact || (is_missing && fact == ConsentFact::Missing))
                }
            }
    }

    fn is_part_of(&self, other: &Self) -> bool {
        fn within<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
            one.is_none() || one == other
        }
        within(self.role.as_ref(), other.role.as_ref())
            && within(self.relation.as_ref(), other.relation.as_ref())
            && (!self.takes_part || other.takes_part || other.project_role.is_some())
            && within(self.project_role.as_ref(), other.project_role.as_ref())
            && within(self.state.as_ref(), other.state.as_ref())
            && within(self.declared.as_ref(), other.declared.as_ref())
    }
}

/// The lines of a field, each with the how manieth change of the answer it is.
fn lines(page: &str, field: Field) -> Vec<(Line, usize)> {
    let head = format!("{} (", field.name());
    let block = page.lines().skip_while(|line| !line.starts_with(&head)).skip(1);
    let mut lines: Vec<(Line, usize)> = Vec::new();
    for line in block.take_while(|line| line.starts_with("  ")).filter_map(Line::read) {
        let within = lines.iter().filter(|(other, _)| other.is_part_of(&line));
        let turn = within.map(|(_, turn)| *turn).max().unwrap_or_default() + 1;
        assert_eq!(turn % 2 == 1, line.allows, "{} {line:?}", field.name());
        lines.push((line, turn));
    }
    lines
}

/// Every purpose that can be declared, with what a person can have said where it asks for consent.
fn declarations() -> Vec<(Option<Purpose>, ConsentFact)> {
    let mut all = vec![(None, ConsentFact::NotAsked)];
    for purpose in Purpose::LISTED {
        if purpose.usual_basis().asks_consent() {
            let said = ConsentFact::LISTED
                .iter()
                .filter(|fact| **fact != ConsentFact::NotAsked);
            all.extend(said.map(|fact| (Some(*purpose), *fact)));
        } else {
            all.push((Some(*purpose), ConsentFact::NotAsked));
        }
    }
    all
}

/// What opens this field where anything does: nothing declared, and each of its purposes with what it asks for.
fn fitting(field: Field) -> Vec<(Option<Purpose>, ConsentFact)> {
    let purposes = Purpose::LISTED.iter().filter(|purpose| field.is_opened_by(**purpose));
    let asked = purposes.map(|purpose| {
        let consent = if purpose.usual_basis().asks_consent() {
            ConsentFact::Standing
        } else {
            ConsentFact::NotAsked
        };
        (Some(*purpose), consent)
    });
    std::iter::once((None, ConsentFact::NotAsked)).chain(asked).collect()
}

/// Every reader of a field, of one role, relation and part in the project, who declares each of these.
fn cases(field: Field, declared: &[(Option<Purpose>, ConsentFact)]) -> Vec<Facts> {
    let roles = || std::iter::once(None).chain(TenantRole::ALL.iter().copied().map(Some));
    let relations = || std::iter::once(None).chain(Relation::LISTED.iter().copied().map(Some));
    let parts = || std::iter::once(None).chain(ProjectRole::ALL.iter().copied().map(Some));
    let mut all = Vec::new();
    for role in roles() {
        let mut facts = Facts::of(role.into_iter().collect());
        for relation in relations() {
            facts.relations = relation.into_iter().collect();
            for (part, active) in std::iter::once((None, false)).chain(parts().map(|part| (part, true))) {
                facts.project_roles = part.map_or(Set::EMPTY, |part| Set::EMPTY.with(part));
                facts.active_participant = active;
                for state in field.states() {
                    facts.state = *state;
                    for (purpose, consent) in declared {
                        (facts.purpose, facts.consent) = (*purpose, *consent);
                        all.push(facts);
                    }
                }
            }
        }
    }
    all
}

fn allows(policies: &Policies, field: Field, facts: Facts) -> bool {
    let decision = policies.decide(Head::Field(field), facts, None);
    decision.is_ok_and(|decision| decision.allowed)
}

/// How many cases of a field there are, and those whose answer the page does not tell.
fn walk(policies: &Policies, page: &str, field: Field) -> (usize, Vec<String>) {
    let lines = lines(page, field);
    let cases = cases(field, &declarations());
    let mut untold = Vec::new();
    for facts in &cases {
        let held = lines.iter().filter(|(line, _)| line.holds(field, facts));
        let told = held.map(|(_, turn)| *turn).max().unwrap_or_default() % 2 == 1;
        let answered = allows(policies, field, *facts);
        if told != answered {
            untold.push(format!("{} {answered}: {facts:?}", field.name()));
        }
    }
    (cases.len(), untold)
}

/// What there is to say of each field, found on as many threads as there are.
fn of_each_field<T: Send>(say: impl Fn(Field) -> T + Sync) -> Vec<T> {
    let parts = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        let walks = Field::ALL.chunks(Field::ALL.len().div_ceil(parts)).map(|fields| {
            let say = &say;
            scope.spawn(move || fields.iter().map(|field| say(*field)).collect::<Vec<_>>())
        });
        let walks: Vec<_> = walks.collect();
        walks
            .into_iter()
            .flat_map(|walk| walk.join().expect("it ends"))
            .collect()
    })
}

#[test]
fn the_committed_page_tells_the_answer_to_every_case_of_the_full_product() {
    let policies = policies();
    let page = include_str!("../../../docs/access-matrix.md");
    let all = of_each_field(|field| walk(&policies, page, field));
    let number: usize = all.iter().map(|(number, _)| number).sum();
    assert!(number > 1_000_000, "{number} cases");
    let untold: Vec<_> = all.into_iter().flat_map(|(_, untold)| untold).collect();
    assert!(
        untold.is_empty(),
        "{} of {number}:\n{}",
        untold.len(),
        untold.get(..40.min(untold.len())).unwrap_or_default().join("\n")
    );
}

/// The page and the walk leave the reader's sector out, which no rule on a field asks for. One that does fails here, and then
/// belongs into both.
#[test]
fn no_field_opens_or_closes_by_the_sector_of_its_reader() {
    let policies = policies();
    let turned = of_each_field(|field| {
        let mut turned = Vec::new();
        for facts in cases(field, &fitting(field)) {
            let without = allows(&policies, field, facts);
            for sector in Sector::LISTED {
                let sector = Some(*sector);
                if allows(&policies, field, Facts { sector, ..facts }) != without {
                    turned.push(format!("{} {sector:?}: {facts:?}", field.name()));
                }
            }
        }
        turned
    });
    let turned: Vec<String> = turned.into_iter().flatten().take(40).collect();
    assert!(turned.is_empty(), "{}", turned.join("\n"));
}

/// Whether the page for officers names whoever this line lets read a class.
fn is_named(class: AccessClass, line: &Line) -> bool {
    use TenantRole::{DataProtectionOfficer, DataSteward, Member, Staff};
    let office = line.role.filter(|role| *role != Member);
    let runs = matches!(line.project_role, Some(ProjectRole::Owner | ProjectRole::Facilitator));
    let is_of = |roles: &[TenantRole]| office.is_some_and(|role| roles.contains(&role));
    let is_own = line.relation == Some(Relation::Itself);
    match class {
        AccessClass::Public => true,
        AccessClass::ProjectShared => {
            line.takes_part
                || line.project_role.is_some()
                || is_own
                || is_of(&[Staff, DataSteward, DataProtectionOfficer])
        }
        AccessClass::TenantInternal | AccessClass::Confidential => office.is_some() || runs || line.relation.is_some(),
        AccessClass::Personal => {
            let consented = matches!(line.declared, Some(Declared::Consent(_, ConsentFact::Standing)));
            office.is_some() || runs || line.relation.is_some() || consented
        }
        AccessClass::Sensitive => is_own || is_of(&[DataSteward]),
    }
}

/// The table of classes in docs/access-rules.md.
#[test]
fn each_class_is_read_by_nobody_beside_whom_the_page_for_officers_names() {
    let page = include_str!("../../../docs/access-matrix.md");
    for field in Field::ALL {
        for (line, _) in lines(page, *field).iter().filter(|(line, _)| line.allows) {
            let class = field.class_in(line.state.unwrap_or_default());
            assert!(is_named(class, line), "{} {class:?} {line:?}", field.name());
        }
    }
    let to_stewards = Field::ALL.iter().filter(|field| {
        let is_sensitive = field.class() == AccessClass::Sensitive;
        is_sensitive
            && lines(page, **field)
                .iter()
                .any(|(line, _)| line.allows && line.role.is_some())
    });
    assert_eq!(to_stewards.collect::<Vec<_>>(), [&Field::PersonProfile]);
}
