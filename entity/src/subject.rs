//! Whose data a row is, declared once by each entity.
//!
//! Log, own-data export, erasure, restriction and retention walk [`crate::ENTITIES`] and know none of them by name.

use crate::{
    id::{InvitationId, MembershipId, ParticipationId, PersonId, ProjectId},
    vocabulary::AccessClass,
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
    /// Its columns that are not public.
    pub sealed: &'static [SealedColumn],
    /// The columns whose words search finds.
    pub search: &'static [&'static str],
}

/// A sealed column that an erasure blanks.
#[must_use]
pub const fn erased(name: &'static str, class: AccessClass) -> SealedColumn {
    SealedColumn {
        name,
        class,
        erased: true,
    }
}

/// A sealed column that an erasure keeps.
#[must_use]
pub const fn kept(name: &'static str, class: AccessClass) -> SealedColumn {
    SealedColumn {
        name,
        class,
        erased: false,
    }
}
