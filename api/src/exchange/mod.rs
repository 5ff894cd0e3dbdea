//! What comes in from elsewhere: deliberations of other platforms, and templates of projects.
//!
//! It promises that an import is done by a named job, may be repeated or go on without doubling anything, holds no
//! more in memory for a larger file, and says of each row that it leaves out where it stands and why.

mod csv;
mod interlink;
mod order;
mod origins;
mod parts;
mod polis;
mod project_template;
mod report;
mod rules;
mod sorter;
mod start;
mod template_objective;
mod template_phase;
mod template_task;
mod texts;

use entity::scalar::LanguageTag;

use crate::relay::slug_of;

pub use interlink::{Templates, import_interlink};
pub use origins::{template_phases_of, templates_of};
pub use polis::{PolisImport, import_polis};
pub use project_template::{ProjectTemplate, Queries};
pub use report::{Progress, Report, Skipped, Written};
pub use start::start_from;
pub use template_objective::TemplateObjective;
pub use template_phase::TemplatePhase;
pub use template_task::TemplateTask;

/// A language tag (BCP 47) in its usual spelling, or why the text is none.
pub fn language(text: &str) -> Result<LanguageTag, String> {
    text.parse()
        .map_err(|_| "use a tag such as en, pt-BR or zh-Hant".to_owned())
}

/// A short name for addresses, or why the text is none.
pub fn short_name(text: &str) -> Result<String, String> {
    if (2..=60).contains(&text.len()) && slug_of(text) == text {
        Ok(text.to_owned())
    } else {
        Err("use 2 to 60 characters of a-z, 0-9 and hyphen, none at an end".to_owned())
    }
}
