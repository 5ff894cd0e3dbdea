//! A record as it is stored: names in words, so that a later version of the server reads it, and ids in their bytes.

use entity::{
    id::{Id, ProjectId},
    subject::DataSubject,
    vocabulary::{Purpose, ReaderRole},
};
use sea_orm::ActiveEnum;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Access, AccessRecord};

/// A record without its agency, id and time, which have columns. Behind it stands, since servers know of it, the project of
/// each group in turn, so that every version of the server reads the records of every other.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Packed {
    pub(super) membership: Option<Uuid>,
    pub(super) client: Option<Uuid>,
    purpose: Option<String>,
    groups: Vec<Group>,
    #[serde(skip)]
    projects: Vec<Option<Uuid>>,
}

/// What was read alike.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Group {
    field: String,
    code: Option<String>,
    role: String,
    subjects: Vec<(Kind, Uuid)>,
}

// INVARIANT: kinds are stored by their place, so that new ones come at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Kind {
    Person,
    Participation,
    Membership,
    Invitation,
    Lead,
    Held,
}

/// One access of a record that was read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unpacked {
    pub(super) field: String,
    pub(super) code: Option<String>,
    pub(super) role: ReaderRole,
    pub(super) project: Option<ProjectId>,
    pub(super) subject: DataSubject,
}

/// The record's bytes; `None` where it holds nothing of anybody.
pub(super) fn pack(record: &AccessRecord) -> Option<Vec<u8>> {
    let mut accesses: Vec<&Access> = record.accesses.iter().collect();
    accesses.sort_unstable();
    accesses.dedup();
    let (mut groups, mut projects) = (Vec::<Group>::new(), Vec::new());
    let mut last = None;
    for access in accesses {
        let Some(subject) = kind(access.subject) else { continue };
        let alike = (access.field, access.code, access.role, access.project);
        if let Some(group) = groups.last_mut().filter(|_| last == Some(alike)) {
            group.subjects.push(subject);
        } else {
            groups.push(Group {
                field: access.field.to_owned(),
                code: access.code.map(crate::error::Code::name),
                role: access.role.to_value(),
                subjects: vec![subject],
            });
            projects.push(access.project.map(Id::uuid));
        }
        last = Some(alike);
    }
    if groups.is_empty() {
        return None;
    }
    let packed = Packed {
        membership: record.membership.map(Id::uuid),
        client: record.client.map(Id::uuid),
        purpose: record.purpose.map(|purpose| purpose.to_value()),
        groups,
        projects,
    };
    // It fails for maps and sequences of unknown length alone, and there are none.
    let mut bytes = postcard::to_allocvec(&packed).ok()?;
    bytes.extend(postcard::to_allocvec(&packed.projects).ok()?);
    Some(bytes)
}

impl Packed {
    /// What these bytes hold; `None` where they are no record.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (packed, rest): (Self, &[u8]) = postcard::take_from_bytes(bytes).ok()?;
        let projects = if rest.is_empty() {
            Vec::new()
        } else {
            postcard::from_bytes(rest).ok()?
        };
        Some(Self { projects, ..packed })
    }

    /// What was declared.
    pub(super) fn purpose(&self) -> Option<Purpose> {
        let name = self.purpose.as_ref()?;
        Purpose::try_from_value(name).ok()
    }

    /// Everything that was read.
    pub(super) fn accesses(&self) -> impl Iterator<Item = Unpacked> {
        let projects = self.projects.iter().copied().chain(std::iter::repeat(None));
        self.groups.iter().zip(projects).flat_map(|(group, project)| {
            let role = ReaderRole::try_from_value(&group.role).unwrap_or(ReaderRole::Other);
            group.subjects.iter().map(move |(kind, id)| Unpacked {
                field: group.field.clone(),
                code: group.code.clone(),
                role,
                project: project.map(Id::from_uuid),
                subject: subject(*kind, *id),
            })
        })
    }
}

const fn kind(subject: DataSubject) -> Option<(Kind, Uuid)> {
    Some(match subject {
        DataSubject::Nobody => return None,
        DataSubject::Person(id) => (Kind::Person, id.uuid()),
        DataSubject::Participation(id) => (Kind::Participation, id.uuid()),
        DataSubject::Membership(id) => (Kind::Membership, id.uuid()),
        DataSubject::Invitation(id) => (Kind::Invitation, id.uuid()),
        DataSubject::Lead(id) => (Kind::Lead, id.uuid()),
        DataSubject::Held(id) => (Kind::Held, id.uuid()),
    })
}

const fn subject(kind: Kind, id: Uuid) -> DataSubject {
    match kind {
        Kind::Person => DataSubject::Person(Id::from_uuid(id)),
        Kind::Participation => DataSubject::Participation(Id::from_uuid(id)),
        Kind::Membership => DataSubject::Membership(Id::from_uuid(id)),
        Kind::Invitation => DataSubject::Invitation(Id::from_uuid(id)),
        Kind::Lead => DataSubject::Lead(Id::from_uuid(id)),
        Kind::Held => DataSubject::Held(Id::from_uuid(id)),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use chrono::DateTime;

    use super::*;
    use crate::error::Code;

    fn record(accesses: Vec<Access>) -> AccessRecord {
        AccessRecord {
            tenant: Id::from_uuid(Uuid::from_u128(1)),
            id: Uuid::from_u128(2),
            occurred_at: DateTime::UNIX_EPOCH,
            membership: Some(Id::from_uuid(Uuid::from_u128(3))),
            client: None,
            purpose: Some(Purpose::ContactNews),
            accesses,
        }
    }

    fn access(field: &'static str, code: Option<Code>, person: u128) -> Access {
        Access {
            field,
            code,
            role: ReaderRole::Facilitator,
            project: None,
            subject: DataSubject::Person(Id::from_uuid(Uuid::from_u128(person))),
        }
    }

    #[test]
    fn what_was_read_comes_back_and_the_same_read_once() {
        let email = access("Person.email", None, 7);
        let name = access("Person.legalName", Some(Code::FieldForbidden), 7);
        let bytes = pack(&record(vec![name, email, access("Person.email", None, 8), email])).unwrap();
        let packed = Packed::read(&bytes).unwrap();
        assert_eq!(
            (packed.membership, packed.purpose()),
            (Some(Uuid::from_u128(3)), Some(Purpose::ContactNews))
        );
        let read: Vec<_> = packed
            .accesses()
            .map(|access| (access.field, access.code, access.subject))
            .collect();
        let person = |id| DataSubject::Person(Id::from_uuid(Uuid::from_u128(id)));
        assert_eq!(
            read,
            [
                ("Person.email".to_owned(), None, person(7)),
                ("Person.email".to_owned(), None, person(8)),
                (
                    "Person.legalName".to_owned(),
                    Some("FIELD_FORBIDDEN".to_owned()),
                    person(7)
                ),
            ]
        );
    }

    #[test]
    fn each_read_keeps_its_project_and_a_record_from_before_is_read_without() {
        let project = |id| Some(Id::from_uuid(Uuid::from_u128(id)));
        let inside = |id, person| Access {
            project: project(id),
            ..access("Person.email", None, person)
        };
        let bytes = pack(&record(vec![
            inside(5, 7),
            inside(4, 7),
            access("Person.email", None, 7),
            inside(5, 8),
        ]))
        .unwrap();
        let packed = Packed::read(&bytes).unwrap();
        let read: Vec<_> = packed.accesses().map(|access| access.project).collect();
        assert_eq!(read, [None, project(4), project(5), project(5)]);
        let before = postcard::to_allocvec(&packed).unwrap();
        assert!(before.len() < bytes.len());
        let packed = Packed::read(&before).unwrap();
        assert_eq!(
            packed.accesses().map(|access| access.project).collect::<Vec<_>>(),
            [None; 4]
        );
    }

    #[test]
    fn of_nobody_there_is_nothing_to_keep_and_other_bytes_are_no_record() {
        let nobody = Access {
            subject: DataSubject::Nobody,
            ..access("Contribution.author", None, 7)
        };
        assert_eq!(pack(&record(vec![nobody])), None);
        assert_eq!(Packed::read(&[3, 1, 4]), None);
    }

    #[test]
    fn three_hundred_subjects_take_their_ids_and_little_more() {
        let all = (0..300).map(|person| access("Person.email", None, person)).collect();
        assert!(pack(&record(all)).unwrap().len() < 300 * 19);
    }
}
