//! The record of processing activities (GDPR article 30), from the same lists that the server decides by.

use std::fmt::Write as _;

use async_graphql::registry::{MetaType, Registry};
use entity::{
    set::Member,
    vocabulary::{AccessClass, LegalBasis, Purpose},
};

use super::right::rights_to;
use crate::policy::{Field, RecordState};

const HEAD: &str = "\
# Records of processing activities

Made by `script/generate` from the purposes and classes that the server decides by; change those, not this page. It is the
part of the record of GDPR article 30 that the software knows. An agency adds its name and contacts, its retention times,
its processors and, where it changed the basis of a purpose (`updateProcessingPurpose`), that basis: `Query.purposes` answers
what holds for an agency now, with the notices that people were shown.

**Whose data.** People who take part in projects, members of the agency, and people who were invited.

**Who gets them.** By role and purpose, as [access-matrix.md](access-matrix.md) says for each field; partners through
credentials of their own, never beyond their registered scope. Every read of somebody else's data is on record.

**Outside the Union.** The software sends personal data nowhere by itself.

**Security (article 32).** [access-rules.md](access-rules.md) and [architecture.md](architecture.md).
";

/// The page `docs/records-of-processing.md`.
#[must_use]
pub fn records_of_processing() -> String {
    let mut page = HEAD.to_owned();
    for purpose in Purpose::ALL {
        let basis = purpose.usual_basis();
        let words = described::<Purpose>(name_of(purpose));
        // Writing to a text cannot fail.
        let _ = writeln!(page, "\n## {}\n\n{words}\n", name_of(purpose));
        let _ = writeln!(
            page,
            "**Usual basis.** `{}`: {}",
            name_of(&basis),
            lower(&described::<LegalBasis>(name_of(&basis)))
        );
        let _ = writeln!(page, "\n**Rights.** {}", rights(*purpose, basis));
        let _ = writeln!(page, "\n**Data.** {}", data(*purpose));
    }
    page
}

fn rights(purpose: Purpose, basis: LegalBasis) -> String {
    let (given, not): (Vec<_>, Vec<_>) = rights_to(purpose, basis).into_iter().partition(|right| right.applies);
    let given: Vec<_> = given.iter().map(|right| name_of(&right.right)).collect();
    let not: Vec<_> = not
        .iter()
        .map(|right| format!("{} ({})", name_of(&right.right), right.because))
        .collect();
    let mut text = format!("{}.", given.join(", "));
    if !not.is_empty() {
        text.push_str(" Not ");
        text.push_str(&not.join("; "));
        text.push('.');
    }
    text
}

/// The fields that the purpose opens, by class.
fn data(purpose: Purpose) -> String {
    let classes = AccessClass::ALL.iter().filter_map(|class| {
        let names: Vec<String> = Field::ALL
            .iter()
            .filter_map(|field| named(*field, *class, purpose))
            .collect();
        (!names.is_empty()).then(|| format!("{}: {}.", name_of(class), names.join(", ")))
    });
    let classes: Vec<String> = classes.collect();
    if classes.is_empty() {
        "No field is read for it; it is a ground for keeping data.".to_owned()
    } else {
        classes.join("\n\n")
    }
}

/// A field that the purpose opens while it is of this class; of words, which are public in the end, it says so.
fn named(field: Field, class: AccessClass, purpose: Purpose) -> Option<String> {
    let opens = |state: &RecordState| field.purposes_in(*state).contains(&purpose) && field.class_in(*state) == class;
    let name = field.name();
    if field.states().iter().all(opens) {
        Some(format!("`{name}`"))
    } else if field.states().iter().any(opens) {
        Some(format!("`{name}` (while not public)"))
    } else {
        None
    }
}

fn name_of<T: async_graphql::resolver_utils::EnumType>(value: &T) -> &'static str {
    let items = T::items();
    items
        .iter()
        .find(|item| item.value == *value)
        .map_or("", |item| item.name)
}

/// What the schema says of a value.
fn described<T: async_graphql::InputType>(name: &str) -> String {
    let mut registry = Registry::default();
    let kind = T::create_type_info(&mut registry);
    let Some(MetaType::Enum { enum_values, .. }) = registry.types.get(kind.trim_end_matches('!')) else {
        return String::new();
    };
    let value = enum_values.get(name).and_then(|value| value.description.clone());
    value.unwrap_or_default().replace('\n', " ")
}

fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use entity::vocabulary::DataSubjectRight;

    use super::*;

    #[test]
    fn the_committed_page_is_what_the_lists_say() {
        let committed = include_str!("../../../docs/records-of-processing.md");
        assert_eq!(
            records_of_processing().trim_end(),
            committed.trim_end(),
            "run script/generate"
        );
    }

    #[test]
    fn every_purpose_and_every_field_that_asks_for_one_stands_there() {
        let page = records_of_processing();
        for purpose in Purpose::ALL {
            assert!(page.contains(&format!("\n## {}\n", name_of(purpose))));
        }
        // Counted by what goes on record when it is read, wherever a row stands: words are personal until they are public.
        for field in Field::ALL {
            let mut states = field.states().iter();
            let is_personal = states.any(|state| field.is_on_record(*state));
            let named = page.contains(&format!("`{}`", field.name()));
            assert_eq!(named, is_personal, "{}", field.name());
        }
        let (_, rest) = page.split_once("\n## PARTICIPATION_ADMIN\n").unwrap_or_default();
        let (running, _) = rest.split_once("\n## ").unwrap_or_default();
        for words in [
            "Contribution.title",
            "Contribution.body",
            "InterestDeclaration.publicSummary",
        ] {
            assert!(running.contains(&format!("`{words}` (while not public)")), "{words}");
        }
        let complaint = name_of(&DataSubjectRight::Complaint);
        assert_eq!(page.matches(complaint).count(), Purpose::ALL.len());
    }
}
