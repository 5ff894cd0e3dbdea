//! Several who listen to the same in one agency, read together: in one snapshot, by one statement for all members.

use entity::{
    id::{MembershipId, TenantId},
    vocabulary::MembershipState,
};

use super::{origins::still_let_in, unauthenticated};
use crate::{
    actor::{Actor, Person, Who},
    error::Result,
    operation::gate::Duty,
    store::{Store, Tx},
};

/// Who listens in an agency, as they are known now.
pub struct Audience {
    /// A visitor of the agency: what they may read everybody may.
    pub visitor: Actor,
    /// The snapshot in which all of it was read, in the hands of that visitor.
    pub tx: Tx,
    /// Which rules of the agency are in force: a number that moves with them.
    pub policies: i64,
    /// The short name of the agency: no credential may name another.
    pub slug: String,
    /// The members who may sign in, and which password of the account their tokens must be made under.
    pub members: Vec<(Actor, i64)>,
}

/// Those of these memberships who may sign in now, on pages of this origin, if it is pages.
///
/// It answers for credentials as [`super::credential::authenticate`] does for one, but for the tokens themselves, which were
/// verified when their holders began; whether they have ended is for the caller to look.
pub async fn audience(
    store: &Store,
    agency: TenantId,
    page: Option<&String>,
    memberships: &[MembershipId],
) -> Result<Audience> {
    let tx = store.read(Actor::job(agency, "credential")).await?;
    let known = tx.global().tenant(agency).await?.ok_or_else(unauthenticated)?;
    still_let_in(page, &known.allowed_origins)?;
    let duty = Duty::Authenticate;
    let rows = tx.listens(memberships).await?;
    let active = rows
        .into_iter()
        .filter(|row| *duty.open(&row.state) == MembershipState::Active);
    let members = active.map(|row| {
        let person = Person {
            membership: row.id,
            person: *duty.open(&row.person_id),
            account: row.account_id,
            roles: *duty.open(&row.roles),
        };
        let who = Who::Person(person);
        (Actor { tenant: agency, who }, row.generation)
    });
    let (members, visitor) = (members.collect(), Actor::visitor(agency));
    let tx = tx.handed_to(visitor.clone()).ok_or_else(unauthenticated)?;
    Ok(Audience {
        visitor,
        tx,
        policies: known.policies,
        slug: known.slug,
        members,
    })
}
