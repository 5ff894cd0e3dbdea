//! What can go wrong: a refusal, which the caller can act on, or a fault, which is ours.

use async_graphql::{Enum, ErrorExtensionValues, PathSegment};
use uuid::Uuid;

/// Every code that `extensions.code` of an error or a redaction can hold; the list grows.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[graphql(name = "ErrorCode")]
pub enum Code {
    /// A value is malformed, too long, out of bounds or unknown; `input` says which, and the message why.
    BadInput,
    /// The cursor does not belong to this list, filter, order and viewer.
    BadCursor,
    /// No credential, or one that is expired, forged or made for another tenant.
    Unauthenticated,
    /// Address and password do not fit, whichever of them is wrong.
    InvalidCredentials,
    /// The invitation is unknown, used, withdrawn or expired.
    InvitationInvalid,
    /// The action is not open to you; what would change that stands in `hint`.
    Forbidden,
    /// There is no such object that you may know of.
    NotFound,
    /// The object changed since the version that you saw; read it again.
    Conflict,
    /// The idempotency key was used with another input.
    IdempotencyConflict,
    /// Something that you can see already has this name or key.
    AlreadyExists,
    /// The state that the object is in does not lead there.
    InvalidTransition,
    /// A condition of the step is not met yet.
    PreconditionUnmet,
    /// Nobody of the other side takes part, or nobody with the other kind of knowledge.
    CounterpartMissing,
    /// The step needs a reason.
    ReasonRequired,
    /// The phase does not take contributions now.
    PhaseNotOpen,
    /// Your sector does not take part in this phase.
    SectorNotEligible,
    /// Your participation has no sector, and this step needs one.
    SectorUnknown,
    /// The threshold is below what the server allows.
    PolicyFloor,
    /// The evaluation is locked; its questions and rules cannot change.
    EvaluationLocked,
    /// The evaluation does not take assessments now.
    EvaluationNotOpen,
    /// A tenant cannot lose its last administrator.
    LastAdministrator,
    /// A filter, order or search uses what you may not read.
    FilterForbidden,
    /// The field is read for a declared purpose only.
    PurposeRequired,
    /// The declared purpose does not open this field, or you may not declare it.
    PurposeNotPermitted,
    /// The field is read by consent only; the answer is the same for every person.
    ConsentRequired,
    /// The notice changed materially since consent was given; told to the person and the data steward only.
    ConsentStale,
    /// The data are stored and not otherwise used, because their processing is restricted or the person objected to it; told
    /// to the person and the data steward only.
    ProcessingRestricted,
    /// The field is shown as statistics only.
    AggregateOnly,
    /// Only the person concerned can do this.
    SubjectOnly,
    /// The notice is not the one in force.
    NoticeNotCurrent,
    /// Not yet published to anyone; it will be to all at once.
    Embargoed,
    /// Your role does not read this field.
    FieldForbidden,
    /// The right does not apply to data kept on this basis; the article that says so stands in the message.
    RightNotApplicable,
    /// A legal hold keeps the data; they are erased when it is lifted.
    OnLegalHold,
    /// A guard counts rows when the step is taken, and decides then; a reason of `viewerCan`, never an error.
    DecidedOnSubmit,
    /// The GraphQL document does not parse or validate.
    DocumentInvalid,
    /// The body, the document or what it asks for is over the limit.
    RequestTooLarge,
    /// The document may ask for more than one request may cost, or its answer is too long; `hint` says where most of it comes
    /// from.
    TooExpensive,
    /// No document of this hash is kept for the agency's members, its visitors, or the program: send the document with it. Of
    /// what visitors send, that is kept which asks for public fields alone and holds no text in quotes.
    PersistedQueryNotFound,
    /// Too many requests or tries. After how many seconds to come back stands in `retryAfter`, and in the header `Retry-After`
    /// where the request as a whole is refused.
    RateLimited,
    /// The server cannot answer now; after how many seconds to try again is told as with `RATE_LIMITED`. A mutation may be done
    /// all the same: a repeat is safe with the same `idempotencyKey`.
    Unavailable,
    /// A fault on our side; `reference` finds it in the log.
    Internal,
}

/// Seconds after which to come back, where nobody knows better.
pub const SOON: u32 = 1;

impl Code {
    /// Whether the same may go otherwise a little later.
    const fn passes(self) -> bool {
        matches!(self, Self::RateLimited | Self::Unavailable)
    }

    /// The code of this name, as it stands in `extensions.code`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let known = <Self as async_graphql::EnumType>::items();
        known.iter().find(|item| item.name == name).map(|item| item.value)
    }

    /// The code as it stands in `extensions.code`.
    #[must_use]
    pub fn name(self) -> String {
        async_graphql::InputType::to_value(&self).to_string()
    }
}

/// An expected no: plain words, a stable code, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stable name of the reason.
    pub code: Code,
    /// One sentence for a person; never holds a value that the caller may not know.
    pub message: String,
    /// What would change the answer.
    pub hint: Option<String>,
    /// Where in the arguments or the variables the fault is, such as `["input", "title"]` or `["filter", "states"]`.
    pub input: Vec<String>,
    /// After how many seconds it may go otherwise, where that is known.
    pub retry_after: Option<u32>,
}

impl Refusal {
    /// A refusal with a message and no more.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: None,
            input: Vec::new(),
            retry_after: None,
        }
    }

    /// Says after how many seconds to come back.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Says what would change the answer.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says which input it is about.
    #[must_use]
    pub fn at(mut self, input: &[&str]) -> Self {
        self.input = input.iter().map(ToString::to_string).collect();
        self
    }

    /// The one answer for what does not exist and what may not be known of.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "There is no such object that you may know of.")
    }

    /// The answer to a short name that no agency has. Which agencies there are is no secret.
    #[must_use]
    pub fn no_agency() -> Self {
        Self::new(Code::NotFound, "There is no agency with this short name.")
    }
}

/// A fault of ours; what caused it went to the log under the reference, and nothing of it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Finds the line in the log.
    pub reference: Uuid,
    /// Whether a repeat may succeed: the database is away or busy.
    pub passing: bool,
}

impl Fault {
    /// Logs `what` once, at error level, and keeps only the reference.
    ///
    /// `what` must hold no personal data and no value of a row.
    #[must_use]
    pub fn logged(what: &str) -> Self {
        let reference = crate::clock::Clock::system().blind_id();
        tracing::error!(%reference, what, "fault");
        Self {
            reference,
            passing: false,
        }
    }

    /// The same for what may pass by itself, at warn level.
    #[must_use]
    pub fn passing(what: &str) -> Self {
        let reference = crate::clock::Clock::system().blind_id();
        tracing::warn!(%reference, what, "passing fault");
        Self {
            reference,
            passing: true,
        }
    }
}

/// Why a file cannot be used, in the words of a command line.
#[must_use]
pub fn io_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        kind => match kind.to_string() {
            // The name of a host that nobody knows, or too many open files: what has no kind says itself what it is.
            none if none == "uncategorized error" => error.to_string(),
            words => words,
        },
    }
}

/// So many of them, as one says it: "1 second", "2 seconds".
#[must_use]
pub fn counted(number: impl Into<u64>, one: &str) -> String {
    let number = number.into();
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {one}{ending}")
}

/// Either kind. It has no `Display` on purpose: async-graphql would send that to the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// All faults of one input together; at least one.
    Refused(Vec<Refusal>),
    /// Ours.
    Fault(Fault),
}

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Error {
    /// The codes, in order.
    #[must_use]
    pub fn codes(&self) -> Vec<Code> {
        match self {
            Self::Refused(refusals) => refusals.iter().map(|refusal| refusal.code).collect(),
            Self::Fault(fault) => vec![if fault.passing {
                Code::Unavailable
            } else {
                Code::Internal
            }],
        }
    }

    /// As GraphQL errors at `path`.
    #[must_use]
    pub fn into_server_errors(self, path: &[PathSegment]) -> Vec<async_graphql::ServerError> {
        let one = |message: String, extensions: ErrorExtensionValues| {
            let mut error = async_graphql::ServerError::new(message, None);
            error.path = path.to_vec();
            error.extensions = Some(extensions);
            error
        };
        match self {
            Self::Refused(refusals) => refusals
                .into_iter()
                .map(|refusal| {
                    let mut extensions = ErrorExtensionValues::default();
                    extensions.set("code", refusal.code.name());
                    if let Some(hint) = refusal.hint {
                        extensions.set("hint", hint);
                    }
                    if !refusal.input.is_empty() {
                        extensions.set("input", refusal.input);
                    }
                    let soon = refusal.code.passes().then_some(SOON);
                    if let Some(seconds) = refusal.retry_after.or(soon) {
                        extensions.set("retryAfter", seconds);
                    }
                    one(refusal.message, extensions)
                })
                .collect(),
            Self::Fault(fault) => {
                let (code, message) = if fault.passing {
                    (Code::Unavailable, "The server cannot answer now; try again shortly.")
                } else {
                    (
                        Code::Internal,
                        "Something went wrong on our side; the reference finds it in the log.",
                    )
                };
                let mut extensions = ErrorExtensionValues::default();
                extensions.set("code", code.name());
                extensions.set("reference", fault.reference.to_string());
                if code.passes() {
                    extensions.set("retryAfter", SOON);
                }
                vec![one(message.to_owned(), extensions)]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_told_as_one() {
        let told = [0_u32, 1, 2].map(|number| counted(number, "second"));
        assert_eq!(told, ["0 seconds", "1 second", "2 seconds"]);
    }
}
