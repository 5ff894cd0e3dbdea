//! Those who listen together, as they are known when something happens: read in one snapshot, in which the event is run too.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    actor::Actor,
    error::{Fault, Result},
    http::{Executor, stream::party::Party},
    identity::audience,
    operation::Operation,
};

/// Who may listen now.
pub(super) struct Audience {
    /// An Operation of a visitor of their agency: what that answers without keeping anything back everybody may be told.
    pub(super) operation: Arc<Operation>,
    /// The visitors among them.
    pub(super) visitors: Vec<Arc<Party>>,
    /// The members among them, each as they are now.
    pub(super) members: Vec<(Arc<Party>, Actor)>,
}

impl Audience {
    /// Those of these who may listen now, all of one agency and on pages of one origin. It fails where nobody may.
    pub(super) async fn of(executor: &Executor, parties: &[Arc<Party>]) -> Result<Self> {
        let shared = &executor.shared;
        let first = parties.first().ok_or_else(|| Fault::logged("an audience of nobody"))?;
        let agency = first.actor.tenant;
        let memberships = parties
            .iter()
            .filter_map(|party| party.actor.person().map(|person| person.membership));
        let memberships: Vec<_> = memberships.collect();
        let page = first.credential.page.as_ref();
        let found = audience(&shared.store, agency, page, &memberships).await?;
        let now = shared.clock.now();
        let known: BTreeMap<_, _> = found
            .members
            .into_iter()
            .filter_map(|(actor, generation)| Some((actor.person()?.membership, (actor, generation))))
            .collect();
        let (mut visitors, mut members) = (Vec::new(), Vec::new());
        for party in parties.iter().filter(|party| party.names(&found.slug)) {
            let Some(person) = party.actor.person() else {
                if party.is_visitor() {
                    visitors.push(Arc::clone(party));
                }
                continue;
            };
            let is_good = party.ends_at.is_some_and(|end| now < end);
            match known.get(&person.membership) {
                Some((actor, generation)) if is_good && *generation == party.generation => {
                    members.push((Arc::clone(party), actor.clone()));
                }
                _ => {}
            }
        }
        let rules = (agency, found.policies);
        let rules = shared.policies.of(&shared.store, Some(&found.tx), rules, now).await?;
        let operation = Operation::new(Arc::clone(shared), Some(found.visitor), Some(found.tx), rules);
        Ok(Self {
            operation: Arc::new(operation),
            visitors,
            members,
        })
    }

    /// The members whose roles no rule of the agency names: they read whatever a visitor reads.
    pub(super) fn alike(&self) -> Vec<&(Arc<Party>, Actor)> {
        let members = self.members.iter();
        members
            .filter(|(_, actor)| !self.operation.binds_by_role(actor))
            .collect()
    }

    /// Who may listen, by [`Party::who`].
    pub(super) fn known(&self) -> BTreeSet<&str> {
        let members = self.members.iter().map(|(member, _)| member);
        self.visitors.iter().chain(members).map(|party| &*party.who).collect()
    }
}
