//! Whether a document has passwords hashed, which takes long and is done for only so many at once (T121): those who wait for
//! that are to leave places to all others.

use apollo_compiler::ExecutableDocument;

/// The mutations that take a password, by name.
const HASHING: &[&str] = &["acceptInvitation", "changePassword", "signIn"];

/// Whether any operation of the document does.
pub(super) fn hashes(document: &ExecutableDocument) -> bool {
    let mut mutations = document.operations.iter().filter(|operation| operation.is_mutation());
    mutations.any(|operation| {
        let mut fields = operation.root_fields(document);
        fields.any(|field| HASHING.contains(&field.name.as_str()))
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use apollo_compiler::ast::OperationType;

    use super::*;
    use crate::http::{Checker, Limits};

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
}
