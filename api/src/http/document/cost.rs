//! What an operation costs at most: the fields that it can answer with, each as often as the lists above it have entries.
//!
//! A document is read once, into a tree in which page sizes that stand in variables are open; with the variables of a
//! request the tree gives the figure (T116). Every branch counts, whatever `@skip` and `@include` say, and so does each
//! of several fields that become one.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use apollo_compiler::executable::{Field, Fragment, Operation, Selection, SelectionSet, Value};
use apollo_compiler::schema::{ExtendedType, FieldDefinition};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Name, Node, Schema};
use async_graphql::{Response, ServerError, Value as Given, Variables};

use super::{Document, introspection_cost::Telling};
use crate::error::{Code, Error, Refusal};
use crate::http::persisted::NotRun;
use crate::relay::cost::LARGEST;

/// How many plain values come with an object, and how many more cost as much as another one. A text that is answered again,
/// under another key, costs as much as another object: it can be long.
const LEAVES: u64 = 20;
const LEAVES_OF_ONE: u64 = 10;

/// Scalars whose values are short.
const SHORT: &[&str] = &[
    "Boolean",
    "Date",
    "DateTime",
    "Duration",
    "Float",
    "ID",
    "Int",
    "LanguageTag",
];

/// What one operation costs at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// With the variables that it runs with.
    pub requested: u64,
    /// What one operation may cost.
    pub limit: u64,
    /// Whether the caller asked to be told, by `"extensions": {"cost": true}`.
    pub told: bool,
}

impl Cost {
    /// What the operation that `name` chooses costs with these variables, where one may cost that much.
    pub(in crate::http) fn of(
        document: &Document,
        name: Option<&str>,
        variables: &Variables,
        limit: u64,
        told: bool,
    ) -> Result<Self, NotRun> {
        let requested = document.cost(name, variables);
        let cost = Self { requested, limit, told };
        if requested > limit {
            let refusal = cost.refusal(&document.dearest(name, variables));
            return Err(NotRun::TooDear(cost, refusal.into_server_errors(&[])));
        }
        Ok(cost)
    }

    /// Puts it into an answer where that was asked for.
    pub(in crate::http) fn tell(self, response: &mut Response, remaining: u64) {
        if self.told {
            let cost = self.value(Some(remaining));
            response.extensions.insert("cost".to_owned(), cost);
        }
    }

    /// The errors with it in each, for where nothing beside them is told.
    pub(in crate::http) fn told_in(self, mut errors: Vec<ServerError>) -> Vec<ServerError> {
        for error in &mut errors {
            let extensions = error.extensions.get_or_insert_default();
            extensions.set("cost", self.value(None));
        }
        errors
    }

    /// As it stands in `extensions.cost`, with what is left of the caller's budget.
    pub(in crate::http) fn value(self, remaining: Option<u64>) -> Given {
        let mut fields = vec![("requested", self.requested), ("limit", self.limit)];
        fields.extend(remaining.map(|remaining| ("remaining", remaining)));
        let fields = fields
            .into_iter()
            .map(|(name, value)| (async_graphql::Name::new(name), Given::from(value)));
        Given::Object(fields.collect())
    }

    /// Why it is refused.
    fn refusal(self, dearest: &str) -> Error {
        let Self { requested, limit, .. } = self;
        Refusal::new(
            Code::TooExpensive,
            format!("The document may cost {requested}; one request may cost {limit}."),
        )
        .hint(format!(
            "Most of it comes from {dearest}: ask for smaller pages there, or for less in each."
        ))
        .into()
    }
}

/// A field of an operation, with what is below it.
pub(super) struct Tree {
    key: Name,
    weight: u64,
    /// How often it stands there.
    times: Times,
    /// How often those below it do that [`Self::sized`] names.
    pages: Option<Times>,
    sized: Vec<Name>,
    below: Vec<Tree>,
}

/// How often a field is answered, with sizes that variables hold left open.
enum Times {
    Exactly(u64),
    /// The largest of what these say, or so many where none says anything.
    Said(Vec<Size>, u64),
}

enum Size {
    Exactly(u64),
    Variable(Name),
}

impl Tree {
    /// The tree of an operation.
    pub(super) fn of(operation: &Operation, document: &Valid<ExecutableDocument>, schema: &Valid<Schema>) -> Vec<Self> {
        let reader = Reader {
            fragments: document
                .fragments
                .iter()
                .map(|(name, fragment)| (name.as_str(), fragment))
                .collect(),
            schema,
            telling: OnceCell::new(),
        };
        reader.set(&operation.selection_set)
    }

    /// What it costs with these variables.
    fn cost(&self, variables: &Variables, times: u64) -> u64 {
        let pages = self.pages.as_ref().map_or(1, |pages| pages.with(variables));
        let below = self.below.iter().fold(0_u64, |sum, below| {
            let times = if self.sized.contains(&below.key) { pages } else { 1 };
            sum.saturating_add(below.cost(variables, times))
        });
        let once = self.weight.saturating_add(below);
        once.saturating_mul(times).saturating_mul(self.times.with(variables))
    }

    /// The keys of the dearest fields, from the top.
    fn dearest(&self, variables: &Variables, path: &mut Vec<String>) {
        path.push(self.key.to_string());
        let pages = self.pages.as_ref().map_or(1, |pages| pages.with(variables));
        let times = |below: &Self| if self.sized.contains(&below.key) { pages } else { 1 };
        let dearest = self
            .below
            .iter()
            .max_by_key(|below| below.cost(variables, times(below)));
        if let Some(below) = dearest.filter(|below| !below.below.is_empty()) {
            below.dearest(variables, path);
        }
    }
}

/// What the operation of these fields costs.
pub(super) fn cost(fields: &[Tree], variables: &Variables) -> u64 {
    let costs = fields.iter().map(|field| field.cost(variables, 1));
    costs.fold(0, u64::saturating_add)
}

/// Where most of it comes from, such as `projects.nodes.phases`.
pub(super) fn dearest(fields: &[Tree], variables: &Variables) -> String {
    let mut path = Vec::new();
    if let Some(field) = fields.iter().max_by_key(|field| field.cost(variables, 1)) {
        field.dearest(variables, &mut path);
    }
    path.join(".")
}

/// How many bytes these take.
pub(super) fn bytes(trees: &[Tree]) -> usize {
    let below = trees.iter().map(|tree| {
        let names = tree.sized.capacity().saturating_mul(size_of::<Name>());
        let sizes = [Some(&tree.times), tree.pages.as_ref()]
            .into_iter()
            .flatten()
            .map(Times::bytes);
        sizes
            .fold(names, usize::saturating_add)
            .saturating_add(bytes(&tree.below))
    });
    below.fold(size_of_val(trees), usize::saturating_add)
}

impl Times {
    fn bytes(&self) -> usize {
        match self {
            Self::Exactly(_) => 0,
            Self::Said(sizes, _) => sizes.capacity().saturating_mul(size_of::<Size>()),
        }
    }

    fn with(&self, variables: &Variables) -> u64 {
        match self {
            Self::Exactly(times) => *times,
            Self::Said(sizes, otherwise) => {
                let said = sizes.iter().filter_map(|size| match size {
                    Size::Exactly(size) => Some(*size),
                    Size::Variable(name) => given(variables.get(name.as_str())?),
                });
                // More is refused where the list is read.
                said.max().unwrap_or(*otherwise).min(LARGEST)
            }
        }
    }
}

/// The size that a value says: a number's, or the length of a list.
fn given(value: &Given) -> Option<u64> {
    match value {
        Given::Number(number) => Some(number.as_u64().unwrap_or(0)),
        Given::List(items) => u64::try_from(items.len()).ok(),
        _ => None,
    }
}

/// Plain values of one object.
#[derive(Default)]
struct Leaves<'s> {
    number: u64,
    /// Under which keys each text is answered.
    texts: HashMap<&'s str, HashSet<&'s str>>,
}

impl Leaves<'_> {
    /// What they cost: many of them, and each text that is answered again.
    fn cost(&self) -> u64 {
        let many = self.number.saturating_sub(LEAVES).div_ceil(LEAVES_OF_ONE);
        let again = self.texts.values().map(|keys| keys.len().saturating_sub(1));
        let again = again.fold(0, usize::saturating_add);
        many.saturating_add(u64::try_from(again).unwrap_or(u64::MAX))
    }
}

struct Reader<'d> {
    fragments: HashMap<&'d str, &'d Node<Fragment>>,
    schema: &'d Valid<Schema>,
    /// Made where it is asked for.
    telling: OnceCell<Telling>,
}

impl Reader<'_> {
    fn set(&self, set: &SelectionSet) -> Vec<Tree> {
        let mut trees = Vec::new();
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => trees.extend(self.field(field)),
                Selection::InlineFragment(fragment) => trees.extend(self.set(&fragment.selection_set)),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.fragments.get(spread.fragment_name.as_str()) {
                        trees.extend(self.set(&fragment.selection_set));
                    }
                }
            }
        }
        trees.shrink_to_fit();
        trees
    }

    /// None for what costs nothing, such as leaves.
    fn field(&self, field: &Field) -> Option<Tree> {
        if matches!(field.name.as_str(), "__schema" | "__type") {
            let telling = self.telling.get_or_init(|| Telling::of(self.schema));
            return Some(Tree {
                key: field.name.clone(),
                weight: telling.cost(&field.selection_set, &self.fragments),
                times: Times::Exactly(1),
                pages: None,
                sized: Vec::new(),
                below: Vec::new(),
            });
        }
        let definition = &field.definition;
        let is_leaf = matches!(
            self.schema.types.get(definition.ty.inner_named_type()),
            Some(ExtendedType::Scalar(_) | ExtendedType::Enum(_))
        );
        let mut leaves = Leaves::default();
        self.leaves(&field.selection_set, &mut leaves);
        let weight = weight(definition)
            .unwrap_or(u64::from(!is_leaf))
            .saturating_add(leaves.cost());
        let below = self.set(&field.selection_set);
        if weight == 0 && below.is_empty() {
            return None;
        }
        let (times, sized) = list_size(field);
        let (times, pages) = if sized.is_empty() {
            (times, None)
        } else {
            (Times::Exactly(1), Some(times))
        };
        Some(Tree {
            key: field.name.clone(),
            weight,
            times,
            pages,
            sized,
            below,
        })
    }

    /// Which plain values a selection asks for of one object.
    fn leaves<'s>(&'s self, set: &'s SelectionSet, into: &mut Leaves<'s>) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) if field.selection_set.selections.is_empty() => {
                    into.number = into.number.saturating_add(1);
                    if self.is_text(field) {
                        let names = into.texts.entry(field.name.as_str()).or_default();
                        names.insert(field.response_key().as_str());
                    }
                }
                Selection::Field(_) => {}
                Selection::InlineFragment(fragment) => self.leaves(&fragment.selection_set, into),
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.fragments.get(spread.fragment_name.as_str()) {
                        self.leaves(&fragment.selection_set, into);
                    }
                }
            }
        }
    }

    /// Whether its value can be long.
    fn is_text(&self, field: &Field) -> bool {
        let of_type = field.definition.ty.inner_named_type();
        let is_scalar = matches!(self.schema.types.get(of_type), Some(ExtendedType::Scalar(_)));
        is_scalar && !SHORT.contains(&of_type.as_str())
    }
}

/// How often the field, or those of the names that come with it, is answered.
fn list_size(field: &Field) -> (Times, Vec<Name>) {
    let once = (Times::Exactly(1), Vec::new());
    let Some(directive) = field.definition.directives.get("listSize") else {
        return once;
    };
    let argument = |name: &str| directive.specified_argument_by_name(name);
    let names = |name: &str| {
        let values = argument(name).and_then(|value| value.as_list()).unwrap_or_default();
        values
            .iter()
            .filter_map(|value| Name::new(value.as_str()?).ok())
            .collect::<Vec<_>>()
    };
    let assumed = argument("assumedSize").and_then(|value| value.to_i32());
    let assumed = assumed.and_then(|size| u64::try_from(size).ok()).unwrap_or(1);
    let slicing = names("slicingArguments");
    let sizes = slicing
        .iter()
        .filter_map(|name| match &**field.argument_by_name(name).ok()? {
            Value::Variable(name) => Some(Size::Variable(name.clone())),
            Value::List(items) => Some(Size::Exactly(u64::try_from(items.len()).unwrap_or(u64::MAX))),
            Value::Null => None,
            other => Some(Size::Exactly(
                u64::try_from(other.to_i32().unwrap_or(i32::MAX)).unwrap_or(0),
            )),
        });
    (Times::Said(sizes.collect(), assumed), names("sizedFields"))
}

/// What `@cost` says.
fn weight(definition: &Node<FieldDefinition>) -> Option<u64> {
    let directive = definition.directives.get("cost")?;
    directive.specified_argument_by_name("weight")?.as_str()?.parse().ok()
}
