use entity::{
    set::{Member, Set},
    vocabulary::{AccessClass, ProjectRole, Purpose, TenantRole},
};

use super::{
    ConsentFact, Field, FieldQuestion, Relation,
    tests::{policies, project, tenant},
};
use crate::{actor::Scope, error::Code};

#[test]
fn others_than_the_person_read_for_a_purpose_of_the_field() {
    let policies = policies();
    let asked = |role, purpose| {
        let question = FieldQuestion::of(Field::PersonEmail, tenant(&[])).in_project(project(role));
        policies.field(&question.declared(purpose))
    };
    let facilitator = ProjectRole::Facilitator;
    assert_eq!(asked(facilitator, None).code, Code::PurposeRequired);
    assert_eq!(
        asked(facilitator, Some(Purpose::Research)).code,
        Code::PurposeNotPermitted
    );
    assert_eq!(
        asked(facilitator, Some(Purpose::ContactNews)).code,
        Code::ConsentRequired
    );
    // Whom no purpose would help is not sent to look for one.
    for purpose in [None, Some(Purpose::Research), Some(Purpose::ContactNews)] {
        assert_eq!(asked(ProjectRole::Observer, purpose).code, Code::FieldForbidden);
    }
    let own = FieldQuestion::of(Field::PersonEmail, tenant(&[])).related(Relation::Itself);
    assert!(policies.field(&own).allowed);
    assert!(
        policies.field(&own.declared(Some(Purpose::Research))).allowed,
        "one's own data need no purpose"
    );
}

#[test]
fn who_runs_a_project_reads_names_in_it_and_only_a_facilitator_the_address() {
    let policies = policies();
    let read = |field, role| {
        policies
            .field(
                &FieldQuestion::of(field, tenant(&[]))
                    .in_project(project(role))
                    .related(Relation::None)
                    .declared(Some(Purpose::ParticipationAdmin)),
            )
            .allowed
    };
    for role in [ProjectRole::Owner, ProjectRole::Facilitator] {
        assert!(read(Field::PersonLegalName, role));
        assert!(read(Field::PersonDisplayName, role));
        assert!(read(Field::ParticipationPerson, role));
        assert!(!read(Field::PersonLanguage, role));
    }
    assert!(read(Field::PersonEmail, ProjectRole::Facilitator));
    assert!(!read(Field::PersonEmail, ProjectRole::Owner));
    for role in [
        ProjectRole::Deliverer,
        ProjectRole::Participant,
        ProjectRole::Assessor,
        ProjectRole::Observer,
    ] {
        assert!(!read(Field::PersonLegalName, role));
        assert!(!read(Field::ParticipationPerson, role));
        assert!(read(Field::ParticipationSector, role));
    }
}

#[test]
fn no_role_in_the_agency_alone_reads_who_somebody_is() {
    let policies = policies();
    let all: Set<TenantRole> = TenantRole::ALL.iter().copied().collect();
    for field in [
        Field::PersonLegalName,
        Field::PersonDisplayName,
        Field::PersonEmail,
        Field::ParticipationPerson,
    ] {
        let asked = FieldQuestion::of(field, all).declared(field.purposes().first().copied());
        assert!(!policies.field(&asked).allowed, "{field:?}");
    }
    let administrator = tenant(&[TenantRole::Administrator]);
    assert!(
        policies
            .field(&FieldQuestion::of(Field::MembershipRoles, administrator))
            .allowed
    );
    assert!(
        !policies
            .field(&FieldQuestion::of(Field::ParticipationSector, administrator))
            .allowed
    );
}

#[test]
fn an_invitation_tells_its_address_to_two_and_its_secret_to_one() {
    let policies = policies();
    let administrator = tenant(&[TenantRole::Administrator]);
    let email = FieldQuestion::of(Field::InvitationEmail, administrator).declared(Some(Purpose::ParticipationAdmin));
    assert!(!policies.field(&email).allowed);
    assert!(policies.field(&email.related(Relation::Inviter)).allowed);
    let token = FieldQuestion::of(Field::InviteMemberPayloadInvitationToken, administrator);
    assert!(!policies.field(&token.related(Relation::Inviter)).allowed);
    assert!(policies.field(&token.related(Relation::Requester)).allowed);
}

#[test]
fn t64_a_program_gets_the_narrower_of_its_scope_and_the_rules() {
    let policies = policies();
    let scope = |classes: &[AccessClass], purposes: &[Purpose]| {
        Some(Scope {
            classes: classes.iter().copied().collect(),
            purposes: purposes.iter().copied().collect(),
        })
    };
    let sharing = Purpose::ShareWithPartner;
    let name = FieldQuestion::of(Field::PersonDisplayName, tenant(&[]))
        .consenting(Some((sharing, ConsentFact::Standing)))
        .declared(Some(sharing));
    let covered = name.within(scope(&[AccessClass::Personal], &[sharing]));
    assert!(policies.field(&covered).allowed);
    let refused = policies.field(&name.within(scope(&[AccessClass::Public], &[sharing])));
    assert_eq!((refused.allowed, refused.code), (false, Code::FieldForbidden));
    assert!(refused.lift.contains("scope of the program"), "{}", refused.lift);
    let own = FieldQuestion::of(Field::ClientExpiresAt, tenant(&[])).related(Relation::Itself);
    assert!(policies.field(&own.within(scope(&[], &[]))).allowed);

    let asked = |declared, purposes: &[Purpose]| {
        let question = FieldQuestion::of(Field::PersonEmail, tenant(&[])).declared(declared);
        policies.field(&question.within(scope(AccessClass::ALL, purposes))).code
    };
    let news = Some(Purpose::ContactNews);
    assert_eq!(asked(news, &[]), Code::PurposeNotPermitted);
    assert_eq!(asked(news, &[Purpose::Research]), Code::PurposeNotPermitted);
    assert_eq!(
        asked(news, &[Purpose::ContactNews]),
        Code::FieldForbidden,
        "no rule opens it"
    );
    assert_eq!(asked(None, &[]), Code::FieldForbidden);
}

#[test]
fn t36_what_rests_on_consent_opens_while_it_stands_and_refuses_alike_otherwise() {
    let policies = policies();
    let news = Purpose::ContactNews;
    let asked = |role, fact| {
        let question = FieldQuestion::of(Field::PersonEmail, tenant(&[TenantRole::Staff, role]));
        policies.field(&question.consenting(Some((news, fact))).declared(Some(news)))
    };
    for role in TenantRole::ALL.iter().copied() {
        assert!(asked(role, ConsentFact::Standing).allowed);
        let missing = asked(role, ConsentFact::Missing);
        assert_eq!((missing.allowed, missing.code), (false, Code::ConsentRequired));
        let stale = asked(role, ConsentFact::Stale);
        if role == TenantRole::DataSteward {
            assert_eq!((stale.allowed, stale.code), (false, Code::ConsentStale));
        } else {
            assert_eq!(stale, missing, "{role:?}");
        }
        assert_eq!(asked(role, ConsentFact::Off).code, Code::PurposeNotPermitted);
        // Another basis opens nothing that the person was not asked for.
        assert_eq!(asked(role, ConsentFact::NotAsked).code, Code::FieldForbidden);
    }
    // A consent to one purpose is none to another, and what nobody looked at is none.
    let staff = FieldQuestion::of(Field::PersonEmail, tenant(&[TenantRole::Staff]));
    let other = staff.consenting(Some((Purpose::PublicAttribution, ConsentFact::Standing)));
    for question in [staff, other] {
        assert_eq!(
            policies.field(&question.declared(Some(news))).code,
            Code::ConsentRequired
        );
    }
    for field in [Field::PersonLegalName, Field::PersonDisplayName, Field::PersonEmail] {
        let own = FieldQuestion::of(field, tenant(&[])).related(Relation::Itself);
        assert!(
            policies.field(&own.declared(Some(news))).allowed,
            "one's own needs no consent"
        );
    }
    let facilitator = FieldQuestion::of(Field::PersonEmail, tenant(&[])).in_project(project(ProjectRole::Facilitator));
    let administering = facilitator.declared(Some(Purpose::ParticipationAdmin));
    assert!(
        policies.field(&administering).allowed,
        "running participation needs none"
    );
}

#[test]
fn a_program_whose_scope_covers_nothing_reads_what_a_visitor_reads() {
    let policies = policies();
    let nothing = Some(Scope {
        classes: Set::EMPTY,
        purposes: Set::EMPTY,
    });
    let mut read = Vec::new();
    for field in Field::ALL.iter().copied() {
        for state in field.states() {
            let visitor = FieldQuestion::of(field, Set::EMPTY).in_state(*state);
            let allowed = policies.field(&visitor).allowed;
            assert_eq!(policies.field(&visitor.within(nothing)).allowed, allowed, "{visitor:?}");
            read.extend(allowed.then_some(field));
        }
    }
    // Words, figures and names that are published are public, whatever their column is.
    for field in [Field::ContributionBody, Field::EvaluationResults, Field::BylineName] {
        assert!(read.contains(&field), "{read:?}");
    }
}

/// What can be registered for a program is exactly what some rule opens to one: see `api/src/client/bounds.rs`.
#[test]
fn t109_no_scope_opens_anything_but_who_takes_part_to_the_partner_they_agreed_to() {
    let policies = policies();
    let everything = Some(Scope {
        classes: AccessClass::ALL.iter().copied().collect(),
        purposes: Purpose::ALL.iter().copied().collect(),
    });
    let mut opened = Vec::new();
    for field in Field::ALL.iter().copied() {
        for state in field.states() {
            let public = FieldQuestion::of(field, Set::EMPTY).in_state(*state);
            for purpose in Purpose::ALL.iter().copied() {
                let fact = if purpose.usual_basis().asks_consent() {
                    ConsentFact::Standing
                } else {
                    ConsentFact::NotAsked
                };
                let asked = public.consenting(Some((purpose, fact))).declared(Some(purpose));
                let asked = asked.related(Relation::Partner).within(everything);
                if policies.field(&asked).allowed && !policies.field(&public).allowed {
                    opened.push((field, field.class_in(*state), purpose));
                }
            }
        }
    }
    let sharing = |field| (field, AccessClass::Personal, Purpose::ShareWithPartner);
    let expected = [
        // A name that is shown in public stands in bylines: no program knows of the person for that.
        (
            Field::PersonDisplayName,
            AccessClass::Personal,
            Purpose::PublicAttribution,
        ),
        sharing(Field::PersonDisplayName),
        sharing(Field::ParticipationPerson),
        sharing(Field::ContributionAuthor),
    ];
    assert_eq!(opened, expected);
}

#[test]
fn t36_a_partner_is_refused_alike_whatever_kept_the_person_from_agreeing() {
    let policies = policies();
    let sharing = Purpose::ShareWithPartner;
    let scope = Some(Scope {
        classes: Set::EMPTY.with(AccessClass::Personal),
        purposes: Set::EMPTY.with(sharing),
    });
    for field in [Field::ContributionAuthor, Field::ParticipationPerson] {
        let elsewhere = FieldQuestion::of(field, Set::EMPTY).within(scope);
        let said = |question: FieldQuestion, fact| {
            let asked = question.consenting(Some((sharing, fact))).declared(Some(sharing));
            policies.field(&asked)
        };
        let here = elsewhere.related(Relation::Partner);
        assert!(said(here, ConsentFact::Standing).allowed);
        for fact in [ConsentFact::Missing, ConsentFact::Stale] {
            let refused = said(here, fact);
            assert_eq!((refused.allowed, refused.code), (false, Code::ConsentRequired));
        }
        assert_eq!(said(here, ConsentFact::Off).code, Code::PurposeNotPermitted);
        // Of projects that are not shared nothing is told, not even that somebody agreed.
        for fact in [ConsentFact::Standing, ConsentFact::Missing] {
            assert_eq!(said(elsewhere, fact).code, Code::FieldForbidden);
        }
        // What rests on no consent in the agency, nobody was asked for.
        assert_eq!(said(here, ConsentFact::NotAsked).code, Code::FieldForbidden);
        assert_eq!(policies.field(&here).code, Code::FieldForbidden, "without a purpose");
    }
}
