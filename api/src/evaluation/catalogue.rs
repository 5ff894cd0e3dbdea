//! The catalogue of criteria, as data, in the order of the keys. A key that was ever asked about
//! keeps its meaning: another question is another key.

use entity::vocabulary::AssessorRelation::{self, Deliverer, Observer, Owner, Participant, User};

/// A criterion of the catalogue.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Short key, which is stored and from which its global id is made.
    pub(super) key: &'static str,
    /// What it is called.
    pub(super) title: &'static str,
    /// What it means.
    pub(super) definition: &'static str,
    /// Whom it is meant for, in the order of the enumeration; nobody where it is computed.
    pub(super) asked_of: &'static [AssessorRelation],
    /// The statement that is rated; none where it is computed.
    pub(super) question: Option<&'static str>,
    /// Where in the literature it comes from.
    pub(super) source: &'static str,
    /// The steps that a score can be; none where it is computed.
    pub(super) scale: Option<&'static Steps>,
}

/// An ordinal scale of whole steps.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Steps {
    pub(super) lowest: i32,
    pub(super) highest: i32,
    pub(super) lowest_label: &'static str,
    pub(super) highest_label: &'static str,
}

/// How far one agrees.
const AGREEMENT: Steps = Steps {
    lowest: 1,
    highest: 5,
    lowest_label: "Do not agree at all",
    highest_label: "Agree completely",
};

/// Gain or loss: harm can be said too.
pub(super) const CHANGE: Steps = Steps {
    lowest: -2,
    highest: 2,
    lowest_label: "Much worse",
    highest_label: "Much better",
};

const EVERYBODY: &[AssessorRelation] = &[User, Participant, Deliverer, Owner, Observer];

/// The criterion with this key.
#[must_use]
pub(super) fn by_key(key: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|entry| entry.key == key)
}

/// All criteria, by key.
pub(super) const CATALOGUE: &[Entry] = &[
    Entry {
        key: "AD-01",
        title: "Willingness to adopt",
        definition: "Whether people would use the service, or tell others to.",
        asked_of: &[User, Participant],
        question: Some("I would use this service again, or tell others to use it."),
        source: "Brief, evaluation of services",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "CM-01",
        title: "Communication between provider and users",
        definition: "Whether both sides hear each other clearly and in time.",
        asked_of: &[User, Deliverer],
        question: Some("Provider and users told each other clearly and in time what mattered."),
        source: "Brief, evaluation of delivery",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "CV-AD",
        title: "Administrative value",
        definition: "What the service gave to, or took from, the working of the administration.",
        asked_of: EVERYBODY,
        question: Some("Because of this service, public administration works better or worse."),
        source: "Mergel et al.",
        scale: Some(&CHANGE),
    },
    Entry {
        key: "CV-CI",
        title: "Value for residents",
        definition: "What the service gave to, or took from, the people it is for.",
        asked_of: EVERYBODY,
        question: Some("Because of this service, the people it is for are better or worse off."),
        source: "Mergel et al.",
        scale: Some(&CHANGE),
    },
    Entry {
        key: "CV-DE",
        title: "Democratic value",
        definition: "What the service gave to, or took from, trust, voice and fairness.",
        asked_of: EVERYBODY,
        question: Some("Because of this service, people have more or less of a say."),
        source: "Mergel et al.",
        scale: Some(&CHANGE),
    },
    Entry {
        key: "CV-EC",
        title: "Economic value",
        definition: "What the service gave to, or took from, the use of money, time and goods.",
        asked_of: EVERYBODY,
        question: Some("Because of this service, money and time are spent better or worse."),
        source: "Mergel et al.",
        scale: Some(&CHANGE),
    },
    Entry {
        key: "DE-01",
        title: "Trustworthy use of data",
        definition: "Whether people knew which data were used and why, and could object.",
        asked_of: &[User, Participant],
        question: Some("I knew which data about me were used and why, and I could say no."),
        source: "OECD good practice principles for data ethics",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "EF-01",
        title: "Effectiveness of delivery",
        definition: "Whether what was agreed was delivered.",
        asked_of: &[User, Deliverer, Owner],
        question: Some("What had been agreed was delivered."),
        source: "Brief, evaluation of delivery",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "EM-01",
        title: "Empowerment by information",
        definition: "Whether people have what they need to hold the service to account.",
        asked_of: &[User, Participant],
        question: Some("I was given what I need to hold those who answer for the service to account."),
        source: "Brief, learning from evaluation",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "IM-01",
        title: "Improvement closure",
        definition: "Share of the due improvements that were carried out.",
        asked_of: &[],
        question: None,
        source: "Brief, learning from evaluation",
        scale: None,
    },
    Entry {
        key: "IN-01",
        title: "Inclusiveness and accessibility",
        definition: "Whether people of all kinds could take part on equal terms.",
        asked_of: &[User, Participant],
        question: Some("People like me could take part on equal terms."),
        source: "OECD guidelines for citizen participation; Berlin Declaration",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "KI-01",
        title: "Integration of knowledge",
        definition: "Whether professional and lay knowledge both shaped the result.",
        asked_of: &[Participant, Deliverer],
        question: Some("What professionals know and what people know from life both shaped the result."),
        source: "Brief, evaluation of delivery",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "LE-01",
        title: "Learning",
        definition: "Whether those involved know what to do differently.",
        asked_of: &[Participant, Deliverer, Owner],
        question: Some("We now know what we would do differently."),
        source: "Brief, learning from evaluation",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "PR-01",
        title: "Representativeness",
        definition: "How far those who took part mirror the population.",
        asked_of: &[],
        question: None,
        source: "Rowe and Frewer",
        scale: None,
    },
    Entry {
        key: "PR-02",
        title: "Independence",
        definition: "Whether the process was free of undue influence.",
        asked_of: &[Participant],
        question: Some("Nobody steered the process for ends of their own."),
        source: "Rowe and Frewer",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "PR-03",
        title: "Early involvement",
        definition: "Whether people outside the state were heard before the solution was fixed.",
        asked_of: &[],
        question: None,
        source: "Rowe and Frewer",
        scale: None,
    },
    Entry {
        key: "PR-04",
        title: "Influence",
        definition: "Whether what people said visibly changed the result.",
        asked_of: &[Participant],
        question: Some("I can see what changed because of what we said."),
        source: "Rowe and Frewer",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "PR-05",
        title: "Transparency",
        definition: "Whether people could follow how decisions came about.",
        asked_of: &[Participant],
        question: Some("I could follow how decisions were made."),
        source: "Rowe and Frewer; Engen",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "PR-06",
        title: "Accessibility of resources",
        definition: "Whether time, information and support were enough.",
        asked_of: &[Participant],
        question: Some("I had the time, the information and the help that I needed."),
        source: "Rowe and Frewer",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "PR-07",
        title: "Definition of the task",
        definition: "Whether purpose, promised influence and roles were clear.",
        asked_of: &[Participant],
        question: Some("I knew what it was for, how far our word would count, and what my part was."),
        source: "Rowe and Frewer; Järvi",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "PR-08",
        title: "Structured decisions",
        definition: "Whether the rule for deciding was known and kept.",
        asked_of: &[Participant],
        question: Some("I knew the rule by which was decided, and it was kept."),
        source: "Rowe and Frewer",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "PR-09",
        title: "Cost-effectiveness",
        definition: "Hours and money for each contribution that was carried out.",
        asked_of: &[],
        question: None,
        source: "Rowe and Frewer",
        scale: None,
    },
    Entry {
        key: "SA-01",
        title: "Satisfaction",
        definition: "How content users are on the whole.",
        asked_of: &[User],
        question: Some("All in all, I am content with the service."),
        source: "Brief, sustainability",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "SU-01",
        title: "Sustained engagement",
        definition: "Whether those who came stayed.",
        asked_of: &[],
        question: None,
        source: "Brief, sustainability",
        scale: None,
    },
    Entry {
        key: "SU-02",
        title: "Prospect of continuity",
        definition: "Whether those involved expect to go on working together.",
        asked_of: &[Participant, Deliverer, Owner],
        question: Some("I expect us to go on working together."),
        source: "Edelmann and Virkar",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "TR-01",
        title: "Trust in the service",
        definition: "Whether people trust the service with their case and their data.",
        asked_of: &[User, Participant],
        question: Some("I trust this service to handle my case and my data rightly."),
        source: "Brief, evaluation of services",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "TR-02",
        title: "Trust in the process",
        definition: "Whether people feel that what they gave was treated fairly.",
        asked_of: &[Participant],
        question: Some("What I contributed was treated fairly."),
        source: "Brief, trust; Järvi",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "UC-01",
        title: "User-centricity",
        definition: "Whether the service answers the needs that its users named.",
        asked_of: &[User, Participant],
        question: Some("The service answers the needs that its users spoke of."),
        source: "Brief, evaluation of services",
        scale: Some(&AGREEMENT),
    },
    Entry {
        key: "UC-02",
        title: "Ease of use",
        definition: "Whether users get through the service without help.",
        asked_of: &[User],
        question: Some("I got through the service without help from others."),
        source: "Brief; Tallinn and Berlin Declarations",
        scale: Some(&AGREEMENT),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_order_and_each_is_there_once() {
        assert!(CATALOGUE.is_sorted_by(|one, next| one.key < next.key));
        assert_eq!(CATALOGUE.len(), 29);
    }

    #[test]
    fn what_is_computed_is_asked_of_nobody_and_everything_else_of_somebody() {
        for entry in CATALOGUE {
            let computed = entry.question.is_none();
            assert_eq!(entry.asked_of.is_empty(), computed, "{}", entry.key);
            assert_eq!(entry.scale.is_none(), computed, "{}", entry.key);
            assert!(entry.asked_of.is_sorted(), "{}", entry.key);
        }
        let computed = CATALOGUE.iter().filter(|entry| entry.scale.is_none());
        let computed: Vec<_> = computed.map(|entry| entry.key).collect();
        assert_eq!(computed, ["IM-01", "PR-01", "PR-03", "PR-09", "SU-01"]);
    }

    #[test]
    fn public_value_can_be_lost_and_everything_else_is_agreement() {
        for entry in CATALOGUE.iter().filter(|entry| entry.scale.is_some()) {
            let scale = entry.scale.map(|scale| (scale.lowest, scale.highest));
            let expected = if entry.key.starts_with("CV-") { (-2, 2) } else { (1, 5) };
            assert_eq!(scale, Some(expected), "{}", entry.key);
        }
    }
}
