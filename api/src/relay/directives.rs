//! Words on the arguments of directives in the SDL. The schema's library tells them to whoever asks the server, and leaves
//! them out where it prints; a story holds the two together.

/// Directive, argument and words: of the first three as their macros have them (`access.rs`), of the library's own as it
/// tells them.
const WORDS: [(&str, &str, &str); 11] = [
    (
        "access",
        "class",
        "Class of the field; the policies say who may read that class and when.",
    ),
    (
        "access",
        "purposes",
        "Purposes that open the field; a request without one of them gets null.",
    ),
    ("list", "max", "Largest number of entries."),
    ("cost", "weight", "What the field costs: a number, as a text."),
    (
        "listSize",
        "assumedSize",
        "Entries that are counted where no argument says how many.",
    ),
    (
        "listSize",
        "slicingArguments",
        "Arguments that say how many entries are asked for.",
    ),
    (
        "listSize",
        "sizedFields",
        "Fields of what is answered that hold the entries, where it is no list itself.",
    ),
    (
        "listSize",
        "requireOneSlicingArgument",
        "Whether one of those arguments must be given.",
    ),
    ("include", "if", "Included when true."),
    ("skip", "if", "Skipped when true."),
    ("specifiedBy", "url", "URL that specifies the behavior of this scalar."),
];

/// The SDL with words on each argument of a directive.
#[must_use]
pub fn described(sdl: &str) -> String {
    let mut text = String::with_capacity(sdl.len() + 2_048);
    for line in sdl.lines() {
        let Some((name, arguments, places)) = parts(line) else {
            text.extend([line, "\n"]);
            continue;
        };
        text.extend(["directive @", name, "(\n"]);
        for argument in arguments.split(", ") {
            if let Some(words) = words(name, argument) {
                text.extend(["\t\"\"\"\n\t", words, "\n\t\"\"\"\n"]);
            }
            text.extend(["\t", argument, "\n"]);
        }
        text.extend([")", places, "\n"]);
    }
    text
}

/// Name, arguments and what follows them, of a line that defines a directive with arguments.
fn parts(line: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = line.strip_prefix("directive @")?.split_once('(')?;
    let (arguments, places) = rest.split_once(')')?;
    Some((name, arguments, places))
}

fn words(directive: &str, argument: &str) -> Option<&'static str> {
    let (name, _) = argument.split_once(':')?;
    let mut all = WORDS.iter();
    let found = all.find(|(of, argument, _)| (*of, *argument) == (directive, name));
    found.map(|(.., words)| *words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_stands_below_its_words_and_other_lines_stay_as_they_are() {
        let sdl = "type Query {\n\tname(if: Boolean!): String\n}\ndirective @oneOf on INPUT_OBJECT\n\
                   directive @skip(if: Boolean!, new: [Int!] = true) on FIELD | INLINE_FRAGMENT\n";
        let expected = "type Query {\n\tname(if: Boolean!): String\n}\ndirective @oneOf on INPUT_OBJECT\n\
                        directive @skip(\n\t\"\"\"\n\tSkipped when true.\n\t\"\"\"\n\tif: Boolean!\n\tnew: [Int!] = true\n\
                        ) on FIELD | INLINE_FRAGMENT\n";
        assert_eq!(described(sdl), expected);
    }
}
