//! To whom data of a person went (GDPR articles 4(9) and 19).

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use entity::{
    client,
    id::{ClientId, MembershipId, OrganisationId, PersonId},
    organisation,
    sealed::Personal,
    vocabulary::{AccessClass, Purpose},
};

use crate::{
    error::Result,
    operation::{
        Operation,
        gate::{Duty, Gated},
    },
    policy::{Field, FieldQuestion},
    relay::access::{access, list},
};

/// Recipients of one person's data at most.
pub(super) const MOST: usize = 200;

/// An organisation that was shown data of the person, and is told of what becomes of them (GDPR article 19).
#[derive(Clone, Debug, SimpleObject)]
#[graphql(serial)]
pub(super) struct DataRecipient {
    /// The organisation; null where the program is of none that is entered. Read by the person, and by data steward and data
    /// protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    organisation: Gated<Personal<Option<String>>>,
    /// Schema coordinates of what was shown. Read by the person, and by data steward and data protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])), directive = list::apply(200))]
    fields: Gated<Personal<Vec<String>>>,
    /// When something was shown last, to the hour in which it was first. Read by the person, and by data steward and data
    /// protection officer.
    #[graphql(directive = access::apply(AccessClass::Personal, Some(vec![Purpose::ParticipationAdmin])))]
    last_shown_at: Gated<Personal<DateTime<Utc>>>,
}

/// What an organisation was shown.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    organisation: Option<String>,
    fields: BTreeSet<String>,
    last_at: DateTime<Utc>,
}

/// What was shown of each of these people to other organisations: those that answer for programs, and those that members
/// speak for who read for a partner. Four statements.
pub(super) async fn shown(operation: &Operation, people: Vec<PersonId>) -> Result<Vec<(PersonId, Vec<Shown>)>> {
    let (tx, duty) = (operation.snapshot().await?, Duty::DecideField);
    let entries = tx.shown_to_partners(&people).await?;
    let clients: BTreeSet<ClientId> = entries
        .iter()
        .filter_map(|entry| *duty.open(&entry.client_id))
        .collect();
    let clients: Vec<ClientId> = clients.into_iter().collect();
    let answers = tx
        .public_of::<client::Entity, _>(&clients, |row| (row.id, row.organisation_id))
        .await?;
    let members = entries.iter().filter_map(|entry| *duty.open(&entry.membership_id));
    let members: BTreeSet<MembershipId> = members.collect();
    let spoken_for = tx.spoken_for(&members.into_iter().collect::<Vec<_>>()).await?;
    let of_client = |client| {
        answers
            .iter()
            .filter(move |(known, _)| *known == client)
            .map(|(_, answers)| *answers)
    };
    let of_member = |member| {
        let all = spoken_for.iter().filter(move |(known, _)| *known == member);
        all.map(|(_, organisation)| Some(*duty.open(organisation)))
    };
    let mut found: BTreeMap<(PersonId, Option<OrganisationId>), Shown> = BTreeMap::new();
    for entry in &entries {
        let at = *duty.open(&entry.occurred_at);
        let to: Vec<Option<OrganisationId>> = match (*duty.open(&entry.client_id), *duty.open(&entry.membership_id)) {
            (Some(client), _) => of_client(client).collect(),
            (None, Some(member)) => of_member(member).collect(),
            (None, None) => Vec::new(),
        };
        for organisation in to {
            let shown = found
                .entry((*duty.open(&entry.person_id), organisation))
                .or_insert(Shown {
                    organisation: None,
                    fields: BTreeSet::new(),
                    last_at: at,
                });
            shown.last_at = shown.last_at.max(at);
            let fields = duty.open(&entry.fields).split(' ').map(ToOwned::to_owned);
            shown.fields.extend(fields);
        }
    }
    let known: BTreeSet<OrganisationId> = found.keys().filter_map(|(_, organisation)| *organisation).collect();
    let known: Vec<OrganisationId> = known.into_iter().collect();
    let names = tx
        .public_of::<organisation::Entity, _>(&known, |row| (row.id, row.name))
        .await?;
    for ((_, organisation), shown) in &mut found {
        let name = names.iter().find(|(known, _)| Some(*known) == *organisation);
        shown.organisation = name.map(|(_, name)| name.clone());
    }
    let of = |person| {
        let theirs = found.iter().filter(|((whose, _), _)| *whose == person);
        (person, theirs.map(|(_, shown)| shown.clone()).collect())
    };
    Ok(people.into_iter().map(of).collect())
}

impl DataRecipient {
    /// For who asks with `question` about the request.
    pub(super) fn of(shown: Shown, question: FieldQuestion) -> Self {
        let ask = |field| FieldQuestion { field, ..question };
        let fields: Vec<String> = shown.fields.into_iter().collect();
        Self {
            organisation: Gated::new(shown.organisation.into(), ask(Field::DataRecipientOrganisation)),
            fields: Gated::new(fields.into(), ask(Field::DataRecipientFields)),
            last_shown_at: Gated::new(shown.last_at.into(), ask(Field::DataRecipientLastShownAt)),
        }
    }
}
