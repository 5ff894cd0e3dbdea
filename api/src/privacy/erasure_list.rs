//! The list of what a restored backup must not bring back: erasures, restrictions and objections (T154).
//!
//! It is kept where backups are not. A line is a kind and a keyed hash: who has not the key learns nothing from it but how
//! many there are, and can make none.

use std::{collections::BTreeSet, fmt};

use async_graphql::InputType as _;
use entity::{
    id::{PersonId, TenantId},
    set::Member as _,
    vocabulary::{DataSubjectRight, Purpose},
};
use hmac::{Hmac, Mac as _, digest::KeyInit};
use sha2::Sha256;

use crate::{
    actor::Actor,
    clock::Clock,
    error::{Refusal, Result},
    store::Store,
};

/// How many people one statement names.
pub(super) const PAGE: u64 = 1_000;

/// Names the form of the list, and changes with it.
const FORM: &str = "trialogue-erasures/1";

const NAME: &str = "list of erasures";

/// What a line keeps from coming back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// A person who was erased.
    Erased,
    /// A restriction that was granted.
    Restricted,
    /// An objection, whether it is decided or not.
    Objected,
}

impl Kept {
    const ALL: [Self; 3] = [Self::Erased, Self::Restricted, Self::Objected];

    const fn name(self) -> &'static str {
        match self {
            Self::Erased => "erased",
            Self::Restricted => "restricted",
            Self::Objected => "objected",
        }
    }

    /// The line for data that rest because this right was used.
    pub(super) fn by(right: DataSubjectRight) -> Option<Self> {
        match right {
            DataSubjectRight::Restriction => Some(Self::Restricted),
            DataSubjectRight::Objection => Some(Self::Objected),
            _ => None,
        }
    }
}

/// Makes and reads lists, with a key that is in no database.
pub struct Marks(Hmac<Sha256>);

impl Marks {
    /// With a key of its own, such as `InstanceSecret::derive("erasures")`.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        // HMAC pads a shorter key with zeros to its block anyway; given whole, there is no length to fail on.
        let mut block = [0; 64];
        for (to, from) in block.iter_mut().zip(key) {
            *to = from;
        }
        Self(<Hmac<Sha256> as KeyInit>::new(&block.into()))
    }

    fn hash(&self, kind: &str, rest: &[&[u8]]) -> String {
        // A kind holds no zero and ids have one length, so that no two lines are made of the same bytes.
        let mut mac = self.0.clone().chain_update(kind).chain_update([0]);
        for part in rest {
            mac.update(part);
        }
        format!("{:x}", mac.finalize().into_bytes())
    }

    /// The line for a person, or for their data of one purpose.
    pub(super) fn line(&self, kept: Kept, agency: TenantId, person: PersonId, purpose: Option<Purpose>) -> String {
        let purpose = purpose.map_or_else(String::new, |purpose| purpose.to_value().to_string());
        let (agency, person) = (agency.uuid(), person.uuid());
        let hash = self.hash(kept.name(), &[agency.as_bytes(), person.as_bytes(), purpose.as_bytes()]);
        format!("{} {hash}", kept.name())
    }

    /// All lines that can be about a person, with what each of them says.
    pub(super) fn all(&self, agency: TenantId, person: PersonId) -> Vec<(Kept, Option<Purpose>, String)> {
        let purposes = || std::iter::once(None).chain(Purpose::ALL.iter().copied().map(Some));
        let about = |kept: Kept| purposes().filter(move |purpose| kept != Kept::Erased || purpose.is_none());
        let all = Kept::ALL
            .into_iter()
            .flat_map(|kept| about(kept).map(move |purpose| (kept, purpose)));
        all.map(|(kept, purpose)| (kept, purpose, self.line(kept, agency, person, purpose)))
            .collect()
    }

    /// Says which key the lines are made with, and nothing of it.
    fn head(&self) -> String {
        format!("{FORM} {}", self.hash("list", &[]))
    }

    /// A list with these lines.
    fn list(&self, lines: BTreeSet<String>) -> ErasureList {
        ErasureList {
            head: self.head(),
            lines,
        }
    }

    /// Reads a list, or several that stand one after the other.
    pub fn read(&self, text: &str) -> std::result::Result<ErasureList, Unread> {
        let (head, mut lines) = (self.head(), BTreeSet::new());
        // How many lines of a list were read; none between lists.
        let mut within: Option<usize> = None;
        let mut is_empty = true;
        for (place, line) in (1..).zip(text.lines()) {
            within = match (within, line.trim_end()) {
                (None, "") => None,
                (None, line) if line == head => {
                    is_empty = false;
                    Some(0)
                }
                (None, line) if line.starts_with(FORM) => return Err(Unread::OtherKey),
                (Some(number), line) if line == end(number) => None,
                (Some(number), line) if is_line(line) => {
                    lines.insert(line.to_owned());
                    Some(number + 1)
                }
                _ => return Err(Unread::Malformed(place)),
            };
        }
        if is_empty || within.is_some() {
            return Err(Unread::CutOff);
        }
        Ok(ErasureList { head, lines })
    }
}

/// Says that nothing was cut off before it.
fn end(number: usize) -> String {
    format!("end {number}")
}

fn is_line(line: &str) -> bool {
    let hexadecimal =
        |hash: &str| hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    line.split_once(' ')
        .is_some_and(|(kind, hash)| Kept::ALL.iter().any(|kept| kept.name() == kind) && hexadecimal(hash))
}

/// What must not come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasureList {
    head: String,
    lines: BTreeSet<String>,
}

impl ErasureList {
    pub(super) fn holds(&self, line: &str) -> bool {
        self.lines.contains(line)
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }
}

impl fmt::Display for ErasureList {
    /// In the order of the hashes, which tells nothing of that of the erasures.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.head)?;
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        writeln!(f, "{}", end(self.lines.len()))
    }
}

/// Why a text is no list that can be followed; none of it is then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It was made with another instance secret.
    OtherKey,
    /// This line is none of a list.
    Malformed(usize),
    /// It does not end as a list does.
    CutOff,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherKey => f.write_str("was made with another instance secret: restore that one with the backup"),
            Self::Malformed(place) => write!(f, "is no list of erasures: line {place} is none of one"),
            Self::CutOff => f.write_str("is cut off: take a whole list"),
        }
    }
}

/// The erasures, restrictions and objections of the agency with this short name, or of all, as they stand now.
pub async fn list_erasures(store: &Store, clock: &Clock, marks: &Marks, agency: Option<&str>) -> Result<ErasureList> {
    let agencies = store.agencies_by_slug(agency).await?;
    if agency.is_some() && agencies.is_empty() {
        return Err(Refusal::not_found().into());
    }
    let mut lines = BTreeSet::new();
    for (agency, _) in agencies {
        let tx = store.read(Actor::job(agency, NAME)).await?;
        let mut erased = BTreeSet::new();
        let mut after = None;
        loop {
            let people = tx.people_after(after, PAGE).await?;
            let Some((last, _)) = people.last() else { break };
            after = Some(*last);
            erased.extend(
                people
                    .iter()
                    .filter(|(_, is_erased)| *is_erased)
                    .map(|(person, _)| *person),
            );
        }
        let of_person = |person: &PersonId| marks.line(Kept::Erased, agency, *person, None);
        lines.extend(erased.iter().map(of_person));
        for rest in tx.rests(clock.now()).await? {
            // Of who was erased nothing is left to rest.
            if let Some(kept) = Kept::by(rest.right).filter(|_| !erased.contains(&rest.person)) {
                lines.insert(marks.line(kept, agency, rest.person, rest.purpose));
            }
        }
    }
    Ok(marks.list(lines))
}

#[cfg(test)]
mod tests {
    use entity::id::Id;
    use uuid::Uuid;

    use super::*;

    fn list(marks: &Marks) -> ErasureList {
        let id = |number| Uuid::from_u128(number);
        let lines = marks.all(Id::from_uuid(id(1)), Id::from_uuid(id(2)));
        marks.list(lines.into_iter().map(|(.., line)| line).collect())
    }

    #[test]
    fn a_list_reads_as_it_prints_and_so_do_two() {
        let marks = Marks::new([7; 32]);
        let list = list(&marks);
        assert_eq!(list.len(), 1 + 2 * (1 + Purpose::ALL.len()), "no two lines are alike");
        assert_eq!(marks.read(&list.to_string()), Ok(list.clone()));
        assert_eq!(marks.read(&format!("{list}\n{list}")), Ok(list));
        let none = marks.list(BTreeSet::new());
        assert_eq!(marks.read(&none.to_string()), Ok(none));
    }

    #[test]
    fn t154_a_list_that_is_not_whole_or_of_another_key_is_not_followed() {
        let marks = Marks::new([7; 32]);
        let text = list(&marks).to_string();
        let (cut, _) = text.trim_end().rsplit_once('\n').unwrap_or_default();
        for cut in [cut, ""] {
            assert_eq!(marks.read(cut), Err(Unread::CutOff));
        }
        let (head, rest) = text.split_once('\n').unwrap_or_default();
        let (_, fewer) = rest.split_once('\n').unwrap_or_default();
        let last = text.lines().count();
        assert_eq!(
            marks.read(&format!("{head}\n{fewer}")),
            Err(Unread::Malformed(last - 1))
        );
        assert_eq!(
            marks.read(&text.replacen("erased ", "erased x", 1)),
            Err(Unread::Malformed(2))
        );
        assert_eq!(Marks::new([8; 32]).read(&text), Err(Unread::OtherKey));
    }

    #[test]
    fn a_line_is_of_one_agency_one_person_and_one_purpose() {
        let marks = Marks::new([7; 32]);
        let line = |kept, agency: u128, person: u128, purpose| {
            let id = Uuid::from_u128;
            marks.line(kept, Id::from_uuid(id(agency)), Id::from_uuid(id(person)), purpose)
        };
        let all = [
            line(Kept::Objected, 1, 2, None),
            line(Kept::Objected, 2, 2, None),
            line(Kept::Objected, 1, 1, None),
            line(Kept::Objected, 1, 2, Some(Purpose::Research)),
            line(Kept::Restricted, 1, 2, None),
        ];
        let hashes = all.iter().filter_map(|line| line.split_once(' '));
        assert_eq!(hashes.map(|(_, hash)| hash).collect::<BTreeSet<_>>().len(), all.len());
    }
}
