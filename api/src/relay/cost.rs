//! What a document may cost at most, published in the SDL by `@cost` and `@listSize` (the cost specification of IBM).
//!
//! An object costs 1 and a leaf nothing, unless `@cost` says otherwise; what stands in a list counts as often as the list
//! may have entries. The schema's library has no way to mark what it makes itself, so the text is marked.

/// The largest page, and the longest list of ids.
pub const LARGEST: u64 = 100;

/// What a mutation costs: it locks, writes and commits.
const MUTATION: u64 = 10;

/// What a search costs before its hits.
const SEARCH: u64 = 10;

/// What it costs to work out which cases decide on a field.
const MATRIX: u64 = 10;

/// Entries that a plain list is taken to have, if it may have as many: it is short by nature.
const SHORT: u64 = 10;

const PAGE: &str = r#"@listSize(assumedSize: 20, slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)"#;

const IDS: &str = r#"@listSize(assumedSize: 100, slicingArguments: ["ids"], requireOneSlicingArgument: false)"#;

const FIELDS: &str = r#"@listSize(assumedSize: 10, slicingArguments: ["fields"], requireOneSlicingArgument: false)"#;

const DIRECTIVES: &str = r#""""
Says what a field costs; without it an object costs 1 and a leaf nothing.
"""
directive @cost(weight: String!) on FIELD_DEFINITION
"""
Says how many entries a list is counted with: what its page size says, or so many. An argument that is a list itself
counts with its length.
"""
directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
"#;

/// The SDL with the cost of each field.
#[must_use]
pub fn published(sdl: &str) -> String {
    let mut text = String::with_capacity(sdl.len() + sdl.len() / 16);
    let (mut of_type, mut field) = ("", "");
    let mut in_words = false;
    for line in sdl.lines() {
        text.push_str(line);
        let inside = line.trim_start();
        let depth = line.len() - inside.len();
        if inside == "\"\"\"" {
            in_words = !in_words;
        } else if !in_words && depth == 0 {
            let named = line.strip_prefix("type ").or(line.strip_prefix("interface "));
            of_type = named.map_or("", word);
        } else if !in_words && depth == 1 && !of_type.is_empty() {
            if !inside.starts_with(')') {
                field = word(inside);
            }
            if let Some(returned) = returned(inside) {
                for mark in marks(of_type, field, returned, line) {
                    text.push(' ');
                    text.push_str(&mark);
                }
            }
        }
        text.push('\n');
        if line.starts_with("directive @access") {
            text.push_str(DIRECTIVES);
        }
    }
    text
}

/// The first name of a line.
fn word(line: &str) -> &str {
    let end = line.find(|c: char| !c.is_alphanumeric() && c != '_');
    line.get(..end.unwrap_or(line.len())).unwrap_or_default()
}

/// The type that a line of a field ends with, if it ends the field.
fn returned(line: &str) -> Option<&str> {
    let head = line.split_once(" @").map_or(line, |(head, _)| head);
    let (_, returned) = head.rsplit_once(": ")?;
    (!returned.contains(['(', ')', ' '])).then_some(returned)
}

fn marks(of_type: &str, field: &str, returned: &str, line: &str) -> Vec<String> {
    let mut marks = Vec::new();
    let weight = match (of_type, field) {
        ("Mutation", _) => Some(MUTATION),
        ("Query", "search") => Some(SEARCH),
        ("Query", "accessMatrix") => Some(MATRIX),
        // Each is a count over all rows.
        (_, "totalCount") => Some(1),
        _ => None,
    };
    marks.extend(weight.map(|weight| format!("@cost(weight: \"{weight}\")")));
    let most = line.split_once("@list(max: ").map(|(_, rest)| rest);
    let most = most.and_then(|rest| rest.split_once(')')?.0.parse::<u64>().ok());
    if returned.trim_end_matches('!').ends_with("Connection") {
        marks.push(PAGE.to_owned());
    } else if (of_type, field) == ("Query", "nodes") {
        marks.push(IDS.to_owned());
    } else if (of_type, field) == ("Query", "accessMatrix") {
        marks.push(FIELDS.to_owned());
    } else if let Some(most) = most
        && !of_type.ends_with("Connection")
    {
        marks.push(format!("@listSize(assumedSize: {})", most.min(SHORT)));
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_says_what_it_costs() {
        let sdl = "\"\"\"\ntype Words {\n\"\"\"\ntype Query {\n\t\"\"\"\n\tnodes: all of them\n\t\"\"\"\n\tnodes(\n\t\t\"\"\"\n\t\tIds: some\n\t\t\"\"\"\n\t\tids: [ID!]!\n\t): [Node]\n\tthings(\n\t\tfirst: Int\n\t): ThingConnection @access(class: PUBLIC)\n\tname: String!\n\tshort: [Short!]! @access(class: PUBLIC) @list(max: 4)\n}\ntype ThingConnection {\n\tnodes: [Thing!]! @list(max: 100)\n\ttotalCount: Int @access(class: PUBLIC)\n}\ntype Mutation {\n\tact(input: ActInput!): ActPayload!\n}\ninput ActInput {\n\ttotalCount: Int\n}\n";
        let published = published(sdl);
        let marked: Vec<_> = published
            .lines()
            .filter_map(|line| {
                line.contains("@listSize")
                    .then_some(line)
                    .or(line.contains("@cost").then_some(line))
            })
            .collect();
        assert_eq!(
            marked,
            [
                format!("\t): [Node] {IDS}"),
                format!("\t): ThingConnection @access(class: PUBLIC) {PAGE}"),
                "\tshort: [Short!]! @access(class: PUBLIC) @list(max: 4) @listSize(assumedSize: 4)".to_owned(),
                "\ttotalCount: Int @access(class: PUBLIC) @cost(weight: \"1\")".to_owned(),
                "\tact(input: ActInput!): ActPayload! @cost(weight: \"10\")".to_owned(),
            ]
        );
    }
}
