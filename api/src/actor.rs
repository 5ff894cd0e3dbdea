//! Who asks.

use entity::{
    id::{AccountId, ClientId, MembershipId, OrganisationId, PersonId, TenantId},
    set::Set,
    vocabulary::{AccessClass, Purpose, TenantRole},
};

/// Who asks, and which agency they speak to. Read anew for each operation: a token names a membership or a client,
/// never its roles or scope.
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
    /// A program of a partner, whose credential works.
    Client(Program),
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

/// A program of a partner. It reads what is public and the projects of its scope, which its row rule looks up; it has no
/// role and is nobody's person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    /// The client that the token names.
    pub client: ClientId,
    /// Which secret of the client the token was made under.
    pub generation: i64,
    /// Whether it runs the documents of its list and no others.
    pub listed: bool,
    /// The organisation that answers for it; where people agree to share with that, as long as the agency has checked it.
    pub organisation: Option<OrganisationId>,
    /// What its credential covers at most.
    pub scope: Scope,
}

/// What the credential of a program covers: it has never more than the narrower of this and the policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Classes that it may read.
    pub classes: Set<AccessClass>,
    /// Purposes that it may declare.
    pub purposes: Set<Purpose>,
}

impl Program {
    /// The partner that it reads for who takes part: the organisation that answers for it, where its credential covers that.
    #[must_use]
    pub fn partner(&self) -> Option<OrganisationId> {
        let Scope { classes, purposes } = self.scope;
        let covers = classes.contains(AccessClass::Personal) && purposes.contains(Purpose::ShareWithPartner);
        self.organisation.filter(|_| covers)
    }
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
            Who::Visitor | Who::Client(_) | Who::Job(_) => None,
        }
    }

    /// The program, where it is one.
    #[must_use]
    pub const fn program(&self) -> Option<Program> {
        match self.who {
            Who::Client(program) => Some(program),
            Who::Visitor | Who::Person(_) | Who::Job(_) => None,
        }
    }

    /// Roles in the agency; none for a visitor, a program or a job.
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
