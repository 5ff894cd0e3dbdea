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
    store::Disclosed,
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

/// What was shown of each of these people to other organisations: to those that answer for programs, and to those that a
/// member speaks for who read for a partner and that the person agreed to. Whom a reader spoke for who is gone is not known
/// any more: then all count that the person agreed to. Five statements.
pub(super) async fn shown(operation: &Operation, people: Vec<PersonId>) -> Result<Vec<(PersonId, Vec<Shown>)>> {
    let (tx, duty) = (operation.snapshot().await?, Duty::DecideField);
    let disclosed = tx.shown_to_partners(&people).await?;
    let clients: BTreeSet<ClientId> = disclosed.iter().filter_map(|one| one.client).collect();
    let clients: Vec<ClientId> = clients.into_iter().collect();
    let answers = tx
        .public_of::<client::Entity, _>(&clients, |row| (row.id, row.organisation_id))
        .await?;
    let members: BTreeSet<MembershipId> = disclosed.iter().filter_map(|one| one.member).collect();
    let spoken_for = tx.spoken_for(&members.into_iter().collect::<Vec<_>>()).await?;
    let agreed_to = tx.agreed_to(&people).await?;
    let opened = |organisation: &Personal<OrganisationId>| *duty.open(organisation);
    let recipients = |one: &Disclosed| -> Vec<Option<OrganisationId>> {
        if let Some(client) = one.client {
            let answer = answers.iter().find(|(known, _)| *known == client);
            return vec![answer.and_then(|(_, organisation)| *organisation)];
        }
        let theirs = spoken_for.iter().filter(|(member, _)| Some(*member) == one.member);
        let theirs: Vec<OrganisationId> = theirs.map(|(_, organisation)| opened(organisation)).collect();
        let agreed = agreed_to.iter().filter(|(person, _)| *person == one.person);
        let agreed = agreed.map(|(_, organisation)| opened(organisation));
        agreed
            .filter(|partner| theirs.is_empty() || theirs.contains(partner))
            .map(Some)
            .collect()
    };
    let mut found: BTreeMap<(PersonId, Option<OrganisationId>), Shown> = BTreeMap::new();
    for one in &disclosed {
        let at = *duty.open(&one.last_at);
        for organisation in recipients(one) {
            let shown = found.entry((one.person, organisation)).or_insert(Shown {
                organisation: None,
                fields: BTreeSet::new(),
                last_at: at,
            });
            shown.last_at = shown.last_at.max(at);
            let fields = duty.open(&one.fields).split(' ').map(ToOwned::to_owned);
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
