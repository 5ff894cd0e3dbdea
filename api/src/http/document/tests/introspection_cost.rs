//! What it costs to be told of the schema, against how much there is to tell.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use apollo_compiler::{
    ExecutableDocument, Schema, introspection::partial_execute, response::JsonMap, validation::Valid,
};
use async_graphql::Variables;
use serde_json::Value;

use crate::{
    http::{Checker, Limits, tests::small::INTROSPECTION},
    schema,
};

/// How many objects an answer has.
fn objects(value: &Value) -> u64 {
    match value {
        Value::Object(fields) => fields.values().map(objects).sum::<u64>() + 1,
        Value::Array(items) => items.iter().map(objects).sum(),
        _ => 0,
    }
}

#[test]
fn t118_what_tells_of_the_schema_costs_a_fifth_of_its_objects_at_least_and_tools_are_told_it_whole() {
    let sdl = schema::sdl();
    let limits = Limits::default();
    let checker = Checker::new(&sdl, limits).unwrap();
    let cost = |query: &str| {
        let document = checker.check(query).unwrap();
        document.cost(None, &Variables::default())
    };
    let known = Schema::parse_and_validate(sdl, "schema.graphql").unwrap();
    let implementers = known.implementers_map();
    let names = "__schema { types { name fields { name } } }";
    let mutation = "__type(name: \"Mutation\") { fields { args { type { ofType { name inputFields { name } } } } } }";
    let around = "queryType { fields { type { ofType { fields { name } } } } } types { possibleTypes { name } }";
    // The parser's own schema does not know the newest field of all.
    let whole = INTROSPECTION.replace(" isOneOf", "");
    for query in [
        whole.as_str(),
        &format!("{{ {names} }}"),
        &format!("{{ {mutation} }}"),
        &format!("{{ __schema {{ {around} directives {{ args {{ name }} }} }} }}"),
        "{ __schema { types { interfaces { name } enumValues { name } inputFields { type { name } } } } }",
    ] {
        let document = ExecutableDocument::parse_and_validate(&known, query, "query.graphql").unwrap();
        let operation = document.operations.get(None).unwrap();
        let nothing = Valid::assume_valid(JsonMap::new());
        let told = partial_execute(&known, &implementers, &document, operation, &nothing).unwrap();
        let told = objects(&serde_json::to_value(&told.data).unwrap());
        let cost = cost(query);
        assert!(told > 100 && told <= cost * 5, "{told} objects for {cost}: {query}");
    }
    // Tools ask it whenever they like; half of what one request may cost is left for what the schema grows by.
    let tools = cost(INTROSPECTION);
    assert!(tools <= limits.cost / 2, "{tools}");
    let often = |times: u64| {
        (0..times)
            .map(|at| format!("a{at}: {names} "))
            .collect::<Vec<_>>()
            .concat()
    };
    let once = cost(&format!("{{ {names} }}"));
    assert_eq!(cost(&format!("{{ {} }}", often(180))), once * 180);
    assert!(once * 180 > limits.cost, "{once}");
}
