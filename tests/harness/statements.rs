//! The statements that the server of a story sends to its database, as the store tells of them.

use std::{
    cell::RefCell,
    sync::{Arc, Mutex, Once, PoisonError},
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span,
    subscriber::Interest,
};

const TARGET: &str = "statement";

thread_local! {
    /// Who listens to what this thread sends. A story has its own threads, and its server runs on them.
    static HERE: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// Hears the statements of one story.
#[derive(Clone, Default)]
pub(crate) struct Listener(Arc<Mutex<Vec<String>>>);

impl Listener {
    pub(crate) fn new() -> Self {
        static LISTENING: Once = Once::new();
        LISTENING.call_once(|| {
            tracing::subscriber::set_global_default(Ears).expect("nobody else listens in a test process");
        });
        Self::default()
    }

    pub(crate) fn hear_this_thread(self) {
        HERE.set(Some(self));
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What came of `request`, and the statements that the server sent meanwhile, in their order. Nothing else may be under
/// way in the story.
pub async fn during<T>(request: impl Future<Output = T>) -> (T, Vec<String>) {
    drop(sent());
    let answer = request.await;
    (answer, sent())
}

/// The statements that the server has sent since somebody asked last, in their order: to wait for what is under way.
#[must_use]
pub fn sent() -> Vec<String> {
    let listener = HERE.with_borrow(Clone::clone).expect("it is told with on_both!");
    listener.take().iter().map(|sql| normal(sql)).collect()
}

/// A statement without what varies with the number of its values: each list of them is one, and none has a number. The
/// names stand without quotation marks, and each clause begins a line.
#[must_use]
pub fn normal(sql: &str) -> String {
    let mut text = String::new();
    let mut rest = sql.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', "");
    while let Some(at) = rest.find('$') {
        let (before, after) = rest.split_at(at);
        let after = after
            .trim_start_matches('$')
            .trim_start_matches(|c: char| c.is_ascii_digit());
        text.push_str(before);
        text.push('?');
        rest = after.to_owned();
    }
    text.push_str(&rest);
    for list in ["?, ?", "(?), (?)"] {
        while text.contains(list) {
            let (one, _) = list.split_once(", ").expect("a list has two");
            text = text.replace(list, one);
        }
    }
    for place in ["app.tenant = '", "WHERE id = '"] {
        if let Some((before, after)) = text.split_once(place) {
            let after = after.split_once('\'').map_or("", |(_, after)| after);
            text = format!("{before}{place}?'{after}");
        }
    }
    clauses(&text)
}

/// A line for each clause of the statement itself; columns of one table, where there are more than three, are counted.
fn clauses(text: &str) -> String {
    let (mut lines, mut depth) = (vec![String::new()], 0_usize);
    for word in text.split(' ') {
        let begins = ["FROM", "WHERE", "ORDER", "LIMIT", "VALUES", "SET", "FOR", "UNION"].contains(&word);
        if depth == 0 && begins {
            lines.push(word.to_owned());
        } else if let Some(line) = lines.last_mut() {
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
        depth = (depth + word.matches('(').count()).saturating_sub(word.matches(')').count());
    }
    if let Some(first) = lines.first_mut() {
        let tables: Option<Vec<_>> = first.trim_start_matches("SELECT ").split(", ").map(table_of).collect();
        let tables = tables.unwrap_or_default();
        let all: Vec<_> = tables.chunk_by(|one, next| one == next).collect();
        if !all.is_empty() && all.iter().all(|columns| columns.len() > 3) {
            let counted = all.iter().filter_map(|columns| Some((columns.first()?, columns.len())));
            let counted: Vec<_> = counted
                .map(|(table, number)| format!("{table}.({number} columns)"))
                .collect();
            *first = format!("SELECT {}", counted.join(", "));
        }
    }
    lines.join("\n  ")
}

/// The table of a column that is read as it is; of several tables at once each column has the letter of its own before its
/// name.
fn table_of(column: &str) -> Option<&str> {
    let (table, name) = column.split_once('.')?;
    let is_whole = match name.split_once(" AS ") {
        Some((name, alias)) => ["A", "B", "C"].iter().any(|letter| alias == format!("{letter}_{name}")),
        None => !name.contains(' '),
    };
    is_whole.then_some(table)
}

/// Hears nothing but the store's statements.
struct Ears;

impl Subscriber for Ears {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if self.enabled(metadata) {
            Interest::always()
        } else {
            Interest::never()
        }
    }

    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Words);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

struct Words;

impl Visit for Words {
    fn record_str(&mut self, _: &Field, sql: &str) {
        HERE.with_borrow(|here| {
            if let Some(Listener(heard)) = here {
                heard
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(sql.to_owned());
            }
        });
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_differ_in_the_number_of_their_values_are_one() {
        let one = normal("SELECT \"a\".\"b\" FROM \"a\" WHERE \"a\".\"id\" IN ($1) AND x = $2");
        assert_eq!(
            one,
            normal("SELECT \"a\".\"b\" FROM \"a\" WHERE \"a\".\"id\" IN ($1, $2, $3) AND x = $4")
        );
        assert_eq!(one, normal("SELECT a.b FROM a WHERE a.id IN (?, ?) AND x = ?"));
        assert_eq!(one, "SELECT a.b\n  FROM a\n  WHERE a.id IN (?) AND x = ?");
        assert_eq!(
            normal("BEGIN; SET LOCAL app.tenant = '01-af'; x"),
            "BEGIN;\n  SET LOCAL app.tenant = '?'; x"
        );
        let nested = normal("SELECT a.b, a.c, a.d, a.e FROM a WHERE (a.b IN (SELECT c FROM d WHERE e))");
        assert_eq!(
            nested,
            "SELECT a.(4 columns)\n  FROM a\n  WHERE (a.b IN (SELECT c FROM d WHERE e))"
        );
        let two = "SELECT a.b AS A_b, a.c AS A_c, a.d AS A_d, a.e AS A_e, f.b AS B_b, f.c AS B_c, f.d AS B_d, f.e AS B_e FROM a";
        assert_eq!(normal(two), "SELECT a.(4 columns), f.(4 columns)\n  FROM a");
        for whole in [
            "SELECT a.b, a.c, a.d, f.e FROM a",
            "SELECT a.b, a.c, a.d, a.e AS f FROM a",
        ] {
            assert_eq!(normal(whole), whole.replace(" FROM", "\n  FROM"));
        }
    }
}
