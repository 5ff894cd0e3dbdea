//! The catalogue of criteria in French.

use super::{Language, Words};

/// In French.
pub(super) const LANGUAGE: Language = Language {
    tag: "fr",
    agreement: ["Pas du tout d'accord", "Tout à fait d'accord"],
    change: ["Bien pire", "Bien mieux"],
    words: &[
        Words {
            key: "AD-01",
            title: "Disposition à l'utiliser",
            definition: "Si les gens utiliseraient le service ou le recommanderaient.",
            question: Some("J'utiliserais de nouveau ce service ou je le recommanderais à d'autres."),
        },
        Words {
            key: "CM-01",
            title: "Communication entre prestataire et usagers",
            definition: "Si les deux parties s'entendent clairement et à temps.",
            question: Some("Le prestataire et les usagers se sont dit clairement et à temps ce qui comptait."),
        },
        Words {
            key: "CV-AD",
            title: "Valeur pour l'administration",
            definition: "Ce que le service a apporté ou enlevé au fonctionnement de l'administration.",
            question: Some("Avec ce service, l'administration publique fonctionne mieux ou moins bien."),
        },
        Words {
            key: "CV-CI",
            title: "Valeur pour la population",
            definition: "Ce que le service a apporté ou enlevé aux personnes à qui il s'adresse.",
            question: Some("Avec ce service, la situation des personnes à qui il s'adresse est meilleure ou pire."),
        },
        Words {
            key: "CV-DE",
            title: "Valeur démocratique",
            definition: "Ce que le service a apporté ou enlevé en confiance, en voix et en équité.",
            question: Some("Avec ce service, les gens ont davantage ou moins leur mot à dire."),
        },
        Words {
            key: "CV-EC",
            title: "Valeur économique",
            definition: "Ce que le service a apporté ou enlevé dans l'emploi de l'argent, du temps et des biens.",
            question: Some("Avec ce service, l'argent et le temps sont mieux ou moins bien employés."),
        },
        Words {
            key: "DE-01",
            title: "Usage des données digne de confiance",
            definition: "Si les gens savaient quelles données étaient utilisées et pourquoi, et pouvaient s'y opposer.",
            question: Some(
                "Je savais quelles données me concernant étaient utilisées et pourquoi, et je pouvais refuser.",
            ),
        },
        Words {
            key: "EF-01",
            title: "Efficacité de la prestation",
            definition: "Si ce qui avait été convenu a été fourni.",
            question: Some("Ce qui avait été convenu a été fourni."),
        },
        Words {
            key: "EM-01",
            title: "Pouvoir d'agir par l'information",
            definition: "Si les gens ont ce qu'il leur faut pour demander des comptes au service.",
            question: Some("J'ai reçu ce qu'il me faut pour demander des comptes aux responsables du service."),
        },
        Words {
            key: "IM-01",
            title: "Améliorations réalisées",
            definition: "Part des améliorations arrivées à échéance qui ont été réalisées.",
            question: None,
        },
        Words {
            key: "IN-01",
            title: "Inclusion et accessibilité",
            definition: "Si des personnes de toute sorte ont pu participer à égalité.",
            question: Some("Des personnes comme moi ont pu participer à égalité."),
        },
        Words {
            key: "KI-01",
            title: "Rencontre des savoirs",
            definition: "Si le savoir professionnel et le savoir de tous les jours ont tous deux façonné le résultat.",
            question: Some(
                "Ce que savent les professionnels et ce que les gens savent de la vie ont tous deux façonné le résultat.",
            ),
        },
        Words {
            key: "LE-01",
            title: "Apprentissage",
            definition: "Si les personnes concernées savent ce qu'il faudrait faire autrement.",
            question: Some("Nous savons maintenant ce que nous ferions autrement."),
        },
        Words {
            key: "PR-01",
            title: "Représentativité",
            definition: "Dans quelle mesure les participants reflètent la population.",
            question: None,
        },
        Words {
            key: "PR-02",
            title: "Indépendance",
            definition: "Si le processus était libre de toute influence indue.",
            question: Some("Personne n'a dirigé le processus à ses propres fins."),
        },
        Words {
            key: "PR-03",
            title: "Participation précoce",
            definition: "Si des personnes extérieures à l'État ont été entendues avant que la solution ne soit arrêtée.",
            question: None,
        },
        Words {
            key: "PR-04",
            title: "Influence",
            definition: "Si ce que les gens ont dit a visiblement changé le résultat.",
            question: Some("Je peux voir ce qui a changé grâce à ce que nous avons dit."),
        },
        Words {
            key: "PR-05",
            title: "Transparence",
            definition: "Si les gens ont pu suivre comment les décisions ont été prises.",
            question: Some("J'ai pu suivre comment les décisions étaient prises."),
        },
        Words {
            key: "PR-06",
            title: "Accès aux moyens",
            definition: "Si le temps, l'information et le soutien étaient suffisants.",
            question: Some("J'ai eu le temps, l'information et l'aide qu'il me fallait."),
        },
        Words {
            key: "PR-07",
            title: "Définition de la tâche",
            definition: "Si le but, l'influence promise et les rôles étaient clairs.",
            question: Some("Je savais à quoi cela servait, combien notre parole compterait et quel était mon rôle."),
        },
        Words {
            key: "PR-08",
            title: "Décisions réglées",
            definition: "Si la règle de décision était connue et respectée.",
            question: Some("Je connaissais la règle selon laquelle on décidait, et elle a été respectée."),
        },
        Words {
            key: "PR-09",
            title: "Rapport entre coût et résultat",
            definition: "Heures et argent pour chaque contribution mise en œuvre.",
            question: None,
        },
        Words {
            key: "SA-01",
            title: "Satisfaction",
            definition: "À quel point les usagers sont satisfaits dans l'ensemble.",
            question: Some("Dans l'ensemble, le service me satisfait."),
        },
        Words {
            key: "SU-01",
            title: "Engagement durable",
            definition: "Si celles et ceux qui sont venus sont restés.",
            question: None,
        },
        Words {
            key: "SU-02",
            title: "Perspective de continuité",
            definition: "Si les personnes concernées s'attendent à continuer à travailler ensemble.",
            question: Some("Je m'attends à ce que nous continuions à travailler ensemble."),
        },
        Words {
            key: "TR-01",
            title: "Confiance dans le service",
            definition: "Si les gens confient au service leur dossier et leurs données.",
            question: Some("Je fais confiance à ce service pour bien traiter mon dossier et mes données."),
        },
        Words {
            key: "TR-02",
            title: "Confiance dans le processus",
            definition: "Si les gens estiment que leur apport a été traité équitablement.",
            question: Some("Ce que j'ai apporté a été traité équitablement."),
        },
        Words {
            key: "UC-01",
            title: "Orientation vers les usagers",
            definition: "Si le service répond aux besoins que ses usagers ont exprimés.",
            question: Some("Le service répond aux besoins dont ses usagers ont parlé."),
        },
        Words {
            key: "UC-02",
            title: "Facilité d'utilisation",
            definition: "Si les usagers arrivent à utiliser le service sans aide.",
            question: Some("J'ai pu utiliser le service sans l'aide d'autres personnes."),
        },
    ],
};
