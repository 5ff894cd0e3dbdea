//! What was aimed at, beside what was found: each bench ends by saying both, and a program that missed an aim fails.

use std::fmt::Write as _;

/// One figure that has a limit.
struct Aim {
    what: String,
    found: f64,
    most: f64,
}

/// The aims of a run.
#[derive(Default)]
pub(crate) struct Aims(Vec<Aim>);

impl Aims {
    /// Something is to be at most so much. What could not be found, which is no number, misses its aim.
    pub(crate) fn at_most(&mut self, what: impl Into<String>, found: f64, most: f64) {
        let what = what.into();
        self.0.push(Aim { what, found, most });
    }

    /// Something is never to be.
    pub(crate) fn never(&mut self, what: impl Into<String>, found: u32) {
        self.at_most(what, f64::from(found), 0.0);
    }

    /// All of another part's.
    pub(crate) fn add(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Whether none is missed.
    pub(crate) fn are_met(&self) -> bool {
        self.0.iter().all(Aim::is_met)
    }

    /// Each aim beside its figure, in Markdown.
    pub(crate) fn table(&self) -> Result<String, std::fmt::Error> {
        let mut text = "\n| aim | found | at most | |\n|---|---|---|---|\n".to_owned();
        for aim in &self.0 {
            let said = if aim.is_met() { "met" } else { "**missed**" };
            let found = if aim.found.is_finite() {
                two_places(aim.found)
            } else {
                "nothing".to_owned()
            };
            writeln!(text, "| {} | {found} | {} | {said} |", aim.what, two_places(aim.most))?;
        }
        Ok(text)
    }
}

impl Aim {
    /// What is no number is not at most anything.
    fn is_met(&self) -> bool {
        self.found <= self.most
    }
}

/// At most two places, and none that say nothing.
fn two_places(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn an_aim_is_missed_by_what_is_more_and_by_what_could_not_be_found() {
        for (found, is_met) in [(1.15, true), (1.16, false), (f64::NAN, false), (f64::INFINITY, false)] {
            let mut aims = Aims::default();
            aims.at_most("a ratio", 1.0, 1.15);
            assert!(aims.are_met());
            aims.at_most("another", found, 1.15);
            assert_eq!(aims.are_met(), is_met, "{found}");
            assert_eq!(aims.table().unwrap().contains("missed"), !is_met);
        }
        let mut aims = Aims::default();
        aims.never("lost", 1);
        assert!(!aims.are_met());
    }

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        let numbers = [150.0, 1.5, 1.154, 0.0, 0.004].map(two_places);
        assert_eq!(numbers, ["150", "1.5", "1.15", "0", "0"]);
    }
}
