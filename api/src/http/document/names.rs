//! Which values an enum has: told where another was given, if everybody may ask for the schema. Who asks is not known yet.

use apollo_compiler::schema::{EnumType, ExtendedType};
use apollo_compiler::{Name, Schema};

/// So many are told; whoever needs the others asks for the schema.
const MOST: usize = 20;

/// What may stand where another value was given.
pub(super) fn hint(of_type: &EnumType) -> String {
    let names: Vec<_> = of_type.values.keys().take(MOST).map(Name::as_str).collect();
    let names = names.join(", ");
    match of_type.values.len().saturating_sub(MOST) {
        0 => format!("It is one of {names}."),
        more => format!("It is one of {names}, and {more} more."),
    }
}

/// The enum of which the validator says that a value is none of it.
pub(super) fn wanted<'s>(text: &str, schema: &'s Schema) -> Option<&'s EnumType> {
    let name = if text.starts_with("value `") {
        text.rsplit('`').nth(1)?
    } else {
        let (name, _) = text.strip_prefix("expected value of type ")?.split_once(", found ")?;
        name.trim_matches(['[', ']', '!'])
    };
    match schema.types.get(name)? {
        ExtendedType::Enum(of_type) => Some(of_type),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn few_values_are_told_and_of_many_how_many_more_there_are() {
        let many: Vec<_> = (1..=22).map(|number| format!("A{number}")).collect();
        let text = format!(
            "type Query {{ a: Int }} enum Few {{ CAT DOG }} enum Many {{ {} }}",
            many.join(" ")
        );
        let schema = Schema::parse(text, "schema.graphql").unwrap();
        let told = |text: &str| wanted(text, &schema).map(hint);
        let few = Some("It is one of CAT, DOG.".to_owned());
        assert_eq!(told("value `FISH` does not exist on `Few`"), few);
        assert_eq!(told("expected value of type [Few!]!, found a string"), few);
        let many = told("value `B` does not exist on `Many`").unwrap();
        assert!(many.ends_with(", A19, A20, and 2 more."), "{many}");
        for other in [
            "field `FISH` does not exist on `Few`",
            "expected value of type Int, found a string",
        ] {
            assert_eq!(told(other), None, "{other}");
        }
    }
}
