#![expect(clippy::unwrap_used, reason = "a test may stop where it is")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use cedar_policy::SchemaFragment;
use entity::{
    set::{Member, Set},
    vocabulary::{AccessClass, ProjectRole, Sector, TenantRole},
};

use super::{
    closed::Closed,
    decision::{SCHEMA, SOURCES},
    ruleset::Head,
    *,
};
use crate::error::Code;

pub(super) fn policies() -> Policies {
    Policies::load().unwrap()
}

/// The policies, and one text beside them.
fn with(text: &str) -> Result<Policies, PolicyError> {
    let sources: Vec<(&str, &str)> = SOURCES.iter().copied().chain([("planted", text)]).collect();
    Policies::of(&sources, Policies::memo())
}

pub(super) fn tenant(roles: &[TenantRole]) -> Set<TenantRole> {
    roles.iter().copied().chain([TenantRole::Member]).collect()
}

pub(super) fn project(role: ProjectRole) -> Set<ProjectRole> {
    Set::EMPTY.with(role)
}

fn schema_json() -> serde_json::Value {
    let (fragment, _) = SchemaFragment::from_cedarschema_str(SCHEMA).unwrap();
    fragment.to_json_value().unwrap()
}

fn listed_in_schema(kind: &str) -> BTreeSet<String> {
    let json = schema_json();
    let values = json
        .pointer(&format!("//entityTypes/{kind}/enum"))
        .unwrap()
        .as_array()
        .unwrap();
    values.iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

fn listed_here<T: Closed>() -> BTreeSet<String> {
    T::LISTED.iter().map(|value| value.name().to_owned()).collect()
}

#[test]
fn the_schema_lists_the_same_facts_as_the_code() {
    assert_eq!(listed_here::<TenantRole>(), listed_in_schema("Role"));
    assert_eq!(listed_here::<ProjectRole>(), listed_in_schema("ProjectRole"));
    assert_eq!(listed_here::<Relation>(), listed_in_schema("Relation"));
    assert_eq!(listed_here::<Sector>(), listed_in_schema("Sector"));
    assert_eq!(listed_here::<AccessClass>(), listed_in_schema("Class"));
    assert_eq!(listed_here::<RecordState>(), listed_in_schema("RecordState"));
    assert_eq!(listed_here::<Noun>(), listed_in_schema("Noun"));
    assert_eq!(listed_here::<Field>(), listed_in_schema("Field"));
    let json = schema_json();
    let actions = json.pointer("//actions").unwrap().as_object().unwrap();
    let mut verbs: BTreeSet<String> = actions.keys().cloned().collect();
    assert!(verbs.remove("read"));
    assert_eq!(listed_here::<Action>(), verbs);
}

#[test]
fn the_schema_spells_facts_as_graphql_does() {
    fn spelt<T: Closed + async_graphql::resolver_utils::EnumType>() {
        let there: BTreeSet<String> = T::items().iter().map(|item| item.name.to_owned()).collect();
        assert_eq!(listed_here::<T>(), there);
    }
    spelt::<TenantRole>();
    spelt::<ProjectRole>();
    spelt::<Sector>();
    spelt::<AccessClass>();
}

#[test]
fn every_file_of_policies_is_embedded() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
    let mut files = BTreeMap::new();
    for folder in ["fields", "actions"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("{folder}/{}", path.file_stem().unwrap().to_str().unwrap());
            files.insert(name, std::fs::read_to_string(path).unwrap());
        }
    }
    let embedded: BTreeMap<String, String> = SOURCES
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    assert_eq!(embedded, files);
}

#[test]
fn a_misspelt_fact_does_not_validate() {
    let right = r#"
        @code("FIELD_FORBIDDEN") @because("b") @lift("l")
        forbid (principal, action == Action::"read", resource == Field::"Person.email")
        when { context.roles.contains(Role::"STAFF") };"#;
    assert!(with(right).is_ok());
    for (fact, misspelt) in [
        ("Role::\"STAFF\"", "Role::\"STAF\""),
        ("Person.email", "Person.mail"),
        ("context.roles", "context.role"),
    ] {
        let error = with(&right.replace(fact, misspelt)).err().unwrap();
        assert!(matches!(error, PolicyError::Invalid(_)), "{misspelt}: {error}");
    }
}

#[test]
fn a_policy_says_why_and_names_what_it_rules_on() {
    let permit = r#"@code("FIELD_FORBIDDEN") @because("b") @lift("l")
        permit (principal, action == Action::"read", resource == Field::"Person.email") when { context.activeParticipant };"#;
    assert!(with(permit).is_ok());
    for (annotation, key) in [
        (r#"@code("FIELD_FORBIDDEN")"#, "code"),
        (r#"@because("b")"#, "because"),
        (r#"@lift("l")"#, "lift"),
    ] {
        let error = with(&permit.replace(annotation, "")).err();
        assert_eq!(
            error,
            Some(PolicyError::Annotation {
                policy: "planted.001".to_owned(),
                key
            })
        );
    }
    let wide = permit.replace(r#"resource == Field::"Person.email""#, "resource");
    assert_eq!(with(&wide).err(), Some(PolicyError::Unnamed("planted.001".to_owned())));
}

#[test]
fn a_field_or_action_without_a_policy_stops_the_start() {
    for (file, unruled) in [
        ("actions/people", "updateMyPerson"),
        ("fields/people", "Person.legalName"),
    ] {
        let fewer: Vec<_> = SOURCES.iter().copied().filter(|(name, _)| *name != file).collect();
        let error = Policies::of(&fewer, Policies::memo()).err();
        assert_eq!(error, Some(PolicyError::Unruled(unruled.to_owned())));
    }
}

#[test]
fn a_person_reads_their_own_and_a_stranger_nothing() {
    let policies = policies();
    for field in [
        Field::PersonLegalName,
        Field::PersonDisplayName,
        Field::PersonEmail,
        Field::PersonLanguage,
    ] {
        let stranger = FieldQuestion::of(field, tenant(&[]));
        assert!(policies.field(&stranger.related(Relation::Itself)).allowed, "{field:?}");
        let refused = policies.field(&stranger);
        assert_eq!(
            (refused.allowed, refused.code),
            (false, Code::FieldForbidden),
            "{field:?}"
        );
        assert!(
            !policies.field(&FieldQuestion::of(field, Set::EMPTY)).allowed,
            "{field:?}"
        );
    }
    let refused = policies.field(&FieldQuestion::of(Field::PersonEmail, tenant(&[])));
    assert_eq!(
        &*refused.because,
        "An address is read by the person and by who must write to them (GDPR article 5(1)(c), data minimisation). News go \
         to who asked for them, by who writes them (GDPR article 6(1)(a))."
    );
    assert_eq!(
        &*refused.lift,
        "The person reads it, and facilitators of a project that the person is in. Staff of the agency read it for news, with \
         the person's consent."
    );
}

#[test]
fn t96_nobody_gives_what_they_do_not_hold_nor_to_themselves() {
    let policies = policies();
    let roles = tenant(&[TenantRole::Administrator]);
    let grant = ActionQuestion::of(Action::GrantTenantRole, roles);
    let held = Set::EMPTY.with(TenantRole::Administrator);
    let not_held = Set::EMPTY.with(TenantRole::Auditor);
    assert!(policies.action(&grant.granting(held)).allowed);
    for refused in [
        grant.granting(not_held),
        grant.granting(held).related(Relation::Itself),
        grant,
    ] {
        let decision = policies.action(&refused);
        assert_eq!((decision.allowed, decision.code), (false, Code::Forbidden));
    }
    assert_eq!(
        &*policies.action(&grant.granting(not_held)).lift,
        "An administrator who holds the role can give it."
    );
    let suspend = ActionQuestion::of(Action::SuspendMembership, roles);
    assert!(policies.action(&suspend).allowed);
    assert!(!policies.action(&suspend.related(Relation::Itself)).allowed);
    let invite = ActionQuestion::of(Action::InviteMember, roles);
    assert!(policies.action(&invite.granting(Set::EMPTY)).allowed);
    assert!(!policies.action(&invite.granting(not_held)).allowed);
}

#[test]
fn staff_create_projects_and_owners_move_them() {
    let policies = policies();
    assert!(
        policies
            .action(&ActionQuestion::of(Action::CreateProject, tenant(&[TenantRole::Staff])))
            .allowed
    );
    assert!(
        !policies
            .action(&ActionQuestion::of(
                Action::CreateProject,
                tenant(&[TenantRole::Administrator])
            ))
            .allowed
    );
    for action in Action::ALL
        .iter()
        .copied()
        .filter(|action| action.noun() == Noun::Project && *action != Action::JoinProject)
    {
        let asked = ActionQuestion::of(action, tenant(&[TenantRole::Staff]));
        assert!(!policies.action(&asked).allowed, "{action:?}");
        assert!(
            policies.action(&asked.in_project(project(ProjectRole::Owner))).allowed,
            "{action:?}"
        );
        let facilitator = policies
            .action(&asked.in_project(project(ProjectRole::Facilitator)))
            .allowed;
        let shared = matches!(
            action,
            Action::UpdateProject | Action::AddPhase | Action::CreateEvaluation | Action::InviteParticipant
        );
        assert_eq!(facilitator, shared, "{action:?}");
    }
}

#[test]
fn owners_and_facilitators_alone_run_phases() {
    let policies = policies();
    let every_role: Vec<_> = TenantRole::ALL.to_vec();
    for action in Action::ALL
        .iter()
        .copied()
        .filter(|action| action.noun() == Noun::Phase)
    {
        let asked = ActionQuestion::of(action, tenant(&every_role));
        assert!(!policies.action(&asked).allowed, "{action:?}");
        for role in ProjectRole::ALL.iter().copied() {
            let runs = matches!(role, ProjectRole::Owner | ProjectRole::Facilitator);
            let allowed = policies.action(&asked.in_project(project(role))).allowed;
            assert_eq!(allowed, runs, "{action:?} {role:?}");
        }
    }
}

#[test]
fn t98_a_rule_that_cannot_be_evaluated_refuses_and_is_not_remembered() {
    // Strict validation lets an overflow pass, and Cedar skips the forbid that has it.
    let planted = with(
        r#"@code("FIELD_FORBIDDEN") @because("b") @lift("l")
        forbid (principal, action == Action::"read", resource == Field::"Person.email")
        when { context.roles.contains(Role::"STAFF") && 9223372036854775807 + 1 > 0 };"#,
    )
    .unwrap();
    let own = |roles: &[TenantRole]| FieldQuestion::of(Field::PersonEmail, tenant(roles)).related(Relation::Itself);
    let refused = planted.field(&own(&[TenantRole::Staff]));
    assert_eq!((refused.allowed, refused.code), (false, Code::FieldForbidden));
    assert_eq!(planted.remembered().kept, 0);
    assert!(planted.field(&own(&[])).allowed);
    assert_eq!(planted.remembered().kept, 1);
}

#[test]
fn t11_remembered_answers_of_several_policy_sets_agree_with_fresh_ones() {
    let memo = Policies::memo();
    let forbid = |scope: &str, when: &str| {
        format!(
            "@code(\"FIELD_FORBIDDEN\") @because(\"b\") @lift(\"\")\nforbid (principal, {scope}) when {{ {when} }};"
        )
    };
    let texts = [
        String::new(),
        forbid(
            r#"action == Action::"read", resource"#,
            r#"context.roles.contains(Role::"STAFF")"#,
        ),
        forbid(
            r#"action == Action::"read", resource == Field::"Person.legalName""#,
            r#"context.projectRoles.contains(ProjectRole::"OWNER")"#,
        ),
    ];
    let sets: Vec<Policies> = texts
        .iter()
        .map(|text| {
            let sources: Vec<(&str, &str)> = SOURCES
                .iter()
                .copied()
                .chain([("restriction", text.as_str())])
                .collect();
            Policies::of(&sources, Arc::clone(&memo)).unwrap()
        })
        .collect();
    let fields = [
        Field::PersonLegalName,
        Field::ParticipationSector,
        Field::MembershipRoles,
    ];
    let mut differ = BTreeSet::new();
    for question in fields.iter().flat_map(|field| questions(*field)) {
        // Asked twice, so that the second answer of each is a remembered one.
        for _ in 0..2 {
            let answers: Vec<bool> = sets.iter().map(|set| set.field(&question).allowed).collect();
            let fresh: Vec<bool> = sets
                .iter()
                .map(|set| {
                    set.decide(Head::Field(question.field), question.facts, None)
                        .unwrap()
                        .allowed
                })
                .collect();
            assert_eq!(answers, fresh, "{question:?}");
            differ.insert(answers);
        }
    }
    // The test would show nothing if the sets never disagreed.
    assert!(differ.len() > 3, "{differ:?}");
}

#[test]
fn the_committed_page_is_what_the_policies_say() {
    let committed = include_str!("../../../docs/access-matrix.md");
    assert!(
        committed.contains(matrix(&policies()).trim_end()),
        "run script/generate: docs/access-matrix.md is not what the policies say"
    );
}

#[test]
fn only_staff_join_for_the_state() {
    let policies = policies();
    let joins = |role, sector| {
        let asked = ActionQuestion::of(Action::JoinProject, tenant(&[role])).of_sector(sector);
        policies.action(&asked).allowed
    };
    assert!(joins(TenantRole::Member, Some(Sector::Society)) && joins(TenantRole::Member, Some(Sector::Economy)));
    assert!(joins(TenantRole::Staff, Some(Sector::State)));
    assert!(!joins(TenantRole::Member, Some(Sector::State)));
    assert!(!joins(TenantRole::Member, None));
}

/// Pairs of roles, relation, part in the project and sector.
fn questions(field: Field) -> Vec<FieldQuestion> {
    let mut all = Vec::new();
    for role in TenantRole::ALL {
        for relation in [Relation::None, Relation::Itself] {
            for part in ProjectRole::ALL {
                let plain = FieldQuestion::of(field, tenant(&[*role])).related(relation);
                all.extend([
                    plain,
                    plain.in_project(project(*part)),
                    plain.in_project(project(*part)).participating(false),
                ]);
                all.push(plain.of_sector(Some(Sector::Society)).in_state(RecordState::Waiting));
            }
        }
    }
    all
}

#[test]
fn every_field_and_action_opens_to_somebody_and_refuses_somebody() {
    let text = matrix(&policies());
    let heads = text.lines().filter(|line| !line.starts_with(' ')).count();
    assert_eq!(heads, Field::ALL.len() + Action::ALL.len());
    let mut block_allows = true;
    for line in text.lines() {
        if !line.starts_with(' ') {
            assert!(block_allows, "before {line}");
            block_allows = false;
        }
        block_allows |= line.starts_with("  allow");
        assert_ne!(line, "  allow  anyone");
    }
    assert!(block_allows);
}

#[test]
fn the_matrix_tells_the_fewest_facts_that_decide() {
    let text = matrix(&policies());
    for block in [
        "Person.email (PERSONAL for PARTICIPATION_ADMIN or CONTACT_NEWS, else FIELD_FORBIDDEN)\n\
         \x20 allow  as SELF\n\
         \x20 allow  project FACILITATOR\n\
         \x20 allow  STAFF, for CONTACT_NEWS, consent STANDING\n\
         \x20 refuse project FACILITATOR, of who is restricted\n\
         \x20 refuse project FACILITATOR, without a purpose\n\
         \x20 refuse project FACILITATOR, for another purpose\n\
         \x20 refuse project FACILITATOR, for CONTACT_NEWS, consent MISSING\n\
         \x20 allow  as SELF, project FACILITATOR, of who is restricted\n\
         \x20 allow  as SELF, project FACILITATOR, without a purpose\n\
         \x20 allow  as SELF, project FACILITATOR, for another purpose\n\
         \x20 allow  as SELF, project FACILITATOR, for CONTACT_NEWS, consent MISSING\n",
        "suspendMembership (Membership, else FORBIDDEN)\n  allow  ADMINISTRATOR\n  refuse ADMINISTRATOR, as SELF\nrein",
        "inviteMember (Tenant, else FORBIDDEN)\n  allow  ADMINISTRATOR\n  refuse ADMINISTRATOR, giving a role not held\n",
    ] {
        assert!(text.contains(block), "{block}\n---\n{text}");
    }
}

#[test]
fn who_has_no_role_no_relation_and_no_part_such_as_a_program_does_nothing() {
    let policies = policies();
    for action in Action::ALL {
        for sector in [None, Some(Sector::State), Some(Sector::Economy), Some(Sector::Society)] {
            let mut asked = ActionQuestion::of(*action, Set::EMPTY).of_sector(sector);
            if action.grants() {
                asked = asked.granting(Set::EMPTY);
            }
            assert!(!policies.action(&asked).allowed, "{}", action.name());
        }
    }
}
