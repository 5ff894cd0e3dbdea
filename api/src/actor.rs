//! Who asks.

use entity::{
    id::{AccountId, MembershipId, PersonId, TenantId},
    set::Set,
    vocabulary::TenantRole,
};

/// Who asks, and which agency they speak to. Read anew for each operation: a token names a membership, never its roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The agency; nothing outside it can be read or written.
    pub tenant: TenantId,
    /// Who it is within the agency.
    pub who: Who,
}

/// Who asks, within one agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody signed in.
    Visitor,
    /// A person with a membership that is active.
    Person(Person),
    /// A named task of the server itself, which sees every row of the tenant.
    Job(&'static str),
}

/// A person who signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// The membership that the token names.
    pub membership: MembershipId,
    /// The person in this agency.
    pub person: PersonId,
    /// The account behind it.
    pub account: AccountId,
    /// Roles in the agency.
    pub roles: Set<TenantRole>,
}

impl Actor {
    /// A visitor of an agency.
    #[must_use]
    pub const fn visitor(tenant: TenantId) -> Self {
        Self {
            tenant,
            who: Who::Visitor,
        }
    }

    /// A named task of the server.
    #[must_use]
    pub const fn job(tenant: TenantId, name: &'static str) -> Self {
        Self {
            tenant,
            who: Who::Job(name),
        }
    }

    /// The person, where it is one.
    #[must_use]
    pub const fn person(&self) -> Option<Person> {
        match self.who {
            Who::Person(person) => Some(person),
            Who::Visitor | Who::Job(_) => None,
        }
    }

    /// Roles in the agency; none for a visitor or a job.
    #[must_use]
    pub fn roles(&self) -> Set<TenantRole> {
        self.person().map_or(Set::EMPTY, |person| person.roles)
    }

    /// Whether it is a task of the server.
    #[must_use]
    pub const fn is_job(&self) -> bool {
        matches!(self.who, Who::Job(_))
    }
}
