//! What was asked and answered while all tests ran, for the test that looks whether everything was tried.

use std::{
    collections::BTreeSet,
    env,
    fs::OpenOptions,
    io::Write as _,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use serde_json::Value;

/// The file that is written, where this variable names one. `script/test` does. It is no option of the server, which
/// would refuse one that it does not know.
#[must_use]
pub fn file() -> Option<PathBuf> {
    env::var_os("STORIES_RECORD").map(PathBuf::from)
}

/// What this process has written.
static KNOWN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The codes of reasons that stand in the data: objects with a code and a because.
fn reasons(value: &Value, notes: &mut Vec<String>) {
    if let (Some(code), Some(_)) = (value.get("code").and_then(Value::as_str), value.get("because")) {
        notes.push(format!("{code} -"));
    }
    match value {
        Value::Array(all) => all.iter().for_each(|one| reasons(one, notes)),
        Value::Object(all) => all.values().for_each(|one| reasons(one, notes)),
        _ => {}
    }
}

/// Notes what came of each root field: `ok createProject`, `FORBIDDEN createProject`; a code without a field has `-`.
pub(crate) fn note(answer: &Value) {
    let Some(file) = file() else { return };
    let list = |place: &str| answer.pointer(place).and_then(Value::as_array).into_iter().flatten();
    let code = |at: Option<&Value>| at.and_then(Value::as_str).unwrap_or("-").to_owned();
    let mut notes: Vec<String> = list("/errors")
        .map(|error| {
            format!(
                "{} {}",
                code(error.pointer("/extensions/code")),
                code(error.pointer("/path/0"))
            )
        })
        .collect();
    if notes.is_empty() {
        let fields = answer.get("data").and_then(Value::as_object);
        notes.extend(fields.into_iter().flatten().map(|(field, _)| format!("ok {field}")));
    }
    notes.extend(list("/extensions/redactions").map(|redaction| format!("{} -", code(redaction.get("code")))));
    if let Some(data) = answer.get("data") {
        reasons(data, &mut notes);
    }

    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let new: String = notes
        .into_iter()
        .filter(|note| known.insert(note.clone()))
        .flat_map(|note| [note, "\n".to_owned()])
        .collect();
    if !new.is_empty() {
        let opened = OpenOptions::new().create(true).append(true).open(file);
        opened
            .and_then(|mut file| file.write_all(new.as_bytes()))
            .expect("the record can be written");
    }
}
