//! Whether a document has passwords hashed, which takes long and is done for only so many at once (T121): those who wait for
//! that are to leave places to all others. One operation has it done once at most, or one place would be worth many (T102).

use std::collections::HashSet;

use apollo_compiler::ExecutableDocument;
use apollo_compiler::parser::SourceSpan;

/// The mutations that take a password, by name.
const HASHING: &[&str] = &["acceptInvitation", "changePassword", "signIn"];

/// Where an operation takes a password a second time, if that can be told.
pub(super) struct Again(pub(super) Option<SourceSpan>);

/// Whether any operation of the document does; none may take a password under two keys.
pub(super) fn hashes(document: &ExecutableDocument) -> Result<bool, Again> {
    let mut does = false;
    for operation in document.operations.iter().filter(|operation| operation.is_mutation()) {
        let mut keys = HashSet::new();
        for field in operation.root_fields(document) {
            let takes = HASHING.contains(&field.name.as_str());
            if takes && keys.insert(field.response_key()) && keys.len() > 1 {
                return Err(Again(field.name.location()));
            }
        }
        does |= !keys.is_empty();
    }
    Ok(does)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use apollo_compiler::ast::OperationType;

    use super::*;
    use crate::http::{Checker, Limits, code_of};

    fn checker() -> Checker {
        Checker::new(&crate::schema::sdl(), Limits::default()).unwrap()
    }

    #[test]
    fn t121_every_mutation_that_takes_a_password_is_known() {
        let checker = checker();
        let schema = checker.schema();
        let mutations = schema.root_operation(OperationType::Mutation).unwrap();
        let takes = |of_type: &str| {
            let input = schema.get_input_object(of_type);
            let is_one = |name: &str| name.to_lowercase().ends_with("password");
            input.is_some_and(|input| input.fields.keys().any(|name| is_one(name.as_str())))
        };
        let fields = schema
            .get_object(mutations.as_str())
            .unwrap()
            .fields
            .iter()
            .filter(|(_, field)| {
                let mut arguments = field.arguments.iter();
                arguments.any(|argument| takes(argument.ty.inner_named_type().as_str()))
            });
        let mut found: Vec<&str> = fields.map(|(name, _)| name.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, HASHING);
    }

    #[test]
    fn t121_a_document_hashes_wherever_in_it_a_password_is_taken() {
        let checker = checker();
        let sign_in = r#"signIn(input: {tenant: "a", email: "b", password: "c"}) { __typename }"#;
        for (text, expected) in [
            (format!("mutation {{ {sign_in} }}"), true),
            (format!("mutation {{ other: {sign_in} }}"), true),
            (
                format!("mutation {{ ...F }} fragment F on Mutation {{ {sign_in} }}"),
                true,
            ),
            (format!("query A {{ __typename }} mutation B {{ {sign_in} }}"), true),
            ("mutation { __typename }".to_owned(), false),
            ("{ signIn: __typename }".to_owned(), false),
        ] {
            let document = checker.check(&text).map_err(|errors| format!("{errors:?}")).unwrap();
            assert_eq!(document.hashes(), expected, "{text}");
        }
    }

    #[test]
    fn t102_an_operation_takes_one_password_and_a_document_one_in_each() {
        let checker = checker();
        let one = r#"signIn(input: {tenant: "a", email: "b", password: "c"}) { __typename }"#;
        let other = r#"changePassword(input: {currentPassword: "a", newPassword: "b"}) { __typename }"#;
        for twice in [
            format!("mutation {{ a: {one} b: {one} }}"),
            format!("mutation {{ {one} {other} }}"),
            format!("mutation {{ {one} ...F }} fragment F on Mutation {{ ... {{ {other} }} }}"),
            format!("query A {{ __typename }} mutation B {{ a: {one} b: {one} }}"),
        ] {
            let errors = checker.check(&twice).err().unwrap();
            let codes: Vec<_> = errors.iter().map(code_of).collect();
            assert_eq!(codes, [Some("REQUEST_TOO_LARGE")], "{twice}");
        }
        for once in [
            format!("mutation {{ {one} {one} }}"),
            format!("mutation {{ ...F ...F }} fragment F on Mutation {{ {one} }}"),
            format!("mutation A {{ {one} }} mutation B {{ {one} }}"),
        ] {
            assert!(checker.check(&once).is_ok(), "{once}");
        }
    }
}
