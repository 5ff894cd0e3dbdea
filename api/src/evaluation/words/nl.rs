//! The catalogue of criteria in Dutch.

use super::{Language, Words};

/// In Dutch.
pub(super) const LANGUAGE: Language = Language {
    tag: "nl",
    agreement: ["Helemaal niet mee eens", "Helemaal mee eens"],
    change: ["Veel slechter", "Veel beter"],
    words: &[
        Words {
            key: "AD-01",
            title: "Bereidheid tot gebruik",
            definition: "Of mensen de dienst zouden gebruiken of aan anderen zouden aanraden.",
            question: Some("Ik zou deze dienst opnieuw gebruiken of aan anderen aanraden."),
        },
        Words {
            key: "CM-01",
            title: "Communicatie tussen aanbieder en gebruikers",
            definition: "Of beide kanten elkaar duidelijk en op tijd horen.",
            question: Some("Aanbieder en gebruikers hebben elkaar duidelijk en op tijd verteld wat ertoe deed."),
        },
        Words {
            key: "CV-AD",
            title: "Waarde voor het bestuur",
            definition: "Wat de dienst aan de werking van het openbaar bestuur heeft gegeven of ontnomen.",
            question: Some("Door deze dienst werkt het openbaar bestuur beter of slechter."),
        },
        Words {
            key: "CV-CI",
            title: "Waarde voor de inwoners",
            definition: "Wat de dienst de mensen voor wie hij er is heeft gegeven of ontnomen.",
            question: Some("Door deze dienst zijn de mensen voor wie hij er is beter of slechter af."),
        },
        Words {
            key: "CV-DE",
            title: "Democratische waarde",
            definition: "Wat de dienst aan vertrouwen, inspraak en eerlijkheid heeft gegeven of ontnomen.",
            question: Some("Door deze dienst hebben mensen meer of minder te zeggen."),
        },
        Words {
            key: "CV-EC",
            title: "Economische waarde",
            definition: "Wat de dienst bij het gebruik van geld, tijd en goederen heeft gegeven of ontnomen.",
            question: Some("Door deze dienst worden geld en tijd beter of slechter besteed."),
        },
        Words {
            key: "DE-01",
            title: "Betrouwbaar gebruik van gegevens",
            definition: "Of mensen wisten welke gegevens waarvoor werden gebruikt en bezwaar konden maken.",
            question: Some("Ik wist welke gegevens over mij waarvoor werden gebruikt, en ik kon nee zeggen."),
        },
        Words {
            key: "EF-01",
            title: "Doeltreffendheid van de levering",
            definition: "Of is geleverd wat was afgesproken.",
            question: Some("Wat was afgesproken, is geleverd."),
        },
        Words {
            key: "EM-01",
            title: "Zeggenschap door informatie",
            definition: "Of mensen hebben wat ze nodig hebben om de dienst ter verantwoording te roepen.",
            question: Some(
                "Ik heb gekregen wat ik nodig heb om de verantwoordelijken voor de dienst ter verantwoording te roepen.",
            ),
        },
        Words {
            key: "IM-01",
            title: "Uitgevoerde verbeteringen",
            definition: "Deel van de verbeteringen die af moesten zijn dat is uitgevoerd.",
            question: None,
        },
        Words {
            key: "IN-01",
            title: "Inclusie en toegankelijkheid",
            definition: "Of allerlei mensen op gelijke voet konden meedoen.",
            question: Some("Mensen zoals ik konden op gelijke voet meedoen."),
        },
        Words {
            key: "KI-01",
            title: "Samenbrengen van kennis",
            definition: "Of vakkennis en ervaringskennis allebei het resultaat hebben gevormd.",
            question: Some(
                "Wat vakmensen weten en wat mensen uit ervaring weten, hebben allebei het resultaat gevormd.",
            ),
        },
        Words {
            key: "LE-01",
            title: "Leren",
            definition: "Of de betrokkenen weten wat er anders moet.",
            question: Some("Wij weten nu wat wij anders zouden doen."),
        },
        Words {
            key: "PR-01",
            title: "Representativiteit",
            definition: "Hoe goed de deelnemers de bevolking weerspiegelen.",
            question: None,
        },
        Words {
            key: "PR-02",
            title: "Onafhankelijkheid",
            definition: "Of het proces vrij was van ongepaste invloed.",
            question: Some("Niemand heeft het proces voor eigen doelen gestuurd."),
        },
        Words {
            key: "PR-03",
            title: "Vroege betrokkenheid",
            definition: "Of mensen van buiten de overheid zijn gehoord voordat de oplossing vaststond.",
            question: None,
        },
        Words {
            key: "PR-04",
            title: "Invloed",
            definition: "Of wat mensen zeiden het resultaat zichtbaar heeft veranderd.",
            question: Some("Ik kan zien wat er is veranderd door wat wij hebben gezegd."),
        },
        Words {
            key: "PR-05",
            title: "Transparantie",
            definition: "Of mensen konden volgen hoe besluiten tot stand kwamen.",
            question: Some("Ik kon volgen hoe besluiten werden genomen."),
        },
        Words {
            key: "PR-06",
            title: "Toegang tot middelen",
            definition: "Of tijd, informatie en ondersteuning voldoende waren.",
            question: Some("Ik had de tijd, de informatie en de hulp die ik nodig had."),
        },
        Words {
            key: "PR-07",
            title: "Duidelijkheid van de taak",
            definition: "Of doel, beloofde invloed en rollen duidelijk waren.",
            question: Some("Ik wist waar het voor was, hoe zwaar ons woord zou wegen en wat mijn rol was."),
        },
        Words {
            key: "PR-08",
            title: "Geregelde besluiten",
            definition: "Of de regel voor het besluiten bekend was en is nageleefd.",
            question: Some("Ik kende de regel waarmee werd besloten, en die is nageleefd."),
        },
        Words {
            key: "PR-09",
            title: "Kosteneffectiviteit",
            definition: "Uren en geld voor elke bijdrage die is uitgevoerd.",
            question: None,
        },
        Words {
            key: "SA-01",
            title: "Tevredenheid",
            definition: "Hoe tevreden gebruikers over het geheel genomen zijn.",
            question: Some("Alles bij elkaar ben ik tevreden over de dienst."),
        },
        Words {
            key: "SU-01",
            title: "Blijvende betrokkenheid",
            definition: "Of wie kwam ook bleef.",
            question: None,
        },
        Words {
            key: "SU-02",
            title: "Uitzicht op voortzetting",
            definition: "Of de betrokkenen verwachten te blijven samenwerken.",
            question: Some("Ik verwacht dat wij blijven samenwerken."),
        },
        Words {
            key: "TR-01",
            title: "Vertrouwen in de dienst",
            definition: "Of mensen de dienst hun zaak en hun gegevens toevertrouwen.",
            question: Some("Ik vertrouw erop dat deze dienst goed met mijn zaak en mijn gegevens omgaat."),
        },
        Words {
            key: "TR-02",
            title: "Vertrouwen in het proces",
            definition: "Of mensen vinden dat wat zij bijdroegen eerlijk is behandeld.",
            question: Some("Wat ik heb bijgedragen, is eerlijk behandeld."),
        },
        Words {
            key: "UC-01",
            title: "Gerichtheid op gebruikers",
            definition: "Of de dienst beantwoordt aan de behoeften die zijn gebruikers noemden.",
            question: Some("De dienst beantwoordt aan de behoeften waarover zijn gebruikers spraken."),
        },
        Words {
            key: "UC-02",
            title: "Gebruiksgemak",
            definition: "Of gebruikers de dienst zonder hulp kunnen gebruiken.",
            question: Some("Ik kon de dienst zonder hulp van anderen gebruiken."),
        },
    ],
};
