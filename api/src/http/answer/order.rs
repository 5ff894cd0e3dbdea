//! Puts an answer into the order of its document, and nulls where the specification wants them.
//!
//! The library answers keys in the order in which fields were ready, so that two rows of one list differ and tell
//! which of them had to load something. A field that failed it leaves out of its object, whether it may be null or
//! not, and an object of which all fields failed becomes null. Here the key comes back as null, or, if it must not
//! be null, its object becomes null, up to the next that may be.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use apollo_compiler::Schema;
use apollo_compiler::ast::Type;
use apollo_compiler::schema::ExtendedType;
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    Directive, DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
    TypeCondition,
};
use async_graphql::{Name, PathSegment, Positioned, Response, Value, Variables};

use super::failed::{failure, is_failure, mark, path_of};

/// The order in which one operation of a document selects.
pub struct Order<'d> {
    document: &'d ExecutableDocument,
    operation: &'d OperationDefinition,
    variables: &'d Variables,
    schema: &'d Schema,
    root: Option<&'d str>,
    groups: Vec<Group<'d>>,
    plans: HashMap<(usize, Option<&'d str>), Rc<Plan<'d>>>,
}

/// The selections of all fields that share a response key, merged.
struct Group<'d> {
    of_type: Option<&'d Type>,
    sets: Vec<&'d SelectionSet>,
    /// Where the type is of objects, so that all values are alike: known once the first has come.
    known: Option<(Option<&'d str>, Rc<Plan<'d>>)>,
}

/// Response keys in order, each with its group.
type Plan<'d> = IndexMap<&'d str, usize>;

impl<'d> Order<'d> {
    /// The order of the operation that `name` chooses, or none if there is no such operation.
    #[must_use]
    pub fn new(
        document: &'d ExecutableDocument,
        name: Option<&str>,
        variables: &'d Variables,
        schema: &'d Schema,
    ) -> Option<Self> {
        let operation = match (&document.operations, name) {
            (DocumentOperations::Single(only), _) => only,
            (DocumentOperations::Multiple(named), Some(name)) => named.get(name)?,
            (DocumentOperations::Multiple(named), None) => named.values().next()?,
        };
        let root = match operation.node.ty {
            OperationType::Query => apollo_compiler::ast::OperationType::Query,
            OperationType::Mutation => apollo_compiler::ast::OperationType::Mutation,
            OperationType::Subscription => apollo_compiler::ast::OperationType::Subscription,
        };
        let root = schema.root_operation(root).map(apollo_compiler::Name::as_str);
        let groups = vec![Group {
            of_type: None,
            sets: vec![&operation.node.selection_set.node],
            known: None,
        }];
        Some(Self {
            document,
            operation: &operation.node,
            variables,
            schema,
            root,
            groups,
            plans: HashMap::new(),
        })
    }

    /// Arranges data, errors and every extension that is a list of objects with a `path`; keeps `most` errors, and
    /// says in the last how many more there were.
    pub fn arrange(&mut self, response: &mut Response, most: usize) {
        for error in &response.errors {
            mark(&mut response.data, &error.path);
        }
        if response.data == Value::Null && response.errors.is_empty() {
            // Everything was skipped.
            response.data = Value::Object(IndexMap::new());
        }
        if self.object(0, &mut response.data) {
            response.data = Value::Null;
        }
        response.errors.sort_by_cached_key(|error| self.rank(&error.path));
        let omitted = response.errors.len().saturating_sub(most);
        response.errors.truncate(most);
        if let Some(last) = response.errors.last_mut().filter(|_| omitted > 0) {
            last.extensions.get_or_insert_default().set("omitted", omitted);
        }
        for extension in response.extensions.values_mut() {
            if let Value::List(items) = extension
                && items.iter().all(|item| path_of(item).is_some())
            {
                items.sort_by_cached_key(|item| self.rank(&path_of(item).unwrap_or_default()));
            }
        }
    }

    /// Where `path` stands in the document: compares as the fields do, then by index.
    pub fn rank(&mut self, path: &[PathSegment]) -> Vec<usize> {
        let mut rank = Vec::with_capacity(path.len());
        let mut group = 0;
        for segment in path {
            match segment {
                PathSegment::Index(index) => rank.push(*index),
                PathSegment::Field(key) => {
                    let (_, plan) = self.planned(group, None);
                    let Some((place, _, below)) = plan.get_full(key.as_str()) else {
                        rank.push(usize::MAX);
                        return rank;
                    };
                    rank.push(place);
                    group = *below;
                }
            }
        }
        rank
    }

    /// Arranges a value of `of_type`; true if it is null for a failure and must not be.
    fn value(&mut self, group: usize, of_type: Option<&Type>, value: &mut Value) -> bool {
        let failed = match (of_type, &mut *value) {
            (_, marked) if is_failure(marked) => true,
            (_, Value::List(items)) => {
                let inner = match of_type {
                    Some(Type::List(inner) | Type::NonNullList(inner)) => Some(&**inner),
                    _ => None,
                };
                // Every item is arranged, even after one that makes the list null.
                items
                    .iter_mut()
                    .map(|item| self.value(group, inner, item))
                    .filter(|failed| *failed)
                    .count()
                    > 0
            }
            (_, object @ Value::Object(_)) => self.object(group, object),
            _ => return false,
        };
        if failed {
            *value = Value::Null;
        }
        failed && of_type.is_some_and(Type::is_non_null)
    }

    /// Arranges an object; true if a field of it failed that must not be null.
    fn object(&mut self, group: usize, value: &mut Value) -> bool {
        let Value::Object(fields) = value else { return false };
        if self.groups.get(group).is_none_or(|group| group.sets.is_empty()) {
            // A leaf; if it is an object, then one of a scalar's own making.
            return false;
        }
        let (concrete, plan) = self.planned(group, Some(fields));
        if fields.keys().map(Name::as_str).eq(plan.keys().copied()) {
            // Most objects, because fields that wait for nothing are ready in the order in which they are asked for.
            let values = plan.values().zip(fields.values_mut());
            return values
                .map(|(below, value)| {
                    let of_type = self.groups.get(*below).and_then(|group| group.of_type);
                    self.value(*below, of_type, value)
                })
                .filter(|failed| *failed)
                .count()
                > 0;
        }
        let mut unordered = std::mem::take(fields);
        fields.reserve(unordered.len());
        let mut failed = false;
        for (key, below) in plan.iter() {
            let (key, mut value) = match unordered.swap_remove_entry(*key) {
                Some(entry) => entry,
                None if concrete.is_some() => (Name::new(key), failure()),
                None => continue,
            };
            let of_type = self.groups.get(*below).and_then(|group| group.of_type);
            failed = self.value(*below, of_type, &mut value) || failed;
            fields.insert(key, value);
        }
        // What the document does not ask for can be there only as the mark of an error that names it.
        fields.extend(unordered.into_iter().filter(|(_, value)| !is_failure(value)));
        failed
    }

    /// The object type of a group's values, as far as the schema or the value tells.
    fn concrete(&self, group: usize, fields: Option<&IndexMap<Name, Value>>) -> Option<&'d str> {
        let of_type = self.type_name(group)?;
        if let Some(ExtendedType::Object(_)) = self.schema.types.get(of_type) {
            return Some(of_type);
        }
        let Some(Value::String(told)) = fields?.get("__typename") else {
            return None;
        };
        let (name, definition) = self.schema.types.get_key_value(told.as_str())?;
        matches!(definition, ExtendedType::Object(_)).then(|| name.as_str())
    }

    /// What a value of a group is, and what is selected of it.
    fn planned(&mut self, group: usize, fields: Option<&IndexMap<Name, Value>>) -> (Option<&'d str>, Rc<Plan<'d>>) {
        if let Some(known) = self.groups.get(group).and_then(|group| group.known.as_ref()) {
            return known.clone();
        }
        let concrete = self.concrete(group, fields);
        let planned = (concrete, self.plan(group, concrete));
        if concrete.is_some()
            && concrete == self.type_name(group)
            && let Some(group) = self.groups.get_mut(group)
        {
            group.known = Some(planned.clone());
        }
        planned
    }

    fn plan(&mut self, group: usize, concrete: Option<&'d str>) -> Rc<Plan<'d>> {
        if let Some(plan) = self.plans.get(&(group, concrete)) {
            return Rc::clone(plan);
        }
        let of_type = self.type_name(group);
        let mut collected = Collected {
            fields: IndexMap::new(),
            spread: HashSet::new(),
        };
        for set in self
            .groups
            .get(group)
            .map(|group| group.sets.clone())
            .unwrap_or_default()
        {
            self.collect(set, concrete.or(of_type), concrete, &mut collected);
        }
        let plan = collected.fields.into_iter().map(|(key, group)| {
            self.groups.push(group);
            (key, self.groups.len() - 1)
        });
        let plan = Rc::new(plan.collect::<Plan<'d>>());
        self.plans.insert((group, concrete), Rc::clone(&plan));
        plan
    }

    fn collect(
        &self,
        set: &'d SelectionSet,
        parent: Option<&'d str>,
        concrete: Option<&'d str>,
        into: &mut Collected<'d>,
    ) {
        for selection in &set.items {
            if !self.selected(selection.node.directives()) {
                continue;
            }
            match &selection.node {
                Selection::Field(field) => {
                    let group = into
                        .fields
                        .entry(field.node.response_key().node.as_str())
                        .or_insert_with(|| Group {
                            of_type: parent.and_then(|parent| self.type_of(parent, &field.node.name.node)),
                            sets: Vec::new(),
                            known: None,
                        });
                    if !field.node.selection_set.node.items.is_empty() {
                        group.sets.push(&field.node.selection_set.node);
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    if condition.is_none_or(|condition| self.applies(condition, concrete)) {
                        let parent = concrete
                            .or(condition.map(|condition| condition.node.on.node.as_str()))
                            .or(parent);
                        self.collect(&fragment.node.selection_set.node, parent, concrete, into);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    let Some(fragment) = self.document.fragments.get(name) else {
                        continue;
                    };
                    if into.spread.insert(name) && self.applies(&fragment.node.type_condition, concrete) {
                        let parent = concrete.unwrap_or(fragment.node.type_condition.node.on.node.as_str());
                        self.collect(&fragment.node.selection_set.node, Some(parent), concrete, into);
                    }
                }
            }
        }
    }

    fn type_of(&self, parent: &str, field: &str) -> Option<&'d Type> {
        let schema = self.schema;
        schema.type_field(parent, field).ok().map(|definition| &definition.ty)
    }

    fn type_name(&self, group: usize) -> Option<&'d str> {
        if group == 0 {
            return self.root;
        }
        Some(self.groups.get(group)?.of_type?.inner_named_type().as_str())
    }

    /// Whether a fragment counts; where the object's type is not known, it is taken to.
    fn applies(&self, condition: &Positioned<TypeCondition>, concrete: Option<&str>) -> bool {
        let on = condition.node.on.node.as_str();
        concrete.is_none_or(|concrete| concrete == on || self.schema.is_subtype(on, concrete))
    }

    fn selected(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().all(|directive| {
            let skips = match directive.node.name.node.as_str() {
                "skip" => true,
                "include" => false,
                _ => return true,
            };
            let given = directive.node.get_argument("if").map(|value| value.node.clone());
            let value = given.and_then(|given| given.into_const_with(|name| self.variable(&name).ok_or(())).ok());
            (value == Some(Value::Boolean(true))) != skips
        })
    }

    fn variable(&self, name: &Name) -> Option<Value> {
        let default = || {
            let mut definitions = self.operation.variable_definitions.iter();
            let definition = definitions.find(|definition| definition.node.name.node == *name)?;
            definition.node.default_value.as_ref().map(|value| &value.node)
        };
        self.variables.get(name).or_else(default).cloned()
    }
}

struct Collected<'d> {
    fields: IndexMap<&'d str, Group<'d>>,
    spread: HashSet<&'d str>,
}
