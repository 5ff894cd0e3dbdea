//! Why a command failed, as one sentence and an exit code.

use std::fmt;

use crate::{
    config::ConfigError,
    error::{Code, Error},
    store::StoreError,
};

/// The sentence for standard error, and whether the call or the work is to blame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    code: u8,
    sentence: String,
}

impl Failure {
    /// The call or the options are wrong: exit code 2, as for arguments that do not parse.
    pub(super) fn usage(sentence: impl Into<String>) -> Self {
        Self {
            code: 2,
            sentence: sentence.into(),
        }
    }

    /// The work failed: exit code 1.
    pub(super) fn failed(sentence: impl Into<String>) -> Self {
        Self {
            code: 1,
            sentence: sentence.into(),
        }
    }

    /// What the process ends with.
    pub(super) fn code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::failed(whole(error.to_string()))
    }
}

/// The sentence of which other rooms write the middle.
pub(super) fn whole(mut middle: String) -> String {
    if let Some(first) = middle.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    middle + "."
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusals) => {
                let sentences = refusals.into_iter().map(|refusal| match refusal.hint {
                    Some(hint) => format!("{} {hint}", refusal.message),
                    None => refusal.message,
                });
                Self::failed(sentences.collect::<Vec<_>>().join(" "))
            }
            Error::Fault(fault) => {
                let code = if fault.passing {
                    Code::Unavailable
                } else {
                    Code::Internal
                };
                Self::failed(format!("{}: the log says more under {}.", code.name(), fault.reference))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Fault, Refusal};

    #[test]
    fn options_end_with_2_and_work_with_1() {
        assert_eq!(
            Failure::from(ConfigError::invalid("listen", "must be an address")).code(),
            2
        );
        assert_eq!(Failure::from(Error::from(Refusal::not_found())).code(), 1);
        assert_eq!(
            Failure::from(Error::from(Fault {
                reference: uuid::Uuid::nil(),
                passing: true
            }))
            .code(),
            1
        );
    }

    #[test]
    fn a_refusal_is_told_with_what_would_change_it() {
        let refusal = Refusal::new(Code::AlreadyExists, "The slug is taken.").hint("Choose another.");
        assert_eq!(
            Failure::from(Error::from(refusal)).to_string(),
            "The slug is taken. Choose another."
        );
    }
}
