//! What it costs to be told of the schema: by how much there is to tell (T118).
//!
//! All types together have the fields that they have. Of one type it is not known which it is, so that it counts as having as
//! many of each as any.

use std::collections::HashMap;

use apollo_compiler::{
    Name, Node, Schema,
    collections::IndexMap,
    executable::{Fragment, Selection, SelectionSet},
    schema::{Component, ExtendedType, FieldDefinition},
};

/// How much that is told costs as much as one object that is read. It is made of small objects, which take about 300 bytes for
/// each, and the server is to stay under 150 MB whatever is asked.
const OF_ONE: u64 = 5;

/// Nothing is wrapped deeper than in `[T!]!`.
const WRAPPED: u8 = 3;

/// How long the lists are that tell of the schema.
#[derive(Debug)]
pub(super) struct Telling {
    types: u64,
    directives: u64,
    all: Lists,
    of_directives: Lists,
    most: Lists,
}

/// How many there are below some types, or directives; arguments are those of all fields together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Lists {
    fields: u64,
    args: u64,
    input_fields: u64,
    values: u64,
    interfaces: u64,
    possible: u64,
}

/// What a selection is of: so often these lists, and within so many others as `ofType`.
#[derive(Clone, Copy)]
struct Of<'l> {
    lists: &'l Lists,
    times: u64,
    wraps: u8,
}

impl Telling {
    /// Of a schema.
    pub(super) fn of(schema: &Schema) -> Self {
        let (mut all, mut most) = (Lists::default(), Lists::default());
        for one in schema.types.values().map(Lists::of) {
            all = all.with(one, u64::saturating_add);
            most = most.with(one, u64::max);
        }
        // Who implements an interface stands with who does.
        all.possible = all.possible.saturating_add(all.interfaces);
        most.possible = all.possible;
        let arguments = schema.directive_definitions.values().map(|one| one.arguments.len());
        Self {
            types: number(schema.types.len()),
            directives: number(schema.directive_definitions.len()),
            all,
            of_directives: Lists {
                args: number(arguments.sum()),
                ..Lists::default()
            },
            most,
        }
    }

    /// What the fields below `__schema` or `__type` cost.
    pub(super) fn cost(&self, set: &SelectionSet, fragments: &HashMap<&str, &Node<Fragment>>) -> u64 {
        self.told(set, fragments, self.one(1), 1).div_ceil(OF_ONE)
    }

    /// How many fields tell of so many objects.
    fn told(&self, set: &SelectionSet, fragments: &HashMap<&str, &Node<Fragment>>, of: Of<'_>, objects: u64) -> u64 {
        let told = set.selections.iter().map(|selection| match selection {
            Selection::Field(field) => {
                let (objects, of) = self.below(field.name.as_str(), of, objects);
                objects.saturating_add(self.told(&field.selection_set, fragments, of, objects))
            }
            Selection::InlineFragment(fragment) => self.told(&fragment.selection_set, fragments, of, objects),
            Selection::FragmentSpread(spread) => {
                let fragment = fragments.get(spread.fragment_name.as_str());
                fragment.map_or(0, |fragment| self.told(&fragment.selection_set, fragments, of, objects))
            }
        });
        told.fold(0, u64::saturating_add)
    }

    /// How often a field is told, and what is below it.
    fn below<'l>(&'l self, name: &str, of: Of<'l>, objects: u64) -> (u64, Of<'l>) {
        let so_many = |number: u64| of.times.saturating_mul(number);
        let number = match name {
            "types" => {
                let all = Of { lists: &self.all, ..of };
                return (so_many(self.types), all);
            }
            "directives" => {
                let all = Of {
                    lists: &self.of_directives,
                    ..of
                };
                return (so_many(self.directives), all);
            }
            // Their arguments are known with them.
            "fields" => return (so_many(of.lists.fields), of),
            "ofType" if of.wraps >= WRAPPED => 0,
            "ofType" => {
                let wraps = of.wraps.saturating_add(1);
                return (objects, Of { wraps, ..of });
            }
            "args" => so_many(of.lists.args),
            "inputFields" => so_many(of.lists.input_fields),
            "enumValues" => so_many(of.lists.values),
            "interfaces" => so_many(of.lists.interfaces),
            "possibleTypes" => so_many(of.lists.possible),
            _ => objects,
        };
        (number, self.one(number))
    }

    /// So many, of which each is any.
    const fn one(&self, times: u64) -> Of<'_> {
        Of {
            lists: &self.most,
            times,
            wraps: 0,
        }
    }
}

impl Lists {
    /// Those of one type.
    fn of(one: &ExtendedType) -> Self {
        match one {
            ExtendedType::Object(one) => Self::of_fields(&one.fields, one.implements_interfaces.len()),
            ExtendedType::Interface(one) => Self::of_fields(&one.fields, one.implements_interfaces.len()),
            ExtendedType::InputObject(one) => Self {
                input_fields: number(one.fields.len()),
                ..Self::default()
            },
            ExtendedType::Enum(one) => Self {
                values: number(one.values.len()),
                ..Self::default()
            },
            ExtendedType::Union(one) => Self {
                possible: number(one.members.len()),
                ..Self::default()
            },
            ExtendedType::Scalar(_) => Self::default(),
        }
    }

    fn of_fields(fields: &IndexMap<Name, Component<FieldDefinition>>, interfaces: usize) -> Self {
        let arguments = fields.values().map(|field| field.arguments.len());
        Self {
            fields: number(fields.len()),
            args: number(arguments.sum()),
            interfaces: number(interfaces),
            ..Self::default()
        }
    }

    /// Both, each number of one with that of the other.
    fn with(self, other: Self, join: fn(u64, u64) -> u64) -> Self {
        Self {
            fields: join(self.fields, other.fields),
            args: join(self.args, other.args),
            input_fields: join(self.input_fields, other.input_fields),
            values: join(self.values, other.values),
            interfaces: join(self.interfaces, other.interfaces),
            possible: join(self.possible, other.possible),
        }
    }
}

fn number(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
