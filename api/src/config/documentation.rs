//! `docs/configuration.md`, made from the built-in defaults.

use super::options::{self, Known};

const HEAD: &str = "\
# Configuration

Made from `api/config.default.toml` by `script/generate`; change that file, not this one.

Each source lays its options over those of the one before: the built-in defaults, then a TOML file named with `--config`
(or `TRIALOGUE_CONFIG`), then environment variables, then flags. A name that is no option stops the start, and the
message says which name was probably meant. Options marked *secret* are never printed or logged; give them by file or
environment. `--database-url` and its variable `TRIALOGUE_DATABASE_URL` are the flag for `database.url`.
";

/// The page.
///
/// # Errors
/// The built-in defaults are not of the form that they have to be; a test excludes that.
pub fn documentation() -> Result<String, super::ConfigError> {
    let mut page = HEAD.to_owned();
    for section in options::sections()? {
        let title = if section.name.is_empty() {
            "server"
        } else {
            &section.name
        };
        page.extend(["\n## ", title, "\n\n"]);
        if !section.text.is_empty() {
            page.extend([section.text.as_str(), "\n\n"]);
        }
        page.push_str("| option | default | variable | what, and why |\n|---|---|---|---|\n");
        for option in &section.options {
            let default = if option.set {
                format!("`{}`", option.written)
            } else {
                "none".to_owned()
            };
            let secret = if is_secret(option, &section.options) {
                "*Secret.* "
            } else {
                ""
            };
            let text = option.text.replace('|', "\\|");
            let (key, variable) = (&option.key, option.variable());
            page.extend([
                "| `", key, "` | ", &default, " | `", &variable, "` | ", secret, &text, " |\n",
            ]);
        }
    }
    Ok(page)
}

/// A secret is what can also be read from a file.
fn is_secret(option: &Known, among: &[Known]) -> bool {
    among
        .iter()
        .any(|other| other.key.strip_suffix("_file") == Some(&option.key))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn the_committed_page_is_what_the_defaults_say() {
        let committed = include_str!("../../../docs/configuration.md");
        assert_eq!(documentation().unwrap(), committed, "run script/generate");
    }
}
