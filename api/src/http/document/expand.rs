//! How large a document is when every fragment is written out, without writing one out.
//!
//! Each fragment is counted once and remembered, so a kilobyte of fragments that double each other costs no more
//! than its bytes (T110). The walk also finds what neither validator looks at: an input field given twice, and a
//! default of null where null may not stand.

use std::collections::HashMap;

use apollo_compiler::ast::{
    Definition, DirectiveList, Document, FragmentDefinition, Selection, Value, VariableDefinition,
};
use apollo_compiler::parser::SourceSpan;

use crate::http::Limits;

/// Why a document is refused after parsing and before validation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Excess {
    /// Too much of what it names.
    TooLarge(String),
    /// Breaks a rule of the specification.
    Invalid(String, Option<SourceSpan>),
}

/// What there is when every fragment is written out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) selections: usize,
    aliases: usize,
    directives: usize,
    /// Values within arguments, and those within them.
    pub(super) values: usize,
    depth: usize,
    /// The longest chain of the introspection fields that list members of a type.
    lists: usize,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.values = self.values.saturating_add(other.values);
        self.depth = self.depth.max(other.depth);
        self.lists = self.lists.max(other.lists);
    }
}

/// Checks all operations of `document` together against `limits`, since each of them is read before one is chosen; how
/// large they are.
pub(super) fn check(document: &Document, limits: &Limits) -> Result<Size, Excess> {
    let fragments = document.definitions.iter().filter_map(|definition| match definition {
        Definition::FragmentDefinition(fragment) => Some((fragment.name.as_str(), &**fragment)),
        _ => None,
    });
    let mut counter = Counter {
        fragments: fragments.collect(),
        known: HashMap::new(),
        limits,
    };
    let mut all = Size::default();
    for definition in &document.definitions {
        match definition {
            Definition::OperationDefinition(operation) => {
                all.add(counter.set(&operation.selection_set, 1)?);
                all.add(directives(&operation.directives)?);
                for variable in &operation.variables {
                    all.add(variable_size(variable)?);
                }
                counter.bounded(all)?;
            }
            // One that no operation spreads is counted too: the validator walks it.
            Definition::FragmentDefinition(fragment) => {
                counter.fragment(fragment.name.as_str(), 1)?;
            }
            _ => {}
        }
    }
    Ok(all)
}

struct Counter<'d> {
    fragments: HashMap<&'d str, &'d FragmentDefinition>,
    /// `None` while a fragment is being counted: meeting it again then is a cycle.
    known: HashMap<&'d str, Option<Size>>,
    limits: &'d Limits,
}

impl<'d> Counter<'d> {
    fn set(&mut self, selections: &'d [Selection], depth: usize) -> Result<Size, Excess> {
        self.shallow(depth)?;
        let mut size = Size::default();
        for selection in selections {
            size.add(self.selection(selection, depth)?);
            self.bounded(size)?;
        }
        size.depth += 1;
        Ok(size)
    }

    fn selection(&mut self, selection: &'d Selection, depth: usize) -> Result<Size, Excess> {
        let mut size = Size {
            selections: 1,
            ..Size::default()
        };
        match selection {
            Selection::Field(field) => {
                size.aliases = usize::from(field.alias.is_some());
                size.add(directives(&field.directives)?);
                for argument in &field.arguments {
                    size.values = size.values.saturating_add(literal(&argument.value)?);
                }
                if !field.selection_set.is_empty() {
                    size.add(self.set(&field.selection_set, depth + 1)?);
                }
                let name = field.name.as_str();
                if matches!(name, "fields" | "inputFields" | "interfaces" | "possibleTypes") {
                    size.lists += 1;
                }
                if matches!(name, "__schema" | "__type") && size.lists > self.limits.introspection_lists {
                    let message = format!(
                        "An introspection query lists members within members at most {} deep.",
                        self.limits.introspection_lists
                    );
                    return Err(Excess::TooLarge(message));
                }
            }
            Selection::InlineFragment(fragment) => {
                size.add(directives(&fragment.directives)?);
                size.add(self.set(&fragment.selection_set, depth + 1)?);
            }
            Selection::FragmentSpread(spread) => {
                size.add(directives(&spread.directives)?);
                size.add(self.fragment(spread.fragment_name.as_str(), depth + 1)?);
            }
        }
        Ok(size)
    }

    fn fragment(&mut self, name: &'d str, depth: usize) -> Result<Size, Excess> {
        match self.known.get(name) {
            Some(Some(size)) => {
                let size = *size;
                self.shallow(depth + size.depth.saturating_sub(1))?;
                return Ok(size);
            }
            Some(None) => {
                let location = self.fragments.get(name).and_then(|fragment| fragment.name.location());
                return Err(Excess::Invalid("A fragment spreads itself.".to_owned(), location));
            }
            None => {}
        }
        // One that does not exist is the validator's to tell.
        let Some(fragment) = self.fragments.get(name).copied() else {
            return Ok(Size::default());
        };
        self.known.insert(name, None);
        let mut size = self.set(&fragment.selection_set, depth)?;
        size.add(directives(&fragment.directives)?);
        self.known.insert(name, Some(size));
        Ok(size)
    }

    fn shallow(&self, depth: usize) -> Result<(), Excess> {
        if depth > self.limits.depth {
            return Err(Excess::TooLarge(format!(
                "The document selects more than {} deep.",
                self.limits.depth
            )));
        }
        Ok(())
    }

    fn bounded(&self, size: Size) -> Result<(), Excess> {
        let limits = self.limits;
        for (count, limit, what) in [
            (size.selections, limits.selections, "selections"),
            (size.aliases, limits.aliases, "aliases"),
            (size.directives, limits.directives, "directives"),
            (size.values, limits.tokens, "values in arguments"),
        ] {
            if count > limit {
                return Err(Excess::TooLarge(format!(
                    "The document, written out, has more than {limit} {what}."
                )));
            }
        }
        Ok(())
    }
}

/// The directives themselves, and the values within them.
fn directives(directives: &DirectiveList) -> Result<Size, Excess> {
    let mut size = Size {
        directives: directives.len(),
        ..Size::default()
    };
    for argument in directives.iter().flat_map(|directive| &directive.arguments) {
        size.values = size.values.saturating_add(literal(&argument.value)?);
    }
    Ok(size)
}

fn variable_size(variable: &VariableDefinition) -> Result<Size, Excess> {
    let mut size = directives(&variable.directives)?;
    if let Some(default) = &variable.default_value {
        size.values = size.values.saturating_add(literal(default)?);
        if variable.ty.is_non_null() && default.is_null() {
            let message = "The default of a variable that cannot be null is null.".to_owned();
            return Err(Excess::Invalid(message, default.location()));
        }
    }
    Ok(size)
}

/// How many values a value is, and finds an input field that is given twice; brackets are bounded, so this does not go
/// deep.
fn literal(value: &Value) -> Result<usize, Excess> {
    let mut values = 1_usize;
    match value {
        Value::Object(fields) => {
            let mut seen = std::collections::HashSet::new();
            for (name, value) in fields {
                if !seen.insert(name.as_str()) {
                    return Err(Excess::Invalid(
                        "An input field is given twice.".to_owned(),
                        name.location(),
                    ));
                }
                values = values.saturating_add(literal(value)?);
            }
        }
        Value::List(items) => {
            for item in items {
                values = values.saturating_add(literal(item)?);
            }
        }
        _ => {}
    }
    Ok(values)
}
