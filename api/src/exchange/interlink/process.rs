//! A process as the file tells it, checked and put into order.

use entity::{scalar::LanguageTag, vocabulary::PhaseType};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use crate::{
    exchange::order::{Needs, ordered},
    relay::check_text,
};

/// The most phases of a process, and the most objectives or tasks below one of them.
const MOST_PHASES: usize = 19;
const MOST_BELOW: usize = 50;

/// A process, which becomes a template.
pub(super) struct Process {
    pub(super) item: Item,
    /// SHA-256 of what the file says of it, in hexadecimal.
    pub(super) digest: String,
    pub(super) languages: Vec<String>,
    pub(super) source: String,
}

/// A process, a phase, an objective or a task.
pub(super) struct Item {
    pub(super) key: String,
    pub(super) titles: Map<String, Value>,
    pub(super) descriptions: Map<String, Value>,
    pub(super) prerequisites: Vec<String>,
    /// The type, of a phase.
    pub(super) phase_type: PhaseType,
    /// What it consists of, each after what it needs.
    pub(super) parts: Vec<Item>,
}

impl Needs for Item {
    fn name(&self) -> &str {
        &self.key
    }
    fn needs(&self) -> Vec<&str> {
        self.prerequisites.iter().map(String::as_str).collect()
    }
}

/// What the file tells of any of them.
#[derive(Deserialize)]
struct Told {
    id: String,
    name_translations: Map<String, Value>,
    #[serde(default)]
    description_translations: Map<String, Value>,
    #[serde(default)]
    prerequisites: Vec<Prerequisite>,
    #[serde(default)]
    is_part_of_codelivery: bool,
    #[serde(default)]
    languages: Vec<String>,
    #[serde(default)]
    licence: String,
    #[serde(default)]
    author: String,
    #[serde(default)]
    phases: Vec<Told>,
    #[serde(default)]
    objectives: Vec<Told>,
    #[serde(default)]
    tasks: Vec<Told>,
    #[serde(flatten)]
    beside: Map<String, Value>,
}

/// What a file tells beside what a template holds.
const BESIDE: [&str; 3] = ["environments", "tags_translations", "problemprofiles"];

#[derive(Deserialize)]
struct Prerequisite {
    item: String,
}

impl Process {
    /// The process of a JSON object, or a sentence on what is wrong with it.
    pub(super) fn of(schema: Value) -> Result<Self, String> {
        let digest = Sha256::digest(schema.to_string().as_bytes());
        let digest = digest
            .iter()
            .fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        let told: Told =
            serde_json::from_value(schema).map_err(|error| format!("A process cannot be read: {error}."))?;
        let source = source(&told);
        let mut languages: Vec<String> = told.languages.iter().filter_map(|tag| spelled(tag)).collect();
        languages.truncate(30);
        let mut item = item(told, "")?;
        if languages.is_empty() {
            languages = item.titles.keys().cloned().collect();
        }
        // The file knows of no assessment, and no project ends without one.
        let assessment = assessment(&item.parts, &languages);
        item.parts.push(assessment);
        Ok(Self {
            item,
            digest,
            languages,
            source,
        })
    }
}

/// A language as it is stored.
fn spelled(tag: &str) -> Option<String> {
    tag.parse().ok().map(|tag: LanguageTag| tag.as_str().to_owned())
}

/// Where it comes from. The file's own words on licence and author stand beside what its publisher says.
fn source(told: &Told) -> String {
    let mut source = "Co-production methodology of the EU project INTERLINK (H2020 959201), Apache-2.0".to_owned();
    for (name, word) in [("licence", &told.licence), ("author", &told.author)] {
        if let Ok(word) = check_text(word, 1, 200) {
            source = format!("{source}; {name}: {word}");
        }
    }
    source + "."
}

fn item(told: Told, inside: &str) -> Result<Item, String> {
    let key = check_text(&told.id, 1, 200).map_err(|why| format!("An id{inside}: {why}"))?;
    let here = format!(" in `{key}`{inside}");
    // Somebody wrote it in the hope that it says something (T23).
    if told.beside.keys().any(|key| !BESIDE.contains(&key.as_str())) {
        return Err(format!("There is a key{here} that no process schema has."));
    }
    // Other files of the project have names and descriptions too.
    if inside.is_empty() && told.phases.is_empty() {
        return Err(format!("There is no phase{here}: a process has them under `phases`."));
    }
    let texts = |texts: Map<String, Value>, most: usize| {
        let text = |(language, text): (String, Value)| {
            let tag = spelled(&language).ok_or_else(|| format!("`{language}`{here} is not a language."))?;
            let text = text.as_str().unwrap_or_default().replace("\r\n", "\n");
            let text = check_text(&text, 1, most).map_err(|why| format!("A text{here}: {why}"))?;
            Ok((tag, Value::String(text)))
        };
        texts.into_iter().map(text).collect::<Result<Map<_, _>, String>>()
    };
    let titles = texts(told.name_translations, 200)?;
    if titles.is_empty() {
        return Err(format!("There is no name{here}."));
    }
    let descriptions = texts(told.description_translations, 5000)?;
    let parts: Vec<Told> = told
        .phases
        .into_iter()
        .chain(told.objectives)
        .chain(told.tasks)
        .collect();
    if parts.len() > if inside.is_empty() { MOST_PHASES } else { MOST_BELOW } {
        return Err(format!("There are too many parts{here}."));
    }
    let parts = parts
        .into_iter()
        .map(|part| item(part, &here))
        .collect::<Result<_, _>>()?;
    Ok(Item {
        titles,
        descriptions,
        prerequisites: told.prerequisites.into_iter().map(|needed| needed.item).collect(),
        phase_type: if told.is_part_of_codelivery {
            PhaseType::CoDelivery
        } else {
            PhaseType::CoDesign
        },
        parts: ordered(parts).map_err(|why| format!("The order{here}: {why}."))?,
        key,
    })
}

/// A phase of assessment, after all that nothing else comes after.
fn assessment(phases: &[Item], languages: &[String]) -> Item {
    let texts = |all: [(&str, &str); 4]| -> Map<String, Value> {
        let known = |language: &&str| languages.iter().any(|tag| tag == language);
        let mut texts: Map<_, _> = all
            .into_iter()
            .filter(|(language, _)| known(language))
            .map(|(language, text)| (language.to_owned(), json!(text)))
            .collect();
        if let (true, [(language, text), ..]) = (texts.is_empty(), all) {
            texts.insert(language.to_owned(), json!(text));
        }
        texts
    };
    let is_needed = |key: &String| phases.iter().any(|phase| phase.prerequisites.contains(key));
    Item {
        key: "co-assessment".to_owned(),
        titles: texts([
            ("en", "Assess together"),
            ("es", "Evaluar juntos"),
            ("it", "Valutare insieme"),
            ("lv", "Izvērtēt kopā"),
        ]),
        descriptions: texts([
            ("en", "Look together at what was reached, and at how it was reached."),
            ("es", "Examinar juntos qué se ha logrado y cómo se ha logrado."),
            ("it", "Esaminare insieme che cosa si è raggiunto e in che modo."),
            ("lv", "Kopā aplūkot, kas ir sasniegts un kā tas ir sasniegts."),
        ]),
        prerequisites: phases
            .iter()
            .map(|phase| phase.key.clone())
            .filter(|key| !is_needed(key))
            .collect(),
        phase_type: PhaseType::CoAssessment,
        parts: Vec::new(),
    }
}
