//! What the credential of a program can cover. Whatever no rule opens to a program is refused: nobody is to believe that
//! they gave something out, or that it could be given.

use async_graphql::InputObject;
use entity::{
    set::Set,
    vocabulary::{AccessClass, Purpose},
};

use crate::{
    error::{Code, Refusal},
    relay::Faults,
};

/// What a scope can be, for who is refused another.
const HINT: &str = "Name PERSONAL together with SHARE_WITH_PARTNER, or neither: what is public needs none.";

/// The bounds of a credential; what is public, where nothing is said.
#[derive(Debug, Default, InputObject)]
pub(super) struct ClientScopeInput {
    /// Classes that it may read beside what is public: `PERSONAL`, which goes with the purpose `SHARE_WITH_PARTNER`, or none.
    /// No rule opens another class to a program. At most 6.
    pub classes: Vec<AccessClass>,
    /// Purposes that it may declare: `SHARE_WITH_PARTNER`, or none; for no other is anything open to a program. For this one
    /// it reads, in the projects of the client, who wrote a contribution and what they are called (`Contribution.author`,
    /// `Participation.person`, `Person.displayName`), of those who agree to share with the organisation that answers for it.
    /// At most 20.
    pub purposes: Vec<Purpose>,
}

impl ClientScopeInput {
    /// Whether it lets the program read who takes part.
    pub(super) fn shares(&self) -> bool {
        self.purposes.contains(&Purpose::ShareWithPartner)
    }

    /// Notes a fault where a list is too long, and where it names what is open to no program.
    pub(super) fn check(&self, faults: &mut Faults) {
        let is_personal = self.classes.contains(&AccessClass::Personal);
        let is_class = |class: &AccessClass| matches!(class, AccessClass::Public | AccessClass::Personal);
        let classes = if self.classes.len() > 6 {
            Some("The list is too long: 6 entries at most.")
        } else if !self.classes.iter().all(is_class) {
            Some("No rule opens all of these classes to a program.")
        } else if is_personal && !self.shares() {
            Some("Without SHARE_WITH_PARTNER nothing of PERSONAL is open to a program.")
        } else {
            None
        };
        let is_purpose = |purpose: &Purpose| *purpose == Purpose::ShareWithPartner;
        let purposes = if self.purposes.len() > 20 {
            Some("The list is too long: 20 entries at most.")
        } else if !self.purposes.iter().all(is_purpose) {
            Some("Not for all of these purposes is anything open to a program.")
        } else if self.shares() && !is_personal {
            Some("Without PERSONAL nothing is open to a program for SHARE_WITH_PARTNER.")
        } else {
            None
        };
        for (field, message) in [("classes", classes), ("purposes", purposes)] {
            if let Some(message) = message {
                let refusal = Refusal::new(Code::BadInput, message).hint(HINT);
                faults.push(refusal.at(&["input", "scope", field]));
            }
        }
    }

    /// Classes and purposes as they are stored. What is public is read in any case.
    pub(super) fn sets(&self) -> (Set<AccessClass>, Set<Purpose>) {
        let classes = self.classes.iter().copied();
        (
            classes.chain([AccessClass::Public]).collect(),
            self.purposes.iter().copied().collect(),
        )
    }
}

/// Notes a fault where nobody could agree, because no organisation answers for the program, and where there is no project in
/// which it would be shown who takes part.
pub(super) fn check_shared(faults: &mut Faults, is_answered_for: bool, has_projects: bool) {
    if !is_answered_for {
        let refusal = Refusal::new(
            Code::BadInput,
            "People agree to share with an organisation, and none answers for it.",
        );
        let hint = "Register the program with the organisation that answers for it, or without SHARE_WITH_PARTNER.";
        faults.push(refusal.hint(hint).at(&["input", "scope", "purposes"]));
    }
    if !has_projects {
        let refusal = Refusal::new(
            Code::BadInput,
            "For SHARE_WITH_PARTNER it is shown who takes part in its projects.",
        );
        let hint = "Name one project at least, or a scope without SHARE_WITH_PARTNER.";
        faults.push(refusal.hint(hint).at(&["input", "projects"]));
    }
}
