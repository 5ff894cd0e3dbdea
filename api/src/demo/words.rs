//! What is said in the open projects. All of it is made up, 優步 (Uber) too: the deliberation on it that took place has the
//! name in Latin letters alone.

/// A project in the middle of co-design.
pub(super) struct Open {
    pub(super) tenant: &'static str,
    pub(super) slug: &'static str,
    pub(super) title: &'static str,
    pub(super) summary: &'static str,
    pub(super) problem: &'static str,
    pub(super) object: &'static str,
    /// Title and description of a phase of each of [`KINDS`].
    pub(super) phases: &'static [(&'static str, &'static str); 4],
    pub(super) said: &'static [Said],
    /// Short name, title and summary of a draft that starts from a template.
    pub(super) draft: (&'static str, &'static str, &'static str),
    /// Who declares that they work for somebody who could gain, the summary for everybody and the detail for few.
    pub(super) interest: [&'static str; 3],
}

/// A contribution, and what came of it.
pub(super) struct Said {
    pub(super) by: &'static str,
    pub(super) kind: &'static str,
    pub(super) title: &'static str,
    pub(super) body: &'static str,
    pub(super) fate: Fate,
    pub(super) replies: &'static [(&'static str, &'static str)],
    /// Who agrees, who disagrees, who passes.
    pub(super) stands: [&'static [&'static str]; 3],
}

/// How far a contribution has come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Its author has not handed it in.
    Draft,
    /// It waits for a moderator.
    Waiting,
    /// A moderator keeps it back.
    Held,
    /// Everybody reads it.
    Published,
}

/// The kinds of phases, in the order in which they come.
pub(super) const KINDS: [&str; 4] = ["CO_COMMISSIONING", "CO_DESIGN", "CO_DELIVERY", "CO_ASSESSMENT"];

/// Why a contribution is held.
pub(super) const HELD: &str = "It names a neighbour who was not asked.";

/// A contribution that nobody has answered or weighed yet.
const fn fresh(by: &'static str, kind: &'static str, title: &'static str, body: &'static str, fate: Fate) -> Said {
    Said {
        by,
        kind,
        title,
        body,
        fate,
        replies: &[],
        stands: [&[], &[], &[]],
    }
}

pub(super) const OPEN: &[Open] = &[
    Open {
        tenant: "london",
        slug: "night-bus",
        title: "Safer night buses",
        summary: "How can people get home by bus at night without fear?",
        problem: "Many who work or go out late avoid the night bus, because they feel alone on it and at its stops.",
        draft: (
            "front-desk",
            "One front desk for victims of crime",
            "Who was harmed should have to tell it once.",
        ),
        interest: [
            "enzo",
            "Works for a firm that runs buses at night and would bid for more.",
            "Thames Shuttle; half of its contracts end next year.",
        ],
        object: "SERVICE",
        phases: &[
            (
                "What is wrong at night",
                "Passengers, drivers and the office agree on what is to be solved.",
            ),
            (
                "Ideas for the way home",
                "Anybody who takes part proposes what should change, and weighs what others propose.",
            ),
            (
                "Trying it on two routes",
                "What was agreed runs on two routes for three months.",
            ),
            (
                "Did it help",
                "Passengers, drivers and the office judge the trial together.",
            ),
        ],
        said: &[
            Said {
                by: "rosa",
                kind: "IDEA",
                title: "Stops on request after ten",
                body: "Let the driver stop between two stops after ten at night, where it is lit and safe to do so.",
                fate: Fate::Published,
                replies: &[
                    (
                        "ewan",
                        "Our drivers would do it, if the list of places is fixed beforehand.",
                    ),
                    ("rita", "Please ask wheelchair users which of those places work."),
                ],
                stands: [
                    &["ravi", "ruth", "remi", "rhys", "rana"],
                    &["ewan", "enzo", "ryan", "stanley", "rita"],
                    &[],
                ],
            },
            Said {
                by: "esme",
                kind: "PROPOSAL",
                title: "A waiting room in shops that are open late",
                body: "Shops near a stop put up a sign and let people wait inside. Our trade body would keep the list.",
                fate: Fate::Published,
                replies: &[("rana", "I would rather wait there than under the bridge.")],
                stands: [&["rosa", "rana", "rita", "ruth", "remi", "stanley"], &[], &["rhys"]],
            },
            Said {
                by: "ravi",
                kind: "EVIDENCE",
                title: "Counted on four Fridays",
                body: "On four Fridays between eleven and two, 31 of 74 people at our stop walked off before the bus came.",
                fate: Fate::Published,
                replies: &[],
                stands: [&["rosa"], &[], &[]],
            },
            fresh(
                "rhys",
                "IDEA",
                "Lamps that brighten",
                "Lamps at a stop could brighten when somebody waits there.",
                Fate::Waiting,
            ),
            fresh(
                "ruth",
                "NEED",
                "I gave up evening classes",
                "I stopped going to evening classes because of the way home.",
                Fate::Waiting,
            ),
            fresh(
                "ryan",
                "NEED",
                "Trouble at our stop",
                "The man in the flat above the stop shouts at everybody who waits.",
                Fate::Held,
            ),
            fresh(
                "rita",
                "PROPOSAL",
                "Buttons on the upper deck",
                "A button on the upper deck that calls the driver, with a light to show that it was heard.",
                Fate::Draft,
            ),
        ],
    },
    Open {
        tenant: "new-zealand",
        slug: "backyard-birds",
        title: "Birds back in the suburbs",
        summary: "What can households, firms and the department do so that native birds nest in suburbs again?",
        problem: "Native birds breed on the islands and in the reserves, and vanish between there and the city.",
        draft: (
            "river-days",
            "River days",
            "Schools and farms look after a river together.",
        ),
        interest: [
            "ella",
            "Works for a firm that sells traps.",
            "Its head of sales since last year, with a share in what is sold.",
        ],
        object: "STRATEGY",
        phases: &[
            ("Which birds, which suburbs", "We agree on where to begin."),
            (
                "What each of us can do",
                "Households, firms and rangers propose what they would do, and what they would need for it.",
            ),
            ("A season of doing it", "Three suburbs try for one nesting season."),
            ("What the season brought", "We judge together what worked and for whom."),
        ],
        said: &[
            Said {
                by: "wiremu",
                kind: "IDEA",
                title: "A trap library",
                body: "Lend traps like books, with somebody from the street who shows how to set and check them.",
                fate: Fate::Published,
                replies: &[("eru", "We could keep fifty of them at our yard.")],
                stands: [&["whetu", "will", "wendy", "eru", "ella", "sina"], &[], &[]],
            },
            Said {
                by: "ella",
                kind: "PROPOSAL",
                title: "Hedges in new housing",
                body: "Builders plant native hedges first and put fences up last.",
                fate: Fate::Published,
                replies: &[],
                stands: [&["wiremu", "will"], &["eru"], &["wendy"]],
            },
            fresh(
                "whetu",
                "NEED",
                "Cats at night",
                "We need a way to talk about cats at night without a quarrel.",
                Fate::Waiting,
            ),
        ],
    },
    Open {
        tenant: "taiwan",
        slug: "accessible-rides",
        title: "輪椅也叫得到車",
        summary: "如何讓使用輪椅的人在三十分鐘內叫到車？",
        problem: "可載輪椅的車輛太少，而且集中在市中心；夜間幾乎叫不到。",
        draft: ("open-counter", "開放櫃檯", "讓民眾一起設計線上申辦。"),
        interest: ["zhang", "任職於提供叫車服務的公司。", "該公司正在申請無障礙車輛補助。"],
        object: "POLICY",
        phases: &[
            ("問題在哪裡", "乘客、業者與機關一起釐清要解決什麼。"),
            ("大家的提案", "參與者提出做法，並對彼此的提案表達立場。"),
            ("三個區試辦", "依照共識在三個區試辦三個月。"),
            ("一起評估", "乘客、業者與機關共同評估試辦成果。"),
        ],
        said: &[
            Said {
                by: "chen",
                kind: "IDEA",
                title: "共用一個叫車號碼",
                body: "不論哪一家車行，打同一個號碼就能派最近的無障礙車輛。",
                fate: Fate::Published,
                replies: &[("zhang", "我們車行願意加入，但需要共同的派車介面。")],
                stands: [&["huang", "zhou", "xu", "zhang", "wu", "li"], &[], &[]],
            },
            Said {
                by: "li",
                kind: "PROPOSAL",
                title: "夜間補貼",
                body: "晚上十點後載送輪椅乘客，每趟補貼司機固定金額，計程車與優步都適用。",
                fate: Fate::Published,
                replies: &[],
                stands: [&["zhang", "chen"], &["zhou"], &["xu"]],
            },
            fresh(
                "zhou",
                "NEED",
                "下雨天等不到車",
                "下雨天在醫院門口常常等一個多小時。",
                Fate::Waiting,
            ),
        ],
    },
];
