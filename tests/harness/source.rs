//! The workspace's own source text, for the tests that hold the house to its plan.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// One source file.
pub struct Source {
    /// Where it is, from the workspace's root, with `/`.
    pub path: String,
    /// All of it.
    pub text: String,
    /// Without lines of comment and without its test module.
    pub code: String,
}

/// The workspace's root.
#[must_use]
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("the package is in the workspace").to_owned()
}

/// Every Rust file below a folder of the workspace, in the order of their paths.
#[must_use]
pub fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join(folder), &mut found);
    let mut sources: Vec<_> = found
        .into_iter()
        .map(|file| {
            let text = fs::read_to_string(&file).expect("a source file is text");
            let inside = file.strip_prefix(root()).expect("it was found below the root");
            Source {
                path: inside.to_string_lossy().replace('\\', "/"),
                code: code_of(&text),
                text,
            }
        })
        .collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("node_modules") {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn code_of(text: &str) -> String {
    let tests = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let (code, _) = text.split_at(tests);
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect()
}

impl Source {
    /// The paths that begin with `root::`, such as `store::Tx` for `crate::store::Tx`, written out where they are grouped.
    #[must_use]
    pub fn paths(&self, root: &str) -> Vec<String> {
        let mut found = Vec::new();
        let start = format!("{root}::");
        for (at, _) in self.code.match_indices(&start) {
            let (before, rest) = self.code.split_at(at);
            if !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
                let rest = rest.strip_prefix(&start).unwrap_or_default();
                tree(rest, "", &mut found);
            }
        }
        found
    }

    /// Whether the code has this word.
    #[must_use]
    pub fn says(&self, word: &str) -> bool {
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        self.code.split(|c| !is_part(c)).any(|found| found == word)
    }
}

/// Reads one branch of a `use` tree, or a path in the code; answers what follows it.
fn tree<'t>(text: &'t str, prefix: &str, found: &mut Vec<String>) -> &'t str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = rest.trim_start();
            if let Some(end) = rest.strip_prefix('}') {
                return end;
            }
            rest = tree(rest, prefix, found);
            // Over `as name`, to the comma or the brace.
            let (_, next) = rest.split_at(rest.find([',', '}']).unwrap_or(rest.len()));
            rest = next.strip_prefix(',').unwrap_or(next);
            if rest.is_empty() {
                return rest;
            }
        }
    }
    let end = text
        .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '*'))
        .unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let path = if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}::{name}")
    };
    match rest.strip_prefix("::") {
        Some(inner) if inner.starts_with(|c: char| c.is_alphabetic() || c == '{' || c == '*' || c == '_') => {
            tree(inner, &path, found)
        }
        _ => {
            if !name.is_empty() {
                found.push(path);
            }
            rest
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_grouped_or_alone_and_not_in_comments_or_tests() {
        let text = "// crate::no::Comment\nuse crate::{a::{b, C as D, e::*}, f};\nfn g() { crate::h::i(); $crate::j!() }\n\
                    xcrate::no();\n#[cfg(test)]\nmod tests {\nuse crate::no::Test;\n}\n";
        let source = Source {
            path: String::new(),
            text: text.to_owned(),
            code: code_of(text),
        };
        assert_eq!(source.paths("crate"), ["a::b", "a::C", "a::e::*", "f", "h::i", "j"]);
        assert!(source.says("xcrate"));
        assert!(!source.says("rate"));
    }
}
