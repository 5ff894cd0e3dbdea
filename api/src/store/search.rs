//! Search without an engine: terms beside the rows, cut in Rust, so that both databases find the same.
//!
//! Under row security only equality uses an index, so a term is a row. What is not published has no terms.

use chrono::{DateTime, Utc};
use entity::{
    id::{Id, ProjectId},
    search_term::{ActiveModel, Column, Entity},
    vocabulary::{SearchKind, TermPlace},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};
use unicode_normalization::UnicodeNormalization;
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;
use uuid::Uuid;

use super::{Tx, fault, visible::of_tenant};
use crate::{actor::Actor, clock::Clock, error::Result};

/// An object has no more terms than this; what goes beyond is not found.
const MOST_TERMS: usize = 4000;
/// Longer words are cut: nobody types them.
const LONGEST_TERM: usize = 64;
/// Rows in one statement: 8 values each, under the limits of both databases.
const BATCH: usize = 500;

/// What search is to find an object by.
#[derive(Clone, Copy, Debug)]
pub struct Document<'t> {
    /// What it is.
    pub kind: SearchKind,
    /// Its id.
    pub object: Uuid,
    /// The project that it belongs to.
    pub project: Option<ProjectId>,
    /// When it was created or published; later ones are found first.
    pub dated_at: DateTime<Utc>,
    /// Its title or name.
    pub title: Option<&'t str>,
    /// Its texts.
    pub texts: &'t [&'t str],
}

impl Tx {
    /// Makes an object found by these words and no others.
    pub async fn index(&self, clock: &Clock, document: &Document<'_>) -> Result<()> {
        self.unindex(document.object).await?;
        let mut terms: Vec<(String, TermPlace)> = Vec::new();
        let titles = document.title.iter().map(|title| (*title, TermPlace::Title));
        let texts = document.texts.iter().map(|text| (*text, TermPlace::Text));
        let mut known = std::collections::HashSet::new();
        for (text, place) in titles.chain(texts) {
            for term in terms_of(text) {
                if terms.len() < MOST_TERMS && known.insert(term.clone()) {
                    terms.push((term, place));
                }
            }
        }
        for batch in terms.chunks(BATCH) {
            let rows = batch.iter().map(|(term, place)| ActiveModel {
                tenant_id: Set(self.actor().tenant),
                id: Set(Id::from_uuid(clock.id())),
                term: Set(term.clone()),
                kind: Set(document.kind),
                object_id: Set(document.object),
                project_id: Set(document.project),
                place: Set(*place),
                dated_at: Set(document.dated_at),
            });
            Entity::insert_many(rows)
                .exec_without_returning(self.connection())
                .await
                .map_err(|error| fault::of(&error))?;
        }
        Ok(())
    }

    /// Makes an object not found any more.
    pub async fn unindex(&self, object: Uuid) -> Result<()> {
        Entity::delete_many()
            .filter(of_tenant::<Entity>(self.actor().tenant))
            .filter(Column::ObjectId.eq(object))
            .exec(self.connection())
            .await
            .map_err(|error| fault::of(&error))?;
        Ok(())
    }
}

/// Rows of the terms by which objects with all of these terms are found: one for each object, that of the first term.
#[must_use]
pub fn having(actor: &Actor, terms: &[String]) -> Condition {
    let Some((first, others)) = terms.split_first() else {
        return Condition::any();
    };
    let found = Condition::all().add(Column::Term.eq(first.as_str()));
    others.iter().fold(found, |found, term| {
        found.add(Column::ObjectId.in_subquery(objects_with(actor, term)))
    })
}

fn objects_with(actor: &Actor, term: &str) -> SelectStatement {
    Entity::find()
        .select_only()
        .column(Column::ObjectId)
        .filter(of_tenant::<Entity>(actor.tenant))
        .filter(Column::Term.eq(term))
        .into_query()
}

/// The terms of a text, in order and with repeats: words, folded; of Chinese, Japanese and Korean writing, which has no
/// spaces to go by, each character and each pair.
#[must_use]
pub fn terms_of(text: &str) -> Vec<String> {
    cut(text, true)
}

/// The terms to look a text up by: as [`terms_of`], but a run of characters by its pairs alone, where it has any.
#[must_use]
pub fn terms_to_find(text: &str) -> Vec<String> {
    let mut terms = cut(text, false);
    let mut known = std::collections::HashSet::new();
    terms.retain(|term| known.insert(term.clone()));
    terms
}

fn cut(text: &str, every_character: bool) -> Vec<String> {
    let folded: String = caseless::default_case_fold_str(&text.nfkc().collect::<String>())
        .nfkc()
        .collect();
    let mut terms = Vec::new();
    let mut words = String::new();
    let mut run: Vec<char> = Vec::new();
    for character in folded.chars() {
        if without_spaces(character) {
            flush_words(&mut words, &mut terms);
            run.push(character);
        } else {
            flush_run(&mut run, every_character, &mut terms);
            words.push(character);
        }
    }
    flush_words(&mut words, &mut terms);
    flush_run(&mut run, every_character, &mut terms);
    terms
}

fn without_spaces(character: char) -> bool {
    matches!(
        character.script(),
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo
    )
}

fn flush_words(words: &mut String, terms: &mut Vec<String>) {
    terms.extend(
        words
            .unicode_words()
            .map(|word| word.chars().take(LONGEST_TERM).collect()),
    );
    words.clear();
}

fn flush_run(run: &mut Vec<char>, every_character: bool, terms: &mut Vec<String>) {
    if every_character || run.len() == 1 {
        terms.extend(run.iter().map(ToString::to_string));
    }
    terms.extend(run.windows(2).map(|pair| pair.iter().collect()));
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded() {
        assert_eq!(
            terms_of("Policing  the STRASSE, Straße"),
            ["policing", "the", "strasse", "strasse"]
        );
        assert_eq!(
            terms_of("ﬁne ＡＢＣ İstanbul don't"),
            ["fine", "abc", "i\u{307}stanbul", "don't"]
        );
        assert_eq!(terms_of("… — !?"), Vec::<String>::new());
    }

    #[test]
    fn writing_without_spaces_is_found_by_characters_and_pairs() {
        assert_eq!(terms_of("Uber優步車"), ["uber", "優", "步", "車", "優步", "步車"]);
        assert_eq!(terms_to_find("優步"), ["優步"]);
        assert_eq!(terms_to_find("優"), ["優"]);
        assert_eq!(terms_to_find("優步車"), ["優步", "步車"]);
    }

    #[test]
    fn a_term_is_asked_for_once() {
        assert_eq!(terms_to_find("the The THE end"), ["the", "end"]);
    }
}
