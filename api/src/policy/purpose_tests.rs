#![expect(clippy::unwrap_used, reason = "a test may stop where it is")]

use entity::{
    set::Set,
    vocabulary::{ProjectRole, Purpose, TenantRole},
};

use super::{Field, FieldQuestion, Policies, Relation};
use crate::error::Code;

#[test]
fn others_than_the_person_read_for_a_purpose_of_the_field() {
    let policies = Policies::load().unwrap();
    let member = Set::EMPTY.with(TenantRole::Member);
    let asked = |role, purpose| {
        let question = FieldQuestion::of(Field::PersonEmail, member).in_project(Set::EMPTY.with(role));
        policies.field(&question.declared(purpose))
    };
    let facilitator = ProjectRole::Facilitator;
    assert_eq!(asked(facilitator, None).code, Code::PurposeRequired);
    assert_eq!(
        asked(facilitator, Some(Purpose::Research)).code,
        Code::PurposeNotPermitted
    );
    assert!(asked(facilitator, Some(Purpose::ContactNews)).allowed);
    // Whom no purpose would help is not sent to look for one.
    for purpose in [None, Some(Purpose::Research), Some(Purpose::ContactNews)] {
        assert_eq!(asked(ProjectRole::Observer, purpose).code, Code::FieldForbidden);
    }
    let own = FieldQuestion::of(Field::PersonEmail, member).related(Relation::Itself);
    assert!(policies.field(&own).allowed);
    assert!(
        policies.field(&own.declared(Some(Purpose::Research))).allowed,
        "one's own data need no purpose"
    );
}
