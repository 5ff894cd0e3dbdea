//! The facts that a rule may ask for, and the two questions made of them.

use entity::{
    id::ProjectId,
    set::{Member, Set},
    subject::DataSubject,
    vocabulary::{ProjectRole, Purpose, Sector, TenantRole},
};

use super::{
    actions::Action,
    closed::{Closed, closed},
    list::Field,
};
use crate::actor::Scope;

/// What the asker is to the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// The row is about the asker.
    Itself,
    /// The asker made the invitation.
    Inviter,
    /// The invitation was made for the asker.
    Invited,
    /// The asker had the secret made, in this very operation.
    Requester,
    /// The legal hold names the asker as a reader.
    Reader,
    /// The asker is a program that reads for its partner, in a project of its scope.
    Partner,
    /// Nothing; no set holds it.
    None,
}

impl Relation {
    /// What the asker is to a row that is about them, or is not.
    #[must_use]
    pub const fn own(is_own: bool) -> Self {
        if is_own { Self::Itself } else { Self::None }
    }

    /// What a program is to a row of a project in which it reads for its partner, or does not.
    #[must_use]
    pub const fn partner(is_shared: bool) -> Self {
        if is_shared { Self::Partner } else { Self::None }
    }
}

impl Member for Relation {
    const ALL: &'static [Self] = &[
        Self::Itself,
        Self::Inviter,
        Self::Invited,
        Self::Requester,
        Self::Reader,
        Self::Partner,
    ];
}

impl Closed for Relation {
    const TYPE: &'static str = "Relation";
    const LISTED: &'static [Self] = <Self as Member>::ALL;
    fn name(self) -> &'static str {
        match self {
            Self::Itself => "SELF",
            Self::Inviter => "INVITER",
            Self::Invited => "INVITED",
            Self::Requester => "REQUESTER",
            Self::Reader => "READER",
            Self::Partner => "PARTNER",
            Self::None => "NONE",
        }
    }
}

/// Where a row stands, for fields whose class depends on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordState {
    /// Its class depends on no state.
    #[default]
    Plain,
    /// Nobody else knows of it yet.
    Draft,
    /// It waits for moderation, or did not pass it; what is decided of it waits to be published.
    Waiting,
    /// It is public.
    Published,
    /// It was taken back.
    Withheld,
}

closed!(RecordState is "RecordState":
    Plain = "PLAIN",
    Draft = "DRAFT",
    Waiting = "WAITING",
    Published = "PUBLISHED",
    Withheld = "WITHHELD",
);

/// What the person whom a row is about says to the declared purpose. Of the person no more than that, and of the agency
/// whether it asks at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConsentFact {
    /// The purpose rests on no consent, or none was declared.
    #[default]
    NotAsked,
    /// The person consented, and it stands.
    Standing,
    /// There is no consent that stands, whatever the reason.
    Missing,
    /// The person consented to a notice that has materially changed since.
    Stale,
    /// The agency processes nothing for it.
    Off,
}

closed!(ConsentFact is "Consent":
    NotAsked = "NOT_ASKED",
    Standing = "STANDING",
    Missing = "MISSING",
    Stale = "STALE",
    Off = "OFF",
);

impl ConsentFact {
    /// What is known where nobody looked: that nothing stands which is usually asked.
    #[must_use]
    pub const fn unknown(purpose: Purpose) -> Self {
        if purpose.usual_basis().asks_consent() {
            Self::Missing
        } else {
            Self::NotAsked
        }
    }
}

/// Whether the data of the person whom a row is about may be used for the declared purpose, or are stored only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProcessingFact {
    /// Nothing keeps them from it.
    #[default]
    Free,
    /// They are stored only (GDPR article 18).
    Restricted,
    /// The person objected to the purpose (GDPR article 21).
    Objected,
}

closed!(ProcessingFact is "Processing":
    Free = "FREE",
    Restricted = "RESTRICTED",
    Objected = "OBJECTED",
);

/// What is known of who asks, and of the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Roles in the agency.
    pub roles: Set<TenantRole>,
    /// Roles in the row's project; for a person's row, in a project that the person is in.
    pub project_roles: Set<ProjectRole>,
    /// What the asker is to the row.
    pub relations: Set<Relation>,
    /// Whether the asker actively takes part in the row's project.
    pub active_participant: bool,
    /// The asker's sector there.
    pub sector: Option<Sector>,
    /// Where the row stands.
    pub state: RecordState,
    /// What the request declares to read for; rules on fields alone ask for it.
    pub purpose: Option<Purpose>,
    /// What the credential covers, where a program asks; rules on fields alone ask for it.
    pub scope: Option<Scope>,
    /// What the person whom the row is about says to that; rules on fields alone ask for it.
    pub consent: ConsentFact,
    /// Whether that person's data are stored only; rules on fields alone ask for it.
    pub processing: ProcessingFact,
}

impl Facts {
    /// Somebody with these roles in the agency, and nothing else known.
    #[must_use]
    pub const fn of(roles: Set<TenantRole>) -> Self {
        Self {
            roles,
            project_roles: Set::EMPTY,
            relations: Set::EMPTY,
            active_participant: false,
            sector: None,
            state: RecordState::Plain,
            purpose: None,
            scope: None,
            consent: ConsentFact::NotAsked,
            processing: ProcessingFact::Free,
        }
    }

    /// All of them, as what an answer is remembered by.
    pub(super) const fn key(self) -> FactsKey {
        let Self {
            roles,
            project_roles,
            relations,
            active_participant,
            sector,
            state,
            purpose,
            scope,
            consent,
            processing,
        } = self;
        FactsKey(
            roles.bits(),
            project_roles.bits(),
            relations.bits(),
            active_participant,
            sector,
            state,
            purpose,
            match scope {
                Some(Scope { classes, purposes }) => Some((classes.bits(), purposes.bits())),
                None => None,
            },
            (consent, processing),
        )
    }
}

/// All facts, comparable and hashable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct FactsKey(
    i32,
    i32,
    i32,
    bool,
    Option<Sector>,
    RecordState,
    Option<Purpose>,
    Option<(i32, i32)>,
    (ConsentFact, ProcessingFact),
);

/// May this field be read?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldQuestion {
    /// The field.
    pub field: Field,
    /// Who asks.
    pub facts: Facts,
    /// Whose data the row is: for the record, and nothing is decided by it. Unsaid where a field asks for no purpose.
    pub about: Option<DataSubject>,
    /// The project in which it is read: for the record too.
    pub project: Option<ProjectId>,
    /// What the person whom the row is about says to a purpose, where a noun looked.
    pub consent: Option<(Purpose, ConsentFact)>,
}

/// May this be done?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActionQuestion {
    /// The action.
    pub action: Action,
    /// Who asks.
    pub facts: Facts,
    /// Roles in the agency that it would give. An action that gives some is refused without them, any other with.
    pub granted: Option<Set<TenantRole>>,
}

impl FieldQuestion {
    /// The question of somebody with these roles in the agency; whatever else is known is added.
    #[must_use]
    pub const fn of(field: Field, roles: Set<TenantRole>) -> Self {
        Self {
            field,
            facts: Facts::of(roles),
            about: None,
            project: None,
            consent: None,
        }
    }

    /// Whose data the row is.
    #[must_use]
    pub const fn about(mut self, subject: DataSubject) -> Self {
        self.about = Some(subject);
        self
    }

    /// The project in which it is read.
    #[must_use]
    pub const fn read_in(mut self, project: Option<ProjectId>) -> Self {
        self.project = project;
        self
    }

    /// What the person whom the row is about says to this purpose.
    #[must_use]
    pub const fn consenting(mut self, to: Option<(Purpose, ConsentFact)>) -> Self {
        self.consent = to;
        self
    }

    /// What the request declares to read for. A consent to something else is none.
    #[must_use]
    pub fn declared(mut self, purpose: Option<Purpose>) -> Self {
        self.facts.purpose = purpose;
        self.facts.consent = match (purpose, self.consent) {
            (None, _) => ConsentFact::NotAsked,
            (Some(purpose), Some((to, fact))) if to == purpose => fact,
            (Some(purpose), _) => ConsentFact::unknown(purpose),
        };
        self
    }

    /// What the credential covers, where a program asks.
    #[must_use]
    pub const fn within(mut self, scope: Option<Scope>) -> Self {
        self.facts.scope = scope;
        self
    }

    /// Whether the data of the person whom the row is about are stored only.
    #[must_use]
    pub const fn processed(mut self, processing: ProcessingFact) -> Self {
        self.facts.processing = processing;
        self
    }

    /// Where the row stands.
    #[must_use]
    pub const fn in_state(mut self, state: RecordState) -> Self {
        self.facts.state = state;
        self
    }
}

impl ActionQuestion {
    /// The question of somebody with these roles in the agency; whatever else is known is added.
    #[must_use]
    pub const fn of(action: Action, roles: Set<TenantRole>) -> Self {
        Self {
            action,
            facts: Facts::of(roles),
            granted: None,
        }
    }

    /// Roles in the agency that the action would give.
    #[must_use]
    pub const fn granting(mut self, roles: Set<TenantRole>) -> Self {
        self.granted = Some(roles);
        self
    }
}

/// What both questions are told in the same words.
macro_rules! told {
    ($question:ident) => {
        impl $question {
            /// What the asker is to the row, beside what was said before.
            #[must_use]
            pub fn related(mut self, relation: Relation) -> Self {
                self.facts.relations = self.facts.relations.with(relation);
                self
            }

            /// Roles in the row's project, of an active participation. Who has one there takes part.
            #[must_use]
            pub const fn in_project(mut self, roles: Set<ProjectRole>) -> Self {
                self.facts.project_roles = roles;
                self.facts.active_participant |= !roles.is_empty();
                self
            }

            /// Whether the asker actively takes part in the row's project, whatever the roles.
            #[must_use]
            pub const fn participating(mut self, active: bool) -> Self {
                self.facts.active_participant = active;
                self
            }

            /// The asker's sector in the row's project.
            #[must_use]
            pub const fn of_sector(mut self, sector: Option<Sector>) -> Self {
                self.facts.sector = sector;
                self
            }
        }
    };
}

told!(FieldQuestion);
told!(ActionQuestion);
