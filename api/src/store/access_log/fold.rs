//! Folds what was read alike within an hour into one entry.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::{
    id::{ClientId, LegalHoldId, MembershipId, PersonId, ProjectId},
    vocabulary::{Purpose, ReaderRole},
};
use sea_orm::ActiveEnum;
use sha2::{Digest, Sha256};

/// Who read, what for, and what came of it: alike for all that is one entry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Alike {
    pub(super) person: PersonId,
    pub(super) membership: Option<MembershipId>,
    pub(super) client: Option<ClientId>,
    pub(super) role: ReaderRole,
    pub(super) purpose: Option<Purpose>,
    pub(super) code: Option<String>,
    pub(super) hold: Option<LegalHoldId>,
    pub(super) project: Option<ProjectId>,
}

/// An entry as it is to be written, or added to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) alike: Alike,
    pub(super) fields: String,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) number: i32,
}

/// Entries by what they share, so that they are written in one order by everybody.
#[derive(Debug, Default)]
pub(super) struct Entries(BTreeMap<String, Entry>);

impl Entries {
    /// Adds what one operation read: of each who reads alike the fields together, once.
    pub(super) fn add(&mut self, at: DateTime<Utc>, read: impl IntoIterator<Item = (Alike, String)>) {
        let mut together: BTreeMap<Alike, Vec<String>> = BTreeMap::new();
        for (alike, field) in read {
            together.entry(alike).or_default().push(field);
        }
        for (alike, mut fields) in together {
            fields.sort_unstable();
            fields.dedup();
            let fields = fields.join(" ");
            let entry = self.0.entry(digest(&alike, &fields, at)).or_insert_with(|| Entry {
                alike,
                fields,
                occurred_at: at,
                number: 0,
            });
            entry.occurred_at = entry.occurred_at.min(at);
            entry.number = entry.number.saturating_add(1);
        }
    }

    /// The entries, each with what it shares with its equals.
    pub(super) fn all(self) -> impl Iterator<Item = (String, Entry)> {
        self.0.into_iter()
    }
}

/// A digest of all that equal reads share, the hour among it.
fn digest(alike: &Alike, fields: &str, at: DateTime<Utc>) -> String {
    let Alike {
        person,
        membership,
        client,
        role,
        purpose,
        code,
        hold,
        project,
    } = alike;
    let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let mut words = vec![
        at.format("%Y-%m-%dT%H").to_string(),
        person.uuid().to_string(),
        id(membership.map(entity::id::Id::uuid)),
        id(client.map(entity::id::Id::uuid)),
        role.to_value(),
        purpose.map(|purpose| purpose.to_value()).unwrap_or_default(),
        code.clone().unwrap_or_default(),
        fields.to_owned(),
        id(hold.map(entity::id::Id::uuid)),
    ];
    // Entries of the hour that an earlier version of the server began go on.
    words.extend(project.map(|project| project.uuid().to_string()));
    // None of the words holds a line break.
    format!("{:x}", Sha256::digest(words.join("\n")))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use entity::id::Id;
    use uuid::Uuid;

    use super::*;

    fn alike(person: u128) -> Alike {
        Alike {
            person: Id::from_uuid(Uuid::from_u128(person)),
            membership: Some(Id::from_uuid(Uuid::from_u128(9))),
            client: None,
            role: ReaderRole::Facilitator,
            purpose: Some(Purpose::ParticipationAdmin),
            code: None,
            hold: None,
            project: None,
        }
    }

    fn told(entries: Entries) -> Vec<(String, i32)> {
        let mut told: Vec<_> = entries.all().map(|(_, entry)| (entry.fields, entry.number)).collect();
        told.sort();
        told
    }

    #[test]
    fn equal_reads_of_an_hour_are_one_entry_and_an_operation_counts_once() {
        let mut entries = Entries::default();
        let at = DateTime::UNIX_EPOCH;
        let both = || [(alike(1), "Person.email".to_owned()), (alike(1), "A.b".to_owned())];
        entries.add(at, both());
        entries.add(at + TimeDelta::minutes(59), both());
        assert_eq!(told(entries), [("A.b Person.email".to_owned(), 2)]);
    }

    #[test]
    fn another_person_reader_outcome_project_or_hour_is_another_entry() {
        let mut entries = Entries::default();
        let at = DateTime::UNIX_EPOCH;
        let one = |alike| [(alike, "Person.email".to_owned())];
        entries.add(at, one(alike(1)));
        entries.add(at, one(alike(2)));
        let refused = Alike {
            code: Some("FIELD_FORBIDDEN".to_owned()),
            ..alike(1)
        };
        entries.add(at, one(refused));
        entries.add(at + TimeDelta::minutes(60), one(alike(1)));
        let held = Alike {
            hold: Some(Id::from_uuid(Uuid::from_u128(7))),
            ..alike(1)
        };
        entries.add(at, one(held));
        for project in [7, 8, 8] {
            let project = Some(Id::from_uuid(Uuid::from_u128(project)));
            entries.add(at, one(Alike { project, ..alike(1) }));
        }
        assert_eq!(told(entries).len(), 7);
    }
}
