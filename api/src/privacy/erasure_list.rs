//! The list of what a restored backup must not bring back: erasures, restrictions and objections (T154).
//!
//! It is kept where backups are not. A line is a kind and a keyed hash: who has not the key learns nothing from it but how
//! many there are, and can make none, nor take one out unseen.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use async_graphql::InputType as _;
use chrono::{DateTime, SecondsFormat, Utc};
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
const FORM: &str = "trialogue-erasures/2";

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

    /// A list with these lines, in the order of the hashes, which tells nothing of that of the erasures.
    fn list(&self, made_at: DateTime<Utc>, lines: &BTreeSet<String>) -> String {
        let mut text = format!("{}\n", self.head());
        for line in lines {
            text.push_str(line);
            text.push('\n');
        }
        text.push_str(&self.end(made_at, lines));
        text.push('\n');
        text
    }

    /// Says when a list was made, and that nothing was taken out of it.
    fn end(&self, made_at: DateTime<Utc>, lines: &BTreeSet<String>) -> String {
        let made_at = written(made_at);
        let mut all = made_at.clone();
        for line in lines {
            all.push('\n');
            all.push_str(line);
        }
        format!("end {} {made_at} {}", lines.len(), self.hash("end", &[all.as_bytes()]))
    }

    /// Reads a list, or several that stand one after the other.
    pub fn read(&self, text: &str) -> std::result::Result<ErasureList, Unread> {
        let head = self.head();
        let mut all: Option<ErasureList> = None;
        // The lines of the list that is being read; none between lists.
        let mut within: Option<BTreeSet<String>> = None;
        for (place, line) in (1..).zip(text.lines()) {
            let line = line.trim_end();
            within = match within {
                None if line.is_empty() => None,
                None if line == head => Some(BTreeSet::new()),
                None if line.starts_with(FORM) => return Err(Unread::OtherKey),
                None => return Err(Unread::Malformed(place)),
                Some(mut lines) if is_line(line) => {
                    lines.insert(line.to_owned());
                    Some(lines)
                }
                Some(lines) => {
                    let made_at = ended(line).ok_or(Unread::Malformed(place))?;
                    if line != self.end(made_at, &lines) {
                        return Err(Unread::Changed);
                    }
                    all.get_or_insert_with(|| ErasureList::new(made_at))
                        .join(made_at, lines);
                    None
                }
            };
        }
        match (all, within) {
            (Some(list), None) => Ok(list),
            _ => Err(Unread::CutOff),
        }
    }
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// When a list was made that ends with this line; none where none does.
fn ended(line: &str) -> Option<DateTime<Utc>> {
    let (_, rest) = line.strip_prefix("end ")?.split_once(' ')?;
    let (made_at, _) = rest.split_once(' ')?;
    made_at.parse().ok()
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
    made_at: DateTime<Utc>,
    /// Each with when the newest list was made that holds it.
    lines: BTreeMap<String, DateTime<Utc>>,
}

impl ErasureList {
    const fn new(made_at: DateTime<Utc>) -> Self {
        Self {
            made_at,
            lines: BTreeMap::new(),
        }
    }

    fn join(&mut self, made_at: DateTime<Utc>, lines: BTreeSet<String>) {
        self.made_at = self.made_at.max(made_at);
        for line in lines {
            let newest = self.lines.entry(line).or_insert(made_at);
            *newest = made_at.max(*newest);
        }
    }

    /// When it was made; where it is several, the newest of them.
    #[must_use]
    pub fn made_at(&self) -> String {
        written(self.made_at)
    }

    /// When a line was true for the last time that the list tells of; none where it does not hold it.
    pub(super) fn last_seen(&self, line: &str) -> Option<DateTime<Utc>> {
        self.lines.get(line).copied()
    }

    /// The earliest of those times; none where the list holds nothing.
    pub(super) fn since(&self) -> Option<DateTime<Utc>> {
        self.lines.values().min().copied()
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }
}

/// Why a text is no list that can be followed; none of it is then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It was made with another instance secret.
    OtherKey,
    /// This line is none of a list.
    Malformed(usize),
    /// It is not as it was made: lines are missing or were added.
    Changed,
    /// It does not end as a list does.
    CutOff,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherKey => f.write_str("was made with another instance secret: restore that one with the backup"),
            Self::Malformed(place) => write!(f, "is no list of erasures: line {place} is none of one"),
            Self::Changed => f.write_str("was changed after it was made: take it as it was printed"),
            Self::CutOff => f.write_str("is cut off: take a whole list"),
        }
    }
}

/// The erasures, restrictions and objections of the agency with this short name, or of all, as they stand now.
pub async fn list_erasures(store: &Store, clock: &Clock, marks: &Marks, agency: Option<&str>) -> Result<String> {
    // Before it is looked: what ends meanwhile has ended after it.
    let made_at = clock.now();
    let agencies = store.agencies_by_slug(agency).await?;
    if agency.is_some() && agencies.is_empty() {
        return Err(Refusal::no_agency().into());
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
    Ok(marks.list(made_at, &lines))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use entity::id::Id;
    use uuid::Uuid;

    use super::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    fn lines(marks: &Marks) -> BTreeSet<String> {
        let id = |number| Uuid::from_u128(number);
        let lines = marks.all(Id::from_uuid(id(1)), Id::from_uuid(id(2)));
        lines.into_iter().map(|(.., line)| line).collect()
    }

    #[test]
    fn a_list_reads_as_it_prints_and_so_do_two() {
        let marks = Marks::new([7; 32]);
        let lines = lines(&marks);
        assert_eq!(lines.len(), 1 + 2 * (1 + Purpose::ALL.len()), "no two lines are alike");
        let (older, newer) = (marks.list(at(1), &lines), marks.list(at(2), &lines));
        let one = ErasureList {
            made_at: at(1),
            lines: lines.iter().map(|line| (line.clone(), at(1))).collect(),
        };
        assert_eq!(marks.read(&older), Ok(one));
        // What both hold was true last when the newer was made, whichever comes first.
        let both = marks.read(&format!("{older}\n{newer}"));
        assert_eq!(both, marks.read(&newer));
        assert_eq!(both, marks.read(&format!("{newer}{older}")));
        let first: BTreeSet<String> = lines.first().cloned().into_iter().collect();
        let fewer = marks.read(&format!("{older}{}", marks.list(at(2), &first)));
        let fewer = fewer.unwrap_or_else(|_| ErasureList::new(at(0)));
        let seen = |line: Option<&String>| line.and_then(|line| fewer.last_seen(line));
        assert_eq!((seen(lines.first()), seen(lines.last())), (Some(at(2)), Some(at(1))));
        assert_eq!(
            (fewer.since(), fewer.made_at()),
            (Some(at(1)), "1970-01-01T02:00:00.000000Z".to_owned())
        );
        let none = marks.list(at(1), &BTreeSet::new());
        assert_eq!(marks.read(&none), Ok(ErasureList::new(at(1))));
    }

    #[test]
    fn t154_a_list_that_is_not_whole_or_of_another_key_is_not_followed() {
        let marks = Marks::new([7; 32]);
        let lines = lines(&marks);
        let text = marks.list(at(1), &lines);
        let (cut, _) = text.trim_end().rsplit_once('\n').unwrap_or_default();
        for cut in [cut, ""] {
            assert_eq!(marks.read(cut), Err(Unread::CutOff));
        }
        // A line that is taken out shows, whatever the end says of how many there are, and so does another time.
        let taken: BTreeSet<String> = lines.iter().skip(1).cloned().collect();
        let (number, fewer) = (format!("end {} ", lines.len()), format!("end {} ", taken.len()));
        let first = lines.first().cloned().unwrap_or_default();
        let without = text.replacen(&format!("{first}\n"), "", 1);
        assert_eq!(marks.read(&without), Err(Unread::Changed));
        assert_eq!(marks.read(&without.replacen(&number, &fewer, 1)), Err(Unread::Changed));
        assert_eq!(marks.read(&text.replacen("T01:", "T02:", 1)), Err(Unread::Changed));
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
