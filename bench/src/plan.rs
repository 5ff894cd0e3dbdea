//! The data set as a plan: sizes, ids, moments and names follow from a seed alone, so that every run has the same rows
//! and the load knows them without asking.

use chrono::{DateTime, Duration, TimeZone, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Another seed gives other rows of the same shape.
const SEED: &str = "trialogue bench 1";

/// Phases of a project: one that is closed, one that is open, one that is planned.
pub(crate) const PHASES: u32 = 3;

/// Contributions to a phase.
pub(crate) const CONTRIBUTIONS: u32 = 50;

/// The people of an agency whose tokens the load shows: the first so many of them.
pub(crate) const VIEWERS: u32 = 5;

/// Who takes part in a project beside one viewer.
pub(crate) const OTHERS: u32 = 29;

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) agencies: u32,
    pub(crate) projects: u32,
    pub(crate) people: u32,
}

impl Size {
    /// What the figures in the documents are made with.
    pub(crate) const FULL: Self = Self {
        agencies: 20,
        projects: 100,
        people: 1000,
    };

    /// For trying.
    pub(crate) const QUICK: Self = Self {
        agencies: 4,
        projects: 20,
        people: 100,
    };

    /// How many people send requests.
    pub(crate) const fn viewers(self) -> u32 {
        self.agencies * VIEWERS
    }
}

fn bytes<const N: usize>(what: &str, path: &[u32]) -> [u8; N] {
    let mut digest = Sha256::new_with_prefix(SEED);
    digest.update(what);
    for number in path {
        digest.update(number.to_be_bytes());
    }
    let mut bytes = [0; N];
    for (byte, from) in bytes.iter_mut().zip(digest.finalize()) {
        *byte = from;
    }
    bytes
}

/// The id of what must not tell its moment.
pub(crate) fn blind(what: &str, path: &[u32]) -> Uuid {
    uuid::Builder::from_random_bytes(bytes(what, path)).into_uuid()
}

/// The id of what tells its moment.
pub(crate) fn dated(what: &str, path: &[u32], at: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes(what, path)).into_uuid()
}

/// The agency with this number.
pub(crate) fn tenant(agency: u32) -> Uuid {
    blind("tenant", &[agency])
}

/// When everything began.
fn begin() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2025, 1, 6, 9, 0, 0).single().unwrap_or_default()
}

/// A project of an agency.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Project {
    pub(crate) agency: u32,
    pub(crate) number: u32,
}

impl Project {
    pub(crate) fn at(self) -> DateTime<Utc> {
        begin() + Duration::days(i64::from(self.number) * 5)
    }

    pub(crate) fn id(self) -> Uuid {
        dated("project", &[self.agency, self.number], self.at())
    }

    pub(crate) fn slug(self) -> String {
        format!("project-{}", self.number)
    }

    /// Which of the viewers takes part.
    pub(crate) const fn viewer(self) -> u32 {
        self.number % VIEWERS
    }

    pub(crate) fn phase(self, phase: u32) -> Uuid {
        dated("phase", &[self.agency, self.number, phase], self.at())
    }

    /// When this contribution to a phase came.
    pub(crate) fn contributed_at(self, phase: u32, number: u32) -> DateTime<Utc> {
        self.at() + Duration::days(i64::from(phase * 60 + number)) + Duration::minutes(i64::from(number * 7))
    }

    pub(crate) fn contribution(self, phase: u32, number: u32) -> Uuid {
        let at = self.contributed_at(phase, number);
        dated("contribution", &[self.agency, self.number, phase, number], at)
    }

    /// Who takes part, by their number among the agency's people: one viewer, and others spread over the rest.
    pub(crate) fn people(self, size: Size) -> Vec<u32> {
        let rest = size.people - VIEWERS;
        let others = (0..OTHERS).map(|other| VIEWERS + (self.number * 31 + other * 3) % rest);
        std::iter::once(self.viewer()).chain(others).collect()
    }

    pub(crate) fn participation(self, person: u32) -> Uuid {
        blind("participation", &[self.agency, self.number, person])
    }
}

/// The membership of a person.
pub(crate) fn membership(agency: u32, person: u32) -> Uuid {
    blind("membership", &[agency, person])
}

/// A project that the viewer takes part in, another at each turn.
pub(crate) const fn project_of(size: Size, agency: u32, viewer: u32, turn: u32) -> Project {
    Project {
        agency,
        number: viewer + VIEWERS * (turn % (size.projects / VIEWERS)),
    }
}

/// The same among those that are active, and so have an open phase: those whose number ends in 3 or more are.
pub(crate) const fn active_project_of(size: Size, agency: u32, viewer: u32, turn: u32) -> Project {
    Project {
        agency,
        number: viewer + VIEWERS + 10 * (turn % (size.projects / 10)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_and_each_once() {
        let project = Project { agency: 3, number: 7 };
        assert_eq!(project.id(), Project { agency: 3, number: 7 }.id());
        let ids: BTreeSet<_> = (0..PHASES)
            .flat_map(|phase| (0..CONTRIBUTIONS).map(move |number| project.contribution(phase, number)))
            .collect();
        assert_eq!(ids.len(), 150);
    }

    #[test]
    fn a_project_has_thirty_different_participants_and_one_viewer_among_them() {
        for size in [Size::QUICK, Size::FULL] {
            for number in 0..size.projects {
                let people = Project { agency: 0, number }.people(size);
                let different: BTreeSet<_> = people.iter().collect();
                assert_eq!((people.len(), different.len()), (30, 30));
                assert_eq!(people.iter().filter(|person| **person < VIEWERS).count(), 1);
            }
        }
    }

    #[test]
    fn viewers_take_part_in_the_projects_that_they_ask_for() {
        for (viewer, turn) in [(0, 0), (4, 17), (2, 1000)] {
            assert_eq!(project_of(Size::FULL, 1, viewer, turn).viewer(), viewer);
            let active = active_project_of(Size::FULL, 1, viewer, turn);
            assert_eq!((active.viewer(), active.number % 10 >= 3), (viewer, true));
        }
    }
}
