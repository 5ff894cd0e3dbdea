//! The catalogue of criteria in German.

use super::{Language, Words};

/// In German.
pub(super) const LANGUAGE: Language = Language {
    tag: "de",
    agreement: ["Stimme gar nicht zu", "Stimme voll zu"],
    change: ["Viel schlechter", "Viel besser"],
    words: &[
        Words {
            key: "AD-01",
            title: "Bereitschaft zur Nutzung",
            definition: "Ob Menschen den Dienst nutzen oder weiterempfehlen würden.",
            question: Some("Ich würde diesen Dienst wieder nutzen oder anderen dazu raten."),
        },
        Words {
            key: "CM-01",
            title: "Verständigung zwischen Anbieter und Nutzenden",
            definition: "Ob beide Seiten einander klar und rechtzeitig hören.",
            question: Some("Anbieter und Nutzende haben einander klar und rechtzeitig gesagt, worauf es ankam."),
        },
        Words {
            key: "CV-AD",
            title: "Wert für die Verwaltung",
            definition: "Was der Dienst der Arbeit der Verwaltung gegeben oder genommen hat.",
            question: Some("Durch diesen Dienst arbeitet die öffentliche Verwaltung besser oder schlechter."),
        },
        Words {
            key: "CV-CI",
            title: "Wert für die Bevölkerung",
            definition: "Was der Dienst den Menschen, für die er da ist, gegeben oder genommen hat.",
            question: Some("Durch diesen Dienst geht es den Menschen, für die er da ist, besser oder schlechter."),
        },
        Words {
            key: "CV-DE",
            title: "Wert für die Demokratie",
            definition: "Was der Dienst an Vertrauen, Mitsprache und Gerechtigkeit gegeben oder genommen hat.",
            question: Some("Durch diesen Dienst haben die Menschen mehr oder weniger mitzureden."),
        },
        Words {
            key: "CV-EC",
            title: "Wirtschaftlicher Wert",
            definition: "Was der Dienst beim Umgang mit Geld, Zeit und Gütern gegeben oder genommen hat.",
            question: Some("Durch diesen Dienst werden Geld und Zeit besser oder schlechter verwendet."),
        },
        Words {
            key: "DE-01",
            title: "Vertrauenswürdiger Umgang mit Daten",
            definition: "Ob die Menschen wussten, welche Daten wozu verwendet wurden, und widersprechen konnten.",
            question: Some("Ich wusste, welche Daten über mich wozu verwendet wurden, und konnte Nein sagen."),
        },
        Words {
            key: "EF-01",
            title: "Wirksamkeit der Erbringung",
            definition: "Ob das Vereinbarte geleistet wurde.",
            question: Some("Was vereinbart war, wurde geleistet."),
        },
        Words {
            key: "EM-01",
            title: "Befähigung durch Information",
            definition: "Ob die Menschen haben, was sie brauchen, um vom Dienst Rechenschaft zu verlangen.",
            question: Some(
                "Ich habe bekommen, was ich brauche, um von den Verantwortlichen des Dienstes Rechenschaft zu verlangen.",
            ),
        },
        Words {
            key: "IM-01",
            title: "Umgesetzte Verbesserungen",
            definition: "Anteil der fälligen Verbesserungen, die ausgeführt wurden.",
            question: None,
        },
        Words {
            key: "IN-01",
            title: "Inklusion und Barrierefreiheit",
            definition: "Ob alle Menschen gleichberechtigt mitwirken konnten.",
            question: Some("Menschen wie ich konnten gleichberechtigt mitwirken."),
        },
        Words {
            key: "KI-01",
            title: "Verbindung von Wissen",
            definition: "Ob Fachwissen und Alltagswissen beide das Ergebnis geprägt haben.",
            question: Some("Fachwissen und Lebenserfahrung haben beide das Ergebnis geprägt."),
        },
        Words {
            key: "LE-01",
            title: "Lernen",
            definition: "Ob die Beteiligten wissen, was sie anders machen würden.",
            question: Some("Wir wissen jetzt, was wir anders machen würden."),
        },
        Words {
            key: "PR-01",
            title: "Repräsentativität",
            definition: "Wie weit die Mitwirkenden die Bevölkerung abbilden.",
            question: None,
        },
        Words {
            key: "PR-02",
            title: "Unabhängigkeit",
            definition: "Ob das Verfahren frei von ungebührlichem Einfluss war.",
            question: Some("Niemand hat das Verfahren für eigene Zwecke gelenkt."),
        },
        Words {
            key: "PR-03",
            title: "Frühe Beteiligung",
            definition: "Ob Menschen von außerhalb des Staates gehört wurden, bevor die Lösung feststand.",
            question: None,
        },
        Words {
            key: "PR-04",
            title: "Einfluss",
            definition: "Ob das Gesagte das Ergebnis sichtbar verändert hat.",
            question: Some("Ich sehe, was sich durch das, was wir gesagt haben, geändert hat."),
        },
        Words {
            key: "PR-05",
            title: "Transparenz",
            definition: "Ob nachvollziehbar war, wie Entscheidungen zustande kamen.",
            question: Some("Ich konnte nachvollziehen, wie entschieden wurde."),
        },
        Words {
            key: "PR-06",
            title: "Zugang zu Mitteln",
            definition: "Ob Zeit, Information und Unterstützung ausreichten.",
            question: Some("Ich hatte die Zeit, die Information und die Hilfe, die ich brauchte."),
        },
        Words {
            key: "PR-07",
            title: "Klarheit der Aufgabe",
            definition: "Ob Zweck, zugesagter Einfluss und Rollen klar waren.",
            question: Some("Ich wusste, wozu es dient, wie viel unser Wort zählt und was meine Rolle ist."),
        },
        Words {
            key: "PR-08",
            title: "Geregelte Entscheidungen",
            definition: "Ob die Regel, nach der entschieden wird, bekannt war und eingehalten wurde.",
            question: Some("Ich kannte die Regel, nach der entschieden wurde, und sie wurde eingehalten."),
        },
        Words {
            key: "PR-09",
            title: "Wirtschaftlichkeit",
            definition: "Stunden und Geld für jeden Beitrag, der umgesetzt wurde.",
            question: None,
        },
        Words {
            key: "SA-01",
            title: "Zufriedenheit",
            definition: "Wie zufrieden die Nutzenden insgesamt sind.",
            question: Some("Alles in allem bin ich mit dem Dienst zufrieden."),
        },
        Words {
            key: "SU-01",
            title: "Anhaltende Mitwirkung",
            definition: "Ob geblieben ist, wer gekommen war.",
            question: None,
        },
        Words {
            key: "SU-02",
            title: "Aussicht auf Fortsetzung",
            definition: "Ob die Beteiligten erwarten, weiter zusammenzuarbeiten.",
            question: Some("Ich erwarte, dass wir weiter zusammenarbeiten."),
        },
        Words {
            key: "TR-01",
            title: "Vertrauen in den Dienst",
            definition: "Ob die Menschen dem Dienst ihr Anliegen und ihre Daten anvertrauen.",
            question: Some(
                "Ich vertraue darauf, dass dieser Dienst mit meinem Anliegen und meinen Daten richtig umgeht.",
            ),
        },
        Words {
            key: "TR-02",
            title: "Vertrauen in das Verfahren",
            definition: "Ob die Menschen das, was sie beigetragen haben, gerecht behandelt sehen.",
            question: Some("Was ich beigetragen habe, wurde gerecht behandelt."),
        },
        Words {
            key: "UC-01",
            title: "Ausrichtung an den Nutzenden",
            definition: "Ob der Dienst den Bedürfnissen entspricht, die seine Nutzenden genannt haben.",
            question: Some("Der Dienst entspricht den Bedürfnissen, von denen seine Nutzenden gesprochen haben."),
        },
        Words {
            key: "UC-02",
            title: "Leichte Nutzung",
            definition: "Ob die Nutzenden ohne Hilfe mit dem Dienst zurechtkommen.",
            question: Some("Ich bin mit dem Dienst ohne Hilfe anderer zurechtgekommen."),
        },
    ],
};
