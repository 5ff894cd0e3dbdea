//! Whose data a row is, declared once by each entity.
//!
//! Log, own-data export, erasure, restriction and retention walk [`crate::ENTITIES`] and know none of them by name.

use crate::{
    id::{InvitationId, LegalHoldId, MembershipId, ParticipationId, PersonId, ProjectId},
    vocabulary::{AccessClass, Disposal, Purpose, RetentionTrigger},
};

/// Whose data a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Nobody's: it tells of no natural person.
    Nobody,
    /// The person whose id stands in this column.
    Person(&'static str),
    /// The person behind the participation whose id stands in this column.
    Participation(&'static str),
    /// The person of the membership whose id stands in this column.
    Membership(&'static str),
    /// The account whose id stands in this column, and so every person that signs in with it.
    Account(&'static str),
    /// Whoever signs in, or will, with the address whose compared form stands in this column.
    Address(&'static str),
}

/// Whose data a value is, by the row that leads to them: what the access log keeps of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataSubject {
    /// Nobody's.
    Nobody,
    /// This person's.
    Person(PersonId),
    /// Those of whoever takes part so.
    Participation(ParticipationId),
    /// Those of this member.
    Membership(MembershipId),
    /// Those of whoever was invited so, if they are a person of the agency.
    Invitation(InvitationId),
    /// Those of whoever answers for the project.
    Lead(ProjectId),
    /// Those of whom the hold is about, who is told of reads once it is lifted.
    Held(LegalHoldId),
}

/// A column that is not public.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealedColumn {
    /// Its name in the table.
    pub name: &'static str,
    /// How confidential it is.
    pub class: AccessClass,
    /// Whether an erasure blanks it.
    pub erased: bool,
    /// Whether it goes into the copy that the person gets of their data.
    pub is_own: bool,
    /// What the person gave it for; none where they did not, or for nothing that they decide about.
    pub given_for: Option<Purpose>,
    /// The public columns that say what it is about, without which a person who takes it along has nothing of it.
    pub given_with: &'static [&'static str],
}

impl SealedColumn {
    /// The same, left out of the copy that the person gets: it tells of somebody else, or of what is not published yet.
    #[must_use]
    pub const fn not_own(self) -> Self {
        Self { is_own: false, ..self }
    }

    /// The same, in the copy that the person gets although it is for few: they told it themselves.
    #[must_use]
    pub const fn own(self) -> Self {
        Self { is_own: true, ..self }
    }

    /// The same, which the person gave for this purpose, and takes along where it rests on consent or contract.
    #[must_use]
    pub const fn given_for(self, purpose: Purpose) -> Self {
        Self {
            given_for: Some(purpose),
            ..self
        }
    }

    /// The same, which the person takes along together with these public columns: they say what it is about.
    #[must_use]
    pub const fn given_with(self, columns: &'static [&'static str]) -> Self {
        Self {
            given_with: columns,
            ..self
        }
    }
}

/// What an erasure does to a row of the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// Nothing: it names the person by an id alone, behind which nobody is left.
    Keep,
    /// It goes.
    Delete,
    /// A tombstone is left, so that lists and counts keep their place.
    Blank {
        /// The rows of which none is left, as a condition in SQL: nobody else knew of them.
        none_of: Option<&'static str>,
        /// What stands in columns afterwards, as values in SQL; in every other one that an erasure blanks, nothing.
        set: &'static [(&'static str, &'static str)],
    },
}

/// Which legal holds keep a copy of a row when it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// None: it is nobody's, or it tells what nobody reads by any duty, such as who answered how.
    Never,
    /// One on the person whose it is.
    OnPerson,
    /// One on the person whose it is, but for those of which a reader takes or took part in the project in this column when
    /// the copy is made, as far as their link stands: who takes part there must not learn whose it is.
    OnPersonBut(&'static str),
    /// One on the person whose it is, and one on the project in this column.
    OnProject(&'static str),
    /// One on the person whose it is, and one on a project that they take part in.
    OnProjectsOfPerson,
}

/// Words that others wrote of a row and may repeat what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotes {
    /// The table of that row.
    pub of: &'static str,
    /// The column that names it.
    pub by: &'static str,
    /// The columns of the words, and what stands there once that row's go, as values in SQL.
    pub set: &'static [(&'static str, &'static str)],
}

/// From when the time of a row runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// The instant in this column.
    Column(&'static str),
    /// The instant in the column `at` of the row of `table` that `column` names.
    Named {
        /// The column that names the row.
        column: &'static str,
        /// Its table.
        table: &'static str,
        /// The instant there; none stands for not yet.
        at: &'static str,
    },
    /// When the project in this column came into one of the states of the trigger.
    Project(&'static str),
    /// When the last project of the person did, if they take part in any.
    Projects,
    /// The last day on which the person did anything.
    Activity,
}

/// How a row is disposed of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposing {
    /// It goes.
    Delete,
    /// These columns are emptied.
    Blank(&'static [&'static str]),
    /// The same of what nobody may know to be there: how many they were is not told either.
    BlankUncounted(&'static [&'static str]),
    /// Its person is taken out of the agency, as at their own request; not who holds an office there, nor who takes part in
    /// a project under way, nor whom a legal hold keeps.
    Erase,
}

impl Disposing {
    /// The columns that are emptied, where it is no more than columns.
    #[must_use]
    pub const fn columns(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Blank(columns) | Self::BlankUncounted(columns) => Some(columns),
            Self::Delete | Self::Erase => None,
        }
    }
}

/// Data of one class and purpose in a table, of which an agency says how long they are kept.
#[derive(Clone, Copy, Debug)]
pub struct Retained {
    /// What they are kept for.
    pub purpose: Purpose,
    /// How confidential they are.
    pub class: AccessClass,
    /// From when their time can run.
    pub since: &'static [(RetentionTrigger, Since)],
    /// What can happen to them.
    pub disposals: &'static [(Disposal, Disposing)],
    /// The rows that it is about, as a condition in SQL; all where there is none.
    pub only: Option<&'static str>,
}

/// What a person is told of rows about them (GDPR article 15(1)(a), (d) and (g)).
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// From whom they are.
    pub from: &'static str,
    /// What for they are kept, where no column of theirs is a field that says so.
    pub purpose: Option<Purpose>,
    /// How long they stay, where it is neither for rules of the agency nor for an erasure to say.
    pub until: Option<&'static str>,
}

impl Told {
    /// The same of rows by which is checked who did what.
    #[must_use]
    pub const fn on_record(self) -> Self {
        Self {
            purpose: Some(Purpose::SecurityAudit),
            ..self
        }
    }

    /// The same of rows that stay as long as this says.
    #[must_use]
    pub const fn until(self, when: &'static str) -> Self {
        Self {
            until: Some(when),
            ..self
        }
    }
}

/// What an entity says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// The table.
    pub table: &'static str,
    /// Whether its rows belong to a tenant; the few global tables are named as such.
    pub global: bool,
    /// Whose data a row is.
    pub subject: Subject,
    /// What the person is told of their rows where the columns do not say it.
    pub told: Told,
    /// What an erasure does to a row of the person.
    pub erasure: Erasure,
    /// Which legal holds keep a copy of a row when it goes.
    pub holds: Holds,
    /// Its columns that are not public.
    pub sealed: &'static [SealedColumn],
    /// The columns whose words search finds.
    pub search: &'static [&'static str],
    /// Words in it about a row of another table, which an erasure of that row's words takes too.
    pub quotes: Option<Quotes>,
    /// What an agency says of, how long it is kept; none where a row is kept as long as what it hangs on, or for good.
    pub retention: &'static [Retained],
}

impl Declaration {
    /// Of rows that go into no copy.
    pub const UNTOLD: Told = Told {
        from: "The agency.",
        purpose: None,
        until: None,
    };

    /// Of rows that are from these, kept to run participation.
    #[must_use]
    pub const fn told_by(from: &'static str) -> Told {
        Told {
            from,
            purpose: Some(Purpose::ParticipationAdmin),
            until: None,
        }
    }
}

/// A sealed column that an erasure blanks.
#[must_use]
pub const fn erased(name: &'static str, class: AccessClass) -> SealedColumn {
    SealedColumn {
        name,
        class,
        erased: true,
        is_own: !matches!(class, AccessClass::Confidential),
        given_for: None,
        given_with: &[],
    }
}

/// A sealed column that an erasure keeps.
#[must_use]
pub const fn kept(name: &'static str, class: AccessClass) -> SealedColumn {
    SealedColumn {
        name,
        class,
        erased: false,
        is_own: !matches!(class, AccessClass::Confidential),
        given_for: None,
        given_with: &[],
    }
}
