//! The catalogue of criteria in Spanish.

use super::{Language, Words};

/// In Spanish.
pub(super) const LANGUAGE: Language = Language {
    tag: "es",
    agreement: ["Nada de acuerdo", "Totalmente de acuerdo"],
    change: ["Mucho peor", "Mucho mejor"],
    words: &[
        Words {
            key: "AD-01",
            title: "Disposición a usarlo",
            definition: "Si la gente usaría el servicio o lo recomendaría.",
            question: Some("Volvería a usar este servicio o lo recomendaría a otras personas."),
        },
        Words {
            key: "CM-01",
            title: "Comunicación entre quien presta el servicio y quienes lo usan",
            definition: "Si ambas partes se escuchan con claridad y a tiempo.",
            question: Some(
                "Quien presta el servicio y quienes lo usan se dijeron con claridad y a tiempo lo que importaba.",
            ),
        },
        Words {
            key: "CV-AD",
            title: "Valor para la administración",
            definition: "Lo que el servicio dio o quitó al funcionamiento de la administración.",
            question: Some("Con este servicio, la administración pública funciona mejor o peor."),
        },
        Words {
            key: "CV-CI",
            title: "Valor para la población",
            definition: "Lo que el servicio dio o quitó a las personas a las que va dirigido.",
            question: Some("Con este servicio, las personas a las que va dirigido están mejor o peor."),
        },
        Words {
            key: "CV-DE",
            title: "Valor democrático",
            definition: "Lo que el servicio dio o quitó en confianza, voz y equidad.",
            question: Some("Con este servicio, la gente tiene más o menos voz."),
        },
        Words {
            key: "CV-EC",
            title: "Valor económico",
            definition: "Lo que el servicio dio o quitó en el uso de dinero, tiempo y bienes.",
            question: Some("Con este servicio, el dinero y el tiempo se emplean mejor o peor."),
        },
        Words {
            key: "DE-01",
            title: "Uso de datos digno de confianza",
            definition: "Si la gente sabía qué datos se usaban y para qué, y podía oponerse.",
            question: Some("Sabía qué datos sobre mí se usaban y para qué, y podía negarme."),
        },
        Words {
            key: "EF-01",
            title: "Eficacia de la prestación",
            definition: "Si se cumplió lo acordado.",
            question: Some("Se cumplió lo que se había acordado."),
        },
        Words {
            key: "EM-01",
            title: "Capacidad de actuar gracias a la información",
            definition: "Si la gente tiene lo que necesita para pedir cuentas al servicio.",
            question: Some("Recibí lo que necesito para pedir cuentas a los responsables del servicio."),
        },
        Words {
            key: "IM-01",
            title: "Mejoras realizadas",
            definition: "Proporción de las mejoras previstas hasta la fecha que se llevaron a cabo.",
            question: None,
        },
        Words {
            key: "IN-01",
            title: "Inclusión y accesibilidad",
            definition: "Si personas de toda condición pudieron participar en pie de igualdad.",
            question: Some("Personas como yo pudieron participar en pie de igualdad."),
        },
        Words {
            key: "KI-01",
            title: "Integración de conocimientos",
            definition: "Si el saber profesional y el de la vida diaria dieron forma al resultado.",
            question: Some(
                "Lo que saben los profesionales y lo que la gente sabe por experiencia dieron forma al resultado.",
            ),
        },
        Words {
            key: "LE-01",
            title: "Aprendizaje",
            definition: "Si quienes participaron saben qué harían de otro modo.",
            question: Some("Ahora sabemos qué haríamos de otro modo."),
        },
        Words {
            key: "PR-01",
            title: "Representatividad",
            definition: "Hasta qué punto quienes participaron reflejan a la población.",
            question: None,
        },
        Words {
            key: "PR-02",
            title: "Independencia",
            definition: "Si el proceso estuvo libre de influencias indebidas.",
            question: Some("Nadie dirigió el proceso para sus propios fines."),
        },
        Words {
            key: "PR-03",
            title: "Participación temprana",
            definition: "Si se escuchó a personas ajenas al Estado antes de fijar la solución.",
            question: None,
        },
        Words {
            key: "PR-04",
            title: "Influencia",
            definition: "Si lo que la gente dijo cambió visiblemente el resultado.",
            question: Some("Puedo ver qué cambió por lo que dijimos."),
        },
        Words {
            key: "PR-05",
            title: "Transparencia",
            definition: "Si la gente pudo seguir cómo se llegaba a las decisiones.",
            question: Some("Pude seguir cómo se tomaban las decisiones."),
        },
        Words {
            key: "PR-06",
            title: "Acceso a los recursos",
            definition: "Si bastaron el tiempo, la información y el apoyo.",
            question: Some("Tuve el tiempo, la información y la ayuda que necesitaba."),
        },
        Words {
            key: "PR-07",
            title: "Definición de la tarea",
            definition: "Si estaban claros el propósito, la influencia prometida y los papeles.",
            question: Some("Sabía para qué era, cuánto contaría nuestra palabra y cuál era mi papel."),
        },
        Words {
            key: "PR-08",
            title: "Decisiones ordenadas",
            definition: "Si la regla para decidir era conocida y se respetó.",
            question: Some("Conocía la regla con la que se decidía, y se respetó."),
        },
        Words {
            key: "PR-09",
            title: "Relación entre coste y resultado",
            definition: "Horas y dinero por cada aportación que se llevó a cabo.",
            question: None,
        },
        Words {
            key: "SA-01",
            title: "Satisfacción",
            definition: "Cuán satisfechos están en conjunto quienes usan el servicio.",
            question: Some("En conjunto, el servicio me satisface."),
        },
        Words {
            key: "SU-01",
            title: "Participación sostenida",
            definition: "Si quienes vinieron se quedaron.",
            question: None,
        },
        Words {
            key: "SU-02",
            title: "Perspectiva de continuidad",
            definition: "Si quienes participaron esperan seguir trabajando juntos.",
            question: Some("Espero que sigamos trabajando juntos."),
        },
        Words {
            key: "TR-01",
            title: "Confianza en el servicio",
            definition: "Si la gente confía al servicio su asunto y sus datos.",
            question: Some("Confío en que este servicio trate bien mi asunto y mis datos."),
        },
        Words {
            key: "TR-02",
            title: "Confianza en el proceso",
            definition: "Si la gente siente que lo que aportó se trató con justicia.",
            question: Some("Lo que aporté se trató con justicia."),
        },
        Words {
            key: "UC-01",
            title: "Orientación a quienes lo usan",
            definition: "Si el servicio responde a las necesidades que expresaron quienes lo usan.",
            question: Some("El servicio responde a las necesidades de las que hablaron quienes lo usan."),
        },
        Words {
            key: "UC-02",
            title: "Facilidad de uso",
            definition: "Si se puede completar el servicio sin ayuda.",
            question: Some("Pude completar el servicio sin ayuda de otras personas."),
        },
    ],
};
