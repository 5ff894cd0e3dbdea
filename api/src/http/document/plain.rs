//! What the library says of a value that it cannot read, in words that hold neither the value nor how inputs are made here.

/// What is wrong with an instant.
pub(super) const INSTANT: &str = "The instant is not written with its offset, like 2026-11-23T09:30:00Z.";

/// The same as one sentence for a caller.
pub(in crate::http) fn plain(message: &str) -> String {
    let rest = message.strip_prefix("Expected input type \"");
    if let Some((of_type, _)) = rest.and_then(|rest| rest.split_once('"')) {
        return format!("The value is not of the type `{of_type}`.");
    }
    let (told, _) = message.split_once(" (occurred while parsing ").unwrap_or((message, ""));
    let rest = told.strip_prefix("Failed to parse \"");
    match rest.and_then(|rest| rest.split_once("\": ")) {
        // Its reader is the library's, and speaks of how it reads.
        Some(("DateTime", _)) => INSTANT.to_owned(),
        Some((_, flaw)) => flaw.to_owned(),
        None => told.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t42_nothing_stays_of_values_and_of_the_inputs_that_hold_them() {
        for (said, told) in [
            (
                "Failed to parse \"LanguageTag\": The language is not a tag. (occurred while parsing \"[LanguageTag!]\") \
                 (occurred while parsing \"ContributionFilter\")",
                "The language is not a tag.",
            ),
            ("Failed to parse \"DateTime\": premature end of input", INSTANT),
            (
                "Expected input type \"Date\", found \"a secret\". (occurred while parsing \"Filter\")",
                "The value is not of the type `Date`.",
            ),
            ("Another sentence.", "Another sentence."),
        ] {
            assert_eq!(plain(said), told);
        }
    }
}
