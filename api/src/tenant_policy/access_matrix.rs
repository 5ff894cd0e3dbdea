//! Who may read which field, as the policies in force say.

use async_graphql::{Context, Enum, SimpleObject};
use entity::vocabulary::{AccessClass, ProjectRole, Purpose, TenantRole};

use crate::{
    error::{Code, Refusal, Result},
    operation::gate,
    policy::{Cell, Decision, Field, FieldQuestion, RecordState, Relation, cells},
    relay::{Reason, access::access, operation},
};

/// Of how many fields one call is told.
const MOST_FIELDS: usize = 10;

/// What the rules say about a read.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
pub(super) enum AccessDecision {
    /// The value is shown.
    Allowed,
    /// Only statistics are shown.
    AggregateOnly,
    /// Nothing is shown.
    Refused,
}

/// How a reader stands to the person or object.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(name = "Relation")]
pub(super) enum ReaderRelation {
    /// Is the person, or made it.
    #[graphql(name = "SELF")]
    Itself,
    /// Made the invitation.
    Inviter,
    /// Is invited by it.
    Invited,
    /// Had the secret made, just now.
    Requester,
    /// Is named as a reader by the hold.
    Reader,
    /// Is a program that reads for its partner, in a project of its scope.
    Partner,
    /// None of these.
    None,
}

impl From<Relation> for ReaderRelation {
    fn from(relation: Relation) -> Self {
        match relation {
            Relation::Itself => Self::Itself,
            Relation::Inviter => Self::Inviter,
            Relation::Invited => Self::Invited,
            Relation::Requester => Self::Requester,
            Relation::Reader => Self::Reader,
            Relation::Partner => Self::Partner,
            Relation::None => Self::None,
        }
    }
}

/// Where a row stands, for fields whose class depends on it.
#[derive(Clone, Copy, Debug, Enum, PartialEq, Eq)]
#[graphql(name = "RecordState")]
pub(super) enum Stage {
    /// The class of the field depends on no state.
    Plain,
    /// Nobody else knows of it yet.
    Draft,
    /// It waits for moderation, or did not pass it; what is decided of it waits to be published.
    Waiting,
    /// It is public.
    Published,
    /// It was taken back.
    Withheld,
}

/// What the rules say for one field and one kind of reader, told by the fewest facts; who is told by no cell gets the answer
/// of the first.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(serial)]
pub(super) struct AccessMatrixCell {
    /// The field, by type and name, such as Person.legalName.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    field: &'static str,
    /// Its class, where the object stands so.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    class: AccessClass,
    /// Role in the agency; null stands for none.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    tenant_role: Option<TenantRole>,
    /// Role in the project; null stands for none.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    project_role: Option<ProjectRole>,
    /// Whether the reader takes part in the project.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    is_participant: bool,
    /// How the reader stands to the person or object.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    relation: ReaderRelation,
    /// Where the object stands.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    state: Stage,
    /// Declared purpose; null stands for none.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    purpose: Option<Purpose>,
    /// Whether the person consents; null where nobody is asked.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    has_consent: Option<bool>,
    /// Whether the person's data are stored only (GDPR article 18).
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    is_restricted: bool,
    /// What the rules say.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    decision: AccessDecision,
    /// Why not; null where it is allowed.
    #[graphql(directive = access::apply(AccessClass::Public, None))]
    refusal: Option<Reason>,
}

impl From<Cell> for AccessMatrixCell {
    fn from(cell: Cell) -> Self {
        Self {
            field: cell.field.name(),
            class: cell.field.class_in(cell.state),
            tenant_role: cell.tenant_role,
            project_role: cell.project_role,
            is_participant: cell.takes_part,
            relation: cell.relation.into(),
            state: match cell.state {
                RecordState::Plain => Stage::Plain,
                RecordState::Draft => Stage::Draft,
                RecordState::Waiting => Stage::Waiting,
                RecordState::Published => Stage::Published,
                RecordState::Withheld => Stage::Withheld,
            },
            purpose: cell.purpose,
            has_consent: cell.has_consent,
            is_restricted: cell.is_restricted,
            decision: said(&cell.decision),
            refusal: reason(&cell.decision),
        }
    }
}

/// What the policies say, in the words of a read.
pub(super) const fn said(decision: &Decision) -> AccessDecision {
    if decision.allowed {
        AccessDecision::Allowed
    } else if matches!(decision.code, Code::AggregateOnly) {
        AccessDecision::AggregateOnly
    } else {
        AccessDecision::Refused
    }
}

/// Why not; nothing where it is allowed.
pub(super) fn reason(decision: &Decision) -> Option<Reason> {
    (!decision.allowed).then(|| Reason {
        code: decision.code,
        because: decision.because.to_string(),
        lift: (!decision.lift.is_empty()).then(|| decision.lift.to_string()),
    })
}

/// The field of this name, which stands there among the arguments; or why it is none that rules are made for.
pub(super) fn field_named(name: &str, at: &[&str]) -> Result<Field> {
    Field::named(name).ok_or_else(|| {
        let refusal = Refusal::new(Code::BadInput, "No field that is guarded is called so.");
        refusal
            .hint("It is a type and a name, such as Person.email; what is public has no rule.")
            .at(at)
            .into()
    })
}

pub(super) async fn matrix_of(ctx: &Context<'_>, fields: &[String]) -> Result<Option<Vec<AccessMatrixCell>>> {
    let operation = operation(ctx)?;
    let question = FieldQuestion::of(Field::QueryAccessMatrix, operation.actor()?.roles());
    if !gate::may_read(ctx, &question) {
        return Ok(None);
    }
    if !(1..=MOST_FIELDS).contains(&fields.len()) {
        let refusal = Refusal::new(Code::BadInput, "Name 1 to 10 fields.");
        return Err(refusal.at(&["fields"]).into());
    }
    let mut named: Vec<Field> = Vec::with_capacity(fields.len());
    for (place, name) in fields.iter().enumerate() {
        let field = field_named(name, &["fields", &place.to_string()])?;
        if !named.contains(&field) {
            named.push(field);
        }
    }
    let mut found = Vec::new();
    for field in named {
        // Each takes a while, and others wait for the thread.
        tokio::task::yield_now().await;
        found.extend(
            cells(&operation.policies(), field)
                .into_iter()
                .map(AccessMatrixCell::from),
        );
    }
    Ok(Some(found))
}
